// Delivers messages by e-mail over the mail server that the operator names. One line per message, plain text, with
// the message's id in its headers; nothing of it is taken from customers or vendors.

import { Socket } from 'node:net';
import { createTransport, type Transporter } from 'nodemailer';
import { longestDelivery, type Delivery, type Letter } from './letter.ts';

const patience = 10_000;

export interface MailServer {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  /** `Connector <connector@example.com>`, or the address alone. */
  readonly from: string;
}

/** Null: no mail server is set, and every delivery says so. */
export function createMail(
  server: MailServer | null,
  longestMs = longestDelivery,
): { deliver(letter: Letter): Promise<Delivery> } {
  return {
    deliver: async (letter) => {
      if (server === null) return { ok: false, problem: 'no mail server' };
      return send(server, letter, longestMs);
    },
  };
}

async function send(server: MailServer, letter: Letter, longestMs: number): Promise<Delivery> {
  // The socket is our own, because to destroy it is the only way to end a server that drips for ever.
  const socket = new Socket();
  const transport: Transporter = createTransport({
    url: server.url,
    socket,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    dnsTimeout: patience,
    disableUrlAccess: true,
  });
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Delivery>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, problem: 'no answer in time' }), longestMs);
  });
  try {
    return await Promise.race([tooLong, hand(transport, server, letter)]);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function hand(transport: Transporter, server: MailServer, letter: Letter): Promise<Delivery> {
  const { subject, text, language } = JSON.parse(letter.content) as Record<string, string>;
  try {
    await transport.sendMail({
      from: server.from,
      to: { name: '', address: letter.address },
      subject,
      text,
      messageId: `<${letter.id}@${domainOf(server.from)}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Message-Id': letter.id,
        ...(language === undefined ? {} : { 'Content-Language': language }),
      },
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

function domainOf(from: string): string {
  return /@([^\s<>@]+)/.exec(from)?.[1] ?? 'localhost';
}

/** Which of our own words fits; the server's own text may quote the address. */
function problemOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  if (typeof responseCode === 'number') return `answered ${responseCode}`;
  if (code === 'ETIMEDOUT') return 'no answer in time';
  if (code === 'ETLS' || code === 'EREQUIRETLS') return 'encryption refused';
  if (code === 'EDNS') return 'name not found';
  return 'not reachable';
}
