/** What a document has on one account is one entry: its rows together, with the date on which Yuki matched it. */

import type { DocumentId, IsoDate } from './ids.ts';
import { addCents, type Cents } from './money.ts';
import type { MatchedRow } from './yuki-records.ts';

export interface Entry {
  /** Of Yuki, in lower case. */
  readonly documentId: string | null;
  readonly account: string | null;
  readonly sumCents: Cents;
  readonly rows: number;
  readonly matchDate: IsoDate | null;
}

/** The entries of the documents in question, added up while rows come in. */
export class EntrySums {
  private readonly entries = new Map<DocumentId, Map<string, Entry>>();

  add(document: DocumentId, row: MatchedRow): void {
    const entries = this.entries.get(document) ?? new Map<string, Entry>();
    this.entries.set(document, entries);
    const documentId = row.documentId?.toLowerCase() ?? null;
    const { account, amountCents, matchDate } = row;
    const key = `${documentId ?? ''} ${account ?? ''}`;
    const before = entries.get(key);
    if (before === undefined)
      entries.set(key, { documentId, account, sumCents: amountCents, rows: 1, matchDate });
    else
      entries.set(key, {
        ...before,
        sumCents: addCents(before.sumCents, amountCents),
        rows: before.rows + 1,
        matchDate: later(before.matchDate, matchDate),
      });
  }

  has(document: DocumentId): boolean {
    return [...(this.entries.get(document)?.values() ?? [])].some(({ sumCents }) => sumCents !== 0);
  }

  of(document: DocumentId): Entry[] {
    return [...(this.entries.get(document)?.values() ?? [])];
  }
}

function later(left: IsoDate | null, right: IsoDate | null): IsoDate | null {
  if (left === null || right === null) return left ?? right;
  return left > right ? left : right;
}
