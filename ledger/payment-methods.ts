// The payment methods that a customer made in Yuki, by name, as they were last read. A method is named in a message
// only when it is there, because what an unknown one does is not published (yuki-api 3.5).

import type { YukiAdministrationId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { readSetting, writeSetting } from './settings.ts';

const keyOf = (administrationId: YukiAdministrationId): string => `payment-methods/${administrationId}`;

export interface KnownMethods {
  readonly names: readonly string[];
  readonly readAt: Date;
}

/** Null before the first reading. */
export async function readMethods(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<KnownMethods | null> {
  const kept = (await readSetting(ledger, keyOf(administrationId))) as {
    names: string[];
    readAt: string;
  } | null;
  return kept === null ? null : { names: kept.names, readAt: new Date(kept.readAt) };
}

export async function storeMethods(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  names: readonly string[],
  now: Date,
): Promise<void> {
  await writeSetting(ledger, keyOf(administrationId), { names, readAt: now.toISOString() }, now);
}
