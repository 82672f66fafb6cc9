"""Office pages of the rules in a draft: a form that says, while one types, what the rule means."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from clusters.enclaves.forms import FloorForm, RuleForm
from clusters.enclaves.forms.posted import posted
from clusters.enclaves.forms.problem_places import show_contradictions
from clusters.enclaves.forms.rows import rows_changed, with_rows_changed
from clusters.enclaves.models import AgreementVersion, FloorRule, SharingRule
from clusters.enclaves.selectors.contradictions import Contradiction, contradictions_with
from clusters.enclaves.selectors.rules import sharing_rule
from clusters.enclaves.services import floor_save, rule_remove, rule_save
from clusters.enclaves.services.notation import rule_unsaved
from clusters.enclaves.sharing import rule_to_data
from clusters.enclaves.views.agreements import FINANCE
from clusters.enclaves.views.versions import VersionAction
from crm.common.errors import RuleError, VersionConflict
from crm.office.navigation import Crumb
from crm.office.views import ActionPage

DRAFT = AgreementVersion.State.DRAFT
LANGUAGES = (("zh-Hans", "zh-hans"), ("en", "en"))
OF_DRAFT = ("agreement_version__agreement",)
PARTIES = ("agreement_version__agreement__parties", "agreement_version__rules__indicator")


@dataclass(frozen=True)
class Meaning:
    """The rule as typed, told in both languages, and what it contradicts; `refusal` where it cannot be told."""

    sentences: tuple[tuple[str, str], ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    refusal: str = ""


def told(row: SharingRule | FloorRule) -> tuple[tuple[str, str], ...]:
    found = []
    for tag, code in LANGUAGES:
        with override(code):
            found.append((tag, row.sentence()))
    return tuple(found)


class RulePage(ActionPage):
    """One rule of a draft. Buttons that add rows or ask for the meaning send the form and lose nothing."""

    roles = FINANCE
    section = "agreements"
    template_name = "enclaves/rule_form.html"
    form_class = RuleForm
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")
    meaning: Meaning | None = None
    now_says = ""

    @property
    def agreement_version(self) -> AgreementVersion:
        return self.record

    @property
    def rule(self) -> SharingRule | None:
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "version": self.agreement_version, "rule": self.rule}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if rows_changed(request.POST):
            form = self.get_form()
            form = RuleForm(**{**self.get_form_kwargs(), "data": with_rows_changed(form.data)})
            form.hush()
            return self.render_to_response(self.get_context_data(form=form))
        if request.GET.get("part") == "meaning":
            self.meaning = self.meaning_of(self.get_form())
            return TemplateResponse(request, "enclaves/rule_meaning.html", {"meaning": self.meaning})
        if "preview" in request.POST:
            return self.render_to_response(self.get_context_data(form=self.looked_at(self.get_form())))
        return super().post(request, *args, **kwargs)

    def looked_at(self, form: RuleForm) -> RuleForm:
        """With what contradicts itself beside its field."""
        self.meaning = self.meaning_of(form)
        show_contradictions(form, self.meaning.contradictions)
        return form

    def meaning_of(self, form: RuleForm) -> Meaning:
        if not form.is_valid():
            return Meaning(refusal=_("What it means is told once these are filled in:") + " " + still_wanted(form))
        try:
            row = rule_unsaved(self.agreement_version, form.rule_data(), self.rule)
        except RuleError as error:
            return Meaning(refusal=error.message)
        return Meaning(told(row), tuple(contradictions_with(self.agreement_version, row)))

    def perform(self, form: RuleForm) -> SharingRule:
        given = {"data": form.rule_data(), "actor": self.request.user, "rule": self.rule}
        return rule_save(version=self.agreement_version, **given)

    def get_success_url(self) -> str:
        if "another" in self.request.POST:
            return f"/office/versions/{self.agreement_version.pk}/rules/new/"
        return self.agreement_version.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.agreement_version.get_absolute_url()

    def get_breadcrumbs(self) -> list[Crumb]:
        agreement = self.agreement_version.agreement
        first = super(ActionPage, self).get_breadcrumbs()[0]
        return [first, Crumb(str(agreement), agreement.get_absolute_url()), Crumb(self.get_title())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"meaning": self.meaning, "now_says": self.now_says, "rule": self.rule}
        return super().get_context_data(**given, **kwargs)


def still_wanted(form: RuleForm) -> str:
    return _(", ").join(dict.fromkeys(str(field.label) for field in form if field.errors)) + _(".")


class RuleEntry(VersionAction, RulePage):
    title = gettext_lazy("Add a rule")
    state = DRAFT
    template_name = RulePage.template_name


class RuleEdit(RulePage):
    queryset = SharingRule.objects.filter(agreement_version__state=DRAFT).select_related("indicator", *OF_DRAFT)
    queryset = queryset.prefetch_related(*PARTIES)
    title = gettext_lazy("Change the rule")

    @property
    def agreement_version(self) -> AgreementVersion:
        return self.record.agreement_version

    @property
    def rule(self) -> SharingRule:
        return self.record

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data = posted(rule_to_data(sharing_rule(self.rule)), list(self.agreement_version.agreement.parties.all()))
        form = self.looked_at(RuleForm(**{**self.get_form_kwargs(), "data": data}))
        return self.render_to_response(self.get_context_data(form=form))

    def perform(self, form: RuleForm) -> SharingRule:
        """Who comes second is told what the rule says now; saving again then replaces it."""
        read = self.request.POST.get("version", "")
        self.record.version = int(read) if read.isascii() and read.isdigit() and len(read) < 10 else 0
        try:
            return super().perform(form)
        except VersionConflict:
            self.record.refresh_from_db()
            self.now_says = self.record.sentence()
            raise


class OfDraft(ActionPage):
    """Something done with a rule or a minimum of a draft."""

    roles = FINANCE
    section = "agreements"

    def get_success_url(self) -> str:
        return self.record.agreement_version.get_absolute_url()

    get_cancel_url = get_success_url


class RuleRemoval(OfDraft):
    queryset = SharingRule.objects.select_related("indicator", *OF_DRAFT)
    title = gettext_lazy("Remove the rule")
    danger = True
    success_message = gettext_lazy("Removed.")

    @property
    def question(self) -> str:
        return self.record.sentence()

    def perform(self, form: Any) -> None:
        rule_remove(rule=self.record, actor=self.request.user)


class FloorRemoval(RuleRemoval):
    queryset = FloorRule.objects.select_related("party", "payer", *OF_DRAFT)
    title = gettext_lazy("Remove the yearly minimum")


class FloorEntry(VersionAction):
    title = gettext_lazy("Add a yearly minimum")
    state = DRAFT
    form_class = FloorForm
    submit_label = gettext_lazy("Save")
    question = gettext_lazy(
        "Over the fiscal rules together, after caps. What is lacking at the year's end is a line of its own."
    )
    success_message = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "agreement": self.record.agreement}

    def perform(self, form: Any) -> FloorRule:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return floor_save(version=self.record, actor=self.request.user, **given)


class FloorEdit(OfDraft):
    queryset = FloorRule.objects.filter(agreement_version__state=DRAFT).select_related("party", "payer", *OF_DRAFT)
    title = gettext_lazy("Change the yearly minimum")
    form_class = FloorForm
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "agreement": self.record.agreement_version.agreement}

    def get_initial(self) -> dict[str, Any]:
        names = ("party", "payer", "amount_fen", "first_year", "last_year", "version")
        return {name: getattr(self.record, name) for name in names}

    def perform(self, form: Any) -> FloorRule:
        given = dict(form.cleaned_data)
        self.record.version = given.pop("version") or 0
        version = self.record.agreement_version
        return floor_save(version=version, actor=self.request.user, floor=self.record, **given)
