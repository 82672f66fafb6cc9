"""Where the words stand: an FTS5 table on SQLite, a tsvector column on PostgreSQL (search.engines.tables)."""

from typing import Any

from django.db import migrations

from search.engines.tables import TABLES


def create(apps: Any, schema_editor: Any) -> None:
    TABLES[schema_editor.connection.vendor].create(schema_editor.connection)


def drop(apps: Any, schema_editor: Any) -> None:
    TABLES[schema_editor.connection.vendor].drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
