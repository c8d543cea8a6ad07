/**
 * What the general ledger says of documents whose open amount fell: whether one that left the list of open items still
 * stands in the books, when it was matched, and whether money settled it (design 7, R-PAY-1, R-PAY-9). Rows are taken
 * one by one as Yuki gives them, and only what concerns the questions is kept.
 */

import { isImplausibleLoss } from './books.ts';
import type { DocumentId, IsoDate } from './ids.ts';
import { zeroCents, type Cents } from './money.ts';
import { EntrySums, type Entry } from './payments-entries.ts';
import { referenceKey } from './payments-index.ts';
import { SettlingRows } from './payments-settling-rows.ts';
import type { MatchedRow } from './yuki-records.ts';

/** What one document is known by in the books. */
export interface BooksIdentity {
  readonly documentId: DocumentId;
  readonly reference: string;
  readonly yukiDocumentId: string | null;
  readonly date: IsoDate;
  /** As Yuki last showed it, which is the amount of its row on the debtors' account. */
  readonly originalCents: Cents;
  /** Yuki's contact id or code, and our code: whose rows may have settled it. */
  readonly customerKeys: readonly string[];
}

export interface SettledInQuestion extends BooksIdentity {
  /** Whether it left the list; else it stands there with less open than before. */
  readonly vanished: boolean;
  /** How much more of it is settled than at the last reading. */
  readonly fallCents: Cents;
  /** Money that it had before. */
  readonly settledCents: Cents;
  /** What may be booked away of it without being reported, when money settled the rest. */
  readonly allowedCents: Cents;
}

/** What one reading has to ask the general ledger. */
export interface ToProve {
  readonly from: IsoDate;
  readonly questions: readonly SettledInQuestion[];
  /** Documents of ours that stand open in the list: an answer that lacks one of them is not the whole answer. */
  readonly witnesses: readonly BooksIdentity[];
}

/** `unproven`: the answer lacks it, and may lack more than it; or it is booked there and not matched. */
export type InBooks = 'stands' | 'missing' | 'unproven';

export interface Proof {
  /** Of the documents that left the list. */
  readonly inBooks: ReadonlyMap<DocumentId, InBooks>;
  readonly dates: ReadonlyMap<DocumentId, IsoDate>;
  /** What a journal entry settled, which is no money. */
  readonly writtenOff: ReadonlyMap<DocumentId, Cents>;
}

export interface ProofReader {
  take(row: MatchedRow): void;
  answer(): Proof;
}

/** So many documents without a witness may all be gone at once (R-PAY-9). */
const documentsWithoutWitness = 3;

export function readProof({ questions, witnesses }: ToProve): ProofReader {
  // What fell in part is asked about and stands in the list as well: its rows count once.
  const asked = new Map([...witnesses, ...questions].map((one) => [one.documentId, one]));
  const index = indexIdentities([...asked.values()]);
  const sums = new EntrySums();
  const settling = new SettlingRows(questions.flatMap(({ customerKeys }) => customerKeys));
  const datedAccounts = new Set<string | null>();
  const lowered = new Set<string>();
  let namesDocuments = false;
  return {
    take: (row) => {
      namesDocuments ||= row.documentId !== null || row.documentReference !== null;
      for (const identity of concerned(row, index)) sums.add(identity.documentId, row);
      if (row.matchDate !== null && row.amountCents > 0) datedAccounts.add(row.account);
      if (row.amountCents < 0) for (const key of debtKeys(row)) lowered.add(key);
      settling.take(row);
    },
    answer: () => {
      const entries = new Map(
        [...asked.values()].map((one) => [one.documentId, standing(one, sums.of(one.documentId))]),
      );
      const stands = (one: BooksIdentity): boolean => (entries.get(one.documentId)?.length ?? 0) > 0;
      const vanished = questions.filter((one) => one.vanished);
      const lost = vanished.filter((one) => !stands(one));
      const isWhole =
        namesDocuments &&
        witnesses.every(stands) &&
        (witnesses.length > 0 ||
          lost.length < documentsWithoutWitness ||
          !isImplausibleLoss(lost.length, vanished.length));
      const saysOf = (one: SettledInQuestion): InBooks => {
        const standingEntries = entries.get(one.documentId) ?? [];
        // A claim is open, whatever the list lacks, when it was not matched where Yuki says so of others, or when nothing
        // has lowered what its customer owes.
        const owes = (account: string | null): boolean =>
          ['', ...one.customerKeys].every((key) => !lowered.has(debtKey(account, key)));
        const isOpen = standingEntries.every(
          ({ matchDate, account }) => matchDate === null && (datedAccounts.has(account) || owes(account)),
        );
        if (standingEntries.length > 0) return isOpen ? 'unproven' : 'stands';
        // Something is booked under its number or id, but not its amount: that is for a person to look at.
        return isWhole && !sums.has(one.documentId) ? 'missing' : 'unproven';
      };
      return {
        inBooks: new Map(vanished.map((one) => [one.documentId, saysOf(one)])),
        dates: datesOf(questions, entries, settling),
        writtenOff: settling.writtenOff(questions, (one) => entries.get(one.documentId)?.[0] ?? null),
      };
    },
  };
}

function debtKey(account: string | null, customerKey: string): string {
  return `${account ?? ''}|${customerKey}`;
}

/** Whose debt a row lowers: by either name of the customer, or, when it has none, anybody's. */
function debtKeys({ account, contactId, contactCode }: MatchedRow): string[] {
  const names = [contactId, contactCode].filter((name) => name !== null);
  return (names.length === 0 ? [''] : names).map((name) => debtKey(account, name));
}

interface IdentityIndex {
  readonly byId: ReadonlyMap<string, readonly BooksIdentity[]>;
  readonly byReference: ReadonlyMap<string, readonly BooksIdentity[]>;
  readonly byCircumstances: ReadonlyMap<string, readonly BooksIdentity[]>;
}

function indexIdentities(identities: readonly BooksIdentity[]): IdentityIndex {
  const byId = new Map<string, BooksIdentity[]>();
  const byReference = new Map<string, BooksIdentity[]>();
  const byCircumstances = new Map<string, BooksIdentity[]>();
  const add = (index: Map<string, BooksIdentity[]>, key: string, one: BooksIdentity): void => {
    const known = index.get(key);
    if (known === undefined) index.set(key, [one]);
    else known.push(one);
  };
  for (const one of identities) {
    if (one.yukiDocumentId !== null) add(byId, one.yukiDocumentId.toLowerCase(), one);
    add(byReference, referenceKey(one.reference), one);
    add(byCircumstances, circumstances(one.date, one.originalCents), one);
  }
  return { byId, byReference, byCircumstances };
}

function circumstances(date: IsoDate | null, amountCents: Cents): string {
  return `${date ?? ''}|${Math.abs(amountCents)}`;
}

/**
 * The documents that a row may belong to: by Yuki's id, else by its number, else by customer, date and amount, which a
 * document keeps when it is given another number and id (S-54). A row without any name belongs to all that it fits.
 */
function concerned(row: MatchedRow, index: IdentityIndex): readonly BooksIdentity[] {
  const byId = row.documentId === null ? undefined : index.byId.get(row.documentId.toLowerCase());
  if (byId !== undefined) return byId;
  const { documentReference: reference } = row;
  const named = reference === null ? undefined : index.byReference.get(referenceKey(reference));
  if (named !== undefined) return named;
  const alike = index.byCircumstances.get(circumstances(row.date, row.amountCents)) ?? [];
  const isNameless = reference === null && row.documentId === null;
  const customers = [row.contactId, row.contactCode];
  return alike.filter((one) => isNameless || one.customerKeys.some((key) => customers.includes(key)));
}

/**
 * What stands of it: an entry with its whole amount, under its own id where there is one, because another document may be
 * like it in everything else; or, under its own id, any that was not taken back.
 */
function standing(one: BooksIdentity, entries: readonly Entry[]): Entry[] {
  const left = entries.filter(({ sumCents, rows }) => sumCents !== 0 || rows === 1);
  const ownId = one.yukiDocumentId?.toLowerCase();
  const own = left.filter(({ documentId }) => documentId !== null && documentId === ownId);
  const isWhole = ({ sumCents }: Entry): boolean => sumCents === one.originalCents;
  return [own.filter(isWhole), left.filter(isWhole), own].find(({ length }) => length > 0) ?? [];
}

function datesOf(
  questions: readonly SettledInQuestion[],
  entries: ReadonlyMap<DocumentId, readonly Entry[]>,
  settling: SettlingRows,
): ReadonlyMap<DocumentId, IsoDate> {
  const dates = new Map<DocumentId, IsoDate>();
  for (const one of questions)
    for (const entry of entries.get(one.documentId) ?? []) {
      const date = entry.matchDate ?? (one.vanished ? null : settling.dateOf(one, entry));
      if (date !== null && date > (dates.get(one.documentId) ?? '')) dates.set(one.documentId, date);
    }
  return dates;
}

/** The part of a fall that was booked away; nothing while it was not asked for. */
export function writtenOffOf(proof: Proof | null, documentId: DocumentId | undefined): Cents {
  return (documentId === undefined ? undefined : proof?.writtenOff.get(documentId)) ?? zeroCents;
}
