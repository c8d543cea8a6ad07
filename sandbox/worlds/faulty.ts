// The world `faulty:DOCUMENTS:CUSTOMERS`: as `bench`, but one document in twenty is faulty, in turn for eight causes:
// five that can be known before a call, two that only Yuki's refusal tells, and a number that somebody typed.
import { seriesOf, wideLimit, type Series, type Special } from './bench.ts';
import { customerRecords, type Customer } from './customers.ts';
import type { InvoiceInput, LineText } from './documents.ts';
import { entities, focusBase, rateId } from './focus-base.ts';
import { generatedCustomer } from './generated-customers.ts';
import { focusId } from './ids.ts';
import { knownCustomer } from './known-customers.ts';
import type { World } from './world.ts';
import { expectationsOf, yukiBase } from './yuki-base.ts';

const closedUntil = '2026-01-31';
/** Yuki has no code of this percentage. */
const unlinkedRate = { code: 'CULT', description: 'CULT', rate: 0.055 };
/** Its account is one for purchases, which stands in the chart and takes no invoice. */
const purchases = focusId('category purchases');

const lines = (more: Partial<LineText>): LineText[] => [
  { text: 'Levering', price: 120, rate: '21', category: 'services', ...more },
];

const withoutVatNumber = (): Customer => ({
  ...generatedCustomer('eu', 900),
  name: 'Hansen Gartenbau GmbH',
  vatNumber: null,
  country: 'DE',
});

const onPurchases = (record: InvoiceInput): InvoiceInput => ({
  ...record,
  grouped_lines: record.grouped_lines.map((section) => ({
    ...section,
    line_items: section.line_items.map((line) => ({ ...line, product_category: { id: purchases } })),
  })),
});

const inDollars = (record: InvoiceInput): InvoiceInput => ({
  ...record,
  currency: 'USD',
  currency_exchange_rate: { from: 'USD', to: 'EUR', rate: 0.925_926 },
});

type Fault = Special & { isTyped?: boolean };
const faults: readonly (() => Fault)[] = [
  // An account that is not in the chart.
  () => ({ lines: lines({ category: 'workshops' }) }),
  // A rate that nobody can link.
  () => ({ lines: lines({ rate: unlinkedRate.code }) }),
  () => ({ lines: lines({ rate: 'CM' }), customer: withoutVatNumber() }),
  // No country.
  () => ({ lines: lines({}), customer: knownCustomer('K6') }),
  () => ({ lines: lines({}), change: inDollars }),
  // A closed period, and an account that is no revenue: only Yuki tells.
  () => ({ lines: lines({}), date: '2026-01-15' }),
  () => ({ lines: lines({}), change: onPurchases }),
  // A number that stands in Yuki already, for somebody else.
  () => ({ lines: lines({}), isTyped: true }),
];

/** The fault of an invoice by its place; null for a clean one. Faults are spread evenly over the series. */
function faultAt(documents: number, place: number, invoices: number): Fault | null {
  const wanted = Math.floor(documents / 20);
  const step = Math.floor(invoices / Math.max(1, wanted));
  const turn = Math.floor(place / step);
  return place % step === step - 1 && turn < wanted ? (faults[turn % faults.length]?.() ?? null) : null;
}

function faultySeries(
  documents: number,
  customers: number,
): Series & { faulty: InvoiceInput[]; typed: InvoiceInput[] } {
  const places = new Map<number, Fault>();
  const series = seriesOf(documents, customers, '2026-02-02', (place, invoices) => {
    const fault = faultAt(documents, place, invoices);
    if (fault !== null) places.set(place, fault);
    return fault;
  });
  const pick = (wanted: (fault: Fault) => boolean): InvoiceInput[] =>
    series.invoices.filter((_, place) => {
      const fault = places.get(place);
      return fault !== undefined && wanted(fault);
    });
  return { ...series, faulty: pick(() => true), typed: pick(({ isTyped }) => isTyped === true) };
}

/** The Focus ids of the faulty documents of this world: what has to wait while nobody cures anything. */
export function faultyDocuments(documents: number, customers: number): string[] {
  return faultySeries(documents, customers).faulty.map(({ id }) => id);
}

/** As the bench world, with a twentieth of its documents faulty. */
export function faultyWorld(documents: number, customers: number): World {
  const series = faultySeries(documents, customers);
  const base = focusBase(wideLimit);
  const expectations = expectationsOf('beA');
  const unlinked = { id: rateId('beA', unlinkedRate.code), departmentId: entities.beA, ...unlinkedRate };
  return {
    name: `faulty:${documents}:${customers}`,
    focus: {
      ...base,
      ...customerRecords(series.customers),
      taxRates: [...base.taxRates, unlinked],
      productCategories: [
        ...(base.productCategories ?? []),
        {
          id: purchases,
          name: 'Aankopen',
          ledgers: [{ departmentId: entities.beA, ledger_account_number: '604000' }],
        },
      ],
      invoices: series.invoices,
      creditNotes: series.creditNotes,
    },
    yuki: closedAndTyped(yukiBase(wideLimit), expectations.administrationId, series.typed),
    expectations,
  };
}

/** Yuki with a closed month and, for each of these invoices, a document of another customer under its number. */
function closedAndTyped(yuki: World['yuki'], administrationId: string, typed: InvoiceInput[]): World['yuki'] {
  const documents = typed.map(({ invoice_number: number, invoice_date: date }) => ({
    reference: (number ?? '').replaceAll(' ', ''),
    date: date ?? closedUntil,
    contactName: 'Iemand anders',
    netCents: 100,
    vatCents: 21,
  }));
  const domains = (yuki.be.domains ?? []).map((domain) => ({
    ...domain,
    administrations: (domain.administrations ?? []).map((administration) =>
      administration.id === administrationId ? { ...administration, closedUntil, documents } : administration,
    ),
  }));
  return { ...yuki, be: { ...yuki.be, domains } };
}
