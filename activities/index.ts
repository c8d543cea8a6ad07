/** Joins the activities of all files and names their failures; the worker registers the result. */

import { journalActivities } from './send-journals.ts';
import { caretakerActivities } from './caretaker.ts';
import { connectionRecordActivities } from './connection-record.ts';
import { discoverActivities } from './discover.ts';
import { nameFailure } from './failures.ts';
import { holdActivities } from './holds.ts';
import type { Activities } from './interface.ts';
import { lookUpActivities } from './look-up.ts';
import { messageActivities } from './messages.ts';
import { masterDataActivities } from './master-data.ts';
import { onboardingActivities } from './onboarding.ts';
import { paymentActivities } from './payments.ts';
import { prepareActivities } from './prepare.ts';
import { registeringActivities } from './register-payments.ts';
import { removingActivities } from './remove-payments.ts';
import { runActivities } from './runs.ts';
import { sendActivities } from './send.ts';
import { durationsOf, type Tools } from './tools.ts';

export type { Activities } from './interface.ts';

export function createActivities(tools: Tools): Activities {
  const plain: Activities = {
    ...journalActivities(tools),
    ...caretakerActivities(tools),
    ...connectionRecordActivities(tools),
    ...discoverActivities(tools),
    ...holdActivities(tools),
    ...lookUpActivities(tools),
    ...masterDataActivities(tools),
    ...messageActivities(tools),
    ...onboardingActivities(tools),
    ...paymentActivities(tools),
    ...prepareActivities(tools),
    ...registeringActivities(tools),
    ...removingActivities(tools),
    ...runActivities(tools),
    ...sendActivities(tools),
  };
  const named = Object.entries(plain).map(([name, activity]) => [
    name,
    namingFailures(tools, activity as Activity),
  ]);
  return Object.fromEntries(named) as Activities;
}

type Activity = (order: never) => Promise<unknown>;

function namingFailures(tools: Tools, activity: Activity): Activity {
  return async (order) => {
    try {
      return await activity(order);
    } catch (error) {
      throw nameFailure(error, await durationsOf(tools), tools.clock());
    }
  };
}
