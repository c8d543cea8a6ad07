/** The sales invoice as Yuki's schema wants it: order, escaping, what is left out (yuki-api 3.2, 3.3). */

import { XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SalesInvoice } from '../../domain/document.ts';
import type { IsoDate } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { attachPdf } from '../../yuki/attached-pdf.ts';
import { readReferences, renderSalesInvoice, wrapSalesInvoices } from '../../yuki/invoice-xml.ts';
import { parseXml } from '../../yuki/xml.ts';
import type { XmlElement } from '../../yuki/xml.ts';

const invoice: SalesInvoice = {
  reference: '2026/14',
  subject: 'Focus 2026/14',
  paymentMethod: 'ElectronicTransfer',
  paymentId: '+++090/9337/55493+++',
  purchaseOrderNumber: 'PO 7',
  date: '2026-03-02' as IsoDate,
  dueDate: '2026-04-01' as IsoDate,
  currency: 'EUR',
  remarks: 'Thanks',
  contact: {
    code: 'TL-1042',
    fullName: 'Klant NV',
    firstName: 'An',
    lastName: 'Klant',
    countryCode: 'BE',
    city: 'Gent',
    zipcode: '9000',
    addressLine: 'Veldstraat 1',
    email: 'ap@klant.example',
    website: 'https://klant.example',
    phone: '+32 9 000 00 00',
    cocNumber: '0123456749',
    vatNumber: 'BE0123456749',
    contactType: 'Company',
  },
  lines: [
    {
      description: 'Advies maart',
      remarks: 'On site',
      quantity: '2',
      netCents: cents(20_000),
      vatCents: cents(4_200),
      product: {
        description: 'Advies',
        salesPrice: '100',
        vatPercentage: 2_100,
        vatType: 1,
        vatDescription: 'BTW 21%',
        account: '700000',
      },
    },
  ],
};

/** One element a line, so that the order can be read. */
const readable = (xml: string): string => xml.replaceAll('><', '>\n<');

describe('the elements', () => {
  test('stand in the one order of the schema, PDF included, asking to process and not to mail (R-NUM-9, R-PEP-2, S-81)', () => {
    const pdf = { fileName: '2026-14.pdf', content: Buffer.from('%PDF-1') };
    expect(readable(attachPdf(renderSalesInvoice(invoice), pdf))).toMatchInlineSnapshot(`
      "<SalesInvoice>
      <Reference>2026/14</Reference>
      <Subject>Focus 2026/14</Subject>
      <PaymentMethod>ElectronicTransfer</PaymentMethod>
      <PaymentID>+++090/9337/55493+++</PaymentID>
      <PurchaseOrderNumber>PO 7</PurchaseOrderNumber>
      <Process>true</Process>
      <EmailToCustomer>false</EmailToCustomer>
      <Date>2026-03-02</Date>
      <DueDate>2026-04-01</DueDate>
      <Currency>EUR</Currency>
      <Remarks>Thanks</Remarks>
      <DocumentFileName>2026-14.pdf</DocumentFileName>
      <DocumentBase64>JVBERi0x</DocumentBase64>
      <Contact>
      <ContactCode>TL-1042</ContactCode>
      <FullName>Klant NV</FullName>
      <FirstName>An</FirstName>
      <LastName>Klant</LastName>
      <CountryCode>BE</CountryCode>
      <City>Gent</City>
      <Zipcode>9000</Zipcode>
      <AddressLine_1>Veldstraat 1</AddressLine_1>
      <EmailAddress>ap@klant.example</EmailAddress>
      <Website>https://klant.example</Website>
      <CoCNumber>0123456749</CoCNumber>
      <VATNumber>BE0123456749</VATNumber>
      <ContactType>Company</ContactType>
      <PhoneHome>+32 9 000 00 00</PhoneHome>
      </Contact>
      <InvoiceLines>
      <InvoiceLine>
      <Description>Advies maart</Description>
      <Remarks>On site</Remarks>
      <ProductQuantity>2.00</ProductQuantity>
      <LineAmount>200.00</LineAmount>
      <LineVATAmount>42.00</LineVATAmount>
      <Product>
      <Description>Advies</Description>
      <SalesPrice>100.00</SalesPrice>
      <VATPercentage>21.00</VATPercentage>
      <VATIncluded>false</VATIncluded>
      <VATType>1</VATType>
      <VATDescription>BTW 21%</VATDescription>
      <GLAccountCode>700000</GLAccountCode>
      </Product>
      </InvoiceLine>
      </InvoiceLines>
      </SalesInvoice>"
    `);
  });

  test('without a value are left out', () => {
    const bare: SalesInvoice = {
      ...invoice,
      paymentId: null,
      purchaseOrderNumber: '  ',
      remarks: '\u0000',
      contact: {
        ...invoice.contact,
        firstName: null,
        lastName: null,
        city: null,
        zipcode: '',
        addressLine: null,
        email: null,
        website: null,
        phone: null,
        cocNumber: null,
        vatNumber: null,
      },
      lines: [
        {
          ...invoice.lines[0]!,
          remarks: null,
          product: { ...invoice.lines[0]!.product, vatDescription: null },
        },
      ],
    };
    const names: string[] = [];
    const walk = (element: XmlElement): void => {
      names.push(element.name);
      expect(element.children.length > 0 || element.text !== '', element.name).toBe(true);
      element.children.forEach(walk);
    };
    walk(parseXml(renderSalesInvoice(bare)));
    expect(names.join(' ')).toBe(
      'SalesInvoice Reference Subject PaymentMethod Process EmailToCustomer Date DueDate Currency ' +
        'Contact ContactCode FullName CountryCode ContactType ' +
        'InvoiceLines InvoiceLine Description ProductQuantity LineAmount LineVATAmount ' +
        'Product Description SalesPrice VATPercentage VATIncluded VATType GLAccountCode',
    );
  });

  test.each<[string, (given: SalesInvoice) => SalesInvoice]>([
    ['a reference', (given) => ({ ...given, reference: ' \u0001' })],
    ['a date', (given) => ({ ...given, date: '' as IsoDate })],
    ['lines', (given) => ({ ...given, lines: [] })],
    ['a description of the product', (given) => withProduct(given, { description: ' ' })],
    ['an account', (given) => withProduct(given, { account: '' })],
    ['a price in decimal text', (given) => withProduct(given, { salesPrice: '1e3' })],
  ])('refuse to do without %s', (_, change) => {
    expect(() => renderSalesInvoice(change(invoice))).toThrow(RangeError);
  });
});

function withProduct(
  given: SalesInvoice,
  change: Partial<SalesInvoice['lines'][number]['product']>,
): SalesInvoice {
  const line = given.lines[0]!;
  return { ...given, lines: [{ ...line, product: { ...line.product, ...change } }] };
}

function withLine(change: Partial<SalesInvoice['lines'][number]>): string {
  return renderSalesInvoice({ ...invoice, lines: [{ ...invoice.lines[0]!, ...change }] });
}

describe('numbers', () => {
  test('of a credit note are negative where they are given so (R-CN-3)', () => {
    const xml = withLine({ quantity: '-2', netCents: cents(-20_000), vatCents: cents(-5) });
    expect(xml).toContain(
      '<ProductQuantity>-2.00</ProductQuantity><LineAmount>-200.00</LineAmount><LineVATAmount>-0.05</LineVATAmount>',
    );
  });

  // Worked out by hand: half away from zero at the fifth decimal.
  test.each([
    ['1', '1.00'],
    ['0.5', '0.50'],
    ['1.1234', '1.1234'],
    ['1.12345', '1.1235'],
    ['-1.12345', '-1.1235'],
    ['1.12344', '1.1234'],
    ['9.99995', '10.00'],
    ['12345678901234.5', '12345678901234.50'],
    ['-0.00001', '0.00'],
    ['+3.10', '3.10'],
  ])('of quantity %s are written %s', (quantity, written) => {
    expect(withLine({ quantity })).toContain(`<ProductQuantity>${written}</ProductQuantity>`);
  });

  test.each([
    ['100', '100.00'],
    ['0.125', '0.13'],
    ['-4.004', '-4.00'],
    ['0.0040', '0.004'],
    ['0.00004', '0.00'],
  ])('of price %s are written %s, so that no price becomes 0 that was not (Q-6)', (salesPrice, written) => {
    expect(renderSalesInvoice(withProduct(invoice, { salesPrice }))).toContain(
      `<SalesPrice>${written}</SalesPrice>`,
    );
  });
});

describe('text', () => {
  test('is escaped, and freed of what XML cannot carry', () => {
    const subject = 'A & B <b> "q" \'a\' ]]> \u{1F600} \u0000\u0008\u000B\u001F\uFFFE \uD800 é\r\nnext\ttab';
    expect(renderSalesInvoice({ ...invoice, subject })).toContain(
      '<Subject>A &amp; B &lt;b&gt; &quot;q&quot; &apos;a&apos; ]]&gt; \u{1F600}   é\nnext\ttab</Subject>',
    );
  });

  test('of any kind makes a well-formed message whose reference can be read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (wild, tame) => {
        const fragment = renderSalesInvoice({
          ...invoice,
          reference: `R${tame}R`,
          subject: wild,
          remarks: `${wild}${tame}`,
        });
        expect(XMLValidator.validate(wrapSalesInvoices([fragment]).rawXml)).toBe(true);
        // Halves of surrogate pairs would not survive UTF-8.
        expect(Buffer.from(fragment, 'utf8').toString('utf8')).toBe(fragment);
        // eslint-disable-next-line no-control-regex -- exactly these may not be there.
        expect(fragment).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/);
        const kept = `R${tame}R`.replaceAll(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
        expect(readReferences(fragment)).toEqual([kept]);
      }),
    );
  });

  test('that looks like markup stays text on the way back', () => {
    const reference = ']]></Reference><x>&amp;#65;';
    expect(readReferences(renderSalesInvoice({ ...invoice, reference }))).toEqual([reference]);
  });
});

describe('a message', () => {
  test('wraps its fragments in the namespace, without a declaration', () => {
    const fragments = [renderSalesInvoice(invoice), renderSalesInvoice({ ...invoice, reference: '2026/15' })];
    const { rawXml } = wrapSalesInvoices(fragments);
    expect(rawXml).toMatch(
      /^<SalesInvoices xmlns="urn:xmlns:http:\/\/www\.theyukicompany\.com:salesinvoices"><SalesInvoice>/,
    );
    expect(readReferences(rawXml)).toEqual(['2026/14', '2026/15']);
    expect(readReferences(fragments.join(''))).toEqual(['2026/14', '2026/15']);
  });
});
