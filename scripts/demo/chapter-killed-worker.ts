// Chapter «the worker dies at the worst moment»: after Yuki accepted a message and before anybody heard so. The call
// log of the sandbox is the witness that nothing was sent twice.

import {
  askForRun,
  bookInvoices,
  documentsOf,
  lastCall,
  statusOf,
  untilExported,
  type Scene,
} from './stage.ts';
import type { LoggedCall } from './sandbox-control.ts';
import { many } from './terminal.ts';
import { expectThat, until } from './waiting.ts';

const message = 'ProcessSalesInvoices';

export async function killedWorker(scene: Scene): Promise<void> {
  const { tell, control, stack, sandbox } = scene;
  const before = await lastCall(scene);
  const booked = await bookInvoices(scene, 4, 'Snoeiwerk');
  const plan = await control.plan({ system: 'yuki', operation: message, kind: 'hold-after' });
  tell.say(
    `${many(booked.length, 'invoice')} are booked in Focus. Yuki will accept their message and then keep its answer to itself.`,
  );
  await askForRun(scene);
  await tell.during('the message is on its way', () => control.held(plan, 60_000));
  await stack.worker.end('SIGKILL');
  tell.done(
    `Yuki has accepted the message, nobody has heard so, and the worker (process ${stack.worker.pid}) is killed: SIGKILL.`,
  );
  const sending = await documentsOf(scene, { state: 'sending' });
  expectThat(
    sending.length === booked.length,
    `The ledger says “sending” of ${many(sending.length, 'document')}, not of ${booked.length}.`,
  );
  tell.done(
    `The ledger says of ${many(sending.length, 'document')}: sending. That was written before the first byte left.`,
  );
  const next = await tell.during('a new worker starts', () => stack.startWorker('worker-2'));
  tell.done(
    `A new worker runs (process ${next.pid}). It sends nothing again: the outcome is unknown, so the documents become doubtful and are looked up in Yuki once the dead message can no longer arrive. Those minutes are shortened to seconds in this demo.`,
  );
  const ids = booked.map(({ id }) => id);
  const arrived = await tell.during(
    'waiting until the lost message is provably over, then looking it up',
    (note) => untilExported(scene, ids, 90_000, note),
  );
  const references = arrived.map(({ reference }) => reference ?? '');
  const calls = (await control.callsSince(before)).filter(({ system }) => system.startsWith('yuki'));
  showCalls(scene, calls, references);
  expectOnce(calls, references);
  const inYuki = await control.yukiDocuments(sandbox.yuki.administrationId);
  for (const reference of references) {
    const copies = inYuki.filter((one) => one.reference === reference).length;
    expectThat(copies === 1, `${reference} is in Yuki ${copies} times.`);
  }
  tell.done('One message, one look-up, and each reference accepted exactly once.');
  await untilQuiet(scene);
}

function showCalls(scene: Scene, calls: readonly LoggedCall[], references: readonly string[]): void {
  scene.tell.say('The call log of the pretend Yuki, from the killed message on:');
  const from = calls.findIndex(({ operation }) => operation === message);
  const rows = calls.slice(from).map((call) => {
    const ours = call.references.filter((reference) => references.includes(reference));
    return [
      call.at.slice(11, 19),
      call.operation,
      call.status === null ? 'no answer' : String(call.status),
      call.operation === message ? ours.join(' ') : '',
    ];
  });
  scene.tell.table(['Time (UTC)', 'Call to Yuki', 'Answer', 'References'], rows);
}

function expectOnce(calls: readonly LoggedCall[], references: readonly string[]): void {
  const sent = calls.findIndex(
    ({ operation, references: inMessage }) =>
      operation === message && references.every((reference) => inMessage.includes(reference)),
  );
  expectThat(sent >= 0, 'The call log has no message with these references.');
  for (const reference of references) {
    const times = calls.filter(
      ({ operation, references: inMessage }) => operation === message && inMessage.includes(reference),
    ).length;
    expectThat(times === 1, `${reference} was sent ${times} times.`);
  }
  const lookedUp = calls
    .slice(sent + 1)
    .some(
      ({ operation }) => operation.includes('OutstandingDebtorItems') || operation === 'CheckOutstandingItem',
    );
  expectThat(lookedUp, 'After the lost answer Yuki was not looked at.');
}

/** The run that was interrupted ends before the next chapter begins. */
async function untilQuiet(scene: Scene): Promise<void> {
  await until({
    what: 'the interrupted run to end',
    withinMs: 60_000,
    look: async () => {
      const { state, runningSync } = await statusOf(scene, scene.connectionId);
      return state === 'active' && runningSync === null ? true : null;
    },
  });
}
