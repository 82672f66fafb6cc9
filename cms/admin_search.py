"""Wagtail's own search of pages, images and documents in /cms/, made to find Chinese.

Its database engines know blanks between words only, so that 光伏 is not found inside a longer run. Here texts enter
them cut into characters and pairs of characters, and what is asked is cut into pairs.
"""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.utils.encoding import force_str
from modelsearch.backends import database
from modelsearch.index import RelatedFields
from modelsearch.query import Phrase, PlainText

from search.text import is_cjk, pairs, runs


def cut(text: str) -> str:
    """For the index: each pair and each character."""
    found: list[str] = []
    for run in runs(text):
        found += [*pairs(run), *(run if len(run) > 1 else "")] if is_cjk(run) else [run]
    return " ".join(found)


def cut_question(text: str) -> str:
    return " ".join(piece for run in runs(text) for piece in (pairs(run) if is_cjk(run) else [run]))


def text_of(value: Any) -> str:
    """As Wagtail's own indexers read a field."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return ", ".join(text_of(each) for each in value)
    return force_str(value)


class Entered:
    """A record as an indexer sees it: its fields hold cut text."""

    def __init__(self, record: Any) -> None:
        self.record, self.pk = record, record.pk

    def get_search_fields(self) -> list[Any]:
        return [entered(field) for field in self.record.get_search_fields()]


def entered(field: Any) -> Any:
    """The same field, reading cut text."""
    found = copy(field)

    def get_value(record: Any) -> Any:
        value = field.get_value(record.record if isinstance(record, Entered) else record)
        return value if isinstance(field, RelatedFields) else cut(text_of(value))

    found.get_value = get_value
    if isinstance(field, RelatedFields):
        found.fields = [entered(each) for each in field.fields]
    return found


class CutIndex:
    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        super().add_items(model, [Entered(each) for each in objs])  # type: ignore[misc]


class CutQuestions:
    def _search(self, query_compiler_class: Any, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        if isinstance(query, str):
            query = cut_question(query)
        elif isinstance(query, PlainText):
            query = PlainText(cut_question(query.query_string), operator=query.operator)
        elif isinstance(query, Phrase):
            query = Phrase(cut_question(query.query_string))
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> Any:  # the name that Wagtail looks for
    """What Wagtail would take for this database, over cut text; its plain one, which finds Chinese, stays as it is."""
    if database.USE_SQLITE_FTS is False:
        # Asked before the tables were there, as while migrating, it would say no for the rest of the process.
        database.USE_SQLITE_FTS = None
    plain = type(database.SearchBackend(params))
    if plain.__name__ == "DatabaseSearchBackend":
        return plain(params)
    index = type("Index", (CutIndex, plain.index_class), {})
    return type("Backend", (CutQuestions, plain), {"index_class": index})(params)
