// The schema check of the pretend Yuki: a strict sequence, facets, and one violation refuses everything (3.2, 3.3).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authenticate, imported, invoice, line, openOffice, send } from './yuki-office.ts';
import type { Office } from './yuki-office.ts';

let office: Office;
let session: string;
beforeEach(async () => {
  office = await openOffice();
  session = await authenticate(office.be);
});
afterEach(() => office.close());

describe('the schema', () => {
  const faultOf = async (xml: string): Promise<string> => {
    const answer = await send(office.be, session, invoice({ reference: 'good' }), xml);
    expect(answer.status).toBe(500);
    expect(imported(office)).toEqual([]);
    return answer.fault ?? '';
  };

  test('an element out of order refuses the whole message', async () => {
    const fault = await faultOf(
      invoice()
        .replace('<Process>true</Process>', '')
        .replace('<DueDate>', '<Process>true</Process><DueDate>'),
    );
    expect(fault).toContain("The element 'SalesInvoice'");
    expect(fault).toContain("has invalid child element 'Process'");
  });

  test('an unknown element, a foreign namespace and a missing part are refused', async () => {
    expect(await faultOf(invoice({ afterHeader: '<Discount>1</Discount>' }))).toContain(
      "invalid child element 'Discount'",
    );
    expect(await faultOf(invoice({ afterHeader: '<Remarks xmlns="">x</Remarks>' }))).toContain(
      "invalid child element 'Remarks'",
    );
    expect(await faultOf(invoice({ lines: [] }))).toContain('incomplete content');
    expect(await faultOf(invoice().replace(/<Contact>.*<\/Contact>/, ''))).toContain(
      "invalid child element 'InvoiceLines'",
    );
  });

  test('facets: decimals, lengths, words, dates, booleans', async () => {
    expect(await faultOf(invoice({ lines: [line({ price: '1.23456' })] }))).toContain('FractionDigits');
    expect(await faultOf(invoice({ lines: [line({ net: '1.005' })] }))).toContain('FractionDigits');
    expect(await faultOf(invoice({ lines: [line({ net: '' })] }))).toContain('not a valid Decimal');
    expect(await faultOf(invoice({ lines: [line({ net: '1,00' })] }))).toContain('not a valid Decimal');
    expect(await faultOf(invoice({ header: `<PaymentMethod>${'x'.repeat(61)}</PaymentMethod>` }))).toContain(
      'MaxLength',
    );
    expect(await faultOf(invoice({ date: '2026-02-30' }))).toContain('not a valid Date');
    expect(await faultOf(invoice({ process: 'yes' }))).toContain('not a valid Boolean');
    expect(await faultOf(invoice({ lines: [line({ product: '' })] }))).toContain('MinLength');
    expect(await faultOf(invoice().replace('>Company<', '>Organisation<'))).toContain('Enumeration');
    expect(await faultOf(invoice({ afterHeader: '<DocumentFileName>a.txt</DocumentFileName>' }))).toContain(
      'Pattern',
    );
  });

  test('zeros behind the decimals do no harm', async () => {
    const answer = await send(office.be, session, invoice({ lines: [line({ price: '100.000000' })] }));
    expect(answer.text('Succeeded')).toBe('true');
  });

  test('empty optional text passes unless the switch says otherwise', async () => {
    const empty = { header: '<PaymentMethod></PaymentMethod><PaymentID/>' };
    expect((await send(office.be, session, invoice({ reference: 'A', ...empty }))).text('Succeeded')).toBe(
      'true',
    );
    office.switches.patch({ emptyElements: 'refuse' });
    expect((await send(office.be, session, invoice({ reference: 'B', ...empty }))).fault).toContain(
      'MinLength',
    );
  });

  test('PurchaseOrderNumber stands after PaymentID, or where the switch puts it', async () => {
    const after = invoice({
      header: '<PaymentID>1</PaymentID><PurchaseOrderNumber>PO</PurchaseOrderNumber>',
    });
    expect((await send(office.be, session, after)).text('Succeeded')).toBe('true');
    office.switches.patch({ purchaseOrderPosition: 'after-process' });
    expect((await send(office.be, session, after)).fault).toContain("invalid child element 'Process'");
  });
});
