/**
 * Stand-ins for the real workflows, with the same names and messages: they write down what they are told and
 * look into the ledger when an answer is there, so that the doors can be tried by themselves.
 */

import {
  ApplicationFailure,
  condition,
  defineQuery,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/interface.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import * as messages from '../../workflows/messages.ts';

export const heard = defineQuery<string[]>('heard');

const { takeOnboardingStep } = proxyActivities<Pick<Activities, 'takeOnboardingStep'>>({
  startToCloseTimeout: '20 seconds',
});

const told = [
  'retry',
  'pause',
  'resume',
  'disconnect',
  'settingsChanged',
  'documentsReleased',
  'changed',
] as const;

export async function connection(order: messages.ConnectionOrder): Promise<string> {
  const said: string[] = [];
  let answers = 0;
  let runs = 0;
  setHandler(heard, () => said);
  setHandler(messages.answered, ({ step }) => {
    answers += 1;
    return { step };
  });
  setHandler(
    messages.syncNowUpdate,
    () => {
      runs += 1;
      return { runNumber: runs, alreadyRunning: runs > 1 };
    },
    {
      validator: () => {
        if (said.at(-1) === 'pause')
          throw ApplicationFailure.nonRetryable('Paused.', 'Paused', {
            kind: 'paused',
            cause: 'paused-by-person',
            shown: '',
          });
      },
    },
  );
  setHandler(messages.dryRunUpdate, () => {
    said.push('dryRun');
    return { runNumber: runs + 1, alreadyRunning: false };
  });
  for (const name of told) setHandler(messages[name], () => void said.push(name));
  for (;;) {
    await condition(() => answers > 0 || said.includes('disconnect'));
    if (said.includes('disconnect')) return 'disconnected';
    answers = 0;
    const turn = await takeOnboardingStep({ connectionId: order.connectionId as ConnectionId });
    if (turn.kind === 'merged') return `merged into ${turn.into}`;
  }
}

export async function hold(order: messages.HoldOrder): Promise<string> {
  const said: string[] = [];
  setHandler(heard, () => [order.causeId, ...said]);
  for (const name of ['retry', 'changed'] as const) setHandler(messages[name], () => void said.push(name));
  await condition(() => said.includes('changed'));
  return 'ended';
}
