// Switches of the pretend Yuki: one key per thing that Yuki's public material leaves open (yuki-api.md 10,
// domain-rules.md 22). Kept next to the Focus switches so that one schema validates them all. sandbox/yuki
// reads them at every call, so a change counts from the next call on.
import { z } from 'zod';

/** Texts whose wording is not published for the service itself (10.3, Q-17). `{…}` parts are filled in. */
const yukiTexts = z.strictObject({
  noRights: z.string().default('You do not have web service rights for this function'),
  noAdministration: z.string().default('The administration could not be found'),
  inactiveAdministration: z.string().default('The administration is not active'),
  invalidKey: z.string().default('Invalid access key'),
  invalidSession: z.string().default('Invalid session ID'),
  wrongCountry: z.string().default('Domain has no active database'),
  moduleOff: z.string().default('The domain is not licensed for this functionality'),
  accountDisabled: z.string().default('Cannot book this transaction line because the GLAccount is disabled'),
  accountUnknown: z.string().default('GLAccount with code {code} cannot be found'),
  accountNotRevenueNl: z.string().default('Onjuiste artikelcategorie'),
  accountNotRevenueEn: z.string().default('Invalid item category'),
  accountMissing: z.string().default('There is no GLAccount for this product'),
  periodClosed: z
    .string()
    .default('Could not create or modify transactions before {date} for administration {administration}'),
  vatCodeMissing: z
    .string()
    .default('Sales tax code with percentage "{percentage}" and type "{type}" cannot be found'),
  vatNumberMissing: z
    .string()
    .default(
      'The VAT number of the relation must be filled in for sales invoices with deliveries to countries within the EU',
    ),
  countryMissing: z
    .string()
    .default('Failed to create credit note/invoice {reference}: "HTML render is blank'),
  duplicateNl: z.string().default('Er bestaat al een factuur met het factuurnummer {reference}'),
  duplicateEn: z.string().default('An invoice with invoice number {reference} already exists'),
  emailInvalid: z.string().default('The e-mail address is not valid'),
  pdfNeedsProcess: z.string().default('When supplying a document process must be set to true'),
  attachmentTooLarge: z.string().default('The size of the document file exceeds the maximum'),
  messageTooLarge: z.string().default('Maximum request length exceeded.'),
  paymentMethodUnknown: z.string().default('Payment method {name} cannot be found'),
  currencyRefused: z.string().default('Currency {currency} is not supported for this administration'),
  zeroTotalRefused: z.string().default('The total amount of the invoice is zero'),
  tooManyInvoices: z.string().default('The message contains too many invoices'),
  notHandled: z.string().default('Not processed because of too many errors'),
});
export type YukiTexts = z.output<typeof yukiTexts>;

export const yukiSwitchShape = {
  /** Where a key of the other country is refused (1.1): at data calls, or at Authenticate. */
  wrongCountryFaultsAt: z.enum(['data', 'authenticate']).default('data'),
  /** Whether a new Authenticate ends the older session (10.9). */
  newSessionEndsOld: z.boolean().default(false),
  /** Hours a session lives (2.2). */
  sessionHours: z.number().positive().default(24),
  /** Whether Authenticate counts for the daily quota (6). */
  quotaCountsAuthenticate: z.boolean().default(true),
  /** Whether calls answered by a fault count for the daily quota (6). */
  quotaCountsFaults: z.boolean().default(true),
  /** When the count starts again: at midnight of `quotaTimeZone`, or 24 hours after the first call (6, Q-11). */
  quotaReset: z.enum(['midnight', 'rolling-24h']).default('midnight'),
  /** The time zone of Yuki's day. */
  quotaTimeZone: z.string().default('Europe/Brussels'),
  /** The literal text of the quota fault (10.3, E-6). */
  quotaFaultText: z
    .string()
    .default('Yuki has reached its daily rate limit, the synchronisation can start again in 24h'),
  /** The right that covers Vat.asmx (10.17). */
  vatRight: z.enum(['Financial', 'Sales', 'any']).default('Financial'),
  /** Put in front of every fault string, as ASP.NET does for exceptions that nobody translated (1.4). */
  faultPrefix: z.string().default(''),
  /** How a number that exists already is counted (10.4). */
  duplicateCountsAs: z.enum(['failed', 'skipped']).default('failed'),
  /** Scope of the duplicate check on Reference. */
  duplicateScope: z.enum(['administration', 'year', 'customer', 'domain']).default('administration'),
  /** Whether a removed invoice frees its number. */
  removedFreesNumber: z.boolean().default(true),
  /** After how many wrong invoices the rest of a message is left alone (3.6). */
  stopAfterWrong: z.int().min(1).default(6),
  /** Whether the untouched rest is reported per invoice, or only by TotalSkipped, or not at all. */
  untouchedRest: z.enum(['absent', 'listed', 'listed-as-failed', 'not-counted']).default('absent'),
  /** Most invoices in one message; null: no maximum (10.9). */
  maximumInvoicesPerMessage: z.int().min(1).nullable().default(null),
  /** What happens to a contact code that is not found (R-CUST-6). */
  unknownContactCode: z.enum(['new-contact', 'match-by-name']).default('new-contact'),
  /** Whether a match by code fills empty fields of the relation (R-CUST-6). */
  codeMatchFillsBlanks: z.boolean().default(true),
  /** Whether UpdateContact empties the fields that a change leaves out (5.4). */
  updateContactOmitted: z.enum(['keep', 'empty']).default('keep'),
  /** What a code does that UpdateContact gives to a relation; `ignore` says that it was taken. */
  updateContactCode: z.enum(['accept', 'refuse', 'ignore']).default('accept'),
  /** Whether a match by name also wants the address to agree, when both have one (3.8). */
  nameMatchNeedsAddress: z.boolean().default(true),
  /** Whether a refused document leaves the relation that was made for it (3.8). */
  refusedLeavesContact: z.boolean().default(false),
  /** Whether the VAT number for E-7 is only looked for, or also its shape (E-7, R-CUST-10). */
  vatNumberCheck: z.enum(['presence', 'shape']).default('shape'),
  /** Whether the account of a known product is overwritten. */
  productAccountOverwritten: z.boolean().default(true),
  /** Milliseconds between acceptance and visibility to the read methods. */
  visibleAfterMs: z.int().min(0).default(0),
  /** Whether CheckOutstandingItem returns settled items (10.6). */
  settledItemsShown: z.boolean().default(false),
  /** How CheckOutstandingItem compares references (10.6). */
  referenceMatch: z.enum(['exact', 'ignore-case', 'part']).default('exact'),
  /** Whether results come as nested XML or as an escaped string (1.3). */
  resultForm: z.enum(['nested', 'escaped']).default('nested'),
  /** Namespace of the children of an import response (5.2). */
  responseChildren: z.enum(['empty-namespace', 'inherited']).default('empty-namespace'),
  /** ActiveVATCodesList as a typed list, or as VATCodes with xmlns="" (5.2). */
  vatListForm: z.enum(['typed', 'any-xml']).default('typed'),
  /** Language of messages and of labels until SetLanguage is called (1.4). */
  messageLanguage: z.enum(['nl', 'en']).default('nl'),
  /** Whether an import response carries DocumentId (3.6). */
  documentIdInResponse: z.boolean().default(false),
  /** Whether empty optional text elements of the invoice document pass (3.3). */
  emptyElements: z.enum(['accept', 'refuse']).default('accept'),
  /** Least length of Product/Description (3.3). */
  productDescriptionMinimum: z.int().min(0).default(1),
  /** Place of PurchaseOrderNumber in the sequence (3.3). */
  purchaseOrderPosition: z.enum(['after-payment-id', 'after-process', 'either']).default('after-payment-id'),
  /** Further greatest lengths, by path such as "SalesInvoice/Reference" (10.1). */
  maximumLengths: z.record(z.string(), z.int().min(1)).default({}),
  /** What an unknown payment method name does (10.5). */
  unknownPaymentMethod: z.enum(['store', 'refuse']).default('store'),
  /** Methods that book on a suspense account, besides the custom ones (3.5). */
  clearingMethods: z.array(z.string()).default(['DebitCard', 'CreditCard', 'Cash', 'iDeal', 'Online']),
  /** Whether a price of 0 bills the stored product price. */
  zeroPriceBillsProductPrice: z.boolean().default(true),
  /** Whether explicit line amounts replace Yuki's calculation. */
  lineAmountsReplaceCalculation: z.boolean().default(true),
  /** What a document with a total of zero does (10.14). */
  zeroTotal: z.enum(['accept', 'refuse']).default('accept'),
  /** What a currency other than EUR does (10.13). */
  foreignCurrency: z.enum(['accept', 'refuse']).default('accept'),
  /** How a business refusal of a known kind arrives: per document, or as a fault on the whole call. */
  refusalChannel: z.enum(['message', 'fault']).default('message'),
  /** How the missing module arrives (E-2). */
  moduleRefusalChannel: z.enum(['message', 'fault']).default('fault'),
  /** Largest request in bytes (3.7). */
  maximumRequestBytes: z
    .int()
    .min(1)
    .default(4 * 1024 * 1024),
  /** Largest attached PDF in bytes; null: no maximum of its own (3.7). */
  maximumAttachmentBytes: z.int().min(0).nullable().default(null),
  /** What a larger one does: refuses the whole message, refuses its document, or is left out of what is booked (3.7). */
  largeAttachment: z.enum(['refuse-message', 'refuse-document', 'ignore']).default('refuse-document'),
  /** Whether the key's owner may book in a blocked period. */
  ownerMayBookInBlockedPeriod: z.boolean().default(false),
  /** Which date documentMatched.matchDate gives (10.7). */
  matchDateIs: z.enum(['payment-date', 'moment-of-matching', 'absent']).default('payment-date'),
  /** Whether a journal line on the debtors' account is matched with an invoice of its customer by itself (10.10). */
  journalMatches: z.enum(['by-hand', 'automatic']).default('by-hand'),
  /** Whether an open journal line names its document among the open items (4.2: seen with type 21, no more is known). */
  journalItemNamesDocument: z.boolean().default(true),
  /** What GetTransactions gives as description of a journal line: its own text, or the subject of its document (4.4). */
  journalRowDescription: z.enum(['entry', 'subject']).default('entry'),
  /** What the general ledger shows of a removed document: nothing, or its rows and their opposites (10.15). */
  removedDocumentShows: z.enum(['nothing', 'reversal']).default('nothing'),
  /** Whether a record of GetTransactions names the number of its document (4.4). */
  transactionsNameReference: z.boolean().default(true),
  /** Whether it says what kind of document that is: sale, bank statement or journal (4.4). */
  transactionsNameType: z.boolean().default(true),
  /** Unpublished texts; a change replaces the whole object, what it leaves out takes its default (10.3). */
  texts: yukiTexts.prefault({}),
} as const;
