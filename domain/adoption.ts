/**
 * Which sales stand in Yuki without our doing and are documents of Focus: the same printed number, and then customer,
 * date and amount (R-DIS-3, R-NUM-10, S-40, S-66). What agrees in everything is proposed, what agrees in part is for a
 * person, and the number alone says nothing.
 */

import { likenessOfCustomers } from './comparison.ts';
import type { DocumentKind } from './document.ts';
import type { IsoDate } from './ids.ts';
import type { Cents } from './money.ts';
import { referenceKeys, sameReference } from './references.ts';
import type { YukiAccount, YukiCountry } from './yuki-records.ts';

/** A sale in Yuki that is none of ours, open or settled. */
export interface StandingSale {
  readonly yukiDocumentId: string | null;
  readonly reference: string;
  readonly date: IsoDate | null;
  /** Negative for credit notes. */
  readonly grossCents: Cents;
  /** Yuki's id of the relation, its code, or both. */
  readonly customerKeys: readonly string[];
}

/** A document that has not been sent. */
export interface UnsentDocument {
  readonly kind: DocumentKind;
  /** As Focus prints it. */
  readonly number: string;
  /** As we would write it; null when the number is empty. */
  readonly reference: string | null;
  readonly date: IsoDate;
  readonly grossCents: Cents;
  /** The relation's id and the customer's code, as far as they are decided. */
  readonly customerKeys: readonly string[];
}

export type Disagreement = 'customer' | 'date' | 'amount';

export interface Standing {
  readonly sale: StandingSale;
  /** Empty: they agree in everything. */
  readonly disagreements: readonly Disagreement[];
}

/** The subject of the one cause for all documents that stand in Yuki and agree in everything. */
export const adoptionSubject = 'agrees';

/** More accounts than these would cost more calls than they are worth. */
const mostDebtorAccounts = 3;

/**
 * The accounts on which customers' invoices stand: group 400 of the Belgian chart, 130 of the Dutch one. Yuki
 * publishes no other sign of them (yuki-api 5.1); what stands elsewhere is found by Yuki's refusal of its number (E-9).
 */
export function debtorAccounts(country: YukiCountry, accounts: readonly YukiAccount[]): string[] {
  const group = country === 'be' ? '400' : '130';
  return accounts
    .map(({ code }) => code)
    .filter((code) => code.startsWith(group))
    .toSorted()
    .slice(0, mostDebtorAccounts);
}

export type SalesIndex = ReadonlyMap<string, readonly StandingSale[]>;

export function indexSales(sales: readonly StandingSale[]): SalesIndex {
  const index = new Map<string, StandingSale[]>();
  for (const sale of sales)
    for (const key of referenceKeys(sale.reference)) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [sale]);
      else known.push(sale);
    }
  return index;
}

/** Whether the number stands in Yuki at all, so that it is worth knowing the customer. */
export function numberStands(
  document: Pick<UnsentDocument, 'number' | 'reference'>,
  index: SalesIndex,
): boolean {
  return underNumber(document, index).length > 0;
}

/**
 * The sale that a document is or may be; null when there is none. Our own reference counts as taken whatever stands
 * under it, because Yuki would refuse it; under the bare number the sign and one more sign have to agree, because
 * invoices and credit notes, and the entities of one administration, count from the same numbers (R-NUM-2, R-NUM-7).
 */
export function standingOf(document: UnsentDocument, index: SalesIndex): Standing | null {
  const seen = underNumber(document, index).map((sale) => ({
    sale,
    disagreements: disagreementsOf(document, sale),
  }));
  const whole = seen.find(({ disagreements }) => disagreements.length === 0);
  if (whole !== undefined) return whole;
  const taken = seen.find(
    ({ sale }) => document.reference !== null && sameReference(sale.reference, document.reference),
  );
  if (taken !== undefined) return taken;
  const alike = seen.find(
    ({ sale, disagreements }) => sale.grossCents < 0 === document.grossCents < 0 && disagreements.length < 3,
  );
  return alike ?? null;
}

function underNumber(
  { number, reference }: Pick<UnsentDocument, 'number' | 'reference'>,
  index: SalesIndex,
): StandingSale[] {
  const [printed] = referenceKeys(number);
  const [own] = reference === null ? [] : referenceKeys(reference);
  const keys = new Set([printed, own].filter((key) => key !== undefined));
  return [...new Set([...keys].flatMap((key) => index.get(key) ?? []))];
}

function disagreementsOf(document: UnsentDocument, sale: StandingSale): Disagreement[] {
  const found: Disagreement[] = [];
  if (likenessOfCustomers(document.customerKeys, sale.customerKeys) !== 'same') found.push('customer');
  if (sale.date !== document.date) found.push('date');
  if (sale.grossCents !== document.grossCents) found.push('amount');
  return found;
}
