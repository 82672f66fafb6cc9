"""What is done with an import as a whole: taken in, taken back, put away."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.common.errors import RuleError
from crm.office.imports.views import OneImport, address_of
from crm.office.navigation import Crumb
from crm.office.views import ActionPage
from crm.workbooks.import_jobs import import_take, import_take_back
from crm.workbooks.models import Import
from crm.workbooks.services import import_discard, import_refresh


class ImportCommitPage(OneImport, ActionPage):
    """All or nothing, or the good rows if a person says so. What changed since the preview is shown again."""

    title = gettext_lazy("Take in")
    submit_label = gettext_lazy("Take in")

    class CommitForm(forms.Form):
        good_rows = forms.BooleanField(label=gettext_lazy("Leave the refused rows out"), required=False)

    form_class = CommitForm

    def get_breadcrumbs(self) -> list[Crumb]:
        return self.steps_to(self.record, self.get_title())

    def get_form(self, form_class: Any = None) -> forms.BaseForm:
        form = super().get_form(form_class)
        if not self.record.counts.get("refused"):
            form.fields["good_rows"].widget = forms.HiddenInput()
        return form

    def perform(self, form: forms.Form) -> Import:
        try:
            return import_take(
                import_id=self.record.pk, actor=self.request.user, good_rows=form.cleaned_data["good_rows"]
            )
        except RuleError:
            import_refresh(import_id=self.record.pk, actor=self.request.user)
            raise

    def get_success_message(self) -> str:
        if self.result.state != Import.State.COMMITTED:
            return _("It is being taken in; you may go on with other things.")
        count = self.result.counts["written"]
        return ngettext("%(count)d record was written.", "%(count)d records were written.", count) % {"count": count}

    def get_success_url(self) -> str:
        return address_of(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        counts = self.record.counts
        question = _("%(created)d new, %(updated)d changed, %(refused)d refused.") % {
            name: counts.get(name, 0) for name in ("created", "updated", "refused")
        }
        return context | {"question": question, "cancel_url": address_of(self.record)}


class ImportDiscardPage(OneImport, ActionPage):
    title = gettext_lazy("Discard")
    question = gettext_lazy("The workbook is put away; nothing was written.")
    submit_label = gettext_lazy("Discard")
    danger = True

    def get_breadcrumbs(self) -> list[Crumb]:
        return self.steps_to(self.record, self.get_title())

    def perform(self, form: forms.Form) -> Import:
        return import_discard(import_id=self.record.pk, actor=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:imports")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": address_of(self.record)}


class ImportUndoPage(OneImport, ActionPage):
    """What was made goes, what was changed gets its old values; rows that were changed since are named."""

    title = gettext_lazy("Take back")
    question = gettext_lazy(
        "New records are removed, figures and dates withdrawn; changed ones get their old values as a new version."
    )
    submit_label = gettext_lazy("Take back")
    danger = True

    class UndoForm(forms.Form):
        leave_changed = forms.BooleanField(
            label=gettext_lazy("Leave rows that were changed since as they are"), required=False
        )

    form_class = UndoForm

    def get_breadcrumbs(self) -> list[Crumb]:
        return self.steps_to(self.record, self.get_title())

    def perform(self, form: forms.Form) -> Import:
        return import_take_back(
            import_id=self.record.pk, actor=self.request.user, leave_changed=form.cleaned_data["leave_changed"]
        )

    def get_success_message(self) -> str:
        if self.result.state != Import.State.UNDONE:
            return _("It is being taken back; you may go on with other things.")
        counts = {name: self.result.counts.get(name, 0) for name in ("undone", "stayed", "closed")}
        told = _("%(undone)d taken back, %(stayed)d left as they are.") % counts
        if counts["closed"]:
            told += " " + _("%(closed)d of the new records stay, closed: what hangs on them is kept for good.") % counts
        return told

    def get_success_url(self) -> str:
        return address_of(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"cancel_url": address_of(self.record), "missing_title": _("These rows:")}
