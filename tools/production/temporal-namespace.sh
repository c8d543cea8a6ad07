#!/bin/sh
# Makes the namespace with an explicit retention as soon as the server is healthy; a second run changes nothing.
# Runs in Temporal's admin tools, whose CLI reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE by itself.

set -eu
: "${TEMPORAL_ADDRESS:?}" "${TEMPORAL_NAMESPACE:?}" "${TEMPORAL_RETENTION:?}"
tries_left="${TEMPORAL_TRIES:-60}"

until temporal operator cluster health >/dev/null 2>&1; do
  tries_left=$((tries_left - 1))
  if [ "$tries_left" -le 0 ]; then
    echo "Temporal at $TEMPORAL_ADDRESS did not become healthy." >&2
    exit 1
  fi
  sleep 1
done

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  echo "The namespace $TEMPORAL_NAMESPACE exists."
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$TEMPORAL_RETENTION"
fi
