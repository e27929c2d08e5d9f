"""The database role with which web, worker and beat work: rows, never tables or triggers, and nothing of the log's past.

Migrations run as the owner of the tables. Whoever takes over the web process cannot switch off the triggers of the log,
which belong to the owner (law.md R45; ASVS 13.2.2). PostgreSQL only: SQLite has no roles.
"""

from psycopg2 import sql

#: What this role may not do with a table, beyond the rights that it has on all others.
WITHHELD = {
    # Rows of more than five years are pruned by a function of the owner (centre/append_only.py).
    "centre_accesslog": "UPDATE, DELETE, TRUNCATE",
    "centre_accessseal": "UPDATE, DELETE, TRUNCATE",
    "centre_accessquarter": "UPDATE, DELETE, TRUNCATE",
    "django_migrations": "INSERT, UPDATE, DELETE, TRUNCATE",
}
#: Single columns that it may change all the same: that the rows of a sealed day are gone, never what was sealed.
COLUMNS = {"centre_accessseal": "pruned_at"}
STATEMENTS = (
    "ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {password}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)


def grant(connection, *, role: str, password: str) -> None:
    """Make the role or set it right; after every migration, since new tables have no rights yet. Twice is once."""
    facts = {"role": sql.Identifier(role), "password": sql.Literal(password)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        make = () if cursor.fetchone() else ("CREATE ROLE {role}",)
        for statement in (*make, *STATEMENTS):
            cursor.execute(sql.SQL(statement).format(**facts))
        there = set(connection.introspection.table_names(cursor))
        for table, what in ((table, what) for table, what in WITHHELD.items() if table in there):
            revoke = sql.SQL("REVOKE {what} ON {table} FROM {role}")
            cursor.execute(revoke.format(what=sql.SQL(what), table=sql.Identifier(table), **facts))
        # After the revokes: one of a table takes the rights to its columns along.
        for table, column in ((table, column) for table, column in COLUMNS.items() if table in there):
            allow = sql.SQL("GRANT UPDATE ({column}) ON {table} TO {role}")
            cursor.execute(allow.format(column=sql.Identifier(column), table=sql.Identifier(table), **facts))
