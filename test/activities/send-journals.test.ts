// What is paid in Focus by hand goes to Yuki by a journal, where the tenant wants it: once, never what came from Yuki,
// never more than is open, under the date of the payment, and never again after a lost answer (R-PAY-2, R-PAY-4).

import { afterEach, describe, expect, test } from 'vitest';
import { findings as findingsInWords } from '../../client/findings.ts';
import type { ConnectorTools } from '../../client/tools.ts';
import type { IsoDate } from '../../domain/ids.ts';
import { wishCheck } from '../../ledger/completeness-checks.ts';
import { listFindings } from '../../ledger/findings.ts';
import { doubtfulJournals } from '../../ledger/journals.ts';
import { writeSetting } from '../../ledger/settings.ts';
import { openOffice, type Office, type Place } from './office.ts';

let office: Office;
afterEach(() => office.close());

const reference = '2026/10017';
const wished = { paidInFocus: 'journal', paidAccount: '580000', debtorAccount: '400000' } as const;

/** An invoice of 121.00 that Yuki has and shows as open. */
async function open(settings: object = wished): Promise<{ place: Place; id: string }> {
  office = await openOffice();
  const short = { wireTimeout: 2_000, wireGrace: 1_000, yukiLag: 0, paidInFocusAfter: 0, compareEvery: 0 };
  await writeSetting(office.ledger, 'durations', short, new Date());
  const place = await office.connect('beA', settings);
  await office.inYuki('add-gl-account', {
    administrationId: place.administrationId,
    code: '580000',
    description: 'Clearing',
    isRevenue: false,
  });
  const { id } = await office.book(place, [{ price: 100 }], { number: '2026 / 10017' });
  await office.sync(place);
  await poll(place);
  return { place, id };
}

const run = ({ id, runNumber }: Place) => ({ connectionId: id, runNumber });

/** A poll, and what it leads to; a run before has read Focus's lists. */
async function poll(place: Place): Promise<void> {
  const { journalsDue = 0, plausible } = await office.call('readYukiPayments', run(place));
  expect(plausible).toBe(true);
  while ((await office.call('registerFocusPayments', run(place))).left);
  if (journalsDue > 0) await office.call('sendJournalsToYuki', run(place));
}
const syncAndPoll = async (place: Place): Promise<void> => {
  await office.sync(place);
  await poll(place);
};
const pay = (id: string, amountCents?: number, date = '2026-03-20') =>
  office.inFocus('register-payment', { id, date, ...(amountCents === undefined ? {} : { amountCents }) });
const inYuki = (act: string, { administrationId }: Place, more: object = {}) =>
  office.inYuki(act, { administrationId, reference, ...more });

/** Its deadline has passed. */
const untilItMayBeLookedUp = ({ id }: Place) =>
  expect
    .poll(() => doubtfulJournals(office.ledger, id, { lagMs: 0, limit: 1 }, new Date()), { timeout: 5_000 })
    .toHaveLength(1);

/** What the journal has on the two accounts: date, account, cents. */
const journal = (place: Place) =>
  office.parts
    .yuki()
    .state()
    .be.domains.flatMap(({ administrations }) => administrations)
    .filter(({ id }) => id === place.administrationId)
    .flatMap((one) => one.journal.map(({ date, account, amountCents }) => [date, account, amountCents]));
const paidInFocus = (id: string): number[] =>
  (
    office.parts.focus().state() as unknown as { documents: { id: string; payments: { cents: number }[] }[] }
  ).documents
    .filter((one) => one.id === id)
    .flatMap(({ payments }) => payments.map(({ cents }) => cents));
const findings = async ({ id }: Place) =>
  (await listFindings(office.ledger, id, { open: true })).map(({ kind }) => kind);

const whole = [
  ['2026-03-20', '400000', -12_100],
  ['2026-03-20', '580000', 12_100],
];

describe('a payment that only Focus has', () => {
  test('goes once, debtor against the clearing account, under its own date (R-PAY-2, R-PAY-4)', async () => {
    const { place, id } = await open();
    await pay(id);
    await syncAndPoll(place);
    await syncAndPoll(place);
    await poll(place);
    expect(journal(place)).toEqual(whole);
    expect(paidInFocus(id)).toEqual([12_100]);
  });

  test('is only told where the tenant has not switched it on (S-51, R-PAY-4)', async () => {
    const { place, id } = await open({});
    await pay(id);
    await syncAndPoll(place);
    expect(journal(place)).toEqual([]);
    expect(await findings(place)).toEqual(['paidInFocusOnly']);
  });

  test('matched by the bookkeeper afterwards is no new money in Focus (R-PAY-4, R-PAY-7)', async () => {
    const { place, id } = await open();
    await pay(id, 5_000);
    await syncAndPoll(place);
    await inYuki('match-journal', place);
    await poll(place);
    await poll(place);
    expect(paidInFocus(id)).toEqual([5_000]);
    // What the bank brings afterwards is.
    await inYuki('reconcile', place, { date: '2026-03-25' });
    await poll(place);
    expect(paidInFocus(id)).toEqual([5_000, 7_100]);
    expect(journal(place)).toHaveLength(2);
  });

  test('matched by Yuki itself is no new money either (R-PAY-4, R-PAY-7)', async () => {
    const { place, id } = await open();
    office.parts.switches.patch({ journalMatches: 'automatic' });
    await pay(id, 5_000);
    await syncAndPoll(place);
    await syncAndPoll(place);
    expect(office.inBooks(reference).openCents).toBe(7_100);
    expect(paidInFocus(id)).toEqual([5_000]);
    expect(journal(place)).toHaveLength(2);
  });
});

test('a payment that came from Yuki never goes there, also when it was undone (S-49, R-PAY-4)', async () => {
  const { place, id } = await open();
  await inYuki('reconcile', place, { date: '2026-03-18' });
  await poll(place);
  expect(paidInFocus(id)).toEqual([12_100]);
  await inYuki('unreconcile', place);
  await syncAndPoll(place);
  await syncAndPoll(place);
  expect(journal(place)).toEqual([]);
});

test.each([
  ['drop-after', 'accepted', whole],
  ['drop-before', 'left to a person', []],
] as const)(
  'a lost answer (%s) is looked up, and nothing is repeated: %s (R-PAY-4, S-72)',
  async (kind, _, expected) => {
    const { place, id } = await open();
    office.parts.faults.add({ system: 'yuki', operation: 'ProcessJournal', kind });
    await pay(id);
    await syncAndPoll(place);
    await untilItMayBeLookedUp(place);
    await syncAndPoll(place);
    await syncAndPoll(place);
    expect(journal(place)).toEqual(expected);
    expect((await findings(place)).includes('journalNotAccepted')).toBe(expected.length === 0);
  },
);

test('two workers at once send it once (R-PAY-4)', async () => {
  const { place, id } = await open();
  await pay(id);
  await office.sync(place);
  await office.call('readYukiPayments', run(place));
  await Promise.all([1, 2, 3].map(() => office.call('sendJournalsToYuki', run(place))));
  expect(journal(place)).toEqual(whole);
});

describe('a line of ours that is matched with another invoice', () => {
  /** A second invoice of the same customer, of 242.00, also open in Yuki. */
  async function another(place: Place): Promise<string> {
    const { id } = await office.book(place, [{ price: 200 }], { number: '2026 / 10016', date: '2026-02-01' });
    await office.sync(place);
    await poll(place);
    return id;
  }
  const of = (number: string) => ({ reference: `2026/${number}` });

  test('by the bookkeeper is no payment of that one in Focus, and is told (R-PAY-4, R-PAY-7, R-PAY-8)', async () => {
    const { place, id } = await open();
    const other = await another(place);
    await pay(id);
    await syncAndPoll(place);
    await inYuki('match-journal', place, of('10016'));
    await syncAndPoll(place);
    await syncAndPoll(place);
    expect([paidInFocus(id), paidInFocus(other)]).toEqual([[12_100], []]);
    expect(journal(place)).toEqual(whole);
    expect(await findings(place)).toEqual(expect.arrayContaining(['settledWithoutMoney', 'paidInFocusOnly']));
    // Nothing more is tried, so that it costs nothing.
    expect((await office.call('readYukiPayments', run(place))).journalsDue).toBeUndefined();
    // Money of the bank for it is registered.
    await inYuki('reconcile', place, { ...of('10016'), date: '2026-03-25' });
    await poll(place);
    expect(paidInFocus(other)).toEqual([12_100]);
  });

  test('by Yuki itself, before any list showed it, is none either (R-PAY-4, R-PAY-7)', async () => {
    const { place, id } = await open();
    const other = await another(place);
    office.parts.switches.patch({ journalMatches: 'automatic' });
    await pay(id);
    await syncAndPoll(place);
    await syncAndPoll(place);
    await syncAndPoll(place);
    expect(office.inBooks('2026/10016').openCents).toBe(12_100);
    expect([paidInFocus(id), paidInFocus(other)]).toEqual([[12_100], []]);
    expect(journal(place)).toEqual(whole);
  });
});

test.each([{ journalItemNamesDocument: false }, { journalRowDescription: 'subject' }] as const)(
  'a line is known where Yuki has %o, and what is paid by hand after it was matched goes, too (R-PAY-4)',
  async (switches) => {
    const { place, id } = await open();
    office.parts.switches.patch(switches);
    await pay(id, 5_000);
    await syncAndPoll(place);
    await poll(place);
    expect(await findings(place)).toEqual(['journalUnmatched']);
    await inYuki('match-journal', place);
    await pay(id, 2_000, '2026-03-22');
    await syncAndPoll(place);
    expect(journal(place)).toEqual([
      ['2026-03-20', '400000', -5_000],
      ['2026-03-20', '580000', 5_000],
      ['2026-03-22', '400000', -2_000],
      ['2026-03-22', '580000', 2_000],
    ]);
    expect(paidInFocus(id)).toEqual([5_000, 2_000]);
  },
);

test('what the bank brings as well leaves the line open, and that is told (R-PAY-4)', async () => {
  const { place, id } = await open();
  await pay(id);
  await syncAndPoll(place);
  await inYuki('reconcile', place, { date: '2026-03-22' });
  await syncAndPoll(place);
  await syncAndPoll(place);
  expect(paidInFocus(id)).toEqual([12_100]);
  expect(await findings(place)).toEqual(['journalUnmatched']);
  expect(journal(place)).toEqual(whole);
});

test('what Yuki refuses is told with its own words, and goes when the cause is cured (R-PAY-4)', async () => {
  const { place, id } = await open();
  await office.inYuki('close-until', { administrationId: place.administrationId, date: '2026-03-31' });
  await pay(id);
  await syncAndPoll(place);
  expect(journal(place)).toEqual([]);
  const [told] = await findingsInWords({ ledger: office.ledger } as unknown as ConnectorTools, place.id);
  expect(told).toMatchObject({
    kind: 'journalNotAccepted',
    params: { why: 'period-closed', amountCents: 12_100 },
  });
  expect(told?.text).toMatch(/Open the period in Yuki.*Yuki: “.*01-04-2026/s);
  await office.inYuki('close-until', { administrationId: place.administrationId, date: null });
  await syncAndPoll(place);
  expect(journal(place)).toEqual(whole);
  expect(await findings(place)).not.toContain('journalNotAccepted');
});

test('nothing goes while an account is disabled, and it is told as paid in Focus only (S-51, R-PAY-4)', async () => {
  const { place, id } = await open({ ...wished, paidAccount: '580999' });
  await pay(id);
  await syncAndPoll(place);
  expect(journal(place)).toEqual([]);
  expect(await findings(place)).toEqual(['paidInFocusOnly']);
});

test('the comparison of both sides finds nothing unexplained in it, open or matched (R-PAY-4, R-CHG-2)', async () => {
  const { place, id } = await open();
  await pay(id);
  await syncAndPoll(place);
  const asked = async (): Promise<number> => {
    const before = office.parts.log.since(0).length;
    await wishCheck(office.ledger, place.id, '2026-01-01' as IsoDate, new Date());
    await office.sync(place);
    const calls = office.parts.log.since(0).slice(before);
    await poll(place);
    return calls.filter(({ operation }) => operation === 'GetTransactions').length;
  };
  expect(await asked()).toBe(1);
  expect(await findings(place)).toEqual(['journalUnmatched']);
  await inYuki('match-journal', place);
  await poll(place);
  expect(await asked()).toBe(1);
  expect(await findings(place)).toEqual([]);
});
