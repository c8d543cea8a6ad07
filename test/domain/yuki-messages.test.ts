/** Every row of the table of Yuki's texts, Dutch and English, as a fault and as a message about one document. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CauseKey } from '../../domain/causes.ts';
import { judgeFault, judgeImport, type SentDocument } from '../../domain/verdicts.ts';
import { recogniseYukiText } from '../../domain/yuki-messages.ts';
import { customerId, date } from './build.ts';

const sent: SentDocument = {
  reference: '2026/10017',
  date: date('2026-03-28'),
  customerId: customerId('1'),
  accounts: ['700000', '705500'],
  vatCodes: ['1/21', '2/6'],
};
const neighbour: SentDocument = { ...sent, reference: '2026/10018' };

const perDocument = (message: string) =>
  judgeImport([sent], {
    totalSucceeded: 0,
    totalFailed: 1,
    totalSkipped: 0,
    invoices: [{ reference: sent.reference, succeeded: false, processed: false, emailSent: false, message }],
  }).verdicts[0]?.verdict;

describe('texts that refuse one document', () => {
  const both = '700000, 705500';
  test.each<[string, CauseKey, string, string]>([
    ['E-1', 'account-missing', both, 'There are 3 documents which have unspecified ledger accounts'],
    ['E-1', 'account-missing', both, 'There is no GLAccount for this product'],
    ['E-1', 'account-missing', both, 'Er is geen grootboekrekening opgegeven'],
    ['E-3', 'accounts-refused', both, 'Cannot book this transaction line because the GLAccount is disabled'],
    [
      'E-3',
      'accounts-refused',
      both,
      'Kan deze regel niet boeken omdat de grootboekrekening is uitgeschakeld',
    ],
    ['E-3', 'account-disabled', '705500', 'Cannot book this line because GLAccount 705500 is disabled'],
    ['E-3', 'account-disabled', '705500', 'Grootboekrekening 705500 is gedeactiveerd'],
    ['E-3', 'account-unknown', '704999', 'GLAccount with code 704999 cannot be found'],
    ['E-3', 'account-unknown', '704999', 'Grootboekrekening met code 704999 bestaat niet'],
    ['not-revenue', 'account-not-revenue', both, 'Onjuiste artikelcategorie'],
    ['not-revenue', 'account-not-revenue', both, 'Invalid item category'],
    [
      'E-4',
      'period-closed',
      '2026-04-01',
      'An error occurred during the synchronisation of invoice 2026 / 10017: Could not create or modify transactions before 01-04-2026 for administration De Linde BV',
    ],
    [
      'E-4',
      'period-closed',
      '2026-04-01',
      'Kan geen transacties aanmaken of wijzigen, transacties vóór 1-4-2026 zijn niet toegestaan',
    ],
    ['E-4', 'period-closed', '2026-03-29', 'De periode is afgesloten'],
    ['E-4', 'period-closed', '2026-03-29', 'Book year period is closed'],
    ['E-5', 'vat-refused', '21 (12 %)', 'Sales tax code with percentage "12" and type "21" cannot be found'],
    [
      'E-5',
      'vat-refused',
      '40 (21,00 %)',
      'BTW-code met percentage "21,00" en type "40" kan niet worden gevonden',
    ],
    ['E-5', 'vat-refused', '1/21, 2/6', "The used VAT code doesn't exist in your accounting software."],
    [
      'E-5',
      'vat-refused',
      '1/21, 2/6',
      'De btw-code voor deze administratie is niet gevonden: btw-code 12 bestaat niet',
    ],
    [
      'E-7',
      'customer-no-vat-number',
      customerId('1'),
      'The VAT number of the relation must be filled in for sales invoices with deliveries to countries within the EU',
    ],
    [
      'E-7',
      'customer-no-vat-number',
      customerId('1'),
      'Het BTW-nummer van de relatie moet worden ingevuld bij leveringen binnen de EU',
    ],
    ['E-7', 'customer-no-vat-number', customerId('1'), 'Ongeldig btw-nummer'],
    [
      'E-8',
      'customer-no-country',
      customerId('1'),
      'Failed to create credit note/invoice 2026 / 10021: "HTML render is blank',
    ],
    [
      'E-8',
      'customer-no-country',
      customerId('1'),
      'Failed to create credit note/invoice 2026 / 10021: "HTML render is blank"',
    ],
    [
      'E-8',
      'customer-no-country',
      customerId('1'),
      'Het land van de relatie is onbekend, landcode moet worden ingevuld',
    ],
    ['email', 'customer-incomplete', customerId('1'), 'The e-mail address is not valid'],
    ['email', 'customer-incomplete', customerId('1'), 'E-mailadres is ongeldig'],
    ['currency', 'currency-not-supported', 'USD', 'Currency USD is not supported for this administration'],
    ['currency', 'currency-not-supported', 'USD', 'Valuta USD wordt niet ondersteund'],
    ['zero-total', 'zero-total', '2026/10017', 'The total amount of the invoice is zero'],
    ['zero-total', 'zero-total', '2026/10017', 'Het totaalbedrag van de factuur is nul'],
  ])('%s is %s of %s, in a message and as a fault on one document: "%s"', (row, key, subject, text) => {
    const refusal = { kind: 'refused', row, cause: { key, subject }, message: text };
    expect(perDocument(text)).toMatchObject(refusal);
    expect(judgeFault(text, [sent])).toMatchObject({ kind: 'messageRefused', row, verdict: refusal });
    const wrapped = `Server was unable to process request. --->\r\n ${text.toUpperCase()}`;
    expect(recogniseYukiText(wrapped)).toMatchObject({ row, cause: key });
    // As a fault on several documents nothing is known of the ones before the refused one.
    expect(judgeFault(text, [sent, neighbour])).toEqual({ kind: 'oneRefused', row });
    expect(recogniseYukiText(text)?.provesNothingDone).toBe(false);
    expect(judgeFault(text, [])).toEqual({ kind: 'unknown' });
  });

  test.each([
    'Er bestaat al een factuur met het factuurnummer 2026/10017',
    'An invoice with invoice number 2026/10017 already exists',
    'The invoices 2026/10017 and 2026/10018 have the same booking number',
    'Factuurnummer 2026/10017 bestaat reeds',
  ])('a known number is neither success nor refusal until it is compared: "%s" (E-9, R-NUM-10)', (text) => {
    expect(perDocument(text)).toEqual({ kind: 'taken', message: text });
    expect(judgeFault(text, [sent])).toMatchObject({ kind: 'messageRefused', verdict: { kind: 'taken' } });
    expect(judgeFault(text, [sent, neighbour])).toEqual({ kind: 'oneRefused', row: 'E-9' });
  });

  test('a PDF with a draft is our own mistake and held as unclassified (yuki-api 7)', () => {
    expect(perDocument('When supplying a document process must be set to true')).toMatchObject({
      kind: 'refused',
      row: 'pdf',
      cause: { key: 'unclassified' },
    });
  });
});

describe('texts that refuse the whole call', () => {
  test.each<[string, CauseKey, string]>([
    ['E-2', 'module-off', 'The domain is not licensed for this functionality'],
    ['E-2', 'module-off', 'Het domein heeft geen licentie voor deze functionaliteit'],
    [
      'E-6',
      'quota-used',
      'Yuki has reached its daily rate limit, the synchronisation can start again in 24h',
    ],
    ['E-6', 'quota-used', 'De dagelijkse limiet van webservice-aanroepen is bereikt'],
    ['E-6', 'quota-used', 'The maximum number of web service calls was reached'],
    ['access-key', 'yuki-access', 'Invalid access key'],
    ['access-key', 'yuki-access', 'Ongeldige toegangssleutel'],
    ['domain-inactive', 'administration-gone', 'Domain has no active database'],
    ['domain-inactive', 'administration-gone', 'De administratie is niet actief'],
    ['domain-inactive', 'administration-gone', 'The administration could not be found'],
    ['no-right', 'yuki-right-missing', 'You do not have web service rights for this function'],
    ['no-right', 'yuki-right-missing', 'U heeft onvoldoende rechten'],
  ])('%s pauses by %s, and as a fault proves that nothing was done: "%s" (R-ERR-2)', (row, cause, text) => {
    expect(judgeFault(text, [sent, neighbour])).toEqual({ kind: 'connectionRefused', cause, row });
    expect(judgeFault(text, [])).toEqual({ kind: 'connectionRefused', cause, row });
    expect(perDocument(text)).toEqual({ kind: 'connectionRefused', cause, message: text });
    expect(recogniseYukiText(text)?.provesNothingDone).toBe(true);
  });

  test.each(['Invalid session ID', 'Ongeldige sessie', 'Sessie is verlopen', 'The session has expired'])(
    'a lost session is renewed, because nothing was done: "%s"',
    (text) => {
      expect(judgeFault(text, [sent])).toEqual({ kind: 'sessionExpired' });
      expect(judgeFault(text, [])).toEqual({ kind: 'sessionExpired' });
    },
  );

  test.each([
    "The element 'SalesInvoice' in namespace 'urn:x' has invalid child element 'DueDate' in namespace 'urn:x'.",
    "Het element 'SalesInvoice' heeft een ongeldig onderliggend element 'DueDate'.",
    "The 'SalesPrice' element is invalid - The value '1.23456' is invalid according to its datatype",
    'Maximum request length exceeded.',
    'The message contains too many invoices',
  ])('a message refused by its form took nothing in and is halved: "%s" (yuki-api 3.6)', (text) => {
    expect(judgeFault(text, [sent, neighbour])).toMatchObject({ kind: 'messageRefused', verdict: null });
    expect(judgeFault(text, [sent])).toMatchObject({
      kind: 'messageRefused',
      verdict: { kind: 'refused', cause: { key: 'unclassified' } },
    });
  });
});

describe('unknown wording', () => {
  const text = 'Object reference not set to an instance of an object.';

  test('in one document’s refusal it is held as unclassified, with the text kept (S-41)', () => {
    expect(perDocument(text)).toMatchObject({
      kind: 'refused',
      row: null,
      cause: { key: 'unclassified', shown: '' },
      message: text,
    });
  });

  test('in a fault on a write nothing is known (S-41, S-76)', () => {
    expect(judgeFault(text, [sent])).toEqual({ kind: 'unknown' });
    expect(judgeFault('', [sent, neighbour])).toEqual({ kind: 'unknown' });
  });

  test('the same unknown words about two numbers are one cause, other words another', () => {
    const subject = (message: string) => {
      const verdict = perDocument(message);
      return verdict?.kind === 'refused' ? verdict.cause.subject : null;
    };
    expect(subject('Line 3 of "2026/1" is odd')).toBe(subject('Line 14 of "2027/33" is odd'));
    expect(subject('Line 3 of "2026/1" is odd')).not.toBe(subject('Line 3 of "2026/1" is even'));
  });

  test.each(['De betaling bestaat al', 'Rechten van de mens', 'The limit of the period', 'Factuur verwerkt'])(
    'words that only resemble a row mean nothing: "%s"',
    (words) => {
      expect(recogniseYukiText(words)).toBeNull();
    },
  );

  test('the name of an administration in a text is never taken for another row (E-4)', () => {
    const text =
      'Could not create or modify transactions before 01-04-2026 for administration Daily limit, onvoldoende rechten BV';
    expect(recogniseYukiText(text)).toMatchObject({ row: 'E-4', date: '2026-04-01' });
    expect(recogniseYukiText('VAT code 12 for this administration not found')).toMatchObject({ row: 'E-5' });
  });

  test('any text, however long, is answered', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 400 }),
        (words) => recogniseYukiText(words.repeat(50)) !== undefined,
      ),
    );
  });
});
