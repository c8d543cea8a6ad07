#!/bin/sh
# Makes one role and its own place for each of the two programs that share this PostgreSQL server, when the
# server's folder is made. The image runs it once; after that passwords are changed by `alter role`.

set -eu
: "${POSTGRES_USER:?}" "${POSTGRES_DB:?}" "${TEMPORAL_DB_PASSWORD:?}" "${LEDGER_DB_PASSWORD:?}"

# Temporal's own tool makes its databases, so its role may; the ledger's role may not.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
\getenv temporal_password TEMPORAL_DB_PASSWORD
\getenv ledger_password LEDGER_DB_PASSWORD
create role temporal login createdb password :'temporal_password';
create role focus_yuki login password :'ledger_password';
create database focus_yuki owner focus_yuki;
revoke connect on database focus_yuki from public;
SQL
