#!/bin/sh
# Starts PostgreSQL in Docker and Telekeep on it: scripts/dev_bootstrap.sh [telekeep arguments…]
# With DATABASE_URL (or PG_DSN) set, that database is used and Docker is not needed.
# The thinking is done in dev-bootstrap.ts; its twin for Windows is dev_bootstrap.ps1.
set -eu
if ! command -v node >/dev/null 2>&1; then
  echo "telekeep: Node.js is not installed: install Node.js 24 from https://nodejs.org and run this again." >&2
  exit 1
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
exec node "$here/bootstrap.mjs" scripts/dev-bootstrap.ts "$@"
