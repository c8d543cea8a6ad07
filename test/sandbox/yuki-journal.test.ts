// ProcessJournal of the pretend Yuki (yuki-api.md 4.6): how strict it is, where its lines show, and who matches them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { admin, authenticate, invoice, openOffice, send, soap } from './yuki-office.ts';
import type { Answer, Office } from './yuki-office.ts';

let office: Office;
let session: string;
beforeEach(async () => {
  office = await openOffice();
  session = await authenticate(office.be);
  await send(office.be, session, invoice());
});
afterEach(() => office.close());

const code = () => /<ContactCode>([^<]+)</.exec(invoice())?.[1] ?? '';
const entry = (account: string, amount: string, more: { date?: string; contact?: string } = {}): string =>
  `<JournalEntry>${more.contact ?? ''}<EntryDate>${more.date ?? '2026-04-01'}</EntryDate><GLAccount>${account}</GLAccount>` +
  `<Amount>${amount}</Amount><Description>Text of the line</Description></JournalEntry>`;
const debtor = (amount: string) =>
  entry('400000', amount, { contact: `<ContactCode>${code()}</ContactCode>` });
const journal = (
  entries: readonly string[],
  head = '<DocumentSubject>Subject</DocumentSubject>',
): Promise<Answer> =>
  soap(office.be, 'Accounting', 'ProcessJournal', {
    sessionID: session,
    administrationID: admin,
    xmlDoc:
      `<Journal xmlns="urn:xmlns:http://www.theyukicompany.com:journal"><AdministrationID>${admin}</AdministrationID>` +
      `${head}<JournalType>GeneralJournal</JournalType>${entries.join('')}</Journal>`,
  });
const list = (): Promise<Answer> =>
  soap(office.be, 'Accounting', 'OutstandingDebtorItems', {
    sessionID: session,
    administrationID: admin,
    includeBankTransactions: 'true',
    sortOrder: 'DateAsc',
  });
const kept = () => office.yuki.state().be.domains[0]?.administrations[0]?.journal ?? [];

describe('a journal is refused whole', () => {
  const other = entry('604000', '10.00');
  test.each<[string, readonly string[], RegExp]>([
    ['that is not in balance', [entry('400000', '-10.00'), entry('604000', '9.00')], /zero/],
    [
      'that is in balance in all and not on each date',
      [entry('400000', '-10.00', { date: '2026-04-02' }), other],
      /zero per date/,
    ],
    ['on an account that is not there', [entry('999999', '-10.00'), other], /999999/],
    ['on a disabled account', [entry('705500', '-10.00'), other], /./],
    [
      'of a customer whom nobody knows',
      [entry('400000', '-10.00', { contact: '<ContactCode>nobody</ContactCode>' }), other],
      /nobody/,
    ],
    ['with an amount that is none', [entry('400000', '-10,00'), other], /Decimal/],
    [
      'with its elements in another order',
      [other.replace(/(<EntryDate>.*?<\/EntryDate>)(<GLAccount>.*?<\/GLAccount>)/, '$2$1')],
      /invalid child element/,
    ],
    ['without any line', [], /./],
  ])('%s', async (_, entries, words) => {
    const { status, body } = await journal(entries);
    expect(status).toBe(500);
    expect(body).toMatch(words);
    expect(kept()).toEqual([]);
  });

  test('that names something before its time', async () => {
    const wrong = await journal(
      [],
      '<JournalType>GeneralJournal</JournalType><DocumentSubject>x</DocumentSubject>',
    );
    expect(wrong.status).toBe(500);
  });

  test('in a closed period', async () => {
    office.yuki.acts.closeUntil(admin, '2026-04-01');
    expect((await journal([debtor('-10.00'), entry('604000', '10.00')])).status).toBe(500);
    expect(kept()).toEqual([]);
  });
});

describe('its line of a debtor', () => {
  const both = () => journal([debtor('-242.00'), entry('604000', '242.00')]);

  test('stands open beside the invoice until somebody matches them', async () => {
    const id = (await both()).text('ProcessJournalResult');
    const before = await list();
    expect(before.body).toContain('<OpenAmount>-242.00</OpenAmount>');
    expect(before.body).toContain('<Type ID="21">');
    expect(before.all('DocumentID')).toContain(id);
    expect(before.all('OpenAmount')).toContain('242.00');
    office.yuki.acts.matchJournal(admin, { reference: '2026/14' });
    expect((await list()).all('OpenAmount')).toEqual(['121.00']);
    expect(() => office.yuki.acts.matchJournal(admin, { reference: '2026/14' })).toThrow(/No open line/);
  });

  test('is matched by itself, or does not name its document, where a switch says so', async () => {
    office.switches.patch({ journalItemNamesDocument: false });
    const id = (await both()).text('ProcessJournalResult');
    expect((await list()).all('DocumentID')).not.toContain(id);
    office.yuki.acts.matchJournal(admin, { reference: '2026/14' });
    await send(office.be, session, invoice().replaceAll('2026/14', '2026/15'));
    office.switches.patch({ journalMatches: 'automatic' });
    await both();
    expect((await list()).all('OpenAmount')).toEqual(['121.00']);
  });
});
