// Sealed texts: opened only by their key and for their purpose, over a rotation of keys.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSeal, openLedger } from '../../ledger/open.ts';
import { createSeal, keyIdOf, SealError } from '../../ledger/sealing.ts';
import { createConnection, openYukiKey, storeYukiKey } from '../../ledger/connections.ts';
import { openTestLedger, testKey } from '../support/database.ts';

const now = new Date('2026-03-02T08:00:00Z');

describe('a seal', () => {
  test('opens what it sealed, and the sealed text shows neither text nor key', async () => {
    const seal = createSeal([testKey('k1')]);
    const sealed = await seal.seal('Zeep & Zonen BV, één', 'customer:1');
    expect(sealed).not.toContain('Zeep');
    expect(await seal.open(sealed, 'customer:1')).toBe('Zeep & Zonen BV, één');
  });

  test('gives the same text another form each time', async () => {
    const seal = createSeal([testKey('k1')]);
    expect(await seal.seal('secret', 'p')).not.toBe(await seal.seal('secret', 'p'));
  });

  test('does not open a text for another purpose, so that it cannot be moved to another row', async () => {
    const seal = createSeal([testKey('k1')]);
    const sealed = await seal.seal('secret', 'yuki-key:c1');
    await expect(seal.open(sealed, 'yuki-key:c2')).rejects.toThrow(SealError);
  });

  test('refuses a text of which one letter was changed', async () => {
    const seal = createSeal([testKey('k1')]);
    const sealed = await seal.seal('secret', 'p');
    const tag = sealed.slice(sealed.lastIndexOf('.') + 1);
    const changed = sealed.slice(0, -tag.length) + (tag.startsWith('A') ? 'B' : 'A') + tag.slice(1);
    await expect(seal.open(changed, 'p')).rejects.toThrow(/Key k1 of LEDGER_KEYS does not open/);
  });

  test('seals under the first key and opens under all of them, so that keys can rotate', async () => {
    const before = createSeal([testKey('k1', 1)]);
    const after = createSeal([testKey('k2', 2), testKey('k1', 1)]);
    const old = await before.seal('secret', 'p');
    expect(await after.open(old, 'p')).toBe('secret');
    expect(keyIdOf(await after.seal('secret', 'p'))).toBe('k2');
  });

  test('names the key and the variable when the key is missing', async () => {
    const sealed = await createSeal([testKey('k1', 1)]).seal('secret', 'p');
    const without = createSeal([testKey('k2', 2)]);
    await expect(without.open(sealed, 'p')).rejects.toThrow(/needs key k1, which LEDGER_KEYS does not have/);
  });

  test('refuses to exist without a key or with a short one', () => {
    expect(() => createSeal([])).toThrow(SealError);
    expect(() => createSeal([{ id: 'k1', key: new Uint8Array(16) }])).toThrow('Key k1');
  });
});

describe('the seal of a ledger', () => {
  let opened: Awaited<ReturnType<typeof openTestLedger>>;
  beforeAll(async () => {
    opened = await openTestLedger([testKey('k1', 1)]);
  }, 60_000);
  afterAll(() => opened.close());

  test('is noticed as wrong at the start, before any secret is needed, and as right after a rotation', async () => {
    const { url, schema } = opened.database;
    await checkSeal(opened.ledger, now);
    await checkSeal(opened.ledger, now);

    const wrong = openLedger({ url, schema, keys: [testKey('k1', 9)] });
    await expect(checkSeal(wrong, now)).rejects.toThrow(/Key k1 of LEDGER_KEYS/);
    await wrong.close();

    const lost = openLedger({ url, schema, keys: [testKey('k3', 3)] });
    await expect(checkSeal(lost, now)).rejects.toThrow(/needs key k1/);
    await lost.close();

    const rotated = openLedger({ url, schema, keys: [testKey('k3', 3), testKey('k1', 1)] });
    await checkSeal(rotated, now);
    await rotated.close();
  });

  test('keeps an access key out of the table as it was typed', async () => {
    const { ledger } = opened;
    const { id } = await createConnection(ledger, now);
    await storeYukiKey(ledger, id, 'typed-access-key', now);
    const row = await ledger.db
      .selectFrom('connections')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain('typed-access-key');
    expect(await openYukiKey(ledger, id)).toBe('typed-access-key');
  });
});
