/**
 * Keeps the ledger's copy of a Yuki domain's relations up to date: all of them once, page after page and resumable,
 * later only what was changed since (R-CUST-5, yuki-api 5.4).
 */

import { Context } from '@temporalio/activity';
import type { IsoDate } from '../domain/ids.ts';
import { FocusRefused } from '../focus/errors.ts';
import {
  beginRelationReading,
  endRelationReading,
  storeOldId,
  storeRelations,
  unaskedOldIds,
} from '../ledger/relations.ts';
import { contactPages } from '../yuki/contact.ts';
import type { JoinedConnection } from './connection-record.ts';
import { PaceLater } from './failures.ts';
import type { FocusDesk } from './focus-desk.ts';
import type { Tools } from './tools.ts';
import type { YukiDesk } from './yuki-desk.ts';

const dayMs = 86_400_000;

/** So many integer ids are translated in one call of an activity; the rest is left to the next one. */
const oldIdsAtOnce = 400;
const oldIdsPerPage = 100;

/**
 * Relations are as new as `since`, and of every code that may hold an integer id of Focus it is known whose it is.
 *
 * @throws PaceLater when more ids have to be translated than one call of an activity may.
 */
export async function makeRelationsReady(
  tools: Tools,
  connection: JoinedConnection,
  focus: FocusDesk,
  since: Date,
  openDesk: () => Promise<YukiDesk>,
): Promise<void> {
  // Twice, because the first reading of all may have begun in an earlier run.
  for (let turn = 0; turn < 2 && !(await areFresh(tools, connection, since)); turn += 1)
    await readRelations(tools, connection, await openDesk());
  for (let asked = 0; asked < oldIdsAtOnce; asked += oldIdsPerPage)
    if (!(await translateOldCodes(tools, connection, focus))) return;
  throw new PaceLater(1);
}

/** Asks Focus once for ever whose integer ids stand in the codes (R-CUST-1, R-CUST-2); false when none is left. */
async function translateOldCodes(
  tools: Tools,
  { domainId, focusAccountId }: JoinedConnection,
  focus: FocusDesk,
): Promise<boolean> {
  const page = await unaskedOldIds(tools.ledger, domainId, focusAccountId, oldIdsPerPage);
  focus.expect(page.length);
  for (const old of page) {
    Context.current().heartbeat();
    try {
      const focusId = await focus.api.migrateId(old.kind, old.integerId);
      await storeOldId(tools.ledger, focusAccountId, old, focusId, tools.clock());
    } catch (error) {
      // Focus does not promise that this translation stays (focus-api 4); then numbers and names have to do.
      if (error instanceof FocusRefused) return false;
      throw error;
    }
  }
  return page.length === oldIdsPerPage;
}

/** Whether what is stored was read after this moment. */
async function areFresh(tools: Tools, { domainId }: JoinedConnection, since: Date): Promise<boolean> {
  const { readAt } = await beginRelationReading(tools.ledger, domainId, tools.clock());
  return readAt !== null && readAt.getTime() >= since.getTime();
}

/** Reads what is new since the last reading; one call for up to 99 changes. */
export async function readRelations(
  tools: Tools,
  connection: JoinedConnection,
  yuki: YukiDesk,
): Promise<void> {
  const { domainId } = connection;
  const reading = await beginRelationReading(tools.ledger, domainId, tools.clock());
  const beganAt = reading.readAt === null ? reading.startedAt : tools.clock();
  // Yuki filters by day, in a time zone of its own.
  const search =
    reading.readAt === null
      ? { option: 'All' as const, value: '' }
      : { option: 'All' as const, value: '', modifiedFrom: dayOf(reading.readAt.getTime() - dayMs) };
  const firstPage = reading.readAt === null ? reading.nextPage : 1;
  await yuki.within(async () => {
    for await (const { page, contacts } of contactPages(yuki.services, domainId, search, firstPage)) {
      Context.current().heartbeat();
      const firstReadingPage = reading.readAt === null ? page : null;
      await storeRelations(tools.ledger, domainId, contacts, { firstReadingPage }, tools.clock());
    }
  });
  await endRelationReading(tools.ledger, domainId, beganAt);
}

function dayOf(ms: number): IsoDate {
  return new Date(ms).toISOString().slice(0, 10) as IsoDate;
}
