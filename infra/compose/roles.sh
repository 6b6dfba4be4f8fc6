#!/bin/sh
# Run by the postgres image on an empty volume: our database and its user, and the user of Temporal's.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
	--set=huying="$(cat /run/secrets/database_password)" --set=temporal="$TEMPORAL_PASSWORD" <<'SQL'
CREATE ROLE huying LOGIN PASSWORD :'huying';
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal';
CREATE DATABASE huying OWNER huying ENCODING 'UTF8' TEMPLATE template0;
SQL
