// Settings of the whole installation by key, such as durations that differ from the usual ones. What a key means
// and whether its content is valid is for its reader.

import type { Ledger } from './open.ts';

/** Plain JSON, as `JSON.parse` gives it. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Null when it was never written. */
export async function readSetting(ledger: Ledger, key: string): Promise<JsonValue | null> {
  const row = await ledger.db
    .selectFrom('settings')
    .select('content')
    .where('key', '=', key)
    .executeTakeFirst();
  return row === undefined ? null : (row.content as JsonValue);
}

export async function writeSetting(
  ledger: Ledger,
  key: string,
  content: JsonValue,
  now: Date,
): Promise<void> {
  const text = JSON.stringify(content);
  await ledger.db
    .insertInto('settings')
    .values({ key, content: text, updatedAt: now })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ content: text, updatedAt: now }))
    .execute();
}
