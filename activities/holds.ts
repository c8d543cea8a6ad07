/** Looks at one cause, locally where possible, else by one probe; releases, closes and reminds (design 3, 4). */

import { Context } from '@temporalio/activity';
import { describeCause } from '../domain/cause-texts.ts';
import { causeFacts, type HoldCauseKey } from '../domain/causes.ts';
import type { Durations } from '../domain/durations.ts';
import type { CauseId, ConnectionId, FocusCustomerId } from '../domain/ids.ts';
import { audit } from '../ledger/audit.ts';
import { endCause, getCause, noteLook, numbersWaiting, type CauseRow } from '../ledger/causes.ts';
import { getConnection, updateConnection } from '../ledger/connections.ts';
import { readDoubtById } from '../ledger/customer-doubts.ts';
import { beingChecked, releaseCause, releaseOneForProbe, waitingFor } from '../ledger/documents.ts';
import { joinedConnection, moment, type JoinedConnection } from './connection-record.ts';
import type { Activities, HoldLook, LookKind } from './interface.ts';
import { readFocusMasterData, readYukiMasterData } from './master-data.ts';
import { readRules } from './prepare.ts';
import { sendMessage } from './send.ts';
import { durationsOf, type Tools } from './tools.ts';

/** At most this many document numbers stand in a hold's details (design 3). */
const numbersShown = 10;

export function holdActivities(
  tools: Tools,
): Pick<Activities, 'wakeHolds' | 'lookAtCause' | 'releaseDocuments' | 'closeCause' | 'remindWhoCanCure'> {
  const { ledger } = tools;
  return {
    wakeHolds: async ({ connectionId, causes }) => {
      for (const causeId of causes) await tools.door.tellHold(connectionId, causeId, 'changed');
    },

    lookAtCause: ({ connectionId, causeId, look }) => {
      // A second attempt follows a lost worker or a failed read: it looks, but never sends again.
      const mayProbe = Context.current().info.attempt === 1;
      return lookAtCause(tools, connectionId, causeId, mayProbe ? look : 'news');
    },

    releaseDocuments: async ({ connectionId, causeId }) => {
      const cause = await getCause(ledger, causeId);
      // What a refusal taught is doubted together with the cause, else the same check would hold them again.
      if (cause?.key === 'period-closed')
        await updateConnection(ledger, connectionId, { learnedClosedBefore: null }, tools.clock());
      const released = await releaseCause(ledger, causeId, tools.clock());
      await tools.door.tellConnection(connectionId, 'documentsReleased');
      return { released };
    },

    closeCause: async ({ causeId, ended }) => {
      const cause = await getCause(ledger, causeId);
      if (cause === null || cause.endedAt !== null) return { closed: true };
      return {
        closed: await endCause(ledger, causeId, ended as NonNullable<CauseRow['ended']>, tools.clock()),
      };
    },

    remindWhoCanCure: async ({ connectionId, causeId, reminder }) => {
      await audit(
        ledger,
        { connectionId, who: 'connector', what: 'reminder', params: { causeId, reminder } },
        tools.clock(),
      );
    },
  };
}

async function lookAtCause(
  tools: Tools,
  connectionId: ConnectionId,
  causeId: CauseId,
  look: LookKind,
): Promise<HoldLook> {
  const { ledger } = tools;
  const durations = await durationsOf(tools);
  const cause = await getCause(ledger, causeId);
  const connection = await getConnection(ledger, connectionId);
  const isGone = connection === null || connection.state === 'disconnected' || connection.state === 'merged';
  if (cause === null || isGone) return { kind: 'nothingWaits', ended: 'connectionGone' };
  if (cause.endedAt !== null) return { kind: 'nothingWaits', ended: cause.ended ?? 'cured' };

  const waiting = await waitingFor(ledger, causeId);
  if (waiting === 0) {
    const checking = await beingChecked(ledger, causeId);
    if (checking === 0) return { kind: 'nothingWaits', ended: 'cured' };
    return { kind: 'beingChecked', documents: checking, lookAgainInMs: durations.holdLook };
  }
  if (await isCured(tools, connectionId, cause, look, durations))
    return { kind: 'cured', documents: waiting };

  const nextLookAt = new Date(tools.clock().getTime() + durations.holdLook);
  await noteLook(ledger, causeId, tools.clock(), nextLookAt);
  return {
    kind: 'stillWaiting',
    cause: cause.key,
    ...describeCause(cause.key, cause.shown),
    documents: waiting,
    numbers: await numbersWaiting(ledger, causeId, numbersShown),
    nextLookAt: moment(nextLookAt),
    nextLookInMs: durations.holdLook,
    remindersMs: durations.reminders,
  };
}

async function isCured(
  tools: Tools,
  connectionId: ConnectionId,
  cause: CauseRow,
  look: LookKind,
  durations: Durations,
): Promise<boolean> {
  const { probe } = causeFacts(cause.key);
  if (probe === 'oneDocument') return look !== 'news' && (await probeOne(tools, connectionId, cause));
  // A person’s word is enough where only a person can know; the documents are checked again before they are sent.
  if (probe === 'never') return look === 'person';
  const connection = await joinedConnection(tools, connectionId);
  if (look === 'person') await readAnew(tools, connection, cause.key, durations);
  const standing = await standsLocally(tools, connection, cause);
  // What only Focus knows is found out by checking the documents again, which costs no call to Yuki.
  return standing === 'unknown' ? look !== 'news' : standing === 'gone';
}

/** A person has cured something just now: the lists of the side where it was cured are fetched again. */
async function readAnew(
  tools: Tools,
  connection: JoinedConnection,
  key: HoldCauseKey,
  durations: Durations,
): Promise<void> {
  if (key.startsWith('account-') || key.startsWith('vat-')) {
    if (connection.state === 'active') await readYukiMasterData(tools, connection, durations, 'probe');
    await readFocusMasterData(tools, connection, durations);
  }
}

/** Whether the lists in the ledger still show the cause; `unknown` when only the documents themselves can tell. */
async function standsLocally(
  tools: Tools,
  connection: JoinedConnection,
  cause: CauseRow,
): Promise<'stands' | 'gone' | 'unknown'> {
  const rules = await readRules(tools, connection);
  const account = rules.chart.get(cause.subject);
  switch (cause.key) {
    case 'account-unknown':
      return account === undefined ? 'stands' : 'gone';
    case 'account-disabled':
      return account?.enabled === true ? 'gone' : 'stands';
    case 'account-missing':
      return rules.defaultAccount !== null || rules.accountPerRate[cause.subject as never] !== undefined
        ? 'gone'
        : 'unknown';
    case 'customer-doubtful': {
      const place = { domainId: connection.domainId, accountId: connection.focusAccountId };
      const doubt = await readDoubtById(tools.ledger, place, cause.subject as FocusCustomerId);
      return doubt === null || doubt.decision !== null ? 'gone' : 'unknown';
    }
    case 'vat-rate-not-linked':
      return rules.linkByRate.has(cause.subject) ? 'gone' : 'stands';
    default:
      return 'unknown';
  }
}

/** Sends one of the waiting documents to find out; its own verdict says whether the cause is gone. */
async function probeOne(tools: Tools, connectionId: ConnectionId, cause: CauseRow): Promise<boolean> {
  const connection = await joinedConnection(tools, connectionId);
  if (connection.state !== 'active') return false;
  const documentId = await releaseOneForProbe(tools.ledger, cause.id, tools.clock());
  // Held by a local check alone: nothing is prepared, so checking them again is the probe.
  if (documentId === null) return true;
  const { result } = await sendMessage(tools, connection, {
    documents: 1,
    lane: 'probe',
    onlyDocument: documentId,
  });
  return result.kind === 'answered' && result.accepted === 1;
}
