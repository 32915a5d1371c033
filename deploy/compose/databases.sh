#!/bin/bash
# Run by the postgres image on its first start: the two databases and their owners. No service runs as the superuser.
set -euo pipefail
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
  --set=store_password="$(cat /run/secrets/store_password)" --set=control_password="$(cat /run/secrets/control_password)" \
  --set=ingest_password="$(cat /run/secrets/ingest_password)" <<'SQL'
-- Forks have logins of their own, so the store's owner may make roles.
CREATE ROLE hindcast_store LOGIN CREATEROLE PASSWORD :'store_password';
CREATE ROLE hindcast_control LOGIN PASSWORD :'control_password';
-- For the gateway's receivers, if they are switched on (deploy/compose/ingest.yml); it has no right before that.
CREATE ROLE hindcast_ingest LOGIN PASSWORD :'ingest_password';
CREATE DATABASE traces OWNER hindcast_store;
CREATE DATABASE control OWNER hindcast_control;
\connect traces
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
\connect control
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
SQL
