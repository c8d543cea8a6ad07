// Activities against the whole sandbox: a real ledger, the pretend Focus and Yuki on their sockets, and the activities
// of a run in the order in which `sync` calls them. One tenant a desk; worlds and acts are the sandbox's own.

import { MockActivityEnvironment } from '@temporalio/testing';
import { Agent } from 'undici';
import { createActivities } from '../../activities/index.ts';
import type { Activities, SendResult } from '../../activities/interface.ts';
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
import { proposeVatLinks } from '../../domain/vat-proposals.ts';
import {
  createConnection,
  getConnection,
  setConnectionState,
  storeYukiKey,
  updateConnection,
  type Connection,
  type ConnectionSettings,
} from '../../ledger/connections.ts';
import { defaultSettings } from '../../ledger/connection-settings.ts';
import { listDocuments, type DocumentRow } from '../../ledger/documents.ts';
import { storeTokens } from '../../ledger/focus-accounts.ts';
import { readTaxRates, readVatCodes, storeVatLinks } from '../../ledger/master-data.ts';
import type { Ledger } from '../../ledger/open.ts';
import { correctRate } from '../../ledger/pacing.ts';
import { openRun } from '../../ledger/runs.ts';
import { routeOf } from '../../sandbox/control/routes.ts';
import type { LoggedCall } from '../../sandbox/infra/call-log.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start.ts';
import { namedWorld, type World } from '../../sandbox/worlds/index.ts';
import { entities } from '../../sandbox/worlds/focus-base.ts';
import { openTestLedger } from '../support/database.ts';
import { quietPost } from '../support/quiet-post.ts';

export interface SandboxDesk {
  readonly ledger: Ledger;
  readonly sandbox: Sandbox;
  readonly tools: Tools;
  readonly connectionId: ConnectionId;
  readonly administrationId: YukiAdministrationId;
  /** What holds and connections were told. */
  readonly told: string[];
  connection(): Promise<Connection>;
  /** Moves the ledger's clock on; the sandbox keeps its own. */
  later(minutes: number): void;
  /** Opens a run, refreshes, reads open items and discovers; nothing is prepared. */
  discover(): Promise<number>;
  /** Prepares everything that is found, in a run that was opened. */
  prepare(runNumber: number): Promise<CauseId[]>;
  /** Sends message by message until nothing is ready. */
  send(runNumber: number): Promise<SendResult[]>;
  /** A whole run. */
  sync(): Promise<void>;
  document(number: string): Promise<DocumentRow>;
  documents(): Promise<DocumentRow[]>;
  inFocus<T>(act: string, order: Record<string, unknown>): Promise<T>;
  inYuki(act: string, order: Record<string, unknown>): Promise<void>;
  inDomain(act: string, order: Record<string, unknown>): Promise<void>;
  call<Name extends keyof Activities>(
    name: Name,
    order: Parameters<Activities[Name]>[0],
  ): Promise<Awaited<ReturnType<Activities[Name]>>>;
  /** Operations since the last time this was asked, in order. */
  calls(system?: 'focus' | 'yuki'): string[];
  relations(): { id: string; code: string; name: string; source: string }[];
  inYukiNow(): { reference: string; contactName: string; contactId: string }[];
  close(): Promise<void>;
}

/** A tenant of BE-A in ADM-1 who starts on 1 January 2026 unless said otherwise. */
export async function openSandboxDesk(
  world: string | World,
  choices: { startDate?: string; settings?: Partial<ConnectionSettings> } = {},
): Promise<SandboxDesk> {
  const { ledger, close: closeLedger } = await openTestLedger();
  const named = typeof world === 'string' ? namedWorld(world) : world;
  // The pace has tests of its own; here nobody waits for it.
  const focusWorld = { ...named.focus, rateLimit: { perMinute: 1_000_000 } };
  const sandbox = await startSandbox({ world: { ...named, focus: focusWorld } });
  const dispatcher = new Agent({ pipelining: 0 });
  let offsetMs = 0;
  const clock = (): Date => new Date(Date.now() + offsetMs);
  const told: string[] = [];
  const { yuki } = sandbox.parts.descriptor();
  const tools = toolsFor(sandbox, ledger, clock, dispatcher, told);
  const activities = createActivities(tools);
  const connectionId = await join(ledger, sandbox, clock(), choices);
  const accountId = named.focus.account.id as FocusAccountId;
  await correctRate(ledger, accountId, { limit: 1_000_000, remaining: 1_000_000, resetAt: clock() }, clock());
  const administrationId = yuki.administrationId as YukiAdministrationId;
  const domainId = yuki.domainId as YukiDomainId;
  let lastCall = 0;

  const call: SandboxDesk['call'] = async (name, order) => {
    const environment = new MockActivityEnvironment({ scheduledTimestampMs: clock().getTime() });
    const activity = activities[name] as unknown as (order: unknown) => Promise<never>;
    return environment.run<[unknown], never, typeof activity>(activity, order);
  };
  const act = async <T>(system: string, name: string, order: Record<string, unknown>): Promise<T> => {
    const route = routeOf(sandbox.parts, 'POST', `/${system}/${name}`);
    return (await route.run(route.schema.parse(order) as never)) as T;
  };
  const desk: SandboxDesk = {
    ledger,
    sandbox,
    tools,
    connectionId,
    administrationId,
    told,
    call,
    connection: async () => {
      const found = await getConnection(ledger, connectionId);
      if (found === null) throw new Error('The connection is gone.');
      return found;
    },
    later: (minutes) => void (offsetMs += minutes * 60_000),
    ...roundsOf(() => desk),
    documents: () => listDocuments(ledger, connectionId, { limit: 200 }),
    document: async (number) => {
      const found = (await desk.documents()).find((row) => row.number === number);
      if (found === undefined) throw new Error(`The ledger has no document ${number}.`);
      return found;
    },
    inFocus: (name, order) => act('focus', name, order),
    inYuki: (name, order) => act('yuki', name, { administrationId, ...order }),
    inDomain: (name, order) => act('yuki', name, { domainId, ...order }),
    calls: (system = 'yuki') => {
      const since: LoggedCall[] = sandbox.parts.log.since(lastCall);
      lastCall = since.at(-1)?.n ?? lastCall;
      return since.filter((one) => one.system.startsWith(system)).map(({ operation }) => operation);
    },
    ...looksInYuki(sandbox, administrationId, domainId),
    close: async () => {
      await dispatcher.destroy();
      await sandbox.close();
      await closeLedger();
    },
  };
  return desk;
}

function toolsFor(
  sandbox: Sandbox,
  ledger: Ledger,
  clock: () => Date,
  dispatcher: Agent,
  told: string[],
): Tools {
  const { focus, yuki } = sandbox.parts.descriptor();
  return {
    ledger,
    clock,
    door: {
      tellHold: async (_connection, causeId, message) => void told.push(`hold ${causeId} ${message}`),
      tellConnection: async (_connection, message) => void told.push(`connection ${message}`),
      askForRun: async () => ({ runNumber: 1 }),
      startConnectionIfMissing: async () => false,
      startHoldIfMissing: async () => false,
    },
    focus: {
      apiUrl: focus.apiUrl,
      authUrl: focus.authUrl,
      clientId: focus.clientId,
      clientSecret: focus.clientSecret,
    },
    yuki: { be: yuki.beUrl, nl: yuki.nlUrl },
    worker: 'worker-1',
    dispatcher,
    ...quietPost(),
  };
}

type Rounds = Pick<SandboxDesk, 'discover' | 'prepare' | 'send' | 'sync'>;

/** The steps of a run, in the order in which `sync` takes them. */
function roundsOf(deskOf: () => SandboxDesk): Rounds {
  let lastRun = 0;
  const rounds: Rounds = {
    discover: async () => {
      const { ledger, connectionId, call, tools } = deskOf();
      lastRun += 1;
      const run = { connectionId, runNumber: lastRun };
      await openRun(
        ledger,
        connectionId,
        lastRun,
        { scope: 'all', workflowRunId: `run-${lastRun}` },
        tools.clock(),
      );
      await call('refreshMasterData', run);
      await linkRates(ledger, await deskOf().connection(), tools.clock());
      await call('readYukiPayments', run);
      await call('discoverDocuments', run);
      return lastRun;
    },
    prepare: async (runNumber) => {
      const causes = new Set<CauseId>();
      for (let turn = 0; turn < 50; turn += 1) {
        const { call, connectionId } = deskOf();
        const page = await call('prepareDocuments', { connectionId, runNumber, limit: 200 });
        for (const cause of page.causes) causes.add(cause);
        if (!page.left) return [...causes];
      }
      throw new Error('Preparing goes round without an end.');
    },
    send: async (runNumber) => {
      const results: SendResult[] = [];
      for (let turn = 0; turn < 50; turn += 1) {
        const { call, connectionId } = deskOf();
        const result = await call('sendToYuki', { connectionId, runNumber, documents: 25 });
        if (result.kind === 'nothingReady') return results;
        results.push(result);
      }
      throw new Error('Sending goes round without an end.');
    },
    sync: async () => {
      const runNumber = await rounds.discover();
      await rounds.prepare(runNumber);
      await rounds.send(runNumber);
    },
  };
  return rounds;
}

/** What stands in the pretend Yuki. */
function looksInYuki(
  sandbox: Sandbox,
  administrationId: string,
  domainId: string,
): Pick<SandboxDesk, 'relations' | 'inYukiNow'> {
  return {
    relations: () =>
      sandbox.parts
        .yuki()
        .state()
        .be.domains.filter(({ id }) => id === domainId)
        .flatMap(({ contacts }) => contacts)
        .map(({ id, code, name, source }) => ({ id, code, name, source })),
    inYukiNow: () =>
      sandbox.parts
        .yuki()
        .state()
        .be.domains.flatMap((domain) => domain.administrations)
        .filter(({ id }) => id === administrationId)
        .flatMap(({ documents }) => documents)
        .map(({ reference, contactName, contactId }) => ({ reference, contactName, contactId })),
  };
}

async function join(
  ledger: Ledger,
  sandbox: Sandbox,
  now: Date,
  choices: { startDate?: string; settings?: Partial<ConnectionSettings> },
): Promise<ConnectionId> {
  const { focus, yuki } = sandbox.parts.descriptor();
  const accountId = sandbox.parts.world().focus.account.id as FocusAccountId;
  const { id } = await createConnection(ledger, now);
  await updateConnection(
    ledger,
    id,
    {
      focusAccountId: accountId,
      entityId: entities.beA as FocusEntityId,
      administrationId: yuki.administrationId as YukiAdministrationId,
      domainId: yuki.domainId as YukiDomainId,
      country: 'be',
      startDate: (choices.startDate ?? '2026-01-01') as IsoDate,
      settings: { ...defaultSettings, defaultAccount: '700000', ...choices.settings },
    },
    now,
  );
  await setConnectionState(ledger, id, 'active', now);
  await storeYukiKey(ledger, id, yuki.accessKey, now);
  const expiresAt = new Date(now.getTime() + 3_600_000);
  await storeTokens(
    ledger,
    accountId,
    { accessToken: focus.accessToken, refreshToken: focus.refreshToken, expiresAt },
    now,
  );
  return id;
}

/** The links that the onboarding would have proposed. */
async function linkRates(ledger: Ledger, connection: Connection, now: Date): Promise<void> {
  const { focusAccountId, entityId, administrationId, country, id } = connection;
  if (!focusAccountId || !entityId || !administrationId || !country) return;
  const rates = await readTaxRates(ledger, focusAccountId, entityId);
  const codes = await readVatCodes(ledger, administrationId);
  await storeVatLinks(ledger, id, [...proposeVatLinks(rates, codes, country).links], now);
}
