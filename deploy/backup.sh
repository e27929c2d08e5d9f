#!/bin/bash
# One copy of the database and the private files, encrypted before it touches the disk; copies older than the term go.
# The ledger of erasures stays out: after a restore the newest one says what to erase again (docs/operations.md). So do the keys
# of research studies: they never lie beside the database. BACKUP_KEYS_DIR is another place, where their own copy goes.
set -euo pipefail
: "${DATABASE_URL:?}" "${BACKUP_KEY:?}" "${STATE_DIR:?}"
folder=${BACKUP_DIR:-/backup} days=${BACKUP_KEEP_DAYS:-31}
umask 077
copy=$folder/$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$copy.part"
trap 'rm -rf "$copy.part"' EXIT

seal() { openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -salt -pass env:BACKUP_KEY; }

pg_dump --format=custom --no-owner --no-privileges --dbname="$DATABASE_URL" | seal >"$copy.part/database"
tar --create --directory="$STATE_DIR" --exclude=private/wissingen --exclude=private/onderzoekssleutels private | seal >"$copy.part/files"
# Only what is whole carries its name.
mv "$copy.part" "$copy"
if [ -n "${BACKUP_KEYS_DIR:-}" ] && [ -d "$STATE_DIR/private/onderzoekssleutels" ]; then
    tar --create --directory="$STATE_DIR" private/onderzoekssleutels | seal >"$BACKUP_KEYS_DIR/studies.part"
    mv "$BACKUP_KEYS_DIR/studies.part" "$BACKUP_KEYS_DIR/studies"
fi
find "$folder" -mindepth 1 -maxdepth 1 -type d -mtime "+$days" -exec rm -rf {} +
echo "$copy"
