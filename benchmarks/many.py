"""Many rows like one, written by the database itself: a hundred thousand in seconds, on both engines."""

from datetime import date, datetime

from django.core.management.color import no_style
from django.db import connection, models

SERIES = {
    "postgresql": "WITH series(n) AS (SELECT generate_series(0, {last}))",
    "sqlite": "WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n < {last})",
}


def multiply(row: models.Model, count: int, **columns: str) -> int:
    """Insert `count` rows like `row`, which itself is not saved; returns the first key, the others follow it.

    `columns`: for what differs an SQL expression over `n` (0, 1, …) per column, as `day`, `moment` and `one_of` make them;
    both engines know MOD(n, 10) and `||`.
    """
    model = type(row)
    first = (model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    names, values, given = [model._meta.pk.column], [f"{first} + n"], []
    for field in fields:
        names.append(field.column)
        values.append(columns.get(field.column, "%s"))
        if field.column not in columns:
            given.append(field.get_db_prep_save(field.pre_save(row, add=True), connection))
    series = SERIES[connection.vendor].format(last=count - 1)
    into = f"INSERT INTO {model._meta.db_table} ({', '.join(names)})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"{into} {series} SELECT {', '.join(values)} FROM series", given)
        else:
            cursor.execute(f"{series} {into} SELECT {', '.join(values)} FROM series", given)
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return first


def day(base: date, later: str = "0") -> str:
    """The date `later` days (SQL over `n`) after `base`."""
    if connection.vendor == "postgresql":
        return f"(DATE '{base.isoformat()}' + ({later})::int)"
    return f"date('{base.isoformat()}', ({later}) || ' days')"


def moment(base: datetime, later: str = "0") -> str:
    """The moment `later` minutes (SQL over `n`) after `base`, which is in UTC."""
    text = base.strftime("%Y-%m-%d %H:%M:%S")
    if connection.vendor == "postgresql":
        return f"(TIMESTAMPTZ '{text}+00' + ({later}) * INTERVAL '1 minute')"
    return f"datetime('{text}', ({later}) || ' minutes')"


def one_of(values: list, which: str) -> str:
    """The value number `which` (SQL over `n`), a key or a word; numbers beyond the list give the last one."""
    quoted = [str(value) if isinstance(value, int) else f"'{value}'" for value in values]
    cases = " ".join(f"WHEN {number} THEN {value}" for number, value in enumerate(quoted))
    return f"(CASE ({which}) {cases} ELSE {quoted[-1]} END)"


def sometimes(condition: str, value: str) -> str:
    """`value` where the condition over `n` holds, empty elsewhere."""
    return f"(CASE WHEN {condition} THEN {value} ELSE NULL END)"


def ticket() -> str:
    """A different UUID per row."""
    if connection.vendor == "postgresql":
        return "lpad(n::text, 32, '0')::uuid"
    return f"substr('{'0' * 32}' || n, -32)"
