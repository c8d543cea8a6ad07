// ProcessSalesInvoices of the pretend Yuki against the vendor's example and rules (yuki-api.md 3).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  admin,
  authenticate,
  company,
  imported,
  invoice,
  line,
  openItems,
  openOffice,
  send,
  soap,
} from './yuki-office.ts';
import type { Office } from './yuki-office.ts';

let office: Office;
let session: string;
beforeEach(async () => {
  office = await openOffice();
  session = await authenticate(office.be);
});
afterEach(() => office.close());

const messageOf = async (...invoices: string[]): Promise<string> => {
  const answer = await send(office.be, session, ...invoices);
  expect(answer.status).toBe(200);
  expect(answer.text('Succeeded')).toBe('false');
  return answer.all('Message')[0] ?? '';
};

describe('a right invoice', () => {
  test("the vendor's example is booked with its amounts, due date and payment reference", async () => {
    const answer = await send(office.be, session, invoice());
    expect(answer.text('TotalSucceeded')).toBe('1');
    expect([answer.text('Succeeded'), answer.text('Processed'), answer.text('EmailSent')]).toEqual([
      'true',
      'true',
      'false',
    ]);
    expect(answer.text('Reference')).toBe('2026/14');
    expect(answer.body).toContain('<TotalFailed xmlns="">0</TotalFailed>');
    const [document] = imported(office);
    expect(document).toMatchObject({
      reference: '2026/14',
      date: '2026-03-02',
      dueDate: '2026-04-01',
      paymentId: '+++090/9337/55493+++',
      netCents: 20_000,
      vatCents: 4_200,
      grossCents: 24_200,
    });
    expect(document?.lines[0]).toMatchObject({ account: '700000', vatType: 1, vatPercentage: 21 });
  });

  test('it becomes an open debtor item with a DocumentID', async () => {
    await send(office.be, session, invoice());
    const items = await openItems(office.be, session);
    expect(items.all('Reference')).toEqual(['2025/9', '2026/14']);
    expect(items.all('OpenAmount')).toEqual(['121.00', '242.00']);
    expect(items.all('DocumentID')[1]).toBe(imported(office)[0]?.id);
    expect(items.body).toContain('<Type ID="6">Verkoopfactuur</Type>');
  });

  test('line amounts replace the own calculation, which rounds VAT per line (R-VAT-7)', async () => {
    const own = { quantity: '1', price: '9.99', net: null, vat: null };
    await send(office.be, session, invoice({ reference: 'A', lines: [line(own), line(own), line(own)] }));
    // 3 × 9.99 = 29.97; VAT 2.10 per line = 6.30.
    expect(imported(office)[0]).toMatchObject({ netCents: 2_997, vatCents: 630 });
    const told = { quantity: '1', price: '9.99', net: '9.99' };
    await send(
      office.be,
      session,
      invoice({
        reference: 'B',
        lines: [
          line({ ...told, vat: '2.10' }),
          line({ ...told, vat: '2.10' }),
          line({ ...told, vat: '2.09' }),
        ],
      }),
    );
    expect(imported(office)[1]).toMatchObject({ netCents: 2_997, vatCents: 629 });
  });

  test('a negative total is a credit note with a negative open item, set off by nobody', async () => {
    await send(office.be, session, invoice());
    await send(
      office.be,
      session,
      invoice({ reference: '2026/14-CN', lines: [line({ quantity: '-2', net: '-200.00', vat: '-42.00' })] }),
    );
    const items = await openItems(office.be, session);
    expect(items.all('OpenAmount').sort()).toEqual(['-242.00', '121.00', '242.00']);
  });

  test('a method that means paid elsewhere makes no debtor item', async () => {
    for (const method of ['Mollie', 'Online']) {
      await send(
        office.be,
        session,
        invoice({ reference: method, header: `<PaymentMethod>${method}</PaymentMethod>` }),
      );
    }
    expect((await openItems(office.be, session)).all('Reference')).toEqual(['2025/9']);
  });

  test('a price of zero bills the stored product price (Q-6)', async () => {
    await send(office.be, session, invoice({ reference: 'A' }));
    await send(
      office.be,
      session,
      invoice({ reference: 'B', lines: [line({ quantity: '1', price: '0', net: null, vat: null })] }),
    );
    expect(imported(office)[1]?.grossCents).toBe(12_100);
  });

  test('a draft loses its reference and is protected by nothing', async () => {
    await send(office.be, session, invoice({ process: 'false' }));
    const answer = await send(office.be, session, invoice({ process: 'false' }));
    expect(answer.text('Processed')).toBe('false');
    expect(imported(office)).toEqual([]);
    expect(office.yuki.state().be.domains[0]?.administrations[0]?.drafts).toHaveLength(2);
  });

  test('a product is found by its description and overwritten, its account by a switch (Q-5)', async () => {
    await send(office.be, session, invoice({ reference: 'A' }));
    office.switches.patch({ productAccountOverwritten: false });
    await send(office.be, session, invoice({ reference: 'B', lines: [line({ account: '704000' })] }));
    expect(imported(office)[1]?.lines[0]?.account).toBe('700000');
    office.switches.patch({ productAccountOverwritten: true });
    await send(office.be, session, invoice({ reference: 'C', lines: [line({ account: '704000' })] }));
    expect(imported(office)[2]?.lines[0]?.account).toBe('704000');
  });
});

describe('refusals per document', () => {
  test('a number that exists is refused in HTTP 200, also one typed by hand (E-9)', async () => {
    await send(office.be, session, invoice());
    expect(await messageOf(invoice())).toBe('Er bestaat al een factuur met het factuurnummer 2026/14');
    office.switches.patch({ messageLanguage: 'en' });
    expect(await messageOf(invoice({ reference: '2025/9' }))).toContain('already exists');
    expect(imported(office)).toHaveLength(1);
  });

  test('duplicates count as failed, or as skipped by a switch', async () => {
    await send(office.be, session, invoice());
    office.switches.patch({ duplicateCountsAs: 'skipped' });
    const answer = await send(office.be, session, invoice());
    expect([answer.text('TotalSucceeded'), answer.text('TotalFailed'), answer.text('TotalSkipped')]).toEqual([
      '0',
      '0',
      '1',
    ]);
  });

  test('each documented obstacle has its text (E-3, E-4, E-5, E-7, E-8)', async () => {
    expect(await messageOf(invoice({ lines: [line({ account: '705500' })] }))).toBe(
      'Cannot book this transaction line because the GLAccount is disabled',
    );
    expect(await messageOf(invoice({ lines: [line({ account: '799999' })] }))).toContain('799999');
    expect(await messageOf(invoice({ lines: [line({ account: '604000' })] }))).toBe(
      'Onjuiste artikelcategorie',
    );
    expect(await messageOf(invoice({ lines: [line({ percentage: '6', type: '2' })] }))).toBe(
      'Sales tax code with percentage "6" and type "2" cannot be found',
    );
    expect(
      await messageOf(invoice({ date: '2026-02-20', lines: [line({ percentage: '12.00', type: '21' })] })),
    ).toBe('Sales tax code with percentage "12" and type "21" cannot be found');
    expect(await messageOf(invoice({ lines: [line({ percentage: '19', type: '40' })] }))).toContain(
      'type "40"',
    );
    expect(
      await messageOf(
        invoice({
          contact: company('X', 'Zonder BTW'),
          lines: [line({ percentage: '0', type: '6', vat: '0.00' })],
        }),
      ),
    ).toContain('The VAT number of the relation must be filled in');
    expect(
      await messageOf(
        invoice({ contact: company('Y', 'Zonder land').replace('<CountryCode>BE</CountryCode>', '') }),
      ),
    ).toBe('Failed to create credit note/invoice 2026/14: "HTML render is blank');
    office.yuki.acts.closeUntil(admin, '2026-03-31');
    expect(await messageOf(invoice())).toBe(
      'Could not create or modify transactions before 01-04-2026 for administration Voorbeeld BV',
    );
    expect((await send(office.be, session, invoice({ date: '2026-04-01' }))).text('Succeeded')).toBe('true');
    expect(imported(office)).toHaveLength(1);
  });

  test('the module that is off is a fault, or a refusal per document by a switch (E-2)', async () => {
    office.yuki.acts.setModule(admin, false);
    const fault = await send(office.be, session, invoice());
    expect([fault.status, fault.fault]).toEqual([500, 'The domain is not licensed for this functionality']);
    office.switches.patch({ moduleRefusalChannel: 'message' });
    expect(await messageOf(invoice())).toBe('The domain is not licensed for this functionality');
    const harmless = await soap(office.be, 'Sales', 'GetSalesItems', {
      sessionID: session,
      administrationID: admin,
    });
    expect(harmless.status).toBe(200);
  });

  test('a PDF needs Process, and one address must be one address', async () => {
    const pdf = '<DocumentFileName>a.pdf</DocumentFileName><DocumentBase64>JVBERi0x</DocumentBase64>';
    expect(await messageOf(invoice({ process: 'false', afterHeader: pdf }))).toBe(
      'When supplying a document process must be set to true',
    );
    expect(
      await messageOf(
        invoice({ contact: company('Z', 'Twee', '<EmailAddress>a@b.be;c@d.be</EmailAddress>') }),
      ),
    ).toContain('e-mail');
    await send(office.be, session, invoice({ afterHeader: pdf }));
    expect(imported(office)[0]?.pdf).toMatchObject({ fileName: 'a.pdf', bytes: 6 });
  });

  test('neighbours of a wrong invoice are booked', async () => {
    const answer = await send(
      office.be,
      session,
      invoice({ reference: '1' }),
      invoice({ reference: '2', lines: [line({ account: '705500' })] }),
      invoice({ reference: '3' }),
    );
    expect(answer.all('Succeeded')).toEqual(['true', 'false', 'true']);
    expect([answer.text('TotalSucceeded'), answer.text('TotalFailed')]).toEqual(['2', '1']);
    expect(office.log.since(0).at(-1)).toMatchObject({
      operation: 'ProcessSalesInvoices',
      outcome: 'refused',
      references: ['1', '2', '3'],
    });
  });

  test('after six wrong invoices the rest is not handled', async () => {
    const wrong = [1, 2, 3, 4, 5, 6].map((n) =>
      invoice({ reference: `w${n}`, lines: [line({ account: '705500' })] }),
    );
    const answer = await send(
      office.be,
      session,
      ...wrong,
      invoice({ reference: 'r1' }),
      invoice({ reference: 'r2' }),
    );
    expect([answer.text('TotalSucceeded'), answer.text('TotalFailed'), answer.text('TotalSkipped')]).toEqual([
      '0',
      '6',
      '2',
    ]);
    expect(answer.all('Reference')).toHaveLength(6);
    expect(imported(office)).toEqual([]);
    office.switches.patch({ untouchedRest: 'listed' });
    const listed = await send(office.be, session, ...wrong, invoice({ reference: 'r1' }));
    expect(listed.all('Reference').at(-1)).toBe('r1');
  });

  test('a refused invoice leaves no relation and no product behind', async () => {
    await messageOf(
      invoice({
        contact: company('N', 'Nieuw'),
        lines: [line({ account: '705500', product: 'Nieuw product' })],
      }),
    );
    const state = office.yuki.state().be.domains[0];
    expect(state?.contacts.some((contact) => contact.name === 'Nieuw')).toBe(false);
    expect(state?.administrations[0]?.products).toEqual([]);
  });
});

describe('the form of the answer', () => {
  test('nested or escaped, with or without xmlns="" on the children', async () => {
    office.switches.patch({ responseChildren: 'inherited' });
    expect((await send(office.be, session, invoice())).body).toContain('<TotalSucceeded>1</TotalSucceeded>');
    office.switches.patch({ resultForm: 'escaped' });
    const escaped = await openItems(office.be, session);
    expect(escaped.body).toContain('&lt;OutstandingDebtorItems');
  });
});
