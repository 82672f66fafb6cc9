"""Doing one thing to many: which, with what, what became of each, and back again."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from crm.common.errors import RuleError
from crm.office.bulk import action_of, actions_for
from crm.office.bulk_models import Bulk, BulkItem
from crm.office.edits import ActionPage
from crm.office.list_state_views import known_page
from crm.office.pages import OfficePage
from crm.office.services.bulk import bulk_start, bulk_undo

NAMED, REFUSED_SHOWN = 10, 200


class BulkPage(ActionPage):
    """`/office/bulk/leads:leads/leads.assign/?pk=5&pk=7`, or `?all=1&stage=clue`: all that these filters leave."""

    template_name = "office/bulk_action.html"
    submit_label: ClassVar[str | Promise] = gettext_lazy("Do it")

    def get_record(self) -> Any:
        url_name, user = self.kwargs["url_name"], self.request.user
        page = known_page(url_name, user)()
        page.setup(self.request)
        self.action = next(
            (one for one in actions_for(page.list_key or url_name, user) if one.key == self.kwargs["action"]), None
        )
        if self.action is None:
            raise Http404
        self.rows: QuerySet = page.get_selection()
        self.section = page.section
        self.form_class = self.action.form_class
        return None

    def get_title(self) -> str:
        return str(self.action.label)

    def get_lead(self) -> str:
        count = self.rows.count()
        return ngettext("%(count)d record is selected.", "%(count)d records are selected.", count) % {"count": count}

    def perform(self, form: forms.BaseForm) -> Bulk:
        answers = {name: values for name, values in self.request.POST.lists() if name in form.fields}
        pks = list(self.rows.order_by("pk").values_list("pk", flat=True))
        return bulk_start(action=self.action, pks=pks, answers=answers, actor=self.request.user)

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        list(messages.get_messages(self.request))  # the report says it better
        return response

    def get_success_url(self) -> str:
        return f"{reverse('office:bulk', args=[self.result.pk])}?{urlencode({'back': self.get_cancel_url()})}"

    def get_cancel_url(self) -> str:
        query = self.request.GET.copy()
        for name in ("pk", "all"):
            query.pop(name, None)
        path = reverse(self.kwargs["url_name"])
        return f"{path}?{query.urlencode()}" if query else path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.rows[: NAMED + 1])
        return super().get_context_data(**kwargs) | {"named": rows[:NAMED], "has_more": len(rows) > NAMED}


class BulkReport(OfficePage, TemplateView):
    template_name = "office/bulk_report.html"

    def get_title(self) -> str:
        label = action.label if (action := action_of(self.bulk.action)) else self.bulk.action
        return _("Undone: %(action)s") % {"action": label} if self.bulk.undoes_id else str(label)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Bulk.objects.visible_to(request.user).select_related("job", "content_type")
        self.bulk = get_object_or_404(rows, pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = BulkItem.objects.visible_to(self.request.user).filter(bulk=self.bulk)
        counts = dict(items.order_by().values_list("outcome").annotate(count=Count("pk")))
        refused = list(items.filter(outcome=BulkItem.Outcome.REFUSED)[:REFUSED_SHOWN])
        model = self.bulk.content_type.model_class()
        seen = model._default_manager.visible_to(self.request.user).in_bulk([item.object_id for item in refused])
        back = self.request.GET.get("back", "")
        return super().get_context_data(**kwargs) | {
            "bulk": self.bulk,
            "counts": [(outcome.label, counts.get(outcome.value, 0)) for outcome in BulkItem.Outcome],
            "refused": [(seen.get(item.object_id), item.reason) for item in refused],
            "refused_count": counts.get("refused", 0),
            "may_undo": self.may_undo(counts),
            "back": back if back.startswith("/office/") else "",
            "job": self.bulk.job.with_signs() if self.bulk.job and self.bulk.job.is_open else None,
        }

    def may_undo(self, counts: dict[str, int]) -> bool:
        over = bool(counts.get("done")) and not counts.get("waiting")
        return over and not self.bulk.undoes_id and self.bulk.is_fresh and not self.bulk.is_undone


class BulkUndo(OfficePage, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One record is told in a message, on the page where it was done; many have their report."""
        back = request.POST.get("back", "")
        try:
            undo = bulk_undo(bulk_id=pk, actor=request.user)
        except RuleError as error:
            messages.error(request, error.message)
            return redirect(back if back.startswith("/office/") else reverse("office:bulk", args=[pk]))
        if not back.startswith("/office/"):
            return redirect("office:bulk", pk=undo.pk)
        refused = undo.items.filter(outcome=BulkItem.Outcome.REFUSED).first()
        if refused:
            messages.error(request, _("It could not be undone: %(reason)s") % {"reason": refused.reason})
        else:
            messages.success(request, _("Undone."))
        return redirect(back)
