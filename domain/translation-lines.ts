/**
 * The lines of Yuki's message: positive prices, signs in quantity and amounts, one stable product per ledger
 * account and VAT code (R-LINE-5, R-LINE-8, R-CN-3).
 */

import { decimalOf, exactPrice, parseDecimal } from './decimal.ts';
import type { DecimalText, DocumentKind, FocusLine, SalesLine } from './document.ts';
import { absCents, formatCents, negate, type Cents } from './money.ts';
import { cutText } from './text.ts';
import { usableQuantity, type AmountedLine } from './translation-amounts.ts';
import { limits, lineDescription, lineRemarks } from './translation-texts.ts';
import type { ChosenVatCode } from './translation-vat.ts';

export interface SalesLines {
  readonly lines: readonly SalesLine[];
  readonly warnings: readonly string[];
}

/** Writes the lines. Credit notes turn the sign of every amount. */
export function salesLines(
  kind: DocumentKind,
  priced: readonly AmountedLine[],
  accountOf: (line: AmountedLine) => string,
  codeOf: (line: AmountedLine) => ChosenVatCode,
): SalesLines {
  const warnings: string[] = [];
  const turn = (amount: Cents): Cents => (kind === 'creditNote' ? negate(amount) : amount);
  const lines = priced.map((line): SalesLine => {
    const account = accountOf(line);
    const code = codeOf(line);
    const product = productDescription(account, code);
    const description = lineDescription(line.text, product);
    const netCents = turn(line.netCents);
    const counted = countLine(line.source, netCents, turn(line.vatCents));
    const remarks = lineRemarks([line.source?.extendedDescription ?? null, counted.remark]);
    warnings.push(...description.warnings, ...remarks.warnings);
    if (counted.remark !== null) warnings.push(countedOnce);
    return {
      description: description.text,
      remarks: remarks.text,
      quantity: counted.quantity,
      netCents,
      vatCents: turn(line.vatCents),
      product: {
        description: product,
        salesPrice: counted.salesPrice,
        vatPercentage: code.percentage,
        vatType: code.type,
        vatDescription: code.description,
        account,
      },
    };
  });
  return { lines, warnings };
}

/** Its amounts are right all the same (R-LINE-5). */
const countedOnce =
  'A line is sent with quantity 1 and its whole amount, because its quantity and price do not give that amount exactly; both stand under it.';

interface CountedLine {
  readonly quantity: DecimalText;
  readonly salesPrice: DecimalText;
  /** Focus's own quantity and price, when they could not be sent. */
  readonly remark: string | null;
}

/**
 * Quantity and price after discounts. Focus's quantity stays when a price with two decimals gives the net amount
 * exactly; else the line counts once, so that price × quantity is right even where explicit amounts were not
 * honoured. The price is never zero, because Yuki would bill the stored product price (yuki-api 3.3).
 */
function countLine(source: FocusLine | null, netCents: Cents, vatCents: Cents): CountedLine {
  const sign = netCents < 0 || (netCents === 0 && vatCents < 0) ? '-' : '';
  const amount = absCents(netCents);
  const quantity = usableQuantity(source);
  if (quantity !== null) {
    const magnitude = {
      units: quantity.units < 0n ? -quantity.units : quantity.units,
      scale: quantity.scale,
    };
    const price = exactPrice(amount, magnitude);
    if (price !== null)
      return { quantity: `${sign}${decimalOf(magnitude)}`, salesPrice: formatCents(price), remark: null };
  }
  return {
    quantity: `${sign}1`,
    salesPrice: formatCents(amount),
    remark: source === null ? null : ownCount(source),
  };
}

function ownCount(source: FocusLine): string | null {
  if (
    !/^[+-]?\d{1,30}(?:\.\d{1,30})?$/.test(source.quantity) ||
    !/^[+-]?\d{1,30}(?:\.\d{1,30})?$/.test(source.unitPrice)
  )
    return null;
  const quantity = decimalOf(parseDecimal(source.quantity));
  return quantity === '1' ? null : `${quantity} × ${decimalOf(parseDecimal(source.unitPrice))}`;
}

/** One product per account and VAT code: Yuki finds products by their description and makes those it lacks (R-LINE-5). */
function productDescription(account: string, code: ChosenVatCode): string {
  const more = [code.country, code.description].filter((part) => part !== null && part !== '');
  const label = [`Focus ${account}`, `${code.percentage / 100}%`, `T${code.type}`, ...more].join(' ');
  return cutText(label, limits.product);
}
