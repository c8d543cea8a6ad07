// Which Yuki document is which Focus document: the printed number must stand in Yuki's reference or subject, and
// customer, date and amount decide between candidates. Each document is used once; the best agreement goes first.
import { sameCustomer } from './customers.ts';
import type { Difference, Expectation, FocusDocument, YukiDocument } from './types.ts';

export interface Pair {
  focus: FocusDocument;
  yuki: YukiDocument;
  /** The Yuki document did not come through the import. */
  linked: boolean;
}

interface Candidate extends Pair {
  score: number;
}

export interface Pairing {
  pairs: Pair[];
  unpaired: FocusDocument[];
  /** Imported documents that no Focus document explains. */
  leftOver: Difference[];
}

const words = (text: string): string[] => text.toUpperCase().match(/[0-9A-Z]+/g) ?? [];

/** Pairs documents in scope with standing Yuki documents. */
export function pairDocuments(
  inScope: FocusDocument[],
  standing: YukiDocument[],
  waiting: Set<string>,
  expectations: Expectation[],
): Pairing {
  const byWord = indexByWord(standing);
  const candidates = inScope.flatMap((focus) => candidatesOf(focus, byWord, waiting, expectations));
  candidates.sort((a, b) => b.score - a.score);
  const pairs: Pair[] = [];
  const usedFocus = new Set<FocusDocument>();
  const usedYuki = new Map<YukiDocument, FocusDocument>();
  for (const { focus, yuki, linked } of candidates) {
    if (usedFocus.has(focus) || usedYuki.has(yuki)) continue;
    usedFocus.add(focus);
    usedYuki.set(yuki, focus);
    pairs.push({ focus, yuki, linked });
  }
  const leftOver = standing
    .filter((yuki) => !usedYuki.has(yuki))
    .flatMap((yuki) => unexplained(yuki, candidates));
  return { pairs, unpaired: inScope.filter((one) => !usedFocus.has(one)), leftOver };
}

function indexByWord(standing: YukiDocument[]): Map<string, YukiDocument[]> {
  const index = new Map<string, YukiDocument[]>();
  for (const yuki of standing) {
    for (const word of new Set([...words(yuki.reference), ...words(yuki.subject)])) {
      const list = index.get(word) ?? [];
      list.push(yuki);
      index.set(word, list);
    }
  }
  return index;
}

function candidatesOf(
  focus: FocusDocument,
  byWord: Map<string, YukiDocument[]>,
  waiting: Set<string>,
  expectations: Expectation[],
): Candidate[] {
  const number = words(focus.number ?? '');
  const suffix = number.at(-1);
  if (suffix === undefined) return [];
  const administration = expectations
    .find((one) => one.entityId === focus.departmentId)
    ?.administrationId.toLowerCase();
  const pattern = new RegExp(`(^|[^0-9A-Z])${number.join('[^0-9A-Z]*')}($|[^0-9A-Z])`, 'i');
  const found = new Set([...(byWord.get(suffix) ?? []), ...(byWord.get(number.join('')) ?? [])]);
  return [...found]
    .filter((yuki) => yuki.administrationId.toLowerCase() === administration)
    .filter((yuki) => pattern.test(yuki.reference) || pattern.test(yuki.subject))
    .filter((yuki) => yuki.imported || !waiting.has(focus.id))
    .flatMap((yuki) => {
      const score = scoreOf(focus, yuki, pattern.test(yuki.reference));
      return score === null ? [] : [{ focus, yuki, linked: !yuki.imported, score }];
    });
}

/** How well two documents agree; null when the number alone is all they share. */
function scoreOf(focus: FocusDocument, yuki: YukiDocument, inReference: boolean): number | null {
  const gross = focus.kind === 'creditNote' ? -focus.grossCents : focus.grossCents;
  const customer = sameCustomer(focus.customer, yuki.contact);
  const date = focus.date === yuki.date;
  const amount = gross === yuki.grossCents;
  if (Number(customer) + Number(date) + Number(amount) < (yuki.imported ? 1 : 2)) return null;
  const sameSign = Math.sign(gross) === Math.sign(yuki.grossCents);
  return (
    (yuki.imported ? 32 : 0) +
    (sameSign ? 16 : 0) +
    (customer ? 8 : 0) +
    (date ? 4 : 0) +
    (amount ? 2 : 0) +
    (inReference ? 1 : 0)
  );
}

function unexplained(yuki: YukiDocument, candidates: Candidate[]): Difference[] {
  const twin = candidates.find((one) => one.yuki === yuki);
  if (twin !== undefined) {
    // A typed document beside an imported one of the same number, customer and amount is a double too.
    return [
      {
        kind: 'twice-in-yuki',
        focusId: twin.focus.id,
        reference: yuki.reference,
        expected: twin.focus.number ?? '',
      },
    ];
  }
  return yuki.imported ? [{ kind: 'not-in-focus', reference: yuki.reference }] : [];
}
