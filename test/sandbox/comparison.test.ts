// The comparison of the two sides: it agrees on a right world and fails, naming the difference, as soon as one
// thing is wrong. Figures are worked out by hand.
import { beforeAll, describe, expect, test } from 'vitest';
import { yukiSide } from '../../sandbox/comparison.ts';
import type { ComparisonResult } from '../../sandbox/comparison.ts';
import { compared as comparedState, firstLine, importedState, kinds, yukiOf } from './comparison-sides.ts';
import type { Side, State } from './comparison-sides.ts';
import { admin, domain } from './yuki-office.ts';

let state: State;
beforeAll(async () => {
  state = await importedState();
});

type Rest = Parameters<typeof comparedState> extends [State, ...infer Others] ? Others : never;
const compared = (...rest: Rest): ComparisonResult => comparedState(state, ...rest);

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
