"""The portal's search: what anybody may see, in the language of the page."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import override

from search.documents import DOCUMENTS
from search.selectors import Place, search
from search.views import page_number, pages


def portal_search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    page = page_number(request.GET.get("page", ""))
    kind = request.GET.get("kind", "")
    kind = kind if kind in DOCUMENTS and DOCUMENTS[kind].portal_urls else ""
    visitor = AnonymousUser()
    answer = search(text, visitor, kind=kind, language=request.LANGUAGE_CODE, page=page, place=Place.PORTAL)
    context = {
        "text": text,
        "asked": bool(text.strip()),
        "answer": answer,
        "kind": kind,
        "all_kinds": sum(facet.count for facet in answer.facets),
        "alternates": {code: address_in(code, text) for code, _name in settings.LANGUAGES},
        "noindex": True,
        **pages(answer, page),
    }
    return render(request, "cms/search.html", context)


def address_in(language: str, text: str) -> str:
    with override(language):
        return f"{reverse('portal_search')}?{urlencode({'q': text[:200]})}"
