// Payments from Yuki to Focus, the readings they come from, and what is reported to people (design 7).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionId, DocumentId, IsoDate, YukiAdministrationId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { audit, listAudit } from '../../ledger/audit.ts';
import { CodeTaken, decideCode, findCustomer, storeSnapshot } from '../../ledger/customers.ts';
import { exportedForPayments, getDocument } from '../../ledger/documents.ts';
import {
  readAccounts,
  readCategoryLedgers,
  readVatLinks,
  storeAccounts,
  storeCategories,
  storeTaxRates,
  storeVatLinks,
} from '../../ledger/master-data.ts';
import { lastListReadAt } from '../../ledger/known-items.ts';
import { readLastItems, storeReading } from '../../ledger/open-items.ts';
import {
  claimPayment,
  closeFinding,
  expirePayments,
  intendPayment,
  listFindings,
  listPayments,
  report,
  settlePayment,
} from '../../ledger/payments.ts';
import { openTestLedger } from '../support/database.ts';
import { acceptedInvoice, minutesLater, morning } from '../support/ledger-documents.ts';
import { newReading, seenItem } from '../support/readings.ts';

const day = '2026-03-02' as IsoDate;

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

const exportedInvoice = () => acceptedInvoice(opened.ledger);

function intend(documentId: DocumentId, cumulative: number, amount: number) {
  return intendPayment(
    opened.ledger,
    { documentId, cumulativeCents: cents(cumulative), amountCents: cents(amount), paidOn: day },
    morning,
  );
}

function take(payment: Parameters<typeof claimPayment>[1], worker: string, now = morning) {
  return claimPayment(
    opened.ledger,
    payment,
    { worker, deadline: minutesLater(1, now), paidBeforeCents: cents(0) },
    now,
  );
}

describe('a payment', () => {
  test('reckoned by many readings at once is one intent (R-PAY-6)', async () => {
    const { documentId } = await exportedInvoice();
    const intents = await Promise.all([1, 2, 3, 4].map(() => intend(documentId, 5_000, 5_000)));
    expect(intents.filter((payment) => payment !== null)).toHaveLength(1);
  });

  test('is taken by one of many workers, and by another only after its deadline', async () => {
    const { documentId } = await exportedInvoice();
    const payment = (await intend(documentId, 5_000, 5_000))!;
    const taken = await Promise.all(['a', 'b', 'c'].map((worker) => take(payment, worker)));
    expect(taken.filter((mine) => mine)).toHaveLength(1);
    expect(await take(payment, 'd', minutesLater(0.5))).toBe(false);
    expect(await expirePayments(opened.ledger, {}, minutesLater(2))).toBe(1);
    const [doubtful] = await listPayments(opened.ledger, documentId);
    expect(doubtful).toMatchObject({ state: 'doubtful', paidBeforeCents: 0 });
    // Whoever read it, and Focus, before that try knows nothing of what the try did.
    expect(await take(payment, 'd', minutesLater(2))).toBe(false);
    expect(await take(doubtful!, 'd', minutesLater(2))).toBe(true);
    expect(await take(doubtful!, 'e', minutesLater(4))).toBe(false);
  });

  test('is added to its document once, and the last part settles it (S-47)', async () => {
    const { ledger } = opened;
    const { connectionId, documentId } = await exportedInvoice();
    const part = (await intend(documentId, 5_000, 5_000))!;
    const rest = (await intend(documentId, 12_100, 7_100))!;
    const registered = { kind: 'registered' as const, amountCents: cents(5_000) };
    expect(await settlePayment(ledger, part.id, registered, morning)).toBe(true);
    expect(await settlePayment(ledger, part.id, registered, morning)).toBe(false);
    expect(await exportedForPayments(ledger, connectionId)).toMatchObject([{ paidCents: 5_000 }]);
    await settlePayment(ledger, rest.id, { kind: 'registered', amountCents: cents(7_100) }, morning);
    expect(await getDocument(ledger, documentId)).toMatchObject({ state: 'settled', paidCents: 12_100 });
  });

  test('that Focus had already settles the document without counting as ours (R-PAY-7)', async () => {
    const { documentId } = await exportedInvoice();
    const payment = (await intend(documentId, 12_100, 12_100))!;
    await settlePayment(opened.ledger, payment.id, { kind: 'alreadyThere' }, morning);
    expect(await getDocument(opened.ledger, documentId)).toMatchObject({ state: 'settled', paidCents: 0 });
  });

  test('that is reported or doubtful does not settle its document', async () => {
    const { documentId } = await exportedInvoice();
    const first = (await intend(documentId, 5_000, 5_000))!;
    const second = (await intend(documentId, 12_100, 7_100))!;
    await settlePayment(opened.ledger, first.id, { kind: 'doubtful' }, morning);
    await settlePayment(opened.ledger, second.id, { kind: 'reported', why: 'refusedByFocus' }, morning);
    expect(await getDocument(opened.ledger, documentId)).toMatchObject({ state: 'exported', paidCents: 0 });
  });

  test('of nothing or less is refused by the database', async () => {
    const { documentId } = await exportedInvoice();
    await expect(intend(documentId, 100, 0)).rejects.toThrow(/check constraint/);
  });
});

describe('a reading of open items', () => {
  test('comes back whole, and replaces the one before', async () => {
    const { ledger } = opened;
    const { connectionId, administrationId, documentId } = await exportedInvoice();
    const order = { administrationId, connectionId };
    const ours = seenItem('1', { ours: documentId });
    expect(await lastListReadAt(ledger, administrationId)).toBeNull();
    expect(await readLastItems(ledger, administrationId)).toEqual([]);
    expect(await storeReading(ledger, order, newReading(null, [ours, seenItem('2')]), morning)).toBe(true);
    const half = { ...ours, openCents: cents(6_000) };
    expect(
      await storeReading(ledger, order, newReading(morning, [half, seenItem('3')]), minutesLater(60)),
    ).toBe(true);
    expect(await lastListReadAt(ledger, administrationId)).toEqual(minutesLater(60));
    const last = await readLastItems(ledger, administrationId);
    // What stands as it stood keeps the moment at which it was first seen so.
    const changedAtMs = minutesLater(60).getTime();
    expect(last.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))).toEqual([
      { ...half, changedAtMs },
      { ...seenItem('3'), changedAtMs },
    ]);
  });

  test('is stored with its payments and findings by one of two pollers, and by the other not at all', async () => {
    const { ledger } = opened;
    const { connectionId, administrationId, documentId } = await exportedInvoice();
    const order = { administrationId, connectionId };
    await storeReading(ledger, order, newReading(null, [seenItem('1', { ours: documentId })]), morning);
    const settled = newReading(morning, [seenItem('1', { ours: documentId, openCents: cents(0) })], {
      payments: [{ documentId, cumulativeCents: cents(12_100), amountCents: cents(12_100), paidOn: day }],
      findings: [{ documentId, kind: 'overpaid', params: { excessCents: 5 } }],
      identified: [{ documentId, yukiDocumentId: 'document-1' }],
    });
    const stored = await Promise.all(
      [1, 2, 3].map(() => storeReading(ledger, order, settled, minutesLater(60))),
    );
    expect(stored.filter((mine) => mine)).toHaveLength(1);
    expect(await listPayments(ledger, documentId)).toMatchObject([
      { state: 'intended', amountCents: 12_100 },
    ]);
    expect(await listFindings(ledger, connectionId, { open: true })).toHaveLength(1);
    expect((await getDocument(ledger, documentId))?.seenOpen).toBe(true);
  });

  test('of 5,000 items is stored and read again', async () => {
    const { ledger } = opened;
    const { connectionId, administrationId } = await exportedInvoice();
    const many = Array.from({ length: 5_000 }, (_, index) => seenItem(String(index)));
    await storeReading(ledger, { administrationId, connectionId }, newReading(null, many), morning);
    expect(await readLastItems(ledger, administrationId)).toHaveLength(5_000);
  }, 30_000);
});

describe('a finding', () => {
  test('is news once while it is open, for its document or, without one, for what it says', async () => {
    const { ledger } = opened;
    const { connectionId, documentId } = await exportedInvoice();
    const reversed = (reopenedCents: number) =>
      report(ledger, { connectionId, documentId, kind: 'reversed', params: { reopenedCents } }, morning);
    expect([await reversed(100), await reversed(200)]).toEqual([true, false]);
    const unexplained = (amountCents: number) =>
      report(
        ledger,
        { connectionId, documentId: null, kind: 'unexplained', params: { amountCents } },
        morning,
      );
    expect([await unexplained(1), await unexplained(1), await unexplained(2)]).toEqual([true, false, true]);
    const [finding] = await listFindings(ledger, connectionId, { open: true, documentId });
    expect(finding).toMatchObject({ kind: 'reversed', params: { reopenedCents: 200 } });
    expect(await closeFinding(ledger, finding!.id, morning)).toBe(true);
    expect(await reversed(300)).toBe(true);
    expect(await listFindings(ledger, connectionId, { open: false })).toHaveLength(4);
  });
});

describe('a customer', () => {
  const domain = 'domain-1' as Parameters<typeof decideCode>[1];
  const account = 'account-1' as Parameters<typeof decideCode>[2];
  const ref = (id: string) => ({ kind: 'company' as const, id: id as never });

  test('has one code per Yuki domain, the first that was decided (R-CUST-11)', async () => {
    const { ledger } = opened;
    const decided = await Promise.all(
      ['FA1', 'FB1', 'FC1'].map((code) => decideCode(ledger, domain, account, ref('1'), code, morning)),
    );
    expect(new Set(decided).size).toBe(1);
    await expect(decideCode(ledger, domain, account, ref('2'), decided[0]!, morning)).rejects.toThrow(
      CodeTaken,
    );
  });

  test('is kept sealed, and still known after Focus no longer has it', async () => {
    const { ledger } = opened;
    await decideCode(ledger, domain, account, ref('3'), 'F3', morning);
    const customer = { kind: 'company', id: '3', name: 'Garage Peeters NV', updatedAt: null } as never;
    await storeSnapshot(ledger, domain, account, ref('3'), customer, morning);
    await storeSnapshot(ledger, domain, account, ref('3'), null, minutesLater(1));
    expect(await findCustomer(ledger, domain, account, ref('3'))).toMatchObject({
      code: 'F3',
      snapshot: { name: 'Garage Peeters NV' },
      unknownInFocus: true,
      readAt: minutesLater(1),
    });
    const rows = await ledger.db.selectFrom('customers').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('Peeters');
  });
});

describe('the lists of both systems', () => {
  test('tell which ledger accounts came, went, and were enabled or disabled (R-EXP-4)', async () => {
    const { ledger } = opened;
    const administration = 'lists' as YukiAdministrationId;
    const account = (code: string, enabled = true) => ({
      code,
      enabled,
      description: code,
      type: null,
      subtype: null,
    });
    const first = [account('700000'), account('701000', false), account('702000'), account('703000')];
    expect(await storeAccounts(ledger, administration, first, morning)).toMatchObject({ first: true });
    const second = [account('700000', false), account('701000'), account('702000'), account('704000')];
    expect(await storeAccounts(ledger, administration, second, morning)).toEqual({
      first: false,
      added: ['704000'],
      enabled: ['701000'],
      disabled: ['700000'],
      removed: ['703000'],
    });
    expect(await readAccounts(ledger, administration)).toEqual(second);
  });

  test('say whether they changed, and are kept per entity', async () => {
    const { ledger } = opened;
    const account = 'lists' as Parameters<typeof storeTaxRates>[1];
    const entity = 'entity-1' as Parameters<typeof storeTaxRates>[2];
    const rates = [{ id: 'rate' as never, rate: 2100, description: '21' }];
    expect(await storeTaxRates(ledger, account, entity, rates, morning)).toEqual({ changed: true });
    expect(await storeTaxRates(ledger, account, entity, rates, morning)).toEqual({ changed: false });
    await storeCategories(
      ledger,
      account,
      entity,
      [{ categoryId: 'category' as never, name: 'Work', account: '700000' }],
      morning,
    );
    expect(await readCategoryLedgers(ledger, account, entity)).toEqual({ category: '700000' });
    expect(await readCategoryLedgers(ledger, account, 'entity-2' as typeof entity)).toEqual({});
  });

  test('keep the links of VAT rates of a connection', async () => {
    const { ledger } = opened;
    const connection = 'c0000000000000001' as ConnectionId;
    const links = [
      {
        taxRateId: 'rate' as never,
        vatType: 1,
        percentage: 2100,
        country: null,
        vatDescription: null,
        nature: 'domestic' as const,
      },
    ];
    expect(await readVatLinks(ledger, connection)).toEqual([]);
    await storeVatLinks(ledger, connection, links, morning);
    expect(await readVatLinks(ledger, connection)).toEqual(links);
  });
});

describe('the audit trail', () => {
  test('is read newest first, page by page, per connection', async () => {
    const { ledger } = opened;
    const connectionId = 'c0000000000000002' as ConnectionId;
    for (const what of ['connected', 'paused', 'resumed'])
      await audit(ledger, { connectionId, who: 'An', what, params: {} }, morning);
    const [newest] = await listAudit(ledger, connectionId, { limit: 1 });
    expect(newest).toMatchObject({ what: 'resumed', who: 'An', at: morning });
    const rest = await listAudit(ledger, connectionId, { limit: 10, before: newest!.id });
    expect(rest.map(({ what }) => what)).toEqual(['paused', 'connected']);
  });
});
