// The address at which Focus tells news of an account: the hash of its secret part, when it was last seen to be
// registered, and why it is not.

import { sql, type Kysely } from 'kysely';

export const name = '0013-webhooks';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  await sql`alter table ${sql.id(schema, 'focus_accounts')}
    add column webhook_hash text unique,
    add column webhook_looked_at timestamptz,
    add column webhook_problem text`.execute(db);
}
