// The story's table of contents: its chapters in their order, and what one hands to the next.

import { takeOver } from './chapter-adoption.ts';
import { sameStory } from './chapter-completeness.ts';
import { connect } from './chapter-connect.ts';
import { lookFirst } from './chapter-dry-run.ts';
import { firstSync } from './chapter-first-sync.ts';
import { curedHold } from './chapter-hold.ts';
import { killedWorker } from './chapter-killed-worker.ts';
import { moduleOff } from './chapter-module.ts';
import { paymentsReturn } from './chapter-payments.ts';
import { proof } from './chapter-proof.ts';
import { curedByItself } from './chapter-self-cured.ts';
import { suspiciousList } from './chapter-suspicious-list.ts';
import type { Stage } from './stage.ts';

/**
 * Tells the whole story; true only when the comparison at its end agrees.
 *
 * @throws StoryFailed when a chapter's expectation is not met within its bounds.
 */
export async function tellStory(stage: Stage): Promise<boolean> {
  const { tell } = stage;
  tell.chapter('A tenant connects');
  const scene = await connect(stage);
  tell.chapter('A look before anything leaves');
  const expected = await lookFirst(scene);
  tell.chapter('What stands in Yuki already');
  await takeOver(scene);
  tell.chapter('The first sync');
  await firstSync(scene, expected);
  tell.chapter('A ledger account that Yuki does not know');
  await curedHold(scene);
  tell.chapter('A customer is completed in Focus');
  await curedByItself(scene);
  tell.chapter('The module Invoices is switched off');
  await moduleOff(scene);
  tell.chapter('The worker dies at the worst moment');
  await killedWorker(scene);
  tell.chapter('The money comes back');
  const reversed = await paymentsReturn(scene);
  tell.chapter('A list that cannot be right');
  await suspiciousList(scene);
  tell.chapter('The same story on both sides');
  await sameStory(scene);
  tell.chapter('The proof');
  const agrees = await proof(scene, reversed);
  tell.endOfChapters();
  return agrees;
}
