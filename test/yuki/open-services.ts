/** Opens Yuki services on a socket of the test's own, with a session that is already there. */

import { createYukiServices } from '../../yuki/session.ts';
import type { YukiServices } from '../../yuki/session.ts';
import { createYukiTransport } from '../../yuki/transport.ts';
import { memorySessions, openSoapSocket } from './soap-socket.ts';
import type { Answering, SoapSocket } from './soap-socket.ts';

export interface OpenServices {
  readonly socket: SoapSocket;
  readonly services: YukiServices;
  close(): Promise<void>;
}

export async function openServices(answering: Answering, timeoutMs = 10_000): Promise<OpenServices> {
  const socket = await openSoapSocket(answering);
  const transport = createYukiTransport({ baseUrl: socket.url, timeoutMs });
  const services = createYukiServices({ transport, accessKey: 'KEY', sessions: memorySessions('SES') });
  const close = async (): Promise<void> => {
    await transport.close();
    await socket.close();
  };
  return { socket, services, close };
}

/** The parameters' part of what was sent: everything inside the operation's element. */
export function parametersOf(body: string, operation: string): string {
  return (
    body.split(`<${operation} xmlns="http://www.theyukicompany.com/">`)[1]?.split(`</${operation}>`)[0] ?? ''
  );
}
