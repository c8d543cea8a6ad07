// Discounts, negative and empty lines, advances, rounding and foreign money from a booking in Focus to what stands in
// Yuki. Where the vendors' behaviour is unsure, both ways are tried. Figures are worked out by hand.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listFindings } from '../../ledger/findings.ts';
import { openOffice, type Booking, type Line, type Office, type Place } from './office.ts';

let office: Office;
let place: Place;
beforeAll(async () => {
  office = await openOffice();
  place = await office.connect('beA');
});
afterEach(async () => {
  office.parts.switches.replace({});
  await office.set(place, { discountAccount: null, allowedCurrencies: ['EUR'] });
});
afterAll(() => office.close());

let serial = 500;
async function exported(lines: readonly Line[], more: Booking = {}) {
  serial += 1;
  const { id } = await office.book(place, lines, { number: `2026 / ${serial}`, ...more });
  await office.sync(place);
  return { id, reference: `2026/${serial}` };
}

/** The total, and per line account, VAT type, net and VAT. */
function figures(reference: string) {
  const { grossCents, lines } = office.inBooks(reference);
  return [grossCents, ...lines.map((line) => [line.account, line.vatType, line.netCents, line.vatCents])];
}

describe('discounts', () => {
  test('of a line: 12 × 85.00 less 10 % is 918.00, 192.78 and 1,110.78 (S-10)', async () => {
    const { reference } = await exported([{ price: 85, quantity: 12, discount: 10 }]);
    expect(figures(reference)).toEqual([111_078, ['704000', 1, 91_800, 19_278]]);
    expect(office.inBooks(reference).lines[0]?.quantityE4).toBe(120_000);
  });

  // 666.66 at 21 % less 10 % and then 5 % is 569.9943: 569.99 and 119.70. 500.00 at 6 % is 427.50 and 25.65.
  const goods: Line[] = [{ price: 333.33 }, { price: 333.33 }, { price: 500, rate: '6', category: 'goods' }];

  test('of the document, two of them one after the other, are spread per rate: 1,142.84 (R-DISC-1, R-DISC-4)', async () => {
    const { reference } = await exported(goods, { discounts: [10, 5] });
    // 333.33 × 0.855 is 285.00 (284.99715) twice; the odd cent is taken from the last line of the rate.
    expect(figures(reference)).toEqual([
      114_284,
      ['704000', 1, 28_500, 5_985],
      ['704000', 1, 28_499, 5_985],
      ['700000', 2, 42_750, 2_565],
    ]);
  });

  test('of the document stand on their own account when there is one (R-DISC-3)', async () => {
    await office.set(place, { discountAccount: '708000' });
    const { reference } = await exported(goods, { discounts: [10, 5] });
    const booked = office.inBooks(reference);
    expect(booked.grossCents).toBe(114_284);
    // 569.99 − 666.66 = −96.67 and 427.50 − 500.00 = −72.50.
    const discounts = booked.lines.filter(({ account }) => account === '708000');
    expect(discounts.map((line) => [line.vatType, line.netCents])).toEqual([
      [1, -9_667],
      [2, -7_250],
    ]);
    const sum = (type: number) =>
      booked.lines.filter(({ vatType }) => vatType === type).reduce((all, line) => all + line.vatCents, 0);
    expect([sum(1), sum(2)]).toEqual([11_970, 2_565]);
  });

  test('as a negative line carry the VAT of what they discount (R-DISC-2)', async () => {
    const { reference } = await exported([
      { price: 200, rate: '6' },
      { price: -20, rate: '6', text: 'Korting' },
    ]);
    expect(figures(reference)).toEqual([19_080, ['704000', 2, 20_000, 1_200], ['704000', 2, -2_000, -120]]);
  });
});

describe('advances and negative documents', () => {
  test('an advance and its settlement are both exported, 6,050.00 each (S-12, R-ADV-1)', async () => {
    const advance = await exported([{ price: 5_000, text: 'Voorschot' }]);
    const final = await exported([{ price: 10_000 }, { price: -5_000, text: 'Voorschot 2026 / 10030' }]);
    expect(figures(advance.reference)).toEqual([605_000, ['704000', 1, 500_000, 105_000]]);
    expect(figures(final.reference)).toEqual([
      605_000,
      ['704000', 1, 1_000_000, 210_000],
      ['704000', 1, -500_000, -105_000],
    ]);
  });

  test('an invoice with a negative total keeps its number and is a credit by its amount (R-NEG-1)', async () => {
    const { reference } = await exported([{ price: -100 }]);
    expect(office.inBooks(reference)).toMatchObject({ reference, grossCents: -12_100, openCents: -12_100 });
  });
});

describe('lines and documents of nothing', () => {
  test.each([true, false])(
    'lines without value become text, whether or not a price of 0 bills the stored one: %s (S-14, Q-6)',
    async (zeroPriceBillsProductPrice) => {
      office.parts.switches.patch({ zeroPriceBillsProductPrice });
      const { reference } = await exported([
        { price: 100 },
        { price: 50, quantity: 0, text: 'Optie dakgoot' },
        { price: 0, text: 'Gratis nazicht' },
      ]);
      expect(figures(reference)).toEqual([12_100, ['704000', 1, 10_000, 2_100]]);
      expect(office.inBooks(reference).remarks).toBe('Optie dakgoot\nGratis nazicht');
    },
  );

  test.each(['accept', 'refuse'] as const)(
    'a document of zero waits for a person, whatever Yuki would do: %s (S-15, Q-6)',
    async (zeroTotal) => {
      office.parts.switches.patch({ zeroTotal });
      const { id } = await exported([{ price: 0 }]);
      expect(await office.standing(place, id)).toBe('zero-total');
      const balanced = await exported([{ price: 40 }, { price: -40 }]);
      expect(await office.standing(place, balanced.id)).toBe('zero-total');
    },
  );
});

describe('rounding', () => {
  const three: Line[] = [{ price: 9.99 }, { price: 9.99 }, { price: 9.99 }];

  test.each([
    ['per-rate', 3_626, [210, 210, 209]],
    ['per-line', 3_627, [210, 210, 210]],
  ] as const)('%s stays as Focus has it: %i cents (S-17, R-VAT-7)', async (vatRounding, gross, vats) => {
    office.parts.switches.patch({ vatRounding });
    const { reference } = await exported(three);
    const booked = office.inBooks(reference);
    expect([booked.grossCents, booked.lines.map(({ vatCents }) => vatCents)]).toEqual([gross, vats]);
  });

  test('a Yuki that calculates by itself is one cent off: exported, reported, not sent again (S-17, Q-7)', async () => {
    office.parts.switches.patch({ lineAmountsReplaceCalculation: false });
    const { id, reference } = await exported(three);
    // Yuki rounds each line: 3 × 2.10; Focus says 36.26.
    expect(office.inBooks(reference).grossCents).toBe(3_627);
    expect(await office.standing(place, id)).toBe('exported');
    const calls = office.parts.log.since(0).length;
    await office.call('readYukiPayments', { connectionId: place.id, runNumber: place.runNumber });
    await office.sync(place);
    const later = office.parts.log.since(0).slice(calls);
    expect(later.map(({ operation }) => operation)).not.toContain('ProcessSalesInvoices');
    const { id: documentId } = await office.row(place, id);
    const found = await listFindings(office.ledger, place.id, { open: true, documentId });
    expect(found.map(({ kind }) => kind)).toContain('amountDiffers');
  });

  test.each([true, false])(
    'accounts stay right whether or not Yuki overwrites those of its products: %s (R-LINE-5, Q-5)',
    async (productAccountOverwritten) => {
      office.parts.switches.patch({ productAccountOverwritten });
      const { reference } = await exported([
        { price: 10, category: 'goods', text: 'Zaag' },
        { price: 20, category: 'services', text: 'Zaag' },
        { price: 30, category: 'rental', text: 'Zaag' },
      ]);
      expect(office.inBooks(reference).lines.map(({ account }) => account)).toEqual([
        '700000',
        '704000',
        '701000',
      ]);
    },
  );
});

describe('foreign money', () => {
  const dollars = { customer: 'K4', currency: 'USD', exchangeRate: 1.08 } as const;

  test('waits until the settings allow it, and is never converted (S-28, R-CUR-3)', async () => {
    const { id, reference } = await exported([{ price: 5_400, rate: 'EX' }], dollars);
    expect(await office.standing(place, id)).toBe('currency-not-supported USD');
    await office.set(place, { allowedCurrencies: ['EUR', 'USD'] });
    const { causeId } = await office.row(place, id);
    const hold = { connectionId: place.id, causeId: causeId as NonNullable<typeof causeId> };
    await office.call('releaseDocuments', hold);
    await office.sync(place);
    expect(office.inBooks(reference)).toMatchObject({ currency: 'USD', grossCents: 540_000 });
  });

  test('that Yuki refuses waits for the same cause (S-28, Q-8)', async () => {
    office.parts.switches.patch({ foreignCurrency: 'refuse' });
    await office.set(place, { allowedCurrencies: ['EUR', 'USD'] });
    const { id } = await exported([{ price: 5_400, rate: 'EX' }], dollars);
    expect(await office.standing(place, id)).toBe('currency-not-supported USD');
  });
});

test('250 lines of 250 characters with emoji, ampersands, tags and line breaks are one invoice (S-19)', async () => {
  const text = '🪚 & <b>zaag</b>\n'.repeat(14).slice(0, 250);
  const { id, reference } = await exported(Array.from({ length: 250 }, () => ({ price: 1, text })));
  expect(await office.standing(place, id)).toBe('exported');
  const booked = office.inBooks(reference);
  // 250.00 and 52.50.
  expect([booked.grossCents, booked.lines.length]).toEqual([30_250, 250]);
  expect(booked.lines[0]?.description).toMatch(/^🪚 & <b>zaag<\/b> 🪚/u);
});
