// A person has the payments of an invoice removed in Focus after Yuki has undone them: exactly once, only what was
// confirmed, and so that later money counts anew (S-49, R-PAY-3, R-PAY-7).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAudit } from '../../ledger/audit.ts';
import { listPayments } from '../../ledger/payments.ts';
import { moneyInFocus } from '../../ledger/removal-wishes.ts';
import { openDesk, rows, type Desk } from './desk.ts';
import type { PretendInvoice } from './pretend-invoice.ts';
import { undonePayment, type UndonePayment } from './undone-payment.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  // The deadline of a removal is checked by the adapter's own clock as well.
  desk.clock.now = new Date();
});
afterAll(() => desk.close());

/** Focus does what it is told, and its answer to a removal never arrives. */
async function pollLosingTheAnswer({ focus }: PretendInvoice, poll: () => Promise<void>): Promise<void> {
  desk.answers.focus = (call) => {
    const reply = focus(call);
    return call.path === '/invoices.removePayments' ? { drop: 'before-status' } : reply;
  };
  await poll();
  desk.answers.focus = focus;
}

const undone = (open?: string): Promise<UndonePayment> => undonePayment(desk, open);

describe('payments that a person wants removed in Focus', () => {
  test('are removed once, the finding is over, and the ledger counts none of them (S-49, R-PAY-3)', async () => {
    const { place, id, invoice, poll, ask, findings } = await undone();
    expect(await moneyInFocus(desk.ledger, id)).toEqual({ paidCents: 12_100, oursCents: 12_100 });
    expect(await ask()).toBe('asked');
    expect(await ask()).toBe('standsAlready');
    await poll();
    await poll();
    expect(invoice.removed).toEqual([121]);
    expect(await findings()).toEqual([]);
    expect(await rows(desk, [id])).toMatchObject([
      { state: 'exported', paidCents: 0, flags: { reversed: false } },
    ]);
    expect(
      (await listAudit(desk.ledger, place.connectionId, { limit: 10 })).map(({ who, what }) => [who, what]),
    ).toEqual(
      expect.arrayContaining([
        ['An', 'removal-asked'],
        ['An', 'payments-removed'],
      ]),
    );
  });

  test('are not registered again while Yuki shows them open, and are when money comes again (S-49, R-PAY-3)', async () => {
    const { id, invoice, poll, ask, findings } = await undone();
    await ask();
    await poll();
    await poll();
    expect(invoice.registered).toEqual([121]);
    invoice.openInYuki = '21.00';
    await poll();
    invoice.openInYuki = '0.00';
    await poll();
    expect(invoice.registered).toEqual([121, 100, 21]);
    expect(invoice.paidInFocus).toBe(121);
    expect(await findings()).toEqual([]);
    expect(await rows(desk, [id])).toMatchObject([{ state: 'settled', paidCents: 12_100 }]);
    // The same undone a second time is news again.
    invoice.openInYuki = '121.00';
    await poll();
    expect(await findings()).toMatchObject([['reversed', { reopenedCents: 12_100 }]]);
  });

  test('come back as far as Yuki still shows them as paid, because Focus removes them all (S-49, R-PAY-6)', async () => {
    // 50.00 and 71.00 came in; the 71.00 were undone.
    const { invoice, poll, ask, findings } = await undone('71.00');
    expect(invoice.registered).toEqual([50, 71]);
    expect(await findings()).toEqual([['reversed', { reopenedCents: 7_100, shownCents: 5_000 }]]);
    await ask();
    await poll();
    await poll();
    expect(invoice.removed).toEqual([121]);
    expect(invoice.registered).toEqual([50, 71, 50]);
    expect(invoice.paidInFocus).toBe(50);
    expect(await findings()).toEqual([]);
  });

  test('stay when Focus shows another amount than was confirmed, and the person is told which (S-49, R-PAY-7)', async () => {
    const { id, invoice, poll, ask, findings } = await undone();
    await ask();
    // A person took it for unpaid and registered a part by hand, or a bank link did.
    invoice.paidInFocus = 100;
    await poll();
    expect(invoice.removed).toEqual([]);
    expect(await findings()).toContainEqual([
      'paymentsNotRemoved',
      { why: 'differs', confirmedCents: 12_100, paidCents: 10_000 },
    ]);
    // Said again with what Focus shows, it is done.
    invoice.paidInFocus = 121;
    expect(await ask()).toBe('asked');
    await poll();
    expect(invoice.removed).toEqual([121]);
    expect(await findings()).toEqual([]);
    expect((await rows(desk, [id]))[0]?.paidCents).toBe(0);
  });

  test('stay when the money has come again in Yuki by the time of the run (S-49, R-PAY-3)', async () => {
    const { invoice, poll, ask, findings } = await undone();
    await ask();
    invoice.openInYuki = '0.00';
    await poll();
    await poll();
    expect(invoice.removed).toEqual([]);
    expect(invoice.paidInFocus).toBe(121);
    expect(await findings()).toEqual([]);
  });

  test('cannot be asked for when Yuki shows nothing undone (S-49)', async () => {
    const { invoice, poll, ask } = await undone();
    invoice.openInYuki = '0.00';
    await poll();
    expect(await ask()).toBe('notReversed');
  });

  test('that Focus refuses to remove are told to a person, and not tried again by themselves', async () => {
    const { invoice, poll, ask, findings } = await undone();
    await ask();
    desk.answers.focus = (call) =>
      call.path === '/invoices.removePayments'
        ? { status: 400, json: { errors: [{ title: 'The invoice is locked' }] } }
        : invoice.focus(call);
    await poll();
    const asked = desk.focus.calls.length;
    await poll();
    expect(desk.focus.calls).toHaveLength(asked);
    expect(await findings()).toContainEqual([
      'paymentsNotRemoved',
      { why: 'refusedByFocus', confirmedCents: 12_100, paidCents: 12_100 },
    ]);
  });
});

describe('an answer to a removal that is lost', () => {
  test('is looked at after its deadline: it had arrived, and is not said again (S-49, R-PAY-7)', async () => {
    const { invoice, poll, ask, findings } = await undone();
    await ask();
    await pollLosingTheAnswer(invoice, poll);
    // Before the deadline it may still arrive, and reading proves nothing.
    await poll();
    desk.clock.later(3);
    await poll();
    expect(invoice.removed).toEqual([121]);
    expect(await findings()).toEqual([]);
  });

  test('and that had not arrived is said once more (S-49)', async () => {
    const { invoice, poll, ask } = await undone();
    await ask();
    desk.answers.focus = (call) =>
      call.path === '/invoices.removePayments' ? { drop: 'before-status' } : invoice.focus(call);
    await poll();
    desk.answers.focus = invoice.focus;
    desk.clock.later(3);
    await poll();
    expect(invoice.removed).toEqual([121]);
  });

  test('after which Focus shows other payments removes nothing more, and a person is told (S-49, R-PAY-7)', async () => {
    const { invoice, poll, ask, findings } = await undone();
    await ask();
    await pollLosingTheAnswer(invoice, poll);
    invoice.paidInFocus = 30;
    desk.clock.later(3);
    await poll();
    expect(invoice.removed).toEqual([121]);
    expect(invoice.paidInFocus).toBe(30);
    expect(await findings()).toContainEqual([
      'paymentsNotRemoved',
      { why: 'uncertain', confirmedCents: 12_100, paidCents: 3_000 },
    ]);
  });
});

test('money that comes again while a removal is on its way waits for it, and is registered after it (S-49, R-PAY-7)', async () => {
  const { id, invoice, poll, ask } = await undone();
  await ask();
  await pollLosingTheAnswer(invoice, poll);
  invoice.openInYuki = '0.00';
  await poll();
  expect(invoice.registered).toEqual([121]);
  desk.clock.later(3);
  await poll();
  await poll();
  expect(invoice.removed).toEqual([121]);
  expect(invoice.registered).toEqual([121, 121]);
  expect((await listPayments(desk.ledger, id)).at(-1)?.state).toBe('registered');
});

test('two workers at once remove it once (S-49)', async () => {
  const { place, invoice, read, ask } = await undone();
  await ask();
  await read();
  const run = { connectionId: place.connectionId, runNumber: 1 };
  await Promise.all([1, 2, 3].map(() => desk.call('removeFocusPayments', run)));
  expect(invoice.removed).toEqual([121]);
});
