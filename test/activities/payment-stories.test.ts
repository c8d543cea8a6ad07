// What a salesperson sees in Focus when the bank's money is matched in Yuki: invoices of 1,210.00, paid at once, in
// parts, and undone; and a list of open items of which nearly every line is wrong.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFindings } from '../../ledger/findings.ts';
import { openBank, type Bank } from './bank.ts';
import { openOffice, type Office, type Place } from './office.ts';

let office: Office;
let bank: Bank;
let place: Place;
beforeEach(async () => {
  office = await openOffice();
  bank = await openBank(office);
  place = await office.connect();
});
afterEach(() => office.close());

/** Invoices of 1,210.00 each, exported and seen open. */
async function exported(...numbers: number[]): Promise<void> {
  for (const number of numbers) await office.book(place, [{ price: 1_000 }], { number: `2026 / ${number}` });
  await office.sync(place);
  await bank.poll(place);
}

const findings = async (): Promise<[string, unknown][]> =>
  (await listFindings(office.ledger, place.id, { open: true })).map(({ kind, params }) => [kind, params]);

/** As Focus shows it, which goes by what is due. */
function statusOf(number: number): 'open' | 'partially paid' | 'paid' {
  const { documents } = office.parts.focus().state() as unknown as {
    documents: { number: string | null; dueCents: number; grossCents: number }[];
  };
  const { dueCents, grossCents } = documents.find((one) => one.number === `2026 / ${number}`) ?? {
    dueCents: Number.NaN,
    grossCents: 0,
  };
  if (dueCents === 0) return 'paid';
  return dueCents < grossCents ? 'partially paid' : 'open';
}

test('a bank line of 1,210.00 that is reconciled on 8 April is one payment of that day, and further polls do nothing (S-07)', async () => {
  await exported(10_001);
  await bank.reconcile(place, 10_001, '2026-04-08');
  await bank.poll(place);
  const requests = bank.calls('GetTransactions');
  await bank.poll(place);
  await bank.poll(place);
  expect(bank.inFocus(10_001)).toEqual([[121_000, '2026-04-08']]);
  expect(statusOf(10_001)).toBe('paid');
  expect(bank.calls('GetTransactions')).toBe(requests);
  expect(await findings()).toEqual([]);
});

describe('500.00 on 3 April, 400.00 on 20 April and 310.00 on 2 May', () => {
  test('are three payments of those days: partially, partially, paid (S-47, R-PAY-6)', async () => {
    await exported(10_001);
    const statuses: string[] = [];
    for (const [date, cents] of [
      ['2026-04-03', 50_000],
      ['2026-04-20', 40_000],
      ['2026-05-02', 31_000],
    ] as const) {
      await bank.reconcile(place, 10_001, date, cents);
      await bank.poll(place);
      statuses.push(statusOf(10_001));
    }
    expect(statuses).toEqual(['partially paid', 'partially paid', 'paid']);
    expect(bank.inFocus(10_001)).toEqual([
      [50_000, '2026-04-03'],
      [40_000, '2026-04-20'],
      [31_000, '2026-05-02'],
    ]);
  });

  test('are one payment of 900.00 and one of 310.00 when the poll between the first two is missed (S-47)', async () => {
    await exported(10_001);
    await bank.reconcile(place, 10_001, '2026-04-03', 50_000);
    await bank.reconcile(place, 10_001, '2026-04-20', 40_000);
    await bank.poll(place);
    await bank.reconcile(place, 10_001, '2026-05-02', 31_000);
    await bank.poll(place);
    expect(bank.inFocus(10_001)).toEqual([
      [90_000, '2026-04-20'],
      [31_000, '2026-05-02'],
    ]);
  });
});

test('what is reconciled on 8 April and undone on 15 April stays paid in Focus, and is told once with 1,210.00 (S-49, R-PAY-3)', async () => {
  await exported(10_001);
  await bank.reconcile(place, 10_001, '2026-04-08');
  await bank.poll(place);
  await office.inYuki('unreconcile', {
    administrationId: place.administrationId,
    reference: '2026/10001',
  });
  await bank.poll(place);
  await bank.poll(place);
  expect(statusOf(10_001)).toBe('paid');
  expect(await findings()).toEqual([['reversed', { reopenedCents: 121_000, shownCents: 0 }]]);
});

test('a worker that read Focus before the lost try of another one registers nothing on top of it (R-PAY-7, S-75)', async () => {
  await exported(10_001);
  await bank.reconcile(place, 10_001, '2026-04-08');
  const run = { connectionId: place.id, runNumber: place.runNumber };
  await office.call('readYukiPayments', run);
  const { faults } = office.parts;
  const slow = faults.add({ system: 'focus', operation: 'invoices.info', kind: 'hold-after' });
  const late = office.call('registerFocusPayments', run);
  await faults.held(slow);
  // It has seen that nothing is paid; meanwhile the other one is heard by Focus and does not hear so itself.
  faults.add({ system: 'focus', operation: 'invoices.registerPayment', kind: 'drop-after' });
  await office.call('registerFocusPayments', run);
  faults.release(slow);
  await late;
  expect(bank.inFocus(10_001)).toEqual([[121_000, '2026-04-08']]);
});

/** An answer with this list, whatever Yuki's books say. */
function nextList(...items: string[]): void {
  const list = `<OutstandingDebtorItems xmlns="">${items.join('')}</OutstandingDebtorItems>`;
  const result = `<OutstandingDebtorItemsResult>${list}</OutstandingDebtorItemsResult>`;
  const body = `<OutstandingDebtorItemsResponse xmlns="http://www.theyukicompany.com/">${result}</OutstandingDebtorItemsResponse>`;
  office.parts.faults.add({
    system: 'yuki',
    operation: 'OutstandingDebtorItems',
    kind: 'status',
    status: 200,
    body: `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`,
  });
}

/** A line as Yuki writes it; what is left out is absent. */
function line(id: string, fields: Record<string, string>): string {
  const elements = Object.entries(fields).map(([name, text]) => `<${name}>${text}</${name}>`);
  return `<Item ID="${id}">${elements.join('')}<Type ID="6">Verkoopfactuur</Type></Item>`;
}

test('a list with doubled lines, unknown numbers, other signs and no dates registers nothing by guess, and the next one goes on (R-PAY-9)', async () => {
  await exported(10_001, 10_002, 10_003, 10_004);
  const of = (number: number) => {
    const { outstandingId, id, contactId } = office.inBooks(`2026/${number}`);
    return {
      item: outstandingId,
      ids: { DocumentID: id, ContactID: contactId, Reference: `2026/${number}` },
    };
  };
  const [first, second, third, fourth] = [of(10_001), of(10_002), of(10_003), of(10_004)];
  const open = { OpenAmount: '1210.00', OriginalAmount: '1210.00' };
  nextList(
    // Twice, once with less open: the one that pays less counts.
    line(first.item, { ...first.ids, Date: '2026-03-12', ...open, OpenAmount: '10.00' }),
    line(first.item, { ...first.ids, Date: '2026-03-12', ...open }),
    // Without any date.
    line(second.item, { ...second.ids, ...open }),
    // With the other sign under our number and id.
    line(third.item, {
      ...third.ids,
      Date: '2026-03-12',
      OpenAmount: '-1210.00',
      OriginalAmount: '-1210.00',
    }),
    line(fourth.item, { ...fourth.ids, Date: '2026-03-12', ...open }),
    // Nobody's: an unknown number, and one without number, customer or date.
    line('9e15aaaa-0000-4000-8000-000000000009', { Reference: '1999/1', Date: '2026-01-01', ...open }),
    line('9e15aaaa-0000-4000-8000-000000000010', { ...open, OpenAmount: '0.00' }),
  );
  await bank.poll(place);
  expect([10_001, 10_002, 10_003, 10_004].map(statusOf)).toEqual(['open', 'open', 'open', 'open']);
  expect((await findings()).map(([kind]) => kind)).toEqual(['amountDiffers']);
  // Yuki's next list is right again: all that was paid meanwhile is registered, and nothing else.
  await bank.reconcile(place, 10_003, '2026-04-08');
  await bank.poll(place);
  await bank.poll(place);
  expect([10_001, 10_002, 10_003, 10_004].map(statusOf)).toEqual(['open', 'open', 'paid', 'open']);
  expect(bank.inFocus(10_003)).toEqual([[121_000, '2026-04-08']]);
});
