// What is unsure in Yuki's behaviour, one key each with a default: the reading that the public evidence
// makes most likely. README.md lists each key with the section of the reference that leaves it open.
import { z } from 'zod';

/** Texts whose wording is not published. `{…}` parts are filled in. */
const textsSchema = z.object({
  quota: z
    .string()
    .default('The maximum number of web service calls per day for this domain has been exceeded'),
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
  /** The documented text ends without a closing quote; some see it with one. */
  countryMissing: z
    .string()
    .default('Failed to create credit note/invoice {reference}: "HTML render is blank'),
  duplicateNl: z.string().default('Er bestaat al een factuur met het factuurnummer {reference}'),
  duplicateEn: z.string().default('An invoice with invoice number {reference} already exists'),
  emailInvalid: z.string().default('The e-mail address is not valid'),
  pdfNeedsProcess: z.string().default('When supplying a document process must be set to true'),
  paymentMethodUnknown: z.string().default('Payment method {name} cannot be found'),
  currencyRefused: z.string().default('Currency {currency} is not supported for this administration'),
  zeroTotalRefused: z.string().default('The total amount of the invoice is zero'),
  tooManyInvoices: z.string().default('The message contains too many invoices'),
  notHandled: z.string().default('Not processed because of too many errors'),
});

export const yukiSwitchesSchema = z.object({
  /** Answers that hold any XML: nested as child elements, or as an escaped string. */
  answerStyle: z.enum(['nested', 'escaped']).default('nested'),
  /** Children of the import answer carry xmlns="" or inherit the namespace of its root. */
  importAnswerNamespace: z.enum(['reset', 'inherited']).default('reset'),
  /** ActiveVATCodesList as a typed list or as VATCodes with xmlns="". */
  vatListStyle: z.enum(['typed', 'any-xml']).default('typed'),
  /** Language of refusals that exist in both languages. */
  messageLanguage: z.enum(['nl', 'en']).default('nl'),
  /** Language of labels until SetLanguage is called. */
  sessionLanguage: z.string().default('nl'),
  /** Put in front of every fault string, as ASP.NET sometimes does. */
  faultPrefix: z.string().default(''),
  /** A key on the other country's host: sessions that are of no use, or refused at once. */
  wrongCountry: z.enum(['trap', 'refused']).default('trap'),
  sessionHours: z.number().positive().default(24),
  /** Whether a new Authenticate with the same key ends the older session. */
  newSessionEndsOld: z.boolean().default(false),
  authenticateCounts: z.boolean().default(true),
  failedCallsCount: z.boolean().default(true),
  quotaReset: z.enum(['local-midnight', 'utc-midnight', 'rolling-24h']).default('local-midnight'),
  vatRight: z.enum(['Financial', 'Sales', 'any']).default('Financial'),
  /** Module "Invoices" off: one fault for the message, or a refusal per document. */
  moduleOff: z.enum(['fault', 'per-document']).default('fault'),
  /** Empty optional text elements of the invoice document. */
  emptyElements: z.enum(['accept', 'refuse']).default('accept'),
  productDescriptionMinLength: z.number().int().nonnegative().default(1),
  purchaseOrderNumberPosition: z
    .enum(['after-payment-id', 'after-process', 'either'])
    .default('after-payment-id'),
  /** Extra length limits, by path such as "SalesInvoice/Reference". */
  maxLengths: z.record(z.string(), z.number().int().positive()).default({}),
  maxInvoicesPerMessage: z.number().int().positive().nullable().default(null),
  maxRequestBytes: z
    .number()
    .int()
    .positive()
    .default(4 * 1024 * 1024),
  duplicateScope: z.enum(['administration', 'administration-year', 'domain']).default('administration'),
  duplicateCountedAs: z.enum(['failed', 'skipped']).default('failed'),
  removedFreesNumber: z.boolean().default(true),
  wrongInvoicesBeforeStop: z.number().int().positive().default(6),
  /** The untouched rest after the stop: skipped with or without an Invoice element, failed, or not counted. */
  restAfterStop: z.enum(['skipped', 'skipped-listed', 'failed-listed', 'not-counted']).default('skipped'),
  codeNotFound: z.enum(['creates', 'falls-back-to-name']).default('creates'),
  codeMatchFillsBlanks: z.boolean().default(true),
  nameMatchNeedsAddress: z.boolean().default(true),
  refusedLeavesContact: z.boolean().default(false),
  vatNumberCheck: z.enum(['presence', 'shape']).default('shape'),
  productOverwritesAccount: z.boolean().default(true),
  zeroPriceBillsStoredPrice: z.boolean().default(true),
  /** When true, Yuki books its own calculation although line amounts were sent. */
  ignoreLineAmounts: z.boolean().default(false),
  zeroTotal: z.enum(['accepted', 'refused']).default('accepted'),
  foreignCurrency: z.enum(['accepted', 'refused']).default('accepted'),
  unknownPaymentMethod: z.enum(['stored', 'refused']).default('stored'),
  /** Methods that book on a suspense account, besides the custom ones. */
  clearingMethods: z.array(z.string()).default(['DebitCard', 'CreditCard', 'Cash', 'iDeal', 'Online']),
  /** How long a new document stays invisible to the read methods. */
  visibilityDelayMs: z.number().int().nonnegative().default(0),
  checkReturnsSettled: z.boolean().default(false),
  checkMatches: z.enum(['exact', 'ignore-case', 'part']).default('exact'),
  matchDate: z.enum(['payment-date', 'moment-of-matching', 'absent']).default('payment-date'),
  texts: textsSchema.prefault({}),
});

export type YukiSwitches = z.output<typeof yukiSwitchesSchema>;
export type YukiSwitchesInput = z.input<typeof yukiSwitchesSchema>;
export type YukiTexts = YukiSwitches['texts'];

/** Fills the `{…}` parts of a text; a part without a value stays as it is. */
export function fillText(text: string, parts: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole);
}
