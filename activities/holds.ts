/** Looks at one cause, locally where possible, else by one probe; releases, closes and reminds (design 3, 4). */

import { Context } from '@temporalio/activity';
import { describeCause } from '../domain/cause-texts.ts';
import { causeFacts } from '../domain/causes.ts';
import type { Durations } from '../domain/durations.ts';
import type { CauseId, ConnectionId, FocusCustomerId } from '../domain/ids.ts';
import { audit } from '../ledger/audit.ts';
import { endCause, getCause, noteLook, numbersWaiting, type CauseRow } from '../ledger/causes.ts';
import { getConnection, updateConnection } from '../ledger/connections.ts';
import { readDoubtById } from '../ledger/customer-doubts.ts';
import { customerChangedAt } from '../ledger/held-customers.ts';
import { beingChecked, releaseCause, releaseOneForProbe, waitingFor } from '../ledger/documents.ts';
import { entityOwner, listsChangedAt } from '../ledger/master-data.ts';
import { returnToCause, waitingSince } from '../ledger/waiting.ts';
import { exportsNothingYet, joinedConnection, moment, type JoinedConnection } from './connection-record.ts';
import type { Activities, HoldLook, LookKind } from './interface.ts';
import { perhapsCured, readFocusMasterData, readYukiMasterData } from './master-data.ts';
import { readRules } from './prepare-page.ts';
import { sendMessage } from './send.ts';
import { takeBackStanding } from './standing-sales.ts';
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
    if (checking === 0) return { kind: 'nothingWaits', ended: cause.decided ?? 'cured' };
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
  // A person’s word is enough where only a person can know; the documents are checked again before they are sent.
  if (probe === 'never') return look === 'person';
  const connection = await joinedConnection(tools, connectionId);
  if (look === 'person') await readAnew(tools, connection, cause, durations);
  const hasNews = await changedSinceTheyWait(tools, connection, cause);
  if (probe === 'oneDocument')
    return (look !== 'news' || hasNews) && (await probeOne(tools, connection, cause));
  const standing = await standsLocally(tools, connection, cause);
  // What only Focus knows is found out by checking the documents again, which costs no call to Yuki.
  if (standing === 'unknown') return look !== 'news' || hasNews;
  return standing === 'gone' || hasNews;
}

/**
 * A person has cured something just now: the lists of the side where it was cured are fetched again, and the other
 * holds that they may have cured are told.
 */
async function readAnew(
  tools: Tools,
  connection: JoinedConnection,
  cause: CauseRow,
  durations: Durations,
): Promise<void> {
  if (!cause.key.startsWith('account') && !cause.key.startsWith('vat-')) return;
  const none = { accountsNews: new Set<string>(), vatNews: false };
  const isActive = connection.state === 'active';
  const yuki = isActive ? await readYukiMasterData(tools, connection, durations, 'probe') : none;
  const focus = await readFocusMasterData(tools, connection, durations);
  const causes = await perhapsCured(tools, connection.id, {
    accounts: yuki.accountsNews,
    categories: focus.categoriesNews,
    vat: yuki.vatNews || focus.ratesNews,
  });
  for (const other of causes.filter((id) => id !== cause.id))
    await tools.door.tellHold(connection.id, other, 'changed');
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
    case 'currency-not-supported':
      return rules.allowedCurrencies.includes(cause.subject) ? 'gone' : 'stands';
    default:
      return 'unknown';
  }
}

/** Whether what decides the cause has changed after the last document came to wait for it, as far as the ledger knows. */
async function changedSinceTheyWait(
  tools: Tools,
  connection: JoinedConnection,
  cause: CauseRow,
): Promise<boolean> {
  const { ledger } = tools;
  const { id, administrationId, focusAccountId, entityId } = connection;
  const entity = entityOwner(focusAccountId, entityId);
  const changes: (Date | null)[] = [];
  // The chart decides by the account itself, which “stands locally” looks up; categories lead to other accounts.
  if (cause.key.startsWith('account'))
    changes.push(await listsChangedAt(ledger, [{ kind: 'categories', owner: entity }]));
  if (cause.key === 'accounts-refused')
    changes.push(await listsChangedAt(ledger, [{ kind: 'accounts', owner: administrationId }]));
  if (cause.key.startsWith('vat-'))
    changes.push(
      await listsChangedAt(ledger, [
        { kind: 'vatCodes', owner: administrationId },
        { kind: 'vatLinks', owner: id },
        { kind: 'taxRates', owner: entity },
      ]),
    );
  if (causeFacts(cause.key).scope === 'customer')
    changes.push(await customerChangedAt(ledger, connection, cause.subject));
  const since = await waitingSince(ledger, cause.id);
  return since !== null && changes.some((at) => at !== null && at.getTime() > since.getTime());
}

/** Sends one of the waiting documents to find out; its own verdict says whether the cause is gone. */
async function probeOne(tools: Tools, connection: JoinedConnection, cause: CauseRow): Promise<boolean> {
  if (connection.state !== 'active') return false;
  // Before the first sync nothing is sent to find out: the documents are checked again and wait as prepared.
  if (exportsNothingYet(connection)) return true;
  const documentId = await releaseOneForProbe(tools.ledger, cause.id, tools.clock());
  // Held by a local check alone: nothing is prepared, so checking them again is the probe.
  if (documentId === null) return true;
  try {
    // Somebody may have typed it into Yuki while it waited; then it is compared, not sent.
    await takeBackStanding(tools, connection);
    const one = { documents: 1, lane: 'probe', onlyDocument: documentId } as const;
    let { result } = await sendMessage(tools, connection, one);
    // Perhaps its PDF was refused, which says nothing of the cause: without it, it finds out at once (R-PEP-4).
    const isUntouched = result.kind === 'answered' && result.untouched === 1;
    if (isUntouched && connection.settings.sendOriginalPdf)
      ({ result } = await sendMessage(tools, connection, one));
    return result.kind === 'answered' && result.accepted === 1;
  } finally {
    // Without a call left for probes it was not sent: it goes on waiting where it was.
    await returnToCause(tools.ledger, documentId, cause.id, tools.clock());
  }
}
