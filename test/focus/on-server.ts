/** The adapter on an answering server, with nothing in its way. */

import type { FocusRate } from '../../focus/answers.ts';
import { createFocusApi, type FocusApi } from '../../focus/api.ts';
import { createFocusTransport, type FocusTransportOptions } from '../../focus/transport.ts';
import type { AnsweringServer } from './answering-server.ts';

/** A transport on the server, with a diary of what it asked of its owner. */
export function transportTo(server: AnsweringServer, extra: Partial<FocusTransportOptions> = {}) {
  const diary = { paced: 0, renewed: [] as string[], rates: [] as FocusRate[] };
  const transport = createFocusTransport({
    apiUrl: server.url,
    dispatcher: server.dispatcher,
    timeoutMs: 5_000,
    accessToken: async () => 'first-token',
    renewAccess: async (rejected) => {
      diary.renewed.push(rejected);
      return 'second-token';
    },
    pace: async (requests) => {
      diary.paced += requests;
    },
    onRate: (rate) => {
      diary.rates.push(rate);
    },
    ...extra,
  });
  return { transport, diary, calls: server.calls };
}

export function apiOn(server: AnsweringServer): FocusApi {
  return createFocusApi(transportTo(server).transport);
}

/** All pages of a walk. */
export async function collected<T>(pages: AsyncIterable<T[]>): Promise<T[][]> {
  const found: T[][] = [];
  for await (const page of pages) found.push(page);
  return found;
}
