// A worker that is killed between any two things it does while it tells Yuki by a journal what was paid in Focus: Yuki
// has it once or not at all, and what nobody can tell is left to a person (R-PAY-4, S-75, promise 1).

import { afterAll, beforeAll, expect, test } from 'vitest';
import { listFindings } from '../../ledger/findings.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { knownRowNumber } from '../../ledger/row-ids.ts';
import { storeAccounts } from '../../ledger/master-data.ts';
import { answer, type ReceivedCall, type Reply } from '../yuki/soap-socket.ts';
import { openDesk, quietEnvironment, type Desk } from './desk.ts';
import { followInvoice, type FollowedInvoice } from './followed-invoice.ts';
import { loseAtEveryStatement, openMortalWorker, type Loss, type Moment } from './mortal-worker.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ paidInFocusAfter: 0, compareEvery: 0, yukiLag: 0, wireGrace: 60_000 });
});
afterAll(() => desk.close());

test.each(['before', 'after'] as const)(
  'a worker that is lost right %s any of its statements has Yuki told once, and never twice (R-PAY-4, S-75)',
  async (when) => {
    const lostWith = await loseAtEveryStatement(when, loseAt);
    expect(Math.min(lostWith.done, lostWith.undone)).toBeGreaterThan(0);
  },
  180_000,
);

async function loseAt(moment: Moment): Promise<Loss> {
  const followed = await followInvoice(desk);
  const journals = await payByHand(followed);
  const { place, read } = followed;
  await read();
  const worker = openMortalWorker(desk.tools, moment);
  const environment = quietEnvironment({ scheduledTimestampMs: desk.clock.now.getTime() });
  const send = worker.activities.sendJournalsToYuki as (order: unknown) => Promise<unknown>;
  const run = { connectionId: place.connectionId, runNumber: 1 };
  await environment.run(send, run).catch(() => undefined);
  await worker.close();
  const done = journals.length > 0;
  for (const minutes of [0, 2, 1]) {
    desk.clock.later(minutes);
    await read();
    await desk.call('sendJournalsToYuki', run);
  }
  const told = (await listFindings(desk.ledger, place.connectionId, { open: true })).map(({ kind }) => kind);
  const isLeftToAPerson = told.includes('journalNotAccepted');
  // Once, or not at all and said so.
  expect([journals.length, isLeftToAPerson], `lost ${moment.when} statement ${moment.statement}`).toEqual(
    isLeftToAPerson ? [0, true] : [1, false],
  );
  return { lost: worker.isLost(), done };
}

/** 121.00 by hand in Focus, where the tenant wants a journal; answers the marks of the journals that Yuki takes. */
async function payByHand({ place, id, invoice }: FollowedInvoice): Promise<string[]> {
  const { ledger, clock } = desk;
  const connection = await getConnection(ledger, place.connectionId);
  if (connection === null) throw new Error('The connection is not there.');
  const wished = { paidInFocus: 'journal', paidAccount: '580000', debtorAccount: '400000' } as const;
  const settings = { ...connection.settings, ...wished };
  await updateConnection(ledger, place.connectionId, { settings }, clock.now);
  const account = { description: '', enabled: true, type: null, subtype: null };
  const accounts = ['400000', '580000'].map((code) => ({ ...account, code }));
  await storeAccounts(ledger, place.administrationId, accounts, clock.now);
  // As the sweep finds it.
  await ledger.db
    .updateTable('documents')
    .set({ focusDueCents: 0 })
    .where('id', '=', knownRowNumber(id))
    .execute();
  invoice.paidInFocus = 121;
  const marks: string[] = [];
  const { yuki } = invoice;
  desk.answers.yuki = (call): Reply => {
    if (call.operation === 'ProcessJournal') marks.push(/FY-[0-9a-f]{16}/.exec(call.body)?.[0] ?? '');
    if (call.operation === 'ProcessJournal') return answer(call.operation, documentId(marks.length));
    return call.operation === 'GetTransactions' ? answer(call.operation, rowsOf(call, marks)) : yuki(call);
  };
  return marks;
}

const documentId = (number: number): string => `d0c0bbbb-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** The rows of the clearing account. */
function rowsOf({ body }: ReceivedCall, marks: readonly string[]): string {
  if (!body.includes('580000')) return '';
  return marks
    .map(
      (mark, index) =>
        `<TransactionInfo><id>${documentId(100 + index)}</id><transactionDate>2026-03-02</transactionDate>` +
        `<description>2026/1 ${mark}</description><amount>121.00</amount><glAccountCode>580000</glAccountCode>` +
        `<document><id>${documentId(index + 1)}</id></document></TransactionInfo>`,
    )
    .join('');
}
