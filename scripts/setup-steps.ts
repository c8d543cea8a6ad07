// What must stand before the first process starts: the ledger's tables, the Temporal namespace and the
// search attributes. Every step can be repeated; starting servers is left to others.

import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection, ScheduleAlreadyRunning } from '@temporalio/client';
import { defaultDurations } from '../domain/durations.ts';
import { migrateToLatest, MigrationError } from '../ledger/migrate.ts';
import { openLedger, type LedgerOptions } from '../ledger/open.ts';
import { writeRetention } from '../ledger/retention.ts';
import type { Config } from '../platform/config.ts';
import { searchAttributes } from '../platform/search-attributes.ts';
import { taskQueue, temporalConnectionOptions } from '../platform/temporal.ts';
import { codes, grpcCode } from '../tools/grpc-codes.ts';
import { registerSearchAttributes } from '../tools/search-attributes.ts';
import { caretakerScheduleId, workflowTypes } from '../workflows/workflow-ids.ts';

type Say = (sentence: string) => void;

/** How long Temporal keeps the history of an execution that has ended; the ledger keeps its own record. */
const retentionDays = 30;

/** A step of the set-up could not be done. The message says which, and what to do. */
export class SetupError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'SetupError';
  }
}

/** Brings the ledger's tables up to date. @throws SetupError when the database does not answer or refuses. */
export async function setUpLedger(databaseUrl: string, say: Say): Promise<void> {
  try {
    const done = await migrateToLatest({ url: databaseUrl });
    say(done.length === 0 ? 'Ledger: the tables are up to date.' : `Ledger: migrated (${done.join(', ')}).`);
  } catch (cause) {
    if (cause instanceof MigrationError) throw new SetupError(cause.message, cause);
    throw new SetupError(
      `The ledger cannot be set up (${reason(cause)}): check DATABASE_URL and its rights.`,
      cause,
    );
  }
}

/** How long the texts of attempts are kept: a number of days, or `forever`. @throws SetupError for anything else. */
export async function chooseRetention(options: LedgerOptions, keepTexts: string, say: Say): Promise<void> {
  const ledger = openLedger(options);
  try {
    const attemptTextsDays = keepTexts === 'forever' ? null : Number(keepTexts);
    await writeRetention(ledger, { attemptTextsDays }, new Date());
    say(
      attemptTextsDays === null
        ? 'Ledger: what was sent and answered is kept for ever.'
        : `Ledger: what was sent and answered is kept for ${attemptTextsDays} days.`,
    );
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SetupError(`--keep-texts takes days or “forever”. ${cause.message}`, cause);
  } finally {
    await ledger.close();
  }
}

/** Makes namespace and search attributes usable. @throws SetupError when Temporal does not answer or refuses. */
export async function setUpTemporal(config: Pick<Config, 'temporal'>, say: Say): Promise<void> {
  const { address, namespace } = config.temporal;
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...temporalConnectionOptions(config), connectTimeout: 10_000 });
  } catch (cause) {
    throw new SetupError(
      `Temporal does not answer at ${address} (${reason(cause)}): start it, or check TEMPORAL_*.`,
      cause,
    );
  }
  try {
    await ensureNamespace(connection, namespace, say);
    await ensureSearchAttributes(connection, namespace, say);
    await ensureCaretaker(connection, namespace, say);
  } catch (cause) {
    throw new SetupError(`Temporal at ${address} cannot be set up: ${reason(cause)}`, cause);
  } finally {
    await connection.close();
  }
}

async function ensureNamespace(connection: Connection, namespace: string, say: Say): Promise<void> {
  const { workflowService } = connection;
  try {
    await workflowService.describeNamespace({ namespace });
    say(`Temporal: the namespace ${namespace} exists.`);
    return;
  } catch (cause) {
    // On Temporal Cloud a key may use a namespace without being allowed to describe it.
    if (grpcCode(cause) === codes.permissionDenied) {
      return say(
        `Temporal: the namespace ${namespace} may not be looked at with this key; taken as existing.`,
      );
    }
    if (grpcCode(cause) !== codes.notFound) throw cause;
  }
  try {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: (retentionDays * 86_400) as never },
    });
    say(`Temporal: made the namespace ${namespace}, retention ${retentionDays} days.`);
  } catch (cause) {
    if (grpcCode(cause) !== codes.alreadyExists) throw cause;
  }
  await waitForNamespace(connection, namespace);
}

/** A new namespace is known to every part of the server only after its caches are refreshed. */
async function waitForNamespace({ workflowService }: Connection, namespace: string): Promise<void> {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      await workflowService.countWorkflowExecutions({ namespace });
      return;
    } catch (cause) {
      if (grpcCode(cause) !== codes.notFound || Date.now() > until) throw cause;
    }
    await delay(250);
  }
}

async function ensureSearchAttributes(connection: Connection, namespace: string, say: Say): Promise<void> {
  const registration = await registerSearchAttributes(connection, namespace);
  if (registration.kind === 'usable') {
    const { added } = registration;
    return say(
      `Temporal: ${added.length === 0 ? 'the search attributes are usable' : `added the search attributes ${added.join(', ')}`}.`,
    );
  }
  say('Temporal: this server registers search attributes by its own tools only (Temporal Cloud).');
  const { missing } = registration;
  if (missing.length === 0) return say('Temporal: the search attributes are usable.');
  const wishes = missing.map(
    (name) => `${name} (${searchAttributes[name as keyof typeof searchAttributes]})`,
  );
  say(
    `Temporal: workers will not start before these are added there, for instance in the web console: ${wishes.join(', ')}.`,
  );
}

/** The caretaker comes by itself; without it nothing would notice a workflow that somebody terminated (design 3). */
async function ensureCaretaker(connection: Connection, namespace: string, say: Say): Promise<void> {
  const client = new Client({ connection, namespace });
  try {
    await client.schedule.create({
      scheduleId: caretakerScheduleId,
      spec: { intervals: [{ every: defaultDurations.caretakerEvery }] },
      // One round at a time; rounds that were missed while the server was away are not made up for.
      policies: { overlap: 'SKIP', catchupWindow: '10 minutes' },
      // A server that has no schedule yet may have lost everything else as well: the first round is at once.
      state: { triggerImmediately: true },
      action: {
        type: 'startWorkflow',
        workflowId: workflowTypes.caretaker,
        workflowType: workflowTypes.caretaker,
        taskQueue,
        args: [],
        workflowExecutionTimeout: '2 hours',
        staticSummary: 'Starts what is missing',
      },
    });
    say('Temporal: the caretaker comes every ten minutes.');
  } catch (cause) {
    if (!(cause instanceof ScheduleAlreadyRunning)) throw cause;
    say('Temporal: the caretaker’s schedule exists.');
  }
}

/** One line, because the rest of a driver's message can quote its connection. */
function reason(cause: unknown): string {
  const text =
    cause instanceof AggregateError
      ? String(cause.errors[0])
      : cause instanceof Error
        ? cause.message
        : String(cause);
  return (
    text
      .split('\n')[0]
      ?.replace(/\w+:\/\/\S+@/g, '…@')
      .slice(0, 300) || 'no reason given'
  );
}
