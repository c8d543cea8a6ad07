// Whether the two sides agree: every Focus document in scope is in Yuki exactly once, to the cent, or waits and is
// named. Code of its own that shares nothing with a connector; sandbox/comparison/ holds its parts.
import { contactDifferences, customerDifference } from './comparison/customers.ts';
import { amountDifferences, headerDifferences, paymentDifferences } from './comparison/documents.ts';
import { pairDocuments } from './comparison/pairing.ts';
import type { Pair } from './comparison/pairing.ts';
import type {
  ComparisonOptions,
  ComparisonResult,
  Difference,
  Expectation,
  FocusDocument,
  SideTotals,
  YukiDocument,
} from './comparison/types.ts';

export type {
  ComparisonOptions,
  ComparisonResult,
  Difference,
  Expectation,
  FocusDocument,
  YukiDocument,
} from './comparison/types.ts';
export { yukiSide } from './comparison/yuki-side.ts';

/**
 * Compares the documents of Focus with those of Yuki. In scope are booked documents of the expected entities, dated
 * on or after the start date. Imported documents of Yuki that nothing in Focus explains are differences; documents
 * typed by hand only count when they carry the number of a Focus document that is not waiting ("linked").
 */
export function compareSides(
  focusDocuments: FocusDocument[],
  yukiDocuments: YukiDocument[],
  options: ComparisonOptions,
): ComparisonResult {
  const expectations = [options.expectations].flat();
  const expectationOf = (entityId: string): Expectation | undefined =>
    expectations.find((one) => one.entityId === entityId);
  const booked = focusDocuments.filter(
    (one) => one.status !== 'draft' && one.number !== null && one.date !== null,
  );
  const inScope = booked.filter((one) => {
    const start = startOf(options, one.departmentId);
    return expectationOf(one.departmentId) !== undefined && (one.date ?? '') >= start;
  });
  const administrations = new Set(expectations.map((one) => one.administrationId.toLowerCase()));
  const standing = yukiDocuments.filter(
    (one) => !one.removed && administrations.has(one.administrationId.toLowerCase()),
  );
  const waiting = new Set(options.waiting ?? []);
  const paired = pairDocuments(inScope, standing, waiting, expectations);
  const differences: Difference[] = [];
  const reversed: string[] = [];
  for (const pair of paired.pairs) {
    const expectation = expectationOf(pair.focus.departmentId);
    if (expectation === undefined) continue;
    differences.push(...pairDifferences(pair, expectation, options, reversed));
  }
  differences.push(...waitingDifferences(paired.unpaired, paired.pairs, waiting));
  differences.push(...paired.leftOver);
  differences.push(...sameReferences(standing));
  differences.push(...contactDifferences(paired.pairs, options, expectations));
  for (const draft of options.drafts ?? [])
    differences.push({ kind: 'draft-in-yuki', reference: draft.subject });
  return {
    agrees: differences.length === 0,
    matched: paired.pairs.length,
    totals: {
      focus: totals(inScope.filter((one) => !waiting.has(one.id)).map(signed)),
      yuki: totals(standing.filter((one) => one.imported || paired.pairs.some((pair) => pair.yuki === one))),
    },
    waiting: paired.unpaired.map((one) => one.id),
    reversed,
    differences,
  };
}

function startOf(options: ComparisonOptions, entityId: string): string {
  const { startDate } = options;
  return typeof startDate === 'string' ? startDate : (startDate[entityId] ?? '0000-00-00');
}

function pairDifferences(
  pair: Pair,
  expectation: Expectation,
  options: ComparisonOptions,
  reversed: string[],
): Difference[] {
  const differences = [...headerDifferences(pair), ...customerDifference(pair)];
  // A document that somebody typed in Yuki is linked, not exported: its lines and payments are not ours.
  if (pair.linked) return differences;
  differences.push(...amountDifferences(pair, expectation));
  const payment = paymentDifferences(pair, options);
  if (payment === 'reversed') reversed.push(pair.focus.id);
  else differences.push(...payment);
  return differences;
}

function waitingDifferences(unpaired: FocusDocument[], pairs: Pair[], waiting: Set<string>): Difference[] {
  const missing = unpaired
    .filter((one) => !waiting.has(one.id))
    .map((one): Difference => ({ kind: 'missing-in-yuki', focusId: one.id, expected: one.number ?? '' }));
  const arrived = pairs
    .filter((pair) => waiting.has(pair.focus.id))
    .map((pair): Difference => ({
      kind: 'waiting-but-in-yuki',
      focusId: pair.focus.id,
      reference: pair.yuki.reference,
    }));
  const open = new Set(unpaired.map((one) => one.id));
  const present = new Set(pairs.map((pair) => pair.focus.id));
  const unknown = [...waiting]
    .filter((id) => !open.has(id) && !present.has(id))
    .map((id): Difference => ({ kind: 'waiting-but-not-in-scope', focusId: id }));
  return [...missing, ...arrived, ...unknown];
}

function sameReferences(standing: YukiDocument[]): Difference[] {
  const seen = new Map<string, number>();
  for (const one of standing) {
    const key = `${one.administrationId}/${one.reference}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen]
    .filter(([, count]) => count > 1)
    .map(([key, count]) => ({
      kind: 'same-reference-twice',
      reference: key.slice(key.indexOf('/') + 1),
      expected: '1',
      found: String(count),
    }));
}

function signed(document: FocusDocument): { netCents: number; vatCents: number; grossCents: number } {
  const sign = document.kind === 'creditNote' ? -1 : 1;
  return {
    netCents: sign * document.netCents,
    vatCents: sign * document.vatCents,
    grossCents: sign * document.grossCents,
  };
}

function totals(documents: { netCents: number; vatCents: number; grossCents: number }[]): SideTotals {
  const sum = { documents: documents.length, netCents: 0, vatCents: 0, grossCents: 0 };
  for (const one of documents) {
    sum.netCents += one.netCents;
    sum.vatCents += one.vatCents;
    sum.grossCents += one.grossCents;
  }
  return sum;
}
