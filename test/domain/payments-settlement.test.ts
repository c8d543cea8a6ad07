/** What a reading says of the money on one invoice beyond the plain case. Figures are worked out by hand. */

import { describe, expect, test } from 'vitest';
import { cents } from '../../domain/money.ts';
import { readOpenItems, type PlausibleReading, type Tolerance } from '../../domain/payments.ts';
import type { OpenItem } from '../../domain/yuki-records.ts';
import { exported, Follower, item, money, other } from './open-items.ts';

describe('money that was undone and comes again', () => {
  test('is told as returned, with all that Yuki shows, so that a removed payment is registered again (S-49)', () => {
    const follower = new Follower(exported('1', 121000));
    follower.read(item('1', 121000, 121000), other);
    follower.read(other);
    follower.read(item('1', 121000, 121000), other);
    const part = follower.read(item('1', 121000, 41000), other);
    expect(part.settled).toEqual([]);
    expect(part.returned).toEqual([{ documentId: '1', shownCents: 80000, returnedCents: 80000 }]);
    expect(part.reversed).toEqual([{ documentId: '1', reopenedCents: 41000, shownCents: 80000 }]);
    const whole = follower.read(other);
    expect([whole.settled, whole.reversed]).toEqual([[], []]);
    expect(whole.returned).toEqual([{ documentId: '1', shownCents: 121000, returnedCents: 41000 }]);
  });

  test('beside new money only the part up to what was known before is returned', () => {
    const follower = new Follower(exported('1', 121000));
    follower.read(item('1', 121000, 121000), other);
    follower.read(item('1', 121000, 71000), other);
    follower.read(item('1', 121000, 121000), other);
    const reading = follower.read(item('1', 121000, 41000), other);
    // 800.00 came: 500.00 had been there before, 300.00 are new.
    expect(reading.returned).toEqual([{ documentId: '1', shownCents: 80000, returnedCents: 50000 }]);
    expect(money(reading)).toEqual([['1', 30000]]);
  });
});

describe('an open rest', () => {
  const first = (...items: OpenItem[]) =>
    (readOpenItems([], items, [exported('1', 121000)]) as PlausibleReading).seen;
  const read = (tolerance: Tolerance, open: number, known = 0) =>
    readOpenItems(
      first(item('1', 121000, 121000), other),
      open === 0 ? [other] : [item('1', 121000, open), other],
      [exported('1', 121000, { settledCents: cents(known), tolerance })],
    ) as PlausibleReading;
  const none = { cents: cents(0), share: 0 };

  test('stays open in Focus to the cent when nothing is forgiven', () => {
    expect(read(none, 2).settled).toEqual([
      { documentId: '1', settledCents: 120998, increaseCents: 120998, complete: false },
    ]);
  });

  test('of bank costs counts as paid up to the amount that the tenant chose, and not a cent more', () => {
    const fiveEuros = { cents: cents(500), share: 0 };
    expect(read(fiveEuros, 500).settled).toEqual([
      { documentId: '1', settledCents: 121000, increaseCents: 121000, complete: true },
    ]);
    expect(read(fiveEuros, 501).settled).toMatchObject([{ settledCents: 120499, complete: false }]);
  });

  test('of a discount for prompt payment counts as paid: 2 % of 1,210.00 are 24.20', () => {
    const twoPercent = { cents: cents(0), share: 200 };
    expect(read(twoPercent, 2420).settled).toMatchObject([{ settledCents: 121000, complete: true }]);
    expect(read(twoPercent, 2421).settled).toMatchObject([{ settledCents: 118579, complete: false }]);
  });

  test('is registered once, also when the bookkeeper books it away later', () => {
    const tolerance = { cents: cents(500), share: 0 };
    const documents = [exported('1', 121000, { settledCents: cents(121000), tolerance })];
    const before = first(item('1', 121000, 500), other);
    expect(readOpenItems(before, [other], documents)).toMatchObject({
      settled: [],
      returned: [],
    });
  });

  test('is not forgiven where no money came, however large the tolerance', () => {
    const seen = first(item('1', 121000, 121000), other);
    const tolerance = { cents: cents(200_000), share: 0 };
    const documents = [exported('1', 121000, { tolerance })];
    const reading = readOpenItems(seen, [item('1', 121000, 121000), other], documents);
    expect(reading).toMatchObject({ settled: [] });
  });

  test('of a cent that Yuki’s own total lacks counts with it: 999.99 for 1,000.00 (S-17)', () => {
    const documents = [exported('1', 100000)];
    const { seen } = readOpenItems([], [item('1', 99999, 99999), other], documents) as PlausibleReading;
    const paid = (tolerance: Tolerance) =>
      (readOpenItems(seen, [other], [exported('1', 100000, { tolerance })]) as PlausibleReading).settled;
    expect(paid(none)).toMatchObject([{ settledCents: 99999 }]);
    expect(paid({ cents: cents(5), share: 0 })).toMatchObject([{ settledCents: 100000 }]);
  });
});

describe('a document in another currency', () => {
  // 5,400.00 USD, which Yuki keeps as 5,000.00 EUR (S-28).
  const dollars = () => exported('1', 540000, { currency: 'USD' });
  const inEuros = (open: number) => item('1', 500000, open);

  test('is paid whole when Yuki shows it paid whole, in its own currency (Q-8)', () => {
    const follower = new Follower(dollars());
    follower.read(inEuros(500000), other);
    expect(money(follower.read(other))).toEqual([['1', 540000]]);
    expect(follower.read(other)).toMatchObject({ settled: [], unconverted: [] });
  });

  test('is not paid in part by guess: the part is reported, and the whole registered once it is there', () => {
    const follower = new Follower(dollars());
    follower.read(inEuros(500000), other);
    const part = follower.read(inEuros(200000), other);
    expect(part.settled).toEqual([]);
    expect(part.unconverted).toEqual([{ documentId: '1', amountCents: 300000 }]);
    expect(money(follower.read(other))).toEqual([['1', 540000]]);
  });

  test('is followed to the cent where Yuki keeps it in its own currency', () => {
    const follower = new Follower(dollars());
    follower.read(item('1', 540000, 540000), other);
    expect(money(follower.read(item('1', 540000, 140000), other))).toEqual([['1', 400000]]);
  });
});
