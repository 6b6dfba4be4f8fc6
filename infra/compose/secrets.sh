#!/bin/sh
# Makes the passwords and the key of an installation, once; what is there stays. Nothing of it belongs in a repository.
set -eu
cd -- "$(dirname -- "$0")"
umask 077
mkdir -p secrets
made() { [ -s "secrets/$1" ] || openssl rand -hex 32 > "secrets/$1"; }
made secret_key
made database_password
made postgres
made grafana
[ -s secrets/database_url ] || printf 'postgresql+psycopg://huying:%s@postgres:5432/huying\n' \
	"$(cat secrets/database_password)" > secrets/database_url
[ -s .env ] || printf 'TEMPORAL_PASSWORD=%s\n' "$(openssl rand -hex 32)" > .env
# Containers run as other users: the folder keeps everybody else of this machine out, the files let them read.
chmod 700 secrets
chmod 444 secrets/*
echo "secrets are in $(pwd)/secrets and $(pwd)/.env: keep a copy of secret_key somewhere safe"
