"""Orders of lists that an index holds on both databases."""

from typing import Any

from django.db import models
from django.db.models.expressions import OrderBy


class ListIndex(models.Index):
    """An index of `F("progressed_on").desc(nulls_last=True)` and the like, as lists are ordered: PostgreSQL reads an
    index of no other order; SQLite puts the unknown last by itself, and takes no such words in an index."""

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **options: Any) -> Any:
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using, **options)
        plain = [OrderBy(each.expression, descending=each.descending) for each in self.expressions]
        return models.Index(*plain, name=self.name).create_sql(model, schema_editor, using, **options)
