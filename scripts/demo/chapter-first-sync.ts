// Chapter «first sync»: everything since the start date goes to Yuki in batches, what cannot go is held by cause, and
// automatic sync is switched on.

import type { StatusAnswer } from '../../client/answers.ts';
import { pageOf } from './temporal-ui.ts';
import { askForRun, documentsOf, followRun, holdsOf, statusOf, type Scene } from './stage.ts';
import { many } from './terminal.ts';
import { expectThat, until } from './waiting.ts';

/** What the sandbox's world promises, and the story with it. */
const fewestDocuments = 300;

export async function firstSync(scene: Scene): Promise<void> {
  const { tell, connectionId } = scene;
  tell.say(
    'A year of invoices and credit notes waits in Focus. This pretend Focus announces a higher rate limit in its headers (6,000 requests a minute instead of 200), and the connector goes by what it is told. Watch it here:',
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
  expectThat(all >= fewestDocuments, `The first sync found ${all} documents, fewer than ${fewestDocuments}.`);
  expectThat(documents.held > 0, 'No document was held, although the world has faulty ones.');
  const left = documents.found + documents.ready + documents.sending + documents.doubtful;
  expectThat(left === 0, `${left} documents neither arrived nor wait for a cause.`);
  const { summary } = run;
  await showKinds(scene);
  tell.done(
    `${many(documents.exported + documents.settled, 'document')} of ${all} accepted by Yuki, in ${many(summary.batches, 'message')}; ${documents.held} wait for a cause.`,
  );
  tell.done(
    `It took ${many(summary.yukiCalls, 'call')} to Yuki and ${many(summary.focusRequests, 'request')} to Focus. Yuki allows 1,000 calls a day.`,
  );
  await showHolds(scene);
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

async function showKinds(scene: Scene): Promise<void> {
  const documents = await documentsOf(scene);
  const ofKind = (kind: string): number => documents.filter((one) => one.kind === kind).length;
  const found = new Set(documents.map(({ focusId }) => focusId));
  const inFocus = (await scene.control.focusDocuments()).filter(({ id }) => found.has(id));
  const customers = (type: string): number =>
    new Set(inFocus.flatMap(({ customer }) => (customer.type === type ? [customer.id] : []))).size;
  const rates = new Set(inFocus.flatMap(({ lines }) => lines.map(({ taxRateId }) => taxRateId)));
  scene.tell.done(
    `Found: ${many(ofKind('invoice'), 'invoice')} and ${many(ofKind('creditNote'), 'credit note')}, for ${many(customers('company'), 'company', 'companies')} and ${many(customers('contact'), 'contact')}, with ${many(rates.size, 'VAT rate')}.`,
  );
}

async function showHolds(scene: Scene): Promise<void> {
  const holds = await holdsOf(scene);
  scene.tell.say('What waits, by cause. Everything else has gone through:');
  scene.tell.table(
    ['Documents', 'Why'],
    holds.map(({ waiting, what }) => [String(waiting), what]),
    [0],
  );
}

/** Adoption and dry run come before this in a later version; the first sync by hand stands in for both. */
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
