// What the tests of the activities stand on: a real ledger, a small Focus and a small Yuki on sockets of their own,
// a clock that the test moves, and Temporal's own environment for one activity.

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { Agent } from 'undici';
import { createActivities } from '../../activities/index.ts';
import type { Activities } from '../../activities/interface.ts';
import type { PreparedIdentity } from '../../activities/prepare.ts';
import type { Tools } from '../../activities/tools.ts';
import type {
  ConnectionId,
  DocumentId,
  FocusAccountId,
  FocusCustomerId,
  FocusEntityId,
  IsoDate,
  YukiAdministrationId,
  YukiDomainId,
} from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { beginWire, claimForSending, settleAttempt } from '../../ledger/attempts.ts';
import {
  createConnection,
  setConnectionState,
  storeYukiKey,
  storeYukiSession,
  updateConnection,
} from '../../ledger/connections.ts';
import {
  findByFocusId,
  fixReference,
  getDocument,
  noteFound,
  storePrepared,
} from '../../ledger/documents.ts';
import type { DocumentRow } from '../../ledger/documents.ts';
import { storeTokens } from '../../ledger/focus-accounts.ts';
import type { Ledger } from '../../ledger/open.ts';
import { openRun } from '../../ledger/runs.ts';
import { writeSetting } from '../../ledger/settings.ts';
import {
  answering,
  type AnsweringServer,
  type Call,
  type Reply as FocusReply,
} from '../focus/answering-server.ts';
import { openTestLedger } from '../support/database.ts';
import { minutesLater, morning, summary } from '../support/ledger-documents.ts';
import {
  openSoapSocket,
  type ReceivedCall,
  type Reply as YukiReply,
  type SoapSocket,
} from '../yuki/soap-socket.ts';
import { quietPost } from '../support/quiet-post.ts';

export interface Desk {
  readonly ledger: Ledger;
  /** What the desk's own worker has, for a test that opens another one. */
  readonly tools: Tools;
  readonly activities: Activities;
  readonly focus: AnsweringServer;
  readonly yuki: SoapSocket;
  /** What the two systems answer next; a test sets it before it acts. */
  answers: {
    focus: (call: Call) => FocusReply | Promise<FocusReply>;
    yuki: (call: ReceivedCall) => YukiReply | Promise<YukiReply>;
  };
  /** What other workflows were told: a hold’s cause or `connection`, and the message. */
  readonly told: string[];
  /** The time of the ledger and the activities; sockets keep their own. */
  readonly clock: { now: Date; later(minutes: number): void };
  /** Calls an activity in an environment of its own, as a worker would. */
  call<Name extends keyof Activities>(
    name: Name,
    order: Parameters<Activities[Name]>[0],
    info?: { scheduledTimestampMs?: number; attempt?: number },
  ): Promise<Awaited<ReturnType<Activities[Name]>>>;
  close(): Promise<void>;
}

const durations = { wireTimeout: 5_000, wireGrace: 120_000, yukiLag: 600_000, lookAgain: [1_000, 30_000] };

/** `yukiUrl`: another Yuki than the small one whose answers the test writes. */
export async function openDesk(
  changes: Record<string, number | number[]> = {},
  elsewhere: { yukiUrl?: string } = {},
): Promise<Desk> {
  const { ledger, close: closeLedger } = await openTestLedger();
  await writeSetting(ledger, 'durations', { ...durations, ...changes }, morning);
  const answers: Desk['answers'] = {
    focus: () => ({ status: 599, text: 'unexpected call' }),
    yuki: () => ({ status: 500, body: 'unexpected call' }),
  };
  const focus = await answering((call) => answers.focus(call));
  const yuki = await openSoapSocket((call) => async (response) => {
    const reply = await answers.yuki(call);
    if (reply === 'drop') response.socket?.destroy();
    else if (typeof reply === 'function') await reply(response);
    else
      response.writeHead(reply.status ?? 200, { 'content-type': 'text/xml; charset=utf-8' }).end(reply.body);
  });
  const clock = {
    now: morning,
    later: (minutes: number) => void (clock.now = minutesLater(minutes, clock.now)),
  };
  const dispatcher = new Agent({ pipelining: 0 });
  const nobody = async (): Promise<never> => {
    throw new Error('No other workflow is expected to be asked.');
  };
  const told: string[] = [];
  const tools: Tools = {
    ledger,
    clock: () => clock.now,
    door: {
      tellHold: async (_connection, causeId, message) => void told.push(`${causeId} ${message}`),
      tellConnection: async (_connection, message) => void told.push(`connection ${message}`),
      askForRun: nobody,
      startConnectionIfMissing: nobody,
      startHoldIfMissing: nobody,
    },
    focus: { apiUrl: focus.url, authUrl: focus.url, clientId: 'client', clientSecret: 'secret' },
    yuki: { be: elsewhere.yukiUrl ?? yuki.url, nl: yuki.url },
    worker: 'worker-1',
    dispatcher,
    ...quietPost(),
  };
  const activities = createActivities(tools);
  return {
    ledger,
    tools,
    activities,
    focus,
    yuki,
    answers,
    told,
    clock,
    call: async (name, order, info = {}) => {
      const environment = quietEnvironment({ scheduledTimestampMs: clock.now.getTime(), ...info });
      const activity = activities[name] as unknown as (order: unknown) => Promise<never>;
      // The name is a variable here, so its type has to be said.
      return environment.run<[unknown], never, typeof activity>(activity, order);
    },
    close: async () => {
      await dispatcher.destroy();
      await focus.close();
      await yuki.close();
      await closeLedger();
    },
  };
}

/** Temporal's environment for one activity. A failed activity is what the tests are about, and no news. */
export function quietEnvironment(info: { scheduledTimestampMs: number }): MockActivityEnvironment {
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
}

let places = 0;

export interface Joined {
  readonly connectionId: ConnectionId;
  readonly runNumber: number;
  readonly administrationId: YukiAdministrationId;
  readonly accountId: FocusAccountId;
}

/** An active connection with a stored session of Yuki and valid tokens of Focus, in its first run. */
export async function joined(desk: Desk, tokensExpireInMinutes = 60): Promise<Joined> {
  const { ledger } = desk;
  places += 1;
  const { now } = desk.clock;
  const { id } = await createConnection(ledger, now);
  const accountId = `account-${places}` as FocusAccountId;
  const administrationId = `administration-${places}` as YukiAdministrationId;
  const patch = {
    focusAccountId: accountId,
    entityId: `entity-${places}` as FocusEntityId,
    administrationId,
    domainId: `domain-${places}` as YukiDomainId,
    country: 'be' as const,
    startDate: '2026-01-01' as IsoDate,
  };
  await updateConnection(ledger, id, patch, now);
  await setConnectionState(ledger, id, 'active', now);
  await storeYukiKey(ledger, id, 'access-key', now);
  await storeYukiSession(ledger, id, 'SESSION', minutesLater(600, now), now);
  const expiresAt = minutesLater(tokensExpireInMinutes, now);
  await storeTokens(
    ledger,
    accountId,
    { accessToken: 'access-1', refreshToken: 'refresh-1', expiresAt },
    now,
  );
  await openRun(ledger, id, 1, { scope: 'all', workflowRunId: 'run' }, now);
  return { connectionId: id, runNumber: 1, administrationId, accountId };
}

/** Ready invoices `2026/1` and on: 121.00 for customer F1 on 1 March, on account 700000. */
export async function ready(desk: Desk, { connectionId }: Joined, count: number): Promise<DocumentId[]> {
  const { ledger } = desk;
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await noteFound(
    ledger,
    connectionId,
    numbers.map((number) => summary(number)),
    desk.clock.now,
  );
  const ids: DocumentId[] = [];
  for (const number of numbers) {
    const row = await findByFocusId(ledger, connectionId, `invoice-${number}` as never);
    if (row === null) throw new Error('The document was not found.');
    const reference = `2026/${number}`;
    await fixReference(ledger, row.id, reference);
    const identity: PreparedIdentity = {
      reference,
      customerCode: 'F1',
      date: '2026-03-01' as IsoDate,
      grossCents: cents(12_100),
      customerId: 'customer-1' as FocusCustomerId,
      accounts: ['700000'],
      vatCodes: ['1/21'],
    };
    await storePrepared(
      ledger,
      row.id,
      {
        fragment: `<SalesInvoice><Reference>${reference}</Reference></SalesInvoice>`,
        bytes: 100,
        fingerprint: `fingerprint of ${reference}`,
        identity,
        dueDate: '2026-03-31' as IsoDate,
        customerCode: 'F1',
        warnings: [],
        focusUpdatedAt: row.focusUpdatedAt,
      },
      desk.clock.now,
    );
    ids.push(row.id);
  }
  return ids;
}

/** Exports what is ready as if Yuki had accepted it. */
export async function exported(desk: Desk, place: Joined, count: number): Promise<DocumentId[]> {
  const ids = await ready(desk, place, count);
  const { now } = desk.clock;
  const order = {
    maxDocuments: count,
    maxBytes: 1_000_000,
    wireDeadline: minutesLater(1, now),
    worker: 'worker-0',
  };
  const claim = await claimForSending(desk.ledger, { connectionId: place.connectionId, ...order }, now);
  if (claim === null) throw new Error('Nothing was ready.');
  await beginWire(desk.ledger, claim.attemptId, now);
  const accepted = ids.map((documentId) => ({ documentId, verdict: { kind: 'accepted' as const } }));
  await settleAttempt(desk.ledger, claim.attemptId, accepted, now);
  return ids;
}

/** The states of the documents, in the order given. */
export async function states(desk: Desk, ids: readonly DocumentId[]): Promise<string[]> {
  return (await rows(desk, ids)).map(({ state }) => state);
}

export async function rows(desk: Desk, ids: readonly DocumentId[]): Promise<DocumentRow[]> {
  const found = await Promise.all(ids.map((id) => getDocument(desk.ledger, id)));
  return found.filter((row) => row !== null);
}
