/**
 * Gives adopted relations without a code theirs, before the first document of the customer leaves (R-CUST-6): what to
 * write stands in the ledger, Yuki is looked at, each relation is written once, and Yuki is looked at again. A code is
 * set on a relation by its id, so a try whose answer was lost may be repeated after its deadline.
 */

import type { CustomerRef } from '../domain/document.ts';
import type { Durations } from '../domain/durations.ts';
import type { DocumentId } from '../domain/ids.ts';
import { findCustomer } from '../ledger/customers.ts';
import { forgetDoubt, openDoubt } from '../ledger/customer-doubts.ts';
import { openRelations, relationsWithCode } from '../ledger/relation-candidates.ts';
import {
  claimCoding,
  pendingCodings,
  settleCoding,
  takeAdoptionBack,
  type PendingCoding,
} from '../ledger/relation-coding.ts';
import { storeRelations } from '../ledger/relations.ts';
import { giveCode, searchContacts, type YukiContact } from '../yuki/contact.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../yuki/errors.ts';
import type { JoinedConnection } from './connection-record.ts';
import { recordOf } from './customer-decisions.ts';
import { blockedBy } from './failures.ts';
import { startHeartbeats } from './heartbeats.ts';
import { readRelations } from './relations.ts';
import { durationsOf, type Tools } from './tools.ts';
import { beforeDeadline, TooLate } from './wire-deadline.ts';
import { openYuki, type CallLane, type YukiDesk } from './yuki-desk.ts';

/** So many relations are written before a message; the documents of the others wait for the next one. */
const codingsPerMessage = 20;
/** So often a code is written that Yuki never shows; then a person is asked. */
const maxTries = 3;

/**
 * Writes what the documents of the next message need. `calls`: how many it took, mostly none; `stopped`: why it ended
 * before its end, after which no message may be sent.
 */
export async function codeRelations(
  tools: Tools,
  connection: JoinedConnection,
  message: { readonly lane?: CallLane; readonly onlyDocument?: DocumentId },
): Promise<{ calls: number; stopped: Error | null }> {
  const { pending, backfill } = await pendingCodings(tools.ledger, placeOf(connection), {
    connectionId: connection.id,
    limit: codingsPerMessage,
    onlyDocument: message.onlyDocument ?? null,
  });
  if (pending.length === 0) return { calls: 0, stopped: null };
  const durations = await durationsOf(tools);
  const yuki = await openYuki(
    tools,
    connection,
    durations,
    message.lane ?? (backfill ? 'backfill' : 'fresh'),
  );
  const stopBeating = startHeartbeats();
  try {
    await codeAll(tools, connection, durations, yuki, pending);
    return { calls: yuki.callsMade(), stopped: null };
  } catch (stopped) {
    if (!(stopped instanceof Error)) throw stopped;
    return { calls: yuki.callsMade(), stopped };
  } finally {
    stopBeating();
  }
}

async function codeAll(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  yuki: YukiDesk,
  pending: readonly PendingCoding[],
): Promise<void> {
  await readRelations(tools, connection, yuki);
  // When Yuki is slow, the rest is left to the next message, so that this one is not given up for lost.
  const mayBeginUntil = tools.clock().getTime() + durations.wireTimeout;
  let written = 0;
  for (const one of pending) {
    if (tools.clock().getTime() > mayBeginUntil) break;
    if (await codeOne(tools, connection, durations, yuki, one)) written += 1;
  }
  if (written === 0) return;
  await readRelations(tools, connection, yuki);
  for (const one of pending) await settleIfShown(tools, connection, one);
}

/** Whether the relation shows the code now; what is not there yet is looked at before the next message. */
async function settleIfShown(
  tools: Tools,
  connection: JoinedConnection,
  { customer, relationId, code }: PendingCoding,
): Promise<boolean> {
  const [relation] = await openRelations(tools.ledger, connection.domainId, [relationId]);
  if (relation?.code !== code) return false;
  await settleCoding(tools.ledger, placeOf(connection), customer);
  return true;
}

/** True when something was written, or may have been. */
async function codeOne(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  yuki: YukiDesk,
  pending: PendingCoding,
): Promise<boolean> {
  const { ledger } = tools;
  const { domainId } = connection;
  const { customer, relationId, code } = pending;
  if (await settleIfShown(tools, connection, pending)) return false;
  const mayStillArrive = pending.deadline !== null && pending.deadline.getTime() > tools.clock().getTime();
  if (mayStillArrive) return false;
  if (pending.tries > 0) {
    await lookAtOne(tools, connection, yuki, relationId);
    if (await settleIfShown(tools, connection, pending)) return false;
    if (pending.tries >= maxTries) {
      await askPerson(tools, connection, customer, { why: 'codeNotShown', relationId });
      return false;
    }
  }
  const [shown] = (await openRelations(ledger, domainId, [relationId])) as YukiContact[];
  const isTaken = (await relationsWithCode(ledger, domainId, code)).length > 0;
  if (shown === undefined || shown.code !== null || isTaken) {
    // Somebody coded it, or another one, meanwhile: the customer looks for its relation again.
    await takeAdoptionBack(ledger, placeOf(connection), customer, tools.clock());
    return false;
  }
  const deadline = new Date(tools.clock().getTime() + durations.wireGrace);
  if (!(await claimCoding(ledger, placeOf(connection), customer, deadline, tools.clock()))) return false;
  const beforeBytes = beforeDeadline(tools, deadline);
  try {
    const answer = await yuki.within(() =>
      giveCode(yuki.services, domainId, shown, code, { beforeBytes, timeoutMs: durations.wireTimeout }),
    );
    if (answer.kind === 'changed') return true;
    await askPerson(tools, connection, customer, { why: 'codeRefused', relationId });
    return false;
  } catch (error) {
    const isUnknown =
      error instanceof YukiUnintelligible ||
      (error instanceof YukiUnreachable && error.delivery === 'unknown');
    // Looked at again before the next message; the documents of this customer wait.
    if (isUnknown || error instanceof TooLate) return true;
    if (error instanceof YukiFault && blockedBy(error) === null) {
      // A refusal in words that nobody knows concerns this relation alone.
      await askPerson(tools, connection, customer, { why: 'codeRefused', relationId });
      return false;
    }
    throw error;
  }
}

/** The list of changes may leave a new code out, so the relation itself is looked at before it is written again. */
async function lookAtOne(
  tools: Tools,
  { domainId }: JoinedConnection,
  yuki: YukiDesk,
  relationId: string,
): Promise<void> {
  const found = await yuki.within(() =>
    searchContacts(yuki.services, domainId, { option: 'ID', value: relationId }),
  );
  await storeRelations(tools.ledger, domainId, found, { firstReadingPage: null }, tools.clock());
}

/** Yuki does not take the code: a person chooses again, and until then the customer's documents are held. */
async function askPerson(
  tools: Tools,
  connection: JoinedConnection,
  customer: CustomerRef,
  { why, relationId }: { readonly why: 'codeRefused' | 'codeNotShown'; readonly relationId: string },
): Promise<void> {
  const { ledger } = tools;
  const place = placeOf(connection);
  const known = await findCustomer(ledger, place.domainId, place.accountId, customer);
  await forgetDoubt(ledger, place, customer);
  await openDoubt(
    ledger,
    place,
    known?.snapshot ?? recordOf(customer, null),
    { why, candidates: [relationId] },
    tools.clock(),
  );
  await takeAdoptionBack(ledger, place, customer, tools.clock());
}

function placeOf({ domainId, focusAccountId }: JoinedConnection) {
  return { domainId, accountId: focusAccountId };
}
