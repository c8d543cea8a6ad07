/** What the console tells Prometheus: figures of a real ledger, worked out by hand; nothing of names, amounts, secrets. */

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claimForSending, beginWire, settleAttempt } from '../../ledger/attempts.ts';
import { recordPause, setConnectionState, updateConnection } from '../../ledger/connections.ts';
import { holdDocument } from '../../ledger/documents.ts';
import { report } from '../../ledger/findings.ts';
import { reserveCall } from '../../ledger/quota.ts';
import { addRecipient } from '../../ledger/recipients.ts';
import { addToRun, closeRun, openRun } from '../../ledger/runs.ts';
import type { ConnectionId, DocumentId, IsoDate, YukiDomainId } from '../../domain/ids.ts';
import { openTestLedger } from '../support/database.ts';
import { accountUnknown, minutesLater, morning, readyInvoices } from '../support/ledger-documents.ts';
import { openConsole, testKeys, type ConsoleUnderTest } from './console-under-test.ts';

let store: Awaited<ReturnType<typeof openTestLedger>>;
let console: ConsoleUnderTest;
let connectionId: ConnectionId;
let documents: DocumentId[];
let now = morning;

beforeAll(async () => {
  store = await openTestLedger(testKeys);
  console = await openConsole({ database: store.database, now: () => now });
  ({ connectionId, documents } = await readyInvoices(store.ledger, 5));
  await setConnectionState(store.ledger, connectionId, 'active', morning);
});
afterAll(async () => {
  await console.close();
  await store.close();
});
// Each test asks after the reading of the one before has grown old.
beforeEach(() => {
  now = minutesLater(10, now);
});

async function scrape(): Promise<string> {
  const answer = await console.ask('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  return answer.text();
}

/** The samples of one metric, without its name. */
const samples = (text: string, name: string): string[] =>
  text
    .split('\n')
    .filter((line) => new RegExp(`^focus_yuki_${name}(\\{| )`).test(line))
    .map((line) => line.slice(`focus_yuki_${name}`.length).trim())
    .toSorted();

test('documents, holds, pauses, calls and lag are told as the ledger has them', async () => {
  const { ledger } = store;
  const claim = await claimForSending(
    ledger,
    { connectionId, maxDocuments: 2, maxBytes: 1_000_000, wireDeadline: minutesLater(5, now), worker: 'w' },
    now,
  );
  await beginWire(ledger, claim!.attemptId, now);
  const accepted = claim!.documents.map(({ id: documentId }) => ({
    documentId,
    verdict: { kind: 'accepted' as const },
  }));
  await settleAttempt(ledger, claim!.attemptId, accepted, now);
  const left = documents.filter((id) => !claim!.documents.some((one) => one.id === id));
  for (const id of left.slice(0, 2))
    await holdDocument(
      ledger,
      id,
      { connectionId, finding: accountUnknown('705500'), fromStates: ['ready'] },
      minutesLater(-60, now),
    );
  await recordPause(
    ledger,
    connectionId,
    { number: 1, cause: 'module-off', shown: '', nextTry: null },
    minutesLater(-30, now),
  );
  const domainId = 'domain-of-metrics' as YukiDomainId;
  await updateConnection(ledger, connectionId, { domainId }, now);
  await reserveCall(
    ledger,
    domainId,
    '2026-03-02' as IsoDate,
    { lane: 'fresh', connectionId, count: 3 },
    now,
  );
  await openRun(ledger, connectionId, 1, { scope: 'all', workflowRunId: 'r' }, now);
  await addToRun(ledger, connectionId, 1, { focusRequests: 7 });
  await closeRun(ledger, connectionId, 1, 'blocked', null, now);
  await report(
    ledger,
    { connectionId, documentId: documents[0]!, kind: 'reversed', params: { cents: 12_100 } },
    now,
  );
  await addRecipient(
    ledger,
    connectionId,
    { channel: 'email', address: 'marked@example.org', language: 'en', about: ['user'] },
    now,
  );

  const text = await scrape();
  expect(samples(text, 'ledger_up')).toEqual(['1']);
  expect(samples(text, 'documents')).toEqual([
    '{state="exported"} 2',
    '{state="held"} 2',
    '{state="ready"} 1',
  ]);
  expect(samples(text, 'holds')).toEqual(['{cause="account-unknown"} 1']);
  expect(samples(text, 'held_documents')).toEqual(['{cause="account-unknown"} 2']);
  expect(samples(text, 'hold_oldest_seconds')).toEqual(['{cause="account-unknown"} 3600']);
  expect(samples(text, 'pauses')).toEqual(['{cause="module-off"} 1']);
  expect(samples(text, 'pause_oldest_seconds')).toEqual(['{cause="module-off"} 1800']);
  expect(samples(text, 'connections')).toEqual(['{state="paused"} 1']);
  expect(samples(text, 'attempts_last_day')).toEqual(['{outcome="answered"} 1']);
  expect(samples(text, 'runs_last_day')).toEqual(['{outcome="blocked"} 1']);
  expect(samples(text, 'findings_open')).toEqual(['{kind="reversed"} 1']);
  expect(samples(text, 'focus_requests_last_day')).toEqual(['7']);
  expect(samples(text, 'yuki_calls_today')).toEqual(['3']);
  expect(samples(text, 'yuki_calls_used')).toEqual(['{domain="domain-of-metrics"} 3']);
  expect(samples(text, 'yuki_calls_limit')).toEqual(['{domain="domain-of-metrics"} 1000']);
  expect(samples(text, 'exports_last_day')).toEqual(['2']);
  expect(samples(text, 'export_lag_seconds').map((line) => line.split(' ')[0])).toEqual([
    '{quantile="0.5"}',
    '{quantile="0.95"}',
    '{quantile="1"}',
  ]);
  for (const secret of ['12100', '121.00', 'marked@example.org', '2026/1', 'customer-1', 'access-key'])
    expect(text).not.toContain(secret);
});

test('a cause that is gone is told no more, and several who ask at once are one reading', async () => {
  await store.ledger.db
    .updateTable('documents')
    .set({ state: 'found', causeId: null })
    .where('state', '=', 'held')
    .execute();
  const texts = await Promise.all([scrape(), scrape(), scrape()]);
  for (const text of texts) expect(samples(text, 'holds')).toEqual([]);
});

test('a thousand domains are twenty', async () => {
  await store.ledger.db
    .insertInto('yukiQuota')
    .values(
      Array.from({ length: 1000 }, (_, index) => ({
        domainId: `domain-${index}` as YukiDomainId,
        day: '2026-03-02' as IsoDate,
        used: index,
        probes: 0,
        updatedAt: now,
      })),
    )
    .execute();
  const text = await scrape();
  expect(samples(text, 'yuki_calls_used')).toHaveLength(20);
  expect(samples(text, 'yuki_calls_used')).toContain('{domain="domain-999"} 999');
});

test('through a proxy from the outside nothing is told', async () => {
  const answer = await console.ask('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } });
  expect(answer.status).toBe(404);
});

test('a ledger that is away is told as such, and the answer comes all the same', async () => {
  const away = await openConsole();
  const answer = await away.ask('/metrics');
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(samples(text, 'ledger_up')).toEqual(['0']);
  expect(samples(text, 'documents')).toEqual([]);
  await away.close();
});
