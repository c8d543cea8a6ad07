// What is unsure in the vendors' behaviour, one documented key each with a default. A world sets some of them, the
// control API changes them while the sandbox runs. Section numbers are those of focus-api.md.
import { z } from 'zod';
import { yukiSwitchShape } from './yuki-switches.ts';

const focusSwitchShape = {
  /** Whether Focus rounds VAT per line or per rate (11). */
  vatRounding: z.enum(['per-rate', 'per-line']).default('per-rate'),
  /** Whether the authorize page asks with a button or redirects at once (1.2). */
  authorizeAsks: z.boolean().default(false),
  /** Whether refreshing ends the previous access token at once (1.2). */
  refreshRevokesAccess: z.boolean().default(true),
  /** HTTP status of a refused token request (1.2). */
  tokenRefusalStatus: z.union([z.literal(400), z.literal(401)]).default(400),
  /** Body of a refused token request: Focus's errors array, or RFC 6749 (1.2). */
  tokenRefusalBody: z.enum(['errors', 'rfc6749']).default('errors'),
  /** What a page size above 100 does (1.6). */
  pageSizeOver100: z.enum(['clamp', 'refuse']).default('clamp'),
  /** Whether invoices.list and creditNotes.list answer `meta` (1.6). */
  listMeta: z.boolean().default(false),
  /** Order of invoices.list when no sort is given (2.1). */
  defaultInvoiceOrder: z.enum(['desc', 'asc']).default('desc'),
  /**
   * What is seen of a merged customer (11): its documents show the survivor and the old id is unknown; they keep the
   * old id, which is unknown; or they keep it, and asking for it answers with the survivor.
   */
  mergedCustomerShows: z.enum(['survivor', 'old-id', 'redirect']).default('survivor'),
  /** What an undocumented sort field or filter key does (11). */
  unknownFilterKeys: z.enum(['ignore', 'refuse']).default('ignore'),
  /** Whether `updated_since` includes the given moment (11). */
  updatedSinceInclusive: z.boolean().default(true),
  /** Status of an unknown id in `.info` (11). */
  unknownIdStatus: z.union([z.literal(404), z.literal(400)]).default(404),
  /** creditNotes.info as an object, as seen live, or as an array, as documented (0). */
  creditNoteInfoForm: z.enum(['object', 'array']).default('object'),
  /** Whether payments change `updated_at` (11). */
  paymentsTouchUpdatedAt: z.boolean().default(true),
  /** Whether crediting changes the `updated_at` of the invoice (11). */
  creditingTouchesUpdatedAt: z.boolean().default(true),
  /** Which `paid_at` an invoice shows after several payments (11). */
  paidAtIs: z.enum(['last-payment', 'first-payment']).default('last-payment'),
  /** Whether a fully credited invoice becomes matched and paid (11). */
  fullyCreditedIsMatched: z.boolean().default(true),
  /** How a new credit note is numbered: `2026/5` as in the documentation's examples, or `2026 / 5` (3). */
  creditNoteNumberForm: z.enum(['slash', 'spaced-slash']).default('slash'),
  /** Whether a credit note on an open invoice is paid at once (11). */
  creditNotePaidAtOnce: z.boolean().default(false),
  /** What a payment above the amount due does (11). */
  overpayment: z.enum(['accept', 'refuse']).default('accept'),
  /** What a payment on a matched invoice does (11). */
  paymentOnMatched: z.enum(['accept', 'refuse']).default('accept'),
  /** What a date without time in `paid_at` does (2.3). */
  bareDateInPaidAt: z.enum(['accept', 'refuse']).default('refuse'),
  /** Whether booked documents are frozen: "strict mode" (2.3, R-CHG-1). */
  strictMode: z.boolean().default(true),
  /** Milliseconds after booking until the PDF exists (2.4). */
  pdfAfterMs: z.int().min(0).default(0),
  /** Least size of a rendered PDF; what it is short of is filled up (2.4 names no size). */
  pdfBytes: z.int().min(0).max(64_000_000).default(0),
  /** Whether moments are written with milliseconds in rate headers (1.4). */
  rateResetForm: z.enum(['docs', 'live']).default('docs'),
  /** How webhooks travel (7): milliseconds of delay, copies of each, order turned round in pairs, every n-th lost. */
  webhookDelayMs: z.int().min(0).default(0),
  webhookCopies: z.int().min(1).max(10).default(1),
  webhookReorder: z.boolean().default(false),
  webhookDropEvery: z.int().min(0).default(0),
  /** Whether webhooks may go to plain http addresses (11); the sandbox lives on loopback. */
  webhookHttpAllowed: z.boolean().default(true),
  /** Properties the connected user may not see: left out of every answer (1.7), such as `note`. */
  hiddenProperties: z.array(z.string().min(1).max(100)).max(50).default([]),
  /** Whether unit_price carries the currency, as API versions before 2023-09-26 did (1.3). */
  unitPriceCurrency: z.boolean().default(false),
} as const;

export const switchesSchema = z.strictObject({ ...focusSwitchShape, ...yukiSwitchShape });
export type Switches = z.infer<typeof switchesSchema>;

/** All switches: the defaults with `changes` laid over them. Throws a ZodError on an unknown key or value. */
export function readSwitches(changes: unknown = {}): Switches {
  return switchesSchema.parse(changes);
}

/** Switches that can be changed while the sandbox runs. */
export interface SwitchBoard {
  current(): Switches;
  /** Throws a ZodError and changes nothing on an unknown key or value. */
  patch(changes: Record<string, unknown>): Switches;
  replace(changes: unknown): Switches;
}

/** A board that starts with the defaults. */
export function createSwitchBoard(): SwitchBoard {
  let switches = readSwitches();
  return {
    current: () => switches,
    patch(changes) {
      switches = readSwitches({ ...switches, ...changes });
      return switches;
    },
    replace(changes) {
      switches = readSwitches(changes);
      return switches;
    },
  };
}
