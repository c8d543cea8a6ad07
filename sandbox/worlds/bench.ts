// The world `bench:DOCUMENTS:CUSTOMERS`: nothing but clean documents, one in ten a credit note, and limits so wide
// that they are never met.
import { customerRecords, type Customer } from './customers.ts';
import { generatedCustomer } from './generated-customers.ts';
import { creditNote, invoice, type LineText } from './documents.ts';
import { focusBase, type CategoryKey } from './focus-base.ts';
import { seededRandom } from './ids.ts';
import type { World } from './world.ts';
import { expectationsOf, yukiBase } from './yuki-base.ts';

const maximumDocuments = 50_000;
const maximumCustomers = 10_000;
const rates = ['21', '21', '21', '6', '12'];
const categories: CategoryKey[] = ['goods', 'services', 'rental'];

/** `documents` booked documents of BE-A for `customers` customers, each of whom has at least one when there are enough. */
export function benchWorld(documents: number, customers: number): World {
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
  const made = Array.from({ length: invoiceCount }, (_, place) => {
    const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, lineOf);
    const date = new Date(Date.UTC(2026, 0, 5 + Math.floor((place / invoiceCount) * 280)));
    const customer = people[place % customers] as Customer;
    const text = { entity: 'beA' as const, customer, date: date.toISOString().slice(0, 10), lines };
    return { text, record: invoice({ ...text, number: `2026 / ${10_001 + place}`, second: place % 36_000 }) };
  });
  const creditNotes = made
    .slice(0, creditCount)
    .map(({ text, record }, index) =>
      creditNote({ ...text, number: `2026/${10_001 + index}`, second: 40_000 }, record),
    );
  return {
    name: `bench:${documents}:${customers}`,
    focus: {
      ...focusBase(100_000_000),
      ...customerRecords(people),
      invoices: made.map((one) => one.record),
      creditNotes,
    },
    yuki: yukiBase(100_000_000),
    expectations: expectationsOf('beA'),
  };
}
