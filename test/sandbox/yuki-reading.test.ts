// What the pretend Yuki tells: open items, transactions, contacts, master data; and what the people in it do.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  admin,
  authenticate,
  company,
  domain,
  imported,
  invoice,
  line,
  openOffice,
  send,
  soap,
} from './yuki-office.ts';
import type { Answer, Office } from './yuki-office.ts';

let office: Office;
let session: string;
beforeEach(async () => {
  office = await openOffice();
  session = await authenticate(office.be);
});
afterEach(() => office.close());

const check = (Reference: string): Promise<Answer> =>
  soap(office.be, 'Accounting', 'CheckOutstandingItemAdmin', {
    sessionID: session,
    administrationID: admin,
    Reference,
  });

const openOf = async (reference: string): Promise<string | undefined> =>
  (await check(reference)).text('OpenAmount');

describe('open items', () => {
  beforeEach(async () => {
    await send(office.be, session, invoice());
  });

  test('money lowers the open amount, and a settled item disappears', async () => {
    office.yuki.acts.reconcile(admin, { reference: '2026/14', amountCents: 10_000, date: '2026-04-03' });
    expect(await openOf('2026/14')).toBe('142.00');
    office.yuki.acts.reconcile(admin, { reference: '2026/14', date: '2026-04-20' });
    expect(await openOf('2026/14')).toBeUndefined();
    office.switches.patch({ settledItemsShown: true });
    expect(await openOf('2026/14')).toBe('0.00');
  });

  test('a reversal opens the item again and an overpayment turns it negative', async () => {
    office.yuki.acts.reconcile(admin, { reference: '2026/14', date: '2026-04-08' });
    office.yuki.acts.unreconcile(admin, { reference: '2026/14' });
    expect(await openOf('2026/14')).toBe('242.00');
    office.yuki.acts.reconcile(admin, { reference: '2026/14', amountCents: 25_000, date: '2026-04-09' });
    expect(await openOf('2026/14')).toBe('-8.00');
  });

  test('a credit note is set off only when somebody matches it', async () => {
    await send(
      office.be,
      session,
      invoice({ reference: 'CN', lines: [line({ quantity: '-1', net: '-100.00', vat: '-21.00' })] }),
    );
    office.yuki.acts.matchCreditNote(admin, { invoiceReference: '2026/14', creditReference: 'CN' });
    expect(await openOf('2026/14')).toBe('121.00');
    expect(await openOf('CN')).toBeUndefined();
    office.yuki.acts.writeOff(admin, { reference: '2026/14' });
    expect(await openOf('2026/14')).toBeUndefined();
  });

  test('a renumbered and a removed document are not found by their old number', async () => {
    office.yuki.acts.renumber(admin, { reference: '2026/14', newReference: 'X-14' });
    expect(await openOf('2026/14')).toBeUndefined();
    expect(await openOf('X-14')).toBe('242.00');
    office.yuki.acts.removeDocument(admin, { reference: 'X-14' });
    expect(await openOf('X-14')).toBeUndefined();
    expect((await send(office.be, session, invoice({ reference: 'X-14' }))).text('Succeeded')).toBe('true');
  });

  test('lists by date, with payment references, and with receipts that match nothing', async () => {
    const ask = (operation: string, startDate: string): Promise<Answer> =>
      soap(office.be, 'Accounting', operation, {
        sessionID: session,
        administrationID: admin,
        includeBankTransactions: 'true',
        sortOrder: 'AmountDesc',
        startDate,
        endDate: '2026-12-31',
      });
    expect((await ask('OutstandingDebtorItemsByDate', '2026-03-02')).all('Reference')).toEqual(['2026/14']);
    expect((await ask('OutstandingDebtorItemsByDate', '2026-03-03')).all('Item')).toEqual([]);
    expect(
      (await ask('OutstandingDebtorWithPaymentReference', '2025-01-01')).all('PaymentReference'),
    ).toEqual(['+++090/9337/55493+++', '']);
    office.yuki.acts.receive(admin, { amountCents: 500, date: '2026-04-01' });
    expect((await ask('OutstandingDebtorItemsByDate', '2026-03-02')).all('OpenAmount')).toEqual([
      '242.00',
      '-5.00',
    ]);
  });

  test('a new document stays invisible for as long as the switch says (Q-16)', async () => {
    office.switches.patch({ visibleAfterMs: 60_000 });
    await send(office.be, session, invoice({ reference: 'late' }));
    expect(await openOf('late')).toBeUndefined();
    expect((await send(office.be, session, invoice({ reference: 'late' }))).text('Message')).toContain(
      'bestaat al',
    );
    office.clock.advance(61_000);
    expect(await openOf('late')).toBe('242.00');
  });

  test('references match exactly, without case, or by part, as the switch says', async () => {
    await send(office.be, session, invoice({ reference: 'abc' }));
    expect(await openOf('ABC')).toBeUndefined();
    office.switches.patch({ referenceMatch: 'ignore-case' });
    expect(await openOf('ABC')).toBe('242.00');
    office.switches.patch({ referenceMatch: 'part' });
    expect((await check('2026/1')).all('Reference')).toEqual(['2026/14']);
  });

  test('labels follow the language of the session', async () => {
    await soap(office.be, 'Accounting', 'SetLanguage', { sessionID: session, language: 'en' });
    const answer = await check('2026/14');
    expect([answer.text('Type'), answer.text('PaymentMethod')]).toEqual([
      'Sales invoice',
      'Electronic transfer',
    ]);
  });
});

describe('transactions and master data', () => {
  test('GetTransactions tells the date of matching, once nothing is open', async () => {
    await send(office.be, session, invoice());
    office.yuki.acts.reconcile(admin, { reference: '2026/14', date: '2026-03-30' });
    const ask = (more: Record<string, string> = {}): Promise<Answer> =>
      soap(office.be, 'AccountingInfo', 'GetTransactions', {
        sessionID: session,
        administrationID: admin,
        glAccountCode: '400000',
        startDate: '2026-01-01',
        endDate: '2026-12-31',
        financialMode: '',
        dataGroups: 'document,documentmatching,contact',
        numberOfRecords: '100',
        startRecord: '1',
        ...more,
      });
    const answer = await ask();
    expect(answer.all('amount')).toEqual(['242.00', '-242.00']);
    expect(answer.all('reference')).toEqual(['2026/14', '']);
    expect(answer.all('matchDate')).toEqual(['2026-03-30T00:00:00', '2026-03-30T00:00:00']);
    expect((await ask({ startRecord: '2', numberOfRecords: '1' })).all('amount')).toEqual(['-242.00']);
    expect((await ask({ searchValues: '' })).all('amount')).toHaveLength(2);
    const details = await soap(office.be, 'AccountingInfo', 'GetTransactionDetails', {
      sessionID: session,
      administrationID: admin,
      GLAccountCode: '700000',
      StartDate: '2026-01-01',
      EndDate: '2026-12-31',
      financialMode: '',
    });
    expect([details.text('transactionAmount'), details.text('documentReference')]).toEqual([
      '-200.00',
      '2026/14',
    ]);
  });

  test('the ledger of every document adds up to zero', async () => {
    await send(
      office.be,
      session,
      invoice(),
      invoice({ reference: 'CN', lines: [line({ quantity: '-2', net: '-200.00', vat: '-42.00' })] }),
    );
    office.yuki.acts.reconcile(admin, { reference: '2026/14', amountCents: 1, date: '2026-03-30' });
    const rows = office.yuki.state().be.domains[0]?.administrations[0]?.transactions ?? [];
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.reduce((sum, row) => sum + row.amountCents, 0)).toBe(0);
  });

  test('accounts, custom payment methods, balances and a journal', async () => {
    const own = { sessionID: session, administrationID: admin };
    office.yuki.acts.enableGlAccount(admin, '705500', true);
    const scheme = await soap(office.be, 'AccountingInfo', 'GetGLAccountScheme', own);
    expect(scheme.all('code')).toEqual(['400000', '604000', '700000', '704000', '705500']);
    expect(scheme.all('isEnabled')).toEqual(['true', 'true', 'true', 'true', 'true']);
    expect(scheme.all('descripton')[0]).toBe('Debiteuren');
    const methods = await soap(office.be, 'AccountingInfo', 'GetCustomPaymentMethods', own);
    expect(methods.all('Description')).toEqual(['Mollie']);
    const entry = (account: string, amount: string): string =>
      `<JournalEntry><EntryDate>2026-04-01</EntryDate><GLAccount>${account}</GLAccount><Amount>${amount}</Amount><Description>x</Description></JournalEntry>`;
    const journal = (...entries: string[]): Promise<Answer> =>
      soap(office.be, 'Accounting', 'ProcessJournal', {
        ...own,
        xmlDoc: `<Journal xmlns="urn:xmlns:http://www.theyukicompany.com:journal"><AdministrationID>${admin}</AdministrationID><DocumentSubject>x</DocumentSubject><JournalType>GeneralJournal</JournalType>${entries.join('')}</Journal>`,
      });
    expect((await journal(entry('400000', '-10.00'), entry('604000', '9.00'))).status).toBe(500);
    expect(
      (await journal(entry('400000', '-10.00'), entry('604000', '10.00'))).text('ProcessJournalResult'),
    ).toMatch(/^[0-9a-f-]{36}$/);
    const balance = await soap(office.be, 'Accounting', 'GLAccountBalance', {
      ...own,
      transactionDate: '2026-12-31',
    });
    expect(balance.body).toContain('<GLAccount Code="604000" BalanceType="W">');
    // 121.00 of the old invoice, less 10.00 of the journal.
    expect(balance.all('Amount')).toEqual(['111.00', '10.00', '-100.00', '0.00', '0.00']);
  });
});

describe('relations', () => {
  const search = (more: Record<string, string | null> = {}): Promise<Answer> =>
    soap(office.be, 'Contact', 'SearchContacts', {
      sessionID: session,
      domainID: domain,
      searchOption: 'All',
      searchValue: '',
      sortOrder: 'Name',
      modifiedAfter: '2000-01-01',
      active: 'Both',
      pageNumber: '1',
      ...more,
    });

  test('a code leads; an unknown code makes a new card beside the one without a code (R-CUST-3)', async () => {
    const contact = company('TL-7', 'Hand Klant NV');
    await send(
      office.be,
      session,
      invoice({ reference: '1', contact }),
      invoice({ reference: '2', contact }),
    );
    const found = await search({ searchOption: 'Name', searchValue: 'Hand Klant' });
    expect(found.all('Code').sort()).toEqual(['', 'TL-7']);
    office.switches.patch({ unknownContactCode: 'match-by-name' });
    await send(office.be, session, invoice({ reference: '3', contact: company('TL-8', 'Hand Klant NV') }));
    expect((await search({ searchOption: 'Name', searchValue: 'Hand Klant' })).all('Code')).toHaveLength(2);
  });

  test('without a code the exact name and address decide, and only blank fields are filled', async () => {
    await send(
      office.be,
      session,
      invoice({
        reference: '1',
        contact: company('', 'Hand Klant NV', '<VATNumber>BE0888888895</VATNumber>'),
      }),
    );
    const found = await search({ searchOption: 'VATNumber', searchValue: '0888' });
    expect(found.all('Name')).toEqual(['Hand Klant NV']);
    const moved = company('', 'Hand Klant NV').replace('Veldstraat 1', 'Kaai 2');
    await send(office.be, session, invoice({ reference: '2', contact: moved }));
    expect((await search({ searchOption: 'Name', searchValue: 'Hand Klant NV' })).all('Name')).toHaveLength(
      2,
    );
  });

  test('a match by code fills blanks or not, as the switch says (Q-4)', async () => {
    await send(office.be, session, invoice({ reference: '1', contact: company('K', 'Leeg NV') }));
    office.switches.patch({ codeMatchFillsBlanks: false });
    const withVat = company('K', 'Leeg NV', '<VATNumber>BE0777777771</VATNumber>');
    await send(office.be, session, invoice({ reference: '2', contact: withVat }));
    expect((await search({ searchOption: 'Code', searchValue: 'K' })).text('VATNumber')).toBe('');
    office.switches.patch({ codeMatchFillsBlanks: true });
    await send(office.be, session, invoice({ reference: '3', contact: withVat }));
    expect((await search({ searchOption: 'Code', searchValue: 'K' })).text('VATNumber')).toBe('BE0777777771');
  });

  test('pages hold 100 relations, then fewer, then none', async () => {
    const reference = (n: number): string => `p${n}`;
    const many = Array.from({ length: 102 }, (_, n) =>
      invoice({ reference: reference(n), contact: company(`C${n}`, `Klant ${n}`) }),
    );
    await send(office.be, session, ...many);
    // 102 new ones, the hand-made one and the customer of the old invoice.
    expect((await search()).all('HID')).toHaveLength(100);
    expect((await search({ pageNumber: '2' })).all('HID')).toHaveLength(4);
    expect((await search({ pageNumber: '3' })).all('HID')).toHaveLength(0);
    expect((await search({ pageNumber: null, domainID: null })).all('HID')).toHaveLength(100);
    expect((await search({ searchOption: '' })).fault).toContain('not a valid value');
    expect((await search({ domainID: admin })).status).toBe(500);
  });

  test('UpdateContact gives an existing relation its code and tells the GUID in a sentence', async () => {
    const before = (await search({ searchOption: 'Name', searchValue: 'Hand Klant' })).body;
    const id = /Contact ID="([0-9a-f-]{36})"/.exec(before)?.[1] ?? '';
    const update = (inner: string): Promise<Answer> =>
      soap(office.be, 'Contact', 'UpdateContact', {
        sessionID: session,
        domainID: domain,
        xmlDoc: `<Contact xmlns="urn:xmlns:http://www.theyukicompany.com:contact">${inner}</Contact>`,
      });
    const answer = await update(`<ID>${id}</ID><Code>TL-9</Code>`);
    expect(answer.text('Succeeded')).toBe(`Succesfully updated Contact ${id}`);
    expect((await search({ searchOption: 'Code', searchValue: 'TL-9' })).text('Name')).toBe('Hand Klant NV');
    expect((await update('<Code>A</Code><ID>x</ID>')).fault).toContain("invalid child element 'ID'");
    expect((await search()).text('Created')).toMatch(/^\d+\/\d+\/2026 \d+:\d\d:\d\d [AP]M$/);
    await send(office.be, session, invoice({ contact: company('TL-9', 'Andere naam') }));
    expect(imported(office)[0]?.contactId).toBe(id);
  });
});
