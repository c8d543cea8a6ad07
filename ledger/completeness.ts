// Whether both systems tell the same story, told from what the ledger has read of them: no call to either. The sums and
// their explanations are domain/completeness.ts.

import { matchBooks, type BookMatch, type BookMatches } from '../domain/books.ts';
import {
  accountFor,
  type AccountedDocument,
  type Completeness,
  type ForeignSale,
  type Place,
  type Shown,
} from '../domain/completeness.ts';
import type { CheckWindow } from '../domain/check-windows.ts';
import { isWithin } from '../domain/check-windows.ts';
import { carried, exportedView } from './changes.ts';
import type { FocusView } from '../domain/changes.ts';
import type { ConnectionId, DocumentId } from '../domain/ids.ts';
import { cents } from '../domain/money.ts';
import type { Selectable } from 'kysely';
import { differences } from './after-export.ts';
import { salesInBooks, carriedTo, lastBooksReading, type CarriedDocument } from './books.ts';
import { readCheck } from './completeness-checks.ts';
import type { Ledger } from './open.ts';
import { documentIdOf } from './row-ids.ts';
import type { DocumentsTable } from './tables.ts';

export interface CompletenessReading {
  readonly completeness: Completeness;
  readonly foreign: readonly ForeignSale[];
  /** When Yuki's books were last read; null for never. */
  readonly booksReadAt: Date | null;
  /** When both sides were last compared; null before the first time. */
  readonly comparedAt: Date | null;
  /** Whether a comparison is wished or under way. */
  readonly isUnderWay: boolean;
}

type Row = Selectable<DocumentsTable>;

export async function readCompleteness(
  ledger: Ledger,
  connectionId: ConnectionId,
  period: CheckWindow,
): Promise<CompletenessReading> {
  const connection = await ledger.db
    .selectFrom('connections')
    .select('administrationId')
    .where('id', '=', connectionId)
    .executeTakeFirst();
  const administrationId = connection?.administrationId ?? null;
  const [ours, sales, reading] =
    administrationId === null
      ? [[], [], null]
      : [
          await carriedTo(ledger, administrationId),
          await salesInBooks(ledger, administrationId),
          await lastBooksReading(ledger, administrationId),
        ];
  const matches = matchBooks(ours, sales);
  const rows = await ledger.db
    .selectFrom('documents')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where('state', '<>', 'withdrawn')
    .orderBy('date')
    .orderBy('numberOrder')
    .execute();
  const known = await peopleAndCauses(ledger, connectionId);
  const carriedById = new Map(ours.map((one) => [one.documentId, one]));
  const documents = rows.map((row) => accounted(row, known, carriedById, matches));
  const foreign = matches.foreign.filter(({ date }) => date === null || isWithin(date, period));
  const check = await readCheck(ledger, connectionId);
  return {
    completeness: accountFor(documents, foreign, period),
    foreign,
    booksReadAt: reading?.readAt ?? null,
    comparedAt: reading === null ? null : (check?.doneAt ?? null),
    isUnderWay: check !== null && (check.plan !== null || check.wish !== null),
  };
}

function accounted(
  row: Row,
  known: Known,
  ours: ReadonlyMap<DocumentId, CarriedDocument>,
  matches: BookMatches,
): AccountedDocument {
  const documentId = documentIdOf(row.id);
  const match = matches.byDocument.get(documentId);
  const exported = exportedView(row);
  return {
    documentId,
    number: row.number,
    reference: row.reference,
    place: placeOf(row, known),
    focus: row.goneFromFocus ? null : shown(row.focusNow ?? exported),
    exported: shown(exported),
    yuki: yukisOf(row, match),
    silence: silenceOf(row, ours.get(documentId)),
    leftBy: known.leftBy.get(documentId) ?? null,
  };
}

function shown({ date, currency, grossCents, netCents, taxes }: FocusView): Shown {
  return { date, currency: currency ?? 'EUR', grossCents, netCents, taxes };
}

function yukisOf(row: Row, match: BookMatch | undefined): AccountedDocument['yuki'] {
  const sale = match?.sale ?? null;
  if (match === undefined || sale === null) return null;
  const grossCents = cents([sale, ...match.doubles].reduce((sum, one) => sum + one.grossCents, 0));
  return { date: sale.date ?? row.date, grossCents, sales: 1 + match.doubles.length };
}

function silenceOf(row: Row, document: CarriedDocument | undefined): AccountedDocument['silence'] {
  if (document === undefined || document.isOpen) return 'none';
  if (row.goneFromYuki) return 'gone';
  if (row.missingInYukiSince !== null) return 'lookedForAgain';
  return row.bookedAsideAt === null ? 'notReadSince' : 'bookedAside';
}

function placeOf(row: Row, known: Known): Place {
  const documentId = documentIdOf(row.id);
  if (row.state === 'linked') return { kind: 'linked', by: known.linkedBy.get(documentId) ?? null };
  if (carried.includes(row.state)) return { kind: 'inYuki' };
  if (row.state === 'ignored') return { kind: 'setAside', by: known.ignoredBy.get(documentId) ?? null };
  if (row.state === 'doubtful') return { kind: 'doubtful' };
  const cause = row.causeId === null ? undefined : known.causes.get(row.causeId);
  return cause === undefined ? { kind: 'onItsWay' } : { kind: 'waiting', ...cause };
}

interface Known {
  readonly causes: ReadonlyMap<string, { readonly cause: string; readonly shown: string }>;
  readonly ignoredBy: ReadonlyMap<string, string>;
  readonly linkedBy: ReadonlyMap<string, string>;
  readonly leftBy: ReadonlyMap<DocumentId, string>;
}

async function peopleAndCauses(ledger: Ledger, connectionId: ConnectionId): Promise<Known> {
  const causes = await ledger.db
    .selectFrom('causes')
    .select(['id', 'key', 'shown'])
    .where('connectionId', '=', connectionId)
    .where('endedAt', 'is', null)
    .execute();
  const acts = await ledger.db
    .selectFrom('auditEntries')
    .select(['who', 'what', 'params'])
    .where('connectionId', '=', connectionId)
    .where('what', 'in', ['ignored', 'linked'])
    .orderBy('id')
    .execute();
  const by = (what: string): Map<string, string> =>
    new Map(
      acts
        .filter((act) => act.what === what)
        .flatMap(({ who, params }) => concerned(params).map((id) => [id, who] as const)),
    );
  return {
    causes: new Map(causes.map(({ id, key, shown: subject }) => [id, { cause: key, shown: subject }])),
    ignoredBy: by('ignored'),
    linkedBy: by('linked'),
    leftBy: await leftByDocument(ledger, connectionId),
  };
}

/** The documents that an entry of the audit trail names, alone or many at once. */
function concerned(params: Readonly<Record<string, unknown>>): string[] {
  const { documentId, documentIds } = params;
  const many: readonly unknown[] = Array.isArray(documentIds) ? documentIds : [];
  return [documentId, ...many].filter((id) => typeof id === 'string');
}

/** Who left what was reported of a document, while nothing else is open about it. */
async function leftByDocument(ledger: Ledger, connectionId: ConnectionId): Promise<Map<DocumentId, string>> {
  const rows = await ledger.db
    .selectFrom('findings')
    .select(['documentId', 'leftBy', 'closedAt'])
    .where('connectionId', '=', connectionId)
    .where('documentId', 'is not', null)
    .where('kind', 'in', differences)
    .where((eb) => eb.or([eb('leftBy', 'is not', null), eb('closedAt', 'is', null)]))
    .orderBy('id')
    .execute();
  const left = new Map<DocumentId, string>();
  for (const { documentId, leftBy } of rows)
    if (documentId !== null && leftBy !== null) left.set(documentIdOf(documentId), leftBy);
  for (const { documentId, closedAt } of rows)
    if (documentId !== null && closedAt === null) left.delete(documentIdOf(documentId));
  return left;
}
