// Part of migration 0001: connections with their pauses, Focus accounts with pacing, Yuki domains with their
// daily calls, lists that are fetched from both systems, settings and the audit trail.

import { sql, type RawBuilder } from 'kysely';

type NameTable = (name: string) => RawBuilder<unknown>;

export function create(table: NameTable): RawBuilder<unknown>[] {
  return [...connections(table), ...focusAccounts(table), ...yukiDomains(table), ...shared(table)];
}

function connections(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('connections')} (
      id text primary key,
      state text not null
        check (state in ('onboarding', 'active', 'paused', 'stopped', 'disconnected', 'merged')),
      focus_account_id text,
      entity_id text,
      entity_name text,
      administration_id text,
      company_id_typed text,
      domain_id text,
      country text check (country in ('be', 'nl')),
      administration_name text,
      administration_confirmed boolean not null default false,
      start_date date,
      mappings_confirmed boolean not null default false,
      automatic_decided boolean not null default false,
      settings jsonb not null,
      pause_number integer not null default 0,
      run_number integer not null default 0,
      dirty boolean not null default false,
      next_sync_at timestamptz,
      onboarding_problem jsonb,
      onboarding jsonb,
      merged_into text references ${table('connections')} (id),
      learned_closed_before date,
      yuki_key text,
      yuki_key_at timestamptz,
      yuki_session text,
      yuki_session_expires_at timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null
    )`,
    sql`create unique index connections_triple
      on ${table('connections')} (focus_account_id, entity_id, administration_id)
      where state <> 'merged'`,
    sql`create table ${table('pauses')} (
      connection_id text not null references ${table('connections')} (id),
      number integer not null,
      cause text not null,
      shown text not null,
      since timestamptz not null,
      next_try timestamptz,
      vendor_text text,
      ended_at timestamptz,
      primary key (connection_id, number)
    )`,
    sql`create table ${table('runs')} (
      connection_id text not null references ${table('connections')} (id),
      number integer not null,
      scope text not null,
      workflow_run_id text not null,
      started_at timestamptz not null,
      ended_at timestamptz,
      outcome text,
      cause text,
      found integer not null default 0,
      exported integer not null default 0,
      held integer not null default 0,
      doubtful integer not null default 0,
      ready integer not null default 0,
      skipped integer not null default 0,
      payments_registered integer not null default 0,
      payments_reported integer not null default 0,
      yuki_calls integer not null default 0,
      focus_requests integer not null default 0,
      customers integer not null default 0,
      batches integer not null default 0,
      primary key (connection_id, number)
    )`,
    sql`create table ${table('watermarks')} (
      connection_id text not null references ${table('connections')} (id),
      kind text not null,
      moved_to timestamptz not null,
      primary key (connection_id, kind)
    )`,
  ];
}

function focusAccounts(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('focus_accounts')} (
      account_id text primary key,
      time_zone text,
      tokens text,
      tokens_expire_at timestamptz,
      token_version integer not null default 0,
      revoked_at timestamptz,
      refresh_holder text,
      refresh_until timestamptz,
      updated_at timestamptz not null
    )`,
    sql`create table ${table('oauth_grants')} (
      grant_hash text primary key,
      account_id text not null,
      used_at timestamptz not null
    )`,
    sql`create table ${table('oauth_states')} (
      state_hash text primary key,
      connection_id text not null,
      redirect_uri text not null,
      expires_at timestamptz not null
    )`,
    sql`create table ${table('focus_pacing')} (
      account_id text primary key,
      per_minute integer not null default 200 check (per_minute between 2 and 1000000),
      full_at_micros bigint not null default 0,
      blocked_until_micros bigint not null default 0,
      last_connection text,
      waiting_connection text,
      waiting_until_micros bigint not null default 0,
      granted integer not null default 0,
      granted_at_micros bigint not null default 0
    )`,
  ];
}

function yukiDomains(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('yuki_domains')} (
      domain_id text primary key,
      daily_limit integer not null check (daily_limit >= 0),
      reserve integer not null check (reserve >= 0),
      updated_at timestamptz not null
    )`,
    sql`create table ${table('yuki_quota')} (
      domain_id text not null,
      day date not null,
      used integer not null,
      probes integer not null,
      exhausted boolean not null default false,
      updated_at timestamptz not null,
      primary key (domain_id, day)
    )`,
    // Relations belong to Yuki's domain, so a code is unique there and not per administration (R-CUST-11).
    sql`create table ${table('customers')} (
      domain_id text not null,
      focus_account_id text not null,
      kind text not null check (kind in ('company', 'contact')),
      focus_id text not null,
      code text not null,
      snapshot text,
      focus_updated_at timestamptz,
      read_at timestamptz,
      unknown_in_focus boolean not null default false,
      decided_at timestamptz not null,
      primary key (domain_id, focus_account_id, kind, focus_id),
      unique (domain_id, code)
    )`,
  ];
}

function shared(table: NameTable): RawBuilder<unknown>[] {
  return [
    sql`create table ${table('master_lists')} (
      kind text not null,
      owner text not null,
      content jsonb not null,
      read_at timestamptz not null,
      changed_at timestamptz not null,
      primary key (kind, owner)
    )`,
    sql`create table ${table('settings')} (
      key text primary key,
      content jsonb not null,
      updated_at timestamptz not null
    )`,
    sql`create table ${table('audit_entries')} (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      connection_id text,
      who text not null,
      what text not null,
      params jsonb not null
    )`,
    sql`create index audit_entries_connection on ${table('audit_entries')} (connection_id, id)`,
  ];
}
