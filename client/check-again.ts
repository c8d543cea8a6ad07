/**
 * After a change of settings: what waited for one of them, and what was prepared by the old ones, is checked again
 * by the next run, and the holds concerned are told, so that nobody has to say retry.
 */

import type { HoldCauseKey } from '../domain/causes.ts';
import type { Connection } from '../ledger/connections.ts';
import { prepareAgain } from '../ledger/prepare-again.ts';
import type { ConnectorTools } from './tools.ts';

/** Causes that the choice of accounts can cure, or move to another account. */
export const accountCauses = [
  'account-missing',
  'account-unknown',
  'account-disabled',
  'account-not-revenue',
  'accounts-refused',
] as const satisfies readonly HoldCauseKey[];

/** Causes that a link of a VAT rate can cure. */
export const vatLinkCauses = [
  'vat-rate-not-linked',
  'vat-code-unknown',
  'vat-code-not-valid-on-date',
  'vat-country-mismatch',
  'vat-refused',
] as const satisfies readonly HoldCauseKey[];

/** Rows first, then the words; answers how many documents are checked again. */
export async function checkAgain(
  tools: ConnectorTools,
  connection: Connection,
  keys: readonly HoldCauseKey[],
): Promise<number> {
  const { documents, causes } = await prepareAgain(tools.ledger, connection.id, keys, tools.now());
  for (const causeId of causes) await tools.temporal.signalHold(connection.id, causeId, 'changed');
  // A word would start a stopped connection again; its documents are checked when it is resumed.
  if (documents > 0 && connection.state !== 'stopped')
    await tools.temporal.signalConnection(connection.id, 'documentsReleased');
  return documents;
}
