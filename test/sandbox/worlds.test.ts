// The ready-made worlds: the same at every start, adding up, and holding what the stories need.
import { describe, expect, it } from 'vitest';
import { createFocus } from '../../sandbox/focus/index.ts';
import { createCallLog } from '../../sandbox/infra/call-log.ts';
import { createClock } from '../../sandbox/infra/clock.ts';
import { createFaults } from '../../sandbox/infra/faults.ts';
import { readSwitches } from '../../sandbox/infra/switches.ts';
import {
  entities,
  faultyDocuments,
  namedWorld,
  parseWorld,
  rateId,
  type World,
} from '../../sandbox/worlds/index.ts';

const focusOf = (world: World) => {
  const clock = createClock();
  return createFocus({
    world: world.focus,
    clock,
    log: createCallLog(clock),
    faults: createFaults(),
    switches: () => readSwitches(),
  });
};
const inScope = (world: World) =>
  focusOf(world)
    .documents()
    .filter(
      (one) =>
        one.status !== 'draft' && one.departmentId === entities.beA && (one.date ?? '') >= '2026-01-01',
    );

describe.each(['small', 'empty', 'demo', 'bench:200:60', 'faulty:200:60'])('the world %s', (name) => {
  it('is plain JSON, passes its own schema, and is the same every time', () => {
    const text = JSON.stringify(namedWorld(name));
    expect(JSON.stringify(namedWorld(name))).toBe(text);
    expect(() => parseWorld(JSON.parse(text))).not.toThrow();
  });

  it('adds up to the cent: lines to nets, rates to totals', () => {
    for (const one of focusOf(namedWorld(name)).documents()) {
      const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
      expect(sum(one.lines.map((line) => line.netCents))).toBe(one.netCents);
      expect(sum(one.taxes.map((tax) => tax.taxableCents))).toBe(one.netCents);
      expect(sum(one.taxes.map((tax) => tax.taxCents))).toBe(one.vatCents);
      expect(one.netCents + one.vatCents).toBe(one.grossCents);
      expect(one.grossCents).toBeGreaterThan(0);
    }
  });

  it('prints structured payment references whose check digits are right', () => {
    for (const one of focusOf(namedWorld(name)).documents()) {
      if (one.paymentReference === null) continue;
      const digits = one.paymentReference.replace(/\D/g, '');
      expect(digits).toHaveLength(12);
      expect(Number(digits.slice(0, 10)) % 97 || 97).toBe(Number(digits.slice(10)));
    }
  });

  it('gives every document a number of its own per kind', () => {
    const numbers = inScope(namedWorld(name)).map((one) => `${one.kind} ${one.number}`);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('the demo', () => {
  const documents = inScope(namedWorld('demo'));
  const creditNotes = documents.filter((one) => one.kind === 'creditNote');

  it('has at least 320 booked documents of BE-A, twenty of them credit notes, full and partial', () => {
    expect(documents.length).toBeGreaterThanOrEqual(320);
    expect(creditNotes).toHaveLength(20);
    const byId = new Map(documents.map((one) => [one.id, one]));
    const full = creditNotes.filter((note) => byId.get(note.invoiceId ?? '')?.grossCents === note.grossCents);
    expect(full.length).toBeGreaterThan(5);
    expect(full.length).toBeLessThan(20);
    for (const note of creditNotes)
      expect((byId.get(note.invoiceId ?? '')?.date ?? '9') <= (note.date ?? '')).toBe(true);
  });

  it('has 8 to 12 invoices on the account that Yuki does not know, none of them credited', () => {
    const workshops = documents.filter((one) => one.lines.some((line) => line.account === '704999'));
    expect(workshops.length).toBeGreaterThanOrEqual(8);
    expect(workshops.length).toBeLessThanOrEqual(12);
    expect(workshops.every((one) => one.kind === 'invoice' && one.creditedCents === 0)).toBe(true);
  });

  it('has mixed rates, discounts, about sixty companies and twenty-five contacts', () => {
    const focus = focusOf(namedWorld('demo'));
    expect(documents.filter((one) => one.taxes.length > 1).length).toBeGreaterThan(20);
    expect(documents.filter((one) => one.discounted).length).toBeGreaterThan(3);
    expect(focus.state().companies.length).toBeGreaterThanOrEqual(58);
    expect(focus.state().contacts.length).toBeGreaterThanOrEqual(24);
    expect(focus.state().ratePerMinute).toBe(6_000);
  });

  it('spreads a document discount only where every rate has one account, so that no cent is in doubt', () => {
    for (const one of documents.filter((document) => document.discounted)) {
      expect(new Set(one.lines.map((line) => line.account)).size).toBe(1);
    }
  });

  it('has one of each fault: no category, no VAT number abroad, no country, a rate nobody linked', () => {
    expect(documents.filter((one) => one.lines.some((line) => line.account === null))).toHaveLength(1);
    const goodsAbroad = documents.filter((one) =>
      one.lines.some((line) => line.taxRateId === rateId('beA', 'CM')),
    );
    expect(goodsAbroad.filter((one) => one.customer.vatNumber === null)).toHaveLength(1);
    expect(documents.filter((one) => one.customer.name === 'Nieuwe Klant')).toHaveLength(2);
    expect(
      documents.filter((one) => one.lines.some((line) => line.taxRateId === rateId('beA', 'CULT'))),
    ).toHaveLength(2);
  });
});

describe('the bench world', () => {
  it('has as many documents and customers as asked, a tenth of them credit notes', () => {
    const documents = inScope(namedWorld('bench:1000:300'));
    expect(documents).toHaveLength(1000);
    expect(documents.filter((one) => one.kind === 'creditNote')).toHaveLength(100);
    expect(new Set(documents.map((one) => one.customer.id)).size).toBe(300);
  });

  it('refuses sizes out of bounds with a sentence', () => {
    expect(() => namedWorld('bench:0:1')).toThrow('A bench world has 1 to 50000 documents.');
    expect(() => namedWorld('bench:10:99999')).toThrow('A bench world has 1 to 10000 customers.');
    expect(() => namedWorld('constructor')).toThrow('There is no world "constructor"');
  });
});

describe('the faulty world', () => {
  const documents = inScope(namedWorld('faulty:1000:300'));
  const waiting = new Set(faultyDocuments(1000, 300));
  const faulty = documents.filter(({ id }) => waiting.has(id));

  it('has one faulty document in twenty, six or seven for each of eight causes, none of them credited', () => {
    expect(documents).toHaveLength(1000);
    expect(faulty).toHaveLength(50);
    expect(faulty.every(({ kind, creditedCents }) => kind === 'invoice' && creditedCents === 0)).toBe(true);
    const { documents: typed = [] } =
      namedWorld('faulty:1000:300').yuki.be.domains?.[0]?.administrations?.[0] ?? {};
    const typedNumbers = typed.map(({ reference }) => reference);
    const causes = [
      faulty.filter((one) => one.lines.some(({ account }) => account === '704999')),
      faulty.filter((one) => one.lines.some(({ taxRateId }) => taxRateId === rateId('beA', 'CULT'))),
      faulty.filter((one) => one.lines.some(({ taxRateId }) => taxRateId === rateId('beA', 'CM'))),
      faulty.filter((one) => one.customer.name === 'Nieuwe Klant'),
      faulty.filter((one) => one.currency === 'USD'),
      faulty.filter((one) => (one.date ?? '') <= '2026-01-31'),
      faulty.filter((one) => one.lines.some(({ account }) => account === '604000')),
      faulty.filter((one) => typedNumbers.includes((one.number ?? '').replaceAll(' ', ''))),
    ];
    // 50 over eight: two causes have seven, six have six.
    expect(causes.map((of) => of.length)).toEqual([7, 7, 6, 6, 6, 6, 6, 6]);
    expect(new Set(causes.flat()).size).toBe(50);
  });

  it('has clean documents only after the closed month', () => {
    const clean = documents.filter((one) => !faulty.includes(one));
    expect(clean.every((one) => (one.date ?? '') > '2026-01-31')).toBe(true);
  });
});
