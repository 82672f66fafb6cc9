"""Merging two companies or two leads: preview, merge, undo."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Company
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.common.names import normalise_company_name
from crm.office.badges import Badge
from crm.office.edits import add_rule_error
from crm.office.views import ActionPage, Column, ListPage
from leads import services
from leads.models import Lead, Merge

MANAGERS = (Role.MANAGER,)


class MergeForm(forms.Form):
    other = forms.CharField(
        label=gettext_lazy("What is merged into it"),
        max_length=200,
        help_text=gettext_lazy("A lead by its code; a company by its name or credit code."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MergePage(ActionPage):
    """What would move is shown first; only then the same form merges."""

    template_name = "leads/merge.html"
    form_class = MergeForm
    roles = MANAGERS
    title = gettext_lazy("Merge")
    question = gettext_lazy("What belongs to the other one comes here, and empty fields are filled. It can be undone.")
    success_message = gettext_lazy("Merged.")
    kind = ""
    preview: Any = None

    def get_initial(self) -> dict[str, Any]:
        return {"other": self.request.GET.get("other", "")[:200]}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            preview = self.look_ahead(form.cleaned_data["other"])
        except RuleError as error:
            add_rule_error(form, error)
            return self.form_invalid(form, status=409)
        if form.cleaned_data["seen"] == preview.dropped.pk:
            return super().form_valid(form)
        self.preview = preview
        form.data = {**form.data.dict(), "seen": preview.dropped.pk}
        return self.render_to_response(self.get_context_data(form=form))

    def look_ahead(self, text: str) -> Any:
        other = self.find(text)
        return services.merge_preview(
            kind=self.kind, kept_id=self.record.pk, dropped_id=other.pk, actor=self.request.user
        )

    def find(self, text: str) -> Any:
        found = list(self.alike(text.strip())[:2])
        if not found:
            raise RuleError(_("Nothing of this name or code is found."), code="not_found", field="other")
        if len(found) > 1:
            raise RuleError(_("Several have this name; please give the code."), code="several", field="other")
        return found[0]

    def alike(self, text: str) -> Any:
        raise NotImplementedError

    def perform(self, form: forms.Form) -> Merge:
        other = self.find(form.cleaned_data["other"])
        return services.merge(
            kind=self.kind,
            kept_id=self.record.pk,
            dropped_id=other.pk,
            reason=form.cleaned_data["reason"],
            actor=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "preview": self.preview,
            "lines": [line for line in self.preview.lines if line.count] if self.preview else [],
            "submit_label": _("Merge") if self.preview else _("Show what would move"),
        }


class LeadMerge(MergePage):
    model = Lead
    section = "leads"
    kind = Merge.Kind.LEAD

    def alike(self, text: str) -> Any:
        return Lead.objects.visible_to(self.request.user).filter(code__iexact=text).exclude(pk=self.record.pk)


class CompanyMerge(MergePage):
    model = Company
    section = "companies"
    kind = Merge.Kind.COMPANY

    def alike(self, text: str) -> Any:
        same = Q(credit_code__iexact=text) | Q(name_key=normalise_company_name(text))
        return Company.objects.visible_to(self.request.user).filter(same).exclude(pk=self.record.pk).order_by("pk")


class MergeList(ListPage):
    queryset = Merge.objects.select_related("done_by", "undone_by")
    roles = (Role.MANAGER, Role.LEADER)
    section = "leads"
    title = gettext_lazy("Merges")
    under_first = ("kind", "state")
    empty_title = gettext_lazy("Nothing was merged yet.")
    empty_text = gettext_lazy("Merge two leads or two companies from the page of the one that stays.")

    def get_columns(self) -> tuple[Column | str, ...]:
        may_undo = self.request.user.has_role(Role.MANAGER)
        return (
            Column("dropped", _("Merged"), value="dropped_name", link=False),
            Column("kept", _("Into"), value="kept_name", link=kept_address),
            Column("kind", _("Kind")),
            Column("rows", _("Rows moved"), value=rows_moved, numeric=True),
            Column("reason", _("Reason")),
            Column("done_by", _("Done by")),
            Column("created_at", _("When"), sort="created_at"),
            Column("state", _("State"), value=state_of, link=undo_address if may_undo else False),
        )


def rows_moved(merge: Merge) -> int:
    return sum(len(keys) for keys in merge.moved.values())


def kept_address(merge: Merge) -> str:
    return reverse("leads:lead" if merge.kind == Merge.Kind.LEAD else "clusters:company", args=[merge.kept_id])


def undo_address(merge: Merge) -> str | None:
    return None if merge.undone_at else reverse("leads:merge_undo", args=[merge.pk])


def state_of(merge: Merge) -> Any:
    return Badge(_("Undone"), "grey") if merge.undone_at else _("Undo")


class MergeUndo(ActionPage):
    model = Merge
    roles = MANAGERS
    section = "leads"
    title = gettext_lazy("Undo a merge")
    question = gettext_lazy("What came with it goes back, and the fields that it filled are empty again.")
    submit_label = gettext_lazy("Undo")
    success_message = gettext_lazy("There are two again.")

    def get_lead(self) -> str:
        return str(self.record)

    def perform(self, form: forms.Form) -> Merge:
        return services.merge_undo(merge_id=self.record.pk, actor=self.request.user)

    def get_success_url(self) -> str:
        return reverse("leads:merges")

    get_cancel_url = get_success_url


class FollowsMerges:
    """For a record's page: the address of what was merged leads to what it is now."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            gone = get_object_or_404(Lead.objects.filter(merged_into__isnull=False), pk=self.kwargs["pk"])
            now = get_object_or_404(Lead.objects.visible_to(request.user), code=last_of(gone).code)
            messages.info(request, _("%(lead)s was merged into this one.") % {"lead": gone})
            return HttpResponseRedirect(now.get_absolute_url())


def last_of(lead: Lead) -> Lead:
    while lead.merged_into_id:
        lead = lead.merged_into
    return lead
