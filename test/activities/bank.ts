// What customers pay and bookkeepers match between the office's two systems, in the figures that a test writes down.

import { writeSetting } from '../../ledger/settings.ts';
import type { Office, Place } from './office.ts';

interface FocusInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly payments: readonly { readonly cents: number; readonly paidAt: string }[];
}

export interface Bank {
  /** Reads the list and registers until Focus has heard of everything; answers whether the list was believed. */
  poll(place: Place): Promise<boolean>;
  /** Money that was matched with `2026/number` in Yuki; the whole rest unless an amount is given. */
  reconcile(place: Place, number: number, date: string, amountCents?: number): Promise<void>;
  /** What Focus has as paid of `2026 / number`: amounts and days. */
  inFocus(number: number): [number, string][];
  /** What Focus has as paid in all, by its ids. */
  paid(): ReadonlyMap<string, number>;
  /** Focus's id of `2026 / number`. */
  idOf(number: number): string;
  /** How often Yuki was asked this so far. */
  calls(operation: string): number;
}

/** Wire grace is short, so that a lost answer can be looked at again at once; a document may be missed at once, too. */
export async function openBank(office: Office, changes: Record<string, number> = {}): Promise<Bank> {
  const durations = {
    wireTimeout: 20_000,
    wireGrace: 1_000,
    neverSeenAfter: 0,
    secondReadingAfter: 0,
    ...changes,
  };
  await writeSetting(office.ledger, 'durations', durations, new Date());
  const run = ({ id, runNumber }: Place) => ({ connectionId: id, runNumber });
  const invoices = (): FocusInvoice[] =>
    (office.parts.focus().state() as unknown as { documents: FocusInvoice[] }).documents;
  const invoice = (number: number): FocusInvoice => {
    const found = invoices().find((one) => one.number === `2026 / ${number}`);
    if (found === undefined) throw new Error(`Focus has no invoice 2026 / ${number}.`);
    return found;
  };
  return {
    poll: async (place) => {
      const reading = await office.call('readYukiPayments', run(place));
      if (!reading.plausible) return false;
      while ((await office.call('registerFocusPayments', run(place))).left);
      return true;
    },
    reconcile: ({ administrationId }, number, date, amountCents) =>
      office.inYuki('reconcile', {
        administrationId,
        reference: `2026/${number}`,
        date,
        ...(amountCents === undefined ? {} : { amountCents }),
      }),
    inFocus: (number) => invoice(number).payments.map(({ cents, paidAt }) => [cents, paidAt.slice(0, 10)]),
    paid: () =>
      new Map(
        invoices().map(({ id, payments }) => [id, payments.reduce((sum, { cents }) => sum + cents, 0)]),
      ),
    idOf: (number) => invoice(number).id,
    calls: (operation) =>
      office.parts.log.since(0).filter((call) => call.system !== 'focus' && call.operation === operation)
        .length,
  };
}
