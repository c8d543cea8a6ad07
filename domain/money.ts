/**
 * Money as whole hundredths of the document's currency, read from decimal text and never computed by
 * floating point (design 5).
 */

import type { Brand } from './ids.ts';

/** A safe integer of hundredths. */
export type Cents = Brand<number, 'Cents'>;
