/** The settings of the export: shown, changed, checked, written down, and counting for what was not sent yet. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditAnswer } from '../../client/answers.ts';
import type { SettingsAnswer } from '../../client/settings-answer.ts';
import { runCli } from '../../client/cli/program.ts';
import type { TemporalDoor } from '../../client/temporal.ts';
import type { CauseFinding } from '../../domain/causes.ts';
import type { ConnectionId, DocumentId, FocusTaxRateId } from '../../domain/ids.ts';
import { getConnection } from '../../ledger/connections.ts';
import { getDocument, holdDocument } from '../../ledger/documents.ts';
import { storeAccounts, storeTaxRates } from '../../ledger/master-data.ts';
import { openTestLedger } from '../support/database.ts';
import { readyInvoices } from '../support/ledger-documents.ts';
import {
  jsonBody,
  openConsole,
  problemOf,
  testKeys,
  token,
  type ConsoleUnderTest,
} from './console-under-test.ts';

const rate = 'bbbbbbbb-0000-0000-0000-000000000021' as FocusTaxRateId;
const said: string[] = [];
/** Writes down what workflows would be told. */
const door = {
  signalConnection: async (_id: ConnectionId, signal: string) => void said.push(signal),
  signalHold: async (_id: ConnectionId, _cause: string, signal: string) => void said.push(`hold ${signal}`),
  close: async () => {},
} as unknown as TemporalDoor;

let store: Awaited<ReturnType<typeof openTestLedger>>;
let console: ConsoleUnderTest;
let url: string;
beforeAll(async () => {
  store = await openTestLedger(testKeys);
  console = await openConsole({ database: store.database, door });
  url = await console.serve();
});
afterAll(async () => {
  await console.close();
  await store.close();
});

let connectionId: ConnectionId;
let documents: DocumentId[];
beforeEach(async () => {
  const { ledger } = store;
  ({ connectionId, documents } = await readyInvoices(ledger, 3));
  const connection = await getConnection(ledger, connectionId);
  if (
    connection?.focusAccountId == null ||
    connection.entityId === null ||
    connection.administrationId === null
  )
    throw new Error('The connection is not joined.');
  const now = new Date();
  await storeAccounts(
    ledger,
    connection.administrationId,
    ['700000', '704000', '708000', '705500'].map((code) => ({
      code,
      description: '',
      enabled: code !== '705500',
      type: null,
      subtype: null,
    })),
    now,
  );
  const rates = [{ id: rate, rate: 2100, description: '21%' }];
  await storeTaxRates(ledger, connection.focusAccountId, connection.entityId, rates, now);
  said.length = 0;
});

const path = () => `/api/connections/${connectionId}/settings`;
const change = (body: unknown) => console.ask(path(), jsonBody('PUT', body));
const shown = async (answer: Response): Promise<SettingsAnswer> => (await answer.json()) as SettingsAnswer;
const states = async () =>
  Promise.all(documents.map(async (id) => (await getDocument(store.ledger, id))?.state));

/** Holds a ready document as a check would have done. */
async function hold(id: DocumentId | undefined, finding: Omit<CauseFinding, 'line'>): Promise<void> {
  const order = { connectionId, finding: { ...finding, line: null }, fromStates: ['ready'] as const };
  if (id === undefined || (await holdDocument(store.ledger, id, order, new Date())) === null)
    throw new Error('The document could not be held.');
}

test('what was never chosen has its usual value', async () => {
  expect(await shown(await console.ask(path()))).toEqual({
    connectionId,
    allowedCurrencies: ['EUR'],
    defaultAccount: null,
    discountAccount: null,
    paymentMethod: 'ElectronicTransfer',
    creditPaymentMethod: 'ElectronicTransfer',
    paidPaymentMethod: null,
    paidInFocus: 'report',
    paidAccount: null,
    debtorAccount: null,
    smallDifferenceCents: 0,
    promptDiscount: 0,
    sendOriginalPdf: false,
    cadence: { kind: 'nightly', at: '02:00' },
    payments: { kind: 'bankDays' },
    vatRates: [{ taxRateId: rate, description: '21%', account: null }],
    checkedAgain: 0,
  });
});

describe('a change', () => {
  test('leaves the rest as it was, is written down, and said twice it is the same', async () => {
    const order = {
      defaultAccount: '704000',
      accountPerRate: { [rate]: '700000' },
      paidPaymentMethod: 'Mollie',
    };
    expect(await shown(await change(order))).toMatchObject({
      defaultAccount: '704000',
      paidPaymentMethod: 'Mollie',
      paymentMethod: 'ElectronicTransfer',
      vatRates: [{ account: '700000' }],
    });
    said.length = 0;
    expect(await shown(await change(order))).toMatchObject({ checkedAgain: 0 });
    expect(said).toEqual([]);
    expect(await shown(await change({ accountPerRate: { [rate]: null } }))).toMatchObject({
      defaultAccount: '704000',
      vatRates: [{ account: null }],
    });
    const { audit } = (await (await console.ask(`/api/connections/${connectionId}/audit`)).json()) as {
      audit: AuditAnswer[];
    };
    expect(audit.map(({ what, params }) => [what, params])).toEqual([
      ['settings', { accountPerRate: {} }],
      ['settings', order],
    ]);
  });

  test('counts for what is prepared but not sent, and tells the connection (design 2)', async () => {
    expect(await shown(await change({ creditPaymentMethod: 'ToSettle' }))).toMatchObject({ checkedAgain: 3 });
    expect(await states()).toEqual(['found', 'found', 'found']);
    expect(said).toEqual(['settingsChanged', 'documentsReleased']);
  });

  test('of the wish for PDFs is written down, and leaves what is prepared as it is (R-PEP-3)', async () => {
    expect(await shown(await change({ sendOriginalPdf: true }))).toMatchObject({
      sendOriginalPdf: true,
      checkedAgain: 0,
    });
    expect(await states()).toEqual(['ready', 'ready', 'ready']);
    expect(said).toEqual(['settingsChanged']);
    const status = await (await console.ask(`/api/connections/${connectionId}`)).json();
    expect(status).toMatchObject({ sendOriginalPdf: true });
  });

  test('of what may stay open of a paid invoice leaves what is prepared as it is (R-PAY-6)', async () => {
    expect(await shown(await change({ smallDifferenceCents: 500, promptDiscount: 200 }))).toMatchObject({
      smallDifferenceCents: 500,
      promptDiscount: 200,
      checkedAgain: 0,
    });
    expect(await states()).toEqual(['ready', 'ready', 'ready']);
    await change({ smallDifferenceCents: 0, promptDiscount: 0 });
  });

  test('to a journal keeps both accounts while it lasts, and leaves what is prepared as it is (R-PAY-4)', async () => {
    const wish = { paidInFocus: 'journal', paidAccount: '708000', debtorAccount: '704000' };
    expect(await shown(await change(wish))).toMatchObject({ ...wish, checkedAgain: 0 });
    expect(await states()).toEqual(['ready', 'ready', 'ready']);
    const refused = await change({ paidAccount: null });
    expect(refused.status).toBe(422);
    expect(await shown(await change({ paidInFocus: 'report', paidAccount: null }))).toMatchObject({
      paidInFocus: 'report',
      paidAccount: null,
      debtorAccount: '704000',
    });
  });

  test('of the currencies lets the documents go that waited for one of them, and no others (S-28)', async () => {
    await hold(documents[0], { key: 'currency-not-supported', subject: 'USD', shown: 'USD' });
    await hold(documents[1], { key: 'account-unknown', subject: '704999', shown: '704999' });
    await hold(documents[2], { key: 'zero-total', subject: 'zero', shown: '' });
    expect(await shown(await change({ allowedCurrencies: ['EUR', 'USD', 'USD'] }))).toMatchObject({
      allowedCurrencies: ['EUR', 'USD'],
      checkedAgain: 1,
    });
    expect(await states()).toEqual(['found', 'held', 'held']);
    expect(said).toEqual(['settingsChanged', 'hold changed', 'documentsReleased']);
    const released = await getDocument(store.ledger, documents[0] ?? ('' as DocumentId));
    expect(released?.releasedCauseId).not.toBeNull();
  });

  test('of the accounts checks what waits for any account again (S-18, S-32)', async () => {
    await hold(documents[0], { key: 'account-missing', subject: rate, shown: '21%' });
    await hold(documents[1], { key: 'account-disabled', subject: '705500', shown: '705500' });
    await hold(documents[2], { key: 'customer-no-country', subject: 'customer-1', shown: '' });
    expect(await shown(await change({ defaultAccount: '704000' }))).toMatchObject({ checkedAgain: 2 });
    expect(await states()).toEqual(['found', 'found', 'held']);
  });
});

describe('a change that cannot be right is refused and changes nothing', () => {
  test.each([
    ['an account that Yuki does not have', { defaultAccount: '799999' }, 422, 'account-unknown'],
    ['a disabled account', { discountAccount: '705500' }, 422, 'account-unknown'],
    ['a rate that nobody has', { accountPerRate: { nobody: '700000' } }, 422, 'unknown-vat-rate'],
    ['no currency at all', { allowedCurrencies: [] }, 400, 'bad-request'],
    ['a currency that is none', { allowedCurrencies: ['euro'] }, 400, 'bad-request'],
    ['a payment method with a line break', { paymentMethod: 'a\nb' }, 400, 'bad-request'],
    ['a payment method with NUL', { paymentMethod: 'a\u0000' }, 400, 'bad-request'],
    ['a wish for PDFs that is no yes or no', { sendOriginalPdf: 'on' }, 400, 'bad-request'],
    ['a journal without its accounts', { paidInFocus: 'journal' }, 422, 'journal-needs-accounts'],
    [
      'a journal with one account for both sides',
      { paidInFocus: 'journal', paidAccount: '700000', debtorAccount: '700000' },
      422,
      'journal-needs-accounts',
    ],
    ['a setting that does not exist', { cadence: 'hourly' }, 400, 'bad-request'],
  ])('%s', async (_what, body, status, type) => {
    const problem = await problemOf(await change(body));
    expect(problem).toMatchObject({ status });
    expect(problem.type).toContain(type);
    expect(said).toEqual([]);
    expect(await states()).toEqual(['ready', 'ready', 'ready']);
  });
});

const cli = async (...args: string[]) => {
  let [out, err] = ['', ''];
  const code = await runCli(['settings', connectionId, ...args], {
    env: { CONSOLE_URL: url, API_TOKEN: token },
    out: (text) => (out += text),
    err: (text) => (err += text),
    progress: null,
    isInteractive: false,
  });
  return { code, out, err };
};

test('the command line shows and changes them', async () => {
  const changed = await cli(
    '--currencies',
    'eur,usd',
    '--default-account',
    '704000',
    '--account',
    `${rate}=700000`,
  );
  expect(changed).toMatchObject({ code: 0, err: '' });
  expect(changed.out).toContain('Currencies             EUR, USD');
  expect(changed.out).toMatch(/21%\s+bbbbbbbb-0000-0000-0000-000000000021\s+700000/);
  expect(changed.out).toContain('3 documents are checked again by the next sync.');
  const json = await cli('--default-account', 'none', '--json');
  expect(json).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(json.out)).toMatchObject({ defaultAccount: null, allowedCurrencies: ['EUR', 'USD'] });
  expect(await cli('--account', 'nothing')).toMatchObject({ code: 2 });
  expect((await cli()).out).toContain('Default account        none');
  expect((await cli('--original-pdf', 'on')).out).toContain('Original PDF           on: sent along to Yuki');
  expect((await cli('--original-pdf', 'off')).out).toContain(
    'Original PDF           off: Yuki makes its own',
  );
  expect(await cli('--original-pdf', 'perhaps')).toMatchObject({ code: 2 });
});

test('a journal for what is paid in Focus is chosen by the command line with both accounts (R-PAY-4)', async () => {
  expect((await cli()).out).toContain('Paid in Focus only     reported');
  const refused = await cli('--paid-in-focus', 'journal');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.err).toContain('A journal needs two accounts');
  const chosen = await cli(
    '--paid-in-focus',
    'journal',
    '--paid-account',
    '708000',
    '--debtor-account',
    '704000',
  );
  expect(chosen.out).toContain('Paid in Focus only     sent by a journal, 704000 against 708000');
  expect((await cli('--paid-in-focus', 'report')).out).toContain('Paid in Focus only     reported');
  expect(await cli('--paid-in-focus', 'perhaps')).toMatchObject({ code: 2 });
});

test('the rhythms of syncs and payments are chosen by the command line, and change no document (R-RUN-2)', async () => {
  const changed = await cli('--syncs', '30m', '--payments', 'with-sync');
  expect(changed.out).toContain('Syncs by itself        every 30 minutes');
  expect(changed.out).toContain('Asks what was paid     with the syncs only');
  expect(changed.out).not.toContain('checked again');
  expect(said).toEqual(['settingsChanged']);
  expect((await cli('--syncs', '03:30', '--payments', '60m')).out).toContain('every night at 03:30');
  for (const wrong of [
    ['--syncs', '25:00'],
    ['--syncs', '0m'],
    ['--payments', 'often'],
  ])
    expect(await cli(...wrong)).toMatchObject({ code: 2 });
});
