/** Rules that hold for every document, each shown on the one case in which it would be broken. Figures by hand. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderSalesInvoice } from '../../yuki/invoice-xml.ts';
import { customer, document, heldBy, line, mueller, sendable, translated } from './build.ts';

/** 100.00 at 21 %. */
const plain = (more: Parameters<typeof document>[4] = {}, lines = [line(1, 10_000, 12_100, '21')]) =>
  document(lines, [[2100, 10_000, 2_100]], 10_000, 12_100, more);

describe('the header', () => {
  test('carries number, both dates, currency, order number, payment reference and note (R-DOC-1)', () => {
    const subject = plain({ purchaseOrderNumber: 'PO-4711', note: 'Dank u' });
    expect(sendable(translated(subject)).invoice).toMatchObject({
      reference: '2026/10017',
      date: '2026-03-12',
      dueDate: '2026-04-11',
      currency: 'EUR',
      purchaseOrderNumber: 'PO-4711',
      paymentId: '+++202/6000/01711+++',
      remarks: 'Dank u',
    });
  });

  test('names an allowed currency as it is, with the amounts of the document (R-CUR-2, R-CUR-3)', () => {
    const dollars = plain({ currency: 'USD' });
    const { invoice } = sendable(translated(dollars, customer(), { allowedCurrencies: ['EUR', 'USD'] }));
    expect(renderSalesInvoice(invoice)).toContain('<Currency>USD</Currency>');
    expect(invoice.lines.map(({ netCents, vatCents }) => [netCents, vatCents])).toEqual([[10_000, 2_100]]);
  });

  test('takes the relation from the customer, whoever the attention is for (R-DOC-3)', () => {
    const invoicee = { ...plain().invoicee, attention: 'Els Maes' };
    const { contact } = sendable(translated(plain({ invoicee }))).invoice;
    expect(contact).toEqual(sendable(translated(plain())).invoice.contact);
    expect(contact).toMatchObject({ code: '132926235', fullName: 'Garage Peeters NV' });
  });
});

describe('the customer', () => {
  test('always carries the code that was decided, whatever else is known (R-CUST-6, R-EXP-3)', () => {
    const people = fc.record({
      name: fc.string({ minLength: 1, maxLength: 30 }).map((text) => `N${text}`),
      vatNumber: fc.constantFrom(null, 'BE0777777771', 'nonsense'),
      email: fc.constantFrom(null, 'ap@klant.example', 'nonsense'),
    });
    fc.assert(
      fc.property(people, (more) => {
        const { invoice } = sendable(translated(plain(), customer(more), {}, { customerCode: 'FC0A1B2C' }));
        expect(renderSalesInvoice(invoice)).toContain('<ContactCode>FC0A1B2C</ContactCode>');
      }),
    );
  });

  test('abroad is billed by the rates on the lines: the domestic rate stays domestic (R-CUST-9)', () => {
    const [sent] = sendable(translated(plain(), mueller())).invoice.lines;
    expect(sent?.product).toMatchObject({ vatType: 1, vatPercentage: 2100 });
    expect(translated(plain(), mueller({ vatNumber: null })).kind).toBe('sendable');
  });

  test('without a VAT number of its own takes the one on the document (R-CUST-13)', () => {
    const invoicee = { ...plain().invoicee, vatNumber: 'DE999999999' };
    const abroad = document([line(1, 480_000, 480_000, 'CM')], [[0, 480_000, 0]], 480_000, 480_000, {
      invoicee,
    });
    const { contact } = sendable(translated(abroad, mueller({ vatNumber: null }))).invoice;
    expect(contact).toMatchObject({ fullName: 'Müller Maschinenbau GmbH', vatNumber: 'DE999999999' });
    expect(
      heldBy(translated({ ...abroad, invoicee: plain().invoicee }, mueller({ vatNumber: null }))),
    ).toHaveLength(1);
  });

  test('without an e-mail address is exported without a warning (R-CUST-15)', () => {
    const { invoice, warnings } = sendable(translated(plain(), customer({ email: null })));
    expect(invoice.contact.email).toBeNull();
    expect(warnings).toEqual([]);
  });
});

describe('the lines', () => {
  test('share one product per account and VAT code, whatever their text and price (R-LINE-5)', () => {
    const lines = [
      line(1, 4_000, 4_840, '21', { description: 'Rode verf', unitPrice: '40' }),
      line(2, 6_000, 7_260, '21', { description: 'Blauwe verf', unitPrice: '60' }),
    ];
    const sent = sendable(translated(plain({}, lines))).invoice.lines;
    expect(sent.map(({ description }) => description)).toEqual(['Rode verf', 'Blauwe verf']);
    expect(new Set(sent.map(({ product }) => product.description))).toEqual(new Set(['Focus 704000 21% T1']));
    const elsewhere = sendable(translated(plain({}, lines), customer(), { defaultAccount: '700000' }));
    expect(elsewhere.invoice.lines[0]?.product.description).toBe('Focus 700000 21% T1');
  });

  test('may be 250, each with a title of 250 characters and ten digits in all (R-LINE-6, S-19)', () => {
    // 250 × 39,999,999.99 = 9,999,999,997.50; VAT 0.
    const each = 3_999_999_999;
    const total = each * 250;
    const lines = Array.from({ length: 250 }, (_, index) =>
      line(index + 1, each, each, 'MC', { description: 'x'.repeat(250), unitPrice: '39999999.99' }),
    );
    const subject = document(lines, [[0, total, 0]], total, total);
    const { invoice, warnings } = sendable(translated(subject));
    expect(invoice.lines).toHaveLength(250);
    expect(invoice.lines.every(({ description }) => description === 'x'.repeat(250))).toBe(true);
    expect(invoice.lines.reduce((sum, { netCents }) => sum + netCents, 0)).toBe(999_999_999_750);
    expect(warnings).toEqual([]);
  });
});

test('a line whose quantity and price do not give its amount goes with quantity 1, and it is said (S-17, R-LINE-7)', () => {
  // 3 × 33.333 is 99.999, which Focus shows as 100.00; VAT 21.00.
  const odd = line(1, 10000, 12100, '21', { quantity: '3', unitPrice: '33.333' });
  const result = sendable(translated(document([odd], [[2100, 10000, 2100]], 10000, 12100)));
  expect(result.invoice.lines[0]).toMatchObject({ quantity: '1', netCents: 10000, remarks: '3 × 33.333' });
  expect(result.warnings).toEqual([
    'A line is sent with quantity 1 and its whole amount, because its quantity and price do not give that amount exactly; both stand under it.',
  ]);
});
