/**
 * Whether both systems tell the same story for a period (R-CHG-5): what is booked in Focus = in Yuki + waiting, per
 * cause + set aside, by whom + doubtful, with amounts per VAT rate and differences to the cent, each with its
 * explanation or marked unexplained; and what stands in Yuki without coming from Focus. Pure; it believes what was read
 * last, and says how old that is.
 */

import type { TaxShare } from './changes.ts';
import { isWithin, type CheckWindow } from './check-windows.ts';
import type { DocumentId, IsoDate } from './ids.ts';
import { cents, zeroCents, type Cents } from './money.ts';

/** What one side shows of a document. */
export interface Shown {
  readonly date: IsoDate;
  readonly currency: string;
  readonly grossCents: Cents;
  readonly netCents: Cents | null;
  readonly taxes: readonly TaxShare[] | null;
}

export interface AccountedDocument {
  readonly documentId: DocumentId;
  readonly number: string;
  readonly reference: string | null;
  readonly place: Place;
  /** What Focus shows now; null when it has the document no more. */
  readonly focus: Shown | null;
  /** What was exported; for one that was not, what Focus shows. */
  readonly exported: Shown;
  /** What Yuki's books show, all sales under its number together; null when they show none, or none is expected. */
  readonly yuki: { readonly date: IsoDate; readonly grossCents: Cents; readonly sales: number } | null;
  /** How the books are silent about a document that Yuki has. */
  readonly silence: 'none' | 'notReadSince' | 'bookedAside' | 'lookedForAgain' | 'gone';
  /** The person who left what was reported of it as it is. */
  readonly leftBy: string | null;
}

export type Place =
  | { readonly kind: 'inYuki' }
  | { readonly kind: 'linked'; readonly by: string | null }
  | { readonly kind: 'onItsWay' }
  | { readonly kind: 'waiting'; readonly cause: string; readonly shown: string }
  | { readonly kind: 'setAside'; readonly by: string | null }
  | { readonly kind: 'doubtful' };

export interface ForeignSale {
  readonly reference: string;
  readonly date: IsoDate | null;
  readonly grossCents: Cents;
}

export interface Sum {
  readonly documents: number;
  readonly netCents: Cents;
  readonly vatCents: Cents;
  readonly grossCents: Cents;
}

export interface Part {
  readonly place: Place;
  readonly currency: string;
  readonly sum: Sum;
}

/** Null: the rates of these documents are not known. */
export interface RateShare {
  readonly rate: number | null;
  readonly currency: string;
  readonly place: Place['kind'] | 'focus';
  readonly documents: number;
  readonly netCents: Cents;
  readonly vatCents: Cents;
}

export type Explanation =
  'changedAfterExport' | 'goneFromFocus' | 'linked' | 'currency' | 'otherPeriod' | 'left' | 'lookedForAgain';
export type DifferenceKind = 'amount' | 'missingInYuki' | 'twiceInYuki' | 'goneFromFocus' | 'date';

export interface Difference {
  readonly documentId: DocumentId;
  readonly number: string;
  readonly reference: string | null;
  readonly kind: DifferenceKind;
  readonly focusCents: Cents;
  readonly yukiCents: Cents;
  /** Focus less Yuki. */
  readonly differenceCents: Cents;
  /** Null: nothing that is known explains it. */
  readonly explanation: Explanation | null;
  readonly by: string | null;
}

export interface Completeness {
  readonly focus: readonly { readonly currency: string; readonly sum: Sum }[];
  readonly parts: readonly Part[];
  readonly rates: readonly RateShare[];
  /** Of the documents in Yuki, in euro: by Focus, and by Yuki's books. */
  readonly carried: { readonly focusCents: Cents; readonly yukiCents: Cents; readonly notReadSince: number };
  readonly foreign: { readonly documents: number; readonly grossCents: Cents };
  readonly differences: readonly Difference[];
  readonly unexplained: number;
  readonly unexplainedCents: Cents;
}

const bookCurrency = 'EUR';

export function accountFor(
  documents: readonly AccountedDocument[],
  foreign: readonly ForeignSale[],
  period: CheckWindow,
): Completeness {
  const tally = new Tally();
  const differences: Difference[] = [];
  let [focusCents, yukiCents, notReadSince] = [0, 0, 0];
  for (const document of documents) {
    const inFocus = document.focus !== null && isWithin(document.focus.date, period) ? document.focus : null;
    if (inFocus !== null) tally.add(document.place, inFocus);
    if (!isCarried(document.place)) continue;
    const two = bothSides(document, period);
    if (two === null) continue;
    if (document.silence === 'notReadSince') notReadSince += 1;
    if (isInBookCurrency(document)) {
      focusCents += two.focusCents;
      yukiCents += two.yukiCents;
    }
    const difference = differenceOf(document, two);
    if (difference !== null) differences.push(difference);
  }
  const within = foreign.filter(({ date }) => date === null || isWithin(date, period));
  const open = differences.filter(({ explanation }) => explanation === null);
  return {
    ...tally.result(),
    carried: { focusCents: cents(focusCents), yukiCents: cents(yukiCents), notReadSince },
    foreign: { documents: within.length, grossCents: total(within.map(({ grossCents }) => grossCents)) },
    differences,
    unexplained: open.length,
    unexplainedCents: total(open.map(({ differenceCents }) => differenceCents)),
  };
}

function isCarried({ kind }: Place): boolean {
  return kind === 'inYuki' || kind === 'linked';
}

function isInBookCurrency({ exported }: AccountedDocument): boolean {
  return exported.currency === bookCurrency;
}

interface TwoSides {
  readonly focusCents: Cents;
  readonly yukiCents: Cents;
  /** Whether one side has it in the period and the other one in another. */
  readonly otherPeriod: boolean;
}

/** What each side has of it in the period; null when neither has it there. */
function bothSides(document: AccountedDocument, period: CheckWindow): TwoSides | null {
  const { focus, exported, yuki, silence } = document;
  // What no reading has shown since it was accepted, and what the debtors do not show, counts as it was sent.
  const isAsSent =
    yuki === null && (silence === 'notReadSince' || silence === 'bookedAside' || silence === 'none');
  const there = isAsSent ? { date: exported.date, grossCents: exported.grossCents } : yuki;
  const inFocus = focus !== null && isWithin(focus.date, period);
  const inYuki = there !== null && isWithin(there.date, period);
  const missed = there === null && isWithin(exported.date, period);
  if (!inFocus && !inYuki && !missed) return null;
  return {
    focusCents: inFocus ? focus.grossCents : zeroCents,
    yukiCents: inYuki ? there.grossCents : zeroCents,
    otherPeriod: focus !== null && there !== null && inFocus !== inYuki,
  };
}

function differenceOf(document: AccountedDocument, two: TwoSides): Difference | null {
  const { documentId, number, reference, focus, exported, yuki, silence, place, leftBy } = document;
  const { focusCents, yukiCents } = two;
  const about = { documentId, number, reference, focusCents, yukiCents };
  const found = (kind: DifferenceKind, why: Explanation | null): Difference => ({
    ...about,
    kind,
    differenceCents: cents(focusCents - yukiCents),
    explanation: why ?? (leftBy === null ? null : 'left'),
    by: why === 'linked' && place.kind === 'linked' ? place.by : leftBy,
  });
  if (yuki === null && (silence === 'gone' || silence === 'lookedForAgain')) {
    // Gone on both sides is the same story on both.
    if (focus === null && leftBy !== null) return null;
    return found('missingInYuki', silence === 'lookedForAgain' ? 'lookedForAgain' : null);
  }
  if (focus === null) return found('goneFromFocus', 'goneFromFocus');
  if (yuki !== null && yuki.sales > 1) return found('twiceInYuki', null);
  if (two.otherPeriod) return found('date', 'otherPeriod');
  if (focusCents === yukiCents) return null;
  if (!isInBookCurrency(document)) return found('amount', 'currency');
  if (place.kind === 'linked') return found('amount', 'linked');
  const isAsExported = yuki === null || yuki.grossCents === exported.grossCents;
  return found('amount', isAsExported ? 'changedAfterExport' : null);
}

/** Sums by place and by rate, in the order in which they first appear. */
class Tally {
  private readonly focus = new Map<string, { currency: string; sum: Mutable<Sum> }>();
  private readonly parts = new Map<string, { place: Place; currency: string; sum: Mutable<Sum> }>();
  private readonly rates = new Map<string, Mutable<RateShare>>();

  add(place: Place, shown: Shown): void {
    const { currency } = shown;
    const whole = this.focus.get(currency) ?? { currency, sum: emptySum() };
    this.focus.set(currency, whole);
    addTo(whole.sum, shown);
    const key = `${JSON.stringify(place)} ${currency}`;
    const part = this.parts.get(key) ?? { place, currency, sum: emptySum() };
    this.parts.set(key, part);
    addTo(part.sum, shown);
    for (const where of ['focus', place.kind] as const) this.addRates(where, shown);
  }

  private addRates(place: RateShare['place'], { currency, taxes, grossCents }: Shown): void {
    const unknown = [{ rate: null, netCents: grossCents, vatCents: zeroCents }];
    const shares: readonly Pick<RateShare, 'rate' | 'netCents' | 'vatCents'>[] = taxes ?? unknown;
    for (const { rate, netCents, vatCents } of shares) {
      const key = `${rate} ${currency} ${place}`;
      const empty = { rate, currency, place, documents: 0, netCents: zeroCents, vatCents: zeroCents };
      const share = this.rates.get(key) ?? empty;
      this.rates.set(key, share);
      share.documents += 1;
      share.netCents = cents(share.netCents + netCents);
      share.vatCents = cents(share.vatCents + vatCents);
    }
  }

  result(): Pick<Completeness, 'focus' | 'parts' | 'rates'> {
    const rates = [...this.rates.values()].toSorted((a, b) => (b.rate ?? -1) - (a.rate ?? -1));
    return { focus: [...this.focus.values()], parts: [...this.parts.values()], rates };
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function emptySum(): Mutable<Sum> {
  return { documents: 0, netCents: zeroCents, vatCents: zeroCents, grossCents: zeroCents };
}

function addTo(sum: Mutable<Sum>, { netCents, taxes, grossCents }: Shown): void {
  const net = netCents ?? (taxes === null ? grossCents : total(taxes.map((share) => share.netCents)));
  sum.documents += 1;
  sum.netCents = cents(sum.netCents + net);
  sum.vatCents = cents(sum.vatCents + grossCents - net);
  sum.grossCents = cents(sum.grossCents + grossCents);
}

function total(amounts: readonly number[]): Cents {
  return cents(amounts.reduce((sum, amount) => sum + amount, 0));
}
