// Rotation of the sealing keys: which keys still have texts in the ledger, and sealing the texts of old keys anew
// under the first one, so that an old key can be thrown away. Which texts are sealed is said by each column's place.

import { sql } from 'kysely';
import type { Ledger } from './open.ts';

/** Every column that holds sealed text, with the key of its row. MAINTENANCE: as `Sealed` in tables.ts, relation-tables.ts, message-tables.ts and paid-in-focus-tables.ts says. */
export const sealedPlaces = [
  { table: 'connections', column: 'yuki_key', key: ['id'] },
  { table: 'connections', column: 'yuki_session', key: ['id'] },
  { table: 'pauses', column: 'vendor_text', key: ['connection_id', 'number'] },
  { table: 'focus_accounts', column: 'tokens', key: ['account_id'] },
  { table: 'customers', column: 'snapshot', key: ['domain_id', 'focus_account_id', 'kind', 'focus_id'] },
  { table: 'relation_readings', column: 'hash_key', key: ['domain_id'] },
  { table: 'relations', column: 'content', key: ['domain_id', 'relation_id'] },
  {
    table: 'customer_doubts',
    column: 'customer',
    key: ['domain_id', 'focus_account_id', 'kind', 'focus_id'],
  },
  { table: 'prepared_messages', column: 'fragment', key: ['document_id'] },
  { table: 'attempts', column: 'answer', key: ['id'] },
  { table: 'attempt_documents', column: 'fragment', key: ['attempt_id', 'document_id'] },
  { table: 'attempt_documents', column: 'vendor_text', key: ['attempt_id', 'document_id'] },
  { table: 'causes', column: 'vendor_text', key: ['id'] },
  { table: 'journal_lines', column: 'vendor_text', key: ['id'] },
  { table: 'recipients', column: 'address', key: ['id'] },
  { table: 'recipients', column: 'signing_secret', key: ['id'] },
] as const;
type Place = (typeof sealedPlaces)[number];

const rowsPerPage = 200;

/** How many sealed texts each key has in the ledger, by the key's id. Reads every sealed text's header. */
export async function countSealed(ledger: Ledger): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const place of sealedPlaces) {
    const { rows } = await sql<{ keyId: string | null; texts: number }>`
      select ${keyIdOfColumn(place)} as key_id, count(*)::int as texts from ${tableOf(ledger, place)}
      where ${sql.ref(place.column)} is not null group by 1`.execute(ledger.db);
    for (const { keyId, texts } of rows)
      if (keyId !== null) counts.set(keyId, (counts.get(keyId) ?? 0) + texts);
  }
  return counts;
}

/**
 * Seals one page of texts anew that are not under the first key, and answers how many it sealed; 0 when none is
 * left. Can be stopped and said again at any moment. A text that changed meanwhile is left as it is: it was sealed
 * by the one who changed it.
 *
 * @throws SealError when a text needs a key that LEDGER_KEYS does not have.
 */
export async function resealPage(ledger: Ledger): Promise<number> {
  for (const place of sealedPlaces) {
    const sealed = await resealPlace(ledger, place);
    if (sealed > 0) return sealed;
  }
  return 0;
}

async function resealPlace(ledger: Ledger, place: Place): Promise<number> {
  const column = sql.ref(place.column);
  const key = sql.join(place.key.map((name) => sql.ref(name)));
  const { rows } = await sql<{ sealed: string; key: (string | number)[] }>`
    select ${column} as sealed, json_build_array(${key}) as key from ${tableOf(ledger, place)}
    where ${column} is not null and ${keyIdOfColumn(place)} <> ${ledger.seal.sealingKeyId}
    limit ${rowsPerPage}`.execute(ledger.db);
  let done = 0;
  for (const row of rows) {
    const renewed = await ledger.seal.reseal(row.sealed);
    const isThisRow = sql.join(
      place.key.map((name, index) => sql`${sql.ref(name)} = ${row.key[index]}`),
      sql` and `,
    );
    const { numAffectedRows } = await sql`update ${tableOf(ledger, place)} set ${column} = ${renewed}
      where ${isThisRow} and ${column} = ${row.sealed}`.execute(ledger.db);
    done += Number(numAffectedRows ?? 0n);
  }
  // Rows that somebody else renewed in between count as well: there may be more behind them.
  return Math.max(done, rows.length === 0 ? 0 : 1);
}

/**
 * Forgets that keys without a text were ever used, so that processes start without them. Answers their ids. Only
 * to be said when every process has the new first key: an old one may still seal under an old key.
 */
export async function forgetUnusedKeys(ledger: Ledger): Promise<string[]> {
  const used = new Set([...(await countSealed(ledger)).keys(), ledger.seal.sealingKeyId]);
  const canaries = await ledger.db
    .selectFrom('settings')
    .select('key')
    .where('key', 'like', 'canary:%')
    .execute();
  const unused = canaries
    .map(({ key }) => key.slice('canary:'.length))
    .filter((keyId) => !used.has(keyId))
    .toSorted();
  for (const keyId of unused)
    await ledger.db.deleteFrom('settings').where('key', '=', `canary:${keyId}`).execute();
  return unused;
}

function tableOf(ledger: Ledger, place: Place) {
  return sql.id(ledger.schema, place.table);
}

/** The key's id from the header of a sealed text, which is base64 without its signs `+/=`. */
function keyIdOfColumn(place: Place) {
  const header = sql`split_part(${sql.ref(place.column)}, '.', 1)`;
  const padded = sql`translate(${header}, '-_', '+/') || repeat('=', (4 - length(${header}) % 4) % 4)`;
  return sql<string>`convert_from(decode(${padded}, 'base64'), 'UTF8')::json ->> 'kid'`;
}
