// The outbox of messages to people: what is due is claimed, tried until it arrives, or given up. Each try is written
// down before it is made, so a message may arrive twice but is never lost; its id tells a receiver that it has it.

import { silenceAfterGivingUp, waitBeforeNextTry } from '../domain/messages.ts';
import type { Channel } from './message-tables.ts';
import type { Ledger } from './open.ts';
import { bounded } from './row-ids.ts';
import { purposes } from './sealing.ts';

const day = 24 * 60 * 60_000;
/** How long the record of a sent message is kept once nothing that it told is open any more. */
const keptDays = 90;

export interface DueMessage {
  readonly id: string;
  readonly recipientId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly signingSecret: string | null;
  readonly content: string;
  /** This try, 1 for the first. */
  readonly tries: number;
}

/**
 * Takes at most `limit` messages that are due, fresh ones first. The try is written down before it is made and is
 * ours for `leaseMs`; if nobody reports by then, the worker was lost and the message is due again under the same id.
 *
 * @throws SealError
 */
export async function claimMessages(
  ledger: Ledger,
  limit: number,
  leaseMs: number,
  now: Date,
): Promise<DueMessage[]> {
  const claimed = await ledger.db.transaction().execute(async (transaction) => {
    const due = await transaction
      .selectFrom('messages')
      .innerJoin('recipients', 'recipients.id', 'messages.recipientId')
      .select([
        'messages.id',
        'messages.recipientId',
        'messages.content',
        'messages.tries',
        'recipients.channel',
        'recipients.address',
        'recipients.signingSecret',
      ])
      .where('messages.state', '=', 'waiting')
      .where('messages.nextTryAt', '<=', now)
      .orderBy('messages.tries')
      .orderBy('messages.nextTryAt')
      .limit(limit)
      .forUpdate('messages')
      .skipLocked()
      .execute();
    if (due.length === 0) return [];
    await transaction
      .updateTable('messages')
      .set((eb) => ({ tries: eb('tries', '+', 1), nextTryAt: new Date(now.getTime() + leaseMs) }))
      .where(
        'id',
        'in',
        due.map(({ id }) => id),
      )
      .execute();
    return due;
  });
  return Promise.all(
    claimed.map(async ({ recipientId, address, signingSecret, tries, ...message }) => ({
      ...message,
      recipientId,
      tries: tries + 1,
      address: await ledger.seal.open(address, purposes.recipient(recipientId)),
      signingSecret:
        signingSecret === null
          ? null
          : await ledger.seal.open(signingSecret, purposes.signingSecret(recipientId)),
    })),
  );
}

/** It has arrived. What it told the end of is forgotten, because nothing more is to be told of it. */
export async function noteSent(ledger: Ledger, message: DueMessage, now: Date): Promise<void> {
  const { id, recipientId } = message;
  await ledger.db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('messages')
      .set({ state: 'sent', sentAt: now, nextTryAt: null })
      .where('id', '=', id)
      .where('state', '!=', 'sent')
      .execute();
    await transaction
      .updateTable('recipients')
      .set({ failingSince: null, quietUntil: null, lastProblem: null })
      .where('id', '=', recipientId)
      .execute();
    await transaction
      .deleteFrom('toldMatters')
      .where('recipientId', '=', recipientId)
      .where('matter', 'in', (eb) =>
        eb.selectFrom('toldMatters').select('matter').where('messageId', '=', id).where('news', '=', 'over'),
      )
      .execute();
  });
}

/** It has not arrived: when it is tried next, or that it is given up and its recipient left alone for a day. */
export async function noteNotSent(
  ledger: Ledger,
  message: DueMessage,
  problem: string,
  now: Date,
): Promise<void> {
  const { id, recipientId, tries } = message;
  await ledger.db.transaction().execute(async (transaction) => {
    const reader = await transaction
      .selectFrom('recipients')
      .select(['failingSince', 'quietUntil'])
      .where('id', '=', recipientId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const wait = waitBeforeNextTry(tries, reader.quietUntil !== null);
    const { numUpdatedRows } = await transaction
      .updateTable('messages')
      .set(
        wait === null ? { state: 'givenUp', nextTryAt: null } : { nextTryAt: new Date(now.getTime() + wait) },
      )
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      // A late report of a lost worker changes nothing about a later try.
      .where('tries', '=', tries)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await transaction
      .updateTable('recipients')
      .set({
        failingSince: reader.failingSince ?? now,
        lastProblem: bounded(problem, 100),
        ...(wait === null ? { quietUntil: new Date(now.getTime() + silenceAfterGivingUp) } : {}),
      })
      .where('id', '=', recipientId)
      .execute();
  });
}

/** Forgets messages that are old and of which nothing is open. */
export async function removeOldMessages(ledger: Ledger, limit: number, now: Date): Promise<number> {
  const { numDeletedRows } = await ledger.db
    .deleteFrom('messages')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('messages')
        .select('messages.id')
        .where('state', '!=', 'waiting')
        .where('writtenAt', '<', new Date(now.getTime() - keptDays * day))
        .where((inner) =>
          inner.or([
            inner('state', 'in', ['givenUp', 'dropped']),
            inner.not(
              inner.exists(
                inner
                  .selectFrom('toldMatters')
                  .select('toldMatters.matter')
                  .whereRef('toldMatters.messageId', '=', 'messages.id'),
              ),
            ),
          ]),
        )
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
