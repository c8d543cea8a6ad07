// An invoice of 121.00 that was paid in Yuki, was registered in Focus, and of which Yuki shows money open again.

import type { DocumentId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { listFindings } from '../../ledger/findings.ts';
import { askRemoval } from '../../ledger/removal-wishes.ts';
import { exported, joined, type Desk, type Joined } from './desk.ts';
import { openInvoice, type PretendInvoice } from './pretend-invoice.ts';

export interface UndonePayment {
  readonly place: Joined;
  readonly id: DocumentId;
  readonly invoice: PretendInvoice;
  /** Reads Yuki's list, and does what follows from it. */
  readonly poll: () => Promise<void>;
  readonly read: () => Promise<{ toRemove?: number }>;
  readonly ask: (confirmed?: number) => ReturnType<typeof askRemoval>;
  readonly remove: () => Promise<unknown>;
  readonly findings: () => Promise<unknown[]>;
}

/** An invoice of 121.00 that was paid in Yuki and in Focus, and of which Yuki shows `open` open again. */
export async function undonePayment(desk: Desk, open = '121.00'): Promise<UndonePayment> {
  const place = await joined(desk, 6000);
  const [id] = (await exported(desk, place, 1)) as [DocumentId];
  const invoice = openInvoice();
  desk.answers.yuki = invoice.yuki;
  desk.answers.focus = invoice.focus;
  const run = { connectionId: place.connectionId, runNumber: 1 };
  const read = () => {
    desk.clock.later(1);
    return desk.call('readYukiPayments', run);
  };
  const register = async (): Promise<void> => {
    while ((await desk.call('registerFocusPayments', run)).left);
  };
  const remove = () => desk.call('removeFocusPayments', run);
  const poll = async (): Promise<void> => {
    const { toRemove = 0 } = await read();
    await register();
    if (toRemove > 0) await remove();
  };
  await read();
  invoice.openInYuki = open === '121.00' ? '0.00' : '71.00';
  await poll();
  invoice.openInYuki = '0.00';
  await poll();
  invoice.openInYuki = open;
  await read();
  return {
    place,
    id,
    invoice,
    poll,
    read,
    remove,
    ask: (confirmed = 12_100) => {
      const by = { who: 'An', reason: 'The cheque bounced', confirmedCents: cents(confirmed) };
      return askRemoval(desk.ledger, id, by, desk.clock.now);
    },
    findings: async () =>
      (await listFindings(desk.ledger, place.connectionId, { open: true })).map(({ kind, params }) => [
        kind,
        params,
      ]),
  };
}
