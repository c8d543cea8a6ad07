// Writes messages to people together with the note of what they tell, at most one waiting for each recipient. What is
// told comes from domain/messages.ts, sending from outbox.ts.

import type { Language } from '../domain/catalogue.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Message } from '../domain/message-texts.ts';
import { newsFor, quietAfter, type Matter, type Told, type ToldMatter } from '../domain/messages.ts';
import { endedMatters } from './matters.ts';
import type { Ledger } from './open.ts';
import { isUniqueViolation, newMessageId } from './row-ids.ts';

const day = 24 * 60 * 60_000;

/** The recipients of a connection who may get a message now: none is under way, and they were left in peace long enough. */
export async function readersToTell(
  ledger: Ledger,
  connectionId: ConnectionId,
  now: Date,
): Promise<string[]> {
  const rows = await ledger.db
    .selectFrom('recipients')
    .select((eb) => [
      'id',
      eb
        .selectFrom('messages')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('messages.recipientId', '=', 'recipients.id')
        .where('writtenAt', '>', new Date(now.getTime() - day))
        .as('ofTheDay'),
      eb
        .selectFrom('messages')
        .select((inner) => inner.fn.max('writtenAt').as('latest'))
        .whereRef('messages.recipientId', '=', 'recipients.id')
        .as('latest'),
    ])
    .where('connectionId', '=', connectionId)
    .where('removedAt', 'is', null)
    .where((eb) => eb.or([eb('quietUntil', 'is', null), eb('quietUntil', '<=', now)]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('messages')
            .select('messages.id')
            .whereRef('messages.recipientId', '=', 'recipients.id')
            .where('messages.state', '=', 'waiting'),
        ),
      ),
    )
    .orderBy('id')
    .execute();
  return rows
    .filter(({ ofTheDay, latest }) => {
      if (latest === null) return true;
      return now.getTime() - new Date(latest).getTime() >= quietAfter(Number(ofTheDay));
    })
    .map(({ id }) => id);
}

/**
 * Writes the next message for a recipient together with what it tells; false when there is nothing to tell. The
 * recipient's row is locked meanwhile, so that of two workers only one tells it.
 */
export async function writeNews(
  ledger: Ledger,
  order: {
    readonly recipientId: string;
    readonly connectionId: ConnectionId;
    readonly open: readonly Matter[];
    readonly remindersMs: readonly number[];
    readonly compose: (id: string, language: Language, told: readonly Told[]) => Message;
  },
  now: Date,
): Promise<boolean> {
  const ended = await endedMatters(
    ledger,
    order.connectionId,
    (await toldMatters(ledger.db, order.recipientId)).map(({ id }) => id),
  );
  try {
    return await ledger.db.transaction().execute(async (transaction) => {
      const reader = await transaction
        .selectFrom('recipients')
        .select(['language', 'about'])
        .where('id', '=', order.recipientId)
        .where('removedAt', 'is', null)
        .forUpdate()
        .executeTakeFirst();
      if (reader === undefined) return false;
      const told = await toldMatters(transaction, order.recipientId);
      const over = new Set(ended.map(({ id }) => id));
      const matters = [...order.open.filter(({ id }) => !over.has(id)), ...ended];
      const news = newsFor(reader.about, matters, told, order.remindersMs, now);
      if (news.length === 0) return false;
      const id = newMessageId();
      await insertMessage(transaction, order.recipientId, order.compose(id, reader.language, news), now);
      for (let from = 0; from < news.length; from += rowsAtOnce)
        await transaction
          .insertInto('toldMatters')
          .values(
            news.slice(from, from + rowsAtOnce).map((one) => ({
              messageId: id,
              recipientId: order.recipientId,
              matter: one.matter.id,
              news: one.news,
              reminders: one.reminders,
            })),
          )
          .execute();
      return true;
    });
  } catch (error) {
    // Another worker has written one in this very moment; what it does not tell the next one does.
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

const rowsAtOnce = 500;

/** Writes a message that tells of no matter; false when one is under way already. */
export async function writeMessage(
  ledger: Ledger,
  recipientId: string,
  compose: (id: string) => Message,
  now: Date,
): Promise<boolean> {
  try {
    await insertMessage(ledger.db, recipientId, compose(newMessageId()), now);
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

async function insertMessage(
  db: Ledger['db'],
  recipientId: string,
  message: Message,
  now: Date,
): Promise<void> {
  await db
    .insertInto('messages')
    .values({
      id: message.id,
      recipientId,
      content: JSON.stringify(message),
      state: 'waiting',
      nextTryAt: now,
      writtenAt: now,
    })
    .execute();
}

/** What this recipient was told and not yet told the end of; what was given up counts as never said. */
async function toldMatters(db: Ledger['db'], recipientId: string): Promise<ToldMatter[]> {
  const rows = await db
    .selectFrom('toldMatters')
    .innerJoin('messages', 'messages.id', 'toldMatters.messageId')
    .select((eb) => ['matter', eb.fn.max('reminders').as('reminders')])
    .where('toldMatters.recipientId', '=', recipientId)
    .where('messages.state', 'in', ['waiting', 'sent'])
    .groupBy('matter')
    .having((eb) => eb.not(eb.fn<boolean>('bool_or', [eb('news', '=', 'over')])))
    .execute();
  return rows.map(({ matter, reminders }) => ({ id: matter, reminders: Number(reminders) }));
}
