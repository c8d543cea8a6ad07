// The world `demo`: a year of BE-A in more than 330 booked documents, the same at every start. Most are clean; a few
// stand for each thing that can go wrong, so that the story has something to hold.
import { customerRecords, type Customer } from './customers.ts';
import { knownCustomer, knownCustomers } from './known-customers.ts';
import { generatedCustomer } from './generated-customers.ts';
import {
  creditNote,
  draft,
  invoice,
  type CreditNoteInput,
  type InvoiceInput,
  type LineText,
} from './documents.ts';
import { entities, focusBase, rateId, type CategoryKey } from './focus-base.ts';
import { seededRandom } from './ids.ts';
import type { World } from './world.ts';
import { expectationsOf, yukiBase } from './yuki-base.ts';

const seed = 20_260_101;
const invoiceCount = 316;
const fullCreditNotes = 12;
const partialCreditNotes = 8;
/** Invoices of early January, which the vendor's built-in connector brought to Yuki before it was switched off (S-66). */
const builtInCount = 3;
/** The extra VAT rate that nobody has linked to a Yuki code (S-26). */
const unlinkedRate = { code: 'CULT', description: 'CULT', rate: 0.06 };

const dice = (random: () => number) => ({
  whole: (from: number, to: number) => from + Math.floor(random() * (to - from + 1)),
  of: <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T,
  chance: (share: number) => random() < share,
});
type Dice = ReturnType<typeof dice>;

const goodsTexts = [
  'Plantenbakken',
  'Tuinstoelen',
  'Gereedschapskist',
  'Regenton 200 l',
  'Kettingzaag & toebehoren',
];
const servicesTexts = [
  'Advies',
  'Tuinaanleg',
  'Onderhoud (kwartaal)',
  'Ontwerp "Zuid"',
  'Verplaatsing',
  'Snoeien < 3 m',
];
const cleanCategories: CategoryKey[] = ['goods', 'services', 'oldServices', 'rental'];

/** Which rates may stand on a customer's documents. */
const ratesOf: Record<Customer['kind'], string[]> = {
  domestic: ['21', '21', '21', '6', '12'],
  private: ['21', '21', '6'],
  contractor: ['MC'],
  eu: ['CM', 'VCMD'],
  world: ['EX'],
};

function line(roll: Dice, rate: string, category: CategoryKey): LineText {
  const goods = category === 'goods' || category === 'rental';
  return {
    text: roll.of(goods ? goodsTexts : servicesTexts),
    quantity: goods ? roll.whole(1, 12) : roll.whole(1, 32) / 4,
    price: roll.whole(450, 48_000) / 100,
    rate,
    category,
    ...(roll.chance(0.15) ? { discount: roll.of([5, 10, 12.5, 20]) } : {}),
  };
}

function cleanLines(roll: Dice, customer: Customer, oneCategory: boolean): LineText[] {
  const rates = ratesOf[customer.kind];
  const mixed = roll.chance(0.25);
  const firstRate = roll.of(rates);
  const firstCategory = roll.of(cleanCategories);
  return Array.from({ length: roll.whole(1, 4) }, (_, index) =>
    line(
      roll,
      mixed && index > 0 && customer.kind !== 'eu' ? roll.of(rates) : firstRate,
      oneCategory || roll.chance(0.6) ? firstCategory : roll.of(cleanCategories),
    ),
  );
}

/** Faulty or special invoices by their place in the series; the others are clean. */
function specialLines(place: number, roll: Dice): { lines: LineText[]; customer?: Customer } | null {
  // Ten invoices on an account that Yuki does not know yet (S-33).
  if (place % 29 === 17) return { lines: [line(roll, '21', 'workshops'), line(roll, '21', 'services')] };
  switch (place) {
    // No category, but the rate has a default account.
    case 40:
      return { lines: [{ text: 'Verplaatsing', price: 45, rate: '21', category: null }] };
    // A customer in another member state without VAT number (S-22, E-7).
    case 76:
      return { lines: [line(roll, 'CM', 'goods')], customer: withoutVatNumber() };
    // A customer whose country is unknown (S-37, E-8).
    case 110:
    case 190:
      return { lines: [line(roll, '21', 'services')], customer: knownCustomer('K6') };
    // A rate without a Yuki code (S-26, E-5a).
    case 150:
    case 230:
      return { lines: [{ text: 'Rondleiding', price: 120, rate: unlinkedRate.code, category: 'services' }] };
    default:
      return null;
  }
}

const withoutVatNumber = (): Customer => ({
  ...generatedCustomer('eu', 900),
  name: 'Hansen Gartenbau GmbH',
  vatNumber: null,
  country: 'DE',
  city: 'Aachen',
  postalCode: '52062',
});

/** 62 companies and 26 contacts, K1 to K8 among them. */
function demoCustomers(): { all: Customer[]; ordinary: Customer[] } {
  const made = [
    ...Array.from({ length: 44 }, (_, index) => generatedCustomer('domestic', index)),
    ...Array.from({ length: 2 }, (_, index) => generatedCustomer('contractor', 100 + index)),
    ...Array.from({ length: 6 }, (_, index) => generatedCustomer('eu', 200 + index)),
    ...Array.from({ length: 3 }, (_, index) => generatedCustomer('world', 300 + index)),
    ...Array.from({ length: 24 }, (_, index) => generatedCustomer('private', 400 + index)),
  ];
  const known = knownCustomers();
  const clean = known.filter((customer) => customer.country !== null && customer.country !== 'NL');
  // A private person abroad pays Belgian VAT here; the sandbox knows no one-stop-shop rates.
  return { all: [...known, ...made, withoutVatNumber()], ordinary: [...clean, ...made] };
}

const dayOf = (place: number): string => {
  // From 5 January to 13 November 2026, in the order of the numbers.
  const days = Math.floor((place / invoiceCount) * 312);
  return new Date(Date.UTC(2026, 0, 5 + days)).toISOString().slice(0, 10);
};

function demoInvoices(
  roll: Dice,
  ordinary: Customer[],
): { invoice: InvoiceInput; lines: LineText[]; customer: Customer; clean: boolean }[] {
  return Array.from({ length: invoiceCount }, (_, place) => {
    const special = specialLines(place, roll);
    const domestic = ordinary.filter((one) => one.kind === 'domestic' || one.kind === 'private');
    const customer = special?.customer ?? (special ? roll.of(domestic) : roll.of(ordinary));
    // A document discount stands only where all lines share an account, so that its share per account is certain.
    const discounted = special === null && roll.chance(0.04);
    const lines = special?.lines ?? cleanLines(roll, customer, discounted);
    const text = {
      entity: 'beA' as const,
      number: `2026 / ${10_001 + place}`,
      customer,
      date: dayOf(place),
      lines,
      second: place,
      ...(discounted ? { discounts: [roll.of([2, 5, 7.5])] } : {}),
      ...(roll.chance(0.1) ? { purchaseOrderNumber: `PO-${roll.whole(1000, 9999)}` } : {}),
    };
    return { invoice: invoice(text), lines, customer, clean: special === null && !discounted };
  });
}

function demoCreditNotes(made: ReturnType<typeof demoInvoices>): CreditNoteInput[] {
  const wanted = fullCreditNotes + partialCreditNotes;
  // Every fifteenth clean invoice is credited three weeks after its date.
  const credited = made
    .filter((one) => one.clean)
    .filter((_, index) => index % 14 === 5)
    .slice(0, wanted);
  if (credited.length < wanted) throw new Error('The demo world has too few invoices to credit.');
  return credited.map(({ invoice: original, lines, customer }, index) => {
    const date = new Date(Date.parse(`${original.invoice_date}T00:00:00Z`) + 21 * 86_400_000);
    const partial = index % 5 < 2;
    const first = lines[0];
    const note = creditNote(
      {
        entity: 'beA',
        number: `2026/${10_001 + index}`,
        customer,
        date: date.toISOString().slice(0, 10),
        lines: partial && first ? [{ ...first, quantity: (first.quantity ?? 1) / 2 }] : lines,
        second: 3_600 + index,
      },
      original,
    );
    // Crediting touches the invoice too.
    original.updated_at = note.updated_at;
    return note;
  });
}

const builtInInvoices = (): InvoiceInput[] =>
  Array.from({ length: builtInCount }, (_, place) =>
    invoice({
      entity: 'beA',
      number: `2026 / ${9_998 + place}`,
      customer: knownCustomer('K1'),
      date: '2026-01-02',
      lines: [{ text: 'Advies', price: 1_000 * (place + 1), rate: '21', category: 'services' }],
    }),
  );

/** Yuki with what the built-in connector left there: the relation under its code, and the invoices. */
function yukiAfterBuiltIn(): World['yuki'] {
  const base = yukiBase(1_000);
  const [domain, ...otherDomains] = base.be.domains ?? [];
  const [administration, ...others] = domain?.administrations ?? [];
  if (domain === undefined || administration === undefined) throw new Error('The base has no books.');
  const { name, vatNumber } = knownCustomer('K1');
  const relation = { code: '132926235', name, vatNumber: vatNumber ?? '', country: 'BE' };
  const documents = builtInInvoices().map(
    ({ invoice_number: number, due_on: dueDate, payment_reference: paymentId }, place) => ({
      reference: (number ?? '').replaceAll(' ', ''),
      date: '2026-01-02',
      dueDate: dueDate ?? null,
      paymentId: paymentId ?? '',
      contactName: relation.name,
      contactCode: relation.code,
      netCents: 100_000 * (place + 1),
      vatCents: 21_000 * (place + 1),
      source: 'api' as const,
    }),
  );
  const known = {
    ...domain,
    contacts: [relation],
    administrations: [{ ...administration, documents }, ...others],
  };
  return { ...base, be: { ...base.be, domains: [known, ...otherDomains] } };
}

/** More than 330 booked documents of BE-A, some documents around them that must stay behind, and the faulty ones. */
export function demoWorld(): World {
  const roll = dice(seededRandom(seed));
  const customers = demoCustomers();
  const made = demoInvoices(roll, customers.ordinary);
  const creditNotes = demoCreditNotes(made);
  const bystander = {
    customer: knownCustomer('K1'),
    lines: [{ text: 'Advies', price: 250, rate: '21', category: 'services' as const }],
  };
  const base = focusBase(6_000);
  return {
    name: 'demo',
    focus: {
      ...base,
      ...customerRecords(customers.all),
      taxRates: [
        ...base.taxRates,
        { id: rateId('beA', unlinkedRate.code), departmentId: entities.beA, ...unlinkedRate },
      ],
      invoices: [
        invoice({ entity: 'beA', number: '2025 / 10311', date: '2025-12-18', ...bystander }),
        ...builtInInvoices(),
        ...made.map((one) => one.invoice),
        draft({ entity: 'beA', name: 'demo draft', date: '2026-11-16', ...bystander }),
        invoice({ entity: 'beB', number: '2026 / 20001', date: '2026-04-02', ...bystander }),
      ],
      creditNotes,
    },
    yuki: yukiAfterBuiltIn(),
    expectations: demoExpectations(),
  };
}

/** CULT is intended for Yuki's 6 % once somebody links it. */
function demoExpectations(): World['expectations'] {
  const expectations = expectationsOf('beA');
  const taxRateId = rateId('beA', unlinkedRate.code);
  return {
    ...expectations,
    vat: [...expectations.vat, { taxRateId, yukiType: 2, percentage: 6 }],
    accounts: [...expectations.accounts, { taxRateId, account: expectations.defaultAccount }],
  };
}
