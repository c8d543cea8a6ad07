// When an adopted relation gets its code: right before the first document of its customer, in the lane of that
// document, also when a hold finds out by it, and never before the first sync.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CauseFinding } from '../../domain/causes.ts';
import type { FocusCustomerId, YukiDomainId } from '../../domain/ids.ts';
import { updateConnection } from '../../ledger/connections.ts';
import { decideCustomer } from '../../ledger/customers.ts';
import { openDoubts } from '../../ledger/customer-doubts.ts';
import { holdDocument } from '../../ledger/documents.ts';
import { setQuotaLimit } from '../../ledger/quota.ts';
import { knownCustomer } from '../../sandbox/worlds/index.ts';
import { ownCode, placeOf, withRelations } from './customer-worlds.ts';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

let desk: SandboxDesk;
let run: number;
beforeEach(async () => {
  desk = await openSandboxDesk(
    withRelations([{ name: 'Garage Peeters NV', type: 'Company', country: 'BE', vatNumber: 'BE0777777771' }]),
  );
  run = await desk.discover();
  await desk.prepare(run);
  desk.calls();
});
afterEach(() => desk.close());

const k1 = knownCustomer('K1');
/** K1's invoices and his credit note. */
const numbersOfK1 = ['2026 / 10016', '2026 / 10017', '2026 / 10018', '2026/10001'];
const peeters = () => desk.relations().filter(({ name }) => /Peeters/.test(name));
const writes = () => desk.calls().filter((one) => /^(UpdateContact|ProcessSalesInvoices)$/.test(one));
const send = () =>
  desk.call('sendToYuki', { connectionId: desk.connectionId, runNumber: run, documents: 25 });

const refused: CauseFinding = {
  key: 'accounts-refused',
  subject: '700000',
  shown: '700000',
  line: null,
};

/** As a refusal of another document would do: what is prepared waits without having been sent. */
async function holdK1(): Promise<string> {
  let cause: string | null = null;
  for (const number of numbersOfK1) {
    const order = { connectionId: desk.connectionId, finding: refused, fromStates: ['ready' as const] };
    cause = await holdDocument(desk.ledger, (await desk.document(number)).id, order, desk.tools.clock());
  }
  if (cause === null) throw new Error('Nothing was held.');
  return cause;
}

test('before the first sync nothing is written to Yuki, no code either (R-ONB-8)', async () => {
  const { settings } = await desk.connection();
  await updateConnection(
    desk.ledger,
    desk.connectionId,
    { awaitsFirstSync: true, settings: { ...settings, automatic: false } },
    desk.tools.clock(),
  );
  expect(await send()).toEqual({ kind: 'nothingReady' });
  expect(desk.calls()).toEqual([]);
  expect(peeters()).toMatchObject([{ code: '' }]);
});

describe('a hold that sends one document to find out', () => {
  const look = (causeId: string) =>
    desk.call('lookAtCause', {
      connectionId: desk.connectionId,
      causeId: causeId as never,
      look: 'daily',
    });

  test('gives the customer’s relation its code first, and makes no second one (R-CUST-6)', async () => {
    const cause = await holdK1();
    expect(await look(cause)).toMatchObject({ kind: 'cured', documents: 4 });
    expect(writes()).toEqual(['UpdateContact', 'ProcessSalesInvoices']);
    expect(peeters()).toMatchObject([{ code: ownCode(k1) }]);
    expect((await desk.document('2026 / 10016')).state).toBe('exported');
  });

  test('sends nothing under a code that Yuki refuses to give: the documents are checked again (Q-3)', async () => {
    desk.sandbox.parts.switches.patch({ updateContactCode: 'refuse' });
    const cause = await holdK1();
    await look(cause);
    expect(writes()).toEqual(['UpdateContact']);
    // The others were prepared with the refused code, too, so none of them may find out by being sent.
    expect(await look(cause)).toMatchObject({ kind: 'cured' });
    expect(writes()).toEqual([]);
    await desk.call('releaseDocuments', { connectionId: desk.connectionId, causeId: cause as never });
    await desk.prepare(run);
    await desk.send(run);
    expect(writes()).not.toContain('UpdateContact');
    expect(peeters()).toHaveLength(1);
    expect(await Promise.all(numbersOfK1.map(async (one) => (await desk.document(one)).state))).toEqual(
      Array.from({ length: 4 }, () => 'held'),
    );
  });
});

describe('a Yuki that takes the code and never shows it', () => {
  const later = async () => {
    desk.later(10);
    desk.calls();
    await send();
  };

  test('is told three times; then a person is asked and the documents are held (R-CUST-6, Q-3)', async () => {
    desk.sandbox.parts.switches.patch({ updateContactCode: 'ignore' });
    await send();
    expect(writes()).toEqual(['UpdateContact', 'ProcessSalesInvoices']);
    await later();
    expect(desk.calls().filter((one) => one === 'UpdateContact')).toEqual(['UpdateContact']);
    await later();
    await later();
    expect(writes()).toEqual([]);
    expect((await openDoubts(desk.ledger, await placeOf(desk))).map(({ why }) => why)).toEqual([
      'codeNotShown',
    ]);
    await desk.prepare(run);
    expect(await Promise.all(numbersOfK1.map(async (one) => (await desk.document(one)).state))).toEqual(
      Array.from({ length: 4 }, () => 'held'),
    );
    expect(peeters()).toHaveLength(1);
  });

  test('is looked at again soon, not at the next night', async () => {
    desk.sandbox.parts.switches.patch({ updateContactCode: 'ignore' });
    await send();
    const closing = await desk.call('closeRun', {
      connectionId: desk.connectionId,
      runNumber: run,
      outcome: 'done',
      cause: null,
    });
    expect(closing.nextLookUpInMs).toBeLessThan(10 * 60_000);
  });
});

test('a relation of another Yuki domain that waits for the same code holds nothing up here (R-CUST-11)', async () => {
  const { accountId } = await placeOf(desk);
  const decision = {
    code: ownCode(k1),
    relationId: 'relation-elsewhere',
    matchedBy: 'vatNumber' as const,
    shared: false,
    toBeCoded: true,
  };
  await decideCustomer(
    desk.ledger,
    'domain-elsewhere' as YukiDomainId,
    accountId,
    { kind: 'company', id: k1.id as FocusCustomerId },
    decision,
    desk.tools.clock(),
  );
  await send();
  expect((await desk.document('2026 / 10016')).state).toBe('exported');
});

describe('a backfill without calls of its own', () => {
  beforeEach(async () => {
    await desk.ledger.db.updateTable('documents').set({ backfill: true }).execute();
    // Fresh documents may use 5 calls more than a backfill may; the day has used more than the backfill's.
    const { domainId } = await placeOf(desk);
    const used = await desk.ledger.db.selectFrom('yukiQuota').select('used').executeTakeFirstOrThrow();
    await setQuotaLimit(desk.ledger, domainId, { limit: used.used + 10, reserve: 10 }, desk.tools.clock());
  });

  test('codes nothing, and says what is left of it (design 4)', async () => {
    expect(await send()).toMatchObject({ kind: 'outOfCalls', backlog: { left: 8 } });
    expect(desk.calls()).toEqual([]);
  });

  test('stops no fresh document, whose code and message use the calls of the day (design 4)', async () => {
    await desk.ledger.db
      .updateTable('documents')
      .set({ backfill: false })
      .where('id', '=', Number((await desk.document('2026 / 10017')).id))
      .execute();
    expect(await send()).toMatchObject({ kind: 'answered', accepted: 1 });
    expect(writes()).toEqual(['UpdateContact', 'ProcessSalesInvoices']);
  });

  test('that cannot read relations waits alone, and the rest of the connection goes on (design 4)', async () => {
    await desk.ledger.db.updateTable('documents').set({ state: 'found' }).execute();
    await desk.ledger.db.deleteFrom('customers').execute();
    await desk.ledger.db.deleteFrom('relationReadings').execute();
    const order = { connectionId: desk.connectionId, runNumber: run, limit: 200 };
    await expect(desk.call('prepareDocuments', order)).rejects.toMatchObject({
      type: 'quota-used',
      details: [expect.any(Number), { left: 8 }],
    });
  });
});
