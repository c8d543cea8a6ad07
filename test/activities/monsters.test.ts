// Documents that no one would invent, from Focus's sockets through a real ledger to Yuki's: each is exported right or
// held with its cause, and its neighbours go on.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listOpenCauses } from '../../ledger/causes.ts';
import { listFindings } from '../../ledger/findings.ts';
import { openOffice, type Office, type Place } from './office.ts';
import {
  companyRecord,
  idOf,
  openStrangeFocus,
  plainInvoice,
  plainLine,
  shown,
  type Shown,
  type StrangeFocus,
} from './strange-focus.ts';

let focus: StrangeFocus;
let office: Office;
let place: Place;
beforeEach(async () => {
  focus = await openStrangeFocus();
  office = await openOffice({ focusUrl: focus.server.url });
  place = await office.connect();
});
afterEach(async () => {
  await office.close();
  await focus.server.close();
});

const eur = (amount: unknown) => ({ amount, currency: 'EUR' });
const order = () => ({ connectionId: place.id, runNumber: 1 });
const discover = () => office.call('discoverDocuments', order());
const prepare = (attempt = 1) => office.call('prepareDocuments', { ...order(), limit: 200 }, { attempt });

/** Changes of one line of a plain invoice. */
const withLine = (changes: Record<string, unknown>) => ({
  grouped_lines: [{ line_items: [{ ...plainLine(), ...changes }] }],
});
/** An invoice whose one line and totals are so large. */
const ofAmount = (net: number, gross: number) => ({
  ...withLine({ total: { tax_exclusive: eur(net), tax_inclusive: eur(gross) } }),
  total: {
    tax_exclusive: eur(net),
    tax_inclusive: eur(gross),
    taxes: [{ rate: 0.21, taxable: eur(net), tax: eur(Number((gross - net).toFixed(2))) }],
  },
});
const manyLines = (count: number) => ({
  grouped_lines: [{ line_items: Array.from({ length: count }, plainLine) }],
});

const monsters: readonly (readonly [string, (serial: number) => Shown, string])[] = [
  ['no lines', (n) => shown(n, { grouped_lines: [] }), 'document-incomplete lines'],
  ['2,000 lines', (n) => shown(n, manyLines(2_000)), 'document-too-large more than 1000 lines'],
  [
    '100,000 lines',
    (n) => ({ ...shown(n), record: { json: { data: { ...plainInvoice(n), ...manyLines(100_000) } } } }),
    'document-unreadable too-large',
  ],
  [
    'an amount of eleven digits',
    (n) => shown(n, ofAmount(10_000_000_000, 12_100_000_000)),
    'document-too-large an amount of more than ten digits',
  ],
  [
    'an amount at the edge of whole numbers',
    (n) => shown(n, ofAmount(90_071_992_547_409.9, 90_071_992_547_409.9)),
    'document-unreadable total.tax_exclusive: not an amount of whole hundredths; total.tax_inclusive: not an amount of whole hundredths',
  ],
  [
    'a number of 10,000 characters',
    (n) => shown(n, { invoice_number: `${'F'.repeat(10_000)} / ${n}` }),
    'document-too-large a number of more than 100 characters',
  ],
  [
    'a date that does not exist',
    (n) => shown(n, { invoice_date: '2026-02-30' }),
    'document-unreadable invoice_date: not a date',
  ],
  [
    'a date in year 0',
    (n) => shown(n, { invoice_date: '0000-01-01' }),
    'document-unreadable invoice_date: not a date',
  ],
  ['no date', (n) => shown(n, { invoice_date: null }), 'document-incomplete a date'],
  [
    'a currency without rate',
    (n) =>
      shown(
        n,
        JSON.parse(
          JSON.stringify({ ...plainInvoice(n), currency_exchange_rate: null }).replaceAll('EUR', 'ZWL'),
        ) as Record<string, unknown>,
      ),
    'currency-not-supported ZWL',
  ],
  [
    'amounts in two currencies',
    (n) => shown(n, { currency: 'USD' }),
    'document-unreadable amounts in several currencies',
  ],
  [
    'a discount of an unknown kind',
    (n) => shown(n, { discounts: [{ type: 'amount', value: 10, description: 'x' }] }),
    'document-unreadable discounts.type: Invalid input: expected "percentage"',
  ],
  [
    'no totals',
    (n) => shown(n, { total: null }),
    'document-unreadable total: Invalid input: expected object, received null',
  ],
  [
    'a string for an amount',
    (n) => shown(n, withLine({ total: { tax_exclusive: eur('100'), tax_inclusive: eur(121) } })),
    'document-unreadable grouped_lines.line_items.total.tax_exclusive.amount: Invalid input: expected number, received string',
  ],
  [
    'a number for its lines',
    (n) => shown(n, { grouped_lines: 7 }),
    'document-unreadable grouped_lines: Invalid input: expected array, received number',
  ],
  [
    'another record',
    (n) => ({ ...shown(n), record: { json: { data: plainInvoice(n + 500) } } }),
    'document-unreadable other-record',
  ],
  [
    'a refusal of this one',
    (n) => ({ ...shown(n), record: { status: 422, json: { errors: [{ title: 'broken' }] } } }),
    'document-unreadable HTTP 422',
  ],
  [
    'withheld tax',
    (n) => shown(n, withLine({ withheld_tax: { type: 'withholding_tax', id: idOf(1) } })),
    'vat-not-supported withholding tax',
  ],
  [
    'a customer that nobody can read',
    (n) => shown(n, { invoicee: { name: 'X', customer: { type: 'company', id: idOf(999_001) } } }),
    'customer-unreadable id: not an id',
  ],
  [
    'a total of zero',
    (n) =>
      shown(n, {
        ...withLine({ unit_price: { amount: 0 }, total: { tax_exclusive: eur(0), tax_inclusive: eur(0) } }),
        total: { tax_exclusive: eur(0), tax_inclusive: eur(0), taxes: [] },
      }),
    'zero-total',
  ],
];

describe('a page of 200 documents with monsters among them', () => {
  test('prepares 180, holds each monster with its cause, and fails nothing (S-19, R-LINE-6)', async () => {
    const every = Array.from({ length: 200 }, (_, index) => index + 1);
    // Every tenth place is a monster.
    focus.invoices = every.map((serial) =>
      serial % 10 === 0 ? (monsters[serial / 10 - 1]?.[1] ?? shown)(serial) : shown(serial),
    );
    focus.customer = (id) => ({
      json: { data: { ...companyRecord(id), ...(id === idOf(999_001) ? { id: 'x' } : {}) } },
    });
    await discover();
    expect(await prepare()).toMatchObject({ prepared: 180, held: 20, left: true, waitMs: 0 });
    const standing: Record<string, string> = {};
    for (const [index, [what]] of monsters.entries())
      standing[what] = await office.standing(place, idOf(10 * (index + 1)));
    expect(standing).toEqual(Object.fromEntries(monsters.map(([what, , cause]) => [what, cause])));
    const open = await listOpenCauses(office.ledger, place.id);
    // Nothing that goes into a workflow's history or an index grows with what Focus says.
    for (const { subject, shown: words } of open) expect(subject.length + words.length).toBeLessThan(410);
  }, 180_000);
});

describe('what only one record is to blame for', () => {
  const blameable = (record: Shown['record']): void => {
    focus.invoices = [shown(1), { ...shown(2), record }, shown(3)];
  };

  test.each([
    ['an error of the server', { status: 500, text: 'oops' }, 'document-unreadable HTTP 500'],
    ['a page that is no JSON', { text: '<h1>Notice: undefined index</h1>' }, 'document-unreadable not JSON'],
    [
      'a line that drops',
      { drop: 'before-status' as const },
      'document-unreadable no answer, UND_ERR_SOCKET',
    ],
  ])('%s is repeated first, and holds that one when it stays', async (_what, record, cause) => {
    blameable(record);
    await discover();
    // The first attempts fail and are repeated by Temporal; what was prepared before stays prepared.
    await expect(prepare(1)).rejects.toMatchObject({ name: 'ApplicationFailure', nonRetryable: false });
    expect(await office.standing(place, idOf(1))).toBe('ready');
    expect(await prepare(3)).toMatchObject({ prepared: 1, held: 1 });
    expect(await office.standing(place, idOf(2))).toBe(cause);
    expect(await office.standing(place, idOf(3))).toBe('ready');
  });

  test('a Focus that answers nothing at all is no fault of a document', async () => {
    blameable({ status: 500, text: 'oops' });
    await discover();
    focus.answersUsers = false;
    await expect(prepare(3)).rejects.toMatchObject({ name: 'ApplicationFailure', type: 'FocusUnreachable' });
    expect(await office.standing(place, idOf(2))).toBe('found');
  });

  test('a missing right concerns everything and pauses the connection', async () => {
    blameable({ status: 403, json: { errors: [{ title: 'Forbidden' }] } });
    await discover();
    await expect(prepare()).rejects.toMatchObject({ type: 'focus-access' });
  });

  test('a document that Focus shows well again leaves by itself', async () => {
    blameable({ json: { data: { ...plainInvoice(2), total: null } } });
    await discover();
    await prepare();
    expect(await office.standing(place, idOf(2))).toMatch(/^document-unreadable/);
    const { causeId } = await office.row(place, idOf(2));
    focus.invoices = [shown(1), shown(2), shown(3)];
    // The daily look finds nothing in the ledger that could tell, so the document is read again.
    const hold = { connectionId: place.id, causeId: causeId as NonNullable<typeof causeId> };
    expect(await office.call('lookAtCause', { ...hold, look: 'daily' })).toMatchObject({ kind: 'cured' });
    await office.call('releaseDocuments', hold);
    await prepare();
    expect(await office.standing(place, idOf(2))).toBe('ready');
  });
});

describe('strange entries in a list', () => {
  test('are stored by their id and read whole, and one without an id is reported', async () => {
    const good = shown(1);
    focus.invoices = [
      good,
      { ...shown(2), entry: { id: idOf(2), total: 'much', invoice_date: 20260312, updated_at: 'today' } },
      { ...shown(3), entry: { ...plainInvoice(3), id: 'INV-3' } },
      { ...shown(4), entry: null },
      shown(5),
    ];
    expect(await discover()).toMatchObject({ found: 3, done: true });
    expect(await prepare()).toMatchObject({ prepared: 3, held: 0 });
    // What the list did not say is taken from the document itself.
    expect(await office.row(place, idOf(2))).toMatchObject({ date: '2026-03-12', grossCents: 12_100 });
    const reported = await listFindings(office.ledger, place.id, { open: true });
    expect(reported.map(({ kind, params }) => [kind, params])).toEqual([
      ['unreadableEntry', { documents: 'invoice', where: 'Invalid input: expected object, received null' }],
      ['unreadableEntry', { documents: 'invoice', where: 'id: not an id' }],
    ]);
    // Seen again it is no news.
    await discover();
    expect(await listFindings(office.ledger, place.id, { open: true })).toHaveLength(2);
  });
});

test('texts that no database and no message can carry are exported without them (S-19)', async () => {
  const texts = {
    description: 'Zaag \u0000\u0007 & <b>\ud83d\ude00</b> ]]> &#0; \ud800 \u202eלום',
    extended_description: 'a\u0000b\r\n\u2028c',
  };
  focus.invoices = [
    shown(1, {
      ...withLine(texts),
      invoice_number: '2026\u0000 / 1',
      note: '\ud83d lone \udc00',
      purchase_order_number: 'x'.repeat(10_000),
      payment_reference: '\u0000',
      invoicee: { name: 'Q\u0000', customer: { type: 'company', id: idOf(999_002) } },
    }),
  ];
  focus.customer = (id) => ({
    json: { data: { ...companyRecord(id), name: 'Q\u0000', national_identification_number: '\u0000\ud800' } },
  });
  await office.sync(place);
  const booked = office.inBooks('2026/1');
  expect(booked).toMatchObject({ contactName: 'Q', grossCents: 12_100, paymentId: '' });
  // XML carries all that Unicode allows, escaped; what it forbids has become one space.
  expect(booked.lines[0]?.description).toBe('Zaag & <b>😀</b> ]]> &#0; \u202eלום');
  expect(booked.lines[0]?.remarks).toBe('a b\n\nc');
  expect(booked.remarks).toBe('lone');
});
