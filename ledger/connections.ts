// Connections: what is chosen for each, where it stands, and its sealed Yuki key and session. Pauses have a file
// of their own; which change of state is allowed when is decided by the workflow `connection`.

import type { Selectable, Updateable } from 'kysely';
import type { PauseCauseKey } from '../domain/causes.ts';
import type {
  ConnectionId,
  FocusAccountId,
  FocusEntityId,
  IsoDate,
  YukiAdministrationId,
  YukiDomainId,
} from '../domain/ids.ts';
import type { YukiCountry } from '../domain/yuki-records.ts';
import { defaultSettings, type ConnectionSettings } from './connection-settings.ts';
import type { Ledger } from './open.ts';
import { isUniqueViolation, newConnectionId } from './row-ids.ts';
import type { ConnectionsTable, ConnectionState } from './tables.ts';

export type { ConnectionSettings } from './connection-settings.ts';
export type { ConnectionState } from './tables.ts';
export { mergeInto } from './merge-connections.ts';
export { recordPause, recordResume, listPauses, openPauseText, type PauseRow } from './pauses.ts';
export { emptyOnboarding, readOnboarding, writeOnboarding, type OnboardingView } from './onboarding.ts';
export {
  forgetYukiKey,
  openYukiKey,
  openYukiSession,
  storeYukiKey,
  storeYukiSession,
} from './yuki-access.ts';

export interface Connection {
  readonly id: ConnectionId;
  readonly state: ConnectionState;
  readonly focusAccountId: FocusAccountId | null;
  readonly entityId: FocusEntityId | null;
  readonly entityName: string | null;
  readonly administrationId: YukiAdministrationId | null;
  readonly companyIdTyped: string | null;
  readonly domainId: YukiDomainId | null;
  readonly country: YukiCountry | null;
  readonly administrationName: string | null;
  readonly administrationConfirmed: boolean;
  readonly startDate: IsoDate | null;
  readonly mappingsConfirmed: boolean;
  readonly automaticDecided: boolean;
  readonly settings: ConnectionSettings;
  readonly pause: {
    readonly number: number;
    readonly cause: PauseCauseKey;
    readonly shown: string;
    readonly since: Date;
    readonly nextTry: Date | null;
    /** True when Yuki's own words are kept; `openPauseText` reads them. */
    readonly vendorText: boolean;
  } | null;
  readonly pauseNumber: number;
  /** The highest run opened; 0 before the first. */
  readonly runNumber: number;
  readonly dirty: boolean;
  readonly nextSyncAt: Date | null;
  readonly onboardingProblem: { readonly cause: string; readonly text: string } | null;
  readonly mergedInto: ConnectionId | null;
  readonly learnedClosedBefore: IsoDate | null;
  /** Set up without automatic sync, and nobody has asked for a sync yet: nothing is exported (R-ONB-8). */
  readonly awaitsFirstSync: boolean;
  readonly createdAt: Date;
  readonly hasYukiKey: boolean;
}

/** Another connection already joins this entity to this administration. */
export class ConnectionExists extends Error {
  override readonly name = 'ConnectionExists';
}

/** A new connection in onboarding, with the usual settings. */
export async function createConnection(ledger: Ledger, now: Date): Promise<Connection> {
  const id = newConnectionId();
  await ledger.db
    .insertInto('connections')
    .values({
      id,
      state: 'onboarding',
      settings: JSON.stringify(defaultSettings),
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  const connection = await getConnection(ledger, id);
  if (connection === null) throw new Error('A connection that was just stored is not there.');
  return connection;
}

/** Null when the ledger has no such connection, whatever the text of the id. */
export async function getConnection(ledger: Ledger, id: ConnectionId): Promise<Connection | null> {
  const row = await selectConnections(ledger).where('connections.id', '=', id).executeTakeFirst();
  return row === undefined ? null : connectionOf(row);
}

/** Connections by their id, at most `limit` (500) after the given one; of all states when none are named. */
export async function listConnections(
  ledger: Ledger,
  page: { states?: readonly ConnectionState[]; limit: number; after?: ConnectionId | null },
): Promise<Connection[]> {
  const { states, after } = page;
  const rows = await selectConnections(ledger)
    .$if(states !== undefined, (query) =>
      query.where('connections.state', 'in', [...(states ?? []), noState]),
    )
    .$if(after !== undefined && after !== null, (query) =>
      query.where('connections.id', '>', after as ConnectionId),
    )
    .orderBy('connections.id')
    .limit(Math.min(page.limit, 500))
    .execute();
  return rows.map(connectionOf);
}

/** Keeps an empty list of states a list that nothing is in, instead of wrong SQL. */
const noState = '' as ConnectionState;

/** What `updateConnection` may change; states, pauses and runs have functions of their own. */
export type ConnectionPatch = Partial<
  Pick<
    Connection,
    | 'focusAccountId'
    | 'entityId'
    | 'entityName'
    | 'administrationId'
    | 'companyIdTyped'
    | 'domainId'
    | 'country'
    | 'administrationName'
    | 'administrationConfirmed'
    | 'startDate'
    | 'mappingsConfirmed'
    | 'automaticDecided'
    | 'settings'
    | 'nextSyncAt'
    | 'onboardingProblem'
    | 'learnedClosedBefore'
    | 'awaitsFirstSync'
  >
>;

/**
 * Changes exactly the given columns; nothing when the connection does not exist.
 *
 * @throws ConnectionExists when another one already has this Focus account, entity and administration.
 */
export async function updateConnection(
  ledger: Ledger,
  id: ConnectionId,
  patch: ConnectionPatch,
  now: Date,
): Promise<void> {
  const { settings, onboardingProblem, ...plain } = patch;
  const change: Updateable<ConnectionsTable> = { ...plain, updatedAt: now };
  if (settings !== undefined) change.settings = JSON.stringify(settings);
  if (onboardingProblem !== undefined)
    change.onboardingProblem = onboardingProblem === null ? null : JSON.stringify(onboardingProblem);
  try {
    await ledger.db.updateTable('connections').set(change).where('id', '=', id).execute();
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new ConnectionExists('Another connection already joins this entity to this administration.', {
      cause,
    });
  }
}

export async function setConnectionState(
  ledger: Ledger,
  id: ConnectionId,
  state: ConnectionState,
  now: Date,
): Promise<void> {
  await ledger.db.updateTable('connections').set({ state, updatedAt: now }).where('id', '=', id).execute();
}

/** The one connection of this triple that is not merged into another, in whatever state. */
export async function findByTriple(
  ledger: Ledger,
  focusAccountId: FocusAccountId,
  entityId: FocusEntityId,
  administrationId: YukiAdministrationId,
): Promise<Connection | null> {
  const row = await selectConnections(ledger)
    .where('connections.focusAccountId', '=', focusAccountId)
    .where('connections.entityId', '=', entityId)
    .where('connections.administrationId', '=', administrationId)
    .where('connections.state', '<>', 'merged')
    .executeTakeFirst();
  return row === undefined ? null : connectionOf(row);
}

/** The oldest onboarding of this entity, so that *Connect* pressed twice goes on with one (R-ONB-9). */
export async function findOnboardingByEntity(
  ledger: Ledger,
  focusAccountId: FocusAccountId,
  entityId: FocusEntityId,
): Promise<Connection | null> {
  const row = await selectConnections(ledger)
    .where('connections.focusAccountId', '=', focusAccountId)
    .where('connections.entityId', '=', entityId)
    .where('connections.state', '=', 'onboarding')
    .orderBy('connections.createdAt')
    .orderBy('connections.id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : connectionOf(row);
}

/** Notes that something changed in Focus. True when that is news, so that a nudge is signalled once. */
export async function markDirty(ledger: Ledger, id: ConnectionId, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('connections')
    .set({ dirty: true, updatedAt: now })
    .where('id', '=', id)
    .where('dirty', '=', false)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A sync clears the mark before it discovers, so that a change during discovery is news again. */
export async function clearDirty(ledger: Ledger, id: ConnectionId): Promise<void> {
  await ledger.db.updateTable('connections').set({ dirty: false }).where('id', '=', id).execute();
}

function selectConnections(ledger: Ledger) {
  return ledger.db
    .selectFrom('connections')
    .leftJoin('pauses', (join) =>
      join
        .onRef('pauses.connectionId', '=', 'connections.id')
        .onRef('pauses.number', '=', 'connections.pauseNumber')
        .on('pauses.endedAt', 'is', null),
    )
    .selectAll('connections')
    .select([
      'pauses.number as currentPause',
      'pauses.cause as pauseCause',
      'pauses.shown as pauseShown',
      'pauses.since as pauseSince',
      'pauses.nextTry as pauseNextTry',
      'pauses.vendorText as pauseText',
    ]);
}

interface PauseColumns {
  currentPause: number | null;
  pauseCause: PauseCauseKey | null;
  pauseShown: string | null;
  pauseSince: Date | null;
  pauseNextTry: Date | null;
  pauseText: string | null;
}

function connectionOf(row: Selectable<ConnectionsTable> & PauseColumns): Connection {
  const { currentPause, pauseCause, pauseShown, pauseSince } = row;
  const paused = currentPause !== null && pauseCause !== null && pauseShown !== null && pauseSince !== null;
  return {
    id: row.id,
    state: row.state,
    focusAccountId: row.focusAccountId,
    entityId: row.entityId,
    entityName: row.entityName,
    administrationId: row.administrationId,
    companyIdTyped: row.companyIdTyped,
    domainId: row.domainId,
    country: row.country,
    administrationName: row.administrationName,
    administrationConfirmed: row.administrationConfirmed,
    startDate: row.startDate,
    mappingsConfirmed: row.mappingsConfirmed,
    automaticDecided: row.automaticDecided,
    // A setting that came with a later version has its usual value until somebody chooses.
    settings: { ...defaultSettings, ...(row.settings as Partial<ConnectionSettings>) },
    pause: paused
      ? {
          number: currentPause,
          cause: pauseCause,
          shown: pauseShown,
          since: pauseSince,
          nextTry: row.pauseNextTry,
          vendorText: row.pauseText !== null,
        }
      : null,
    pauseNumber: row.pauseNumber,
    runNumber: row.runNumber,
    dirty: row.dirty,
    nextSyncAt: row.nextSyncAt,
    onboardingProblem: row.onboardingProblem,
    mergedInto: row.mergedInto,
    learnedClosedBefore: row.learnedClosedBefore,
    awaitsFirstSync: row.awaitsFirstSync,
    createdAt: row.createdAt,
    hasYukiKey: row.yukiKey !== null,
  };
}
