// Whether both systems tell the same story: sums per place and VAT rate, and differences to the cent with what explains
// them. Figures are worked out by hand.

import { describe, expect, test } from 'vitest';
import { accountFor, type AccountedDocument, type Place, type Shown } from '../../domain/completeness.ts';
import type { DocumentId, IsoDate } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';

const date = (text: string) => text as IsoDate;

describe('completeness', () => {
  const shown = (gross: number, day = '2026-03-12', currency = 'EUR'): Shown => ({
    date: date(day),
    currency,
    grossCents: cents(gross),
    netCents: cents(gross - 21),
    taxes: [{ rate: 2100, netCents: cents(gross - 21), vatCents: cents(21) }],
  });
  let count = 0;
  const one = (place: Place, more: Partial<AccountedDocument> = {}): AccountedDocument => {
    count += 1;
    const isCarried = place.kind === 'inYuki' || place.kind === 'linked';
    return {
      documentId: String(count) as DocumentId,
      number: `2026 / ${count}`,
      reference: `2026/${count}`,
      place,
      focus: shown(12_100),
      exported: shown(12_100),
      yuki: isCarried ? { date: date('2026-03-12'), grossCents: cents(12_100), sales: 1 } : null,
      silence: 'none',
      leftBy: null,
      ...more,
    };
  };
  const inYuki: Place = { kind: 'inYuki' };
  const period = { from: date('2026-01-01'), to: date('2026-03-31') };
  const yuki = (gross: number, day = '2026-03-12', sales = 1) => ({
    date: date(day),
    grossCents: cents(gross),
    sales,
  });

  test('is what is in Yuki, what waits per cause, what was set aside by whom and what is doubtful, per VAT rate (S-71)', () => {
    const found = accountFor(
      [
        one(inYuki),
        one(inYuki),
        one({ kind: 'waiting', cause: 'account-unknown', shown: '704999' }),
        one({ kind: 'waiting', cause: 'account-unknown', shown: '704999' }),
        one({ kind: 'setAside', by: 'An' }),
        one({ kind: 'setAside', by: 'Bert' }),
        one({ kind: 'doubtful' }),
        one(inYuki, {
          focus: shown(50_000, '2026-04-01'),
          exported: shown(50_000, '2026-04-01'),
          yuki: yuki(50_000, '2026-04-01'),
        }),
      ],
      [
        { reference: 'V-1', date: date('2026-02-01'), grossCents: cents(500) },
        { reference: 'V-2', date: date('2026-05-01'), grossCents: cents(700) },
      ],
      period,
    );
    expect(found.focus).toEqual([
      { currency: 'EUR', sum: { documents: 7, netCents: 84_553, vatCents: 147, grossCents: 84_700 } },
    ]);
    expect(found.parts.map(({ place, sum }) => [place, sum.documents, sum.grossCents])).toEqual([
      [inYuki, 2, 24_200],
      [{ kind: 'waiting', cause: 'account-unknown', shown: '704999' }, 2, 24_200],
      [{ kind: 'setAside', by: 'An' }, 1, 12_100],
      [{ kind: 'setAside', by: 'Bert' }, 1, 12_100],
      [{ kind: 'doubtful' }, 1, 12_100],
    ]);
    expect(found.rates.map(({ place, netCents, vatCents }) => [place, netCents, vatCents])).toEqual([
      ['focus', 84_553, 147],
      ['inYuki', 24_158, 42],
      ['waiting', 24_158, 42],
      ['setAside', 24_158, 42],
      ['doubtful', 12_079, 21],
    ]);
    expect(found.foreign).toEqual({ documents: 1, grossCents: 500 });
    expect(found).toMatchObject({
      carried: { focusCents: 24_200, yukiCents: 24_200 },
      differences: [],
      unexplained: 0,
    });
  });

  test.each<[string, Partial<AccountedDocument>, Place, [string, number, string | null] | null]>([
    ['a cent that Yuki books differently', { yuki: yuki(12_099) }, inYuki, ['amount', 1, null]],
    ['the same, once a person left it', { yuki: yuki(12_099), leftBy: 'An' }, inYuki, ['amount', 1, 'left']],
    [
      'a change in Focus after the export',
      { focus: shown(14_520) },
      inYuki,
      ['amount', 2_420, 'changedAfterExport'],
    ],
    ['a deletion in Focus', { focus: null }, inYuki, ['goneFromFocus', -12_100, 'goneFromFocus']],
    ['a removal in Yuki', { yuki: null, silence: 'gone' }, inYuki, ['missingInYuki', 12_100, null]],
    [
      'one reading that misses it',
      { yuki: null, silence: 'lookedForAgain' },
      inYuki,
      ['missingInYuki', 12_100, 'lookedForAgain'],
    ],
    [
      'gone on both sides, and left',
      { focus: null, yuki: null, silence: 'gone', leftBy: 'An' },
      inYuki,
      null,
    ],
    ['accepted since the books were read', { yuki: null, silence: 'notReadSince' }, inYuki, null],
    ['paid at once, so that no debtor shows it', { yuki: null, silence: 'bookedAside' }, inYuki, null],
    [
      'its number twice in Yuki',
      { yuki: yuki(24_200, '2026-03-12', 2) },
      inYuki,
      ['twiceInYuki', -12_100, null],
    ],
    [
      'a date of another period in Yuki',
      { yuki: yuki(12_100, '2026-04-01') },
      inYuki,
      ['date', 12_100, 'otherPeriod'],
    ],
    [
      'linked with another amount',
      { yuki: yuki(12_000) },
      { kind: 'linked', by: 'An' },
      ['amount', 100, 'linked'],
    ],
    [
      'a document in dollars',
      {
        focus: shown(12_100, '2026-03-12', 'USD'),
        exported: shown(12_100, '2026-03-12', 'USD'),
        yuki: yuki(11_000),
      },
      inYuki,
      ['amount', 1_100, 'currency'],
    ],
  ])('tells of %s (S-17, S-58, S-62, R-CHG-5)', (_, more, place, expected) => {
    const found = accountFor([one(place, more)], [], period);
    expect(
      found.differences.map(({ kind, differenceCents, explanation }) => [kind, differenceCents, explanation]),
    ).toEqual(expected === null ? [] : [expected]);
    expect(found.unexplained).toBe(expected !== null && expected[2] === null ? 1 : 0);
    // The differences in euro add up to what lies between the two sides.
    const { focusCents, yukiCents } = found.carried;
    const listed = found.differences.filter(({ explanation }) => explanation !== 'currency');
    expect(focusCents - yukiCents).toBe(
      listed.reduce((sum, { differenceCents }) => sum + differenceCents, 0),
    );
  });
});
