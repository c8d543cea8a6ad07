// Part of migration 0001: documents with what is prepared and what was attempted, causes, open items,
// payments and findings.

import { sql, type RawBuilder } from 'kysely';

type NameTable = (name: string) => RawBuilder<unknown>;

export function create(table: NameTable): RawBuilder<unknown>[] {
  return [...causes(table), ...documents(table), ...attempts(table), ...payments(table)];
}

function causes(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('causes')} (
      id text primary key,
      connection_id text not null references ${table('connections')} (id),
      key text not null,
      subject text not null,
      shown text not null,
      opened_at timestamptz not null,
      ended_at timestamptz,
      ended text check (ended in ('cured', 'ignored', 'linked', 'connectionGone')),
      last_look_at timestamptz,
      next_look_at timestamptz,
      vendor_text text
    )`,
    sql`create unique index causes_open on ${table('causes')} (connection_id, key, subject)
      where ended_at is null`,
  ];
}

function documents(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('documents')} (
      id bigint generated always as identity primary key,
      connection_id text not null references ${table('connections')} (id),
      administration_id text not null,
      focus_account_id text not null,
      focus_id text not null,
      entity_id text not null,
      kind text not null check (kind in ('invoice', 'creditNote')),
      number text not null,
      number_order text collate "C" not null,
      reference text,
      date date not null,
      due_date date,
      customer_kind text,
      customer_focus_id text,
      customer_code text,
      currency text,
      gross_cents bigint not null,
      state text not null check (state in ('found', 'ready', 'sending', 'exported', 'settled', 'held',
        'doubtful', 'ignored', 'linked', 'withdrawn')),
      cause_id text references ${table('causes')} (id),
      released_cause_id text references ${table('causes')} (id),
      attempt_id bigint,
      accepted_not_processed boolean not null default false,
      differs boolean not null default false,
      gone_from_focus boolean not null default false,
      gone_from_yuki boolean not null default false,
      reversed boolean not null default false,
      focus_updated_at timestamptz not null,
      prepared_updated_at timestamptz,
      exported_at timestamptz,
      looks integer not null default 0,
      next_look_at timestamptz,
      paid_cents bigint not null default 0,
      seen_open boolean not null default false,
      credited_focus_id text,
      yuki_document_id text,
      found_at timestamptz not null,
      changed_at timestamptz not null,
      check ((state = 'held') = (cause_id is not null)),
      check (state not in ('sending', 'doubtful') or attempt_id is not null),
      check (state not in ('ready', 'sending', 'doubtful') or reference is not null),
      unique (administration_id, focus_account_id, focus_id)
    )`,
    // A document that is withdrawn before it was ever sent gives its reference back (documents.ts).
    sql`create unique index documents_reference on ${table('documents')} (administration_id, reference)
      where reference is not null`,
    sql`create index documents_work on ${table('documents')}
      (connection_id, state, kind desc, date, number_order)`,
    sql`create index documents_cause on ${table('documents')} (cause_id) where cause_id is not null`,
    sql`create index documents_released on ${table('documents')} (released_cause_id)
      where released_cause_id is not null`,
    sql`create index documents_attempt on ${table('documents')} (attempt_id) where attempt_id is not null`,
    sql`create index documents_pages on ${table('documents')} (connection_id, date desc, id desc)`,
    sql`create table ${table('prepared_messages')} (
      document_id bigint primary key references ${table('documents')} (id),
      fragment text not null,
      bytes integer not null,
      fingerprint text not null,
      identity jsonb not null,
      warnings jsonb not null,
      prepared_at timestamptz not null
    )`,
  ];
}

function attempts(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('attempts')} (
      id bigint generated always as identity primary key,
      connection_id text not null references ${table('connections')} (id),
      state text not null
        check (state in ('claimed', 'begun', 'answered', 'settled', 'abandoned', 'lost')),
      worker text not null,
      wire_deadline timestamptz not null,
      claimed_at timestamptz not null,
      begun_at timestamptz,
      answered_at timestamptz,
      settled_at timestamptz,
      outcome text,
      answer text
    )`,
    sql`create index attempts_open on ${table('attempts')} (wire_deadline)
      where state in ('claimed', 'begun', 'answered')`,
    sql`create table ${table('attempt_documents')} (
      attempt_id bigint not null references ${table('attempts')} (id),
      document_id bigint not null references ${table('documents')} (id),
      fragment text not null,
      fingerprint text not null,
      identity jsonb not null,
      verdict text,
      verdict_at timestamptz,
      by_look_up boolean not null default false,
      cause_id text,
      vendor_text text,
      primary key (attempt_id, document_id)
    )`,
    sql`create index attempt_documents_document on ${table('attempt_documents')} (document_id)`,
  ];
}

function payments(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('open_item_readings')} (
      administration_id text primary key,
      read_at timestamptz not null,
      items integer not null
    )`,
    sql`create table ${table('open_items')} (
      administration_id text not null,
      item_key text not null,
      item_id text not null,
      yuki_document_id text,
      ours bigint references ${table('documents')} (id),
      customer_key text not null,
      reference text,
      date date,
      type_id integer,
      original_cents bigint not null,
      open_cents bigint not null,
      set_off_cents bigint not null,
      seen_at timestamptz not null,
      primary key (administration_id, item_key)
    )`,
    sql`create table ${table('payments')} (
      id bigint generated always as identity primary key,
      document_id bigint not null references ${table('documents')} (id),
      cumulative_cents bigint not null,
      amount_cents bigint not null check (amount_cents > 0),
      paid_on date not null,
      state text not null
        check (state in ('intended', 'claimed', 'doubtful', 'registered', 'alreadyThere', 'reported')),
      worker text,
      deadline timestamptz,
      paid_before_cents bigint,
      registered_cents bigint,
      why text,
      intended_at timestamptz not null,
      settled_at timestamptz,
      unique (document_id, cumulative_cents)
    )`,
    sql`create index payments_open on ${table('payments')} (state)
      where state in ('intended', 'claimed', 'doubtful')`,
    sql`create table ${table('findings')} (
      id bigint generated always as identity primary key,
      connection_id text not null references ${table('connections')} (id),
      document_id bigint references ${table('documents')} (id),
      kind text not null,
      subject text not null,
      params jsonb not null,
      reported_at timestamptz not null,
      closed_at timestamptz
    )`,
    sql`create unique index findings_open on ${table('findings')} (connection_id, kind, subject)
      where closed_at is null`,
  ];
}
