// The two sides that comparison.test.ts compares: Focus documents written by hand, and the same ones imported into
// the pretend Yuki over its socket. `compared` changes a copy of either side before it compares.
import { compareSides, yukiSide } from '../../sandbox/comparison.ts';
import type { ComparisonOptions, ComparisonResult, FocusDocument } from '../../sandbox/comparison.ts';
import { admin, authenticate, company, invoice, line, openOffice, send } from './yuki-office.ts';

const entity = '0c9e2a71-33b8-07d4-b0f6-5a1e8c24d9b3';
const high = 'rate-21';
const goods = 'rate-ic';

const peeters = { type: 'company', id: 'k1', name: 'Garage Peeters NV', vatNumber: 'BE0777777771' } as const;
const claes = { type: 'contact', id: 'k2', name: 'An Claes', vatNumber: null } as const;

type Line = FocusDocument['lines'][number];
const sale = (netCents: number, account: string | null, taxRateId = high, rate = 0.21): Line => ({
  description: 'Advies',
  netCents,
  taxRateId,
  rate,
  account,
});

function document(parts: Partial<FocusDocument> & { id: string; number: string }): FocusDocument {
  return {
    kind: 'invoice',
    status: 'outstanding',
    date: '2026-03-12',
    dueOn: '2026-04-11',
    departmentId: entity,
    customer: peeters,
    currency: 'EUR',
    discounted: false,
    netCents: 100_000,
    vatCents: 21_000,
    grossCents: 121_000,
    dueCents: 121_000,
    creditedCents: 0,
    lines: [sale(100_000, '704000')],
    taxes: [{ rate: 0.21, taxableCents: 100_000, taxCents: 21_000 }],
    paymentReference: '+++202/6000/01711+++',
    payments: [],
    invoiceId: null,
    updatedAt: '2026-03-12T09:00:00+00:00',
    ...parts,
  };
}

/** Two invoices, a credit note on the first, an intra-EU one without category, a held one and one too early. */
function focusSide(): FocusDocument[] {
  return [
    document({
      id: 'f1',
      number: '2026 / 10017',
      payments: [{ paidAt: '2026-04-08T00:00:00+00:00', cents: 50_000 }],
    }),
    document({
      id: 'f2',
      number: '2026 / 10018',
      customer: claes,
      netCents: 30_000,
      vatCents: 6_300,
      grossCents: 36_300,
      lines: [sale(10_000, '700000'), sale(20_000, null)],
      taxes: [{ rate: 0.21, taxableCents: 30_000, taxCents: 6_300 }],
    }),
    document({
      id: 'c1',
      kind: 'creditNote',
      status: 'booked',
      number: '2026/10017',
      dueOn: null,
      paymentReference: null,
      netCents: 10_000,
      vatCents: 2_100,
      grossCents: 12_100,
      lines: [sale(10_000, '704000')],
      taxes: [{ rate: 0.21, taxableCents: 10_000, taxCents: 2_100 }],
    }),
    document({
      id: 'f3',
      number: '2026 / 10019',
      netCents: 480_000,
      vatCents: 0,
      grossCents: 480_000,
      lines: [sale(480_000, null, goods, 0)],
      taxes: [{ rate: 0, taxableCents: 480_000, taxCents: 0 }],
    }),
    document({ id: 'held', number: '2026 / 10020' }),
    document({ id: 'early', number: '2025 / 1', date: '2025-12-31' }),
    document({ id: 'draft', number: '2026 / 99', status: 'draft' }),
  ];
}

const options: ComparisonOptions = {
  expectations: {
    entityId: entity,
    administrationId: admin,
    vat: [
      { taxRateId: high, yukiType: 1, percentage: 21 },
      { taxRateId: goods, yukiType: 6, percentage: 0 },
    ],
    accounts: [{ taxRateId: high, account: '704000' }],
    defaultAccount: '700000',
    codePrefix: 'FL',
  },
  startDate: '2026-01-01',
  waiting: ['held'],
};

export type State = Parameters<typeof yukiSide>[0];

/** Imports the four documents of the Focus side and pays 500.00 of the first. */
export async function importedState(): Promise<State> {
  const office = await openOffice();
  const session = await authenticate(office.be);
  const contactK1 = company('FL-k1', 'Garage Peeters NV', '<VATNumber>BE 0777.777.771</VATNumber>');
  const contactK2 = company('FL-k2', 'An Claes').replace('Company', 'Person');
  const header = '<PaymentID>+++202/6000/01711+++</PaymentID>';
  const shape = (reference: string, contact: string, lines: string[], paymentId = header): string =>
    invoice({ reference, contact, lines, header: paymentId, date: '2026-03-12' }).replace(
      '2026-04-01',
      '2026-04-11',
    );
  const answer = await send(
    office.be,
    session,
    shape('2026/10017', contactK1, [
      line({ quantity: '10', net: '1000.00', vat: '210.00', account: '704000' }),
    ]),
    shape('2026/10018', contactK2, [
      line({ quantity: '1', net: '100.00', vat: '21.00', account: '700000' }),
      line({ quantity: '2', net: '200.00', vat: '42.00', account: '704000', product: 'B' }),
    ]),
    shape(
      '2026/10017-CN',
      contactK1,
      [line({ quantity: '-1', net: '-100.00', vat: '-21.00', account: '704000' })],
      '',
    ),
    shape('2026/10019', contactK1, [
      line({ net: '4800.00', vat: '0.00', percentage: '0', type: '6', product: 'IC' }),
    ]),
  );
  if (answer.text('TotalSucceeded') !== '4') throw new Error(answer.body);
  office.yuki.acts.reconcile(admin, { reference: '2026/10017', amountCents: 50_000, date: '2026-04-08' });
  const state = office.yuki.state();
  await office.close();
  return state;
}

export type Side = ReturnType<typeof yukiSide>;

/** Compares after a change to a fresh copy of either side. */
export function compared(
  state: State,
  change: (side: Side, focus: FocusDocument[]) => void = () => undefined,
  more: Partial<ComparisonOptions> = {},
): ComparisonResult {
  const side = yukiSide(structuredClone(state), [admin]);
  const focus = focusSide();
  change(side, focus);
  return compareSides(focus, side.documents, {
    ...options,
    contacts: side.contacts,
    drafts: side.drafts,
    ...more,
  });
}

export const kinds = (result: ComparisonResult): string[] => result.differences.map((one) => one.kind);
export const yukiOf = (side: Side, reference: string) => {
  const found = side.documents.find((one) => one.reference === reference);
  if (found === undefined) throw new Error(`No ${reference}.`);
  return found;
};
export const firstLine = (side: Side, reference: string) => {
  const found = yukiOf(side, reference).lines[0];
  if (found === undefined) throw new Error('No line.');
  return found;
};
