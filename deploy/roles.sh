#!/bin/sh
# Make the two roles of a fresh database: one that owns the tables, one that works and is bound by row-level security.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -U postgres -d jiufang <<'SQL'
CREATE EXTENSION IF NOT EXISTS vector;
CREATE ROLE jiufang_owner LOGIN PASSWORD :'owner';
CREATE ROLE jiufang_app LOGIN PASSWORD :'app' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
GRANT jiufang_app TO jiufang_owner;
ALTER DATABASE jiufang OWNER TO jiufang_owner;
ALTER SCHEMA public OWNER TO jiufang_owner;
SQL
