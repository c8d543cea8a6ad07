/** Which lists of open items are not believed, and what a second look has to show. */

import { describe, expect, test } from 'vitest';
import type { ImplausibleReading, PlausibleReading } from '../../domain/payments.ts';
import { readOpenItems } from '../../domain/payments.ts';
import { date } from './build.ts';
import { exported, Follower, item, money, other, stamped } from './open-items.ts';

describe('a list that cannot be believed', () => {
  const many = Array.from({ length: 40 }, (_, index) => String(index + 1));
  const list = many.map((number) => item(number, 10000, 10000));
  const documents = many.map((number) => exported(number, 10000));
  const before = () => {
    const reading = readOpenItems([], list, documents);
    if (!reading.plausible) throw new Error('the first reading is plausible');
    return reading.seen;
  };

  test('an empty list is not believed, and settles nothing (design 7)', () => {
    expect(readOpenItems(before(), [], documents)).toEqual({
      plausible: false,
      why: 'empty',
      openBefore: 40,
      vanished: 40,
      evidence: expect.any(String) as string,
      remedy: null,
      lookUps: [],
    });
  });

  test('a list that lost more than half is not believed; one that lost half is', () => {
    expect(readOpenItems(before(), list.slice(21), documents)).toMatchObject({
      plausible: false,
      why: 'shrunken',
      vanished: 21,
    });
    expect(readOpenItems(before(), list.slice(20), documents)).toMatchObject({ plausible: true });
  });

  test('a second reading that lost the same items is believed; one that lost others is not', () => {
    const refused = readOpenItems(before(), list.slice(30), documents) as ImplausibleReading;
    expect(readOpenItems(before(), list.slice(30), documents, { confirmed: refused.evidence })).toMatchObject(
      { plausible: true },
    );
    // The last thirty instead of the first ones, and thirty-six, which are many more.
    expect(
      readOpenItems(before(), list.slice(0, 10), documents, { confirmed: refused.evidence }),
    ).toMatchObject({ plausible: false });
    expect(readOpenItems(before(), list.slice(36), documents, { confirmed: refused.evidence })).toMatchObject(
      { plausible: false },
    );
    expect(readOpenItems(before(), list, documents, { confirmed: refused.evidence })).toMatchObject({
      plausible: true,
      settled: [],
    });
  });

  test('the last open invoice of a small customer base is believed at a second look', () => {
    const reading = readOpenItems([], [item('1', 50000, 50000)], [exported('1', 50000)]) as PlausibleReading;
    const refused = readOpenItems(reading.seen, [], [exported('1', 50000)]) as ImplausibleReading;
    expect(refused).toMatchObject({ plausible: false, why: 'empty', remedy: 'again' });
    const confirmed = readOpenItems(reading.seen, [], [exported('1', 50000)], {
      confirmed: refused.evidence,
    });
    expect(confirmed).toMatchObject({
      plausible: true,
      settled: [{ documentId: '1', increaseCents: 50000 }],
    });
  });

  test('an empty list after everything was settled is ordinary', () => {
    const follower = new Follower(exported('1', 50000));
    follower.read(item('1', 50000, 50000));
    follower.read();
    expect(readOpenItems(follower.seen, [], follower.documents)).toMatchObject({
      plausible: true,
      settled: [],
    });
  });
});

const strangers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    item(`stranger-${from + index}`, 7000, 7000, {
      contactId: `contact-x${index}`,
      contactCode: `X${index}`,
      reference: `other/${index}`,
    }),
  );

describe('a list of another administration', () => {
  test('is not believed though it is as long as ever, even when few were open (design 7)', () => {
    const documents = ['1', '2', '3'].map((number) => exported(number, 10000));
    const list = ['1', '2', '3'].map((number) => item(number, 10000, 10000));
    const { seen } = readOpenItems([], list, documents) as PlausibleReading;
    expect(readOpenItems(seen, strangers(0, 3), documents)).toMatchObject({
      plausible: false,
      why: 'foreign',
      vanished: 3,
      remedy: null,
    });
  });

  test('is told from an ordinary day by one item that was known, or one of ours', () => {
    const documents = ['1', '2', '3', '4'].map((number) => exported(number, 10000));
    const follower = new Follower(...documents);
    follower.read(...['1', '2', '3'].map((number) => item(number, 10000, 10000)));
    const reading = follower.read(item('4', 10000, 10000), ...strangers(0, 2));
    expect(money(reading)).toEqual([
      ['1', 10000],
      ['2', 10000],
      ['3', 10000],
    ]);
  });
});

describe('a list that breaks off', () => {
  const many = Array.from({ length: 40 }, (_, index) => String(index + 1));
  const dated = (number: string) => date(`2026-03-${String(Math.ceil(Number(number) / 2)).padStart(2, '0')}`);
  const documents = many.map((number) => exported(number, 10000, { date: dated(number) }));
  const list = many.map((number) => item(number, 10000, 10000, { date: dated(number) }));
  const { seen } = readOpenItems([], list, documents) as PlausibleReading;

  test('lacks its newest items and nothing else, and has to be looked at again (R-PAY-9)', () => {
    expect(readOpenItems(seen, list.slice(0, 25), documents)).toMatchObject({
      plausible: false,
      why: 'cut',
      vanished: 15,
      remedy: 'lookUps',
      lookUps: [
        { documentId: '26', reference: '2026/26', openCents: 0 },
        { documentId: '27', reference: '2026/27', openCents: 0 },
        { documentId: '28', reference: '2026/28', openCents: 0 },
      ],
    });
  });

  test('is told from a day on which many were paid by any newer item that stands', () => {
    const last = list.slice(-1);
    expect(readOpenItems(seen, [...list.slice(0, 24), ...last], documents)).toMatchObject({
      plausible: true,
    });
  });
});

describe('a list that is older than the last one', () => {
  const documents = ['1', '2'].map((number) => exported(number, 10000));
  const [first, second] = [item('1', 10000, 10000), item('2', 10000, 10000)];
  /** Another reading each minute; the follower believes none that is doubtful. */
  const after = (...lists: (typeof first)[][]) => {
    let seen: PlausibleReading['seen'] = [];
    lists.forEach((items, index) => {
      const reading = readOpenItems(seen, items, documents) as PlausibleReading;
      seen = stamped(reading.seen, seen, (index + 1) * 60_000);
    });
    return seen;
  };

  test('pays nothing that it does not know yet (R-PAY-9)', () => {
    const seen = after([first, other], [first, second, other]);
    expect(readOpenItems(seen, [first, other], documents)).toMatchObject({
      plausible: false,
      why: 'stale',
      lookUps: [{ documentId: '2', reference: '2026/2', openCents: 0 }],
    });
  });

  test('opens nothing again that it shows as it was before (R-PAY-3)', () => {
    const seen = after([first, second, other], [first, other]);
    expect(readOpenItems(seen, [first, second, other], documents)).toMatchObject({
      plausible: false,
      why: 'stale',
      lookUps: [{ documentId: '2', openCents: 10000 }],
    });
  });

  test('is told from a payment by anything that is as new: an item of the same reading, or one that fell', () => {
    const seen = after([other], [first, second, other]);
    expect(readOpenItems(seen, [first, other], documents)).toMatchObject({ plausible: true });
    const fallen = item('1', 10000, 4000);
    const later = after([first, other], [first, second, other]);
    expect(readOpenItems(later, [fallen, other], documents)).toMatchObject({ plausible: true });
  });

  test('is believed when a second look agrees', () => {
    const seen = after([first, other], [first, second, other]);
    const doubt = readOpenItems(seen, [first, other], documents) as ImplausibleReading;
    const reading = readOpenItems(seen, [first, other], documents, { confirmed: doubt.evidence });
    expect(money(reading as PlausibleReading)).toEqual([['2', 10000]]);
  });
});

describe('lines that cannot be right', () => {
  test('an item that stands in the list twice counts once, with what is open most', () => {
    const follower = new Follower(exported('1', 10000));
    follower.read(item('1', 10000, 10000), other);
    expect(money(follower.read(item('1', 10000, 4000), item('1', 10000, 7000), other))).toEqual([
      ['1', 3000],
    ]);
  });

  test('an amount of the other sign under our number is reported and is no money', () => {
    const follower = new Follower(exported('1', 10000));
    follower.read(item('1', 10000, 10000), other);
    const turned = follower.read(item('1', -10000, -4000), other);
    expect(turned).toMatchObject({
      settled: [],
      reversed: [],
      notMoney: [],
      unexplained: [],
      differing: [{ documentId: '1', originalCents: -10000 }],
    });
    // What it was before stands: when it leaves the list, the books are asked about all of it.
    expect(follower.read(other).toProve?.questions).toMatchObject([
      { documentId: '1', vanished: true, fallCents: 10000 },
    ]);
  });

  test('an item without a date is followed by its DocumentID', () => {
    const follower = new Follower(exported('1', 10000));
    follower.read(item('1', 10000, 10000, { date: null }), other);
    expect(money(follower.read(item('1', 10000, 6000, { date: null }), other))).toEqual([['1', 4000]]);
  });

  test('items without any id, number or customer are nobody’s', () => {
    const follower = new Follower(exported('1', 10000));
    const bare = {
      id: '',
      documentId: null,
      reference: null,
      contactId: null,
      contactCode: null,
      typeId: null,
    };
    follower.read(item('1', 10000, 10000), item('a', 500, 500, bare), item('b', 500, 500, bare), other);
    const reading = follower.read(item('1', 10000, 10000), other);
    expect([reading.settled, reading.reversed]).toEqual([[], []]);
  });
});
