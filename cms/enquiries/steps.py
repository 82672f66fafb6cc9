"""The enquiry in steps: each is saved as it is left, forwards or back, and can be gone on with days later.

The address of a draft holds its key (as the cookie does, for whoever comes back in the same browser). A step that is
sent forwards is checked; back, nothing is. What is refused comes back as it was typed.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms import guards
from cms.enquiries.forms import FORMS, TYPED, StepForm
from cms.enquiries.offers import codes_in
from cms.enquiries.summary import summary_of
from cms.guards import Refusal
from crm.common.errors import RuleError
from crm.office.services.attachments import ACCEPTED
from leads.following import follow_path
from leads.models import EnquiryDraft
from leads.services import (
    draft_begin,
    draft_discard,
    draft_file_add,
    draft_file_remove,
    draft_find,
    draft_save,
    draft_send,
)
from leads.services.drafts import FILES_AT_MOST

COOKIE = "enquiry"
ORDER = tuple(FORMS)
# What an address may bring along: words of the form, and parameters that may come several times.
PREFILLED = ("cluster", "investment", "investment_unit", "land", "land_unit", "country", "fits")
SEVERAL = {"opportunity": "opportunities", "site": "sites"}


class Step:
    """One step of the enquiry page, for one request. `draft` is None until something was sent."""

    def __init__(self, page: Any, request: HttpRequest, name: str = ORDER[0], draft: EnquiryDraft | None = None):
        if name not in FORMS:
            raise Http404(f"No step {name}.")
        self.page, self.request, self.name, self.draft = page, request, name, draft
        self.language = page.locale.language_code
        self.file_errors: list[str] = []

    def answer(self) -> HttpResponse:
        if self.draft and self.draft.enquiry_id:
            return self.see(follow_path(self.page.get_url(self.request), self.draft.enquiry.number))
        return self.receive() if self.request.method == "POST" else self.show(self.form_of(self.words))

    @cached_property
    def words(self) -> dict[str, str]:
        """What is known before this request: the draft's, and what the address brings along."""
        kept = dict(self.draft.words) if self.draft else {"country": "" if self.language == "en" else "中国"}
        for name in PREFILLED:
            if self.request.GET.get(name):
                kept[name] = self.request.GET[name][:2000]
        for asked, name in SEVERAL.items():
            if codes := codes_in(" ".join(self.request.GET.getlist(asked))):
                kept[name] = ", ".join(codes_in(f"{kept.get(name, '')} {' '.join(codes)}"))
        return kept

    def form_of(self, words: Mapping[str, str], data: Any = None) -> StepForm:
        return FORMS[self.name](data, language=self.language, words=words)

    # --- What was sent ---

    def receive(self) -> HttpResponse:
        go, form = self.request.POST.get("go", "next"), self.posted_form()
        if refused := guards.refusal_of(self.request):
            return self.refuse(form, refused)
        if go == "discard":
            return self.discard()
        self.keep(form)
        if go.startswith("remove-"):
            return self.remove_file(go.removeprefix("remove-"))
        if self.name == "check" and go == "send":
            return self.send(form)
        if go in ORDER and ORDER.index(go) < ORDER.index(self.name):
            return self.see(self.address_of(go))
        if not form.is_valid() or self.file_errors:
            return self.show(form, 422)
        return self.see(self.address_of(go if go in ORDER else ORDER[min(ORDER.index(self.name) + 1, len(ORDER) - 1)]))

    def posted_form(self) -> StepForm:
        """Offered are what the draft names and what was named when the form was shown."""
        shown = {name: self.request.POST.get(f"offered_{name}", "") for name in SEVERAL.values()}
        words = {**self.words, **{name: value for name, value in shown.items() if value}}
        return self.form_of(words, self.request.POST)

    def keep(self, form: StepForm) -> None:
        if self.draft is None:
            self.draft = draft_begin(
                language=self.language,
                words={**self.words, **form.words},
                came_from=self.request.POST.get("came_from", ""),
                utm=utm_in(self.request.POST.get("utm", "")),
            )
        else:
            self.draft = draft_save(draft=self.draft, words=form.words)
        for file in self.request.FILES.getlist("files") if self.name == "project" else ():
            try:
                draft_file_add(draft=self.draft, file=file)
            except RuleError as error:
                self.file_errors.append(f"{file.name[:100]}: {error.message}")

    def remove_file(self, key: str) -> HttpResponse:
        if self.draft and key.isdigit() and len(key) < 19:
            draft_file_remove(draft=self.draft, file_id=int(key))
        return self.see(self.address_of(self.name) + "#files")

    def discard(self) -> HttpResponse:
        if self.draft:
            draft_discard(draft=self.draft)
        response = self.see(f"{self.page.get_url(self.request)}?discarded=1")
        response.delete_cookie(COOKIE)
        return response

    def send(self, form: StepForm) -> HttpResponse:
        if not form.is_valid() or self.unfinished:
            return self.show(form, 422)
        if refused := guards.refusal_to_send(self.request, self.draft):
            return self.refuse(form, refused)
        try:
            enquiry = draft_send(
                draft=self.draft,
                sent=sent_words(self.draft.words),
                page=self.page.get_url(self.request),
                consented=True,
                consent_text=self.page.consent_text,
            )
        except RuleError as error:
            return self.refuse(form, Refusal(422, error.message))
        response = self.see(follow_path(self.page.get_url(self.request), enquiry.number) + "&sent=1")
        response.delete_cookie(COOKIE)
        return response

    # --- What is answered ---

    @cached_property
    def unfinished(self) -> list[tuple[str, StepForm]]:
        """(step, its form with errors) of the steps that cannot be sent as they are."""
        words = self.draft.words if self.draft else {}
        forms = ((name, FORMS[name].of_words(words, self.language)) for name in TYPED)
        return [(name, form) for name, form in forms if not form.is_valid()]

    def address_of(self, step: str) -> str:
        base = self.page.get_url(self.request)
        return f"{base}draft/{self.draft.key}/{step}/" if self.draft else base

    def see(self, address: str) -> HttpResponse:
        response = HttpResponseRedirect(address, status=303)
        if self.draft and not self.draft.enquiry_id and self.draft.pk:
            self.remember(response)
        add_never_cache_headers(response)
        return response

    def remember(self, response: HttpResponse) -> None:
        response.set_cookie(
            COOKIE,
            self.draft.key,
            max_age=settings.ENQUIRY_DRAFT_DAYS * 86_400,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def refuse(self, form: StepForm, refused: Refusal) -> HttpResponse:
        return self.show(form, refused.status, refused.sentence, refused.retry_after)

    def show(self, form: StepForm, status: int = 200, refusal: str = "", retry_after: int = 0) -> HttpResponse:
        self.page.subpath = f"draft/{self.draft.key}/{self.name}/" if self.draft else ""
        response = self.page.render(
            self.request, template="cms/enquiry/step.html", context_overrides=self.context(form, refusal)
        )
        response.status_code = status
        if retry_after:
            response["Retry-After"] = str(retry_after)
        if self.draft:
            self.remember(response)
        add_never_cache_headers(response)
        return response

    def context(self, form: StepForm, refusal: str) -> dict[str, Any]:
        place = ORDER.index(self.name)
        return {
            "form": form,
            "refusal": refusal,
            "step": self.name,
            "step_template": f"cms/enquiry/{self.name}.html",
            "steps": [(name, title, index < place) for index, (name, title) in enumerate(titles())],
            "step_number": place + 1,
            "before": ORDER[place - 1] if place else "",
            "draft": self.draft,
            "draft_address": self.request.build_absolute_uri(self.address_of(self.name)) if self.draft else "",
            "draft_days": settings.ENQUIRY_DRAFT_DAYS,
            "form_address": self.address_of(self.name),
            "trap": guards.TRAP,
            "noindex": bool(self.draft),
            "file_errors": self.file_errors,
            "accepted": ",".join(ACCEPTED),
            "files_at_most": FILES_AT_MOST,
            "file_megabytes": settings.UPLOAD_LIMIT_BYTES // 1024**2,
            **(self.of_beginning() if self.draft is None else {}),
            **(self.of_check() if self.name == "check" else {}),
        }

    def of_beginning(self) -> dict[str, Any]:
        """Of a fresh form: where the visitor came from, and the draft that this browser has begun before."""
        begun = draft_find(self.request.COOKIES.get(COOKIE, ""))
        query = self.request.GET.urlencode()
        address = f"{self.page.get_url(self.request)}draft/{begun.key}/about/?{query}" if begun else ""
        return {
            "begun": begun if begun and not begun.enquiry_id else None,
            "begun_address": address,
            "discarded": "discarded" in self.request.GET,
            "came_from": self.request.POST.get("came_from") or came_from(self.request),
            "utm": self.request.POST.get("utm") or urlencode(utm_of(self.request)),
        }

    def of_check(self) -> dict[str, Any]:
        return {
            "summary": summary_of(self.draft, self.language),
            "unfinished": [(dict(titles())[name], self.address_of(name), form) for name, form in self.unfinished],
        }


def titles() -> list[tuple[str, str]]:
    return [
        ("about", _("What it is about")),
        ("project", _("Your project")),
        ("contact", _("How we reach you")),
        ("check", _("Check and send")),
    ]


def sent_words(words: Mapping[str, str]) -> dict[str, str]:
    """The investor's own words, untouched; what was left empty is not sent."""
    return {name: value for name, value in words.items() if value.strip()}


def came_from(request: HttpRequest) -> str:
    """The portal's page before the form, by its path; of other sites no more than the host."""
    try:
        url = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    return (url.path if url.netloc == request.get_host() else url.netloc)[:300]


def utm_of(request: HttpRequest) -> dict[str, str]:
    """From the form's own address, or from that of the page before it."""
    return utm_in(request.GET.urlencode()) or utm_in(urlsplit_query(request.headers.get("Referer", "")))


def urlsplit_query(address: str) -> str:
    try:
        return urlsplit(address).query
    except ValueError:
        return ""


def utm_in(query: str) -> dict[str, str]:
    names = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
    found = dict(parse_qsl(query[:2000], max_num_fields=None))
    return {name: found[name].replace("\x00", "")[:100] for name in names if found.get(name)}
