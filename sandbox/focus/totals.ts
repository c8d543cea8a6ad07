// What a Focus document adds up to: line totals rounded to cents after the line discount, document discounts on the
// sum per rate, VAT per rate or per line (focus-api.md 11; the switch vatRounding). Computed once, when a document
// is written; reading never computes.
import { decimalOf, integer, product, rounded, roundedCents, shareLeftAfter } from './decimal.ts';

export interface LineFigures {
  netCents: number;
  netBeforeDiscountCents: number;
  grossCents: number;
  grossBeforeDiscountCents: number;
}

export interface TaxFigures {
  /** The fraction as Focus writes it: 0.21. */
  rate: number;
  taxableCents: number;
  taxCents: number;
}

export interface DocumentFigures {
  netCents: number;
  netBeforeDiscountCents: number;
  grossCents: number;
  grossBeforeDiscountCents: number;
  taxes: TaxFigures[];
  payableCents: number;
}

export type VatRounding = 'per-rate' | 'per-line';

const vatOn = (netCents: number, rate: number): number =>
  rounded(product(integer(netCents), decimalOf(rate)));

/** The figures of one line. `discount` is a percentage, `rate` a fraction. */
export function lineFigures(line: {
  quantity: number;
  unitPrice: number;
  discount: number;
  rate: number;
}): LineFigures {
  const full = product(decimalOf(line.quantity), decimalOf(line.unitPrice));
  const netBeforeDiscountCents = roundedCents(full);
  const netCents = roundedCents(product(full, shareLeftAfter(line.discount)));
  return {
    netCents,
    netBeforeDiscountCents,
    grossCents: netCents + vatOn(netCents, line.rate),
    grossBeforeDiscountCents: netBeforeDiscountCents + vatOn(netBeforeDiscountCents, line.rate),
  };
}

/** The figures of a whole document. `discounts` are percentages, applied one after the other. */
export function documentFigures(
  lines: { netCents: number; rate: number }[],
  discounts: number[],
  rounding: VatRounding,
): DocumentFigures {
  const before = taxesOf(lines, [], rounding);
  const after = discounts.length === 0 ? before : taxesOf(lines, discounts, rounding);
  const netCents = sum(after.map((tax) => tax.taxableCents));
  const grossCents = netCents + sum(after.map((tax) => tax.taxCents));
  const netBeforeDiscountCents = sum(before.map((tax) => tax.taxableCents));
  return {
    netCents,
    netBeforeDiscountCents,
    grossCents,
    grossBeforeDiscountCents: netBeforeDiscountCents + sum(before.map((tax) => tax.taxCents)),
    taxes: after,
    payableCents: grossCents,
  };
}

function taxesOf(
  lines: { netCents: number; rate: number }[],
  discounts: number[],
  rounding: VatRounding,
): TaxFigures[] {
  const left = product(...discounts.map(shareLeftAfter));
  const netsByRate = new Map<number, number[]>();
  for (const line of lines) {
    const nets = netsByRate.get(line.rate) ?? [];
    nets.push(line.netCents);
    netsByRate.set(line.rate, nets);
  }
  return [...netsByRate]
    .toSorted(([a], [b]) => a - b)
    .map(([rate, nets]) => {
      const taxableCents = rounded(product(integer(sum(nets)), left));
      const taxCents =
        rounding === 'per-rate'
          ? vatOn(taxableCents, rate)
          : sum(nets.map((net) => rounded(product(integer(net), left, decimalOf(rate)))));
      return { rate, taxableCents, taxCents };
    });
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
