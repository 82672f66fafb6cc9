"""What can be searched: one declaration a kind, from which both engines build, and what a result shows.

A kind is declared beside the others in `search.kinds`; apps to the right register theirs with `register`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model, Prefetch, QuerySet
from django.utils import translation
from django.utils.functional import Promise, cached_property

from search.text import CODE, COVERED, code_marks, pinyin_marks, plates_of, squeeze, texts_of
from search.values import Value, reads_of


class Weight(StrEnum):
    """Where a part stands in the index: a hit in a title counts more than one in a name, that more than in a body."""

    TITLE = "title"
    NAME = "names"
    BODY = "body"


class PartKind(StrEnum):
    TEXT = "text"
    CODE = "code"


LOW = "low"
# Pinyin counts one step less than the characters themselves; that of bodies is not kept.
SPOKEN = {Weight.TITLE: Weight.NAME, Weight.NAME: Weight.BODY}
COLUMNS = (*(weight.value for weight in Weight), LOW)


@dataclass(frozen=True)
class Column:
    """What one column of the index holds of a record."""

    texts: list[str]
    marks: set[str]


@dataclass(frozen=True)
class Part:
    """One searchable part. A `covered` one is searched and shown for those who may read it only."""

    name: str
    label: str | Promise
    value: Value
    weight: Weight = Weight.BODY
    kind: PartKind = PartKind.TEXT
    is_covered: bool = False

    def texts(self, record: Any) -> list[str]:
        return texts_of(self.value(record))


@dataclass(frozen=True)
class Tokens:
    """Row permission as words, for an engine that knows no tables: a record is seen by whoever holds one of its tokens.

    They follow from the same rule as the model's `visible_to`; a test holds the two together.
    """

    of_record: Callable[[Any], set[str]]
    of_user: Callable[[Any], set[str]]


def fetched_as(path: str) -> str:
    """Where people are kept that were fetched along."""
    return f"fetched_{path.rpartition('__')[2]}"


def people_of(record: Any, field: str) -> list[int]:
    """Keys of the people of a many-to-many field, fetched along or asked for now."""
    held = getattr(record, fetched_as(field), None)
    return [person.pk for person in (getattr(record, field).all() if held is None else held)]


@dataclass(frozen=True)
class Document:
    """A kind of thing that can be found.

    `related` and `prefetched` are fetched along, and of `people` their keys; `follows` names what it repeats of others:
    model label → path to it, so that a change there reaches it. `facets` says which fields of `search.facets` it has.
    `uncovers(user)` says who may read covered parts. `portal_urls(records, language)` says where the public finds them,
    `partner_url(record)` where a partner does; without it the kind is not shown there.
    """

    kind: str
    model: type[Model]
    label: str | Promise
    icon: str
    parts: tuple[Part, ...]
    title: Value
    subtitle: Value
    tokens: Tokens
    url: Value = lambda record: record.get_absolute_url()
    portal_urls: Callable[[Sequence[Any], str], dict[int, str]] | None = None
    partner_url: Value | None = None
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    follows: dict[str, str] = field(default_factory=dict)
    many: tuple[str, ...] = ()
    facets: dict[str, Value] = field(default_factory=dict)
    owner: Callable[[Any], int | None] = lambda record: None
    updated: Value = lambda record: record.updated_at
    language: Value = lambda record: ""
    uncovers: Callable[[Any], bool] = lambda user: False
    rows: Callable[[], QuerySet] | None = None

    def queryset(self) -> QuerySet:
        """All records of the kind, with what their documents need."""
        found = self.rows() if self.rows else self.model._default_manager.all()
        # Not by joins: many records share what they hang on, which is read once a batch then.
        people = (Prefetch(path, get_user_model().objects.only("pk"), fetched_as(path)) for path in self.people)
        return found.prefetch_related(*self.related, *self.prefetched, *people)

    @cached_property
    def shown_paths(self) -> tuple[str, ...]:
        """The fields that a result shows; none where some value does not say what it reads."""
        reads = [reads_of(value) for value in (*(part.value for part in self.parts), self.title, self.subtitle)]
        if None in reads:
            return ()
        paths = (path.replace(".", "__") for each in reads for path in each or ())
        return tuple(dict.fromkeys(paths))

    def shown(self) -> QuerySet:
        """All records of the kind, with what results show of them and no more."""
        if not self.shown_paths:
            return self.queryset()
        found = self.model._default_manager.order_by().only("pk", *self.shown_paths)
        related = {path.rpartition("__")[0] for path in self.shown_paths} - {""}
        return found.select_related(*related) if related else found

    def visible_to(self, user: Any) -> QuerySet:
        found = self.rows() if self.rows else self.model._default_manager.all()
        return found.visible_to(user)

    # --- What the index holds ---

    def columns(self, record: Any) -> dict[str, "Column"]:
        """By weight: the texts, and the marked tokens of codes and pinyin. Covered numbers stand under `low`."""
        found = {name: Column([], set()) for name in COLUMNS}
        for part in self.parts:
            texts = part.texts(record)
            if not texts:
                continue
            if part.is_covered:
                found[LOW].marks.update(*(code_marks(text, COVERED) for text in texts))
                continue
            found[part.weight].texts.extend(texts)
            if part.kind == PartKind.CODE:
                found[part.weight].marks.update(*(code_marks(text, CODE) for text in texts))
            elif part.weight == Weight.BODY:
                plates = (plate for text in texts for plate in plates_of(text))
                found[Weight.BODY].marks.update(*(code_marks(plate, CODE) for plate in plates))
            elif part.weight in SPOKEN:
                found[SPOKEN[part.weight]].marks.update(*map(pinyin_marks, texts))
        return found

    def title_key(self, record: Any) -> str:
        """The title for comparison, in the zone's own language whoever writes."""
        if translation.get_language() == settings.LANGUAGE_CODE:
            return squeeze(str(self.title(record)))[:200]
        with translation.override(settings.LANGUAGE_CODE):
            return squeeze(str(self.title(record)))[:200]


DOCUMENTS: dict[str, Document] = {}


def register(document: Document) -> None:
    """Idempotent by kind."""
    DOCUMENTS[document.kind] = document


def documents(kind: str = "") -> Iterator[Document]:
    yield from (document for document in DOCUMENTS.values() if not kind or document.kind == kind)


def show_on_portal(kind: str, urls: Callable[[Sequence[Any], str], dict[int, str]]) -> None:
    """The portal stands above search, so it says itself where it shows the records of a kind."""
    register(replace(DOCUMENTS[kind], portal_urls=urls))
