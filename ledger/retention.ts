// How long the texts of attempts are kept: what was sent and answered, word for word. The rows themselves, with
// identity, fingerprint and verdict, are the record without time limit (design 5) and stay.

import type { Ledger } from './open.ts';
import { readSetting, writeSetting } from './settings.ts';
import type { DocumentState } from './tables.ts';

const settingKey = 'retention';
const usualDays = 730;
const day = 86_400_000;

export interface Retention {
  /** Null: for ever. */
  readonly attemptTextsDays: number | null;
}

/** A doubt may still need its texts, and an auditor too. */
const leastDays = 30;

/** Two years, unless somebody chose otherwise. */
export async function readRetention(ledger: Ledger): Promise<Retention> {
  const stored = await readSetting(ledger, settingKey);
  const days = (stored as { attemptTextsDays?: unknown } | null)?.attemptTextsDays;
  return { attemptTextsDays: days === null || isDays(days) ? days : usualDays };
}

/** @throws RangeError for less than 30 days. */
export async function writeRetention(ledger: Ledger, chosen: Retention, now: Date): Promise<void> {
  const { attemptTextsDays } = chosen;
  if (attemptTextsDays !== null && !isDays(attemptTextsDays))
    throw new RangeError(`Texts are kept for a whole number of days, ${leastDays} at least.`);
  await writeSetting(ledger, settingKey, { attemptTextsDays }, now);
}

function isDays(days: unknown): days is number {
  return typeof days === 'number' && Number.isSafeInteger(days) && days >= leastDays;
}

/**
 * While a document is in one of these states, its last attempt may be judged again: on its way, in doubt, or by a
 * person who takes a decision back.
 */
const stillNeeds: readonly DocumentState[] = ['sending', 'doubtful', 'held', 'linked', 'ignored'];

/**
 * Removes the texts of at most `limit` attempts that are older than texts are kept, oldest first, and answers how
 * many. An attempt without a verdict for each of its documents keeps its texts, and so does every attempt of a
 * document that still waits or may be looked at again.
 */
export async function removeOldTexts(ledger: Ledger, limit: number, now: Date): Promise<number> {
  const { attemptTextsDays } = await readRetention(ledger);
  if (attemptTextsDays === null) return 0;
  const before = new Date(now.getTime() - attemptTextsDays * day);
  return ledger.db.transaction().execute(async (transaction) => {
    const old = await transaction
      .selectFrom('attempts')
      .select('id')
      .where('textsRemovedAt', 'is', null)
      .where('wireDeadline', '<', before)
      .where('state', 'in', ['settled', 'abandoned', 'lost'])
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('attemptDocuments')
              .innerJoin('documents', 'documents.id', 'attemptDocuments.documentId')
              .select('documents.id')
              .whereRef('attemptDocuments.attemptId', '=', 'attempts.id')
              .where((inner) =>
                inner.or([
                  inner('attemptDocuments.verdict', 'is', null),
                  inner('documents.state', 'in', [...stillNeeds]),
                ]),
              ),
          ),
        ),
      )
      .orderBy('wireDeadline')
      .limit(Math.min(limit, 500))
      .forUpdate()
      .skipLocked()
      .execute();
    if (old.length === 0) return 0;
    const ids = old.map(({ id }) => id);
    await transaction
      .updateTable('attempts')
      .set({ answer: null, textsRemovedAt: now })
      .where('id', 'in', ids)
      .execute();
    await transaction
      .updateTable('attemptDocuments')
      .set({ fragment: null, vendorText: null })
      .where('attemptId', 'in', ids)
      .execute();
    return ids.length;
  });
}
