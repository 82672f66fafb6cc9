"""Searching: the engine finds keys, and only what the person sees now is shown, as it is now."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.accounts.roles import OFFICE_ROLES
from search.documents import DOCUMENTS, PREPARED, Document, documents
from search.engines import (
    DEEPEST,
    ELASTICSEARCH,
    EMBEDDED,
    EngineBehind,
    EngineDown,
    Found,
    Hit,
    Request,
    embedded,
    words,
)
from search.facets import COUNTED, FIELDS, Field
from search.filters import Chip, read
from search.highlights import Highlight, highlighted, highlights
from search.permission import seen
from search.places import Circle, told_distance
from search.queries import Query

log = structlog.get_logger(__name__)


class Place(StrEnum):
    """Where a person searches: it decides which kinds are shown, and under which address."""

    OFFICE = "office"
    PARTNER = "partner"
    PORTAL = "portal"


def place_of(user: Any) -> Place:
    """The side that a person works on; visitors are on the portal."""
    if not user.is_authenticated:
        return Place.PORTAL
    return Place.OFFICE if user.has_role(*OFFICE_ROLES) else Place.PARTNER


PAGE_SIZE = PREPARED
MOST_NEAR = 5
MOST_CORRECTIONS = 6
MOST_NARROWERS = 10


@dataclass(frozen=True)
class Result:
    """One thing found, as it is now."""

    document: Document
    record: Model
    query: Query
    url: str
    uncovered: bool
    nearby: Circle | None = None

    @property
    def kind(self) -> str:
        return self.document.kind

    @cached_property
    def title(self) -> str:
        return str(self.document.title(self.record))

    @property
    def marked_title(self) -> SafeString:
        return highlighted(self.title, self.query)

    @cached_property
    def subtitle(self) -> str:
        return str(self.document.subtitle(self.record))

    @property
    def marked_subtitle(self) -> SafeString:
        return highlighted(self.subtitle, self.query)

    @cached_property
    def highlights(self) -> list[Highlight]:
        found = highlights(self.document, self.record, self.query, uncovered=self.uncovered)
        return [*self.distance(), *found]

    def distance(self) -> list[Highlight]:
        """From the place that was asked for."""
        point = self.document.place(self.record) if self.nearby and self.document.place else None
        return [Highlight(_("Distance"), escape(told_distance(self.nearby.metres_to(point))))] if point else []

    def all_highlights(self) -> list[Highlight]:
        """Those of title and subtitle too."""
        above = (Highlight("title", self.marked_title), Highlight("subtitle", self.marked_subtitle))
        return [*(each for each in above if "<mark>" in each.text), *self.highlights]

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "id": self.record.pk,
            "title": self.title,
            "subtitle": self.subtitle,
            "url": self.url,
            "highlights": [{"field": each.label, "text": str(each.text)} for each in self.all_highlights()],
        }


@dataclass(frozen=True)
class Facet:
    document: Document
    count: int


@dataclass(frozen=True)
class Narrower:
    """One key of a field: how many hold it, and the search text with it."""

    key: str
    label: str
    count: int
    text: str


@dataclass(frozen=True)
class Group:
    """What is found, counted by one field."""

    field: Field
    narrowers: list[Narrower]


@dataclass(frozen=True)
class Answer:
    """`total` counts the kind asked for, `facets` all of them, `groups` by other fields. `chips` are the filters that
    were typed. `notes` are sentences for the person. `meant` is the query that was answered where a word was mistyped.
    """

    query: Query
    total: int = 0
    results: list[Result] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    chips: tuple[Chip, ...] = ()
    meant: str = ""
    near: list[Result] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    engine: str = EMBEDDED

    def as_json(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "results": [result.as_json() for result in self.results],
            "kinds": {facet.document.kind: facet.count for facet in self.facets},
            "facets": {
                group.field.name: [
                    {"key": each.key, "label": each.label, "count": each.count, "q": each.text}
                    for each in group.narrowers
                ]
                for group in self.groups
            },
            "filters": [{"text": chip.text, "without": chip.without} for chip in self.chips],
            "near": [result.as_json() for result in self.near],
            "notes": self.notes,
            "engine": self.engine,
        }


def search(
    text: str,
    user: Any,
    *,
    kind: str = "",
    language: str = "",
    page: int = 1,
    size: int = PAGE_SIZE,
    place: Place = Place.OFFICE,
    counted: bool = True,
) -> Answer:
    """What the person may find. On the portal everybody is a visitor, and only what has an address there is shown."""
    user = AnonymousUser() if place == Place.PORTAL else user
    asked = read(text, user)
    notes = list(asked.notes)
    if asked.query.is_cut:
        notes.append(_("The search was long: only its first part was looked for."))
    if asked.is_empty:
        return Answer(asked.query, notes=[*notes, _("Please type a word, a name or a number to look for.")])
    offset = (max(page, 1) - 1) * size
    if offset >= DEEPEST:
        notes.append(_("Only the first 10,000 results can be turned to; please narrow the search."))
    show = Showing(user, asked.query, place, language, asked.nearby)
    kinds = tuple(each.kind for each in documents() if show.has_address(each))
    offset = min(offset, DEEPEST)
    size = min(size, DEEPEST - offset)
    request = Request(asked.query, user, kinds, kind, language, offset, size, filters=asked.filters, counted=counted)
    found, engine = ask(request, notes)
    if not sum(found.counts.values()):
        request, found = corrected(request, found, notes)
        show = replace(show, query=request.query)
    return Answer(
        query=asked.query,
        total=found.total,
        results=show.results(found.hits),
        facets=[Facet(DOCUMENTS[kind], count) for kind, count in ordered(found.counts) if count],
        groups=groups(found, text),
        chips=asked.chips,
        meant="" if request.query == asked.query else " ".join(term.text for term in request.query.terms),
        near=near(request, show) if not found.total else [],
        notes=notes,
        engine=engine,
    )


def corrected(request: Request, found: Found, notes: list[str]) -> tuple[Request, Found]:
    """Where nothing is found and a Latin word is nearly one that is there: what that one finds, if the person may see
    some of it. So a word tells nobody that it stands in what is hidden."""
    if request.finds_nothing:
        return request, found
    for query, typed, meant in words.corrections(request.query)[:MOST_CORRECTIONS]:
        other = replace(request, query=query)
        answer, _engine = ask(other, [])
        if sum(answer.counts.values()):
            sentence = _("Nothing is found for “%(typed)s”; this is what “%(meant)s” finds.")
            notes.append(sentence % {"typed": typed, "meant": meant})
            return other, answer
    return request, found


def groups(found: Found, text: str) -> list[Group]:
    """The counted fields, most first; a key that is the only one of all that is found narrows nothing."""
    wanted = [FIELDS[name] for name in COUNTED if len(found.fields.get(name, ())) > 1]
    return [Group(field, narrowers(field, found.fields[field.name], text)) for field in wanted]


def narrowers(field: Field, counts: dict[str, int], text: str) -> list[Narrower]:
    labels = {choice.key: choice.label for choice in field.choices()}
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_NARROWERS]
    return [
        Narrower(key, labels.get(key, key), count, with_filter(text, field, labels.get(key, key)))
        for key, count in most
    ]


def with_filter(text: str, field: Field, label: str) -> str:
    value = f'"{label}"' if " " in label else label
    return f"{text.strip()} {str(field.label).replace(' ', '')}:{value}".strip()


def ask(request: Request, notes: list[str]) -> tuple[Found, str]:
    """The search server where there is one; the embedded engine otherwise, and when the server does not answer."""
    if settings.ELASTICSEARCH_URL:
        from search.engines import elasticsearch

        try:
            return elasticsearch.search(request), ELASTICSEARCH
        except EngineBehind:
            pass
        except EngineDown as down:
            log.warning("search_fell_back", error=str(down))
            notes.append(_("The search server does not answer; the built-in search answers in its place."))
    return embedded.search(request), EMBEDDED


def near(request: Request, show: "Showing") -> list[Result]:
    """What holds a part of the query, the most of it first, whatever the filters say."""
    pieces = request.query.pieces()
    if not pieces:
        return []
    wanted = Request(request.query, request.user, request.kinds, "", request.language, 0, MOST_NEAR, is_near=True)
    found, _engine = ask(wanted, [])
    return replace(show, query=Query(pieces), nearby=None).results(found.hits)


def ordered(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(kind, counts[kind]) for kind in DOCUMENTS if kind in counts]


@dataclass(frozen=True)
class Showing:
    """Turns keys into results for a person: each passes `visible_to` again."""

    user: Any
    query: Query
    place: Place = Place.OFFICE
    language: str = ""
    nearby: Circle | None = None

    def results(self, hits: list[Hit]) -> list[Result]:
        """In the order of the hits."""
        found = self.records(hits)
        urls = {kind: self.urls(DOCUMENTS[kind], list(records.values())) for kind, records in found.items()}
        return [
            Result(
                document=DOCUMENTS[hit.kind],
                record=found[hit.kind][hit.object_id],
                query=self.query,
                url=urls[hit.kind].get(hit.object_id, ""),
                uncovered=DOCUMENTS[hit.kind].uncovers(self.user),
                nearby=self.nearby,
            )
            for hit in hits
            if hit.object_id in found[hit.kind]
        ]

    def records(self, hits: list[Hit]) -> dict[str, dict[int, Model]]:
        """One query a kind, and then one that asks `visible_to` of all of them, so that what is hidden meanwhile is."""
        rows = {
            kind: DOCUMENTS[kind].shown_by([hit.object_id for hit in hits if hit.kind == kind])
            for kind in dict.fromkeys(hit.kind for hit in hits)
        }
        records = {(kind, record.pk): record for kind, found in rows.items() for record in found}
        allowed = seen(self.user, list(records))
        found: dict[str, dict[int, Model]] = {kind: {} for kind in rows}
        for (kind, key), record in records.items():
            if (kind, key) in allowed:
                found[kind][key] = record
        return found

    def has_address(self, document: Document) -> bool:
        return {
            Place.OFFICE: True,
            Place.PARTNER: bool(document.partner_url or document.portal_urls),
            Place.PORTAL: bool(document.portal_urls),
        }[self.place]

    def urls(self, document: Document, records: list[Model]) -> dict[int, str]:
        """Their pages where the person may open them; else the public ones."""
        if self.place == Place.PARTNER and document.partner_url:
            return {record.pk: document.partner_url(record) for record in records}
        if self.place == Place.OFFICE and (not document.portal_urls or self.may_open(document)):
            return {record.pk: document.url(record) for record in records}
        return document.portal_urls(records, self.language) if document.portal_urls else {}

    def may_open(self, document: Document) -> bool:
        options = document.model._meta
        return self.user.has_perm(f"{options.app_label}.view_{options.model_name}")
