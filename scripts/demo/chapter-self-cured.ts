// Chapter «cured where it hurt»: a customer without country is completed in Focus; the next sync notices, and the
// documents leave without anybody telling the connector.

import { documentsOf, holdsOf, syncNow, untilExported, type Scene } from './stage.ts';
import { untilCompleted } from './temporal-ui.ts';
import { many } from './terminal.ts';
import { StoryFailed } from './waiting.ts';

export async function curedByItself(scene: Scene): Promise<void> {
  const { tell, control } = scene;
  const hold = (await holdsOf(scene)).find(({ key }) => key === 'customer-no-country');
  if (hold === undefined) throw new StoryFailed('No document is held for a customer without country.');
  const waiting = await documentsOf(scene, { state: 'held', cause: hold.causeId });
  const { customer } = await documentInFocus(scene, waiting[0]?.focusId);
  tell.say(`${many(hold.waiting, 'invoice')} of one customer wait. ${hold.what} ${hold.how}`);
  await control.inFocus('customer', {
    type: customer.type,
    id: customer.id,
    set: {
      addresses: [
        {
          type: 'primary',
          address: { line_1: 'Kerkstraat 1', postal_code: '2000', city: 'Antwerpen', country: 'BE' },
        },
      ],
    },
  });
  tell.done('Somebody fills in the country in Focus, and tells nobody.');
  const arrived = await tell.during(
    'the next sync, for which the story does not wait until the night',
    async (note) => {
      await syncNow(scene);
      return untilExported(
        scene,
        waiting.map(({ focusId }) => focusId),
        60_000,
        note,
      );
    },
  );
  const { ended } = await untilCompleted<{ ended: string }>(scene, hold.workflowId, 30_000);
  tell.done(
    `The sync saw the change: ${many(arrived.length, 'invoice')} arrived without a retry, and the hold has ended: ${ended}.`,
  );
}

async function documentInFocus(
  { control }: Scene,
  focusId: string | undefined,
): Promise<{ customer: { type: string; id: string } }> {
  const document = (await control.focusDocuments()).find(({ id }) => id === focusId);
  if (document === undefined) throw new StoryFailed('The waiting invoice is not in Focus.');
  return document;
}
