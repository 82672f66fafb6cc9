"""Tables whose rows a trigger keeps, emptied all the same between tests."""

from django.db import connection, transaction


def empty_kept_tables() -> None:
    """The triggers step aside for it and stand again afterwards."""
    if connection.vendor == "sqlite":
        empty_on_sqlite()
    else:
        empty_on_postgresql()


def empty_on_sqlite() -> None:
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'")
        triggers = cursor.fetchall()
        for name, _table, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for table in {table for _name, table, _sql in triggers}:
            cursor.execute(f'DELETE FROM "{table}"')
        for _name, _table, sql in triggers:
            cursor.execute(sql)


def empty_on_postgresql() -> None:
    """Only tables that refuse to be truncated: what is empty then may be truncated with all the others."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%\\_not\\_truncated'")
        triggers = cursor.fetchall()
        if not triggers:
            return
        for table, name in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        cursor.execute(f"TRUNCATE {', '.join(table for table, _name in triggers)} CASCADE")
        for table, name in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
