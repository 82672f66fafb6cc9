"""The search page of the office and of partners, and the suggestions under the box."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from crm.office.views import OfficePage, PartnerPage
from search.commands import commands_for, matching, open_record
from search.documents import DOCUMENTS
from search.engines import DEEPEST
from search.facets import FIELDS
from search.selectors import PAGE_SIZE, Answer, Place, search

MOST_SUGGESTED = 8
LONGEST = 200
LAST_PAGE = DEEPEST // PAGE_SIZE


def page_number(text: str) -> int:
    """Anything that is no page is the first one; far behind the last is the last that can be turned to."""
    return max(1, min(int(text), LAST_PAGE + 1)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


class SearchPage(OfficePage, TemplateView):
    template_name = "search/page.html"
    title = _("Search")
    place: ClassVar[Place] = Place.OFFICE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        text, kind = asked.get("q", ""), asked.get("kind", "")
        kind = kind if kind in DOCUMENTS else ""
        page = page_number(asked.get("page", ""))
        answer = search(text, self.request.user, kind=kind, language=language(), page=page, place=self.place)
        return super().get_context_data(**kwargs) | {
            "text": text,
            "kind": kind,
            "answer": answer,
            "asked": bool(text.strip()),
            "fields": [field for field in FIELDS.values() if field.example],
            "all_kinds": sum(facet.count for facet in answer.facets),
            **pages(answer, page),
        }


class Suggestions(OfficePage, TemplateView):
    """What is found so far, while one types: one request, one answer."""

    template_name = "search/suggestions.html"
    place: ClassVar[Place] = Place.OFFICE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "")
        user = self.request.user
        answer = (
            search(text, user, language=language(), size=MOST_SUGGESTED, place=self.place, counted=False)
            if text.strip()
            else None
        )
        return {"text": text, "answer": answer}


class Palette(Suggestions):
    """What the palette offers for the words so far: pages and beginnings first, then records."""

    template_name = "search/palette_options.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        answer, text = context["answer"], context["text"][:LONGEST]
        here = open_record(self.request.htmx.current_url_abs_path or "", self.request)
        return context | {
            "open_name": here.name,
            "open_commands": matching(here.commands, text),
            "commands": matching(commands_for(self.request.user, self.side), text),
            "results": [result for result in answer.results if result.url] if answer else [],
            "search_url": reverse("partner_search:search" if self.side == "partner" else "search:search"),
        }


class PartnerPalette(PartnerPage, Palette):
    place = Place.PARTNER


class PartnerSearchPage(PartnerPage, SearchPage):
    place = Place.PARTNER


class PartnerSuggestions(PartnerPage, Suggestions):
    place = Place.PARTNER


def language() -> str:
    return (get_language() or "").lower()


def pages(answer: Answer, page: int) -> dict[str, Any]:
    """For the shell's pager."""
    paginator = Paginator(range(min(answer.total, DEEPEST)), PAGE_SIZE)
    shown = paginator.get_page(page)
    return {
        "page_obj": shown,
        "page_range": list(paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)),
        "total": answer.total,
    }
