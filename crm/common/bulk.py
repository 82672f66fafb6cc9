"""Rows by the hundred thousand: written as the database takes them fastest, past the objects' own saving.

What Django's bulk methods do with a statement for each forty rows and an object for each history row is done here by
one prepared statement, by COPY where there is one, and by a SELECT for history. Callers are in crm.common.records and
wherever rows are no records.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connections, models, router
from django.utils import timezone

KEYS_AT_ONCE = 900


@contextmanager
def steady_memory() -> Iterator[None]:
    """What lies in memory now is not searched for garbage while many small things come and go."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """New rows from plain values, in the form that the database keeps (JSON as text); nothing fills in defaults."""
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in names)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)


def create_rows(model: type[models.Model], records: Sequence[models.Model]) -> None:
    """Save new records, whose keys are reserved beforehand; as `bulk_create`, without signals."""
    connection = connections[router.db_for_write(model)]
    fields = model._meta.concrete_fields
    for record, key in zip(records, reserved_keys(connection, model, len(records)), strict=True):
        record.pk = key
    names = [field.name for field in fields]
    columns = [column_of(field, records, connection) for field in fields]
    insert_rows(model, names, zip(*columns, strict=True))
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


# What a field writes as it is, if it is of just this kind and nothing is done to it before.
AS_IT_IS: dict[type[models.Field], type] = {
    models.CharField: str,
    models.TextField: str,
    models.SlugField: str,
    models.URLField: str,
    models.BooleanField: bool,
    models.BigIntegerField: int,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.AutoField: int,
    models.BigAutoField: int,
    models.ForeignKey: int,
}


def column_of(field: models.Field, records: Sequence[models.Model], connection: Any) -> list[Any]:
    """One column of new records, as the database takes it; field by field, so that a plain one asks for no more."""
    if type(field).pre_save is models.Field.pre_save:
        name = field.attname
        return as_saved(field, [getattr(record, name) for record in records], connection)
    return as_saved(field, [field.pre_save(record, add=True) for record in records], connection)


def as_saved(field: models.Field, values: list[Any], connection: Any) -> list[Any]:
    save, plain = field.get_db_prep_save, AS_IT_IS.get(type(field))
    if plain is None:
        return [save(value, connection) for value in values]
    return [value if value is None or value.__class__ is plain else save(value, connection) for value in values]


def reserved_keys(connection: Any, model: type[models.Model], count: int) -> Iterable[int]:
    """Keys that nobody else will get: from the sequence, or, where only one writes, those after the last."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            name = connection.ops.quote_name(table)
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [name, column, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + 1 + count)


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], where: int = 1) -> int:
    """Change rows: each of `rows` holds a value for each of `names`; the last `where` of these find the row.

    Says how many rows were found.
    """
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name) for name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return update_by_values(connection, cursor, fields, rows, where)
        quote = connection.ops.quote_name
        parts = [f"{quote(field.column)} = %s" for field in fields]
        sets, conditions = ", ".join(parts[:-where]), " AND ".join(parts[-where:])
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {conditions}", list(rows))
        return cursor.rowcount


def update_by_values(
    connection: Any, cursor: Any, fields: Sequence[models.Field], rows: Iterable[Sequence[Any]], where: int
) -> int:
    """By a table of the new values, many rows a statement: a list for each column, told its type."""
    quote = connection.ops.quote_name
    table = quote(fields[0].model._meta.db_table)
    columns = [quote(field.column) for field in fields]
    given = [f"given.v{place}" for place in range(len(fields))]
    sets = ", ".join(f"{column} = {value}" for column, value in zip(columns[:-where], given, strict=False))
    pairs = zip(columns[-where:], given[-where:], strict=True)
    conditions = " AND ".join(f"{table}.{column} = {value}" for column, value in pairs)
    # Without a length, to which a cast would cut a text in silence.
    typed = ", ".join(f"%s::{field.cast_db_type(connection).split('(')[0]}[]" for field in fields)
    called = ", ".join(f"v{place}" for place in range(len(fields)))
    source, found = iter(rows), 0
    while some := list(islice(source, KEYS_AT_ONCE)):
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM unnest({typed}) AS given({called}) WHERE {conditions}",
            [list(column) for column in zip(*some, strict=True)],
        )
        found += cursor.rowcount
    return found


def among(connection: Any, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """A condition, with what it asks for: one list on PostgreSQL, which else reads each value of many thousand."""
    if connection.vendor == "postgresql":
        return "= ANY(%s)", [list(values)]
    return f"IN ({', '.join(['%s'] * len(values))})", list(values)


def existing(model: type[models.Model], name: str, values: Iterable[Any]) -> list[Any]:
    """Those of the values that some row has in this column."""
    connection = connections[router.db_for_read(model)]
    quote = connection.ops.quote_name
    column, table = quote(model._meta.get_field(name).column), quote(model._meta.db_table)
    source, found = iter(values), []
    with connection.cursor() as cursor:
        while some := list(islice(source, KEYS_AT_ONCE)):
            condition, asked = among(connection, some)
            cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} {condition}", asked)
            found += [value for (value,) in cursor.fetchall()]
    return found


def copy_to_history(
    model: type[models.Model], keys: Iterable[Any], kind: str, actor: Any, reason: str, request_id: str
) -> None:
    """The rows as they now are, as a step of their history (`kind`: `+`, `~` or `-`)."""
    history = model.history.model
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    step = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_change_reason": reason or None,
        "history_user_id": getattr(actor, "pk", None),
        "request_id": request_id,
    }
    fields = [next(each for each in history._meta.concrete_fields if each.attname == name) for name in step]
    values = [field.get_db_prep_save(value, connection) for field, value in zip(fields, step.values(), strict=True)]
    own = [quote(field.column) for field in history.tracked_fields]
    columns = ", ".join([*own, *(quote(field.column) for field in fields)])
    chosen = ", ".join([*own, *["%s"] * len(fields)])
    pk, table = quote(model._meta.pk.column), quote(model._meta.db_table)
    source = iter(keys)
    with connection.cursor() as cursor:
        while some := list(islice(source, KEYS_AT_ONCE)):
            condition, asked = among(connection, some)
            cursor.execute(
                f"INSERT INTO {quote(history._meta.db_table)} ({columns}) "
                f"SELECT {chosen} FROM {table} WHERE {pk} {condition} ORDER BY {pk}",
                [*values, *asked],
            )
