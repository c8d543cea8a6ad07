// Chapter «a look before anything leaves»: a dry run reads and prepares everything, says what a sync would send where,
// what would wait and what it costs; Yuki gets no document.

import type { StatusAnswer } from '../../client/answers.ts';
import type { DryRunAnswer } from '../../client/dry-run-answers.ts';
import { documentsOf, followRun, holdsOf, type Scene } from './stage.ts';
import { pageOf } from './temporal-ui.ts';
import { euros, many } from './terminal.ts';
import { expectThat } from './waiting.ts';

/** What the sandbox's world promises, and the story with it. */
const fewestDocuments = 300;
const accountsShown = 6;

/** Answers what the dry run reported, for the first sync to be held against. */
export async function lookFirst(scene: Scene): Promise<DryRunAnswer> {
  const { tell, api, control, sandbox, connectionId } = scene;
  tell.say(
    'A year of invoices and credit notes waits in Focus. Before any of them leaves, the firm wants to see what would happen. This pretend Focus announces a higher rate limit in its headers (6,000 requests a minute instead of 200), and the connector goes by what it is told. Watch it here:',
  );
  tell.facts([['Temporal UI', pageOf(scene, `sync/${connectionId}`)]]);
  const at = `/api/connections/${encodeURIComponent(connectionId)}/dry-run`;
  const before = await control.yukiDocuments(sandbox.yuki.administrationId);
  const { runNumber } = await api.send<{ runNumber: number }>('POST', at);
  const run = await tell.counting('Documents looked at', (progress) =>
    followRun(scene, runNumber, 240_000, (status) => showProgress(status, progress)),
  );
  expectThat(run.outcome === 'done', `The dry run ended with “${run.outcome}” (${run.cause ?? 'no cause'}).`);
  const report = await api.get<DryRunAnswer>(at);
  const { wouldSend, wouldWait, forecast } = report;
  const all = wouldSend.documents + wouldWait.documents;
  expectThat(report.complete, 'The report of the dry run is not complete.');
  expectThat(all >= fewestDocuments, `The dry run found ${all} documents, fewer than ${fewestDocuments}.`);
  expectThat(wouldWait.documents > 0, 'No document would wait, although the world has faulty ones.');
  await showKinds(scene);
  const accounts = wouldSend.accounts.toSorted((left, right) => right.documents - left.documents);
  tell.say(
    accounts.length > accountsShown
      ? `What would be sent, by ledger account (${accountsShown} of ${accounts.length}):`
      : 'What would be sent, by ledger account:',
  );
  tell.table(
    ['Ledger account', 'Documents', 'Net'],
    accounts
      .slice(0, accountsShown)
      .map(({ account, description, documents, net }) => [
        `${account} ${description ?? ''}`.trim(),
        String(documents),
        euros(Math.round(Number(net) * 100)),
      ]),
    [1, 2],
  );
  await showHolds(scene);
  tell.done(
    `${many(wouldSend.documents, 'document')} would leave, ${wouldWait.documents} would wait. It would take ${many(forecast.messages, 'message')} and ${many(forecast.yukiCalls, 'call')} to Yuki, and be done on ${forecast.endsOn ?? 'no day'}.`,
  );
  const after = await control.yukiDocuments(sandbox.yuki.administrationId);
  expectThat(
    after.length === before.length,
    `The dry run brought Yuki ${after.length - before.length} documents.`,
  );
  tell.done(`Yuki has ${many(after.length, 'document')}, as before: a dry run reads, and sends nothing.`);
  return report;
}

function showProgress(
  { documents }: StatusAnswer,
  progress: (done: number, total: number, beside: string) => void,
): void {
  const total = documents.found + documents.ready + documents.held;
  progress(total - documents.found, total, `${documents.ready} would be sent · ${documents.held} would wait`);
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
  scene.tell.say('What would wait, by cause:');
  scene.tell.table(
    ['Documents', 'Why'],
    holds.map(({ waiting, what }) => [String(waiting), what]),
    [0],
  );
}
