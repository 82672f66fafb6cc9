"""The portal's search: what anybody may see, in the language of the page."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import override

from search.selectors import Place, search
from search.views import page_number, pages


def portal_search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    page = page_number(request.GET.get("page", ""))
    answer = search(text, AnonymousUser(), language=request.LANGUAGE_CODE, page=page, place=Place.PORTAL)
    context = {
        "text": text,
        "asked": bool(text.strip()),
        "answer": answer,
        "alternates": {code: address_in(code, text) for code, _name in settings.LANGUAGES},
        "noindex": True,
        **pages(answer, page),
    }
    return render(request, "cms/search.html", context)


def address_in(language: str, text: str) -> str:
    with override(language):
        return f"{reverse('portal_search')}?{urlencode({'q': text[:200]})}"
