// What Focus is told of the money that Yuki shows, beside persons and bank links who tell it, too; and what people are
// told of the rest. Lost answers and lost workers are in lost-registration.test.ts.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRun } from '../../ledger/runs.ts';
import { openDesk, type Desk } from './desk.ts';
import { followInvoice, type FollowedInvoice } from './followed-invoice.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  // The deadline of a registration is checked by the adapter's own clock as well.
  desk.clock.now = new Date();
});
afterAll(() => desk.close());

const followed = (): Promise<FollowedInvoice> => followInvoice(desk);

test('a day of 24 quiet polls for payments costs 24 calls, and nothing is asked of Focus (design 7)', async () => {
  const { place, read } = await followed();
  const order = { connectionId: place.connectionId, runNumber: 1 };
  const asked = { yuki: desk.yuki.operations().length, focus: desk.focus.calls.length };
  for (let poll = 0; poll < 24; poll += 1) {
    order.runNumber += 1;
    const facts = { scope: 'payments', workflowRunId: `poll-${poll}` };
    await openRun(desk.ledger, place.connectionId, order.runNumber, facts, desk.clock.now);
    await desk.call('refreshMasterData', order);
    await read();
  }
  expect(desk.yuki.operations().slice(asked.yuki)).toEqual(
    Array.from({ length: 24 }, () => 'OutstandingDebtorItems'),
  );
  expect(desk.focus.calls).toHaveLength(asked.focus);
});

test('a settled invoice costs Focus two requests: it is read, and told (R-PAY-7)', async () => {
  const { invoice, read, register } = await followed();
  invoice.openInYuki = '0.00';
  await read();
  const before = desk.focus.calls.length;
  await register();
  expect(desk.focus.calls.slice(before).map(({ path }) => path)).toEqual([
    '/invoices.info',
    '/invoices.registerPayment',
  ]);
});

describe('a part payment of 50.00', () => {
  test('that a person has registered by hand a second earlier is not registered again (R-PAY-7)', async () => {
    const { invoice, read, register, states } = await followed();
    invoice.openInYuki = '71.00';
    await read();
    invoice.paidInFocus = 50;
    await register();
    expect(invoice.registered).toEqual([]);
    expect(await states()).toEqual(['alreadyThere']);
  });

  test('of which a bank link has registered 20.00 is registered with the other 30.00 (R-PAY-7)', async () => {
    const { invoice, read, register } = await followed();
    Object.assign(invoice, { openInYuki: '71.00', paidInFocus: 20 });
    await read();
    await register();
    expect(invoice.registered).toEqual([30]);
    // 40.00 more come in: Focus has 50.00, Yuki shows 90.00.
    invoice.openInYuki = '31.00';
    await read();
    await register();
    expect(invoice.registered).toEqual([30, 40]);
  });

  test('that was paid in Focus before the export, and is now reconciled in Yuki, is not new money (R-PAY-4)', async () => {
    const { invoice, read, register } = await followed();
    invoice.paidInFocus = 50;
    invoice.openInYuki = '71.00';
    await read();
    await register();
    invoice.openInYuki = '0.00';
    await read();
    await register();
    expect(invoice.registered).toEqual([71]);
  });
});

describe('money that is undone in Yuki', () => {
  test('before Focus has heard of it is not registered, and nobody is told (R-PAY-3)', async () => {
    const { invoice, read, register, findings } = await followed();
    invoice.openInYuki = '71.00';
    await read();
    invoice.openInYuki = '121.00';
    await read();
    await register();
    expect(invoice.registered).toEqual([]);
    expect(await findings()).toEqual([]);
    // It comes again, and this time Focus hears of it.
    invoice.openInYuki = '71.00';
    await read();
    await register();
    expect(invoice.registered).toEqual([50]);
  });

  test('is reported once, is over when it comes again, and Focus is not told twice (S-49)', async () => {
    const { invoice, read, register, findings } = await followed();
    invoice.openInYuki = '71.00';
    await read();
    await register();
    invoice.openInYuki = '121.00';
    await read();
    await read();
    expect(await findings()).toEqual([['reversed', { reopenedCents: 5_000, shownCents: 0 }]]);
    invoice.openInYuki = '71.00';
    await read();
    await register();
    expect(await findings()).toEqual([]);
    expect(invoice.registered).toEqual([50]);
  });

  test('and that a person has removed in Focus is registered when it comes again (S-49)', async () => {
    const { invoice, read, register } = await followed();
    invoice.openInYuki = '71.00';
    await read();
    await register();
    invoice.openInYuki = '121.00';
    await read();
    invoice.paidInFocus = 0;
    invoice.openInYuki = '41.00';
    await read();
    await register();
    // 80.00 in all: 30.00 that are new, and the 50.00 of before.
    expect(invoice.registered).toEqual([50, 80]);
    expect(invoice.paidInFocus).toBe(80);
  });
});

describe('money that Focus does not take is listed until somebody has dealt with it', () => {
  test('because a credit note in Focus leaves nothing due (R-PAY-8)', async () => {
    const { invoice, read, register, findings } = await followed();
    Object.assign(invoice, { openInYuki: '0.00', creditedInFocus: 121 });
    await read();
    await register();
    expect(invoice.registered).toEqual([]);
    expect(await findings()).toEqual([['paymentRefused', { why: 'nothingDue', amountCents: 12_100 }]]);
  });

  test('because more came in than is due: Focus hears of what is due (R-PAY-7)', async () => {
    const { invoice, read, register, findings } = await followed();
    Object.assign(invoice, { openInYuki: '0.00', creditedInFocus: 21 });
    await read();
    await register();
    expect(invoice.registered).toEqual([100]);
    expect(await findings()).toEqual([['moreThanDue', { excessCents: 2_100 }]]);
  });

  test.each([
    ['otherCurrency', { currency: 'USD' }],
    ['notBooked', { status: 'draft' }],
  ])('because the invoice in Focus is another one now: %s', async (why, change) => {
    const { invoice, read, register, findings } = await followed();
    Object.assign(invoice, { openInYuki: '71.00', ...change });
    await read();
    await register();
    expect(invoice.registered).toEqual([]);
    expect(await findings()).toEqual([['paymentRefused', { why, amountCents: 5_000 }]]);
  });

  test('because Focus no longer has the invoice', async () => {
    const { invoice, read, register, findings } = await followed();
    invoice.openInYuki = '71.00';
    await read();
    desk.answers.focus = () => ({ status: 404, json: { errors: [{ title: 'Not found' }] } });
    await register();
    expect(await findings()).toEqual([['paymentRefused', { why: 'goneFromFocus', amountCents: 5_000 }]]);
  });

  test('because Focus refuses it', async () => {
    const { invoice, read, register, findings } = await followed();
    invoice.openInYuki = '71.00';
    await read();
    desk.answers.focus = (call) =>
      call.path === '/invoices.registerPayment'
        ? { status: 400, json: { errors: [{ title: 'paid_at must be valid' }] } }
        : invoice.focus(call);
    await register();
    expect(await findings()).toEqual([['paymentRefused', { why: 'refusedByFocus', amountCents: 5_000 }]]);
  });

  test('for as long as the invoice cannot be read, and is registered once it can', async () => {
    const { invoice, read, register, findings } = await followed();
    invoice.openInYuki = '71.00';
    await read();
    desk.answers.focus = () => ({ json: { data: { status: 'outstanding' } } });
    await register();
    expect(await findings()).toEqual([['paymentRefused', { why: 'unreadable', amountCents: 5_000 }]]);
    desk.answers.focus = invoice.focus;
    await register();
    expect(invoice.registered).toEqual([50]);
    expect(await findings()).toEqual([]);
  });
});

describe('a list that shows what was before', () => {
  test('is looked at a second time by asking for the document, and believed when that agrees (design 7)', async () => {
    const { invoice, read } = await followed();
    invoice.openInYuki = '0.00';
    await read();
    const mark = desk.yuki.operations().length;
    invoice.openInYuki = '121.00';
    expect(await read()).toMatchObject({ plausible: true });
    expect(desk.yuki.operations().slice(mark)).toEqual([
      'OutstandingDebtorItems',
      'CheckOutstandingItemAdmin',
    ]);
  });

  test('is not believed when that does not agree; nothing is reported, and the reason is said', async () => {
    const { invoice, read, register, findings } = await followed();
    invoice.openInYuki = '0.00';
    await read();
    await register();
    const isOld = { ...invoice, openInYuki: '121.00' };
    desk.answers.yuki = (call) => {
      invoice.openInYuki = call.operation === 'OutstandingDebtorItems' ? isOld.openInYuki : '0.00';
      return invoice.yuki(call);
    };
    expect(await read()).toMatchObject({ plausible: false, shown: 'list-stale' });
    expect(await findings()).toEqual([]);
    // A second list that says the same is believed, but not one of the same moment.
    expect(await read()).toMatchObject({ plausible: false });
    desk.clock.later(10);
    expect(await read()).toMatchObject({ plausible: true });
    expect(await findings()).toEqual([['reversed', { reopenedCents: 12_100, shownCents: 0 }]]);
  });
});
