// What the connector is measured against: the same work on the same activities, but one activity per document. It is
// bundled for the bench's own worker and is no part of the product.

import {
  ApplicationFailure,
  continueAsNew,
  proxyActivities,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, PreparePage, SendResult } from '../../activities/interface.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { activitiesFor } from '../../workflows/activity-options.ts';

export interface OneByOneOrder {
  readonly connectionId: string;
  readonly runNumber: number;
  /** Which execution of the chain this is, from 1. */
  readonly runs: number;
}

export interface OneByOneOutcome {
  readonly runs: number;
}

/** The activities of the product and the one that the bench adds. */
export interface OneByOneActivities extends Activities {
  /** Prepares one document and sends it; `left` tells whether there may be another. */
  exportOne(order: { connectionId: ConnectionId; runNumber: number }): Promise<{
    page: PreparePage;
    sent: SendResult;
  }>;
}

/** One attempt, as every write of the product has. */
const writes = proxyActivities<OneByOneActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});

export async function oneByOne(order: OneByOneOrder): Promise<OneByOneOutcome> {
  upsertSearchAttributes({ ConnectionId: [order.connectionId] });
  const run = { connectionId: order.connectionId as ConnectionId, runNumber: order.runNumber };
  if (order.runs === 1) {
    const product = activitiesFor(order.connectionId);
    await product.openRun({ ...run, scope: 'all', lastKnownRun: 0, asked: true });
    await product.refreshMasterData(run);
    await product.readYukiPayments(run);
    for (let done = false; !done;) done = (await product.discoverDocuments(run)).done;
  }
  for (let left = true; left;) {
    const { page, sent } = await writes.exportOne(run);
    if (page.prepared > 0 && sent.kind !== 'answered')
      throw ApplicationFailure.nonRetryable(`A document was not sent: ${sent.kind}.`);
    left = page.left;
    if (left && workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof oneByOne>({ ...order, runs: order.runs + 1 });
  }
  return { runs: order.runs };
}
