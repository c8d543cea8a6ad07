// What an operator sees and does with nothing but the Temporal UI: the address of an execution, the details that
// stand there, and a signal without arguments. Through the same server calls that the UI makes.

import type { Stage } from './stage.ts';
import { StoryFailed, until } from './waiting.ts';

/** The page of an execution in the UI; its id alone when the server's UI is elsewhere. */
export function pageOf({ stack }: Stage, workflowId: string): string {
  const { uiUrl, namespace } = stack.temporal;
  if (uiUrl === null) return `workflow id ${workflowId} in your Temporal UI`;
  return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

/** The current details, as Markdown, as the UI reads them. */
export async function detailsOf({ temporal }: Stage, workflowId: string): Promise<string> {
  const metadata = await temporal.workflow
    .getHandle(workflowId)
    .query<{ currentDetails?: string | null }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

/** Waits until the details say what the story expects, and answers them. */
export function untilDetails(
  stage: Stage,
  workflowId: string,
  words: RegExp,
  withinMs = 30_000,
): Promise<string> {
  return until({
    what: `${workflowId} to show ${words.source}`,
    withinMs,
    look: async () => {
      const details = await detailsOf(stage, workflowId);
      return words.test(details) ? details : null;
    },
  });
}

/** *More actions → Send a Signal*: to this very execution, by name, without arguments. */
export async function sendSignal({ temporal }: Stage, workflowId: string, name: string): Promise<void> {
  const { runId, status } = await temporal.workflow.getHandle(workflowId).describe();
  if (status.name !== 'RUNNING')
    throw new StoryFailed(`${workflowId} is ${status.name}, so the UI would offer no signal.`);
  await temporal.workflow.getHandle(workflowId, runId).signal(name);
}

/** Waits until an execution has ended by itself, and answers its result. */
export async function untilCompleted<T>(stage: Stage, workflowId: string, withinMs: number): Promise<T> {
  const handle = stage.temporal.workflow.getHandle(workflowId);
  await until({
    what: `${workflowId} to complete`,
    withinMs,
    everyMs: 400,
    look: async () => ((await handle.describe()).status.name === 'COMPLETED' ? true : null),
  });
  return (await handle.result()) as T;
}
