/**
 * Net and VAT of every line, so that they add up to the document's own totals per rate to the cent: Focus's
 * `taxes` decide, nothing is computed anew beyond dividing them (R-VAT-6, R-VAT-7, R-DISC-4).
 */

import type { CauseFinding } from './causes.ts';
import { afterDiscounts, parseDecimal, shareOf } from './decimal.ts';
import type { BasisPoints, FocusDocument, FocusLine } from './document.ts';
import type { FocusProductCategoryId, FocusTaxRateId } from './ids.ts';
import { addCents, cents, subtractCents, sumCents, zeroCents, type Cents } from './money.ts';
import type { PreparedRules } from './translation.ts';

/** A line with its share of the document's totals, in Focus's own sign. */
export interface AmountedLine {
  /** Position in Focus; the last line of the rate for a discount on the whole document. */
  readonly position: number;
  readonly source: FocusLine | null;
  readonly text: string;
  readonly taxRateId: FocusTaxRateId;
  readonly rate: BasisPoints;
  readonly netCents: Cents;
  readonly vatCents: Cents;
  readonly productCategoryId: FocusProductCategoryId | null;
  /** The line is a discount on the whole document, booked on its own account (R-DISC-3). */
  readonly discount: boolean;
}

export interface LineAmounts {
  /** What is sent as lines, in Focus's order, discounts of the document last. */
  readonly priced: readonly AmountedLine[];
  /** Lines without value, which travel as text (R-LINE-8, S-14). */
  readonly texts: readonly FocusLine[];
  readonly findings: readonly CauseFinding[];
}

const inconsistent: CauseFinding = { key: 'totals-inconsistent', subject: 'totals', shown: '', line: null };

/** Divides the document's totals over its lines; finds the lines whose rate nobody knows and totals that do not fit. */
export function amountLines(document: FocusDocument, rules: PreparedRules): LineAmounts {
  const findings: CauseFinding[] = [];
  const texts = document.lines.filter(isText);
  const lines: RatedLine[] = [];
  for (const line of document.lines) {
    if (isText(line)) continue;
    if (line.taxRateId === null) {
      findings.push({
        key: 'document-incomplete',
        subject: 'vat-rate',
        shown: 'a VAT rate on a line',
        line: line.position,
      });
      continue;
    }
    const rate = rules.rateById.get(line.taxRateId);
    if (rate === undefined) {
      findings.push({
        key: 'vat-rate-not-linked',
        subject: line.taxRateId,
        shown: line.taxRateId,
        line: line.position,
      });
      continue;
    }
    lines.push({
      line,
      taxRateId: line.taxRateId,
      rate: rate.rate,
      netCents: line.netCents,
      discount: false,
    });
  }
  // A document without lines waits for its lines, not for totals that could not fit them.
  if (findings.length > 0 || document.lines.length === 0) return { priced: [], texts, findings };
  const priced = divide(document, lines, rules);
  if (priced === null) return { priced: [], texts, findings: [inconsistent] };
  const kept = priced.filter((line) => line.netCents !== 0 || line.vatCents !== 0);
  const valueless = new Set([
    ...texts,
    ...priced.filter((line) => line.netCents === 0 && line.vatCents === 0).map((line) => line.source),
  ]);
  return { priced: kept, texts: document.lines.filter((line) => valueless.has(line)), findings };
}

interface RatedLine {
  readonly line: FocusLine;
  readonly taxRateId: FocusTaxRateId;
  readonly rate: BasisPoints;
  readonly netCents: Cents;
  readonly discount: boolean;
}

/** A line that bills nothing: no quantity, no price or nothing left of it. */
function isText(line: FocusLine): boolean {
  return line.netCents === 0 && line.grossCents === 0;
}

/** Null when lines and totals do not belong together. */
function divide(
  document: FocusDocument,
  lines: readonly RatedLine[],
  rules: PreparedRules,
): AmountedLine[] | null {
  const { taxes, netCents, grossCents } = document;
  const taxableSum = sumCents(taxes.map((tax) => tax.taxableCents));
  const vatSum = sumCents(taxes.map((tax) => tax.taxCents));
  if (taxableSum !== netCents || addCents(taxableSum, vatSum) !== grossCents) return null;
  const rates = [...new Set([...lines.map((line) => line.rate), ...taxes.map((tax) => tax.rate)])];
  const byLine: { order: number; line: AmountedLine }[] = [];
  for (const rate of rates) {
    const ofRate = lines.filter((line) => line.rate === rate);
    const totals = taxes.filter((tax) => tax.rate === rate);
    const taxable = sumCents(totals.map((tax) => tax.taxableCents));
    const tax = sumCents(totals.map((total) => total.taxCents));
    if (ofRate.length === 0) {
      if (taxable !== 0 || tax !== 0) return null;
      continue;
    }
    const netted = netOfRate(document, ofRate, taxable, rules.discountAccount !== null);
    if (netted === null) return null;
    const bearing = netted.map((line) => line.netCents);
    const vats = withRestOnLast(
      bearing.map((net) => shareOf(net, rate)),
      bearing,
      tax,
    );
    if (vats === null) return null;
    netted.forEach((line, index) => {
      const order = line.discount ? Number.MAX_SAFE_INTEGER : line.line.position;
      byLine.push({ order, line: amounted(line, vats[index] ?? zeroCents, document) });
    });
  }
  return byLine.toSorted((a, b) => a.order - b.order).map(({ line }) => line);
}

/**
 * The lines of one rate with nets that add up to its taxable amount. Discounts on the whole document lower each
 * line, or stand as lines of their own per VAT rate when they have an account.
 */
function netOfRate(
  document: FocusDocument,
  lines: readonly RatedLine[],
  taxable: Cents,
  discountsApart: boolean,
): RatedLine[] | null {
  const percentages = document.discounts.map((discount) => discount.percentage);
  const before = lines.map((line) => line.netCents);
  const discounted = withRestOnLast(
    before.map((net) => afterDiscounts(net, percentages)),
    before,
    taxable,
  );
  // Whether a line's total already holds the document's discounts is not documented (focus-api 11): both are tried.
  const nets = discounted ?? withRestOnLast(before, before, taxable);
  if (nets === null) return null;
  const reduced = lines.map((line, index) => ({ ...line, netCents: nets[index] ?? zeroCents }));
  if (!discountsApart || percentages.length === 0 || discounted === null) return reduced;
  const perRateId = new Map<FocusTaxRateId, { last: RatedLine; cut: Cents }>();
  reduced.forEach((line, index) => {
    const before = lines[index]?.netCents ?? zeroCents;
    const cut = addCents(
      perRateId.get(line.taxRateId)?.cut ?? zeroCents,
      subtractCents(line.netCents, before),
    );
    perRateId.set(line.taxRateId, { last: line, cut });
  });
  const apart = [...perRateId.values()].map(({ last, cut }) => ({ ...last, netCents: cut, discount: true }));
  return [...lines, ...apart];
}

/**
 * Adjusts rounded parts to a total: the odd cents go to the last parts, one cent each, so that no line is off by
 * more than rounding explains. Only parts whose line bears an amount take one. Null when more is missing than one
 * cent for each of those.
 */
function withRestOnLast(parts: readonly Cents[], bearing: readonly Cents[], total: Cents): Cents[] | null {
  const adjusted = [...parts];
  let rest = total - sumCents(parts);
  const step = rest < 0 ? -1 : 1;
  for (let index = adjusted.length - 1; index >= 0 && rest !== 0; index -= 1) {
    if (bearing[index] === 0) continue;
    adjusted[index] = cents((adjusted[index] ?? 0) + step);
    rest -= step;
  }
  return rest === 0 ? adjusted : null;
}

function amounted(line: RatedLine, vatCents: Cents, document: FocusDocument): AmountedLine {
  const names = document.discounts
    .map((discount) => discount.description.trim())
    .filter((name) => name !== '');
  return {
    position: line.line.position,
    source: line.discount ? null : line.line,
    text: line.discount ? names.join(', ') : line.line.description,
    taxRateId: line.taxRateId,
    rate: line.rate,
    netCents: line.netCents,
    vatCents,
    productCategoryId: line.discount ? null : line.line.productCategoryId,
    discount: line.discount,
  };
}

/** Yuki's quantity takes fourteen digits, four of them behind the dot (yuki-api 3.3). */
const mostDigits = 14;

/** Focus's quantity when it can be multiplied and sent: decimal text other than zero. */
export function usableQuantity(line: FocusLine | null): ReturnType<typeof parseDecimal> | null {
  if (line === null || !/^[+-]?\d{1,14}(?:\.\d{1,30})?$/.test(line.quantity)) return null;
  const quantity = parseDecimal(line.quantity);
  const digits = String(quantity.units).replace('-', '').length;
  return quantity.units === 0n || quantity.scale > 4 || digits > mostDigits ? null : quantity;
}
