// Chapter «the module Invoices is off»: what concerns the whole connection pauses the whole connection, and says so.

import { askForRun, bookInvoices, statusOf, untilExported, type Scene } from './stage.ts';
import { pageOf, sendSignal, untilDetails } from './temporal-ui.ts';
import { many } from './terminal.ts';
import { expectThat, until } from './waiting.ts';

export async function moduleOff(scene: Scene): Promise<void> {
  const { tell, control, sandbox, connectionId } = scene;
  const { administrationId } = sandbox.yuki;
  const workflowId = `connection/${connectionId}`;
  await control.inYuki('set-module', { administrationId, on: false });
  const booked = await bookInvoices(scene, 3, 'Winteronderhoud');
  tell.say(
    `In Yuki somebody switches the module Invoices off. In Focus ${many(booked.length, 'new invoice')} are booked, and a sync begins.`,
  );
  await askForRun(scene);
  // Focus tells of the invoices by itself as well, so the run that meets the refusal may be that one or the one asked for.
  const paused = await tell.during('Yuki refuses the first of them', () =>
    until({
      what: 'the connection to pause',
      withinMs: 60_000,
      look: async () => {
        const status = await statusOf(scene, connectionId);
        return status.state === 'paused' ? status : null;
      },
    }),
  );
  expectThat(
    paused.cause?.key === 'module-off',
    `The connection paused for ${paused.cause?.key}, not for the module.`,
  );
  tell.done('The connection is paused; nothing was lost and nothing is tried again and again.');
  tell.facts([['Temporal UI', pageOf(scene, workflowId)]]);
  tell.quote(
    'what stands there, in the tab “User Metadata”',
    await untilDetails(scene, workflowId, /^\*\*Paused/),
  );

  await control.inYuki('set-module', { administrationId, on: true });
  await sendSignal(scene, workflowId, 'retry');
  tell.done('The module is on again, and the operator sends retry to the connection.');
  await tell.during('the connection goes on', (note) =>
    untilExported(
      scene,
      booked.map(({ id }) => id),
      60_000,
      note,
    ),
  );
  tell.done(`${booked.map(({ number }) => number).join(', ')} have arrived. The connection is active again.`);
}
