// What is prepared is compared once more with what stands in Yuki before it could be sent, whatever lies between the
// two: a dry run, a hold, a link that was taken back, a moved start date (S-40, S-66, E-9).

import { afterEach, describe, expect, test } from 'vitest';
import type { IsoDate } from '../../domain/ids.ts';
import { updateConnection } from '../../ledger/connections.ts';
import { linkWithSale, reviewAdoption } from '../../ledger/adoption.ts';
import { undoResolution } from '../../ledger/resolutions.ts';
import { knownCustomer } from '../../sandbox/worlds/index.ts';
import { doublesIn } from './adoption-worlds.ts';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

let desk: SandboxDesk;
afterEach(() => desk.close());

const by = { who: 'An', reason: 'compared by hand' };

/** The credit note 2026/10001 as somebody types it: ours would be 2026/10001-CN, which Yuki would not refuse. */
const typeCreditNote = (): Promise<unknown> =>
  desk.inYuki('type-invoice', {
    reference: '2026/10001',
    date: '2026-03-20',
    contactName: knownCustomer('K1').name,
    netCents: -85_050,
    vatCents: -12_491,
  });

const creditNotesInYuki = (): string[] =>
  desk
    .inYukiNow()
    .map(({ reference }) => reference)
    .filter((reference) => reference.startsWith('2026/10001'));

describe('what somebody else brings to Yuki after it was prepared', () => {
  test('is not sent a second time under a reference that Yuki does not know (S-40, R-NUM-2)', async () => {
    desk = await openSandboxDesk('small');
    await desk.prepare(await desk.discover());
    expect((await desk.document('2026/10001')).state).toBe('ready');
    await typeCreditNote();
    await desk.sync();
    expect((await desk.document('2026/10001')).state).toBe('held');
    expect(creditNotesInYuki()).toEqual(['2026/10001']);
    expect(doublesIn(desk)).toEqual([]);
  });

  test('is compared again when a person takes a link back, also before the next list is read (E-9)', async () => {
    desk = await openSandboxDesk('small');
    await typeCreditNote();
    await desk.sync();
    const { agreeing } = await reviewAdoption(desk.ledger, await desk.connection());
    const proposal = agreeing.find(({ number }) => number === '2026/10001');
    if (proposal === undefined) throw new Error('The credit note was not proposed.');
    await linkWithSale(desk.ledger, proposal.documentId, proposal.sale, by, desk.tools.clock());
    // A reading makes the item ours.
    const run = await desk.discover();
    const { id } = await desk.document('2026/10001');
    await undoResolution(desk.ledger, id, by, desk.tools.clock());
    await desk.prepare(run);
    expect((await desk.document('2026/10001')).state).toBe('held');
    await desk.send(run);
    expect(creditNotesInYuki()).toEqual(['2026/10001']);
  });
});

test('what became ready after the start date had moved past it is withdrawn, not sent (R-START-2)', async () => {
  desk = await openSandboxDesk('small');
  const run = await desk.discover();
  await desk.prepare(run);
  // As if it came back unsent right after a person had moved the date, which withdraws only what waits at that moment.
  const startDate = '2026-03-15' as IsoDate;
  await updateConnection(desk.ledger, desk.connectionId, { startDate }, desk.tools.clock());
  await desk.send(run);
  expect(desk.inYukiNow().map(({ reference }) => reference)).not.toContain('2026/10016');
  await desk.sync();
  expect((await desk.document('2026 / 10016')).state).toBe('withdrawn');
});
