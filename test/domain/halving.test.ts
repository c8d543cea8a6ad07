// A message that Yuki refuses as a whole is halved until the culprit is alone: so few calls that one bad document
// never eats the day (design 6.5).

import { expect, test } from 'vitest';
import { afterRefusedMessage, afterVerdicts, firstPlan, type BatchPlan } from '../../domain/batches.ts';

/** Calls until everything but the culprit is in Yuki and the culprit is held, beginning with one message of all. */
function callsWith(documents: number, culprit: number): { calls: number; sentAgain: number } {
  let queue = Array.from({ length: documents }, (_, index) => index);
  let plan: BatchPlan = { ...firstPlan(false), size: documents };
  const accepted = new Set<number>();
  let calls = 0;
  let sentAgain = 0;
  while (queue.length > 0) {
    const message = queue.slice(0, plan.size);
    calls += 1;
    sentAgain += message.filter((document) => accepted.has(document)).length;
    const isRefused = message.includes(culprit);
    if (isRefused && message.length > 1) {
      plan = afterRefusedMessage(message.length);
      continue;
    }
    for (const document of message) if (document !== culprit) accepted.add(document);
    queue = queue.slice(message.length);
    plan = afterVerdicts(plan, message.length, 0);
  }
  expect(accepted.size).toBe(documents - 1);
  return { calls, sentAgain };
}

// 2·⌈log2 n⌉ + 2, by hand.
test.each([
  [1, 2],
  [2, 4],
  [3, 6],
  [4, 6],
  [7, 8],
  [8, 8],
  [25, 12],
  [50, 14],
  [64, 14],
  [100, 16],
])('a culprit among %i costs at most %i calls, wherever it stands', (documents, most) => {
  for (let culprit = 0; culprit < documents; culprit += 1) {
    const { calls, sentAgain } = callsWith(documents, culprit);
    expect(calls, `culprit ${culprit}`).toBeLessThanOrEqual(most);
    expect(sentAgain).toBe(0);
  }
});

test('the worst place among a hundred costs ten calls', () => {
  // 100, 50, 25, 12, 6, 3 and 1 are refused when it is the first; 1 and 1 clear the other two suspects, 97 follow.
  expect(callsWith(100, 0).calls).toBe(10);
});
