// The tag by which references tell the entities of one administration apart (R-NUM-7). The first one has none, which
// is the empty text here; a row stays for ever, so that an entity that comes back finds its own.

import { sql, type Kysely } from 'kysely';

export const name = '0004-entity-tags';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  await sql`create table ${table('entity_tags')} (
    administration_id text not null,
    focus_account_id text not null,
    entity_id text not null,
    tag text not null,
    decided_at timestamptz not null,
    primary key (administration_id, focus_account_id, entity_id),
    unique (administration_id, tag)
  )`.execute(db);
  // The entity that came first keeps its references as they are.
  await sql`insert into ${table('entity_tags')}
      (administration_id, focus_account_id, entity_id, tag, decided_at)
    select distinct on (administration_id) administration_id, focus_account_id, entity_id, '', created_at
    from ${table('connections')}
    where administration_id is not null and focus_account_id is not null and entity_id is not null
      and state not in ('onboarding', 'merged')
    order by administration_id, created_at, id`.execute(db);
}
