/**
 * Tells people by message what needs them (design 3, 8): writes what is news into the outbox, and sends what is due.
 * Receivers may be away, slow or hostile; nothing but the messages themselves waits for them.
 */

import { Context } from '@temporalio/activity';
import type { ConnectionId } from '../domain/ids.ts';
import { composeMessage } from '../domain/message-texts.ts';
import { openMatters } from '../ledger/matters.ts';
import { readersToTell, writeNews } from '../ledger/messages.ts';
import { claimMessages, noteNotSent, noteSent, removeOldMessages } from '../ledger/outbox.ts';
import { connectionsToTell } from '../ledger/recipients.ts';
import { startHeartbeats } from './heartbeats.ts';
import type { Activities } from './interface.ts';
import { durationsOf, type Tools } from './tools.ts';

const connectionsPerPage = 50;
/** So many are under way at once; a receiver that hangs keeps only its own place. */
const sentAtOnce = 50;
/** What is not sent within this time of one round is left to the next; far below the activity's time-out. */
const roundMs = 4 * 60_000;
/** Longer than any delivery: whoever has not reported by then is lost, and the message is tried again. */
const leaseMs = 2 * 60_000;

export function messageActivities(tools: Tools): Pick<Activities, 'tellPeople'> {
  return {
    tellPeople: async () => {
      const stopBeating = startHeartbeats();
      try {
        const { written, failed } = await writeAll(tools);
        return { written, failed, ...(await sendDue(tools)) };
      } finally {
        stopBeating();
      }
    },
  };
}

/** Goes through all connections that somebody wants to hear of. One that cannot be read keeps no other from it. */
async function writeAll(tools: Tools): Promise<{ written: number; failed: number }> {
  const done = { written: 0, failed: 0 };
  const remindersMs = (await durationsOf(tools)).reminders;
  let after: ConnectionId | null = null;
  for (;;) {
    const page: { id: ConnectionId; entityName: string | null }[] = await connectionsToTell(
      tools.ledger,
      connectionsPerPage,
      after,
    );
    for (const connection of page) {
      try {
        done.written += await writeFor(tools, connection, remindersMs);
      } catch (error) {
        Context.current().log.warn('messages of a connection could not be written', {
          connectionId: connection.id,
          error,
        });
        done.failed += 1;
      }
    }
    after = page.at(-1)?.id ?? null;
    if (page.length < connectionsPerPage) return done;
  }
}

async function writeFor(
  tools: Tools,
  { id: connectionId, entityName }: { readonly id: ConnectionId; readonly entityName: string | null },
  remindersMs: readonly number[],
): Promise<number> {
  const { ledger } = tools;
  const now = tools.clock();
  const readers = await readersToTell(ledger, connectionId, now);
  if (readers.length === 0) return 0;
  const open = await openMatters(ledger, connectionId);
  let written = 0;
  for (const recipientId of readers) {
    const isWritten = await writeNews(
      ledger,
      {
        recipientId,
        connectionId,
        open,
        remindersMs,
        compose: (id, language, told) =>
          composeMessage(
            {
              id,
              connectionId,
              name: entityName ?? connectionId,
              language,
              link: linkTo(tools, connectionId),
            },
            told,
            now,
          ),
      },
      now,
    );
    if (isWritten) written += 1;
  }
  return written;
}

function linkTo({ consoleUrl }: Tools, connectionId: ConnectionId): string {
  return `${consoleUrl}/connections/${connectionId}`;
}

async function sendDue(tools: Tools): Promise<{ sent: number; notSent: number }> {
  const { ledger, clock, post } = tools;
  const begun = performance.now();
  const done = { sent: 0, notSent: 0 };
  while (performance.now() - begun < roundMs) {
    const due = await claimMessages(ledger, sentAtOnce, leaseMs, clock());
    const verdicts = await Promise.all(
      due.map(async (message) => {
        const delivery = await post.deliver(message.channel, message, clock());
        if (delivery.ok) await noteSent(ledger, message, clock());
        else await noteNotSent(ledger, message, delivery.problem, clock());
        return delivery.ok;
      }),
    );
    done.sent += verdicts.filter((ok) => ok).length;
    done.notSent += verdicts.filter((ok) => !ok).length;
    if (due.length < sentAtOnce) break;
  }
  await removeOldMessages(ledger, 500, clock());
  return done;
}
