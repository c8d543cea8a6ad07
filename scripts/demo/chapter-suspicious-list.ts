// Chapter «a list that cannot be right»: a list without items would mean that everybody has paid. It is not believed: the
// connection stands still, says why, and goes on when a person has looked.

import type { FocusDocument } from './sandbox-control.ts';
import { askForRun, statusOf, type Scene } from './stage.ts';
import { sendSignal } from './temporal-ui.ts';
import { many } from './terminal.ts';
import { expectThat, until } from './waiting.ts';

export async function suspiciousList(scene: Scene): Promise<void> {
  const { tell, control, connectionId } = scene;
  const before = paymentsOf(await control.focusDocuments());
  await control.plan({ system: 'yuki', operation: 'OutstandingDebtorItems', kind: 'empty-list' });
  tell.say('Something goes wrong in Yuki: its next list of open items is empty, as if everybody had paid.');
  await askForRun(scene);
  const paused = await tell.during('reading the open items of Yuki', () =>
    until({
      what: 'the connection to pause',
      withinMs: 30_000,
      look: async () => {
        const status = await statusOf(scene, connectionId);
        return status.state === 'paused' ? status : null;
      },
    }),
  );
  expectThat(
    paused.cause?.key === 'answer-implausible',
    `The connection paused for ${paused.cause?.key}, not for the list.`,
  );
  tell.quote('what the connection says', `${paused.cause.what}\n${paused.cause.how}`);
  await sendSignal(scene, `connection/${connectionId}`, 'retry');
  tell.done('The bookkeeper has looked at the open items, and says retry.');
  await tell.during('the connection reads the list again', () =>
    until({
      what: 'the connection to go on',
      withinMs: 60_000,
      look: async () => {
        const { state, runningSync } = await statusOf(scene, connectionId);
        return state === 'active' && runningSync === null ? true : null;
      },
    }),
  );
  const now = paymentsOf(await control.focusDocuments());
  expectThat(now === before, `Focus has ${now} payments, and had ${before} before the empty list.`);
  tell.done(`Nothing was registered because of it: Focus has its ${many(now, 'payment')} as before.`);
}

function paymentsOf(documents: readonly FocusDocument[]): number {
  return documents.reduce((sum, { payments }) => sum + payments.length, 0);
}
