// Whole runs without Temporal: the connector's own activities, one after the other as a run calls them, on a real
// ledger and the sandbox's sockets. For rules that need both systems; the story of a run is proved elsewhere.

import { setTimeout as pace } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Agent } from 'undici';
import { createActivities, type Activities } from '../../activities/index.ts';
import type { SendResult } from '../../activities/interface.ts';
import type { Tools } from '../../activities/tools.ts';
import type {
  CauseId,
  ConnectionId,
  FocusAccountId,
  FocusEntityId,
  IsoDate,
  YukiAdministrationId,
  YukiDomainId,
} from '../../domain/ids.ts';
import { proposeAccounts, proposeVatLinks } from '../../domain/vat-proposals.ts';
import { getCause } from '../../ledger/causes.ts';
import {
  createConnection,
  getConnection,
  setConnectionState,
  storeYukiKey,
  updateConnection,
} from '../../ledger/connections.ts';
import { listDocuments, type DocumentRow } from '../../ledger/documents.ts';
import { storeTokens } from '../../ledger/focus-accounts.ts';
import { readAccounts, readTaxRates, readVatCodes, storeVatLinks } from '../../ledger/master-data.ts';
import type { Ledger } from '../../ledger/open.ts';
import { writeSetting } from '../../ledger/settings.ts';
import { compare, routeOf } from '../../sandbox/control/routes.ts';
import type { SandboxParts } from '../../sandbox/start.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { focusId } from '../../sandbox/worlds/ids.ts';
import {
  administrations,
  domains,
  entities,
  expectationsOf,
  yukiKeys,
  type World,
} from '../../sandbox/worlds/index.ts';
import type { DocumentSnapshot } from '../../sandbox/yuki/snapshot.ts';
import { openTestLedger } from './database.ts';
import { quietPost } from './quiet-post.ts';

export type EntityName = keyof typeof entities;

/** What a run has done. */
export interface RunTotals {
  readonly sent: readonly SendResult[];
  readonly accepted: number;
  readonly paymentsRegistered: number;
  /** Every hold that was told something, each once. */
  readonly causes: readonly CauseId[];
}

export interface OfficeConnection {
  readonly id: ConnectionId;
  readonly administrationId: YukiAdministrationId;
  run(): Promise<RunTotals>;
  /** Every document that the ledger knows, by its number in Focus. */
  documents(): Promise<Map<string, DocumentRow>>;
  /** `state`, or `state cause subject` of a document that is held, by number. */
  standings(): Promise<Record<string, string>>;
}

export interface SyncOffice {
  readonly ledger: Ledger;
  readonly parts: SandboxParts;
  readonly activities: Activities;
  /** A connection that is through its onboarding, with everything as proposed. */
  connect(
    entity: EntityName,
    more?: { startDate?: string; administration?: keyof typeof administrations },
  ): Promise<OfficeConnection>;
  call<Name extends keyof Activities>(
    name: Name,
    order: Parameters<Activities[Name]>[0],
  ): Promise<Awaited<ReturnType<Activities[Name]>>>;
  /** An act of the sandbox's control API: `focus`, `book-invoice`. */
  act<T = unknown>(system: 'focus' | 'yuki', name: string, order: Record<string, unknown>): Promise<T>;
  /** What stands in an administration, without what was removed. */
  yukiDocuments(administrationId: string): DocumentSnapshot[];
  compare(entity: EntityName, more?: { startDate?: string; waiting?: string[] }): ReturnType<typeof compare>;
  close(): Promise<void>;
}

const usualStart = '2026-01-01';
/** Doubts are decided within a moment, and Focus's minute is never waited for. */
const durations = { wireTimeout: 10_000, wireGrace: 60_000, yukiLag: 1, lookAgain: [1, 1] };

export async function openSyncOffice(world: string | World = 'small'): Promise<SyncOffice> {
  const { ledger, close: closeLedger } = await openTestLedger();
  await writeSetting(ledger, 'durations', durations, new Date());
  const sandbox = await startSandbox({ world });
  const { parts } = sandbox;
  const { focus, yuki } = sandbox.descriptor;
  const dispatcher = new Agent();
  const heard = async (): Promise<void> => {};
  const tools: Tools = {
    ledger,
    clock: () => new Date(),
    door: {
      tellHold: heard,
      tellConnection: heard,
      askForRun: async () => ({ runNumber: 1 }),
      startConnectionIfMissing: async () => false,
      startHoldIfMissing: async () => false,
    },
    focus,
    yuki: { be: yuki.beUrl, nl: yuki.nlUrl },
    worker: 'office',
    dispatcher,
    ...quietPost(),
  };
  const activities = createActivities(tools);
  const call: SyncOffice['call'] = async (name, order) => {
    const activity = activities[name] as unknown as (order: unknown) => Promise<never>;
    return await new MockActivityEnvironment().run<[unknown], never, typeof activity>(activity, order);
  };
  const act: SyncOffice['act'] = async (system, name, order) => {
    const route = routeOf(parts, 'POST', `/${system}/${name}`);
    return (await route.run(route.schema.parse(order) as never)) as never;
  };
  await act('focus', 'rate-limit', { perMinute: 1_000_000 });
  return {
    ledger,
    parts,
    activities,
    call,
    act,
    connect: (entity, more) => connect(ledger, sandbox.descriptor, call, entity, more),
    yukiDocuments: (administrationId) => standing(parts, administrationId),
    compare: (entity, more = {}) =>
      compare(parts, {
        waiting: more.waiting ?? [],
        reversed: [],
        paidElsewhere: [],
        allowedDoubles: [],
        startDate: more.startDate ?? usualStart,
        expectations: expectationsOf(entity),
      }),
    close: async () => {
      await dispatcher.destroy();
      await sandbox.close();
      await closeLedger();
    },
  };
}

function standing(parts: SandboxParts, administrationId: string): DocumentSnapshot[] {
  const { be, nl } = parts.yuki().state();
  return [...be.domains, ...nl.domains]
    .flatMap((domain) => domain.administrations)
    .filter(({ id }) => id.toLowerCase() === administrationId.toLowerCase())
    .flatMap(({ documents }) => documents)
    .filter(({ removed }) => !removed);
}

async function connect(
  ledger: Ledger,
  { focus }: Awaited<ReturnType<typeof startSandbox>>['descriptor'],
  call: SyncOffice['call'],
  entity: EntityName,
  { startDate = usualStart, administration }: Parameters<SyncOffice['connect']>[1] = {},
): Promise<OfficeConnection> {
  const isDutch = entity === 'nlC';
  const place = administration ?? (isDutch ? 'adm2' : 'adm1');
  const administrationId = administrations[place] as YukiAdministrationId;
  const focusAccountId = focusId('FA-1') as FocusAccountId;
  const entityId = entities[entity] as FocusEntityId;
  const country = place === 'adm2' ? 'nl' : 'be';
  const now = new Date();
  const { id } = await createConnection(ledger, now);
  const domainId = (place === 'adm2' ? domains.d2 : domains.d1) as YukiDomainId;
  const patch = { focusAccountId, entityId, administrationId, domainId, country } as const;
  await updateConnection(ledger, id, { ...patch, startDate: startDate as IsoDate }, now);
  await storeYukiKey(ledger, id, place === 'adm2' ? yukiKeys.adm2 : yukiKeys.adm1, now);
  const { accessToken, refreshToken } = focus;
  const expiresAt = new Date(now.getTime() + 3_000_000);
  await storeTokens(ledger, focusAccountId, { accessToken, refreshToken, expiresAt }, now);
  await setConnectionState(ledger, id, 'active', now);
  const connection: OfficeConnection = {
    id,
    administrationId,
    run: () => run(ledger, call, id),
    documents: async () => {
      const rows = await listDocuments(ledger, id, { limit: 200 });
      return new Map(rows.map((row) => [row.number ?? '', row]));
    },
    standings: async () => {
      const rows = [...(await connection.documents())];
      return Object.fromEntries(
        await Promise.all(rows.map(async ([number, row]) => [number, await told(ledger, row)] as const)),
      );
    },
  };
  await call('refreshMasterData', { connectionId: id, runNumber: 0 });
  const rates = await readTaxRates(ledger, focusAccountId, entityId);
  const chart = await readAccounts(ledger, administrationId);
  const codes = await readVatCodes(ledger, administrationId);
  await storeVatLinks(ledger, id, proposeVatLinks(rates, codes, country).links, now);
  const { settings } = (await getConnection(ledger, id))!;
  const proposed = proposeAccounts(rates, chart, country);
  await updateConnection(ledger, id, { settings: { ...settings, ...proposed } }, now);
  return connection;
}

async function told(ledger: Ledger, { state, causeId }: DocumentRow): Promise<string> {
  const cause = state === 'held' && causeId !== null ? await getCause(ledger, causeId) : null;
  return cause === null ? state : `${state} ${cause.key} ${cause.subject}`.trim();
}

/** The steps of a run in the order in which the workflow takes them. */
async function run(ledger: Ledger, call: SyncOffice['call'], connectionId: ConnectionId): Promise<RunTotals> {
  const runNumber = (await getConnection(ledger, connectionId))!.runNumber + 1;
  const ref = { connectionId, runNumber };
  const causes: CauseId[] = [];
  const sent: SendResult[] = [];
  let paymentsRegistered = 0;
  await call('openRun', { ...ref, scope: 'all', lastKnownRun: runNumber - 1 });
  causes.push(...(await call('refreshMasterData', ref)).causes);
  causes.push(...(await call('lookUpDoubtful', ref)).causes);
  causes.push(...(await call('readYukiPayments', ref)).causes);
  for (let left = true; left;) {
    const page = await call('registerFocusPayments', ref);
    paymentsRegistered += page.registered;
    left = page.left;
  }
  for (let done = false; !done;) {
    const page = await call('discoverDocuments', ref);
    causes.push(...page.causes);
    done = page.done;
    await pace(page.waitMs);
  }
  for (let left = true; left;) {
    const page = await call('prepareDocuments', { ...ref, limit: 200 });
    causes.push(...page.causes);
    left = page.left;
    await pace(page.waitMs);
  }
  for (;;) {
    const result = await call('sendToYuki', { ...ref, documents: 25 });
    if (result.kind === 'nothingReady') break;
    sent.push(result);
    if (result.kind === 'answered') causes.push(...result.causes);
    else if (result.kind === 'outcomeUnknown') causes.push(...(await call('lookUpDoubtful', ref)).causes);
    else break;
  }
  await call('closeRun', { ...ref, outcome: 'done', cause: null });
  const accepted = sent.reduce((sum, result) => sum + (result.kind === 'answered' ? result.accepted : 0), 0);
  return { sent, accepted, paymentsRegistered, causes: [...new Set(causes)] };
}
