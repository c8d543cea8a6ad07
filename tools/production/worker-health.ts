// The worker container's health check: healthy when Temporal has heard of this machine's worker lately. It asks
// Temporal, because a worker has no port of its own and a process that is there may still be stuck.

import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { loadConfig } from '../../platform/config.ts';
import { taskQueue, temporalConnectionOptions } from '../../platform/temporal.ts';

/** `TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const workflowTasks = 1;
/** A poll is renewed about once a minute. */
const silentForMs = 150_000;

const config = loadConfig();
const connection = await Connection.connect({ ...temporalConnectionOptions(config), connectTimeout: 5_000 });
const { pollers } = await connection.workflowService.describeTaskQueue({
  namespace: config.temporal.namespace,
  taskQueue: { name: taskQueue },
  taskQueueType: workflowTasks,
});
await connection.close();

const now = Date.now();
const isPolling = (pollers ?? []).some(
  ({ identity, lastAccessTime }) =>
    identity?.endsWith(`@${hostname()}`) === true &&
    now - Number(lastAccessTime?.seconds ?? 0) * 1000 < silentForMs,
);
if (!isPolling) process.stderr.write(`Temporal has not heard of a worker on ${hostname()} lately.\n`);
process.exit(isPolling ? 0 : 1);
