// Puts documents into a ledger as the activities would: found, fixed to a reference, prepared. Figures and names
// are made up; what a state means is proven by the tests.

import type { CauseFinding } from '../../domain/causes.ts';
import type { DocumentKind, FocusDocumentSummary } from '../../domain/document.ts';
import type {
  ConnectionId,
  DocumentId,
  FocusAccountId,
  FocusCustomerId,
  FocusDocumentId,
  FocusEntityId,
  IsoDate,
  IsoMoment,
  YukiAdministrationId,
} from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { claimForSending, settleAttempt, type Claim } from '../../ledger/attempts.ts';
import { createConnection, setConnectionState, updateConnection } from '../../ledger/connections.ts';
import {
  findByFocusId,
  fixReference,
  getDocument,
  noteFound,
  storePrepared,
} from '../../ledger/documents.ts';
import type { Ledger } from '../../ledger/open.ts';

export const morning = new Date('2026-03-02T08:00:00Z');

export function minutesLater(minutes: number, from: Date = morning): Date {
  return new Date(from.getTime() + minutes * 60_000);
}

let places = 0;

/** An active connection with a Focus account, an entity and an administration that nobody else has. */
export async function activeConnection(
  ledger: Ledger,
  shared: { administrationId?: YukiAdministrationId } = {},
): Promise<{ id: ConnectionId; administrationId: YukiAdministrationId }> {
  places += 1;
  const { id } = await createConnection(ledger, morning);
  const administrationId = shared.administrationId ?? (`administration-${places}` as YukiAdministrationId);
  await updateConnection(
    ledger,
    id,
    {
      focusAccountId: `account-${places}` as FocusAccountId,
      entityId: `entity-${places}` as FocusEntityId,
      administrationId,
      startDate: '2026-01-01' as IsoDate,
    },
    morning,
  );
  await setConnectionState(ledger, id, 'active', morning);
  return { id, administrationId };
}

export interface SummaryChoices {
  kind?: DocumentKind;
  date?: string;
  booked?: boolean;
  updatedAt?: Date;
  gross?: number;
}

/** A booked document as Focus's list shows it: number `2026 / n`, 121.00, one customer. */
export function summary(number: number, choices: SummaryChoices = {}): FocusDocumentSummary {
  const { kind = 'invoice', booked = true } = choices;
  return {
    kind,
    booked,
    focusId: `${kind}-${number}` as FocusDocumentId,
    entityId: 'entity' as FocusEntityId,
    number: booked ? `2026 / ${number}` : null,
    date: (choices.date ?? '2026-03-01') as IsoDate,
    customer: { kind: 'company', id: 'customer-1' as FocusCustomerId },
    currency: 'EUR',
    grossCents: cents(choices.gross ?? 12_100),
    netCents: null,
    taxes: null,
    dueCents: kind === 'invoice' ? cents(choices.gross ?? 12_100) : null,
    updatedAt: (choices.updatedAt ?? morning).toISOString() as IsoMoment,
  };
}

/** Prepares a document that is found under the reference `2026/n`, or with `-CN` for a credit note. */
export async function prepare(
  ledger: Ledger,
  connectionId: ConnectionId,
  number: number,
  choices: SummaryChoices & { bytes?: number; focusUpdatedAt?: Date; warnings?: string[] } = {},
): Promise<DocumentId> {
  const { kind = 'invoice' } = choices;
  const row = await findByFocusId(ledger, connectionId, `${kind}-${number}` as FocusDocumentId);
  if (row === null) throw new Error('The document was not found before it was prepared.');
  const fixed = await fixReference(ledger, row.id, `2026/${number}${kind === 'creditNote' ? '-CN' : ''}`);
  if (fixed.kind === 'taken') throw new Error('The reference is taken.');
  const stored = await storePrepared(
    ledger,
    row.id,
    {
      fragment: `<SalesInvoice>${fixed.reference}</SalesInvoice>`,
      bytes: choices.bytes ?? 1000,
      fingerprint: `fingerprint of ${fixed.reference}`,
      identity: {
        reference: fixed.reference,
        customerCode: 'F1',
        date: row.date,
        grossCents: row.grossCents,
      },
      dueDate: '2026-03-31' as IsoDate,
      customerCode: 'F1',
      warnings: choices.warnings ?? [],
      focusUpdatedAt: choices.focusUpdatedAt ?? row.focusUpdatedAt,
    },
    morning,
  );
  if (!stored) throw new Error('The document could not be prepared.');
  return row.id;
}

/** A connection with so many invoices that are ready. */
export async function readyInvoices(
  ledger: Ledger,
  count: number,
): Promise<{ connectionId: ConnectionId; documents: DocumentId[] }> {
  const { id: connectionId } = await activeConnection(ledger);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await noteFound(
    ledger,
    connectionId,
    numbers.map((number) => summary(number)),
    morning,
  );
  const documents: DocumentId[] = [];
  for (const number of numbers) documents.push(await prepare(ledger, connectionId, number));
  return { connectionId, documents };
}

/** Claims what is ready, for one minute unless said otherwise. */
export function claim(
  ledger: Ledger,
  connectionId: ConnectionId,
  choices: { maxDocuments?: number; maxBytes?: number; now?: Date; only?: readonly DocumentId[] } = {},
): Promise<Claim | null> {
  const now = choices.now ?? morning;
  return claimForSending(
    ledger,
    {
      connectionId,
      maxDocuments: choices.maxDocuments ?? 100,
      maxBytes: choices.maxBytes ?? 1_000_000,
      wireDeadline: minutesLater(1, now),
      worker: 'worker-1',
      ...(choices.only === undefined ? {} : { only: choices.only }),
    },
    now,
  );
}

/** A ledger account that does not exist in Yuki. */
export function accountUnknown(code: string): CauseFinding {
  return { key: 'account-unknown', subject: code, shown: code, line: 1 };
}

/** One invoice of 121.00 that Yuki has accepted, in an administration of its own. */
export async function acceptedInvoice(
  ledger: Ledger,
): Promise<{ connectionId: ConnectionId; administrationId: YukiAdministrationId; documentId: DocumentId }> {
  const { connectionId, documents } = await readyInvoices(ledger, 1);
  const documentId = documents[0]!;
  const claimed = (await claim(ledger, connectionId))!;
  await settleAttempt(ledger, claimed.attemptId, [{ documentId, verdict: { kind: 'accepted' } }], morning);
  const { administrationId } = (await getDocument(ledger, documentId))!;
  return { connectionId, administrationId, documentId };
}
