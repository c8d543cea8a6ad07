// What the activities make of a strict Yuki that answers, stops, stays silent and shows late, in every way that the
// vendor leaves open: each document arrives once, and each refusal holds its own document only.

import { afterEach, describe, expect, test } from 'vitest';
import { afterVerdicts, firstPlan } from '../../domain/batches.ts';
import type { FaultPlan } from '../../sandbox/infra/faults.ts';
import { getCause } from '../../ledger/causes.ts';
import { rows, states, type Joined } from './desk.ts';
import { openOffice, type Office } from './yuki-office.ts';

let office: Office;
afterEach(() => office.close());

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const send = (place: Joined, documents = 25) =>
  office.desk.call('sendToYuki', { connectionId: place.connectionId, runNumber: 1, documents });
const look = (place: Joined) =>
  office.desk.call('lookUpDoubtful', { connectionId: place.connectionId, runNumber: 1 });
const messages = (): string[][] =>
  office.sandbox.parts.log
    .since(0)
    .filter(({ operation }) => operation === 'ProcessSalesInvoices')
    .map(({ references }) => [...references]);

/** Every reference stands in the books once. */
function expectBooked(numbers: readonly number[]): void {
  const references = office.booked().map(({ reference }) => reference);
  expect(references.toSorted()).toEqual(numbers.map((number) => `2026/${number}`).toSorted());
}

describe('a message of which some are refused', () => {
  test('holds the seventh and the nineteenth of 25 for their own causes, and none is sent again (S-73)', async () => {
    office = await openOffice();
    const place = await office.join();
    await office.inYuki('enable-gl-account', { code: '704000', enabled: false });
    const ids = await office.ready(place, upTo(25), { 7: '999999', 19: '704000' });
    expect(await send(place)).toMatchObject({ accepted: 23, held: 2, untouched: 0, doubtful: 0 });
    const held = [ids[6]!, ids[18]!];
    expect(await states(office.desk, held)).toEqual(['held', 'held']);
    const [seventh, nineteenth] = await rows(office.desk, held);
    expect(await getCause(office.desk.ledger, seventh?.causeId as never)).toMatchObject({
      key: 'account-unknown',
    });
    expect(await getCause(office.desk.ledger, nineteenth?.causeId as never)).toMatchObject({
      key: 'account-disabled',
    });
    expect(await send(place)).toEqual({ kind: 'nothingReady' });
    expect(messages()).toHaveLength(1);
    expectBooked(upTo(25).filter((number) => number !== 7 && number !== 19));
  });

  test.each(['absent', 'listed', 'listed-as-failed', 'not-counted'] as const)(
    'is stopped after the sixth wrong one, its rest told as “%s”: the rest stays ready, the next message is smaller (S-73, Q-2)',
    async (untouchedRest) => {
      office = await openOffice();
      office.sandbox.parts.switches.patch({ untouchedRest });
      const place = await office.join();
      // Seven wrong ones: 2, 4, … 14. Yuki stops after the sixth, number 12.
      const wrong = [2, 4, 6, 8, 10, 12, 14];
      // Each on an account of its own, so that no refusal speaks for another document.
      const accounts = Object.fromEntries(wrong.map((number) => [number, String(999_900 + number)]));
      const ids = await office.ready(place, upTo(20), accounts);
      const first = await send(place);
      expect(first).toMatchObject({ accepted: 6, held: 6, untouched: 8, doubtful: 0 });
      expect(await states(office.desk, ids.slice(12))).toEqual(Array(8).fill('ready'));
      // 12 of 20 were looked at, so the next message carries half as many.
      const next = afterVerdicts(firstPlan(false), 12, 8);
      expect(next.size).toBe(6);
      await send(place, next.size);
      await send(place);
      expect(messages().map(({ length }) => length)).toEqual([20, 6, 2]);
      expectBooked(upTo(20).filter((number) => !wrong.includes(number)));
      expect((await states(office.desk, ids)).filter((state) => state === 'held')).toHaveLength(7);
    },
  );
});

describe('a message without a clear answer', () => {
  const taken: Omit<FaultPlan, 'operation'>[] = [
    { kind: 'drop-after' },
    { kind: 'malformed' },
    { kind: 'truncated' },
  ];
  test.each(taken)(
    'that Yuki took in ($kind) is found by one list and never sent again (S-72, S-76)',
    async (fault) => {
      office = await openOffice();
      const place = await office.join();
      const ids = await office.ready(place, upTo(3));
      office.sandbox.parts.faults.add({ system: 'yuki', operation: 'ProcessSalesInvoices', ...fault });
      expect(await send(place)).toMatchObject({ kind: 'outcomeUnknown', documents: 3 });
      office.desk.clock.later(1);
      expect(await look(place)).toMatchObject({ exported: 3 });
      expect(await states(office.desk, ids)).toEqual(['exported', 'exported', 'exported']);
      expect(messages()).toHaveLength(1);
      expectBooked([1, 2, 3]);
    },
  );

  const notTaken: Omit<FaultPlan, 'operation'>[] = [
    { kind: 'drop-before' },
    { kind: 'html-502' },
    { kind: 'refuse' },
    { kind: 'status', status: 500 },
    { kind: 'fault', faultString: 'Object reference not set to an instance of an object.' },
  ];
  test.each(notTaken)(
    'that Yuki never saw ($kind) is sent again only after two looks, the second after the lag (S-72, S-76)',
    async (fault) => {
      office = await openOffice();
      const place = await office.join();
      await office.ready(place, upTo(3));
      office.sandbox.parts.faults.add({ system: 'yuki', operation: 'ProcessSalesInvoices', ...fault });
      expect(await send(place)).toMatchObject({ kind: 'outcomeUnknown', documents: 3 });
      office.desk.clock.later(1);
      expect(await look(place)).toMatchObject({ absent: 0, undecided: 3 });
      expect(await send(place)).toEqual({ kind: 'nothingReady' });
      office.desk.clock.later(13);
      expect(await look(place)).toMatchObject({ absent: 3 });
      expect(await send(place)).toMatchObject({ accepted: 3 });
      expectBooked([1, 2, 3]);
    },
  );

  test('that Yuki shows only minutes later is found at the second look (Q-16)', async () => {
    office = await openOffice();
    office.sandbox.parts.switches.patch({ visibleAfterMs: 5 * 60_000 });
    const place = await office.join();
    await office.ready(place, upTo(3));
    office.sandbox.parts.faults.add({ operation: 'ProcessSalesInvoices', kind: 'drop-after' });
    await send(place);
    office.desk.clock.later(1);
    expect(await look(place)).toMatchObject({ exported: 0, absent: 0, undecided: 3 });
    office.desk.clock.later(13);
    office.sandbox.parts.clock.advance(13 * 60_000);
    expect(await look(place)).toMatchObject({ exported: 3, absent: 0 });
    expect(messages()).toHaveLength(1);
  });
});

describe('a number that Yuki knows', () => {
  const typed = {
    reference: '2026/1',
    date: '2026-03-01',
    contactName: 'Zeep en Zonen BV',
    contactCode: 'F1',
  };
  test.each([
    ['another amount', { netCents: 5_000, vatCents: 1_050 }],
    [
      'another customer',
      { netCents: 10_000, vatCents: 2_100, contactName: 'Iemand anders', contactCode: 'X9' },
    ],
    ['the same customer, date and amount, but typed by hand', { netCents: 10_000, vatCents: 2_100 }],
  ])('for %s is never mistaken for our success, and never doubled (E-9, S-40)', async (_, order) => {
    office = await openOffice();
    const place = await office.join();
    const ids = await office.ready(place, [1, 2]);
    await office.inYuki('type-invoice', { ...typed, ...order });
    expect(await send(place)).toMatchObject({ accepted: 1, doubtful: 1 });
    office.desk.clock.later(1);
    expect(await look(place)).toMatchObject({ exported: 0 });
    expect(await states(office.desk, ids)).toEqual(['held', 'exported']);
    const [row] = await rows(office.desk, ids);
    expect(await getCause(office.desk.ledger, row?.causeId as never)).toMatchObject({ key: 'number-taken' });
    expectBooked([1, 2]);
  });
});
