/** What a connection can be asked with an answer: updates, each refused at once with a sentence when it cannot be met. */

import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { ConnectionDesk } from './connection-desk.ts';
import * as messages from './messages.ts';

export function listenToUpdates(desk: ConnectionDesk): void {
  const { wishes } = desk;
  setHandler(
    messages.answered,
    ({ step }) => {
      if (desk.state.kind === 'onboarding') wishes.answers = true;
      else wishes.retry = true;
      return { step };
    },
    {
      description: 'From our own code: an answer of the onboarding stands in the ledger.',
      validator: ({ step }) => {
        const renewsAccess = step === 'focusAuthorised' || step === 'giveYukiAccess';
        if (desk.isSetUp && !renewsAccess)
          throw ApplicationFailure.nonRetryable('The connection is already set up.', 'AlreadySetUp');
      },
    },
  );
  setHandler(
    messages.syncNowUpdate,
    () => {
      const alreadyRunning = desk.state.kind === 'syncing';
      desk.wishByPerson();
      return { runNumber: desk.promisedRun('sync'), alreadyRunning };
    },
    {
      description: 'Sync now; answers at once with the number of the run. Refused while paused.',
      validator: () => desk.refuseUnlessActive(),
    },
  );
  setHandler(
    messages.dryRunUpdate,
    () => {
      const alreadyRunning = desk.state.kind === 'syncing';
      desk.wish('dryRun');
      return { runNumber: desk.promisedRun('dryRun'), alreadyRunning };
    },
    {
      description: 'Look at what a sync would send, and send nothing; answers at once. Refused while paused.',
      validator: () => desk.refuseUnlessActive(),
    },
  );
  setHandler(
    messages.retryPause,
    () => {
      wishes.retry = true;
      return desk.state;
    },
    {
      description: 'Retry one pause, named by its number.',
      validator: ({ pauseNumber }) => {
        if (desk.state.kind !== 'paused')
          throw ApplicationFailure.nonRetryable('The connection is not paused.', 'NotPaused');
        if (desk.state.pauseNumber !== pauseNumber)
          throw ApplicationFailure.nonRetryable(
            `That pause is over; now it is pause ${desk.state.pauseNumber}.`,
            'OtherPause',
          );
      },
    },
  );
}
