// What an attempt's answer means for each of its documents, written in one transaction. A late acceptance is always
// recorded; anything else counts only for the attempt under way (design 4: never twice, never lost).

import { sql, type Selectable, type Transaction } from 'kysely';
import { assertThat, impossible } from '../domain/assert.ts';
import type { CauseFinding } from '../domain/causes.ts';
import type { AttemptId, CauseId, ConnectionId, DocumentId } from '../domain/ids.ts';
import { openCause, sealVendorText } from './causes.ts';
import { reportRow } from './findings.ts';
import type { Ledger } from './open.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { AttemptDocumentsTable, DocumentsTable, DocumentState, Tables, VerdictKind } from './tables.ts';

export interface Verdict {
  readonly documentId: DocumentId;
  readonly verdict:
    | { readonly kind: 'accepted' }
    /** In Yuki, but not booked there although we asked for it. */
    | { readonly kind: 'acceptedNotProcessed' }
    | { readonly kind: 'held'; readonly finding: CauseFinding; readonly vendorText: string | null }
    /** Certainly not acted on: it may be sent again. */
    | { readonly kind: 'ready' }
    | { readonly kind: 'doubtful'; readonly nextLookAt: Date }
    /** Refused because Yuki knows the number: looked up and compared before it counts as ours (E-9). */
    | { readonly kind: 'taken'; readonly nextLookAt: Date };
}

/** Counts of what the verdicts did. Settling the same attempt again with the same verdicts counts the same. */
export interface Settlement {
  readonly accepted: number;
  readonly held: number;
  readonly ready: number;
  readonly doubtful: number;
  /** Refusals and doubts that came too late to count. */
  readonly ignoredLate: number;
  /** Documents that Yuki accepted from two attempts: an alarm is reported for each. */
  readonly doubleAcceptance: DocumentId[];
  /** The causes that now hold documents of this attempt, or that a late acceptance took one from: their holds look. */
  readonly causes: CauseId[];
}

type Tally = { -readonly [K in keyof Settlement]: Settlement[K] };

/** The states in which Yuki has the document. */
const inYuki: readonly DocumentState[] = ['exported', 'settled', 'linked'];

/**
 * Writes the verdicts of an attempt, all or nothing; it is settled once every document has one.
 *
 * @throws ImpossibleState when a document was never part of this attempt.
 */
export async function settleAttempt(
  ledger: Ledger,
  attemptId: AttemptId,
  verdicts: readonly Verdict[],
  now: Date,
): Promise<Settlement> {
  const id = knownRowNumber(attemptId);
  const attempt = await ledger.db
    .selectFrom('attempts')
    .select('connectionId')
    .where('id', '=', id)
    .executeTakeFirst();
  assertThat(attempt !== undefined, 'Verdicts were given for an attempt that the ledger does not have.');
  const { connectionId } = attempt;
  const sealed = new Map<number, string | null>();
  for (const { documentId, verdict } of verdicts)
    if (verdict.kind === 'held')
      sealed.set(knownRowNumber(documentId), await sealVendorText(ledger, connectionId, verdict.vendorText));
  return ledger.db.transaction().execute(async (transaction) => {
    await transaction.selectFrom('attempts').select('id').where('id', '=', id).forUpdate().execute();
    const court: Court = {
      transaction,
      connectionId,
      attemptId: id,
      now,
      documents: await lockDocuments(transaction, id),
      sealed,
      tally: {
        accepted: 0,
        held: 0,
        ready: 0,
        doubtful: 0,
        ignoredLate: 0,
        doubleAcceptance: [],
        causes: [],
      },
    };
    for (const { documentId, verdict } of inLockOrder(verdicts))
      await settleOne(court, knownRowNumber(documentId), verdict);
    await closeIfComplete(transaction, id, now);
    return { ...court.tally, causes: [...new Set(court.tally.causes)] };
  });
}

type LockedDocument = Pick<Selectable<DocumentsTable>, 'id' | 'state' | 'attemptId' | 'releasedCauseId'> &
  Pick<Selectable<AttemptDocumentsTable>, 'verdict' | 'causeId'> & {
    /** The cause for which the document itself waits, whichever attempt put it there. */
    readonly waitsFor: CauseId | null;
  };

interface Court {
  readonly transaction: Transaction<Tables>;
  readonly connectionId: ConnectionId;
  readonly attemptId: number;
  readonly now: Date;
  readonly documents: ReadonlyMap<number, LockedDocument>;
  readonly sealed: ReadonlyMap<number, string | null>;
  readonly tally: Tally;
}

async function lockDocuments(
  transaction: Transaction<Tables>,
  attemptId: number,
): Promise<Map<number, LockedDocument>> {
  const rows = await transaction
    .selectFrom('documents')
    .innerJoin('attemptDocuments', 'attemptDocuments.documentId', 'documents.id')
    .select([
      'documents.id',
      'documents.state',
      'documents.attemptId',
      'documents.releasedCauseId',
      'documents.causeId as waitsFor',
      'attemptDocuments.verdict',
      'attemptDocuments.causeId',
    ])
    .where('attemptDocuments.attemptId', '=', attemptId)
    .orderBy('documents.id')
    .forUpdate('documents')
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Causes are locked in one order everywhere, so that two settlements never wait for each other. */
function inLockOrder(verdicts: readonly Verdict[]): Verdict[] {
  const place = ({ verdict }: Verdict): string =>
    verdict.kind === 'held' ? `${verdict.finding.key}\n${verdict.finding.subject}` : '';
  return verdicts.toSorted((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

async function settleOne(court: Court, id: number, verdict: Verdict['verdict']): Promise<void> {
  const document = court.documents.get(id);
  assertThat(document !== undefined, 'A verdict was given for a document that was not part of the attempt.');
  switch (verdict.kind) {
    case 'accepted':
    case 'acceptedNotProcessed':
      return accept(court, document, verdict.kind);
    case 'held':
    case 'ready':
    case 'doubtful':
    case 'taken':
      return refuse(court, document, verdict);
    default:
      return impossible(verdict);
  }
}

async function accept(
  court: Court,
  document: LockedDocument,
  kind: 'accepted' | 'acceptedNotProcessed',
): Promise<void> {
  const { transaction, attemptId, tally, now } = court;
  tally.accepted += 1;
  const saidBefore = document.verdict === 'accepted' || document.verdict === 'acceptedNotProcessed';
  if (saidBefore && inYuki.includes(document.state)) return;
  await noteVerdict(court, document.id, { verdict: kind, causeId: null });
  if (inYuki.includes(document.state)) {
    // A person who linked a doubtful document meant this very attempt; then there is one document in Yuki.
    if (document.attemptId === attemptId) return;
    tally.doubleAcceptance.push(documentIdOf(document.id));
    await reportRow(
      transaction,
      {
        connectionId: court.connectionId,
        documentId: documentIdOf(document.id),
        kind: 'doubleAcceptance',
        params: { attemptId },
      },
      now,
    );
    return;
  }
  await transaction
    .updateTable('documents')
    .set({
      state: 'exported',
      attemptId,
      causeId: null,
      releasedCauseId: null,
      exportedAt: now,
      nextLookAt: null,
      changedAt: now,
      ...(kind === 'acceptedNotProcessed' ? { acceptedNotProcessed: true } : {}),
    })
    .where('id', '=', document.id)
    .execute();
  await transaction.deleteFrom('preparedMessages').where('documentId', '=', document.id).execute();
  const left = document.waitsFor ?? document.releasedCauseId;
  if (left !== null) tally.causes.push(left);
}

/** A number that is taken is a doubt until it was compared. */
function tallied(kind: 'held' | 'ready' | 'doubtful' | 'taken'): 'held' | 'ready' | 'doubtful' {
  return kind === 'taken' ? 'doubtful' : kind;
}

async function refuse(
  court: Court,
  document: LockedDocument,
  verdict: Extract<Verdict['verdict'], { kind: 'held' | 'ready' | 'doubtful' | 'taken' }>,
): Promise<void> {
  const { transaction, tally, now } = court;
  if (document.verdict === verdict.kind) {
    // Settled before and asked again, because the caller never heard the answer.
    tally[tallied(verdict.kind)] += 1;
    if (document.causeId !== null) tally.causes.push(document.causeId);
    return;
  }
  const counts =
    document.attemptId === court.attemptId && (document.state === 'sending' || document.state === 'doubtful');
  if (!counts) {
    tally.ignoredLate += 1;
    return;
  }
  tally[tallied(verdict.kind)] += 1;
  const set = { nextLookAt: null, changedAt: now };
  if (verdict.kind === 'ready') {
    await noteVerdict(court, document.id, { verdict: 'ready', causeId: null });
    await transaction
      .updateTable('documents')
      .set({ ...set, state: readyAgain, attemptId: null })
      .where('id', '=', document.id)
      .execute();
    return;
  }
  if (verdict.kind === 'doubtful' || verdict.kind === 'taken') {
    await noteVerdict(court, document.id, { verdict: verdict.kind, causeId: null });
    await transaction
      .updateTable('documents')
      .set({ ...set, state: 'doubtful', nextLookAt: verdict.nextLookAt })
      .where('id', '=', document.id)
      .execute();
    return;
  }
  const vendorText = court.sealed.get(document.id) ?? null;
  const causeId = await openCause(transaction, court.connectionId, verdict.finding, vendorText, now);
  tally.causes.push(causeId);
  await noteVerdict(court, document.id, { verdict: 'held', causeId, vendorText });
  await transaction
    .updateTable('documents')
    .set({ ...set, state: 'held', causeId, attemptId: null })
    .where('id', '=', document.id)
    .execute();
}

/** A document that changed in Focus while it was on its way is checked again instead of sent as it was. */
export const readyAgain = sql<DocumentState>`case
  when ${sql.ref('documents.focusUpdatedAt')} = ${sql.ref('documents.preparedUpdatedAt')}
  then 'ready' else 'found' end`;

async function noteVerdict(
  court: Court,
  documentId: number,
  note: { verdict: VerdictKind; causeId: CauseId | null; vendorText?: string | null },
): Promise<void> {
  await court.transaction
    .updateTable('attemptDocuments')
    .set({ ...note, verdictAt: court.now })
    .where('attemptId', '=', court.attemptId)
    .where('documentId', '=', documentId)
    .execute();
}

async function closeIfComplete(
  transaction: Transaction<Tables>,
  attemptId: number,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('attempts')
    .set({ state: 'settled', settledAt: now })
    .where('id', '=', attemptId)
    .where('state', 'in', ['begun', 'answered', 'lost'])
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('attemptDocuments')
            .select('documentId')
            .where('attemptId', '=', attemptId)
            .where('verdict', 'is', null),
        ),
      ),
    )
    .execute();
}
