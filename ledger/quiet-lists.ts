// Polls that bring nothing are most of all polls. When the list of open items, and everything of ours that it is
// compared with, are the very same as at a comparison that changed nothing, comparing them again would change nothing.

import { sql, type RawBuilder } from 'kysely';
import type { YukiAdministrationId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

/**
 * Everything of ours that a reading is compared with, as one short text: documents and what was attributed to them,
 * what is forgiven, and what people were told. Made by the database, so that no row of it travels. Take it before the
 * rows themselves are read: what changes in between then makes the next print another one.
 */
export async function ourSideOf(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  { lagMs }: { readonly lagMs: number },
  now: Date,
): Promise<string> {
  const overdueBefore = new Date(now.getTime() - lagMs);
  const table = (name: string) => sql.id(ledger.schema, name);
  // Sums do not depend on the order of the rows; the count beside them tells rows from none.
  const print = (row: ReturnType<typeof sql>) =>
    sql`count(*) || '-' || coalesce(sum(hashtextextended((${row})::text, 0)), 0)`;
  const { rows } = await sql<{ print: string }>`
    with ours as (
      select * from ${table('documents')} where administration_id = ${administrationId}
    )
    select concat_ws('/',
      (select ${print(sql`row(id, connection_id, focus_id, kind, reference, customer_code, date, gross_cents,
          yuki_document_id, currency, never_open, gone_from_yuki, missing_in_yuki_since is null, exported_at is not null and exported_at <= ${overdueBefore})`)}
        from ours where state in ('exported', 'linked', 'settled')),
      (select ${print(sql`credited_focus_id`)} from ours where credited_focus_id is not null),
      (select ${print(sql`row(document_id, cumulative_cents, round, removed)`)}
        from ${table('payments')} where document_id in (select id from ours)),
      (select ${print(sql`row(id, settings)`)}
        from ${table('connections')} where id in (select connection_id from ours)),
      (select ${print(sql`row(id, closed_at, over_at)`)}
        from ${table('findings')} where connection_id in (select connection_id from ours))
    ) as print`.execute(ledger.db);
  return rows[0]?.print ?? '';
}

/**
 * Takes a list for read that is known to bring nothing. False when it is not known: nothing is changed then, and the
 * whole comparison is due.
 */
export async function repeatQuietReading(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  print: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await ledger.db
    .updateTable('openItemReadings')
    .set({ readAt: nextReadAt(now) })
    .where('administrationId', '=', administrationId)
    .where('quietPrint', '=', print)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The moment of a further reading: never the same twice, so that no comparison mistakes one reading for another. */
export function nextReadAt(now: Date): RawBuilder<Date> {
  return sql<Date>`greatest(${now}::timestamptz, read_at + interval '1 millisecond')`;
}
