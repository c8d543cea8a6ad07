// Chapter «first sync»: what the dry run showed goes to Yuki in batches, what cannot go stays held by cause, and
// automatic sync is switched on.

import type { StatusAnswer } from '../../client/answers.ts';
import type { DryRunAnswer } from '../../client/dry-run-answers.ts';
import { pageOf } from './temporal-ui.ts';
import { askForRun, followRun, statusOf, type Scene } from './stage.ts';
import { many } from './terminal.ts';
import { expectThat, until } from './waiting.ts';

export async function firstSync(scene: Scene, expected: DryRunAnswer): Promise<void> {
  const { tell, connectionId } = scene;
  tell.say(
    'Nothing surprises, so the firm asks for the first sync. What the dry run prepared is what leaves. Watch it here:',
  );
  tell.facts([['Temporal UI', pageOf(scene, `sync/${connectionId}`)]]);
  const number = await askForRun(scene);
  const run = await tell.counting('Documents to Yuki', (progress) =>
    followRun(scene, number, 240_000, (status) => showProgress(status, progress)),
  );
  expectThat(
    run.outcome === 'done',
    `The first sync ended with “${run.outcome}” (${run.cause ?? 'no cause'}).`,
  );

  const { documents } = await statusOf(scene, connectionId);
  const all = Object.values(documents).reduce((sum, count) => sum + count, 0);
  expectThat(documents.held > 0, 'No document was held, although the world has faulty ones.');
  const left = documents.found + documents.ready + documents.sending + documents.doubtful;
  expectThat(left === 0, `${left} documents neither arrived nor wait for a cause.`);
  const { summary } = run;
  expectThat(
    documents.exported + documents.settled === expected.wouldSend.documents,
    `The dry run would have sent ${expected.wouldSend.documents} documents, the sync sent ${documents.exported + documents.settled}.`,
  );
  tell.done(
    `${many(documents.exported + documents.settled, 'document')} of ${all} accepted by Yuki, in ${many(summary.batches, 'message')}; ${documents.held} wait for a cause.`,
  );
  tell.done(
    `It took ${many(summary.yukiCalls, 'call')} to Yuki, where the dry run had reckoned with ${expected.forecast.yukiCalls}, and ${many(summary.focusRequests, 'request')} to Focus. Yuki allows 1,000 calls a day.`,
  );
  await switchOn(scene);
}

function showProgress(
  { documents }: StatusAnswer,
  progress: (done: number, total: number, beside: string) => void,
): void {
  const total = Object.values(documents).reduce((sum, count) => sum + count, 0);
  const open = documents.found + documents.ready + documents.sending;
  progress(
    total - open,
    total,
    `${documents.exported} in Yuki · ${documents.ready} ready · ${documents.held} held`,
  );
}

async function switchOn(scene: Scene): Promise<void> {
  const { api, connectionId, tell } = scene;
  await api.send('PUT', `/api/connections/${encodeURIComponent(connectionId)}/automatic`, {
    automatic: true,
  });
  const { nextSyncAt } = await until({
    what: 'the next automatic sync to be planned',
    withinMs: 20_000,
    look: async () => {
      const status = await statusOf(scene, connectionId);
      return status.automatic && status.nextSyncAt !== null ? status : null;
    },
  });
  tell.done(
    `Automatic sync is on; the next one comes by itself at ${nextSyncAt?.slice(0, 16).replace('T', ' ')} UTC.`,
  );
}
