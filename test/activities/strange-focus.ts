// A Focus that shows documents which no one would invent: its lists and records are whatever a test says, and its
// settings are those of the sandbox's first entity.

import { entities, rateId, rateTexts } from '../../sandbox/worlds/focus-base.ts';
import { knownCustomer } from '../../sandbox/worlds/known-customers.ts';
import { answering, type AnsweringServer, type Call, type Reply } from '../focus/answering-server.ts';

export interface Shown {
  readonly id: string;
  /** What the list shows, and what `invoices.info` answers. */
  readonly entry: unknown;
  readonly record: Reply;
}

export interface StrangeFocus {
  readonly server: AnsweringServer;
  invoices: readonly Shown[];
  /** Answers about a customer; the usual one unless a test says otherwise. */
  customer: (id: string) => Reply;
  /** False: nothing else is answered either. */
  answersUsers: boolean;
}

export const customer = knownCustomer('K1');

export async function openStrangeFocus(): Promise<StrangeFocus> {
  const focus: Omit<StrangeFocus, 'server'> = {
    invoices: [],
    customer: (id) => ({ json: { data: companyRecord(id) } }),
    answersUsers: true,
  };
  const answer = ({ path, body }: Call): Reply => {
    const page = (body['page'] ?? { size: 100, number: 1 }) as { size: number; number: number };
    const from = (page.number - 1) * page.size;
    switch (path) {
      case '/invoices.list':
        return { json: { data: focus.invoices.slice(from, from + page.size).map(({ entry }) => entry) } };
      case '/invoices.info':
        return focus.invoices.find(({ id }) => id === body['id'])?.record ?? { status: 599 };
      case '/companies.info':
        return focus.customer(String(body['id']));
      case '/taxRates.list':
        return { json: { data: from === 0 ? taxRates : [] } };
      case '/users.me':
        if (!focus.answersUsers) return { status: 503 };
        return { json: { data: { id: customer.id, account: { type: 'account', id: customer.id } } } };
      default:
        return { json: { data: [] } };
    }
  };
  const server = await answering((call) => ({ headers: unhurried, ...answer(call) }));
  return Object.assign(focus, { server });
}

/** Pacing has tests of its own. */
const unhurried = { 'x-ratelimit-limit': '1000000', 'x-ratelimit-remaining': '999999' };

const taxRates = rateTexts.beA.map(({ code, description, rate }) => ({
  id: rateId('beA', code),
  description,
  rate,
  department: { type: 'department', id: entities.beA },
}));

export function companyRecord(id: string): Record<string, unknown> {
  return {
    id,
    name: customer.name,
    vat_number: customer.vatNumber,
    addresses: [
      {
        type: 'primary',
        address: { line_1: customer.street, postal_code: '2800', city: 'Mechelen', country: 'BE' },
      },
    ],
    updated_at: '2026-01-05T08:00:00+00:00',
  };
}

const eur = (amount: number) => ({ amount, currency: 'EUR' });

export const idOf = (serial: number): string => `5b1f0c2e-7a4d-0c31-9e52-${String(serial).padStart(12, '0')}`;

/** One line of 100.00 at 21 %: 121.00 in all. */
export function plainLine(): Record<string, unknown> {
  return {
    quantity: 1,
    description: 'Advies',
    extended_description: null,
    unit_price: { amount: 100, tax: 'excluding' },
    tax: { type: 'taxRate', id: rateId('beA', '21') },
    discount: null,
    total: { tax_exclusive: eur(100), tax_inclusive: eur(121) },
    product_category: null,
    withheld_tax: null,
  };
}

/** An ordinary invoice of Focus as `invoices.info` answers it; its number is `2026 / serial`. */
export function plainInvoice(serial: number): Record<string, unknown> {
  return {
    id: idOf(serial),
    department: { type: 'department', id: entities.beA },
    invoice_number: `2026 / ${serial}`,
    invoice_date: '2026-03-12',
    status: 'outstanding',
    due_on: '2026-04-11',
    paid: false,
    invoicee: { name: customer.name, vat_number: null, customer: { type: 'company', id: customer.id } },
    discounts: [],
    grouped_lines: [{ section: { title: null }, line_items: [plainLine()] }],
    total: {
      tax_exclusive: eur(100),
      tax_inclusive: eur(121),
      taxes: [{ rate: 0.21, taxable: eur(100), tax: eur(21) }],
      withheld_taxes: [],
      payable: eur(121),
      due: eur(121),
    },
    payments: [],
    note: null,
    currency: 'EUR',
    created_at: '2026-03-12T08:12:30+00:00',
    updated_at: '2026-03-12T08:12:30+00:00',
  };
}

/** Shows an invoice in the list as it is whole, and answers the same. */
export function shown(serial: number, changes: Record<string, unknown> = {}): Shown {
  const record = { ...plainInvoice(serial), ...changes };
  return { id: idOf(serial), entry: record, record: { json: { data: record } } };
}
