// What adoption needs: the relations of a Yuki domain, which customer has which, what a person has to decide, and
// the sales that stand in Yuki without our doing (R-CUST-5, R-CUST-12, R-DIS-3). Names and numbers are sealed; what
// is looked up by them is a keyed hash.

import { sql, type Kysely, type RawBuilder } from 'kysely';

export const name = '0002-adoption';

type NameTable = (name: string) => RawBuilder<unknown>;

export async function up(db: Kysely<never>, schema: string): Promise<void> {
  const table: NameTable = (tableName) => sql.id(schema, tableName);
  for (const part of [relations, doubts, customers, sales])
    for (const statement of part(table)) await statement.execute(db);
}

function relations(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('relation_readings')} (
      domain_id text primary key,
      hash_key text not null,
      started_at timestamptz not null,
      next_page integer not null,
      read_at timestamptz
    )`,
    sql`create table ${table('relations')} (
      domain_id text not null,
      relation_id text not null,
      code text,
      old_kind text check (old_kind in ('company', 'contact')),
      old_integer bigint,
      company_name_hash text,
      contact_name_hash text,
      vat_hash text,
      company_number_hash text,
      content text not null,
      seen_at timestamptz not null,
      primary key (domain_id, relation_id)
    )`,
    sql`create index relations_code on ${table('relations')} (domain_id, code) where code is not null`,
    sql`create index relations_old on ${table('relations')} (domain_id, old_kind, old_integer)
      where old_kind is not null`,
    sql`create index relations_company_name on ${table('relations')} (domain_id, company_name_hash)`,
    sql`create index relations_contact_name on ${table('relations')} (domain_id, contact_name_hash)`,
    sql`create index relations_vat on ${table('relations')} (domain_id, vat_hash) where vat_hash is not null`,
    sql`create index relations_company_number on ${table('relations')} (domain_id, company_number_hash)
      where company_number_hash is not null`,
  ];
}

function doubts(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('old_ids')} (
      focus_account_id text not null,
      kind text not null check (kind in ('company', 'contact')),
      integer_id bigint not null,
      focus_id text,
      asked_at timestamptz not null,
      primary key (focus_account_id, kind, integer_id)
    )`,
    sql`create index old_ids_customer on ${table('old_ids')} (focus_account_id, kind, focus_id)`,
    sql`create table ${table('customer_doubts')} (
      domain_id text not null,
      focus_account_id text not null,
      kind text not null check (kind in ('company', 'contact')),
      focus_id text not null,
      why text not null,
      candidates jsonb not null,
      customer text not null,
      customer_read_at timestamptz not null,
      opened_at timestamptz not null,
      decision text check (decision in ('relation', 'new')),
      relation_id text,
      decided_at timestamptz,
      primary key (domain_id, focus_account_id, kind, focus_id),
      check ((decision is null) = (decided_at is null)),
      check (decision is distinct from 'relation' or relation_id is not null)
    )`,
  ];
}

function customers(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`alter table ${table('customers')}
      add column relation_id text,
      add column matched_by text,
      add column shared boolean not null default false,
      add column coding text check (coding in ('intended', 'written')),
      add column coding_deadline timestamptz`,
    // A merged customer and its survivor are one relation (R-CUST-12); everybody else has a code of his own.
    sql`alter table ${table('customers')} drop constraint customers_domain_id_code_key`,
    sql`create unique index customers_code on ${table('customers')} (domain_id, code) where not shared`,
    sql`create index customers_relation on ${table('customers')} (domain_id, relation_id)
      where relation_id is not null`,
    sql`create index customers_coding on ${table('customers')} (domain_id, code) where coding is not null`,
  ];
}

function sales(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('yuki_sales_readings')} (
      administration_id text primary key,
      from_date date not null,
      read_at timestamptz not null
    )`,
    sql`create table ${table('yuki_sales')} (
      administration_id text not null,
      yuki_document_id text not null,
      reference text not null,
      date date,
      gross_cents bigint not null,
      relation_id text,
      relation_code text,
      primary key (administration_id, yuki_document_id)
    )`,
  ];
}
