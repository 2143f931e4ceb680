# Starts PostgreSQL in Docker and Telekeep on it: scripts\dev_bootstrap.ps1 [telekeep arguments...]
# With DATABASE_URL (or PG_DSN) set, that database is used and Docker is not needed.
# The thinking is done in dev-bootstrap.ts; its twin for other systems is dev_bootstrap.sh.
$ErrorActionPreference = 'Stop'
if (-not (Get-Command node -ErrorAction SilentlyContinue)) {
  [Console]::Error.WriteLine('telekeep: Node.js is not installed: install Node.js 24 from https://nodejs.org and run this again.')
  exit 1
}
$bootstrap = Join-Path $PSScriptRoot 'bootstrap.mjs'
& node $bootstrap scripts/dev-bootstrap.ts @args
exit $LASTEXITCODE
