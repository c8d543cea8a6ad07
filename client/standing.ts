/**
 * Why a document stands as it does, for people: who decided and why, why nobody knows whether Yuki has it and when it
 * is looked up, why it was never sent. Read from the ledger alone.
 */

import { showMoment, words, type Language } from '../domain/catalogue.ts';
import type { AttemptRow } from '../ledger/attempt-records.ts';
import type { Connection } from '../ledger/connections.ts';
import type { DocumentRow } from '../ledger/documents.ts';
import { doubtsOf } from '../ledger/doubts-seen.ts';
import type { DocumentPageAnswer, StatusAnswer } from './answers.ts';
import type { ConnectorTools } from './tools.ts';

/** Under which Yuki has it; null for what is not known to be there. */
export function referenceInYuki({ state, reference, decision }: DocumentRow): string | null {
  if (state !== 'exported' && state !== 'linked' && state !== 'settled') return null;
  return decision?.reference ?? reference;
}

type Doubt = NonNullable<DocumentPageAnswer['doubt']>;

/** Null unless the document is doubtful. */
export function doubtOf(row: DocumentRow, attempts: readonly AttemptRow[]): Doubt | null {
  if (row.state !== 'doubtful') return null;
  const [last] = attempts;
  const since = last?.begunAt ?? last?.claimedAt ?? null;
  return {
    why: whyDoubtful(row, last),
    since: since?.toISOString() ?? null,
    nextLookAt: row.nextLookAt?.toISOString() ?? null,
  };
}

function whyDoubtful({ maybeSent }: DocumentRow, last: AttemptRow | undefined): Doubt['why'] {
  if (maybeSent) return 'restored';
  if (last?.verdict === 'taken') return 'taken';
  return last?.verdict === 'doubtful' && last.begunAt !== null ? 'lost' : 'other';
}

/** A sentence or two; null where the table of attempts or the cause say it. */
export function explanationOf(
  { startDate, settings: { timeZone } }: Connection,
  row: DocumentRow,
  attempts: readonly AttemptRow[],
  { language, now }: { language: Language; now: Date },
): string | null {
  const shown = (at: Date | null): string => (at === null ? '–' : showMoment(at, language, timeZone));
  const { state, decision } = row;
  if (decision !== null) {
    const { what, who, reason, reference } = decision;
    const values = { who, reason, at: shown(new Date(decision.at)), reference: reference ?? '–' };
    return words(language, ({ standing }) => standing[what], values);
  }
  const doubt = doubtOf(row, attempts);
  if (doubt !== null)
    return words(language, ({ standing }) => standing.doubtful, {
      why: doubt.why,
      since: shown(doubt.since === null ? null : new Date(doubt.since)),
      timed: isAhead(row.nextLookAt, now),
      at: shown(row.nextLookAt),
    });
  if (state === 'withdrawn')
    return startDate !== null && row.date < startDate
      ? words(language, ({ standing }) => standing.beforeStart, { startDate })
      : words(language, ({ standing }) => standing.gone);
  if (attempts.length > 0) return null;
  const isInYuki = state === 'linked' || state === 'settled' || state === 'ignored';
  return words(language, ({ standing }) => (isInYuki ? standing.notSent : standing.notSentYet));
}

/** What `status` says of all doubtful documents together; null when there are none. */
export async function doubtsInStatus(
  { ledger, now }: ConnectorTools,
  { id, settings: { timeZone } }: Connection,
  language: Language,
): Promise<StatusAnswer['doubts']> {
  const { documents, since, nextLookAt } = await doubtsOf(ledger, id);
  if (documents === 0) return null;
  const shown = (at: Date | null): string => (at === null ? '–' : showMoment(at, language, timeZone));
  const iso = { since: since?.toISOString() ?? null, nextLookAt: nextLookAt?.toISOString() ?? null };
  const text = words(language, ({ standing }) => standing.doubts, {
    count: documents,
    sinceKnown: since !== null,
    since: shown(since),
    timed: isAhead(nextLookAt, now()),
    at: shown(nextLookAt),
  });
  return { documents, ...iso, text };
}

/** A look that is due is taken by the next sync. */
function isAhead(at: Date | null, now: Date): boolean {
  return at !== null && at > now;
}
