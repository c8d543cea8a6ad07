/**
 * What lowered a customer's debt: when a part was paid, and what was booked away instead of paid. Yuki never says which
 * row settled which document (yuki-api 4.4): a journal entry counts as the settlement of a document only when it is of
 * the same customer, on the same account and matched on the same day. Where the amounts leave more than one reading, the
 * one counts that takes less for money.
 */

import type { DocumentId, IsoDate } from './ids.ts';
import { cents, sumCents, type Cents } from './money.ts';
import type { Entry } from './payments-entries.ts';
import type { SettledInQuestion } from './payments-proof.ts';
import type { MatchedRow } from './yuki-records.ts';

/** How Yuki names these is not published: the same words tell them when the books are compared (QUIRKS.md). */
const journal = /journal|memoria|divers/i;
const moneyBook = /bank|cash|kas|payment|betaling|paiement/i;

interface Settling {
  readonly kind: 'journal' | 'money';
  readonly account: string | null;
  readonly matchDate: IsoDate;
  /** What it takes off a debt; positive. */
  readonly amountCents: Cents;
}

/** The rows that lower a customer's debt, kept only for the customers in question. */
export class SettlingRows {
  private readonly rows = new Map<string, Settling[]>();

  constructor(customerKeys: readonly string[]) {
    for (const key of customerKeys) this.rows.set(key, []);
  }

  take({ contactId, contactCode, documentType, account, matchDate, amountCents }: MatchedRow): void {
    if (matchDate === null || amountCents >= 0 || documentType === null) return;
    const kind = moneyBook.test(documentType) ? 'money' : journal.test(documentType) ? 'journal' : null;
    if (kind === null) return;
    const row: Settling = { kind, account, matchDate, amountCents: cents(-amountCents) };
    for (const key of new Set([contactId, contactCode])) if (key !== null) this.rows.get(key)?.push(row);
  }

  /** The newest of the payments that make up a fall to the cent; null when none do. For a part, of which its own row tells nothing. */
  dateOf(one: SettledInQuestion, entry: Entry): IsoDate | null {
    const paid = this.on(one, entry)
      .filter(({ kind }) => kind === 'money')
      .toSorted((a, b) => (a.matchDate < b.matchDate ? 1 : a.matchDate > b.matchDate ? -1 : 0));
    const whole = paid.find(({ amountCents }) => amountCents === one.fallCents);
    if (whole !== undefined) return whole.matchDate;
    let sum = 0;
    for (const { amountCents } of paid) {
      sum += amountCents;
      if (sum === one.fallCents) return paid[0]?.matchDate ?? null;
    }
    return null;
  }

  /** What of each fall was no money; those of which that is not certain are left out. */
  writtenOff(
    questions: readonly SettledInQuestion[],
    entryOf: (one: SettledInQuestion) => Entry | null,
  ): ReadonlyMap<DocumentId, Cents> {
    const found = new Map<DocumentId, Cents>();
    // Documents of one customer that fell by the same amount: a row may have settled any of them.
    const rivals = new Map<string, number>();
    for (const one of questions) {
      const key = rivalKey(one, one.fallCents);
      rivals.set(key, (rivals.get(key) ?? 0) + 1);
    }
    for (const one of questions) {
      const entry = entryOf(one);
      if (entry === null || one.fallCents <= 0) continue;
      const amount = this.bookedAway(one, entry, (fall) => rivals.get(rivalKey(one, fall)) ?? 0);
      const withMoney = one.settledCents > 0 || amount < one.fallCents;
      if (amount > 0 && !(withMoney && amount <= one.allowedCents)) found.set(one.documentId, amount);
    }
    return found;
  }

  private on(one: SettledInQuestion, entry: Entry): Settling[] {
    return [...new Set(one.customerKeys.flatMap((key) => this.rows.get(key) ?? []))].filter(
      ({ account }) => account === entry.account,
    );
  }

  private bookedAway(one: SettledInQuestion, entry: Entry, rivalsOf: (fall: Cents) => number): Cents {
    const rows = this.on(one, entry).filter(
      ({ matchDate }) => entry.matchDate === null || matchDate === entry.matchDate,
    );
    const of = (kind: Settling['kind']): Cents[] =>
      rows.filter((row) => row.kind === kind).map(({ amountCents }) => amountCents);
    const [booked, paid] = [of('journal'), of('money')];
    const same = (amounts: readonly Cents[]): number =>
      amounts.filter((amount) => amount === one.fallCents).length;
    if (booked.length === 0) return cents(0);
    // A payment of that amount may be of a document that was settled earlier, or that is older than the rows.
    if (same(booked) > 0) return one.fallCents;
    if (same(paid) >= rivalsOf(one.fallCents)) return cents(0);
    if (rivalsOf(one.fallCents) === 1 && sumCents(paid) === one.fallCents) return cents(0);
    // A part has no date of its own, so that entries of other days would count against it.
    if (entry.matchDate === null && sumCents([...booked, ...paid]) !== one.fallCents) return cents(0);
    // Which of the day's entries are of this document nobody says: as much as may be is no money (never by guess).
    const unassigned = booked.filter((amount) => rivalsOf(amount) === 0);
    return cents(Math.min(one.fallCents, sumCents(unassigned)));
  }
}

function rivalKey({ customerKeys }: SettledInQuestion, fallCents: Cents): string {
  return `${customerKeys[0] ?? ''}|${fallCents}`;
}
