// The comparison of the two sides: it agrees on a right world and fails, naming the difference, as soon as one
// thing is wrong. The Yuki side is imported over the socket; figures are worked out by hand.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareSides, yukiSide } from '../../sandbox/comparison.ts';
import type { ComparisonOptions, ComparisonResult, FocusDocument } from '../../sandbox/comparison.ts';
import { admin, authenticate, company, domain, invoice, line, openOffice, send } from './yuki-office.ts';

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

let close = async (): Promise<void> => undefined;
let state: Parameters<typeof yukiSide>[0];

beforeAll(async () => {
  const office = await openOffice();
  close = office.close;
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
  state = office.yuki.state();
});
afterAll(() => close());

type Side = ReturnType<typeof yukiSide>;

/** Compares after a change to a fresh copy of either side. */
function compared(
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

const kinds = (result: ComparisonResult): string[] => result.differences.map((one) => one.kind);
const yukiOf = (side: Side, reference: string) => {
  const found = side.documents.find((one) => one.reference === reference);
  if (found === undefined) throw new Error(`No ${reference}.`);
  return found;
};
const firstLine = (side: Side, reference: string) => {
  const found = yukiOf(side, reference).lines[0];
  if (found === undefined) throw new Error('No line.');
  return found;
};

describe('a right world', () => {
  test('agrees, with what waits and the totals of both sides', () => {
    const result = compared();
    expect(result.differences).toEqual([]);
    expect(result).toMatchObject({ agrees: true, matched: 4, waiting: ['held'] });
    // Net 1000.00 + 300.00 − 100.00 + 4800.00; VAT 210.00 + 63.00 − 21.00.
    const totals = { documents: 4, netCents: 600_000, vatCents: 25_200, grossCents: 625_200 };
    expect(result.totals).toEqual({ focus: totals, yuki: totals });
  });

  test('an old document that nobody imported is no difference', () => {
    expect(yukiSide(structuredClone(state), [admin]).documents.map((one) => one.reference)).toContain(
      '2025/9',
    );
  });
});

describe('one thing wrong', () => {
  test('a document that is not in Yuki', () => {
    const result = compared((side) => {
      side.documents = side.documents.filter((one) => one.reference !== '2026/10018');
    });
    expect(result.differences).toEqual([
      { kind: 'missing-in-yuki', focusId: 'f2', expected: '2026 / 10018' },
    ]);
    expect(result.agrees).toBe(false);
  });

  test('a document twice, under another number or the same', () => {
    const again = (reference: string) =>
      compared((side) =>
        side.documents.push({ ...structuredClone(yukiOf(side, '2026/10018')), id: 'x', reference }),
      );
    expect(kinds(again('2026/10018-B'))).toEqual(['twice-in-yuki']);
    expect(kinds(again('2026/10018')).sort()).toEqual(['same-reference-twice', 'twice-in-yuki']);
  });

  test('a document that Focus does not have, and one that should wait', () => {
    const foreign = compared((side) =>
      side.documents.push({
        ...structuredClone(yukiOf(side, '2026/10018')),
        id: 'x',
        reference: 'Z-1',
        subject: 'Z',
      }),
    );
    expect(kinds(foreign)).toEqual(['not-in-focus']);
    expect(kinds(compared(undefined, { waiting: [] }))).toEqual(['missing-in-yuki']);
    expect(kinds(compared(undefined, { waiting: ['held', 'f1'] }))).toEqual(['waiting-but-in-yuki']);
    expect(kinds(compared(undefined, { waiting: ['held', 'early'] }))).toEqual(['waiting-but-not-in-scope']);
  });

  test('a cent, in the net of an account or in the VAT', () => {
    const net = compared((side) => {
      firstLine(side, '2026/10018').netCents += 1;
      yukiOf(side, '2026/10018').netCents += 1;
      yukiOf(side, '2026/10018').grossCents += 1;
    });
    expect(kinds(net)).toEqual(['gross', 'net-of-account', 'net-of-vat-code']);
    const moved = compared((side) => {
      firstLine(side, '2026/10018').netCents += 1;
      firstLine(side, '2026/10018').vatCents -= 1;
    });
    expect(kinds(moved)).toEqual(['net-of-account', 'net-of-vat-code', 'vat']);
    expect(moved.differences[2]).toMatchObject({ expected: '21 %: 63.00', found: '21 %: 62.99' });
  });

  test('another account', () => {
    const result = compared((side) => {
      firstLine(side, '2026/10018').account = '704000';
    });
    expect(result.differences.map((one) => one.found)).toEqual(['700000: 0.00', '704000: 300.00']);
  });

  test('a flipped sign', () => {
    const result = compared((side) => {
      const credit = yukiOf(side, '2026/10017-CN');
      const one = firstLine(side, '2026/10017-CN');
      credit.grossCents = -credit.grossCents;
      one.netCents = -one.netCents;
      one.vatCents = -one.vatCents;
    });
    expect(kinds(result)).toContain('sign');
    expect(result.agrees).toBe(false);
  });

  test('a payment registered twice, or not at all', () => {
    const twice = compared((_, focus) =>
      focus[0]?.payments.push({ paidAt: '2026-04-08T00:00:00+00:00', cents: 50_000 }),
    );
    expect(twice.differences).toEqual([
      { kind: 'payments', focusId: 'f1', reference: '2026/10017', expected: '500.00', found: '1000.00' },
    ]);
    expect(kinds(compared((_, focus) => focus[0]?.payments.pop()))).toEqual(['payments']);
    expect(compared((_, focus) => focus[0]?.payments.pop(), { paidElsewhere: ['f1'] }).agrees).toBe(true);
  });

  test('a credit note matched in Yuki is not money', () => {
    const result = compared((side) => {
      const [money] = yukiOf(side, '2026/10017').settlements;
      if (money !== undefined) money.kind = 'credit-note';
    });
    expect(result.differences).toMatchObject([{ kind: 'payments', expected: '0.00', found: '500.00' }]);
  });

  test('a payment that Yuki reversed is listed when it is named (R-PAY-3)', () => {
    const reverse = (side: Side): void => {
      yukiOf(side, '2026/10017').settlements = [];
    };
    expect(kinds(compared(reverse))).toEqual(['payments']);
    const named = compared(reverse, { reversed: ['f1'] });
    expect(named).toMatchObject({ agrees: true, reversed: ['f1'] });
  });

  test('due date, payment reference, date, currency, an e-mail to the customer', () => {
    const changed = (change: Partial<Side['documents'][number]>) =>
      kinds(compared((side) => Object.assign(yukiOf(side, '2026/10018'), change)));
    expect(changed({ dueDate: '2026-04-12' })).toEqual(['due-date']);
    expect(changed({ paymentId: '' })).toEqual(['payment-reference']);
    expect(changed({ date: '2026-03-13' })).toEqual(['date']);
    expect(changed({ currency: 'USD' })).toEqual(['currency']);
    expect(changed({ emailed: true })).toEqual(['sent-to-customer']);
    expect(changed({ sentToPeppol: true })).toEqual(['sent-to-customer']);
  });

  test('another VAT type of the same percentage', () => {
    const result = compared((side) => {
      firstLine(side, '2026/10019').vatType = 17;
    });
    expect(kinds(result)).toEqual(['net-of-vat-code', 'net-of-vat-code']);
    expect(result.differences[1]?.found).toBe('type 17, 0 %: 4800.00');
  });

  test('a rate that is linked to nothing', () => {
    const result = compared((_, focus) => {
      const one = focus[1]?.lines[0];
      if (one !== undefined) one.taxRateId = 'unknown';
    });
    expect(kinds(result)).toContain('vat-rate-not-linked');
  });

  test('a second relation for one customer, used or not', () => {
    const unused = compared((side) => {
      const one = side.contacts.find((contact) => contact.code === 'FL-k1');
      if (one !== undefined) side.contacts.push({ ...one, id: 'second', code: 'FL-k1b' });
    });
    expect(kinds(unused)).toEqual(['contact-double']);
    const used = compared((side) => {
      const credit = yukiOf(side, '2026/10017-CN');
      if (credit.contact !== null) credit.contact = { ...credit.contact, id: 'second' };
      credit.contactId = 'second';
    });
    expect(kinds(used)).toEqual(['customer-has-several-contacts']);
    const byHand = compared((side) =>
      side.contacts.push({
        ...structuredClone(side.contacts[0]!),
        id: 'hand',
        name: 'garage  peeters nv',
        code: '',
        vatNumber: '',
        source: 'hand',
        domainId: domain,
      }),
    );
    expect(kinds(byHand)).toEqual(['contact-double']);
  });

  test('the wrong customer, a company booked on a person, a code of the wrong kind', () => {
    const contact = (change: object) =>
      kinds(
        compared((side) => {
          const own = yukiOf(side, '2026/10018');
          if (own.contact !== null) own.contact = { ...own.contact, ...change };
        }),
      );
    expect(contact({ name: 'Iemand anders' })).toEqual(['customer']);
    expect(contact({ type: 'Company' })).toEqual(['customer']);
    expect(contact({ code: '132926230' })).toEqual(['contact-code']);
  });

  test('a draft in Yuki', () => {
    expect(kinds(compared((side) => side.drafts.push({ subject: 'x' })))).toEqual(['draft-in-yuki']);
  });
});

describe('documents typed by hand', () => {
  const byHand = (side: Side): void => {
    const own = yukiOf(side, '2026/10018');
    own.imported = false;
    own.lines = [];
    own.paymentId = '';
  };

  test('one that carries the number of a Focus document is linked by customer, date and amount', () => {
    expect(compared(byHand)).toMatchObject({ agrees: true, matched: 4 });
    expect(kinds(compared(byHand, { waiting: ['held', 'f2'] }))).toEqual([]);
  });

  test('beside an imported one it is a double', () => {
    const result = compared((side) => {
      const own = yukiOf(side, '2026/10018');
      side.documents.push({ ...structuredClone(own), id: 'x', reference: '2026/10018-X', imported: false });
    });
    expect(kinds(result)).toEqual(['twice-in-yuki']);
  });
});
