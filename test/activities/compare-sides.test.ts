// The daily comparison of both sides on real sockets: what is deleted, unbooked or changed in Focus, what is removed or
// changed in Yuki, what it costs, and what it never believes. Figures are worked out by hand.

import { afterEach, describe, expect, test } from 'vitest';
import type { IsoDate } from '../../domain/ids.ts';
import { readCompleteness } from '../../ledger/completeness.ts';
import { wishCheck } from '../../ledger/completeness-checks.ts';
import { listFindings } from '../../ledger/findings.ts';
import { lookThenSendAgain } from '../../ledger/resolutions.ts';
import { categoryId, entities, rateId as rate } from '../../sandbox/worlds/focus-base.ts';
import { knownCustomer } from '../../sandbox/worlds/known-customers.ts';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

let desk: SandboxDesk;
afterEach(() => desk.close());

const startDate = '2026-01-01' as IsoDate;
const aDay = 24 * 60 + 1;

/** The small world, exported, with its first comparison still to come. */
async function exportedWorld(): Promise<void> {
  desk = await openSandboxDesk('small');
  await desk.sync();
  await desk.sync();
}

/** Both sides compared from the start date on, a day after whatever was before. */
async function compared(): Promise<void> {
  desk.later(aDay);
  await wishCheck(desk.ledger, desk.connectionId, startDate, desk.tools.clock());
  await desk.sync();
}

async function found() {
  const rows = await listFindings(desk.ledger, desk.connectionId, { open: true });
  return rows.map(({ kind, params }) => ({ kind, ...params }));
}

const about = async (...kinds: string[]) => (await found()).filter(({ kind }) => kinds.includes(kind));

const infos = () => desk.calls('focus').filter((name) => name.endsWith('.info')).length;
const focusIdOf = async (number: string) => (await desk.document(number)).focusId;

describe('the comparison', () => {
  test('waits for a day, and then costs four requests and one call, however many documents there are (R-CHG-2)', async () => {
    await exportedWorld();
    desk.calls();
    await desk.sync();
    expect(desk.calls('yuki')).not.toContain('GetTransactions');
    desk.later(aDay);
    const { n: last = 0 } = desk.sandbox.parts.log.since(0).at(-1) ?? {};
    await desk.sync();
    const calls = desk.sandbox.parts.log.since(last).map(({ operation }) => operation);
    const asked = (name: string) => calls.filter((one) => one === name).length;
    // Of each list one page for the sweep, one for the recent months and one for an older month.
    expect([asked('invoices.list'), asked('creditNotes.list')]).toEqual([3, 3]);
    expect(asked('GetTransactions')).toBe(1);
    expect(await found()).toEqual([]);
  });

  test('finds what was deleted or unbooked in Focus, by asking for what no list shows, and once (R-CHG-2, R-CHG-3)', async () => {
    await exportedWorld();
    const [deleted, unbooked] = [await focusIdOf('2026 / 10021'), await focusIdOf('2026 / 10020')];
    await desk.inFocus('delete', { id: deleted });
    await desk.inFocus('unbook', { id: unbooked });
    await desk.inFocus('delete', { id: await focusIdOf('2026/10001') });
    await compared();
    expect(await found()).toEqual([
      { kind: 'goneFromFocus', number: '2026 / 10020', why: 'unbooked', grossCents: 990_000 },
      { kind: 'goneFromFocus', number: '2026 / 10021', why: 'deleted', grossCents: 1_500_000 },
      { kind: 'goneFromFocus', number: '2026/10001', why: 'deleted', grossCents: -97_541 },
    ]);
    expect((await desk.document('2026 / 10021')).state).toBe('exported');
    infos();
    await compared();
    expect(infos()).toBe(0);
    expect(await found()).toHaveLength(3);
  });

  test('does not let a number that is given again go to Yuki a second time (R-CHG-2, R-NUM-8)', async () => {
    await exportedWorld();
    await desk.inFocus('delete', { id: await focusIdOf('2026 / 10021') });
    const { type, id } = knownCustomer('K1');
    await desk.inFocus('book-invoice', {
      customer: { type, id },
      departmentId: entities.beA,
      date: '2026-03-18',
      number: '2026 / 10021',
      lines: [{ unitPrice: 10, taxRateId: rate('beA', '21') }],
    });
    desk.calls('yuki');
    await compared();
    expect(desk.calls('yuki')).not.toContain('ProcessSalesInvoices');
    const again = (await desk.documents()).filter(({ number }) => number === '2026 / 10021');
    expect(again.map(({ state, reference }) => [state, reference]).toSorted()).toEqual([
      ['exported', '2026/10021'],
      ['held', null],
    ]);
  });

  test('reads a document whose list entry tells nothing, and finds another VAT rate of the same percentage (R-CHG-1)', async () => {
    await exportedWorld();
    await desk.inFocus('edit-invoice', {
      id: await focusIdOf('2026 / 10019'),
      lines: [{ unitPrice: 4800, taxRateId: rate('beA', 'EX'), categoryId: categoryId('goods') }],
    });
    await desk.inFocus('edit-invoice', { id: await focusIdOf('2026 / 10018'), note: 'Bedankt' });
    await desk.sync();
    expect(await found()).toEqual([]);
    infos();
    await compared();
    // One request for each of the two that changed; the note is harmless.
    expect(infos()).toBe(2);
    expect(await found()).toEqual([{ kind: 'changedAfterExport', changes: 'lines', number: '2026 / 10019' }]);
  });

  test('finds what a sweep has missed, and sends it like any other (R-EXP-8)', async () => {
    await exportedWorld();
    const document = await desk.document('2026 / 10017');
    await desk.ledger.db
      .deleteFrom('attemptDocuments')
      .where('documentId', '=', Number(document.id))
      .execute();
    await desk.ledger.db.deleteFrom('openItems').where('ours', '=', Number(document.id)).execute();
    await desk.ledger.db.deleteFrom('documents').where('id', '=', Number(document.id)).execute();
    await desk.sync();
    expect((await desk.documents()).map(({ number }) => number)).not.toContain('2026 / 10017');
    await compared();
    // It stands in Yuki under its number, so it is not sent again either.
    expect((await desk.document('2026 / 10017')).state).toBe('held');
  });
});

describe('Yuki’s books', () => {
  test.each(['nothing', 'reversal'] as const)(
    'that lack a document say so at the second reading, and it is sent again once a person says so (S-62, R-CHG-5): removal shows %s',
    async (removedDocumentShows) => {
      desk = await openSandboxDesk('small');
      await desk.sync();
      desk.sandbox.parts.switches.patch({ removedDocumentShows });
      await desk.inYuki('remove-document', { reference: '2026/10017' });
      await compared();
      expect(await about('goneFromYuki')).toEqual([]);
      await compared();
      expect(await about('goneFromYuki', 'completenessUnexplained')).toEqual([
        {
          kind: 'completenessUnexplained',
          differences: 1,
          differenceCents: 121_000,
          from: '2026-01-01',
        },
        { kind: 'goneFromYuki', reference: '2026/10017', date: '2026-03-12', grossCents: 121_000 },
      ]);
      const { id } = await desk.document('2026 / 10017');
      const by = { who: 'An', reason: 'removed by mistake' };
      expect(await lookThenSendAgain(desk.ledger, id, by, desk.tools.clock())).toBe(true);
      await lookedUp();
      expect((await desk.document('2026 / 10017')).state).toBe('found');
      desk.calls('yuki');
      await compared();
      await compared();
      expect(desk.calls('yuki').filter((name) => name === 'ProcessSalesInvoices')).toHaveLength(1);
      expect(await about('goneFromYuki', 'completenessUnexplained')).toEqual([]);
      expect(await desk.document('2026 / 10017')).toMatchObject({
        state: 'exported',
        flags: { goneFromYuki: false },
      });
    },
    120_000,
  );

  test('show what is settled, so that it is not missing; sent again it is found and stays one (S-62, R-PAY-9)', async () => {
    await exportedWorld();
    await desk.inYuki('match-credit-note', {
      invoiceReference: '2026/10016',
      creditReference: '2026/10001-CN',
    });
    await compared();
    await compared();
    expect(await about('goneFromYuki')).toEqual([]);
    const { id } = await desk.document('2026 / 10016');
    const by = { who: 'An', reason: 'thought it was gone' };
    expect(await lookThenSendAgain(desk.ledger, id, by, desk.tools.clock())).toBe(true);
    await lookedUp();
    expect((await desk.document('2026 / 10016')).state).toBe('exported');
  });

  test('of which nothing can be told are not believed, and it is said (R-PAY-9)', async () => {
    await exportedWorld();
    for (const reference of ['2026/10015', '2026/10016', '2026/10017', '2026/10018'])
      await desk.inYuki('reconcile', { reference, date: '2026-04-01' });
    for (const reference of ['2026/10019', '2026/10020', '2026/10021'])
      await desk.inYuki('reconcile', { reference, date: '2026-04-01' });
    desk.sandbox.parts.switches.patch({ transactionsNameReference: false });
    await compared();
    await compared();
    expect(await about('goneFromYuki', 'completenessUnknown')).toEqual([
      { kind: 'completenessUnknown', why: 'implausible' },
    ]);
    desk.sandbox.parts.switches.patch({ transactionsNameReference: true });
    await compared();
    expect(await about('goneFromYuki', 'completenessUnknown')).toEqual([]);
  });
});

describe('completeness', () => {
  test('is told to the cent: what is in Yuki, what waits and why, who set what aside, and what came from elsewhere (S-71, R-CHG-5)', async () => {
    await exportedWorld();
    await desk.inYuki('type-invoice', {
      reference: 'V-1',
      date: '2026-04-02',
      contactName: 'Garage Peeters NV',
      netCents: 10_000,
      vatCents: 2_100,
    });
    await compared();
    const { completeness, foreign } = await readCompleteness(desk.ledger, desk.connectionId, {
      from: startDate,
      to: null,
    });
    // 605.00 + 975.41 + 1,210.00 + 1,110.78 + 4,800.00 + 9,900.00 + 15,000.00 − 975.41.
    expect(completeness.focus).toEqual([
      {
        currency: 'EUR',
        sum: { documents: 8, netCents: 3_211_800, vatCents: 50_778, grossCents: 3_262_578 },
      },
    ]);
    expect(foreign).toEqual([
      { documentId: expect.any(String), reference: 'V-1', date: '2026-04-02', grossCents: 12_100 },
    ]);
    expect(completeness).toMatchObject({
      parts: [{ place: { kind: 'inYuki' }, sum: { documents: 8, grossCents: 3_262_578 } }],
      carried: { focusCents: 3_262_578, yukiCents: 3_262_578, notReadSince: 0 },
      foreign: { documents: 1, grossCents: 12_100 },
      differences: [],
      unexplained: 0,
    });
    // 500.00 + 420.50 + 1,000.00 + 918.00 − 420.50 at 21 %; the credit note takes the rest of 10016 back.
    expect(completeness.rates.filter(({ place }) => place === 'inYuki')).toMatchObject([
      { rate: 2100, documents: 5, netCents: 241_800, vatCents: 50_778 },
      { rate: 1200, documents: 2, netCents: 0, vatCents: 0 },
      { rate: 600, documents: 2, netCents: 0, vatCents: 0 },
      { rate: 0, documents: 3, netCents: 2_970_000, vatCents: 0 },
    ]);
  });
});

/** Looked up until absence proves something or it is found. */
async function lookedUp(): Promise<void> {
  for (let look = 0; look < 3; look += 1) {
    await desk.call('lookUpDoubtful', { connectionId: desk.connectionId, runNumber: 1 });
    desk.later(30);
  }
}
