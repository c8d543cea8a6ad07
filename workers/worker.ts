/** Builds a worker from its parts: activities with real tools, the workflows' bundle, and the settings of production. */

import { fileURLToPath } from 'node:url';
import {
  type NativeConnection,
  Worker,
  type WorkerPlugin,
  type WorkflowBundleWithSourceMap,
  type WorkflowBundlePathWithSourceMap,
} from '@temporalio/worker';
import type { Activities } from '../activities/interface.ts';

export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/**
 * How long a worker that is told to end lets its writes finish: above the longest call, below the container's
 * stop grace (design 4; docker-compose.yml). MAINTENANCE: `stop_grace_period` there is longer than this.
 */
export const shutdownGrace = '90 seconds';

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: Activities;
  readonly identity: string;
  /** Such as traces. */
  readonly plugins?: readonly WorkerPlugin[];
  /** Bundled once per run in tests; bundled at the start otherwise. */
  readonly workflowBundle?: WorkflowBundleWithSourceMap | WorkflowBundlePathWithSourceMap | { code: string };
}

export async function createWorker(parts: WorkerParts): Promise<Worker> {
  const { connection, namespace, taskQueue, activities, identity, workflowBundle, plugins = [] } = parts;
  return await Worker.create({
    connection,
    namespace,
    taskQueue,
    identity,
    activities,
    plugins: [...plugins],
    ...(workflowBundle === undefined ? { workflowsPath } : { workflowBundle }),
    shutdownGraceTime: shutdownGrace,
    shutdownForceTime: '100 seconds',
    maxCachedWorkflows: 500,
    // Priorities and pace are kept only by tasks that pass through the queue (design 4: no eager dispatch).
    maxEagerActivityReservationsPerWorkflowTask: 0,
  });
}
