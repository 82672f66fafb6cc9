"""The signed page of an enquiry: how far it is, the answers, and what can be added to it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers

from cms import guards
from crm.common.errors import RuleError
from crm.office.services.attachments import ACCEPTED
from leads.following import follow_path, is_key_of
from leads.models import Enquiry
from leads.services import enquiry_add, enquiry_withdraw
from leads.services.follow_ups import FILES_AT_MOST, files_of


def follow(page: Any, request: HttpRequest, number: str) -> HttpResponse:
    """The signature is the permission: visible_to gives visitors nothing, and the page shows nothing that was sent."""
    if not is_key_of(number, request.GET.get("key", "")):
        raise Http404("No such enquiry, or a wrong key.")
    enquiry = Enquiry.objects.filter(number=number).select_related("taken_by").first()
    if enquiry is None:
        raise Http404("No such enquiry.")
    response = receive(page, request, enquiry) if request.method == "POST" else show(page, request, enquiry)
    add_never_cache_headers(response)
    return response


def receive(page: Any, request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    if refused := guards.refusal_of(request):
        return show(page, request, enquiry, refused.sentence, refused.status, refused.retry_after)
    try:
        done = change(request, enquiry)
    except RuleError as error:
        return show(page, request, enquiry, error.message, 422)
    address = f"{follow_path(page.get_url(request), enquiry.number)}&done={done}"
    return HttpResponseRedirect(address, status=303)


def change(request: HttpRequest, enquiry: Enquiry) -> str:
    if request.POST.get("go") == "withdraw":
        enquiry_withdraw(number=enquiry.number, erasure_asked=bool(request.POST.get("erase")))
        return "withdrawn"
    text = request.POST.get("text", "").replace("\x00", "")
    enquiry_add(number=enquiry.number, text=text, files=tuple(request.FILES.getlist("files")))
    return "added"


def show(
    page: Any, request: HttpRequest, enquiry: Enquiry, refusal: str = "", status: int = 200, retry_after: int = 0
) -> HttpResponse:
    messages = list(enquiry.messages.all())
    path = follow_path(page.get_url(request), enquiry.number)
    page.subpath = path.removeprefix(page.get_url(request))
    context = {
        "enquiry": enquiry,
        "answers": [each.text for each in messages if each.author_id] or list(filter(None, [enquiry.answer])),
        "added": [each.created_at for each in messages if not each.author_id],
        "files": files_of(enquiry).order_by("pk"),
        "is_new": "sent" in request.GET,
        "done": request.GET.get("done", ""),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "trap": guards.TRAP,
        "accepted": ",".join(ACCEPTED),
        "files_at_most": FILES_AT_MOST,
        "form_address": path,
        "follow_url": request.build_absolute_uri(path),
        "noindex": True,
    }
    response = page.render(request, template="cms/enquiry_followed.html", context_overrides=context)
    response.status_code = status
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
