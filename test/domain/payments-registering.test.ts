/** How much Focus is told of the money that Yuki shows. Figures are worked out by hand. */

import { expect, test } from 'vitest';
import { cents } from '../../domain/money.ts';
import { whatToRegister } from '../../domain/payments-registering.ts';

/** Yuki shows 900.00 in all; Focus has `paid` of it and `due` left. */
const ask = (paid: number, due: number, paidBefore: number | null = null) =>
  whatToRegister(
    { cumulativeCents: cents(90_000), paidBeforeCents: paidBefore === null ? null : cents(paidBefore) },
    { paidCents: cents(paid), dueCents: cents(due) },
  );

test('Focus is brought up to what Yuki shows, whoever registered the rest (R-PAY-7)', () => {
  expect(ask(50_000, 71_000)).toEqual({ kind: 'register', amountCents: 40_000, excessCents: 0 });
  expect(ask(90_000, 31_000)).toEqual({ kind: 'there' });
  expect(ask(95_000, 26_000)).toEqual({ kind: 'there' });
});

test('what a person has removed in Focus comes back with the next payment, because Yuki still shows it', () => {
  expect(ask(0, 121_000)).toEqual({ kind: 'register', amountCents: 90_000, excessCents: 0 });
});

test('never more is registered than Focus has due, and the rest is said (R-PAY-8)', () => {
  expect(ask(50_000, 25_000)).toEqual({ kind: 'register', amountCents: 25_000, excessCents: 15_000 });
  expect(ask(50_000, 0)).toEqual({ kind: 'nothingDue', amountCents: 40_000 });
});

test('a try whose answer was lost is known by the money that is there (R-PAY-6)', () => {
  expect(ask(90_000, 31_000, 50_000)).toEqual({ kind: 'arrived' });
  expect(ask(50_000, 71_000, 50_000)).toEqual({ kind: 'register', amountCents: 40_000, excessCents: 0 });
});
