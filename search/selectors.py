"""Searching: the engine finds keys, and only what the person sees now is shown, as it is now."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.accounts.roles import OFFICE_ROLES
from search.documents import DOCUMENTS, Document, documents
from search.engines import DEEPEST, ELASTICSEARCH, EMBEDDED, EngineBehind, EngineDown, Found, Hit, Request, embedded
from search.highlights import Highlight, highlighted, highlights
from search.queries import Query, parse

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


PAGE_SIZE = 20
MOST_NEAR = 5


@dataclass(frozen=True)
class Result:
    """One thing found, as it is now."""

    document: Document
    record: Model
    query: Query
    url: str
    uncovered: bool

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
        return highlights(self.document, self.record, self.query, uncovered=self.uncovered)

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
class Answer:
    """`total` counts the kind asked for, `facets` all of them. `notes` are sentences for the person."""

    query: Query
    total: int = 0
    results: list[Result] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    near: list[Result] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    engine: str = EMBEDDED

    def as_json(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "results": [result.as_json() for result in self.results],
            "kinds": {facet.document.kind: facet.count for facet in self.facets},
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
) -> Answer:
    """What the person may find. On the portal everybody is a visitor, and only what has an address there is shown."""
    user = AnonymousUser() if place == Place.PORTAL else user
    query = parse(text)
    notes = [_("The search was long: only its first part was looked for.")] if query.is_cut else []
    if not query.terms:
        return Answer(query, notes=[_("Please type a word, a name or a number to look for.")])
    offset = (max(page, 1) - 1) * size
    if offset >= DEEPEST:
        notes.append(_("Only the first 10,000 results can be turned to; please narrow the search."))
    show = Showing(user, query, place, language)
    kinds = tuple(each.kind for each in documents() if show.has_address(each))
    request = Request(query, user, kinds, kind, language, min(offset, DEEPEST), size)
    found, engine = ask(request, notes)
    return Answer(
        query=query,
        total=found.total,
        results=show.results(found.hits),
        facets=[Facet(DOCUMENTS[kind], count) for kind, count in ordered(found.counts) if count],
        near=near(request, show) if not found.total else [],
        notes=notes,
        engine=engine,
    )


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
    """What holds a part of the query, the most of it first."""
    if not request.query.pieces():
        return []
    wanted = Request(request.query, request.user, request.kinds, "", request.language, 0, MOST_NEAR, is_near=True)
    return Showing(show.user, Query(request.query.pieces()), show.place, show.language).results(
        embedded.search(wanted).hits
    )


def ordered(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(kind, counts[kind]) for kind in DOCUMENTS if kind in counts]


@dataclass(frozen=True)
class Showing:
    """Turns keys into results for a person: each passes `visible_to` again."""

    user: Any
    query: Query
    place: Place = Place.OFFICE
    language: str = ""

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
            )
            for hit in hits
            if hit.object_id in found[hit.kind]
        ]

    def records(self, hits: list[Hit]) -> dict[str, dict[int, Model]]:
        """One query a kind."""
        found: dict[str, dict[int, Model]] = {}
        for kind in dict.fromkeys(hit.kind for hit in hits):
            keys = [hit.object_id for hit in hits if hit.kind == kind]
            rows = DOCUMENTS[kind].queryset().filter(pk__in=keys).visible_to(self.user)
            found[kind] = {record.pk: record for record in rows}
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
        if self.place == Place.OFFICE and (self.may_open(document) or not document.portal_urls):
            return {record.pk: document.url(record) for record in records}
        return document.portal_urls(records, self.language) if document.portal_urls else {}

    def may_open(self, document: Document) -> bool:
        options = document.model._meta
        return self.user.has_perm(f"{options.app_label}.view_{options.model_name}")
