// The worlds `small` and `empty`: the shared data of scenarios.md 0. `small` has a handful of booked documents whose
// totals are worked out by hand in the scenarios named beside them; `empty` has none.
import { customerRecords } from './customers.ts';
import { knownCustomer, knownCustomers } from './known-customers.ts';
import { creditNote, draft, invoice, type CreditNoteInput, type InvoiceInput } from './documents.ts';
import { focusBase } from './focus-base.ts';
import type { World } from './world.ts';
import { expectationsOf, yukiBase } from './yuki-base.ts';

function masterData(name: string): World {
  return {
    name,
    focus: { ...focusBase(200), ...customerRecords(knownCustomers()) },
    yuki: yukiBase(1_000),
    expectations: expectationsOf('beA'),
  };
}

/** Master data and customers, no documents. */
export const emptyWorld = (): World => masterData('empty');

function smallInvoices(): InvoiceInput[] {
  const [k1, k2, k3] = [knownCustomer('K1'), knownCustomer('K2'), knownCustomer('K3')];
  const [k4, k5, k7] = [knownCustomer('K4'), knownCustomer('K5'), knownCustomer('K7')];
  const beA = 'beA' as const;
  return [
    // Before the start date.
    invoice({
      entity: beA,
      number: '2025 / 10212',
      customer: k1,
      date: '2025-11-20',
      lines: [{ text: 'Onderhoud', price: 300, rate: '21', category: 'services' }],
    }),
    // 500.00 + 105.00 = 605.00, a private person.
    invoice({
      entity: beA,
      number: '2026 / 10015',
      customer: k2,
      date: '2026-03-02',
      lines: [{ text: 'Tuinadvies', price: 500, rate: '21', category: 'services' }],
    }),
    // S-03: 250.00 at 6 %, 180.00 at 12 %, 420.50 at 21 %: 15.00 + 21.60 + 88.31 = 124.91, in all 975.41.
    invoice({
      entity: beA,
      number: '2026 / 10016',
      customer: k1,
      date: '2026-03-10',
      lines: [
        { text: 'Planten', price: 250, rate: '6', category: 'goods' },
        { text: 'Maaltijd', price: 180, rate: '12', category: 'services' },
        { text: 'Gereedschap', price: 420.5, rate: '21', category: 'goods' },
      ],
    }),
    // S-02: 10 × 100.00 at 21 %: 1,210.00.
    invoice({
      entity: beA,
      number: '2026 / 10017',
      customer: k1,
      date: '2026-03-12',
      reference: '+++202/6000/01711+++',
      lines: [{ text: 'Advies', quantity: 10, price: 100, rate: '21', category: 'services' }],
    }),
    // S-10: 12 × 85.00 - 10 % = 918.00, VAT 192.78, in all 1,110.78.
    invoice({
      entity: beA,
      number: '2026 / 10018',
      customer: k1,
      date: '2026-03-13',
      lines: [{ text: 'Banden', quantity: 12, price: 85, rate: '21', category: 'goods', discount: 10 }],
    }),
    // S-20: 4,800.00 to another member state.
    invoice({
      entity: beA,
      number: '2026 / 10019',
      customer: k3,
      date: '2026-03-16',
      lines: [{ text: 'Onderdelen', price: 4800, rate: 'CM', category: 'goods' }],
    }),
    // S-23: 9,900.00 outside the EU.
    invoice({
      entity: beA,
      number: '2026 / 10020',
      customer: k4,
      date: '2026-03-17',
      lines: [{ text: 'Robotarm', price: 9900, rate: 'EX', category: 'goods' }],
    }),
    // S-24: 15,000.00, VAT shifted to the contractor.
    invoice({
      entity: beA,
      number: '2026 / 10021',
      customer: k5,
      date: '2026-03-18',
      lines: [{ text: 'Werken in aanneming', price: 15000, rate: 'MC', category: 'services' }],
    }),
    draft({
      entity: beA,
      name: 'draft 1',
      customer: k1,
      date: '2026-03-19',
      lines: [{ text: 'Nog niet klaar', price: 75, rate: '21', category: 'services' }],
    }),
    // The second entity of the same administration.
    invoice({
      entity: 'beB',
      number: '2026 / 20001',
      customer: k1,
      date: '2026-03-11',
      lines: [{ text: 'Evenement', price: 800, rate: '21', category: 'services' }],
    }),
    // S-04: 95.00 at 9 % (8.55) and 1,480.00 at 21 % (310.80): 1,894.35.
    invoice({
      entity: 'nlC',
      number: '2026 / 1',
      customer: k7,
      date: '2026-07-06',
      lines: [
        { text: 'Kookboeken', price: 95, rate: '9', category: 'goods' },
        { text: 'Advies', price: 1480, rate: '21', category: 'services' },
      ],
    }),
  ];
}

/** A handful of booked invoices and one full credit note (975.41, on 2026 / 10016). */
export function smallWorld(): World {
  const world = masterData('small');
  const invoices = smallInvoices();
  const credited = invoices.find((one) => one.invoice_number === '2026 / 10016');
  if (credited === undefined) throw new Error('The small world lost its invoice 10016.');
  const note: CreditNoteInput = {
    ...creditNote(
      { entity: 'beA', number: '2026/10001', customer: knownCustomer('K1'), date: '2026-03-20', lines: [] },
      credited,
    ),
    grouped_lines: credited.grouped_lines,
  };
  return { ...world, focus: { ...world.focus, invoices, creditNotes: [note] } };
}
