"""What can be searched: one declaration a kind, from which both engines build, and what a result shows.

A kind is declared beside the others in `search.kinds`; apps to the right register theirs with `register`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model, Prefetch, QuerySet
from django.utils import translation
from django.utils.functional import Promise, cached_property

from crm.common.prepared import PreparedKeys
from search.text import CODE, COVERED, code_marks, pinyin_marks, plates_of, squeeze, texts_of
from search.values import Value, always, itself, of, paths_of, reads_of


class Weight(StrEnum):
    """Where a part stands in the index: a hit in a title counts more than one in a name, that more than in a body."""

    TITLE = "title"
    NAME = "names"
    BODY = "body"


class PartKind(StrEnum):
    TEXT = "text"
    CODE = "code"


LOW = "low"
PLACE = "near"
# Pinyin counts one step less than the characters themselves; that of bodies is not kept.
SPOKEN = {Weight.TITLE: Weight.NAME, Weight.NAME: Weight.BODY}
# Results on a page.
PREPARED = 20
COLUMNS = (*(weight.value for weight in Weight), LOW)


class Column(NamedTuple):
    """What one column of the index holds of a record."""

    texts: list[str]
    marks: set[str]


# A column, its texts and marks.
Entered = tuple[str, Sequence[str], Collection[str]]


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

    def entered(self, record: Any) -> Iterator[Entered]:
        texts = self.texts(record)
        if not texts:
            return
        if self.is_covered:
            yield LOW, (), set().union(*(code_marks(text, COVERED) for text in texts))
        elif self.kind == PartKind.CODE:
            yield self.weight, texts, set().union(*(code_marks(text, CODE) for text in texts))
        elif self.weight == Weight.BODY:
            plates = [plate for text in texts for plate in plates_of(text)]
            yield self.weight, texts, set().union(*(code_marks(plate, CODE) for plate in plates))
        else:
            yield self.weight, texts, ()
            yield SPOKEN[self.weight], (), set().union(*map(pinyin_marks, texts))


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

    `joined` is fetched with the record; `related`, which many share, and `prefetched` are read once a batch, and of
    `people` their keys. `follows` names what it repeats of others: model label → path to it, so that a change there
    reaches it. `facets` says which fields of `search.facets` it has.
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
    joined: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    follows: dict[str, str] = field(default_factory=dict)
    many: tuple[str, ...] = ()
    facets: dict[str, Value] = field(default_factory=dict)
    owner: Callable[[Any], int | None] = always(None)
    updated: Value = of("updated_at")
    language: Value = always("")
    uncovers: Callable[[Any], bool] = lambda user: False
    rows: Callable[[], QuerySet] | None = None

    def queryset(self) -> QuerySet:
        """All records of the kind, with what their documents need."""
        found = self.rows() if self.rows else self.model._default_manager.all()
        if self.joined:
            found = found.select_related(*self.joined)
        people = (Prefetch(path, get_user_model().objects.only("pk"), fetched_as(path)) for path in self.people)
        return found.only(*self.held_fields).prefetch_related(*self.related, *self.prefetched, *people)

    @cached_property
    def held_fields(self) -> tuple[str, ...]:
        """Those of the record and of what is joined that the index holds; none, which is all, where some value does not
        say what it reads."""
        values = [*(part.value for part in self.parts), self.title, self.updated, self.owner, self.language]
        paths = paths_of([*values, *self.facets.values(), self.tokens.of_record])
        return tuple(dict.fromkeys(map(self.up_to_joined, (*paths, *self.related)))) if paths else ()

    def up_to_joined(self, path: str) -> str:
        """What follows one that is not joined is fetched by itself."""
        names = path.split("__")
        ends = [size for size in range(1, len(names)) if "__".join(names[:size]) not in self.joined]
        return "__".join(names[: ends[0]]) if ends else path

    @property
    def place(self) -> Value | None:
        """Where a record stands, for a kind of things that stand somewhere."""
        return self.facets.get(PLACE)

    @cached_property
    def shown_paths(self) -> tuple[str, ...]:
        """The fields that a result shows; none where some value does not say what it reads."""
        return paths_of([*(part.value for part in self.parts), self.title, self.subtitle, *filter(None, [self.place])])

    def shown(self) -> QuerySet:
        """All records of the kind, with what results show of them and no more."""
        if not self.shown_paths:
            return self.queryset().defer(None)
        found = self.model._default_manager.order_by().only("pk", *self.shown_paths)
        related = {path.rpartition("__")[0] for path in self.shown_paths} - {""}
        return found.select_related(*related) if related else found

    @cached_property
    def prepared(self) -> PreparedKeys:
        return PreparedKeys(self.shown(), PREPARED)

    def shown_by(self, keys: Sequence[int]) -> QuerySet:
        """What results show of these records."""
        if self.shown_paths and len(keys) <= PREPARED:
            return self.prepared.by(keys)
        return self.shown().filter(pk__in=keys)

    def visible_to(self, user: Any) -> QuerySet:
        found = self.rows() if self.rows else self.model._default_manager.all()
        return found.visible_to(user)

    # --- What the index holds ---

    @cached_property
    def groups(self) -> list[tuple[Value, list[Part]]]:
        """Parts by the related record that they are read from, if it is one; those of the record itself first."""
        found: dict[str, list[Part]] = {"": []}
        for part in self.parts:
            path = reads_of(part.value) or ()
            found.setdefault(path[0].rpartition(".")[0] if len(path) == 1 else "", []).append(part)
        return [(of(relation) if relation else itself, parts) for relation, parts in found.items()]

    def columns(self, record: Any) -> dict[str, "Column"]:
        """By weight: the texts, and the marked tokens of codes and pinyin. Covered numbers stand under `low`."""
        found = {name: Column([], set()) for name in COLUMNS}
        for holder_of, parts in self.groups:
            for name, texts, marks in self.entries(record, holder_of(record), parts):
                found[name].texts.extend(texts)
                found[name].marks.update(marks)
        return found

    def entries(self, record: Any, holder: Any, parts: list[Part]) -> Sequence[Entered]:
        """What these parts enter. What many records of a batch share, such as their cluster, is cut into words once."""
        if holder is None:
            return ()
        if holder is record:
            return [entered for part in parts for entered in part.entered(record)]
        kept = holder.__dict__.setdefault("_search_entries", {})
        if self.kind not in kept:
            kept[self.kind] = [entered for part in parts for entered in part.entered(record)]
        return kept[self.kind]

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
