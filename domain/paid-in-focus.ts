/**
 * Money that Focus shows on an exported invoice and Yuki does not, and how much (R-PAY-2, S-51). Pure; nothing is asked
 * of either system for it.
 */

import { cents, type Cents } from './money.ts';

/** One invoice as both sides were last seen. */
export interface BothSides {
  readonly grossCents: Cents;
  /** What Focus has due: less by payments and by credit notes. */
  readonly dueCents: Cents;
  /** All credit notes of Focus on it, as a positive amount. */
  readonly creditedCents: Cents;
  readonly openInYukiCents: Cents;
  /** Money that Yuki shows on it now. */
  readonly shownInYukiCents: Cents;
  /** Money that Yuki has ever shown: what was undone there is a reversal and no news of Focus (R-PAY-3). */
  readonly everShownCents: Cents;
}

/** What only Focus shows as paid, never more than is open in Yuki; zero when both tell the same. */
export function onlyInFocus(sides: BothSides): Cents {
  const paid = sides.grossCents - sides.dueCents - sides.creditedCents;
  const known = Math.max(sides.shownInYukiCents, sides.everShownCents);
  return cents(Math.max(0, Math.min(sides.openInYukiCents, paid - known)));
}
