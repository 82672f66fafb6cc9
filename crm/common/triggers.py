"""Rows that the database itself keeps: no delete, and no change but to the columns that are named.

For migrations, after the one that makes the table. SQLite makes a table anew for most changes of its columns, and its
triggers go with the old one: such a migration has to keep the rows again afterwards (tests/clusters/test_triggers.py
sees it if not).
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import migrations

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are kept as they are', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


POSTGRESQL_TRUNCATE = """
CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    has_rows boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO has_rows;
    IF has_rows THEN
        RAISE EXCEPTION 'rows of % are kept as they are', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""


def keep_rows(app_label: str, model_name: str, changeable: Sequence[str]) -> migrations.RunPython:
    """An operation: rows of this model may be added; afterwards only the columns `changeable` may change."""
    return migrations.RunPython(_made(app_label, model_name, changeable), _dropped(app_label, model_name))


def let_go(app_label: str, model_name: str, changeable: Sequence[str]) -> migrations.RunPython:
    """An operation before a change of a kept table: no trigger stands in its way. `keep_rows` follows it."""
    return migrations.RunPython(_dropped(app_label, model_name), _made(app_label, model_name, changeable))


def _made(app_label: str, model_name: str, changeable: Sequence[str]) -> Callable[[Any, Any], None]:
    def make(apps: Any, schema_editor: Any) -> None:
        table, columns = _table_of(apps, app_label, model_name)
        kept = [column for column in columns if column not in changeable]
        unknown = set(changeable) - set(columns)
        if unknown:
            raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
        write = _on_postgresql if schema_editor.connection.vendor == "postgresql" else _on_sqlite
        for statement in write(table, kept):
            schema_editor.execute(statement, params=None)

    return make


def _dropped(app_label: str, model_name: str) -> Callable[[Any, Any], None]:
    def drop(apps: Any, schema_editor: Any) -> None:
        table, _columns = _table_of(apps, app_label, model_name)
        place = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for name in trigger_names(table):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{place}", params=None)

    return drop


def trigger_names(table: str) -> tuple[str, str]:
    return f"{table}_not_changed", f"{table}_not_deleted"


def _table_of(apps: Any, app_label: str, model_name: str) -> tuple[str, list[str]]:
    options = apps.get_model(app_label, model_name)._meta
    return options.db_table, [field.column for field in options.local_concrete_fields]


def _on_sqlite(table: str, kept: list[str]) -> list[str]:
    differs = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in kept)
    refusal = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept as they are'); END"
    changed, deleted = trigger_names(table)
    return [
        f"CREATE TRIGGER {changed} BEFORE UPDATE ON {table} WHEN {differs} {refusal}",
        f"CREATE TRIGGER {deleted} BEFORE DELETE ON {table} {refusal}",
    ]


def _on_postgresql(table: str, kept: list[str]) -> list[str]:
    differs = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in kept)
    changed, deleted = trigger_names(table)
    return [
        POSTGRESQL_FUNCTION,
        f"CREATE TRIGGER {changed} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({differs}) "
        "EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {deleted} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ]


# --- TRUNCATE, which asks no row trigger and which only PostgreSQL knows ---


def refuse_truncate(app_label: str, *model_names: str) -> migrations.RunPython:
    """An operation: the tables of these models are not truncated while there are rows in them."""

    def make(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(POSTGRESQL_TRUNCATE, params=None)
        for table in tables(apps):
            schema_editor.execute(
                f"CREATE TRIGGER {truncate_trigger(table)} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
                "EXECUTE FUNCTION refuse_truncate()",
                params=None,
            )

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in tables(apps):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {truncate_trigger(table)} ON {table}", params=None)

    def tables(apps: Any) -> list[str]:
        return [_table_of(apps, app_label, name)[0] for name in model_names]

    return migrations.RunPython(make, drop)


def truncate_trigger(table: str) -> str:
    return f"{table}_not_truncated"
