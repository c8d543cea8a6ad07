// Rotation of the sealing keys: everything that an old key has sealed is sealed anew, page by page, until the old
// key may go.

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordAnswer, settleAttempt, openAttempt } from '../../ledger/attempts.ts';
import { openYukiKey, storeYukiKey } from '../../ledger/connections.ts';
import { openTokens, storeTokens } from '../../ledger/focus-accounts.ts';
import { checkSeal, openLedger, type Ledger } from '../../ledger/open.ts';
import { countSealed, forgetUnusedKeys, resealPage, sealedPlaces } from '../../ledger/reseal.ts';
import type { FocusAccountId } from '../../domain/ids.ts';
import { openTestLedger, testKey } from '../support/database.ts';
import { onItsWay } from '../support/ledger-attempts.ts';
import { accountUnknown, minutesLater, morning, readyInvoices } from '../support/ledger-documents.ts';

let opened: Awaited<ReturnType<typeof openTestLedger>>;
let rotated: Ledger;
beforeAll(async () => {
  opened = await openTestLedger([testKey('k1', 1)]);
  await checkSeal(opened.ledger, morning);
  const { url, schema } = opened.database;
  rotated = openLedger({ url, schema, keys: [testKey('k2', 2), testKey('k1', 1)] });
});
afterAll(async () => {
  await rotated.close();
  await opened.close();
});

const camel = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

test('every sealed column of the ledger has its place in the rotation', () => {
  const room = new URL('../../ledger/', import.meta.url);
  const tables = readdirSync(room)
    .filter((file) => file.endsWith('tables.ts'))
    .map((file) => readFileSync(new URL(file, room), 'utf8'))
    .join('\n');
  const sealed = [
    ...tables.matchAll(/export interface (\w+)Table \{([^}]*(?:\{[^}]*\}[^}]*)*)\n\}/g),
  ].flatMap(([, table = '', body = '']) =>
    [...body.matchAll(/^ {2}(\w+): Sealed\b/gm)].map(
      ([, column = '']) => `${table[0]?.toLowerCase()}${table.slice(1)}.${column}`,
    ),
  );
  expect(sealed.length).toBeGreaterThan(8);
  expect(sealedPlaces.map(({ table, column }) => `${camel(table)}.${camel(column)}`).toSorted()).toEqual(
    sealed.toSorted(),
  );
});

test('texts of the old key are sealed anew in pages, open as before, and then the old key may go', async () => {
  const { ledger } = opened;
  const sent = await onItsWay(ledger);
  await recordAnswer(ledger, sent.attempt, { raw: '<answer/>', outcome: 'answered' }, morning);
  const refused = { kind: 'held' as const, finding: accountUnknown('705500'), vendorText: 'no such account' };
  await settleAttempt(ledger, sent.attempt, [{ documentId: sent.document, verdict: refused }], morning);
  await storeYukiKey(ledger, sent.connectionId, 'typed-access-key', morning);
  const account = 'account-1' as FocusAccountId;
  const tokens = { accessToken: 'access', refreshToken: 'refresh', expiresAt: minutesLater(60) };
  await storeTokens(ledger, account, tokens, morning);
  // More than one page of messages: 205 ready ones, the one that was sent with its copy, its answer, its refusal in
  // two places, the access key and the tokens.
  await readyInvoices(ledger, 205);
  await checkSeal(rotated, morning);
  expect(await countSealed(rotated)).toEqual(new Map([['k1', 212]]));
  expect(await forgetUnusedKeys(rotated)).toEqual([]);

  const pages: number[] = [];
  for (let done = await resealPage(rotated); done > 0; done = await resealPage(rotated)) pages.push(done);
  expect(pages.reduce((sum, done) => sum + done, 0)).toBe(212);
  expect(Math.max(...pages)).toBe(200);
  expect(await countSealed(rotated)).toEqual(new Map([['k2', 212]]));
  expect(await resealPage(rotated)).toBe(0);
  expect(await forgetUnusedKeys(rotated)).toEqual(['k1']);

  const { url, schema } = opened.database;
  const alone = openLedger({ url, schema, keys: [testKey('k2', 2)] });
  await checkSeal(alone, morning);
  expect(await openYukiKey(alone, sent.connectionId)).toBe('typed-access-key');
  expect(await openTokens(alone, account)).toMatchObject({ accessToken: 'access', refreshToken: 'refresh' });
  expect(await openAttempt(alone, sent.attempt)).toMatchObject({
    answered: '<answer/>',
    sent: [{ text: '<SalesInvoice>2026/1</SalesInvoice>', vendorText: 'no such account' }],
  });
  await alone.close();
}, 60_000);

test('a key that is gone too early is named, and nothing is lost', async () => {
  const { url, schema } = opened.database;
  const { connectionId } = await readyInvoices(opened.ledger, 1);
  await storeYukiKey(opened.ledger, connectionId, 'another-key', morning);
  const alone = openLedger({ url, schema, keys: [testKey('k2', 2)] });
  await expect(resealPage(alone)).rejects.toThrow(/needs key k1/);
  await alone.close();
  expect(await openYukiKey(rotated, connectionId)).toBe('another-key');
});
