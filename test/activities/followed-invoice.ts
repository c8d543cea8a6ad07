// An invoice of 121.00 that was exported and is followed: what Yuki shows open of it, and what Focus is told.

import type { DocumentId } from '../../domain/ids.ts';
import { listFindings } from '../../ledger/findings.ts';
import { listPayments } from '../../ledger/payments.ts';
import { exported, joined, type Desk, type Joined } from './desk.ts';
import { openInvoice, type PretendInvoice } from './pretend-invoice.ts';

export interface FollowedInvoice {
  readonly place: Joined;
  readonly id: DocumentId;
  readonly invoice: PretendInvoice;
  /** Reads Yuki's list, a minute later. */
  readonly read: () => Promise<{ plausible: boolean; toRegister: number; toRemove?: number }>;
  /** Tells Focus. */
  readonly register: () => Promise<void>;
  readonly findings: () => Promise<unknown[]>;
  readonly states: () => Promise<string[]>;
}

/** Exported and seen open once. */
export async function followInvoice(desk: Desk): Promise<FollowedInvoice> {
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
  await read();
  return {
    place,
    id,
    invoice,
    read,
    register: async () => {
      while ((await desk.call('registerFocusPayments', run)).left);
    },
    findings: async () =>
      (await listFindings(desk.ledger, place.connectionId, { open: true })).map(({ kind, params }) => [
        kind,
        params,
      ]),
    states: async () => (await listPayments(desk.ledger, id)).map(({ state }) => state),
  };
}
