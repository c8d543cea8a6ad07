#!/bin/sh
# Makes Temporal's two databases and brings their tables to this version; a second run changes nothing. Runs in
# Temporal's admin tools, which must be of the server's version. Upgrades go one minor version at a time.

set -eu
: "${POSTGRES_SEEDS:?}" "${DB_PORT:?}" "${POSTGRES_USER:?}" "${SQL_PASSWORD:?}"
schemas="${TEMPORAL_SCHEMAS:-/etc/temporal/schema/postgresql/v12}"

on_database() {
  database="$1"
  shift
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" \
    --db "$database" "$@"
}

for part in temporal visibility; do
  case "$part" in
    temporal) name=temporal ;;
    visibility) name=temporal_visibility ;;
  esac
  on_database "$name" create
  on_database "$name" setup-schema -v 0.0
  on_database "$name" update-schema -d "$schemas/$part/versioned"
done
echo 'The databases of Temporal are up to date.'
