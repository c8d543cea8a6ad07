/** Documents that wait, what Yuki's last list shows, and the doors by which a named person decides about them. */

import { expect } from 'vitest';
import type { DocumentAnswer } from '../../client/answers.ts';
import { createConsole } from '../../client/console/app.ts';
import { createConnector } from '../../client/connector.ts';
import type { ResolutionAnswer } from '../../client/resolution-answers.ts';
import type { TemporalDoor } from '../../client/temporal.ts';
import type { CauseId, ConnectionId, DocumentId, IsoDate, YukiAdministrationId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import type { SeenItem } from '../../domain/payments.ts';
import { getDocument, holdDocument, noteFound } from '../../ledger/documents.ts';
import { storeReading } from '../../ledger/open-items.ts';
import { createMetrics } from '../../client/ledger-metrics.ts';
import { Registry } from '../../platform/metrics.ts';
import { createLog } from '../../platform/log.ts';
import { newReading } from '../support/readings.ts';
import { openTestLedger } from '../support/database.ts';
import { beginWire, settleAttempt } from '../../ledger/attempts.ts';
import {
  activeConnection,
  claim,
  minutesLater,
  morning,
  prepare,
  summary,
} from '../support/ledger-documents.ts';
import { jsonBody, openConsole, testKeys, token, type ConsoleUnderTest } from './console-under-test.ts';

export let store: Awaited<ReturnType<typeof openTestLedger>>;
let parts: ConsoleUnderTest;
let app: ReturnType<typeof createConsole>;
/** What the workflows were told. */
export const told: string[] = [];

export async function openResolutionDesk(): Promise<void> {
  store = await openTestLedger(testKeys);
  parts = await openConsole({ database: store.database });
  const temporal: TemporalDoor = {
    ...parts.tools.temporal,
    syncNow: async () => {
      told.push('syncNow');
      return { runNumber: 1, alreadyRunning: false };
    },
    signalHold: async (_connection, causeId, signal) => void told.push(`${causeId} ${signal}`),
  };
  const now = (): Date => minutesLater(60);
  app = createConsole({
    connector: createConnector({ ...parts.tools, temporal, now }),
    apiToken: token,
    metrics: createMetrics(new Registry(), store.ledger, now),
    log: createLog({ name: 'test', destination: { write: () => {} } }),
    isReady: async () => {},
  });
}

export async function closeResolutionDesk(): Promise<void> {
  await parts.close();
  await store.close();
}

export const by = { who: 'An Claes', reason: 'Entered by hand in March' };

export interface Waiting {
  readonly id: ConnectionId;
  readonly administrationId: YukiAdministrationId;
  readonly documents: DocumentId[];
  readonly causeId: CauseId;
}

/** Prepared invoices `2026 / 1` and on of 121.00 for customer F1 on 1 March, which wait for one cause. */
export async function waiting(count: number): Promise<Waiting> {
  told.length = 0;
  const { id, administrationId } = await activeConnection(store.ledger);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await noteFound(
    store.ledger,
    id,
    numbers.map((number) => summary(number)),
    morning,
  );
  const documents: DocumentId[] = [];
  let causeId: CauseId | null = null;
  for (const number of numbers) {
    const document = await prepare(store.ledger, id, number);
    documents.push(document);
    const finding = { key: 'period-closed', subject: '2026-04-01', shown: '2026-04-01', line: null } as const;
    causeId = await holdDocument(
      store.ledger,
      document,
      { connectionId: id, finding, fromStates: ['ready'] },
      morning,
    );
  }
  if (causeId === null) throw new Error('Nothing is held.');
  return { id, administrationId, documents, causeId };
}

interface Listed {
  readonly reference: string;
  readonly amount?: number;
  readonly date?: string;
  readonly customer?: string;
  readonly ours?: DocumentId;
  readonly open?: number;
}

let readings = 0;

/** Yuki's last list of open items as a run has read it. */
export async function yukiLists(
  { id, administrationId }: Pick<Waiting, 'id' | 'administrationId'>,
  items: readonly Listed[],
): Promise<void> {
  readings += 1;
  const seen = items.map(
    ({ reference, amount = 12_100, date = '2026-03-01', customer = 'F1', ours, open }, index): SeenItem => ({
      ours: ours ?? null,
      itemId: `item-${readings}-${index}`,
      yukiDocumentId: `d0c0aaaa-0000-4000-8000-${String(index).padStart(12, '0')}`,
      customerKey: customer,
      date: date as IsoDate,
      reference,
      typeId: 6,
      originalCents: cents(amount),
      openCents: cents(open ?? amount),
      setOffCents: cents(0),
      missingCents: cents(0),
    }),
  );
  const reading = newReading(null, seen);
  expect(await storeReading(store.ledger, { administrationId, connectionId: id }, reading, morning)).toBe(
    true,
  );
}

export const post = async (path: string, body: object, language = 'en'): Promise<Response> => {
  const init = jsonBody('POST', body);
  return app.request(`/api/connections/${path}`, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${token}`, 'accept-language': language },
  });
};
export async function get<T>(path: string, language = 'en'): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'accept-language': language };
  const answer = await app.request(`/api/connections/${path}`, { headers });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as T;
}

export const decide = (place: Waiting, body: object, document = 0, language?: string): Promise<Response> =>
  post(`${place.id}/documents/${place.documents[document]}/resolution`, { ...by, ...body }, language);
export const decideAll = (place: Waiting, body: object): Promise<Response> =>
  post(`${place.id}/holds/${place.causeId}/resolution`, { ...by, ...body });
export const done = async (answer: Response): Promise<ResolutionAnswer> => {
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as ResolutionAnswer;
};
export const stateOf = async (id: DocumentId | undefined): Promise<DocumentAnswer['state'] | undefined> =>
  (await getDocument(store.ledger, id as DocumentId))?.state;
export const audited = (id: ConnectionId): Promise<{ who: string; what: string; params: unknown }[]> =>
  store.ledger.db
    .selectFrom('auditEntries')
    .select(['who', 'what', 'params'])
    .where('connectionId', '=', id)
    .orderBy('id')
    .execute();

/** One invoice whose message got no answer. */
export async function doubtful(): Promise<Waiting> {
  told.length = 0;
  const { id, administrationId } = await activeConnection(store.ledger);
  await noteFound(store.ledger, id, [summary(1)], morning);
  const document = await prepare(store.ledger, id, 1);
  await settled({ id, documents: [document] }, 'doubtful');
  return { id, administrationId, documents: [document], causeId: '' as CauseId };
}

/** One invoice that Yuki accepted, of which 121.00 was registered in Focus and is open again in Yuki. */
export async function undone(focusDueCents = 0, grossCents = 12_100): Promise<Waiting> {
  const place = await doubtful();
  await store.ledger.db
    .updateTable('documents')
    .set({ state: 'exported', reversed: true, paidCents: 12_100, focusDueCents, grossCents })
    .where('connectionId', '=', place.id)
    .execute();
  return place;
}

export async function settled(
  { id, documents }: Pick<Waiting, 'id' | 'documents'>,
  how: 'doubtful' | 'accepted',
): Promise<void> {
  const taken = await claim(store.ledger, id);
  if (taken === null) throw new Error('Nothing is ready.');
  await beginWire(store.ledger, taken.attemptId, morning);
  const verdict =
    how === 'accepted' ? ({ kind: 'accepted' } as const) : { kind: how, nextLookAt: minutesLater(600) };
  await settleAttempt(
    store.ledger,
    taken.attemptId,
    documents.map((documentId) => ({ documentId, verdict })),
    morning,
  );
}
