#!/bin/sh
# Temporal's own tables, made or brought up to date. Repeating it changes nothing; after a new TEMPORAL_TAG it upgrades.
set -eu
for kind in temporal visibility; do
	database=temporal
	[ "$kind" = temporal ] || database=temporal_visibility
	tool="temporal-sql-tool --plugin postgres12 --endpoint postgres --port 5432 --user temporal --database $database"
	$tool create-database || true # is there already; what else could be wrong, the next line meets
	$tool setup-schema --version 0.0 || true
	$tool update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$kind/versioned"
done
