/**
 * What has changed in Focus after a document was exported, as far as it concerns the books (R-CHG-1, S-58, S-60):
 * due dates, texts, statuses and payments are harmless and are not among it. Pure; what is done about it is for people.
 */

import type { CustomerRef, DocumentKind, FocusDocument, FocusDocumentSummary } from './document.ts';
import { shortFingerprint } from './fingerprint.ts';
import type { FocusEntityId, IsoDate } from './ids.ts';
import { negate, type Cents } from './money.ts';
import { sameReference } from './references.ts';

/** What one VAT rate has of a document; negative on credit notes. */
export interface TaxShare {
  /** Hundredths of a percent. */
  readonly rate: number;
  readonly netCents: Cents;
  readonly vatCents: Cents;
}

/** A document as the books see it. Null stands for what nobody has told. */
export interface FocusView {
  readonly number: string;
  readonly date: IsoDate;
  readonly entityId: FocusEntityId;
  readonly customer: CustomerRef | null;
  readonly currency: string | null;
  readonly grossCents: Cents;
  readonly netCents: Cents | null;
  readonly taxes: readonly TaxShare[] | null;
  readonly linesKey: string | null;
}

export const changes = [
  'amount',
  'vat',
  'date',
  'number',
  'customer',
  'currency',
  'entity',
  'lines',
] as const;
export type Change = (typeof changes)[number];

/** What differs for the books, in the order of `changes`; empty when nothing does. What is unknown differs from nothing. */
export function changesBetween(exported: FocusView, now: FocusView): Change[] {
  const taxed = exported.taxes !== null && now.taxes !== null;
  const differs: Record<Change, boolean> = {
    amount: exported.grossCents !== now.grossCents || other(exported.netCents, now.netCents),
    vat: taxed && taxText(exported.taxes) !== taxText(now.taxes),
    date: exported.date !== now.date,
    number: !sameReference(exported.number, now.number) && exported.number !== now.number,
    customer: other(customerText(exported), customerText(now)),
    currency: other(exported.currency, now.currency),
    entity: exported.entityId !== now.entityId,
    lines: other(exported.linesKey, now.linesKey),
  };
  // A sum that changed says more than its parts and the lines behind it.
  if (differs.amount) differs.vat = differs.lines = false;
  return changes.filter((change) => differs[change]);
}

function other<T>(exported: T | null, now: T | null): boolean {
  return exported !== null && now !== null && exported !== now;
}

function customerText({ customer }: FocusView): string | null {
  return customer === null ? null : `${customer.kind} ${customer.id}`;
}

function taxText(taxes: readonly TaxShare[]): string {
  return taxes
    .filter(({ netCents, vatCents }) => netCents !== 0 || vatCents !== 0)
    .map(({ rate, netCents, vatCents }) => `${rate}:${netCents}:${vatCents}`)
    .toSorted()
    .join(' ');
}

/** As a list of Focus shows it; null for one without a date. Focus shows credit notes as positive amounts (R-CN-3). */
export function viewOf(summary: FocusDocumentSummary): FocusView | null {
  const { number, date, entityId, customer, currency } = summary;
  if (date === null) return null;
  return { number: number ?? '', date, entityId, customer, currency, ...amountsOf(summary), linesKey: null };
}

/** The same with the fingerprint of its lines. */
export function viewOfWhole(document: FocusDocument): FocusView | null {
  const view = viewOf(document);
  return view === null ? null : { ...view, linesKey: linesKeyOf(document) };
}

/** Gross, net and the shares of the VAT rates, with the sign of the kind. */
export function amountsOf(
  summary: Pick<FocusDocumentSummary, 'kind' | 'grossCents' | 'netCents' | 'taxes'>,
): Pick<FocusView, 'grossCents' | 'netCents' | 'taxes'> {
  const sign = signOf(summary.kind);
  return {
    grossCents: sign(summary.grossCents),
    netCents: summary.netCents === null ? null : sign(summary.netCents),
    taxes:
      summary.taxes?.map(({ rate, taxableCents, taxCents }) => ({
        rate,
        netCents: sign(taxableCents),
        vatCents: sign(taxCents),
      })) ?? null,
  };
}

function signOf(kind: DocumentKind): (amount: Cents) => Cents {
  return kind === 'creditNote' ? negate : (amount) => amount;
}

/** What the lines put on which account under which VAT rate; their texts, quantities and order do not matter. */
export function linesKeyOf({ lines, discounts }: Pick<FocusDocument, 'lines' | 'discounts'>): string {
  const parts = lines
    .filter(({ netCents, grossCents }) => netCents !== 0 || grossCents !== 0)
    .map((line) => [line.taxRateId, line.productCategoryId, line.netCents, line.grossCents].join(' '))
    .toSorted();
  return shortFingerprint(JSON.stringify([parts, discounts.map(({ percentage }) => percentage)]));
}
