// Invoices that Focus shows as paid and Yuki as open: seen by comparing what the last lists of both have told, so that
// looking costs no call. Reported after some days, because what came by the bank is in Yuki by then (S-51, R-PAY-2).

import { sql } from 'kysely';
import { onlyInFocus } from '../domain/paid-in-focus.ts';
import type { CheckWindow } from '../domain/check-windows.ts';
import type { ConnectionId, DocumentId, IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import { cents, type Cents } from '../domain/money.ts';
import { endAllBut, reportRow, type Finding, type FindingKind } from './findings.ts';
import type { Ledger } from './open.ts';
import { mayStandInYuki } from './journals.ts';
import { openJournals, type OpenJournal } from './own-journals.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';

/** What is reported of such an invoice; over as soon as a later reading no longer says it. */
const kinds: readonly FindingKind[] = ['paidInFocusOnly', 'journalUnmatched'];

export interface PaidInFocusOnly {
  readonly documentId: DocumentId;
  readonly connectionId: ConnectionId;
  readonly amountCents: Cents;
  readonly since: Date;
  /** Gone to Yuki by a journal, and not yet seen to be matched with the invoice there. */
  readonly unmatchedCents: Cents;
  /** Paid in Focus beyond what we registered there and what went by a journal, matched or not. */
  readonly ownLeftCents: Cents;
  readonly byJournal: boolean;
}

const rowsPerStatement = 500;

/**
 * Compares the invoices of an administration, of every connection to it, with its last list of open items. What differs
 * for `afterMs` is reported, once; what no longer does is over. Answers everything that differs.
 */
export async function notePaidInFocus(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  order: { readonly afterMs: number; readonly journalMs: number },
  now: Date,
): Promise<PaidInFocusOnly[]> {
  const differing = await differingInvoices(ledger, administrationId, now);
  await ledger.db.transaction().execute(async (transaction) => {
    await noteSince(transaction, administrationId, differing, now);
    const findings = [
      ...differing.flatMap((one) => onlyInFocusFinding(one, order, now)),
      ...unmatchedFindings(differing, await openJournals(transaction, administrationId)),
    ];
    for (const finding of findings) await reportRow(transaction, finding, now);
    await endAllBut(transaction, administrationId, kinds, findings, now);
  });
  return differing;
}

function onlyInFocusFinding(
  { documentId, connectionId, since, ...one }: PaidInFocusOnly,
  order: { readonly afterMs: number; readonly journalMs: number },
  now: Date,
): Finding[] {
  // What is about to go by a journal is told when it has not done so.
  const waitMs = order.afterMs + (one.byJournal ? order.journalMs : 0);
  const amountCents = one.amountCents - one.unmatchedCents;
  const isDue = since.getTime() + waitMs <= now.getTime() && amountCents > 0;
  return isDue ? [{ documentId, connectionId, kind: 'paidInFocusOnly', params: { amountCents } }] : [];
}

/** A line that the list shows open is told whatever became of its invoice; one that no list names, by the difference. */
function unmatchedFindings(differing: readonly PaidInFocusOnly[], open: readonly OpenJournal[]): Finding[] {
  const told = new Set(open.map(({ documentId }) => documentId));
  const others = differing.flatMap(({ documentId, connectionId, amountCents, unmatchedCents }) => {
    const openCents = cents(Math.min(amountCents, unmatchedCents));
    return openCents > 0 && !told.has(documentId) ? [{ documentId, connectionId, openCents }] : [];
  });
  return [...open, ...others].map(({ documentId, connectionId, openCents }) => ({
    documentId,
    connectionId,
    kind: 'journalUnmatched',
    params: { amountCents: openCents },
  }));
}

interface Compared {
  id: number;
  connectionId: ConnectionId;
  since: Date | null;
  grossCents: number;
  dueCents: number;
  creditedCents: number;
  openCents: number;
  shownCents: number;
  everShownCents: number;
  unmatchedCents: number;
  ownLeftCents: number;
  handling: string | null;
}

/** Only what Focus has less due of than the invoice's total is looked at; an amount of another currency is no measure. */
export async function differingInvoices(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  now: Date,
): Promise<PaidInFocusOnly[]> {
  const table = (name: string) => sql.id(ledger.schema, name);
  // Credit notes are added up once: asking for each invoice would read every row for every row.
  const { rows } = await sql<Compared>`
    with credits as (
      select focus_account_id, credited_focus_id, -sum(gross_cents)::bigint as cents
      from ${table('documents')}
      where administration_id = ${administrationId} and kind = 'creditNote' and credited_focus_id is not null
        and state <> 'withdrawn' and not gone_from_focus
      group by focus_account_id, credited_focus_id
    )
    select documents.id, documents.connection_id, documents.paid_in_focus_since as since,
      documents.gross_cents, documents.focus_due_cents as due_cents,
      coalesce(credits.cents, 0) as credited_cents,
      items.open_cents,
      items.original_cents - items.open_cents - items.set_off_cents as shown_cents,
      (select coalesce(max(payments.cumulative_cents), 0)::bigint from ${table('payments')} as payments
        where payments.document_id = documents.id and not payments.removed
      ) as ever_shown_cents,
      (select coalesce(sum(coalesce(lines.open_cents, lines.amount_cents)), 0)::bigint
        from ${table('journal_lines')} as lines
        where lines.document_id = documents.id
          and lines.state in (${sql.join([...mayStandInYuki])})
      ) as unmatched_cents,
      documents.gross_cents - documents.focus_due_cents - coalesce(credits.cents, 0)
        - (select coalesce(sum(payments.registered_cents), 0)::bigint from ${table('payments')} as payments
          where payments.document_id = documents.id and payments.state = 'registered'
        ) - (select coalesce(sum(lines.amount_cents), 0)::bigint from ${table('journal_lines')} as lines
          where lines.document_id = documents.id
            and lines.state in (${sql.join([...mayStandInYuki])})
        ) as own_left_cents,
      (select connections.settings ->> 'paidInFocus' from ${table('connections')} as connections
        where connections.id = documents.connection_id) as handling
    from ${table('documents')} as documents
    join ${table('open_items')} as items
      on items.administration_id = documents.administration_id and items.item_key = 'ours:' || documents.id
    left join credits on credits.focus_account_id = documents.focus_account_id
      and credits.credited_focus_id = documents.focus_id
    where documents.administration_id = ${administrationId} and documents.kind = 'invoice'
      and documents.state in ('exported', 'linked')
      and documents.gross_cents > 0 and documents.focus_due_cents < documents.gross_cents
      and items.open_cents > 0 and not documents.gone_from_focus
      and (coalesce(documents.currency, 'EUR') = 'EUR' or items.original_cents = documents.gross_cents)
    order by documents.id`.execute(ledger.db);
  return rows.flatMap((row) => differenceIn(row, now));
}

function differenceIn(row: Compared, now: Date): PaidInFocusOnly[] {
  const amountCents = onlyInFocus({
    grossCents: Number(row.grossCents) as Cents,
    dueCents: Number(row.dueCents) as Cents,
    creditedCents: Number(row.creditedCents) as Cents,
    openInYukiCents: Number(row.openCents) as Cents,
    shownInYukiCents: Number(row.shownCents) as Cents,
    everShownCents: Number(row.everShownCents) as Cents,
  });
  if (amountCents === 0) return [];
  return [
    {
      documentId: documentIdOf(Number(row.id)),
      connectionId: row.connectionId,
      amountCents,
      since: row.since ?? now,
      unmatchedCents: Number(row.unmatchedCents) as Cents,
      ownLeftCents: cents(Math.max(0, Number(row.ownLeftCents))),
      byJournal: row.handling === 'journal',
    },
  ];
}

/** Since when each differs; one that differs no more begins anew should it ever differ again. */
async function noteSince(
  db: Ledger['db'],
  administrationId: YukiAdministrationId,
  differing: readonly PaidInFocusOnly[],
  now: Date,
): Promise<void> {
  const rows = await db
    .selectFrom('documents')
    .select('id')
    .where('administrationId', '=', administrationId)
    .where('paidInFocusSince', 'is not', null)
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const standing = new Set(differing.map(({ documentId }) => knownRowNumber(documentId)));
  await setSince(
    db,
    [...standing].filter((id) => !known.has(id)),
    now,
  );
  await setSince(
    db,
    [...known].filter((id) => !standing.has(id)),
    null,
  );
}

async function setSince(db: Ledger['db'], ids: readonly number[], since: Date | null): Promise<void> {
  for (let start = 0; start < ids.length; start += rowsPerStatement)
    await db
      .updateTable('documents')
      .set({ paidInFocusSince: since })
      .where('id', 'in', ids.slice(start, start + rowsPerStatement))
      .execute();
}

/** What was reported so of documents dated within a period, and is still so: how many, and how much in all. */
export async function paidInFocusOnlyWithin(
  ledger: Ledger,
  connectionId: ConnectionId,
  period: CheckWindow,
): Promise<{ readonly documents: number; readonly amountCents: Cents }> {
  const row = await ledger.db
    .selectFrom('findings')
    .innerJoin('documents', 'documents.id', 'findings.documentId')
    .select((eb) => [
      eb.fn.countAll<string>().as('documents'),
      sql<string>`coalesce(sum((findings.params ->> 'amountCents')::bigint), 0)`.as('amount'),
    ])
    .where('findings.connectionId', '=', connectionId)
    .where('findings.kind', '=', 'paidInFocusOnly')
    .where('findings.overAt', 'is', null)
    .where('documents.date', '>=', period.from)
    .$if(period.to !== null, (query) => query.where('documents.date', '<=', period.to as IsoDate))
    .executeTakeFirstOrThrow();
  return { documents: Number(row.documents), amountCents: Number(row.amount) as Cents };
}
