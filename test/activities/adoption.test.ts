// Documents that stand in Yuki before us, against the whole sandbox: recognised, reviewed, linked, never sent.

import { afterEach, describe, expect, test } from 'vitest';
import type { IsoDate } from '../../domain/ids.ts';
import { linkWithSale, reviewAdoption } from '../../ledger/adoption.ts';
import { listAudit } from '../../ledger/audit.ts';
import { listOpenCauses } from '../../ledger/causes.ts';
import { nextPayments } from '../../ledger/payments.ts';
import { updateConnection } from '../../ledger/connections.ts';
import { undoResolution } from '../../ledger/resolutions.ts';
import { moveStartDate } from '../../ledger/start-date.ts';
import { endSweep, goOnWithSweep } from '../../ledger/sweeps.ts';
import { listFindings } from '../../ledger/findings.ts';
import { knownCustomer } from '../../sandbox/worlds/index.ts';
import { builtIn, doublesIn, statesOfK1, withDocuments } from './adoption-worlds.ts';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

let desk: SandboxDesk;
afterEach(() => desk.close());

const k1 = knownCustomer('K1');
const by = { who: 'An', reason: 'sent by the built-in connector' };

const review = async () => reviewAdoption(desk.ledger, await desk.connection());
describe('documents that the built-in connector has sent', () => {
  test('are proposed, open and settled ones, under one cause, before anything is sent (S-66, R-DIS-3, R-DIS-6)', async () => {
    desk = await openSandboxDesk(withDocuments(builtIn()));
    const run = await desk.discover();
    await desk.prepare(run);
    const { agreeing, differing, doubtfulCustomers } = await review();
    expect(agreeing.map(({ number }) => number)).toEqual([
      '2026 / 10016',
      '2026 / 10017',
      '2026 / 10018',
      '2026/10001',
    ]);
    expect([differing.length, doubtfulCustomers]).toEqual([0, 0]);
    expect(
      (await listOpenCauses(desk.ledger, desk.connectionId)).map(({ key, waiting }) => [key, waiting]),
    ).toEqual([['number-taken', 4]]);
    // None of the four was read from Focus: what the list shows is enough.
    expect(
      desk.calls('focus').filter((operation) => /^(invoices|creditNotes)\.info$/.test(operation)),
    ).toHaveLength(4);
    expect(desk.calls()).not.toContain('ProcessSalesInvoices');
  });

  test('are linked on a person’s word, kept in the audit, and never sent (S-66, S-68)', async () => {
    desk = await openSandboxDesk(withDocuments(builtIn()));
    await desk.sync();
    for (const { documentId, sale } of (await review()).agreeing)
      await linkWithSale(desk.ledger, documentId, sale, by, desk.tools.clock());
    expect(await statesOfK1(desk)).toEqual(['linked', 'linked', 'linked', 'linked']);
    const entries = await listAudit(desk.ledger, desk.connectionId, { limit: 50 });
    expect(
      entries.filter(({ what }) => what === 'adopted').map(({ who, params }) => [who, params.reason]),
    ).toEqual(Array.from({ length: 4 }, () => [by.who, by.reason]));
    await desk.sync();
    await desk.sync();
    expect(await statesOfK1(desk)).toEqual(['linked', 'linked', 'linked', 'linked']);
    expect(doublesIn(desk)).toEqual([]);
    expect((await review()).agreeing).toEqual([]);
    expect(await listFindings(desk.ledger, desk.connectionId, { open: true })).toEqual([]);
  });

  test('are polled for payment from then on, and only later money counts (S-66, R-PAY-6)', async () => {
    // 1,110.78, of which 110.78 was received before.
    desk = await openSandboxDesk(withDocuments(builtIn({ '10018': { openCents: 100_000 } })), {
      settings: { adoption: 'proposed' },
    });
    await desk.sync();
    const { id } = await desk.document('2026 / 10018');
    await desk.sync();
    expect(await nextPayments(desk.ledger, desk.connectionId, 10)).toEqual([]);
    await desk.inYuki('reconcile', { reference: '2026/10018', amountCents: 40_000, date: '2026-04-08' });
    await desk.discover();
    expect(await nextPayments(desk.ledger, desk.connectionId, 10)).toMatchObject([
      { documentId: id, amountCents: 40_000 },
    ]);
  });

  test('are linked without a person where the answers say so (S-66)', async () => {
    desk = await openSandboxDesk(withDocuments(builtIn()), { settings: { adoption: 'proposed' } });
    await desk.sync();
    expect(await statesOfK1(desk)).toEqual(['linked', 'linked', 'linked', 'linked']);
    expect(doublesIn(desk)).toEqual([]);
  });

  test('are not linked again by themselves when a person took that back (S-66)', async () => {
    desk = await openSandboxDesk(withDocuments(builtIn()), { settings: { adoption: 'proposed' } });
    await desk.sync();
    const { id } = await desk.document('2026 / 10017');
    expect(await undoResolution(desk.ledger, id, by, desk.tools.clock())).toEqual({
      kind: 'undone',
      to: 'found',
    });
    await desk.sync();
    expect(await statesOfK1(desk)).toEqual(['linked', 'held', 'linked', 'linked']);
    expect(doublesIn(desk)).toEqual([]);
  });

  test.each([
    ['another amount', { netCents: 100_001 }, ['amount']],
    ['another date', { date: '2026-03-11' }, ['date']],
    ['another customer', { contactName: 'Iemand anders', contactCode: 'Z9' }, ['customer']],
  ] as const)('with %s stay for a person, and are not sent (S-66, E-9)', async (_, change, disagreements) => {
    desk = await openSandboxDesk(withDocuments(builtIn({ '10017': change })), {
      settings: { adoption: 'proposed' },
    });
    await desk.sync();
    expect(await statesOfK1(desk)).toEqual(['linked', 'held', 'linked', 'linked']);
    expect((await review()).differing).toMatchObject([{ number: '2026 / 10017', disagreements }]);
    expect(doublesIn(desk)).toEqual([]);
  });

  test('cost one call to recognise, once, whatever their number (R-LIM-4)', async () => {
    desk = await openSandboxDesk(withDocuments(builtIn()), { settings: { adoption: 'proposed' } });
    await desk.sync();
    expect(desk.calls().filter((operation) => operation === 'GetTransactions')).toHaveLength(1);
    await desk.sync();
    expect(desk.calls()).not.toContain('GetTransactions');
  });
});

test('a number typed by hand into Yuki is held as taken though everything agrees, and linked on a person’s word (S-40, E-9)', async () => {
  desk = await openSandboxDesk('small');
  await desk.inYuki('type-invoice', {
    reference: '2026 / 10017',
    date: '2026-03-12',
    contactName: k1.name,
    netCents: 100_000,
    vatCents: 21_000,
  });
  await desk.sync();
  expect((await desk.document('2026 / 10017')).state).toBe('held');
  const [cause] = await listOpenCauses(desk.ledger, desk.connectionId);
  expect(cause).toMatchObject({ key: 'number-taken', waiting: 1 });
  const [proposal] = (await review()).agreeing;
  if (proposal === undefined) throw new Error('Nothing was proposed.');
  expect(await linkWithSale(desk.ledger, proposal.documentId, proposal.sale, by, desk.tools.clock())).toEqual(
    {
      leftCause: cause?.id,
    },
  );
  await desk.sync();
  expect((await desk.document('2026 / 10017')).state).toBe('linked');
  expect(doublesIn(desk)).toEqual([]);
});

test('the invoice of one number does not stand in the way of the credit note of the same number (R-NUM-2)', async () => {
  desk = await openSandboxDesk(
    withDocuments([{ ...builtIn()[0]!, reference: '2026/10001', date: '2026-01-05' }]),
  );
  await desk.sync();
  expect((await desk.document('2026/10001')).state).toBe('exported');
});

describe('the start date', () => {
  test('in the middle of a year leaves earlier documents alone, and says so of a credit note on one of them (S-64, R-START-1, R-CN-4)', async () => {
    desk = await openSandboxDesk('small', { startDate: '2026-03-15' });
    await desk.sync();
    const numbers = (await desk.documents()).map(({ number }) => number).toSorted();
    expect(numbers).toEqual(['2026 / 10019', '2026 / 10020', '2026 / 10021', '2026/10001']);
    expect((await desk.document('2026/10001')).state).toBe('exported');
  });

  test('moved earlier makes more documents eligible and sends nothing twice (R-START-4)', async () => {
    desk = await openSandboxDesk('small', { startDate: '2026-03-15' });
    await desk.sync();
    await moveStartDate(desk.ledger, desk.connectionId, '2026-01-01' as IsoDate, desk.tools.clock());
    await desk.sync();
    expect((await desk.documents()).map(({ state }) => state)).toEqual(
      Array.from({ length: 8 }, () => 'exported'),
    );
    expect(doublesIn(desk)).toEqual([]);
    // Others may have sent the older ones, so Yuki's books are read for them.
    expect(desk.calls().filter((operation) => operation === 'GetTransactions')).toHaveLength(2);
  });

  test('moved while Focus’s lists are walked through hides nothing: the walk does not count (R-START-3, R-START-4)', async () => {
    desk = await openSandboxDesk('small', { startDate: '2026-03-15' });
    await desk.sync();
    const rules = { dateFrom: '2026-03-15' as IsoDate, overlapMs: 0, lifeMs: 3_600_000 };
    const now = desk.tools.clock();
    const walk = await goOnWithSweep(desk.ledger, desk.connectionId, 'invoice', rules, now);
    await moveStartDate(desk.ledger, desk.connectionId, '2026-01-01' as IsoDate, now);
    await endSweep(desk.ledger, desk.connectionId, 'invoice', walk);
    await desk.sync();
    expect((await desk.documents()).map(({ state }) => state)).toEqual(
      Array.from({ length: 8 }, () => 'exported'),
    );
    expect(doublesIn(desk)).toEqual([]);
  });

  test('moved later while a walk is under way sends nothing of before it that the walk found (R-START-2)', async () => {
    desk = await openSandboxDesk('small');
    const run = await desk.discover();
    // As if the walk had found the documents after the move had looked for them.
    await updateConnection(
      desk.ledger,
      desk.connectionId,
      { startDate: '2026-03-15' as IsoDate },
      desk.tools.clock(),
    );
    await desk.prepare(run);
    await desk.send(run);
    expect(
      (await desk.documents())
        .filter(({ state }) => state === 'exported')
        .map(({ number }) => number)
        .toSorted(),
    ).toEqual(['2026 / 10019', '2026 / 10020', '2026 / 10021', '2026/10001']);
    expect((await desk.document('2026 / 10017')).state).toBe('withdrawn');
  });

  test('moved later withdraws what was not sent, keeps what was, and moved back finds it again (R-START-2, R-START-4)', async () => {
    desk = await openSandboxDesk('small');
    const run = await desk.discover();
    await desk.prepare(run);
    await desk.call('sendToYuki', { connectionId: desk.connectionId, runNumber: run, documents: 2 });
    const moved = await moveStartDate(
      desk.ledger,
      desk.connectionId,
      '2026-03-15' as IsoDate,
      desk.tools.clock(),
    );
    // 10015 and 10016 were sent; 10017 and 10018 are before the new date.
    expect(moved).toEqual({ withdrawn: 2, causes: [] });
    expect((await desk.document('2026 / 10016')).state).toBe('exported');
    await desk.sync();
    expect((await desk.document('2026 / 10017')).state).toBe('withdrawn');
    await moveStartDate(desk.ledger, desk.connectionId, '2026-01-01' as IsoDate, desk.tools.clock());
    await desk.sync();
    expect((await desk.documents()).map(({ state }) => state)).toEqual(
      Array.from({ length: 8 }, () => 'exported'),
    );
    expect(doublesIn(desk)).toEqual([]);
  });
});
