"""The inbox of enquiries: a one-day clock, taking and answering."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.roles import Role
from crm.common.phones import mask_phone
from crm.office.badges import Badge
from crm.office.views import Action, ActionPage, Column, DetailPage, ListPage
from leads import services
from leads.filters import EnquiryFilter
from leads.forms import AnswerForm, EraseForm
from leads.lights import enquiry_badge
from leads.matching import companies_by_domain
from leads.models import Enquiry
from leads.services.rights import may_work
from leads.templatetags.contacts import masked_email
from leads.views.common import READERS, WORKERS


class EnquiryList(ListPage):
    queryset = Enquiry.objects.select_related("lead__company", "taken_by")
    roles = READERS
    section = "enquiries"
    title = gettext_lazy("Enquiries")
    under_first = ("company", "clock", "state")
    filterset_class = EnquiryFilter
    empty_title = gettext_lazy("No enquiries yet.")
    empty_text = gettext_lazy("What investors send through the portal arrives here.")

    def get_columns(self) -> tuple[Column | str, ...]:
        today = timezone.localdate()
        return (
            Column("number", _("Number"), sort="number", link=True),
            Column("company", _("Company"), value=lambda enquiry: str(enquiry.sent.get("company", "")).strip()[:80]),
            Column("received_at", _("Received"), sort="received_at"),
            Column("clock", _("Answer"), value=lambda enquiry: enquiry_badge(enquiry, today), sort="due_on"),
            Column("state", _("State"), sort="state"),
            Column("taken_by", _("With"), value="taken_by"),
            Column("lead", _("Lead"), value=lead_of, link=lead_address),
            Column("language", _("Language"), value=language_of, shown=False),
            Column("campaign", _("Campaign"), sort="campaign", shown=False),
        )


def lead_of(enquiry: Enquiry) -> Any:
    return enquiry.lead.name if enquiry.lead else Badge(_("no lead could be opened"), "red")


def lead_address(enquiry: Enquiry) -> str | None:
    return enquiry.lead.get_absolute_url() if enquiry.lead else None


def language_of(enquiry: Enquiry) -> str:
    return _("English") if enquiry.language == "en" else _("Chinese")


class EnquiryPage(DetailPage):
    template_name = "leads/enquiry.html"
    queryset = Enquiry.objects.select_related("lead__company", "taken_by")
    roles = READERS
    section = "enquiries"

    uncovered = False

    def get_lead(self) -> str:
        return str(self.object.sent.get("company", "")).strip()[:200]

    def get_fields(self) -> tuple[Column | str, ...]:
        today = timezone.localdate()
        return (
            Column("received_at", _("Received")),
            Column("clock", _("Answer"), value=lambda enquiry: enquiry_badge(enquiry, today)),
            Column("due_on", _("Answer due")),
            Column("state", _("State")),
            Column("taken_by", _("With"), value="taken_by"),
            Column("language", _("Language"), value=language_of),
            Column("page", _("Sent from")),
            Column("came_from", _("Page before the form")),
            Column("campaign", _("Campaign"), value=campaign_of),
            Column("matched_by", _("Known company found by")),
            Column("consented_at", _("Consent given")),
            Column("consent_version", _("Version of the consent text")),
            Column("withdrawn_at", _("Withdrawn")),
            Column("erased_at", _("Personal information erased")),
        )

    def get_actions(self) -> list[Action]:
        enquiry, here = self.object, self.object.get_absolute_url()
        if not may_work(self.request.user):
            return []
        if not enquiry.is_waiting:
            return self.erase_actions()
        take = Action(gettext_lazy("Take it"), f"{here}take/", "user-check", post=True)
        answer = Action(gettext_lazy("Answer"), f"{here}answer/", "mail", primary=True)
        shown = [take, answer] if enquiry.state == Enquiry.State.RECEIVED else [answer]
        return shown + self.erase_actions()

    def erase_actions(self) -> list[Action]:
        """A manager's, as long as there is something to erase."""
        enquiry = self.object
        if enquiry.erased_at or not self.request.user.has_role(Role.MANAGER):
            return []
        address = f"{enquiry.get_absolute_url()}erase/"
        return [Action(gettext_lazy("Erase personal information"), address, "trash", primary=enquiry.waits_for_erasure)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "words": words_of(self.object, self.uncovered),
            "about": about_of(self.object),
            "messages_sent": self.object.messages.select_related("author"),
            "proposed": companies_by_domain(self.object, self.request.user),
            "may_uncover": not self.uncovered and may_work(self.request.user) and has_personal(self.object),
        }


def campaign_of(enquiry: Enquiry) -> str:
    return (
        " · ".join(f"{name.removeprefix('utm_')}: {value}" for name, value in enquiry.utm.items()) or enquiry.campaign
    )


def about_of(enquiry: Enquiry) -> list[Any]:
    """What of the base it names: staff see these anyway, so no row is hidden."""
    return [*enquiry.opportunities.all(), *enquiry.parcels.all(), *enquiry.buildings.all()]


LABELS = {
    "company": gettext_lazy("Company"),
    "credit_code": gettext_lazy("Credit code"),
    "country": gettext_lazy("Country or region"),
    "contact_name": gettext_lazy("Contact"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "cluster": gettext_lazy("Cluster"),
    "investment": gettext_lazy("Investment"),
    "investment_unit": gettext_lazy("Unit of the investment"),
    "land": gettext_lazy("Land"),
    "land_unit": gettext_lazy("Unit of the land"),
    "message": gettext_lazy("Message"),
    "about": gettext_lazy("About"),
    "opportunities": gettext_lazy("Opportunities"),
    "sites": gettext_lazy("Sites"),
    "fits": gettext_lazy("Answers in “What fits me”"),
    "project": gettext_lazy("Project"),
}
PERSONAL = ("phone", "email")


def has_personal(enquiry: Enquiry) -> bool:
    return any(str(enquiry.sent.get(name, "")).strip() for name in PERSONAL)


def words_of(enquiry: Enquiry, uncovered: bool) -> list[tuple[str, str]]:
    """What was sent, in the order of the form; number and address are covered until somebody asks for them."""
    known = [name for name in LABELS if str(enquiry.sent.get(name, "")).strip()]
    other = [name for name in enquiry.sent if name not in LABELS and str(enquiry.sent[name]).strip()]
    return [(str(LABELS.get(name, name)), shown_word(enquiry, name, uncovered)) for name in known + other]


def shown_word(enquiry: Enquiry, name: str, uncovered: bool) -> str:
    value = str(enquiry.sent[name])
    cover = {"phone": mask_phone, "email": masked_email}.get(name)
    return cover(value) if cover and not uncovered else value


class EnquiryUncovered(EnquiryPage):
    """POST only: the same page with the number and the address in full, and a line in the access log."""

    http_method_names = ("post",)
    roles = WORKERS
    uncovered = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = services.enquiry_uncover(enquiry=self.get_object(), actor=request.user)
        return self.render_to_response(self.get_context_data(object=self.object))


class EnquiryAction(ActionPage):
    model = Enquiry
    roles = WORKERS
    section = "enquiries"


class EnquiryTake(EnquiryAction):
    title = gettext_lazy("Take the enquiry")
    question = gettext_lazy("You answer it, and hold its lead where nobody does yet.")
    success_message = gettext_lazy("The enquiry is with you.")

    def perform(self, form: forms.Form) -> Any:
        return services.enquiry_take(enquiry_id=self.record.pk, actor=self.request.user)


class EnquiryAnswer(EnquiryAction):
    form_class = AnswerForm
    title = gettext_lazy("Answer")
    question = gettext_lazy("The investor reads it on the enquiry's page, and by mail where an address was left.")
    submit_label = gettext_lazy("Send the answer")
    success_message = gettext_lazy("The answer is sent.")

    def perform(self, form: forms.Form) -> Any:
        return services.enquiry_answer(
            enquiry_id=self.record.pk, answer=form.cleaned_data["answer"], actor=self.request.user
        )


class EnquiryErase(EnquiryAction):
    form_class = EraseForm
    roles = (Role.MANAGER,)
    title = gettext_lazy("Erase personal information")
    question = gettext_lazy(
        "Name, phone and e-mail go from the enquiry, from the lead's contact, from mails sent and from the history of "
        "all these. The company, the lead and what staff wrote stay. An enquiry that waits for an answer is withdrawn "
        "by it. This cannot be undone."
    )
    submit_label = gettext_lazy("Erase")
    success_message = gettext_lazy("The personal information is erased.")
    danger = True

    def perform(self, form: forms.Form) -> Any:
        return services.enquiry_erase(enquiry_id=self.record.pk, actor=self.request.user, **form.cleaned_data)
