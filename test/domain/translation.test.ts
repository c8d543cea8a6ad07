/** Ordinary documents become Yuki's message to the cent. All expected figures are worked out by hand. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FocusLine } from '../../domain/document.ts';
import { cents, formatCents, parseCents, sumCents } from '../../domain/money.ts';
import {
  categoryId,
  customer,
  customerId,
  date,
  document,
  line,
  mueller,
  rateId,
  rules,
  sendable,
  translated,
  vatCode,
  vatLink,
} from './build.ts';

const figures = (translation: ReturnType<typeof translated>) =>
  sendable(translation).invoice.lines.map((sent) => [
    sent.quantity,
    sent.product.salesPrice,
    sent.netCents,
    sent.vatCents,
    `${sent.product.vatType}/${sent.product.vatPercentage}`,
    sent.product.account,
  ]);

describe('everyday documents', () => {
  test('ten hours at 100.00 become one line of 1,000.00 and 210.00, with due date and payment reference (S-02, R-DOC-2)', () => {
    const hours = line(1, 100000, 121000, '21', { quantity: '10', unitPrice: '100' });
    const result = sendable(translated(document([hours], [[2100, 100000, 21000]], 100000, 121000)));
    expect(result.invoice).toMatchObject({
      reference: '2026/10017',
      subject: 'Focus 2026/10017',
      date: '2026-03-12',
      dueDate: '2026-04-11',
      paymentId: '+++202/6000/01711+++',
      paymentMethod: 'ElectronicTransfer',
      currency: 'EUR',
      contact: {
        code: '132926235',
        fullName: 'Garage Peeters NV',
        countryCode: 'BE',
        vatNumber: 'BE0777777771',
        contactType: 'Company',
      },
    });
    expect(result.invoice.lines).toEqual([
      {
        description: 'Line 1',
        remarks: null,
        quantity: '10',
        netCents: 100000,
        vatCents: 21000,
        product: {
          description: 'Focus 704000 21% T1',
          salesPrice: '100.00',
          vatPercentage: 2100,
          vatType: 1,
          vatDescription: null,
          account: '704000',
        },
      },
    ]);
    expect(result.identity).toEqual({
      reference: '2026/10017',
      customerCode: '132926235',
      date: '2026-03-12',
      grossCents: 121000,
    });
    expect(result.warnings).toEqual([]);
  });

  test('three Belgian rates keep their own type and add up to 975.41 (S-03)', () => {
    const lines = [line(1, 25000, 26500, '6'), line(2, 18000, 20160, '12'), line(3, 42050, 50881, '21')];
    const taxes: [number, number, number][] = [
      [600, 25000, 1500],
      [1200, 18000, 2160],
      [2100, 42050, 8831],
    ];
    expect(figures(translated(document(lines, taxes, 85050, 97541)))).toEqual([
      ['1', '250.00', 25000, 1500, '2/600', '704000'],
      ['1', '180.00', 18000, 2160, '21/1200', '704000'],
      ['1', '420.50', 42050, 8831, '1/2100', '704000'],
    ]);
  });

  test('Dutch rates of 9 % and 21 % add up to 1,894.35 (S-04)', () => {
    const lines = [line(1, 9500, 10355, '9'), line(2, 148000, 179080, '21')];
    const taxes: [number, number, number][] = [
      [900, 9500, 855],
      [2100, 148000, 31080],
    ];
    const dutch = {
      country: 'nl' as const,
      accounts: [{ code: '80000', description: '', enabled: true, type: null, subtype: null }],
      vatCodes: [vatCode(1, 2100, 'BTW 21%'), vatCode(2, 900, 'BTW 9%')],
      vatLinks: [vatLink('21', 1, 2100, 'domestic'), vatLink('9', 2, 900, 'domestic')],
      defaultAccount: '80000',
    };
    const result = sendable(translated(document(lines, taxes, 157500, 189435), customer(), dutch));
    expect(result.invoice.lines.map((sent) => [sent.netCents, sent.vatCents, sent.product.vatType])).toEqual([
      [9500, 855, 2],
      [148000, 31080, 1],
    ]);
    expect(result.identity.grossCents).toBe(189435);
  });

  test('a credit note has negative quantity and amounts, a positive price and names its invoice (S-06, R-CN-1, R-CN-3)', () => {
    const hours = line(1, 100000, 121000, '21', { quantity: '10', unitPrice: '100' });
    const credit = document([hours], [[2100, 100000, 21000]], 100000, 121000, {
      kind: 'creditNote',
      number: '2026/10003',
      date: date('2026-03-20'),
      dueDate: null,
    });
    const result = sendable(
      translated(credit, customer(), {}, { reference: '2026/10003-CN', creditedNumber: '2026 / 10017' }),
    );
    expect(figures(result)).toEqual([['-10', '100.00', -100000, -21000, '1/2100', '704000']]);
    expect(result.invoice.subject).toBe('Focus 2026/10003-CN (2026/10017)');
    expect(result.invoice.dueDate).toBe('2026-03-20');
    expect(result.identity.grossCents).toBe(-121000);
  });
});

describe('discounts, advances and rounding', () => {
  test('a line discount lowers the price: 12 × 76.50 = 918.00 (S-10)', () => {
    const discounted = line(1, 91800, 111078, '21', { quantity: '12', unitPrice: '85', discount: 1000 });
    expect(figures(translated(document([discounted], [[2100, 91800, 19278]], 91800, 111078)))).toEqual([
      ['12', '76.50', 91800, 19278, '1/2100', '704000'],
    ]);
  });

  test('the negative line of an advance keeps its account and the VAT of its rate (S-12, R-ADV-1, R-DISC-2)', () => {
    const work = line(1, 1000000, 1210000, '21', { productCategoryId: categoryId('works') });
    const advance = line(2, -500000, -605000, '21', {
      unitPrice: '-5000',
      productCategoryId: categoryId('works'),
    });
    const categoryLedgers = { works: '700000' };
    const final = document([work, advance], [[2100, 500000, 105000]], 500000, 605000);
    expect(figures(translated(final, customer(), { categoryLedgers }))).toEqual([
      ['1', '10000.00', 1000000, 210000, '1/2100', '700000'],
      ['-1', '5000.00', -500000, -105000, '1/2100', '700000'],
    ]);
  });

  const three = [1, 2, 3].map((position) => line(position, 999, 1209, '21'));
  test('VAT rounded per line is sent as it is: 3 × 2.10, total 36.27 (S-17, R-VAT-7)', () => {
    const result = figures(translated(document(three, [[2100, 2997, 630]], 2997, 3627)));
    expect(result.map((sent) => sent[3])).toEqual([210, 210, 210]);
  });

  test('VAT rounded per rate puts the odd cent on the last line: total 36.26 (S-17, R-VAT-7)', () => {
    const result = figures(translated(document(three, [[2100, 2997, 629]], 2997, 3626)));
    expect(result.map((sent) => sent[3])).toEqual([210, 210, 209]);
  });

  test('several odd cents take one cent each from the last lines (R-VAT-7)', () => {
    // Ten lines of 9.99: 21 % of 99.90 is 20.979, so 20.98; ten times 2.10 would be 21.00.
    const ten = Array.from({ length: 10 }, (_, index) => line(index + 1, 999, 1209, '21'));
    const result = figures(translated(document(ten, [[2100, 9990, 2098]], 9990, 12088)));
    expect(result.map((sent) => sent[3])).toEqual([210, 210, 210, 210, 210, 210, 210, 210, 209, 209]);
  });

  test('a discount on the document is spread per rate until the nets equal the totals (R-DISC-4)', () => {
    // 10 % off 33.33 + 33.33 at 21 % and 50.00 at 6 %: 59.994 → 59.99 and 45.00; line by line 30.00 + 30.00.
    const lines = [line(1, 3333, 4033, '21'), line(2, 3333, 4033, '21'), line(3, 5000, 5300, '6')];
    const taxes: [number, number, number][] = [
      [600, 4500, 270],
      [2100, 5999, 1260],
    ];
    const discounts = [{ percentage: 1000, description: 'Trouwe klant' }];
    const result = translated(document(lines, taxes, 10499, 12029, { discounts }));
    expect(figures(result).map((sent) => [sent[2], sent[3]])).toEqual([
      [3000, 630],
      [2999, 630],
      [4500, 270],
    ]);
  });

  test('a discount account gets the discount as a line of its own per VAT rate (R-DISC-3)', () => {
    const lines = [line(1, 10000, 12100, '21'), line(2, 5000, 5300, '6')];
    const taxes: [number, number, number][] = [
      [600, 4500, 270],
      [2100, 9000, 1890],
    ];
    const discounts = [{ percentage: 1000, description: 'Trouwe klant' }];
    const result = translated(document(lines, taxes, 13500, 15660, { discounts }), customer(), {
      discountAccount: '708000',
    });
    expect(figures(result)).toEqual([
      ['1', '100.00', 10000, 2100, '1/2100', '704000'],
      ['1', '50.00', 5000, 300, '2/600', '704000'],
      ['-1', '10.00', -1000, -210, '1/2100', '708000'],
      ['-1', '5.00', -500, -30, '2/600', '708000'],
    ]);
    expect(sendable(result).invoice.lines[2]?.description).toBe('Trouwe klant');
  });

  test('line totals that already hold the discount of the document are taken as they are (focus-api 11)', () => {
    const discounts = [{ percentage: 1000, description: '' }];
    const lines = [line(1, 9000, 10890, '21', { unitPrice: '100' })];
    const result = translated(document(lines, [[2100, 9000, 1890]], 9000, 10890, { discounts }));
    expect(figures(result).map((sent) => [sent[2], sent[3]])).toEqual([[9000, 1890]]);
  });

  test('a quantity that no price with two decimals fits counts once and is kept as text (Q-7)', () => {
    const odd = line(1, 1000, 1210, '21', { quantity: '3', unitPrice: '3.3333' });
    const result = sendable(translated(document([odd], [[2100, 1000, 210]], 1000, 1210)));
    expect(figures(result)).toEqual([['1', '10.00', 1000, 210, '1/2100', '704000']]);
    expect(result.invoice.lines[0]?.remarks).toBe('3 × 3.3333');
  });

  test('a negative quantity and a negative price both travel as a negative quantity (R-LINE-8)', () => {
    const lines = [
      line(1, 10000, 12100, '21'),
      line(2, -2000, -2420, '21', { quantity: '-2', unitPrice: '10' }),
      line(3, -3000, -3630, '21', { quantity: '3', unitPrice: '-10' }),
    ];
    const result = translated(document(lines, [[2100, 5000, 1050]], 5000, 6050));
    expect(figures(result).map((sent) => [sent[0], sent[1]])).toEqual([
      ['1', '100.00'],
      ['-2', '10.00'],
      ['-3', '10.00'],
    ]);
  });

  test('an invoice with a negative total stays an invoice with negative amounts (R-NEG-1)', () => {
    const lines = [line(1, -10000, -12100, '21', { unitPrice: '-100' })];
    const result = sendable(translated(document(lines, [[2100, -10000, -2100]], -10000, -12100)));
    expect(figures(result)).toEqual([['-1', '100.00', -10000, -2100, '1/2100', '704000']]);
    expect(result.identity.grossCents).toBe(-12100);
  });
});

describe('text without value', () => {
  test('subtitles, lines without quantity and free lines become remarks, never priced lines (S-14, R-LINE-7, R-LINE-8)', () => {
    const lines = [
      line(1, 10000, 12100, '21', { section: 'Fase 1' }),
      line(2, 0, 0, '21', {
        section: 'Fase 1',
        quantity: '0',
        unitPrice: '50',
        description: 'Optie dakgoot',
      }),
      line(3, 0, 0, '6', {
        section: 'Fase 2',
        unitPrice: '0',
        description: 'Gratis nazicht',
        extendedDescription: 'Binnen\r\nhet jaar',
      }),
    ];
    const result = sendable(
      translated(document(lines, [[2100, 10000, 2100]], 10000, 12100, { note: 'Dank u' })),
    );
    expect(result.invoice.lines).toHaveLength(1);
    expect(result.invoice.remarks).toBe(
      'Fase 1\nOptie dakgoot\nFase 2\nGratis nazicht\nBinnen\nhet jaar\nDank u',
    );
    expect(sumCents(result.invoice.lines.map((sent) => sent.netCents))).toBe(10000);
  });

  test('a free line asks for no account and no linked VAT rate (S-14)', () => {
    const lines = [line(1, 10000, 12100, '21'), line(2, 0, 0, 'CULT', { unitPrice: '0' })];
    const result = translated(document(lines, [[2100, 10000, 2100]], 10000, 12100), customer(), {
      defaultAccount: null,
      accountPerRate: { [rateId('21')]: '700000' },
    });
    expect(result.kind).toBe('sendable');
  });

  test('long texts are cut the same way every time, between characters (S-19, R-LINE-7)', () => {
    const description = `${'a'.repeat(248)}😀 & <b>`;
    const long = line(1, 10000, 12100, '21', { description, extendedDescription: 'x'.repeat(780_000) });
    const subject = document([long], [[2100, 10000, 2100]], 10000, 12100);
    const result = sendable(translated(subject));
    expect(result.invoice.lines[0]?.description).toBe(`${'a'.repeat(248)}…`);
    expect(result.invoice.lines[0]?.remarks).toHaveLength(500);
    const cut = ['The text of a line was shortened.', 'The long description of a line was shortened.'];
    expect(result.warnings).toEqual(cut);
    expect(translated(subject)).toEqual(result);
  });

  test('control characters and lone surrogates never leave us, and it is said (S-19, R-LINE-7)', () => {
    const dirty = line(1, 10000, 12100, '21', { description: 'a\u0000b\u000bc\ud800d\r\ne' });
    const result = sendable(translated(document([dirty], [[2100, 10000, 2100]], 10000, 12100)));
    expect(result.invoice.lines[0]?.description).toBe('a b c d e');
    expect(result.warnings).toEqual([expect.stringContaining('were removed from the text of a line')]);
  });
});

describe('VAT and customers abroad', () => {
  const foreign = (code: string, net: number) => document([line(1, net, net, code)], [[0, net, 0]], net, net);
  const atlas = customer({
    id: customerId('4'),
    name: 'Atlas Robotics Inc.',
    vatNumber: null,
    address: { line: null, postalCode: null, city: 'Boston', country: 'US' },
  });

  test('goods to another member state have their own type, and the relation its VAT number (S-20)', () => {
    const result = sendable(translated(foreign('CM', 480000), mueller()));
    expect(figures(result)).toEqual([['1', '4800.00', 480000, 0, '6/0', '704000']]);
    expect(result.invoice.contact).toMatchObject({ vatNumber: 'DE999999999', countryCode: 'DE' });
  });

  test('services to another member state have another type than goods (S-21)', () => {
    expect(figures(translated(foreign('VCMD', 120000), mueller()))[0]?.[4]).toBe('7/0');
  });

  test('export outside the EU needs no VAT number (S-23)', () => {
    const result = sendable(translated(foreign('EX', 990000), atlas));
    expect(figures(result)).toEqual([['1', '9900.00', 990000, 0, '5/0', '704000']]);
    expect(result.invoice.contact.vatNumber).toBeNull();
  });

  test('domestic reverse charge has its own type and no VAT (S-24)', () => {
    expect(figures(translated(foreign('MC', 1500000)))).toEqual([
      ['1', '15000.00', 1500000, 0, '17/0', '704000'],
    ]);
  });

  test('two rates of 0 % in one document keep their own types (R-VAT-4)', () => {
    const lines = [line(1, 10000, 10000, 'CM'), line(2, 5000, 5000, 'VCMD')];
    const result = figures(translated(document(lines, [[0, 15000, 0]], 15000, 15000), mueller()));
    expect(result.map((sent) => [sent[2], sent[4]])).toEqual([
      [10000, '6/0'],
      [5000, '7/0'],
    ]);
  });

  test('a description is sent only when several codes share type and percentage (yuki-api 5.2)', () => {
    const twins = [...rules.vatCodes, vatCode(1, 2100, 'BTW 21% bouw')];
    const vatLinks = rules.vatLinks.map((link) =>
      link.vatType === 1 ? { ...link, vatDescription: 'BTW 21% bouw' } : link,
    );
    const subject = document([line(1, 10000, 12100, '21')], [[2100, 10000, 2100]], 10000, 12100);
    const result = sendable(translated(subject, customer(), { vatCodes: twins, vatLinks }));
    expect(result.invoice.lines[0]?.product).toMatchObject({
      vatDescription: 'BTW 21% bouw',
      description: 'Focus 704000 21% T1 BTW 21% bouw',
    });
  });

  test('a person travels with first and last name (R-CUST-7)', () => {
    const an = customer({
      kind: 'contact',
      name: 'An Claes',
      firstName: 'An',
      lastName: 'Claes',
      vatNumber: null,
    });
    const subject = document([line(1, 10000, 12100, '21')], [[2100, 10000, 2100]], 10000, 12100);
    expect(sendable(translated(subject, an)).invoice.contact).toMatchObject({
      fullName: 'An Claes',
      firstName: 'An',
      lastName: 'Claes',
      contactType: 'Person',
      vatNumber: null,
    });
  });

  test.each([
    ['ap@klant.example', 'ap@klant.example', 0],
    ['a@klant.example; b@klant.example', null, 1],
    ['not an address', null, 1],
    ['', null, 0],
  ])(
    'the e-mail "%s" is sent only as exactly one valid address (yuki-api 3.3)',
    (email, expected, warnings) => {
      const subject = document([line(1, 10000, 12100, '21')], [[2100, 10000, 2100]], 10000, 12100);
      const result = sendable(translated(subject, customer({ email })));
      expect(result.invoice.contact.email).toBe(expected);
      expect(result.warnings).toHaveLength(warnings);
    },
  );

  test('a customer that Focus no longer has is taken from the document when its VAT number tells the country (S-57)', () => {
    const invoicee = {
      name: 'Garage Peeters NV',
      vatNumber: 'BE0777777771',
      nationalNumber: null,
      email: null,
      attention: null,
    };
    const subject = document([line(1, 10000, 12100, '21')], [[2100, 10000, 2100]], 10000, 12100, {
      invoicee,
    });
    const result = sendable(translated(subject, null));
    expect(result.invoice.contact).toMatchObject({
      fullName: 'Garage Peeters NV',
      countryCode: 'BE',
      contactType: 'Company',
    });
    expect(result.warnings).toHaveLength(1);
  });

  test('an invoice paid with money in Focus takes the payment method set for it; a fully credited one does not (S-50, R-PAY-8)', () => {
    const base = [document([line(1, 10000, 12100, '21')], [[2100, 10000, 2100]], 10000, 12100)] as const;
    const payment = { paidAt: '2026-03-02T10:00:00Z' as never, amountCents: cents(12100), currency: 'EUR' };
    const method = (more: object) =>
      sendable(translated({ ...base[0], ...more }, customer(), { paidPaymentMethod: 'Mollie' })).invoice
        .paymentMethod;
    expect(method({ paid: true, payments: [payment] })).toBe('Mollie');
    expect(method({ paid: true, payments: [] })).toBe('ElectronicTransfer');
    expect(method({ paid: false, payments: [payment] })).toBe('ElectronicTransfer');
  });
});

describe('every sendable document', () => {
  // Focus rounds the line, then the discounted sum per rate, then VAT per rate (focus-api 11), computed here in bigints.
  const half = (dividend: bigint, divisor: bigint): number => {
    const size = dividend < 0n ? -dividend : dividend;
    const rounded = (2n * size + divisor) / (2n * divisor);
    return Number(dividend < 0n ? -rounded : rounded);
  };
  const cases = fc.record({
    nets: fc.array(fc.tuple(fc.integer({ min: -50_000, max: 500_000 }), fc.constantFrom('21', '12', '6')), {
      minLength: 1,
      maxLength: 40,
    }),
    quantities: fc.array(fc.constantFrom('1', '3', '0.25', '12', '1000', '-2'), {
      minLength: 40,
      maxLength: 40,
    }),
    discount: fc.constantFrom(0, 333, 1000, 2550),
    credit: fc.boolean(),
  });

  test('adds up to Focus’s totals per rate and in all, whatever lines, discounts and kind it has (R-VAT-6, R-VAT-7)', () => {
    fc.assert(
      fc.property(cases, ({ nets, quantities, discount, credit }) => {
        const percent: Record<string, number> = { '21': 2100, '12': 1200, '6': 600 };
        const lines: FocusLine[] = nets.map(([net, code], index) =>
          line(index + 1, net, net, code, { quantity: quantities[index] ?? '1' }),
        );
        const taxes = Object.entries(percent).flatMap(([code, rate]): [number, number, number][] => {
          const sum = nets.filter((entry) => entry[1] === code).reduce((total, entry) => total + entry[0], 0);
          if (!nets.some((entry) => entry[1] === code)) return [];
          const taxable = half(BigInt(sum) * BigInt(10_000 - discount), 10_000n);
          return [[rate, taxable, half(BigInt(taxable) * BigInt(rate), 10_000n)]];
        });
        const net = taxes.reduce((total, tax) => total + tax[1], 0);
        const gross = taxes.reduce((total, tax) => total + tax[1] + tax[2], 0);
        const discounts = discount === 0 ? [] : [{ percentage: discount, description: '' }];
        const subject = document(lines, taxes, net, gross, {
          kind: credit ? 'creditNote' : 'invoice',
          discounts,
        });
        const result = translated(subject);
        fc.pre(gross !== 0);
        const sent = sendable(result).invoice.lines;
        const sign = credit ? -1 : 1;
        for (const [rate, taxable, tax] of taxes) {
          const ofRate = sent.filter((entry) => entry.product.vatPercentage === rate);
          expect(sumCents(ofRate.map((entry) => entry.netCents)) * sign + 0).toBe(taxable + 0);
          expect(sumCents(ofRate.map((entry) => entry.vatCents)) * sign + 0).toBe(tax + 0);
        }
        for (const entry of sent) {
          expect(parseCents(entry.product.salesPrice)).toBeGreaterThan(0);
          expect(formatCents(parseCents(entry.product.salesPrice))).toBe(entry.product.salesPrice);
          expect(Math.sign(Number(entry.quantity))).toBe(
            Math.sign(entry.netCents === 0 ? entry.vatCents : entry.netCents),
          );
          const product = Number(entry.quantity) * Number(entry.product.salesPrice) * 100;
          expect(Math.abs(product - entry.netCents)).toBeLessThanOrEqual(0.5000001);
        }
      }),
      { numRuns: 300 },
    );
  });
});
