/** Whether a refusal of Focus says that the record that was asked for is not there; only its own word counts. */

import type { FocusRefused } from './errors.ts';

const absence = /not (be )?found|(does|do) ?n[o']t exist|no longer exists|unknown id/i;

/**
 * Focus answers an unknown id by 404 or by 400 (focus-api 1.5, 11). Only its own error counts: a 404 from
 * something in between, or from a wrong address, must never look like a deleted document.
 */
export function saysNotThere({ evidence }: FocusRefused): boolean {
  if (evidence.title === null) return false;
  return evidence.status === 404 || (evidence.status === 400 && absence.test(evidence.title));
}
