/** Whether somebody else seems to export the same entity, which would bring every document to Yuki twice (R-ONB-11, S-67). */

import type { ConnectionId } from '../domain/ids.ts';
import { countTakenByOthers } from '../ledger/second-exporter.ts';
import type { Tools } from './tools.ts';

/** Fewer may be somebody who typed an invoice. MAINTENANCE: the cause's sentences in the catalogue say three. */
const suspicious = 3;
const dayMs = 24 * 3_600_000;

/** True after the third find within a day; a person's `retry` begins the count anew. Costs no call. */
export async function isSecondExporterSuspected(
  { ledger, clock }: Tools,
  connectionId: ConnectionId,
): Promise<boolean> {
  const since = new Date(clock().getTime() - dayMs);
  return (await countTakenByOthers(ledger, connectionId, since)) >= suspicious;
}
