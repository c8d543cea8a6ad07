// Whether an attempt carried the original PDF of a document, and how large it was. The PDF itself is never kept.

import { sql, type Kysely } from 'kysely';

export const name = '0008-attached-pdfs';

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  await sql`alter table ${sql.id(schema, 'attempt_documents')} add column pdf_bytes integer`.execute(db);
}
