/**
 * The verbs' way to Temporal: starts, signals and updates of the connection and its holds, each with a short
 * deadline and each missing workflow started from the ledger. What they mean is left to the workflows.
 */

import {
  Client,
  Connection,
  isGrpcServiceError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type ConnectionOptions,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { ApplicationFailure, type SignalDefinition, type UpdateDefinition } from '@temporalio/common';
import { isCauseKey } from '../domain/causes.ts';
import type { CauseId, ConnectionId } from '../domain/ids.ts';
import { missingSearchAttributes } from '../platform/search-attributes.ts';
import { onceItStands } from '../platform/temporal.ts';
import * as messages from '../workflows/messages.ts';
import {
  connectionWorkflowId,
  holdWorkflowId,
  taskQueueName,
  workflowTypes,
} from '../workflows/workflow-ids.ts';
import { away, notNow, paused, type Refusal } from './refusal.ts';

type ConnectionWorkflow = (order: messages.ConnectionOrder) => Promise<messages.ConnectionOutcome>;
type HoldWorkflow = (order: messages.HoldOrder) => Promise<messages.HoldOutcome>;
export type ConnectionSignal =
  'retry' | 'pause' | 'resume' | 'disconnect' | 'settingsChanged' | 'documentsReleased' | 'changed';

export interface TemporalFacts {
  readonly serverVersion: string;
  readonly missingSearchAttributes: readonly string[];
  readonly workflowPollers: number;
  readonly activityPollers: number;
}

export interface TemporalDoor {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Throws a 503 refusal when the server does not answer or does not know the namespace. */
  ensureReachable(): Promise<void>;
  /** Starts the connection's workflow; one that runs already is left alone. */
  startConnection(id: ConnectionId): Promise<void>;
  /** Says that an answer stands in the ledger; starts a missing workflow first. */
  answered(id: ConnectionId, step: messages.OnboardingStep): Promise<void>;
  /** The number of the run that will satisfy the wish. Throws a 409 refusal with what the workflow said. */
  syncNow(id: ConnectionId): Promise<{ runNumber: number; alreadyRunning: boolean }>;
  /** The number of the run that will look and send nothing. Refuses like `syncNow`. */
  dryRun(id: ConnectionId): Promise<{ runNumber: number; alreadyRunning: boolean }>;
  /** Signals the connection; a missing workflow is started from the ledger by the same call. */
  signalConnection(id: ConnectionId, signal: ConnectionSignal): Promise<void>;
  /** Signals a hold; a missing one is started, because the ledger says that documents wait. */
  signalHold(id: ConnectionId, causeId: CauseId, signal: 'retry' | 'changed'): Promise<void>;
  facts(): Promise<TemporalFacts>;
  close(): Promise<void>;
}

export interface TemporalDoorOptions {
  readonly connectionOptions: ConnectionOptions & { readonly address: string };
  readonly namespace: string;
  readonly taskQueue?: string;
  /** For one call; 10 seconds unless given. */
  readonly callMs?: number;
}

const connectMs = 3_000;
/** How long a server may take to say that it is there. */
const reachMs = 4_000;

/** Opens nothing yet: the line is made by the first call, so a console starts and answers while Temporal is away. */
export function openTemporalDoor(options: TemporalDoorOptions): TemporalDoor {
  const connection = Connection.lazy({ ...options.connectionOptions, connectTimeout: connectMs });
  const client = new Client({ connection, namespace: options.namespace });
  const taskQueue = options.taskQueue ?? taskQueueName;
  const callMs = options.callMs ?? 10_000;
  const { address } = options.connectionOptions;

  const asked = async <T>(call: () => Promise<T>, withinMs = callMs): Promise<T> => {
    try {
      return await client.withDeadline(Date.now() + withinMs, call);
    } catch (error) {
      throw refusalOfTemporal(error, address, options.namespace) ?? error;
    }
  };
  const ensureReachable = (): Promise<void> =>
    asked(
      async () => {
        await client.workflowService.describeNamespace({ namespace: options.namespace });
      },
      Math.min(callMs, reachMs),
    );
  const start = (id: ConnectionId): WorkflowStartOptions<ConnectionWorkflow> => ({
    workflowId: connectionWorkflowId(id),
    taskQueue,
    args: [{ connectionId: id }],
    staticSummary: `Connection ${id}`,
  });
  const update = async <Result, Args extends unknown[]>(
    id: ConnectionId,
    definition: UpdateDefinition<Result, Args>,
    args: Args,
  ): Promise<Result> => {
    // Asked first, so that silence afterwards can only mean that no worker is there.
    await ensureReachable();
    const ask = (): Promise<Result> => {
      const operation = new WithStartWorkflowOperation<ConnectionWorkflow>(workflowTypes.connection, {
        ...start(id),
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      // The start has a promise of its own; its failure reaches us through the update as well.
      operation.workflowHandle().catch(() => undefined);
      return client.workflow.executeUpdateWithStart(definition, {
        startWorkflowOperation: operation,
        args,
      });
    };
    return asked<Result>(() => onceItStands(ask));
  };

  return {
    address,
    namespace: options.namespace,
    taskQueue,
    ensureReachable,
    startConnection: (id) =>
      asked(async () => {
        await client.workflow.start<ConnectionWorkflow>(workflowTypes.connection, {
          ...start(id),
          workflowIdConflictPolicy: 'USE_EXISTING',
        });
      }),
    answered: async (id, step) => void (await update(id, messages.answered, [{ step }])),
    syncNow: (id) => update(id, messages.syncNowUpdate, []),
    dryRun: (id) => update(id, messages.dryRunUpdate, []),
    signalConnection: (id, signal) =>
      asked(async () => {
        await client.workflow.signalWithStart<ConnectionWorkflow, []>(workflowTypes.connection, {
          ...start(id),
          signal: messages[signal] as SignalDefinition<[]>,
        });
      }),
    signalHold: (id, causeId, signal) =>
      asked(async () => {
        await client.workflow.signalWithStart<HoldWorkflow, []>(workflowTypes.hold, {
          workflowId: holdWorkflowId(id, causeId),
          taskQueue,
          args: [{ connectionId: id, causeId }],
          staticSummary: `Documents of ${id} that wait for one cause`,
          signal: messages[signal] as SignalDefinition<[]>,
        });
      }),
    facts: () => asked(() => readFacts(client, options.namespace, taskQueue)),
    close: () => connection.close(),
  };
}

async function readFacts(client: Client, namespace: string, taskQueue: string): Promise<TemporalFacts> {
  const service = client.workflowService;
  const { serverVersion } = await service.getClusterInfo({});
  const pollers = async (taskQueueType: 1 | 2): Promise<number> => {
    const found = await service.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType,
    });
    return found.pollers?.length ?? 0;
  };
  return {
    serverVersion: serverVersion ?? 'unknown',
    missingSearchAttributes: await missingSearchAttributes(service, namespace),
    workflowPollers: await pollers(1),
    activityPollers: await pollers(2),
  };
}

const grpc = {
  cancelled: 1,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  unavailable: 14,
  unauthenticated: 16,
};

/** What an error of Temporal's client means for the person who asked; null when it is something else. */
function refusalOfTemporal(error: unknown, address: string, namespace: string): Refusal | null {
  if (error instanceof WorkflowUpdateFailedError)
    return (
      refusalOfPause(error.cause) ??
      notNow(
        'refused-by-connection',
        sentence(error.cause),
        curedBy(error.cause) ?? 'Look at the connection’s status, cure what it says, and try again.',
      )
    );
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return noWorker();
  if (error instanceof WorkflowNotFoundError)
    return notNow('no-workflow', 'The connection’s workflow has ended.', 'Look at the connection’s status.');
  for (
    let cause: unknown = error, depth = 0;
    cause instanceof Error && depth < 4;
    cause = cause.cause, depth += 1
  ) {
    if (!isGrpcServiceError(cause)) continue;
    const code = cause.code as number;
    if (code === grpc.notFound)
      return away(
        'temporal-namespace-missing',
        `The Temporal server at ${address} has no namespace ${namespace}.`,
        'Run “npm run setup”, or correct TEMPORAL_NAMESPACE.',
      );
    if (code === grpc.permissionDenied || code === grpc.unauthenticated)
      return away(
        'temporal-refused',
        `The Temporal server at ${address} refuses our credentials.`,
        'Correct TEMPORAL_API_KEY or the TLS certificate of TEMPORAL_*.',
      );
    if ([grpc.cancelled, grpc.deadlineExceeded, grpc.unavailable].includes(code))
      return temporalAway(address);
  }
  const words = error instanceof Error ? error.message : '';
  return /failed to connect|connect(ion)? timed? ?out|deadline/i.test(words) ? temporalAway(address) : null;
}

function temporalAway(address: string): Refusal {
  return away(
    'temporal-unreachable',
    `The Temporal server at ${address} cannot be reached.`,
    'Start Temporal or correct TEMPORAL_ADDRESS, then try again.',
  );
}

function noWorker(): Refusal {
  return away(
    'no-worker',
    'No worker answered for this connection; what was given is kept and taken up when one runs.',
    'Start a worker (“npm start -- worker”), then look at the connection’s status.',
  );
}

function sentence(cause: Error | undefined): string {
  return cause instanceof ApplicationFailure && cause.message !== ''
    ? cause.message.slice(0, 400)
    : 'The connection does not accept this in its present state.';
}

/** A pause that the ledger does not show yet: the workflow sends its state along with the refusal. */
function refusalOfPause(cause: Error | undefined): Refusal | null {
  const detail: unknown = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  if (typeof detail !== 'object' || detail === null) return null;
  const { kind, cause: key, shown } = detail as Partial<Record<'kind' | 'cause' | 'shown', unknown>>;
  if (kind !== 'paused' || typeof key !== 'string' || !isCauseKey(key)) return null;
  return paused(key, typeof shown === 'string' ? shown : '');
}

/** The workflow may send a cure along as the failure's first detail. */
function curedBy(cause: Error | undefined): string | null {
  const detail: unknown = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
  if (typeof detail !== 'object' || detail === null) return null;
  const { cure, how } = detail as { cure?: unknown; how?: unknown };
  const text = cure ?? how;
  return typeof text === 'string' ? text.slice(0, 400) : null;
}
