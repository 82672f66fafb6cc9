"""Office pages of an agreement's versions: a new draft, its review, from when it holds."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy

from clusters.enclaves.forms import ReviewForm, VersionForm
from clusters.enclaves.models import AgreementVersion
from clusters.enclaves.selectors.contradictions import contradictions_of
from clusters.enclaves.services import version_draft, version_make_effective, version_review
from clusters.enclaves.views.agreements import FINANCE, AgreementAction
from crm.office.views import ActionPage


class VersionAction(ActionPage):
    queryset = AgreementVersion.objects.select_related("agreement").prefetch_related(
        "rules__indicator", "floors__party", "floors__payer", "agreement__parties"
    )
    roles = FINANCE
    section = "agreements"
    state = ""

    def get_record(self) -> AgreementVersion:
        version = super().get_record()
        if version.state != self.state:
            raise Http404
        return version


class VersionCheck(VersionAction):
    """What contradicts itself stands on top, with the way to mend it, before anybody confirms."""

    template_name = "enclaves/version_action.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.record
        given = {"rules": version.rules.all(), "floors": version.floors.all()}
        return super().get_context_data(problems=contradictions_of(version), **given, **kwargs)


class VersionReview(VersionCheck):
    title = gettext_lazy("Review the version")
    state = AgreementVersion.State.DRAFT
    form_class = ReviewForm
    question = gettext_lazy("Have you read every rule?")
    success_message = gettext_lazy("Reviewed. Another finance officer makes it effective.")

    def perform(self, form: Any) -> AgreementVersion:
        return version_review(version=self.record, actor=self.request.user, **form.cleaned_data)


class VersionEffective(VersionCheck):
    title = gettext_lazy("Make the version effective")
    state = AgreementVersion.State.REVIEWED
    danger = True
    question = gettext_lazy("From its 1 January on it holds, and nobody can edit it any more.")
    success_message = gettext_lazy("The version is effective.")

    def perform(self, form: Any) -> AgreementVersion:
        return version_make_effective(version=self.record, actor=self.request.user)


class VersionDraft(AgreementAction):
    title = gettext_lazy("New version")
    form_class = VersionForm
    submit_label = gettext_lazy("Open the draft")
    question = gettext_lazy("The draft begins with the rules of the version before it.")
    success_message = gettext_lazy("The draft is open.")

    def perform(self, form: Any) -> AgreementVersion:
        return version_draft(agreement=self.record, actor=self.request.user, **form.cleaned_data)
