// Numbers, credit notes and several entities in one administration, from Focus to what stands in Yuki on real
// sockets. Figures are worked out by hand.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setConnectionState } from '../../ledger/connections.ts';
import { listFindings } from '../../ledger/findings.ts';
import type { FocusDocumentSnapshot } from '../../sandbox/focus/snapshot.ts';
import { creditNote } from '../../sandbox/worlds/documents.ts';
import { namedWorld } from '../../sandbox/worlds/index.ts';
import { knownCustomer } from '../../sandbox/worlds/known-customers.ts';
import { linesOf, openOffice, type Office, type Place } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const sends = () =>
  office.parts.log.since(0).filter(({ operation }) => operation === 'ProcessSalesInvoices').length;
const credit = (order: Record<string, unknown>) => office.inFocus<FocusDocumentSnapshot>('credit', order);
const findings = async ({ id }: Place) =>
  (await listFindings(office.ledger, id, { open: true })).map(({ kind, params }) => [kind, params]);

describe('credit notes', () => {
  test.each([true, false])(
    'on a whole invoice arrive after it, negative, under a number of their own; Focus then calls it paid: %s (S-06, R-CN-1, R-CN-3, Q-14)',
    async (fullyCreditedIsMatched) => {
      office.parts.switches.patch({
        fullyCreditedIsMatched,
        creditingTouchesUpdatedAt: fullyCreditedIsMatched,
      });
      const place = await office.connect('beA', { paidPaymentMethod: 'Mollie' });
      const { id } = await office.book(place, [{ price: 100, quantity: 10 }], { number: '2026 / 10017' });
      await credit({ invoiceId: id, date: '2026-03-20', number: '2026 / 10017' });
      await office.sync(place);
      const [invoice, note] = [office.inBooks('2026/10017'), office.inBooks('2026/10017-CN')];
      // A document that was credited is not one that was paid with money.
      expect(invoice).toMatchObject({
        grossCents: 121_000,
        openCents: 121_000,
        paymentMethod: 'ElectronicTransfer',
      });
      expect(note).toMatchObject({
        grossCents: -121_000,
        openCents: -121_000,
        date: '2026-03-20',
        subject: 'Focus 2026/10017-CN (2026/10017)',
        lines: [{ quantityE4: -100_000, netCents: -100_000, vatCents: -21_000 }],
      });
      expect(note.hid).toBeGreaterThan(invoice.hid);
      await office.sync(place);
      expect(sends()).toBe(1);
      expect(await findings(place)).toEqual([]);
    },
  );

  test('on a part of an invoice carry that part only (R-CN-1)', async () => {
    const place = await office.connect();
    const { id } = await office.book(place, [{ price: 100 }], { number: '2026 / 10018' });
    const lines = linesOf('beA', [{ price: 40 }]);
    await credit({ invoiceId: id, date: '2026-03-21', number: '2026/10003', lines });
    await office.sync(place);
    // 40.00 and 8.40.
    expect(office.inBooks('2026/10003-CN')).toMatchObject({ grossCents: -4_840, openCents: -4_840 });
  });

  test('without an invoice are sent all the same, and nobody misses one (R-CN-2)', async () => {
    const world = namedWorld('empty');
    const alone = creditNote(
      {
        entity: 'beA',
        number: '2026/10001',
        customer: knownCustomer('K1'),
        date: '2026-01-02',
        lines: [{ text: 'Teruggave', price: 50, rate: '21', category: 'services' }],
      },
      null,
    );
    office.parts.load({ ...world, focus: { ...world.focus, creditNotes: [alone] } });
    const place = await office.connect();
    await office.sync(place);
    expect(office.inBooks('2026/10001-CN')).toMatchObject({
      grossCents: -6_050,
      subject: 'Focus 2026/10001-CN',
    });
    expect(await findings(place)).toEqual([]);
  });

  test('on an invoice before the start date or one that waits are sent, and it is said (S-64, R-CN-4)', async () => {
    const place = await office.connect('beA', {}, '2026-07-01');
    const june = await office.book(place, [{ price: 100 }], { number: '2026 / 12', date: '2026-06-10' });
    const held = await office.book(place, [{ price: 60, category: 'workshops' }], {
      number: '2026 / 13',
      date: '2026-07-02',
    });
    const lines = linesOf('beA', [{ price: 10 }]);
    await credit({ invoiceId: june.id, date: '2026-08-03', number: '2026/1' });
    await credit({ invoiceId: held.id, date: '2026-08-04', number: '2026/2', lines });
    await office.sync(place);
    expect(await office.standing(place, held.id)).toBe('account-unknown 704999');
    expect(office.inBooks('2026/1-CN').grossCents).toBe(-12_100);
    expect(office.inBooks('2026/2-CN').grossCents).toBe(-1_210);
    expect(() => office.inBooks('2026/12')).toThrow('0 documents');
    expect(await findings(place)).toEqual([
      ['creditedNotInYuki', { invoice: '2026 / 13' }],
      ['creditedNotInYuki', { invoice: null }],
    ]);
  });
});

describe('numbers', () => {
  test.each([
    ['F-2026 / 3', 'F-2026/3'],
    ['Boekjaar 26-27 / 17', 'Boekjaar 26-27/17'],
    ['2026 & <b> / 4', '2026 & <b>/4'],
    ['Année “26” / 5', 'Année “26”/5'],
    ['2026/000000000000000018', '2026/000000000000000018'],
  ])('%s is exported once as %s, and never again (S-38, R-NUM-1, R-NUM-6)', async (number, reference) => {
    const place = await office.connect();
    await office.book(place, [{ price: 100 }], { number });
    for (let run = 0; run < 4; run += 1) await office.sync(place);
    expect(office.inBooks(reference).grossCents).toBe(12_100);
    expect(sends()).toBe(1);
  });
});

describe('two documents of Focus with one number', () => {
  test('go by their date: the first is sent, also when the later one was prepared before it; the other waits in words of its own until it is renumbered (E-9, R-NUM-8)', async () => {
    const place = await office.connect();
    const later = await office.book(place, [{ price: 200 }], { number: '2026 / 12', date: '2026-03-09' });
    const discoverAndPrepare = async () => {
      await office.call('discoverDocuments', {
        connectionId: place.id,
        runNumber: 1,
        scope: 'full',
      } as never);
      await office.call('prepareDocuments', { connectionId: place.id, runNumber: 1, limit: 50 });
    };
    await discoverAndPrepare();
    expect(await office.row(place, later.id)).toMatchObject({ state: 'ready', reference: '2026/12' });
    const first = await office.book(place, [{ price: 100 }], { number: '2026 / 12', date: '2026-03-02' });
    await office.sync(place);
    // 100.00 and 21.00.
    expect(office.inBooks('2026/12')).toMatchObject({ grossCents: 12_100, date: '2026-03-02' });
    const { id } = await office.row(place, first.id);
    await office.sync(place);
    expect(await office.standing(place, later.id)).toBe(`number-twice 2026 / 12 (${id}, 2026-03-02)`);
    expect(sends()).toBe(1);
    // What has gone to Yuki keeps its number, although another is dated before it.
    const earliest = await office.book(place, [{ price: 50 }], { number: '2026 / 12', date: '2026-03-01' });
    await office.sync(place);
    expect(await office.standing(place, earliest.id)).toMatch(/^number-twice/);
    expect(sends()).toBe(1);
  });
});

describe('two entities in one administration', () => {
  test('that count from the same numbers are both exported, told apart by a tag (S-09, R-NUM-7, R-ENT-2)', async () => {
    const first = await office.connect('beA');
    const second = await office.connect('beB');
    // Nobody made a fiscal year with a start number, so both begin at 1 (R-NUM-3).
    const [a, b] = [
      await office.book(first, [{ price: 100 }], { date: '2027-01-04' }),
      await office.book(second, [{ price: 200 }], { date: '2027-01-05' }),
    ];
    expect([a.number, b.number]).toEqual(['2027 / 1', '2027 / 1']);
    await office.sync(first);
    await office.sync(second);
    expect(office.inBooks('2027/1').grossCents).toBe(12_100);
    // Linde Events.
    expect(office.inBooks('2027/1-LE').grossCents).toBe(24_200);
    expect(await findings(first)).toEqual([]);
    expect(await findings(second)).toEqual([['numbersOverlap', { tag: 'LE' }]]);
    await credit({ invoiceId: b.id, date: '2027-01-06' });
    await office.sync(second);
    expect(office.inBooks('2027/1-LE-CN').grossCents).toBe(-24_200);
  });

  test('keep tags and references for ever, also after disconnecting and connecting again (R-NUM-8, S-68)', async () => {
    const first = await office.connect('beA');
    const second = await office.connect('beB');
    const before = await office.book(second, [{ price: 200 }]);
    await office.sync(first);
    await office.sync(second);
    expect((await office.row(second, before.id)).reference).toBe('2026/20001-LE');
    for (const { id } of [first, second])
      await setConnectionState(office.ledger, id, 'disconnected', new Date());
    // The second comes back alone: what was fixed stays, and what is new has the same tag.
    await setConnectionState(office.ledger, second.id, 'active', new Date());
    const later = await office.book(second, [{ price: 300 }]);
    await office.sync(second);
    expect((await office.row(second, before.id)).reference).toBe('2026/20001-LE');
    expect((await office.row(second, later.id)).reference).toBe('2026/20002-LE');
  });

  test('that never overlap stay without a word (R-NUM-7)', async () => {
    const [first, second] = [await office.connect('beA'), await office.connect('beB')];
    await office.book(first, [{ price: 100 }]);
    await office.book(second, [{ price: 200 }]);
    await office.sync(first);
    await office.sync(second);
    expect(office.inBooks('2026/10001').grossCents).toBe(12_100);
    expect(office.inBooks('2026/20001-LE').grossCents).toBe(24_200);
    expect(await findings(second)).toEqual([]);
  });
});
