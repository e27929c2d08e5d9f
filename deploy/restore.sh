#!/bin/bash
# Put one copy back: restore.sh <folder of the copy>. Nothing is touched before the whole copy could be read.
# Afterwards, before anybody enters: manage.py grant_web_role, manage.py reapply_erasures, manage.py verify_log.
set -euo pipefail
: "${DATABASE_URL:?}" "${BACKUP_KEY:?}" "${STATE_DIR:?}"
copy=${1:?which copy}
umask 077
read_here=$(mktemp -d)
trap 'rm -rf "$read_here"' EXIT

for part in database files; do
    openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass env:BACKUP_KEY -in "$copy/$part" -out "$read_here/$part"
done
pg_restore --list "$read_here/database" >/dev/null
tar --list --file="$read_here/files" >/dev/null
pg_restore --clean --if-exists --no-owner --single-transaction --exit-on-error --dbname="$DATABASE_URL" "$read_here/database"
tar --extract --directory="$STATE_DIR" --file="$read_here/files"
