"""One page for each change of a lead."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.services import attachment_add
from crm.office.tagging import TagsForm, tag_text
from crm.office.views import ActionPage
from leads import forms as lead_forms
from leads import services
from leads.models import Contact, LeadStage, StageApproval
from leads.views.common import WORKERS, LeadAction


class StagePage(LeadAction):
    """Forms that offer stages need the lead."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lead": self.record}


class Expansion(StagePage):
    form_class = lead_forms.ExpansionForm
    title = gettext_lazy("Added capital")
    question = gettext_lazy("Signing this lead then adds its investment to the project, and opens no new one.")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "project": self.record.expands_id}

    def perform(self, form: forms.Form) -> Any:
        return services.lead_set_expansion(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class Correct(StagePage):
    form_class = lead_forms.CorrectForm
    roles = (Role.MANAGER,)
    title = gettext_lazy("Correct the stage")
    question = gettext_lazy("The lead goes back to an earlier stage. Approvals of later stages lose their force.")
    submit_label = gettext_lazy("Correct")
    danger = True

    def perform(self, form: forms.Form) -> Any:
        return services.lead_correct_stage(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class SigningDate(LeadAction):
    form_class = lead_forms.SigningDateForm
    title = gettext_lazy("Enter the signing date")
    question = gettext_lazy("From then on the project counts in the rates.")

    def perform(self, form: forms.Form) -> Any:
        return services.lead_enter_signing_date(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class ApprovalAsk(LeadAction):
    form_class = lead_forms.ApprovalAskForm
    title = gettext_lazy("Ask for approval")
    submit_label = gettext_lazy("Ask")
    success_message = gettext_lazy("The managers see it now.")

    def perform(self, form: forms.Form) -> Any:
        stage = self.request.GET.get("stage") or LeadStage.SIGNED
        if stage not in LeadStage.values:
            raise RuleError(_("There is no such stage."), code="stage_unknown")
        return services.approval_ask(
            lead_id=self.record.pk, stage=stage, actor=self.request.user, note=form.cleaned_data["note"]
        )


class ApprovalDecide(ActionPage):
    model = StageApproval
    form_class = lead_forms.ApprovalDecideForm
    roles = (Role.MANAGER,)
    section = "leads"
    title = gettext_lazy("Decide on an approval")

    def get_lead(self) -> str:
        approval = self.record
        return _("%(lead)s, for “%(stage)s”, asked by %(person)s: %(note)s") % {
            "lead": approval.lead.name,
            "stage": approval.get_stage_display(),
            "person": approval.asked_by or "—",
            "note": approval.note or "—",
        }

    def perform(self, form: forms.Form) -> Any:
        grant = form.cleaned_data["decision"] == "grant"
        return services.approval_decide(
            approval_id=self.record.pk, grant=grant, actor=self.request.user, note=form.cleaned_data["note"]
        )

    def get_success_url(self) -> str:
        return self.record.lead.get_absolute_url()

    get_cancel_url = get_success_url


class Hold(LeadAction):
    form_class = lead_forms.ReasonForm
    title = gettext_lazy("Put on hold")

    def perform(self, form: forms.Form) -> Any:
        return services.lead_hold(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class Reopen(LeadAction):
    form_class = lead_forms.ReasonForm
    title = gettext_lazy("Reopen")

    def perform(self, form: forms.Form) -> Any:
        return services.lead_reopen(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class Lose(LeadAction):
    form_class = lead_forms.LoseForm
    title = gettext_lazy("The lead is lost")
    danger = True

    def perform(self, form: forms.Form) -> Any:
        return services.lead_lose(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class Transfer(LeadAction):
    form_class = lead_forms.TransferForm
    roles = (Role.MANAGER,)
    title = gettext_lazy("Transfer to another place")
    danger = True

    def perform(self, form: forms.Form) -> Any:
        given = form.cleaned_data
        return services.lead_transfer(
            lead_id=self.record.pk,
            actor=self.request.user,
            reason=given["reason"],
            to_place=given["lost_to"],
            on=given["lost_on"],
        )


class Close(LeadAction):
    form_class = lead_forms.ReasonForm
    title = gettext_lazy("Close the lead")
    question = gettext_lazy("For doublets and mistakes; an investor who went elsewhere is a lost lead.")
    danger = True

    def perform(self, form: forms.Form) -> Any:
        return services.lead_close(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class Assign(LeadAction):
    form_class = lead_forms.AssignForm
    roles = (Role.MANAGER,)
    title = gettext_lazy("Assign")
    field_names = ("owner",)

    def perform(self, form: forms.Form) -> Any:
        return services.lead_assign(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class Tags(LeadAction):
    form_class = TagsForm
    title = gettext_lazy("Tags")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"tags": tag_text(self.record)}

    def perform(self, form: forms.Form) -> Any:
        return services.lead_set_tags(lead_id=self.record.pk, names=form.cleaned_data["tags"], actor=self.request.user)


class Share(LeadAction):
    form_class = lead_forms.ShareForm
    title = gettext_lazy("Share with colleagues")
    question = gettext_lazy("These people see and work the lead beside its owner and team.")

    def get_initial(self) -> dict[str, Any]:
        return {"people": self.record.shared_with.all()}

    def perform(self, form: forms.Form) -> Any:
        return services.lead_share(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class Confidential(LeadAction):
    form_class = lead_forms.ConfidentialForm
    title = gettext_lazy("Confidentiality")
    question = gettext_lazy("A confidential lead, its project and its files exist for its owner and these people only.")
    field_names = ("is_confidential",)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "people": self.record.named_people.all()}

    def perform(self, form: forms.Form) -> Any:
        return services.lead_set_confidential(
            lead_id=self.record.pk, actor=self.request.user, version=None, **form.cleaned_data
        )


class ActivityAdd(LeadAction):
    form_class = lead_forms.ActivityForm
    title = gettext_lazy("Record an activity")
    submit_label = gettext_lazy("Record")
    success_message = gettext_lazy("Recorded.")

    def perform(self, form: forms.Form) -> Any:
        given = dict(form.cleaned_data)
        file = given.pop("file")
        return services.activity_add(
            lead_id=self.record.pk, actor=self.request.user, files=(file,) if file else (), **given
        )


class EvidenceAdd(LeadAction):
    form_class = lead_forms.EvidenceForm
    title = gettext_lazy("Attach evidence")
    submit_label = gettext_lazy("Attach")
    success_message = gettext_lazy("Attached.")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "kind": self.request.GET.get("kind", "")}

    def perform(self, form: forms.Form) -> Any:
        return attachment_add(subject=self.record, actor=self.request.user, **form.cleaned_data)


class NextStep(LeadAction):
    form_class = lead_forms.NextStepForm
    title = gettext_lazy("Next step")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")
    field_names = ("next_step", "next_step_on")

    def perform(self, form: forms.Form) -> Any:
        return services.next_step_set(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class ContactAdd(LeadAction):
    form_class = lead_forms.ContactForm
    title = gettext_lazy("New contact")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def perform(self, form: forms.BaseForm) -> Any:
        return services.contact_add(lead_id=self.record.pk, actor=self.request.user, **form.cleaned_data)


class ContactEdit(ActionPage):
    """Opening it shows the full number, so that it is written in the access log."""

    model = Contact
    queryset = Contact.objects.select_related("lead")
    form_class = lead_forms.ContactForm
    roles = WORKERS
    section = "leads"
    title = gettext_lazy("Edit the contact")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def get_record(self) -> Contact:
        rows = Contact.objects.select_related("lead").uncovered_for(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        services.contacts_uncover(lead=self.record.lead, actor=request.user)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("name", "position", "phone", "email")}

    def perform(self, form: forms.BaseForm) -> Any:
        return services.contact_edit(contact_id=self.record.pk, actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.record.lead.get_absolute_url()

    get_cancel_url = get_success_url


class CreditCode(LeadAction):
    """The credit code of the lead's company, where none was known yet."""

    form_class = lead_forms.CreditCodeForm
    title = gettext_lazy("Credit code of the company")
    submit_label = gettext_lazy("Save")
    success_message = gettext_lazy("Saved.")

    def perform(self, form: forms.Form) -> Any:
        return services.company_code_enter(
            lead_id=self.record.pk, credit_code=form.cleaned_data["credit_code"], actor=self.request.user
        )
