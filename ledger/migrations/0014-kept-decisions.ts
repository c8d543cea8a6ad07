// What a document keeps for ever: what was cut or left out when it was prepared, and the decision of a person that
// stands about it. A prepared message goes when it is sent, so it keeps no warnings of its own.

import { sql, type Kysely } from 'kysely';

export const name = '0014-kept-decisions';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table = (tableName: string) => sql.id(schema, tableName);
  const statements = [
    sql`alter table ${table('documents')}
      add column warnings jsonb not null default '[]',
      add column decision jsonb`,
    sql`update ${table('documents')} set warnings = prepared.warnings
      from ${table('prepared_messages')} as prepared
      where prepared.document_id = ${table('documents')}.id`,
    sql`alter table ${table('prepared_messages')} drop column warnings`,
  ];
  for (const statement of statements) await statement.execute(db);
}
