// A list of open items that was not believed, kept until another one agrees with it or none has to (design 7). Two
// connections may share the administration, so that a second list counts only when it is not the same moment's.

import type { YukiAdministrationId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';
import { readSetting, writeSetting } from './settings.ts';

const keyOf = (administrationId: YukiAdministrationId): string => `suspicion/${administrationId}`;

interface Suspicion {
  readonly evidence: string;
  /** From when on an agreeing list is believed. */
  readonly from: string;
}

/** The evidence of the list that was not believed, once another one may confirm it; null before, and when there is none. */
export async function readSuspicion(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  waitMs: number,
  now: Date,
): Promise<string | null> {
  const kept = suspicionIn(await readSetting(ledger, keyOf(administrationId)));
  return kept !== null && Date.parse(kept.from) + waitMs <= now.getTime() ? kept.evidence : null;
}

/** Keeps what was not believed; the same again keeps the moment at which it was first seen. */
export async function suspect(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  evidence: string,
  now: Date,
): Promise<void> {
  const kept = suspicionIn(await readSetting(ledger, keyOf(administrationId)));
  if (kept?.evidence === evidence) return;
  await writeSetting(ledger, keyOf(administrationId), { evidence, from: now.toISOString() }, now);
}

/** A person says that the list is right: the next one that agrees is believed at once. */
export async function confirmSuspicion(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  now: Date,
): Promise<void> {
  const kept = suspicionIn(await readSetting(ledger, keyOf(administrationId)));
  if (kept === null) return;
  const from = new Date(0).toISOString();
  await writeSetting(ledger, keyOf(administrationId), { evidence: kept.evidence, from }, now);
}

/** A list was believed. */
export async function forgetSuspicion(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  now: Date,
): Promise<void> {
  const kept = await readSetting(ledger, keyOf(administrationId));
  if (kept !== null) await writeSetting(ledger, keyOf(administrationId), null, now);
}

function suspicionIn(kept: unknown): Suspicion | null {
  if (typeof kept !== 'object' || kept === null || !('evidence' in kept) || !('from' in kept)) return null;
  const { evidence, from } = kept;
  return typeof evidence === 'string' && typeof from === 'string' ? { evidence, from } : null;
}
