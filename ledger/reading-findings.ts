// What a reading of open items reports to people, kept with the connection of each document; what the next reading no
// longer says is over.

import type { Transaction } from 'kysely';
import type { ConnectionId, DocumentId, YukiAdministrationId } from '../domain/ids.ts';
import { endAllBut, reportRow, type Finding } from './findings.ts';
import { documentIdOf, knownRowNumber } from './row-ids.ts';
import type { Tables } from './tables.ts';

/** A finding of a reading; those without a document belong to the connection that read. */
export type ReadingFinding = Omit<Finding, 'connectionId'>;

const rowsPerStatement = 500;

/** Findings that say how things stand: what the next reading no longer says is over. The others tell what happened. */
const standingKinds = ['reversed', 'overpaid', 'neverSeenInYuki', 'settlementUnproven'] as const;

/** Each belongs to the connection of its document, whichever of those that share the administration has read. */
export async function reportReading(
  transaction: Transaction<Tables>,
  { administrationId, connectionId }: { administrationId: YukiAdministrationId; connectionId: ConnectionId },
  findings: readonly ReadingFinding[],
  now: Date,
): Promise<void> {
  const concerned = findings.flatMap(({ documentId }) => (documentId === null ? [] : [documentId]));
  const owners = new Map<DocumentId, ConnectionId>();
  const numbers = [...new Set(concerned)].map(knownRowNumber);
  for (let start = 0; start < numbers.length; start += rowsPerStatement) {
    const rows = await transaction
      .selectFrom('documents')
      .select(['id', 'connectionId'])
      .where('id', 'in', numbers.slice(start, start + rowsPerStatement))
      .execute();
    for (const row of rows) owners.set(documentIdOf(row.id), row.connectionId);
  }
  for (const finding of findings) {
    const owner = finding.documentId === null ? connectionId : owners.get(finding.documentId);
    await reportRow(transaction, { ...finding, connectionId: owner ?? connectionId }, now);
  }
  await endAllBut(transaction, administrationId, standingKinds, findings, now);
  await markReversed(transaction, administrationId, findings);
}

async function markReversed(
  transaction: Transaction<Tables>,
  administrationId: YukiAdministrationId,
  findings: readonly ReadingFinding[],
): Promise<void> {
  const reversed = findings.flatMap(({ kind, documentId }) =>
    kind === 'reversed' && documentId !== null ? [knownRowNumber(documentId)] : [],
  );
  await transaction
    .updateTable('documents')
    .set({ reversed: false })
    .where('administrationId', '=', administrationId)
    .where('reversed', '=', true)
    .execute();
  for (let start = 0; start < reversed.length; start += rowsPerStatement)
    await transaction
      .updateTable('documents')
      .set({ reversed: true })
      .where('id', 'in', reversed.slice(start, start + rowsPerStatement))
      .execute();
}
