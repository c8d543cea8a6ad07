// Every VAT situation from a booking in Focus to what then stands in Yuki, on real sockets. Figures are worked out by
// hand.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FocusTaxRateId } from '../../domain/ids.ts';
import { entities } from '../../sandbox/worlds/focus-base.ts';
import { openOffice, type Booking, type Line, type Office, type Place } from './office.ts';

let office: Office;
let belgium: Place;
beforeAll(async () => {
  office = await openOffice();
  belgium = await office.connect('beA');
});
afterAll(() => office.close());

let serial = 500;
/** Books under a number of its own, syncs, and answers the id in Focus and the reference for Yuki. */
async function exported(lines: readonly Line[], more: Booking = {}, place = belgium) {
  serial += 1;
  const { id } = await office.book(place, lines, { number: `2026 / ${serial}`, ...more });
  await office.sync(place);
  return { id, reference: (more.number ?? `2026/${serial}`).replaceAll(' ', '') };
}

/** What stands in Yuki: the total, and per line type, net and VAT. */
function figures(reference: string) {
  const { grossCents, lines } = office.inBooks(reference);
  return [grossCents, ...lines.map((line) => [line.vatType, line.netCents, line.vatCents])];
}

/** A rate that somebody adds in Focus; the next run reads it. */
async function newRate(description: string, rate: number): Promise<FocusTaxRateId> {
  const { id } = await office.inFocus<{ id: string }>('tax-rate', {
    departmentId: entities.beA,
    description,
    rate,
  });
  return id as FocusTaxRateId;
}

/** Looks as the hold does when its documents may go, and lets them. */
async function released(id: string): Promise<void> {
  const { causeId } = await office.row(belgium, id);
  if (causeId === null) throw new Error('The document does not wait.');
  const hold = { connectionId: belgium.id, causeId };
  expect(await office.call('lookAtCause', { ...hold, look: 'daily' })).toMatchObject({ kind: 'cured' });
  await office.call('releaseDocuments', hold);
  await office.sync(belgium);
}

describe('domestic rates', () => {
  test('ten hours at 100.00 arrive as 1,210.00 with due date and payment reference, and once (S-02)', async () => {
    const paymentReference = '+++202/6000/01711+++';
    const { reference } = await exported([{ price: 100, quantity: 10 }], {
      number: '2026 / 10017',
      paymentReference,
    });
    const before = office.parts.log.since(0).length;
    expect(office.inBooks(reference)).toMatchObject({
      reference: '2026/10017',
      date: '2026-03-12',
      dueDate: '2026-04-11',
      paymentId: paymentReference,
      grossCents: 121_000,
      openCents: 121_000,
      emailed: false,
      sentToPeppol: false,
      lines: [{ account: '704000', quantityE4: 100_000, netCents: 100_000, vatCents: 21_000 }],
    });
    await office.sync(belgium);
    const later = office.parts.log.since(0).slice(before);
    expect(later.map(({ operation }) => operation)).not.toContain('ProcessSalesInvoices');
  });

  test('three Belgian rates keep their types and add up to 975.41 (S-03)', async () => {
    const { reference } = await exported([
      { price: 250, rate: '6', category: 'goods' },
      { price: 180, rate: '12' },
      { price: 420.5, rate: '21', category: 'goods' },
    ]);
    expect(figures(reference)).toEqual([97_541, [2, 25_000, 1_500], [21, 18_000, 2_160], [1, 42_050, 8_831]]);
  });

  test('Dutch rates go to the Dutch administration, 1,894.35, and cost Belgium no call (S-04)', async () => {
    const netherlands = await office.connect('nlC');
    const calls = () => office.parts.log.since(0).filter(({ system }) => system === 'yuki-be').length;
    const before = calls();
    const lines = [
      { price: 95, rate: '9' },
      { price: 1_480, rate: '21', category: 'goods' as const },
    ];
    const { reference } = await exported(lines, { customer: 'K7', number: '2026 / 1' }, netherlands);
    expect(figures(reference)).toEqual([189_435, [2, 9_500, 855], [1, 148_000, 31_080]]);
    expect(calls()).toBe(before);
  });

  test('a document of several kinds of VAT keeps each of them (R-VAT-4)', async () => {
    // 100.00 at 21 %, 50.00 at 6 %, 30.00 for a contractor: 21.00 + 3.00 + 0.00, in all 204.00.
    const { reference } = await exported(
      [{ price: 100 }, { price: 50, rate: '6' }, { price: 30, rate: 'MC' }],
      {
        customer: 'K5',
      },
    );
    expect(figures(reference)).toEqual([20_400, [1, 10_000, 2_100], [2, 5_000, 300], [17, 3_000, 0]]);
  });
});

describe('without VAT, each for its own reason', () => {
  test.each([
    ['goods to another member state (S-20)', 'K3', 'CM', 4_800, 6, 'DE999999999'],
    ['services to another member state (S-21)', 'K3', 'VCMD', 1_200, 7, 'DE999999999'],
    ['export outside the EU (S-23)', 'K4', 'EX', 9_900, 5, ''],
    ['a contractor inside the country (S-24)', 'K5', 'MC', 15_000, 17, 'BE0666666647'],
  ] as const)('%s', async (_what, customer, rate, price, type, vatNumber) => {
    const { reference } = await exported([{ price, rate }], { customer });
    expect(figures(reference)).toEqual([price * 100, [type, price * 100, 0]]);
    const { contactId } = office.inBooks(reference);
    const contacts = office.parts
      .yuki()
      .state()
      .be.domains.flatMap((domain) => domain.contacts);
    expect(contacts.find(({ id }) => id === contactId)?.vatNumber).toBe(vatNumber);
  });

  test('an exempt supply has the code that it was linked to (R-VAT-3)', async () => {
    const { administrationId } = belgium;
    await office.inYuki('add-vat-code', {
      administrationId,
      description: 'Vrijgesteld art. 44',
      type: 9,
      percentage: 0,
    });
    const taxRateId = await newRate('Vrijgesteld (art. 44)', 0);
    await office.link(belgium, { taxRateId, vatType: 9, percentage: 0, nature: 'exempt' });
    const { reference } = await exported([{ price: 80, rate: taxRateId }]);
    expect(figures(reference)).toEqual([8_000, [9, 8_000, 0]]);
  });

  test('the margin scheme waits, even when somebody linked its rate (R-VAT-9)', async () => {
    const taxRateId = await newRate('Margeregeling', 0);
    await office.link(belgium, { taxRateId, vatType: 3, percentage: 0, nature: 'domestic' });
    const { id } = await exported([{ price: 100, rate: taxRateId }]);
    expect(await office.standing(belgium, id)).toBe('vat-not-supported the margin scheme');
  });
});

describe('a code that does not fit', () => {
  test('a rate that is not linked holds its documents, and linking it lets them go (S-26, E-5a)', async () => {
    const taxRateId = await newRate('CULT', 0.06);
    const { id, reference } = await exported([{ price: 200, rate: taxRateId }]);
    expect(await office.standing(belgium, id)).toBe('vat-rate-not-linked CULT');
    await office.link(belgium, { taxRateId, vatType: 2, percentage: 600, nature: 'domestic' });
    await released(id);
    expect(figures(reference)).toEqual([21_200, [2, 20_000, 1_200]]);
  });

  test('a one-stop-shop code wants its country and its time (E-5c, E-5d)', async () => {
    const { administrationId } = belgium;
    const code = {
      description: 'OSS FR 20%',
      type: 40,
      percentage: 20,
      country: 'FR',
      startDate: '2026-07-01',
    };
    await office.inYuki('add-vat-code', { administrationId, ...code });
    const taxRateId = await newRate('OSS FR 20%', 0.2);
    await office.link(belgium, {
      taxRateId,
      vatType: 40,
      percentage: 2000,
      nature: 'one-stop-shop',
      country: 'FR',
      vatDescription: 'OSS FR 20%',
    });
    const lines = [{ price: 60, rate: taxRateId }];
    const right = await exported(lines, { customer: 'K8', date: '2026-07-15' });
    const early = await exported(lines, { customer: 'K8', date: '2026-06-30' });
    const abroad = await exported(lines, { customer: 'K1', date: '2026-07-15' });
    expect(figures(right.reference)).toEqual([7_200, [40, 6_000, 1_200]]);
    expect(office.inBooks(right.reference).lines[0]?.vatCountry).toBe('FR');
    expect(await office.standing(belgium, early.id)).toBe('vat-code-not-valid-on-date 40 (20 %)');
    expect(await office.standing(belgium, abroad.id)).toBe('vat-country-mismatch 40 (20 %), FR');
  });

  test('a code that starts after the document waits for an earlier start (S-27, E-5d)', async () => {
    const { administrationId } = belgium;
    const twelve = { administrationId, type: 21, percentage: 12 };
    await office.inYuki('remove-vat-code', twelve);
    await office.inYuki('add-vat-code', { ...twelve, description: 'BTW 12%', startDate: '2026-03-01' });
    const { id, reference } = await exported([{ price: 100, rate: '12' }], { date: '2026-02-20' });
    expect(await office.standing(belgium, id)).toBe('vat-code-not-valid-on-date 21 (12 %)');
    await office.inYuki('remove-vat-code', twelve);
    await office.inYuki('add-vat-code', { ...twelve, description: 'BTW 12%', startDate: '2026-02-01' });
    await released(id);
    expect(figures(reference)).toEqual([11_200, [21, 10_000, 1_200]]);
  });
});
