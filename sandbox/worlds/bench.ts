// The world `bench:DOCUMENTS:CUSTOMERS`: nothing but clean documents, one in ten a credit note, and limits so wide
// that they are never met.
import { customerRecords, type Customer } from './customers.ts';
import { generatedCustomer } from './generated-customers.ts';
import { creditNote, invoice, type CreditNoteInput, type InvoiceInput, type LineText } from './documents.ts';
import { focusBase, type CategoryKey } from './focus-base.ts';
import { seededRandom } from './ids.ts';
import type { World } from './world.ts';
import { expectationsOf, yukiBase } from './yuki-base.ts';

const maximumDocuments = 50_000;
const maximumCustomers = 10_000;
const rates = ['21', '21', '21', '6', '12'];
const categories: CategoryKey[] = ['goods', 'services', 'rental'];
/** Far above what anybody can ask for in a minute or call in a day. */
export const wideLimit = 100_000_000;

/** What an invoice has instead of what is usual at its place. */
export interface Special {
  customer?: Customer;
  date?: string;
  lines?: LineText[];
  /** The last word on the record that Focus holds. */
  change?: (record: InvoiceInput) => InvoiceInput;
}

export interface Series {
  customers: Customer[];
  invoices: InvoiceInput[];
  creditNotes: CreditNoteInput[];
}

/** Invoices by place from 0, for customers in turn; clean ones are credited from the first on, one document in ten. */
export function seriesOf(
  documents: number,
  customers: number,
  firstDay: string,
  specialAt: (place: number, invoices: number) => Special | null,
): Series {
  if (!(documents >= 1 && documents <= maximumDocuments)) {
    throw new Error(`A bench world has 1 to ${maximumDocuments} documents.`);
  }
  if (!(customers >= 1 && customers <= maximumCustomers)) {
    throw new Error(`A bench world has 1 to ${maximumCustomers} customers.`);
  }
  const random = seededRandom(documents * 31 + customers);
  const people: Customer[] = Array.from({ length: customers }, (_, index) =>
    generatedCustomer(index % 5 === 4 ? 'private' : 'domestic', 1_000 + index),
  );
  const creditCount = Math.floor(documents / 10);
  const invoiceCount = documents - creditCount;
  const lineOf = (): LineText => ({
    text: 'Levering',
    quantity: 1 + Math.floor(random() * 9),
    price: (500 + Math.floor(random() * 40_000)) / 100,
    rate: rates[Math.floor(random() * rates.length)] ?? '21',
    category: categories[Math.floor(random() * categories.length)] ?? 'goods',
  });
  const dayOf = (place: number): string => {
    const days = Math.floor((place / invoiceCount) * 280);
    return new Date(Date.parse(`${firstDay}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  };
  const inTurn = (place: number): Customer => people[place % customers] as Customer;
  const made = Array.from({ length: invoiceCount }, (_, place) => {
    const usualLines = Array.from({ length: 1 + Math.floor(random() * 3) }, lineOf);
    const special = specialAt(place, invoiceCount);
    const text = {
      entity: 'beA' as const,
      customer: special?.customer ?? inTurn(place),
      date: special?.date ?? dayOf(place),
      lines: special?.lines ?? usualLines,
    };
    const record = invoice({ ...text, number: `2026 / ${10_001 + place}`, second: place % 36_000 });
    return { text, record: special?.change?.(record) ?? record, isClean: special === null };
  });
  const creditNotes = made
    .filter(({ isClean }) => isClean)
    .slice(0, creditCount)
    .map(({ text, record }, index) =>
      creditNote({ ...text, number: `2026/${10_001 + index}`, second: 40_000 }, record),
    );
  const strangers = made.map(({ text }) => text.customer).filter((customer) => !people.includes(customer));
  const unique = new Map([...people, ...strangers].map((customer) => [customer.id, customer]));
  return { customers: [...unique.values()], invoices: made.map(({ record }) => record), creditNotes };
}

/** `documents` booked documents of BE-A for `customers` customers, each of whom has at least one when there are enough. */
export function benchWorld(documents: number, customers: number): World {
  const series = seriesOf(documents, customers, '2026-01-05', () => null);
  return {
    name: `bench:${documents}:${customers}`,
    focus: {
      ...focusBase(wideLimit),
      ...customerRecords(series.customers),
      invoices: series.invoices,
      creditNotes: series.creditNotes,
    },
    yuki: yukiBase(wideLimit),
    expectations: expectationsOf('beA'),
  };
}
