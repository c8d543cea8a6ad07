/** What two readings of the open items say about money. All expected figures are worked out by hand. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cents } from '../../domain/money.ts';
import { readOpenItems, type PlausibleReading } from '../../domain/payments.ts';
import { date } from './build.ts';
import { exported, Follower, item, money, other } from './open-items.ts';

describe('money', () => {
  test('an invoice that leaves the list after it was seen open is paid once, and further readings say nothing (S-07)', () => {
    const follower = new Follower(exported('1', 121000));
    expect(money(follower.read(item('1', 121000, 121000), other))).toEqual([]);
    const paid = follower.read(other);
    expect(paid.settled).toEqual([
      { documentId: '1', settledCents: 121000, increaseCents: 121000, complete: true },
    ]);
    expect(paid.gone).toEqual(['1']);
    const quiet = follower.read(other);
    expect([quiet.settled, quiet.gone, quiet.neverSeen]).toEqual([[], [], []]);
  });

  test('partial payments are registered by their increase: 500.00, 400.00, 310.00 (S-47, R-PAY-6)', () => {
    const follower = new Follower(exported('1', 121000));
    follower.read(item('1', 121000, 121000), other);
    expect(money(follower.read(item('1', 121000, 71000), other))).toEqual([['1', 50000]]);
    expect(money(follower.read(item('1', 121000, 31000), other))).toEqual([['1', 40000]]);
    expect(money(follower.read(other))).toEqual([['1', 31000]]);
    expect(follower.documents[0]?.settledCents).toBe(121000);
  });

  test('a missed reading yields one payment of the sum: 900.00 (S-47)', () => {
    const follower = new Follower(exported('1', 121000));
    follower.read(item('1', 121000, 121000), other);
    expect(money(follower.read(item('1', 121000, 31000), other))).toEqual([['1', 90000]]);
  });

  test('an invoice that first shows partly paid is paid by that part', () => {
    const follower = new Follower(exported('1', 121000));
    expect(money(follower.read(item('1', 121000, 71000)))).toEqual([['1', 50000]]);
  });

  test('money of other customers is never mixed', () => {
    const follower = new Follower(exported('1', 10000), exported('2', 20000, { customerCode: 'K2' }));
    const second = { contactId: 'contact-2', contactCode: 'K2' };
    follower.read(item('1', 10000, 10000), item('2', 20000, 20000, second), other);
    expect(money(follower.read(item('1', 10000, 10000), other))).toEqual([['2', 20000]]);
  });
});

describe('credit notes are not money', () => {
  test('an invoice set off in full with its credit note is never paid (S-06, R-PAY-8)', () => {
    const follower = new Follower(exported('1', 121000, { credited: true }), exported('2', -121000));
    follower.read(item('1', 121000, 121000), item('2', -121000, -121000), other);
    const reading = follower.read(other);
    expect(reading.settled).toEqual([]);
    expect(reading.notMoney).toEqual([{ documentId: '1', amountCents: 121000, why: 'creditNote' }]);
    expect(reading.unexplained).toEqual([]);
  });

  test('a bookkeeper who matches the credit note first has not been paid; the rest is money: 1,000.00 − 200.00 = 800.00', () => {
    const follower = new Follower(exported('1', 100000, { credited: true }), exported('2', -20000));
    follower.read(item('1', 100000, 100000), item('2', -20000, -20000), other);
    const setOff = follower.read(item('1', 100000, 80000), other);
    expect(setOff.settled).toEqual([]);
    expect(setOff.notMoney).toEqual([{ documentId: '1', amountCents: 20000, why: 'creditNote' }]);
    expect(money(follower.read(other))).toEqual([['1', 80000]]);
  });

  test('credit note and payment between the same two readings: only 800.00 is money', () => {
    const follower = new Follower(exported('1', 100000, { credited: true }), exported('2', -20000));
    follower.read(item('1', 100000, 100000), item('2', -20000, -20000), other);
    expect(money(follower.read(other))).toEqual([['1', 80000]]);
  });

  test('money goes first to the invoice without credit note that fell by that very amount', () => {
    const follower = new Follower(
      exported('1', 121000, { credited: true }),
      exported('2', -121000),
      exported('3', 50000, { date: date('2026-03-20') }),
    );
    follower.read(item('1', 121000, 121000), item('2', -121000, -121000), item('3', 50000, 50000), other);
    const reading = follower.read(other);
    expect(money(reading)).toEqual([['3', 50000]]);
    expect(reading.notMoney).toEqual([{ documentId: '1', amountCents: 121000, why: 'creditNote' }]);
  });

  test('else it goes in date order, and what is missing is said: 300.00 for 200.00 and 200.00', () => {
    const follower = new Follower(exported('1', 20000, { date: date('2026-03-20') }), exported('2', 20000));
    const typed = item('hand', -10000, -10000, { reference: 'CN-hand' });
    follower.read(
      item('1', 20000, 20000, { date: date('2026-03-20') }),
      item('2', 20000, 20000),
      typed,
      other,
    );
    const reading = follower.read(other);
    expect(money(reading)).toEqual([
      ['1', 10000],
      ['2', 20000],
    ]);
    expect(reading.notMoney).toEqual([{ documentId: '1', amountCents: 10000, why: 'creditNote' }]);
  });

  test('a credit note that was used before any reading showed it still counts as used (R-PAY-8)', () => {
    const follower = new Follower(
      exported('1', 100000, { credited: true }),
      exported('2', -20000, { overdueToShow: false }),
    );
    follower.read(item('1', 100000, 100000), other);
    follower.documents = follower.documents.map((document) => ({ ...document, overdueToShow: true }));
    const reading = follower.read(item('1', 100000, 80000), other);
    expect(reading.settled).toEqual([]);
    expect(money(follower.read(other))).toEqual([['1', 80000]]);
  });

  test('a credit note itself is never paid', () => {
    const follower = new Follower(exported('2', -20000));
    follower.read(item('2', -20000, -20000), other);
    expect(follower.read(other)).toMatchObject({ settled: [], notMoney: [], unexplained: [] });
  });

  test('a loose receipt that is matched is money, not a credit note (yuki-api 4.2)', () => {
    const follower = new Follower(exported('1', 20000));
    const receipt = item('bank', -20000, -20000, { reference: null, documentId: null, typeId: null });
    follower.read(item('1', 20000, 20000), receipt, other);
    expect(money(follower.read(other))).toEqual([['1', 20000]]);
  });

  test('what the very first reading shows of others is no news', () => {
    const follower = new Follower(exported('1', 20000));
    const old = item('old', -90000, -10000, { reference: 'CN-old' });
    expect(money(follower.read(item('1', 20000, 5000), old))).toEqual([['1', 15000]]);
  });
});

describe('undone and moved', () => {
  test('a reversal is reported and never lessens Focus; the same money is not registered twice (S-49, R-PAY-3)', () => {
    const follower = new Follower(exported('1', 121000));
    follower.read(item('1', 121000, 121000), other);
    follower.read(other);
    const undone = follower.read(item('1', 121000, 121000), other);
    expect(undone.reversed).toEqual([{ documentId: '1', reopenedCents: 121000, shownCents: 0 }]);
    expect(undone.settled).toEqual([]);
    const again = follower.read(other);
    expect([again.settled, again.reversed]).toEqual([[], []]);
  });

  test('after the payments were removed in Focus, money that comes again is registered', () => {
    const follower = new Follower(exported('1', 121000));
    follower.read(item('1', 121000, 121000), other);
    follower.read(other);
    follower.read(item('1', 121000, 121000), other);
    follower.documents = follower.documents.map((document) => ({ ...document, settledCents: cents(0) }));
    expect(money(follower.read(other))).toEqual([['1', 121000]]);
  });

  test('a partial reversal beside a used credit note reports only the money', () => {
    const follower = new Follower(exported('1', 121000, { credited: true }), exported('2', -20000));
    follower.read(item('1', 121000, 121000), item('2', -20000, -20000), other);
    follower.read(item('1', 121000, 101000), other);
    expect(money(follower.read(item('1', 121000, 51000), other))).toEqual([['1', 50000]]);
    expect(follower.read(item('1', 121000, 101000), other).reversed).toEqual([
      { documentId: '1', reopenedCents: 50000, shownCents: 0 },
    ]);
    expect(money(follower.read(item('1', 121000, 51000), other))).toEqual([]);
  });

  test('a credit note that is freed again is not a reversal of money', () => {
    const follower = new Follower(exported('1', 100000, { credited: true }), exported('2', -20000));
    follower.read(item('1', 100000, 100000), item('2', -20000, -20000), other);
    follower.read(item('1', 100000, 80000), other);
    const freed = follower.read(item('1', 100000, 100000), item('2', -20000, -20000), other);
    expect([freed.reversed, freed.settled, freed.unexplained]).toEqual([[], [], []]);
    expect(money(follower.read(item('2', -20000, -20000), other))).toEqual([['1', 100000]]);
  });

  test('a payment that the bookkeeper moves to another invoice is no new money', () => {
    const follower = new Follower(exported('1', 50000), exported('2', 50000));
    follower.read(item('1', 50000, 50000), item('2', 50000, 50000), other);
    expect(money(follower.read(item('2', 50000, 50000), other))).toEqual([['1', 50000]]);
    const moved = follower.read(item('1', 50000, 50000), other);
    expect(moved.settled).toEqual([]);
    expect(moved.reversed).toEqual([{ documentId: '1', reopenedCents: 50000, shownCents: 0 }]);
    expect(moved.notMoney).toEqual([{ documentId: '2', amountCents: 50000, why: 'moved' }]);
  });

  test('an overpayment is reported, and only the invoice itself is settled', () => {
    const follower = new Follower(exported('1', 50000));
    follower.read(item('1', 50000, 50000), other);
    const reading = follower.read(item('1', 50000, -1000), other);
    expect(money(reading)).toEqual([['1', 50000]]);
    expect(reading.overpaid).toEqual([{ documentId: '1', excessCents: 1000 }]);
  });

  test('an original amount that is not ours is reported (Q-7, R-CHG-6)', () => {
    const follower = new Follower(exported('1', 50000));
    expect(follower.read(item('1', 49999, 49999)).differing).toEqual([
      { documentId: '1', originalCents: 49999 },
    ]);
  });
});

describe('absent is not paid', () => {
  test('an item under another number is still ours by its DocumentID (S-54, R-PAY-9)', () => {
    const follower = new Follower(exported('1', 50000));
    follower.read(item('1', 50000, 50000), other);
    const reading = follower.read(item('1', 50000, 50000, { reference: '2026/999' }), other);
    expect(reading).toMatchObject({
      settled: [],
      gone: [],
      renumbered: [{ documentId: '1', reference: '2026/999' }],
    });
  });

  test('an item with another number and another DocumentID, but customer, date and amount of ours, is not gone (S-54)', () => {
    const follower = new Follower(exported('1', 50000));
    follower.read(item('1', 50000, 50000), other);
    const changed = item('x', 50000, 50000, { reference: '2026/999' });
    expect(follower.read(changed, other)).toMatchObject({
      settled: [],
      gone: [],
      renumbered: [{ documentId: '1' }],
    });
    expect(money(follower.read(other))).toEqual([['1', 50000]]);
  });

  test('a twin that the last reading already knew as somebody else’s hides no payment', () => {
    const follower = new Follower(exported('1', 50000));
    const twin = item('twin', 50000, 50000, { reference: 'by hand' });
    follower.read(item('1', 50000, 50000), twin);
    expect(money(follower.read(twin))).toEqual([['1', 50000]]);
  });

  test('a document that was never seen is reported after Yuki’s lag, never paid (R-PAY-9)', () => {
    const follower = new Follower(exported('1', 50000, { overdueToShow: false }));
    expect(follower.read(other)).toMatchObject({ settled: [], gone: [], neverSeen: [] });
    follower.documents = [exported('1', 50000)];
    expect(follower.read(other)).toMatchObject({ settled: [], gone: [], neverSeen: ['1'] });
    expect(follower.read(other)).toMatchObject({ settled: [], gone: [], neverSeen: ['1'] });
  });

  test('one that shows late is followed from then on', () => {
    const follower = new Follower(exported('1', 50000));
    follower.read(other);
    expect(follower.read(item('1', 50000, 50000), other)).toMatchObject({
      settled: [],
      reversed: [],
      neverSeen: [],
    });
    expect(money(follower.read(other))).toEqual([['1', 50000]]);
  });

  test('a document sent as paid is never expected (S-50)', () => {
    const follower = new Follower(exported('1', 50000, { neverOpen: true }));
    expect(follower.read(other)).toMatchObject({ settled: [], neverSeen: [], gone: [] });
  });

  test('the number of a purchase invoice is not ours', () => {
    const follower = new Follower(exported('1', 50000));
    const purchase = item('p', 777, 777, {
      reference: '2026/1',
      contactId: 'contact-7',
      contactCode: 'SUPPLIER',
    });
    expect(follower.read(purchase)).toMatchObject({ neverSeen: ['1'], differing: [], identified: [] });
  });

  test('the DocumentID is learned once', () => {
    const follower = new Follower(exported('1', 50000));
    expect(follower.read(item('1', 50000, 50000)).identified).toEqual([
      { documentId: '1', yukiDocumentId: 'doc-1' },
    ]);
    expect(follower.read(item('1', 50000, 50000)).identified).toEqual([]);
  });
});

describe('over any history', () => {
  test('what is registered never exceeds what was received, nor any invoice (promise 1)', () => {
    const steps = fc.array(
      fc.record({
        invoice: fc.nat(3),
        cents: fc.integer({ min: 1, max: 30_000 }),
        credit: fc.boolean(),
        read: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (history) => {
        const follower = new Follower(
          ...[0, 1, 2, 3].map((n) => exported(String(n), 50000, { credited: n > 1 })),
          exported('9', -40000),
        );
        const open = [50000, 50000, 50000, 50000];
        let credit = 40000;
        let received = 0;
        let registered = 0;
        const look = () => {
          const items = open.flatMap((left, n) => (left === 0 ? [] : [item(String(n), 50000, left)]));
          const reading = follower.read(
            ...items,
            ...(credit === 0 ? [] : [item('9', -40000, -credit)]),
            other,
          );
          registered += reading.settled.reduce((sum, settlement) => sum + settlement.increaseCents, 0);
        };
        look();
        for (const step of history) {
          const left = open[step.invoice] ?? 0;
          const part = Math.min(step.cents, left, step.credit ? credit : Number.MAX_SAFE_INTEGER);
          open[step.invoice] = left - part;
          if (step.credit) credit -= part;
          else received += part;
          if (step.read) look();
        }
        look();
        expect(registered).toBe(received);
        for (const document of follower.documents) expect(document.settledCents).toBeLessThanOrEqual(50000);
      }),
      { numRuns: 300 },
    );
  });

  test('fifty thousand items are compared without comparing each with each', () => {
    const numbers = Array.from({ length: 50_000 }, (_, index) => String(index));
    const list = numbers.map((number) =>
      item(number, 10000, 10000, { contactId: `contact-${number}`, contactCode: `K${number}` }),
    );
    const documents = numbers.map((number) => exported(number, 10000, { customerCode: `K${number}` }));
    const first = readOpenItems([], list, documents) as PlausibleReading;
    expect(first.identified).toHaveLength(50_000);
    const second = readOpenItems(first.seen, list.slice(100), documents) as PlausibleReading;
    expect(second.settled).toHaveLength(100);
  });
});
