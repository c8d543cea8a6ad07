/**
 * Tells whether a failed read is the fault of the one record that was asked for or of Focus as a whole. What one
 * record is to blame for becomes a cause of its own, so that its neighbours go on; everything else stays a failure.
 */

import { Context } from '@temporalio/activity';
import type { CauseFinding, HoldCauseKey } from '../domain/causes.ts';
import type { FocusApi } from '../focus/api.ts';
import { FocusRefused, FocusUnintelligible, FocusUnreachable, type FocusError } from '../focus/errors.ts';

/** A read that fails so often is not repeated as a whole any more: the record itself is looked at. */
const attemptsBeforeBlame = 3;

export type Read<T> = { readonly found: T } | { readonly finding: CauseFinding };

/** `subject` tells one hold from another; null: whatever departs in the same way is one hold. */
export interface Blame {
  readonly key: HoldCauseKey & ('document-unreadable' | 'customer-unreadable');
  readonly subject: string | null;
}

/**
 * Reads one record. An answer that departs from the schema, is too large, or refuses this record is blamed on it
 * at once. Silence, an error of the server and a page that is no JSON come from all sorts of things, so they are
 * repeated first; when they stay while Focus answers something else, they are blamed on the record, too.
 */
export async function readOrBlame<T>(api: FocusApi, read: () => Promise<T>, blame: Blame): Promise<Read<T>> {
  try {
    return { found: await read() };
  } catch (error) {
    const shown = faultOfRecord(error);
    if (shown !== null) return { finding: findingOf(blame, shown) };
    if (!mayPass(error)) throw error;
    if (Context.current().info.attempt < attemptsBeforeBlame) throw asUnreachable(error);
    // Throws what is wrong with Focus as a whole.
    await api.me();
    return readLastTime(read, blame);
  }
}

async function readLastTime<T>(read: () => Promise<T>, blame: Blame): Promise<Read<T>> {
  try {
    return { found: await read() };
  } catch (error) {
    if (!mayPass(error)) throw error;
    return { finding: findingOf(blame, wordsOf(error)) };
  }
}

function findingOf({ key, subject }: Blame, shown: string): CauseFinding {
  return { key, subject: subject ?? shown, shown, line: null };
}

/** What this record is to blame for, in words without its content; null when it may be something else. */
function faultOfRecord(error: unknown): string | null {
  if (error instanceof FocusUnintelligible && error.evidence.code !== 'no-json')
    return error.evidence.departure ?? error.evidence.code ?? 'not readable';
  // A missing right and withdrawn access concern everything.
  const refusedThis = error instanceof FocusRefused && error.evidence.status !== 403;
  return refusedThis ? wordsOf(error) : null;
}

function mayPass(error: unknown): error is FocusError {
  return error instanceof FocusUnreachable || error instanceof FocusUnintelligible;
}

/** A page that is no JSON is repeated like silence; it comes from something in between. */
function asUnreachable(error: FocusError): FocusError {
  return error instanceof FocusUnreachable ? error : new FocusUnreachable('read', error.evidence);
}

function wordsOf({ evidence: { status, code } }: FocusError): string {
  if (code === 'no-json') return 'not JSON';
  return status === null ? `no answer, ${code ?? 'unknown'}` : `HTTP ${status}`;
}
