/**
 * Where an answer departs from the schema, in words that hold none of its values: the path of the property without
 * the places in lists, so that a hundred documents with one fault say the same.
 */

import type { z } from 'zod';

/** At most two paths with what was expected there, in 150 characters. */
export function departure(error: z.ZodError): string {
  const words = error.issues.map((issue) => {
    const path = issue.path.filter((step) => typeof step === 'string' && step !== 'data').join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  return [...new Set(words)].slice(0, 2).join('; ').slice(0, 150);
}
