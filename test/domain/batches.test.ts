/** How the size of the next message follows from what became of the last one, worked through without a workflow. */

import { expect, test } from 'vitest';
import { afterRefusedMessage, afterVerdicts, firstPlan, type BatchPlan } from '../../domain/batches.ts';

/** Messages until all have left, with one culprit that makes Yuki refuse every message of several it is in. */
function messagesWith(documents: number, culprit: number, first: BatchPlan): number {
  let plan = first;
  let sent = 0;
  let messages = 0;
  while (sent < documents) {
    const size = Math.min(plan.size, documents - sent);
    messages += 1;
    const isIn = culprit > sent && culprit <= sent + size;
    if (isIn && size > 1) plan = afterRefusedMessage(size);
    else {
      plan = afterVerdicts(plan, size, 0);
      sent += size;
    }
  }
  return messages;
}

test('one culprit at any place of a message of 2 to 100 documents costs at most 2·⌈log2 n⌉ + 2 messages (design 6.5)', () => {
  for (let documents = 2; documents <= 100; documents += 1)
    for (let culprit = 1; culprit <= documents; culprit += 1)
      expect(
        messagesWith(documents, culprit, { size: documents, suspects: 0 }),
        `${culprit} of ${documents}`,
      ).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(documents)) + 2);
});

test('messages grow from 25 over 50 to 100 documents and not beyond (R-LIM-3)', () => {
  let plan = firstPlan(false);
  const sizes = [0, 1, 2, 3].map(() => {
    const { size } = plan;
    plan = afterVerdicts(plan, size, 0);
    return size;
  });
  expect(sizes).toEqual([25, 50, 100, 100]);
  expect(firstPlan(true).size).toBe(1);
});
