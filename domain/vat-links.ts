/**
 * How a VAT rate of Focus is linked to a VAT code of Yuki. Proposing links is vat-proposals.ts, checking a
 * document against them translation-vat.ts.
 */

import type { BasisPoints } from './document.ts';
import type { FocusTaxRateId } from './ids.ts';

/** What kind of delivery a rate stands for; decides what the customer has to have (E-7, E-5c). */
export type VatNature =
  | 'domestic'
  | 'reverse-charge'
  | 'intra-community-goods'
  | 'intra-community-services'
  | 'export'
  | 'one-stop-shop'
  | 'exempt';

/** A link is not a pair but a whole: type, percentage, country and date have to fit together (R-VAT-4). */
export interface VatLink {
  readonly taxRateId: FocusTaxRateId;
  readonly vatType: number;
  readonly percentage: BasisPoints;
  /** ISO country of a one-stop-shop code; null for all others. */
  readonly country: string | null;
  /** Yuki's description; decides when several codes share type and percentage (yuki-api 5.2). */
  readonly vatDescription: string | null;
  readonly nature: VatNature;
}

/**
 * Whether a description speaks of the margin scheme, whose VAT is not that of the lines. Yuki's import documents
 * nothing for it, so such documents wait, linked or not (R-VAT-9).
 */
export function isMarginScheme(description: string): boolean {
  return /\b(?:winst)?marge|\bmargin|differenzbesteuer/i.test(description);
}

/** `21 %`, `5.5 %`: how a percentage is shown. */
export function percentageText(percentage: BasisPoints): string {
  return `${percentage / 100} %`;
}
