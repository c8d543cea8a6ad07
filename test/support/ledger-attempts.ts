// Messages on their way to Yuki, as the tests of attempts and doubts begin: claimed, and begun on the wire.

import type { AttemptId, ConnectionId, DocumentId } from '../../domain/ids.ts';
import { beginWire } from '../../ledger/attempts.ts';
import type { Ledger } from '../../ledger/open.ts';
import { claim, morning, readyInvoices } from './ledger-documents.ts';

/** One invoice that is on its way. */
export async function onItsWay(
  ledger: Ledger,
): Promise<{ connectionId: ConnectionId; document: DocumentId; attempt: AttemptId }> {
  const { connectionId, documents } = await readyInvoices(ledger, 1);
  const attempt = await sendAgain(ledger, connectionId, morning);
  return { connectionId, document: documents[0]!, attempt };
}

/** Claims what is ready and lets its bytes begin. */
export async function sendAgain(ledger: Ledger, connectionId: ConnectionId, now: Date): Promise<AttemptId> {
  const claimed = await claim(ledger, connectionId, { now });
  if (claimed === null) throw new Error('Nothing was ready.');
  if (!(await beginWire(ledger, claimed.attemptId, now))) throw new Error('It may not begin.');
  return claimed.attemptId;
}
