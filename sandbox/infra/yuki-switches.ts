// Switches of the pretend Yuki: one key per thing that Yuki's public material leaves open (yuki-api.md 10,
// domain-rules.md 22). Kept next to the Focus switches so that one schema validates them all. The author of
// sandbox/yuki may add, rename or remove keys here.
import { z } from 'zod';

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
  /** The time zone of Yuki's day. */
  quotaTimeZone: z.string().default('Europe/Brussels'),
  /** The literal text of the quota fault (10.3, E-6). */
  quotaFaultText: z
    .string()
    .default('Yuki has reached its daily rate limit, the synchronisation can start again in 24h'),
  /** How a number that exists already is counted (10.4). */
  duplicateCountsAs: z.enum(['failed', 'skipped']).default('failed'),
  /** Scope of the duplicate check on Reference. */
  duplicateScope: z.enum(['administration', 'year', 'customer']).default('administration'),
  /** Whether a removed invoice frees its number. */
  removedFreesNumber: z.boolean().default(true),
  /** After how many wrong invoices the rest of a message is left alone (3.6). */
  stopAfterWrong: z.int().min(1).default(6),
  /** Whether the untouched rest is reported per invoice, or only by TotalSkipped. */
  untouchedRest: z.enum(['absent', 'listed']).default('absent'),
  /** What happens to a contact code that is not found (R-CUST-6). */
  unknownContactCode: z.enum(['new-contact', 'match-by-name']).default('new-contact'),
  /** Whether a match by code fills empty fields of the relation (R-CUST-6). */
  codeMatchFillsBlanks: z.boolean().default(true),
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
  /** Language of messages and labels (1.4). */
  messageLanguage: z.enum(['nl', 'en']).default('nl'),
  /** Whether an import response carries DocumentId (3.6). */
  documentIdInResponse: z.boolean().default(false),
  /** What an unknown payment method name does (10.5). */
  unknownPaymentMethod: z.enum(['store', 'refuse']).default('store'),
  /** Whether a price of 0 bills the stored product price. */
  zeroPriceBillsProductPrice: z.boolean().default(true),
  /** Whether explicit line amounts replace Yuki's calculation. */
  lineAmountsReplaceCalculation: z.boolean().default(true),
  /** How a business refusal of a known kind arrives: per document, or as a fault on the whole call. */
  refusalChannel: z.enum(['message', 'fault']).default('message'),
  /** How the missing module arrives (E-2). */
  moduleRefusalChannel: z.enum(['message', 'fault']).default('fault'),
  /** Largest request in bytes (3.7). */
  maximumRequestBytes: z
    .int()
    .min(1)
    .default(4 * 1024 * 1024),
  /** Whether the key's owner may book in a blocked period. */
  ownerMayBookInBlockedPeriod: z.boolean().default(false),
  /** Which date documentMatched.matchDate gives (10.7). */
  matchDateIs: z.enum(['payment-date', 'moment-of-matching']).default('payment-date'),
} as const;
