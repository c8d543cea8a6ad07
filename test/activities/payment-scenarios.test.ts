// Payments between the sandbox's Yuki and Focus: what is paid before its export, two entities in one administration, and
// long random lives of invoices in which Focus never has more than Yuki and in the end has the same.

import { afterEach, describe, expect, test } from 'vitest';
import { listFindings } from '../../ledger/findings.ts';
import { writeSetting } from '../../ledger/settings.ts';
import { randomOf } from '../support/random.ts';
import { openOffice, type Office, type Place } from './office.ts';

let office: Office;
afterEach(() => office.close());

/** Wire grace is short, so that a lost answer can be looked at again at once; a document may be missed at once, too. */
async function open(): Promise<void> {
  office = await openOffice();
  const short = { wireTimeout: 20_000, wireGrace: 1_000, neverSeenAfter: 0, secondReadingAfter: 0 };
  await writeSetting(office.ledger, 'durations', short, new Date());
}

interface FocusInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly payments: readonly { readonly cents: number }[];
}
const inFocus = (): FocusInvoice[] =>
  (office.parts.focus().state() as unknown as { documents: FocusInvoice[] }).documents;
const paidInFocus = (number: string): number =>
  (inFocus().find((one) => one.number === number)?.payments ?? []).reduce((sum, { cents }) => sum + cents, 0);
const run = ({ id, runNumber }: Place) => ({ connectionId: id, runNumber });
const findings = async ({ id }: Place) =>
  (await listFindings(office.ledger, id, { open: true })).map(({ kind }) => kind);

/** Reads the list and registers until Focus has heard of everything; answers whether the list was believed. */
async function poll(place: Place): Promise<boolean> {
  const reading = await office.call('readYukiPayments', run(place));
  if (!reading.plausible) return false;
  await office.call('lookUpDoubtful', run(place));
  while ((await office.call('registerFocusPayments', run(place))).left);
  return true;
}

describe('an invoice that was paid in Focus before its export', () => {
  const paid = async (place: Place, amountCents?: number) => {
    const { id } = await office.book(place, [{ price: 100 }], { number: '2026 / 10017' });
    await office.inFocus('register-payment', {
      id,
      date: '2026-03-13',
      ...(amountCents === undefined ? {} : { amountCents }),
    });
    await office.sync(place);
  };

  test('is exported with the tenant’s method, is no open item, and nobody misses it (S-50, R-PAY-2, R-PAY-4)', async () => {
    await open();
    const place = await office.connect('beA', { paidPaymentMethod: 'Mollie' });
    await paid(place);
    expect(office.inBooks('2026/10017')).toMatchObject({ paymentMethod: 'Mollie', openCents: 0 });
    expect(await poll(place)).toBe(true);
    expect(await poll(place)).toBe(true);
    expect(await findings(place)).toEqual([]);
    expect(paidInFocus('2026 / 10017')).toBe(12_100);
  });

  test('is exported like any other when Yuki does not have the method, and people are told (R-PAY-4)', async () => {
    await open();
    const place = await office.connect('beA', { paidPaymentMethod: 'Stripe' });
    await paid(place);
    expect(office.inBooks('2026/10017')).toMatchObject({ paymentMethod: 'ElectronicTransfer' });
    expect(await findings(place)).toEqual(['paymentMethodMissing']);
  });

  test('only in part stays open, and the part is not registered again when Yuki shows it (R-PAY-7)', async () => {
    await open();
    const place = await office.connect('beA', { paidPaymentMethod: 'Mollie' });
    await paid(place, 5_000);
    await poll(place);
    await office.inYuki('reconcile', {
      administrationId: place.administrationId,
      reference: '2026/10017',
      amountCents: 5_000,
      date: '2026-03-20',
    });
    await poll(place);
    expect(paidInFocus('2026 / 10017')).toBe(5_000);
  });
});

test('two entities of one administration read one list: each registers its own, and reports its own (R-ENT-2)', async () => {
  await open();
  const [first, second] = [await office.connect('beA'), await office.connect('beB')];
  const { administrationId } = first;
  await office.book(first, [{ price: 100 }], { number: '2026 / 10001' });
  await office.book(second, [{ price: 200 }], { number: '2026 / 20001' });
  await office.sync(first);
  await office.sync(second);
  await poll(first);
  const reference = office.parts
    .yuki()
    .state()
    .be.domains.flatMap(({ administrations }) => administrations)
    .flatMap(({ documents }) => documents)
    .find(({ grossCents }) => grossCents === 24_200)?.reference;
  await office.inYuki('reconcile', { administrationId, reference, date: '2026-03-20' });
  // The first entity reads it, the second one tells Focus.
  await poll(first);
  expect(paidInFocus('2026 / 20001')).toBe(0);
  await poll(second);
  expect(paidInFocus('2026 / 20001')).toBe(24_200);
  await office.inYuki('unreconcile', { administrationId, reference });
  await poll(first);
  expect([await findings(first), await findings(second)]).toEqual([[], ['reversed']]);
});

const seed = Number(process.env.PAYMENTS_SEED ?? 365123768);

test(`over a random life Focus never has more than Yuki, nothing twice, and in the end the same [seed ${seed}] (R-PAY-6, R-PAY-7)`, async () => {
  await open();
  const random = randomOf(seed);
  const place = await office.connect();
  const { administrationId } = place;
  // One customer each: money that is moved between invoices of one customer is reported and left to people.
  const customers = ['K1', 'K2', 'K5', 'K8'] as const;
  const numbers = customers.map((_, index) => 10_001 + index);
  for (const [index, customer] of customers.entries())
    await office.book(place, [{ price: 50 + random(400) }], {
      number: `2026 / ${10_001 + index}`,
      customer,
      date: `2026-03-1${index}`,
    });
  await office.sync(place);
  await poll(place);
  const inYuki = (number: number) => {
    const { grossCents, openCents } = office.inBooks(`2026/${number}`);
    return { grossCents, openCents, paidCents: grossCents - openCents };
  };
  const most = new Map(numbers.map((number) => [number, 0]));
  const noteMost = (): void => {
    for (const number of numbers) most.set(number, Math.max(most.get(number) ?? 0, inYuki(number).paidCents));
  };
  const check = (step: string): void => {
    for (const number of numbers)
      expect(paidInFocus(`2026 / ${number}`), `${step}, seed ${seed}, ${number}`).toBeLessThanOrEqual(
        most.get(number) ?? 0,
      );
  };
  const acts: Record<string, (number: number) => Promise<unknown>> = {
    part: async (number) => {
      const { openCents } = inYuki(number);
      if (openCents < 2) return;
      const amountCents = 1 + random(openCents - 1);
      await office.inYuki('reconcile', {
        administrationId,
        reference: `2026/${number}`,
        amountCents,
        date: '2026-04-02',
      });
    },
    undo: async (number) => {
      if (inYuki(number).paidCents > 0)
        await office.inYuki('unreconcile', { administrationId, reference: `2026/${number}` });
    },
    byHand: async (number) => {
      const missing = inYuki(number).paidCents - paidInFocus(`2026 / ${number}`);
      const id = inFocus().find((one) => one.number === `2026 / ${number}`)?.id;
      if (missing > 0)
        await office.inFocus('register-payment', { id, amountCents: missing, date: '2026-04-02' });
    },
    removed: async (number) => {
      const id = inFocus().find((one) => one.number === `2026 / ${number}`)?.id;
      // A person who does what the report of the reversal asks for.
      if (inYuki(number).paidCents === 0 && (await poll(place)))
        await office.inFocus('remove-payments', { id });
    },
    lost: async () => {
      const kind = random(2) === 0 ? 'drop-after' : 'drop-before';
      office.parts.faults.add({ system: 'focus', operation: 'invoices.registerPayment', kind });
    },
    oldList: async () => {
      office.parts.faults.add({ system: 'yuki', operation: 'OutstandingDebtorItems', kind: 'stale-list' });
    },
    poll: () => poll(place),
  };
  const names = [
    'part',
    'part',
    'part',
    'undo',
    'byHand',
    'removed',
    'lost',
    'oldList',
    'poll',
    'poll',
    'poll',
  ];
  for (let step = 0; step < 80; step += 1) {
    const name = names[random(names.length)] ?? 'poll';
    await acts[name]?.(numbers[random(numbers.length)] ?? 10_001);
    noteMost();
    check(`step ${step} ${name}`);
  }
  office.parts.faults.clear();
  for (const number of numbers)
    if (inYuki(number).openCents > 0)
      await office.inYuki('reconcile', { administrationId, reference: `2026/${number}`, date: '2026-04-30' });
  noteMost();
  await expect
    .poll(
      async () => {
        await poll(place);
        check('the end');
        return numbers.map((number) => paidInFocus(`2026 / ${number}`));
      },
      { timeout: 60_000, interval: 500 },
    )
    .toEqual(numbers.map((number) => inYuki(number).grossCents));
}, 240_000);
