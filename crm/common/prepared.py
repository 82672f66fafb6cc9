"""Querysets whose SQL is put together once: Django would do so in every search, and take longer than the database."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.db import connections
from django.db.models import QuerySet


class Prepared:
    """Asked with the parameters of this time, in the order of the SQL."""

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(queryset.db)
        self.sql, self.params = self.compiler.as_sql()

    def asked(self, params: Sequence[Any] = ()) -> QuerySet:
        compiler, found = copy(self.compiler), self.queryset.all()
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, tuple(params))
        found.query.get_compiler = lambda *_args, **_kwargs: compiler
        return found


class PreparedKeys(Prepared):
    """Records by their keys, up to so many at once."""

    def __init__(self, queryset: QuerySet, most: int) -> None:
        super().__init__(queryset.filter(pk__in=range(most)))
        if self.params != tuple(range(most)):
            raise TypeError("keys are all that a prepared queryset asks by")
        self.most = most

    def by(self, keys: Sequence[int]) -> QuerySet:
        """Places that are left over take the first key again."""
        return self.asked([*keys, *([keys[0]] * (self.most - len(keys)))])
