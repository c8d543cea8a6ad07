// Chapter «one cause, one hold»: invoices wait for a ledger account that Yuki does not know; the account is opened,
// somebody sends `retry` from the Temporal UI, and the invoices arrive by themselves.

import { documentsOf, holdsOf, untilExported, type Scene } from './stage.ts';
import { pageOf, sendSignal, untilCompleted, untilDetails } from './temporal-ui.ts';
import { many } from './terminal.ts';
import { StoryFailed } from './waiting.ts';

export async function curedHold(scene: Scene): Promise<void> {
  const { tell, control, sandbox } = scene;
  const hold = (await holdsOf(scene)).find(({ key }) => key === 'account-unknown');
  if (hold === undefined) throw new StoryFailed('No invoice is held for an unknown ledger account.');
  const waiting = await documentsOf(scene, { state: 'held', cause: hold.causeId });
  const account = /account (\S+) /.exec(hold.what)?.[1];
  if (account === undefined) throw new StoryFailed(`The hold names no account: ${hold.what}`);

  tell.say(
    `${many(hold.waiting, 'invoice')} of one product category wait in a workflow of their own. An operator opens it in the Temporal UI:`,
  );
  tell.facts([['Temporal UI', pageOf(scene, hold.workflowId)]]);
  tell.quote(
    'what stands there, in the tab “User Metadata”',
    await untilDetails(scene, hold.workflowId, /documents wait/),
  );

  await control.inYuki('add-gl-account', {
    administrationId: sandbox.yuki.administrationId,
    code: account,
    description: 'Workshops',
  });
  tell.done(`The accountant opens account ${account} in Yuki.`);
  await sendSignal(scene, hold.workflowId, 'retry');
  tell.done('The operator picks More actions → Send a Signal → retry. Nothing else is done.');

  const arrived = await tell.during('the hold looks, releases, and the connection sends', (note) =>
    untilExported(
      scene,
      waiting.map(({ focusId }) => focusId),
      60_000,
      note,
    ),
  );
  const { ended } = await untilCompleted<{ ended: string }>(scene, hold.workflowId, 30_000);
  tell.done(
    `${many(arrived.length, 'invoice')} arrived in Yuki by themselves, and the hold has ended: ${ended}.`,
  );
}
