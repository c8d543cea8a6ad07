/**
 * The two questions that the doors ask of Focus, answered on a socket: tokens for a code or a refresh token that
 * works once, and whose account a token belongs to. It knows nothing of our code.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const accountId = '11111111-2222-3333-4444-555555555555';

export interface PretendFocus {
  readonly url: string;
  /** Grants that were used, in order, as `grant_type:value`. */
  readonly used: string[];
  /** Codes and refresh tokens that work once. */
  readonly open: Set<string>;
  /** The account that signs in next. */
  account: string;
  close(): Promise<void>;
}

export async function openPretendFocus(): Promise<PretendFocus> {
  const used: string[] = [];
  const open = new Set<string>();
  const self = { account: accountId };
  let pairs = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const answer = (status: number, body: unknown): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.url === '/users.me')
        return answer(200, { data: { account: { type: 'account', id: self.account } } });
      const form = new URLSearchParams(text);
      const grant = form.get('code') ?? form.get('refresh_token') ?? '';
      used.push(`${form.get('grant_type')}:${grant}`);
      if (!open.delete(grant)) return answer(400, { error: 'invalid_grant' });
      pairs += 1;
      const successor = `refresh-${pairs}`;
      open.add(successor);
      answer(200, {
        token_type: 'Bearer',
        expires_in: 3600,
        access_token: `access-${pairs}`,
        refresh_token: successor,
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(self, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    used,
    open,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((closed) => server.close(() => closed()));
    },
  });
}
