/**
 * Under which profile each activity is called and what the Temporal UI says of it: the only place where time-outs
 * and retries of activities stand (style d).
 */

import { type ActivityInterfaceFor, type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/interface.ts';

/** Questions to our own ledger or to Temporal: quick, repeated until they answer. */
const records: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};

/** Reads from Focus or Yuki, a page at a time. A benign refusal (429) carries its own delay and never ends it. */
const reads: ActivityOptions = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '2 minutes' },
};

/**
 * A write has one attempt: a worker that dies in the call looks like a time-out, and repeating would send
 * blindly. The workflow looks before anything is sent again.
 */
const writes: ActivityOptions = {
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
};

/** Follows a run in the ledger for as long as one may take. */
const patientReads: ActivityOptions = {
  startToCloseTimeout: '7 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};

/**
 * Messages to people: what is not sent now is sent by the next round, so a round that goes wrong is not repeated for
 * long.
 */
const messages: ActivityOptions = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '10 seconds', backoffCoefficient: 2, maximumAttempts: 3 },
};

const profiles: Record<keyof Activities, { readonly profile: ActivityOptions; readonly summary: string }> = {
  readStanding: { profile: records, summary: 'Where does this connection stand?' },
  takeOnboardingStep: { profile: reads, summary: 'Look at the answers and ask the next question' },
  recordPause: { profile: records, summary: 'Write the pause into the ledger' },
  recordResume: { profile: records, summary: 'Write the end of the pause into the ledger' },
  recordStopped: { profile: records, summary: 'Write into the ledger that it is stopped' },
  recordDisconnected: { profile: records, summary: 'End the holds and forget the credentials' },
  acceptLedger: { profile: records, summary: 'Go on from a restored ledger' },
  retryHolds: { profile: records, summary: 'Tell every hold to look again' },
  openRun: { profile: records, summary: 'Open the run' },
  closeRun: { profile: records, summary: 'Close the run and find the next due time' },
  refreshMasterData: { profile: reads, summary: 'Fetch ledger accounts and VAT codes' },
  readYukiPayments: { profile: reads, summary: 'Read Yuki’s open items' },
  registerFocusPayments: { profile: writes, summary: 'Register payments in Focus' },
  sendJournalsToYuki: { profile: writes, summary: 'Tell Yuki by a journal what was paid in Focus' },
  removeFocusPayments: { profile: writes, summary: 'Remove payments in Focus that a person named' },
  discoverDocuments: { profile: reads, summary: 'Find new and changed documents in Focus' },
  prepareDocuments: { profile: reads, summary: 'Read, translate and check documents, customers first' },
  sendToYuki: { profile: writes, summary: 'Send one message of documents to Yuki' },
  lookUpDoubtful: { profile: reads, summary: 'Look doubtful documents up in Yuki' },
  wakeHolds: { profile: records, summary: 'Tell the holds concerned' },
  askConnectionForRun: { profile: records, summary: 'Ask the connection for a run' },
  followRun: { profile: patientReads, summary: 'Follow the run to its end' },
  // Repeated when a worker is lost, but only its first attempt may send a document to find out.
  lookAtCause: { profile: reads, summary: 'Is the cause gone?' },
  releaseDocuments: { profile: records, summary: 'Release the documents and tell the connection' },
  closeCause: { profile: records, summary: 'Close the cause' },
  remindWhoCanCure: { profile: records, summary: 'Remind who can cure it' },
  findNeglected: { profile: reads, summary: 'Start what is missing' },
  tellPeople: { profile: messages, summary: 'Tell people what needs them' },
};

/**
 * The activities as one workflow calls them. Work of one connection shares a fairness key, so that a large tenant
 * does not starve a small one.
 */
export function activitiesFor(connectionId: string): ActivityInterfaceFor<Activities> {
  const bound = Object.entries(profiles).map(([name, { profile, summary }]) => {
    const proxied = proxyActivities<Activities>({
      ...profile,
      summary,
      priority: { fairnessKey: connectionId },
    });
    return [name, proxied[name as keyof Activities]];
  });
  return Object.fromEntries(bound) as ActivityInterfaceFor<Activities>;
}
