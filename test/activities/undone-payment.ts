// An invoice of 121.00 that was paid in Yuki, was registered in Focus, and of which Yuki shows money open again.

import { cents } from '../../domain/money.ts';
import { askRemoval } from '../../ledger/removal-wishes.ts';
import type { Desk } from './desk.ts';
import { followInvoice, type FollowedInvoice } from './followed-invoice.ts';

export interface UndonePayment extends FollowedInvoice {
  /** Reads Yuki's list, and does what follows from it. */
  readonly poll: () => Promise<void>;
  readonly ask: (confirmed?: number) => ReturnType<typeof askRemoval>;
  readonly remove: () => Promise<unknown>;
}

/** An invoice of 121.00 that was paid in Yuki and in Focus, and of which Yuki shows `open` open again. */
export async function undonePayment(desk: Desk, open = '121.00'): Promise<UndonePayment> {
  const followed = await followInvoice(desk);
  const { place, id, invoice, read, register } = followed;
  const run = { connectionId: place.connectionId, runNumber: 1 };
  const remove = () => desk.call('removeFocusPayments', run);
  const poll = async (): Promise<void> => {
    const { toRemove = 0 } = await read();
    await register();
    if (toRemove > 0) await remove();
  };
  invoice.openInYuki = open === '121.00' ? '0.00' : '71.00';
  await poll();
  invoice.openInYuki = '0.00';
  await poll();
  invoice.openInYuki = open;
  await read();
  return {
    ...followed,
    poll,
    remove,
    ask: (confirmed = 12_100) => {
      const by = { who: 'An', reason: 'The cheque bounced', confirmedCents: cents(confirmed) };
      return askRemoval(desk.ledger, id, by, desk.clock.now);
    },
  };
}
