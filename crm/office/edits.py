"""Pages that write: a record's form, and one action of a service."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectTemplateResponseMixin
from django.views.generic.edit import ModelFormMixin, ProcessFormView

from crm.common.errors import RuleError, VersionConflict
from crm.office.choices import prepare_choices
from crm.office.conflicts import Conflict, conflict_of
from crm.office.navigation import Crumb
from crm.office.pages import OfficePage, PartnerPage


def add_rule_error(form: forms.BaseForm, error: RuleError) -> None:
    form.add_error(error.field if error.field in form.fields else None, ValidationError(error.message, error.code))


class FormPage(OfficePage, SingleObjectTemplateResponseMixin, ModelFormMixin, ProcessFormView):
    """Creates a record, or edits the one whose `pk` the address has.

    Give `model` with `fields` or `form_class`. Saving goes through `save_record`; when somebody else was first, the
    form comes back with both sides and with what was typed.
    """

    template_name = "office/form.html"
    new_title: ClassVar[str | Promise] = ""
    cancel_url: ClassVar[str | Promise] = ""
    asks_reason: ClassVar[bool] = True
    success_message: ClassVar[str | Promise] = gettext_lazy("Saved.")
    object: Any = None
    conflict: Conflict | None = None
    missing: list[str] = []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_record()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_record()
        return super().post(request, *args, **kwargs)

    @property
    def is_new(self) -> bool:
        return self.object is None or self.object.pk is None

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().visible_to(self.request.user)

    def get_record(self) -> Any:
        return self.get_object() if self.pk_url_kwarg in self.kwargs else None

    def get_title(self) -> str:
        if self.is_new:
            name = self.model._meta.verbose_name if self.model else ""
            return str(self.new_title or self.title) or _("New: %(kind)s") % {"kind": name}
        return str(self.title) or _("Edit: %(name)s") % {"name": self.object}

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = super().get_breadcrumbs()
        if self.is_new or not hasattr(self.object, "get_absolute_url"):
            return crumbs
        return [*crumbs[:-1], Crumb(str(self.object), self.object.get_absolute_url()), Crumb(_("Edit"))]

    def get_form(self, form_class: type[forms.BaseForm] | None = None) -> forms.BaseForm:
        form = super().get_form(form_class)
        prepare_choices(form, self.request.user)
        return form

    # --- Saving ---

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        read = self.posted_version()
        if not self.is_new:
            form.instance.version = read
        try:
            with transaction.atomic():
                self.object = self.save_record(form, self.request.POST.get("reason", "").strip())
        except VersionConflict as error:
            return self.show_conflict(form, error, read)
        except RuleError as error:
            self.missing = error.missing
            add_rule_error(form, error)
            return self.form_invalid(form, status=409)
        messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())

    def save_record(self, form: forms.BaseForm, reason: str) -> Any:
        """Plain create or edit. A page whose change has a rule calls its service here."""
        record = form.save(commit=False)
        record.save_by(self.request.user, reason)
        form.save_m2m()
        return record

    def posted_version(self) -> int:
        """The version that the page was made from; 0 (never a version) where the hidden field was tampered with."""
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def show_conflict(self, form: forms.BaseForm, error: VersionConflict, read: int) -> HttpResponse:
        if error.record is None:
            raise Http404(_("Somebody else removed this record."))
        self.object = error.record
        self.conflict = conflict_of(form, error.record, read)
        merged = self.get_form_class()(initial=self.conflict.initial, instance=error.record, prefix=self.get_prefix())
        prepare_choices(merged, self.request.user)
        context = self.get_context_data(form=merged)
        return self.render_to_response(context, status=409)

    def form_invalid(self, form: forms.BaseForm, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_success_url(self) -> str:
        return str(self.success_url) if self.success_url else self.object.get_absolute_url()

    def get_cancel_url(self) -> str:
        if self.cancel_url:
            return str(self.cancel_url)
        crumbs = [crumb for crumb in self.get_breadcrumbs() if crumb.url]
        return str(crumbs[-1].url) if crumbs else "/office/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= {
            "is_new": self.is_new,
            "version": getattr(self.object, "version", "")
            if self.conflict or not self.request.POST
            else self.request.POST.get("version", ""),
            "conflict": self.conflict,
            "missing": self.missing,
            "asks_reason": self.asks_reason and not self.is_new,
            "reason": self.request.POST.get("reason", ""),
            "cancel_url": self.get_cancel_url(),
            "submit_label": _("Save"),
        }
        return context


class ActionPage(OfficePage, FormView):
    """One thing that can be done: GET asks (a form, or only a confirmation), POST calls one service.

    Give `model` when it is about one record (its `pk` in the address), `form_class` when it needs answers, and
    `perform`. A broken rule comes back as a message with what is still missing, and with the answers kept.
    """

    template_name = "office/action.html"
    form_class = forms.Form
    model: ClassVar[type[models.Model] | None] = None
    queryset: ClassVar[QuerySet | None] = None
    question: ClassVar[str | Promise] = ""
    submit_label: ClassVar[str | Promise] = gettext_lazy("Confirm")
    danger: ClassVar[bool] = False
    success_message: ClassVar[str | Promise] = gettext_lazy("Done.")
    missing: list[str] = []
    record: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.may_enter(request.user):
            self.record = self.get_record()
        return super().dispatch(request, *args, **kwargs)

    def get_record(self) -> Any:
        """The record that the address names, if this person may see it."""
        if self.model is None and self.queryset is None:
            return None
        rows = self.queryset.all() if self.queryset is not None else self.model._default_manager.all()
        return get_object_or_404(rows.visible_to(self.request.user), pk=self.kwargs["pk"])

    def perform(self, form: forms.BaseForm) -> Any:
        """Call the service; raise RuleError to refuse. What it returns is kept as `self.result`."""
        raise NotImplementedError

    def get_form(self, form_class: type[forms.BaseForm] | None = None) -> forms.BaseForm:
        form = super().get_form(form_class)
        prepare_choices(form, self.request.user)
        return form

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        try:
            self.result = self.perform(form)
        except RuleError as error:
            self.missing = error.missing
            add_rule_error(form, error)
            return self.form_invalid(form, status=409)
        messages.success(self.request, self.get_success_message())
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: forms.BaseForm, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_success_message(self) -> str:
        return str(self.success_message)

    def get_success_url(self) -> str:
        return str(self.success_url) if self.success_url else self.record.get_absolute_url()

    def get_cancel_url(self) -> str:
        if hasattr(self.record, "get_absolute_url"):
            return self.record.get_absolute_url()
        crumbs = [crumb for crumb in self.get_breadcrumbs() if crumb.url]
        return str(crumbs[-1].url) if crumbs else "/office/"

    def get_breadcrumbs(self) -> list[Crumb]:
        crumbs = super().get_breadcrumbs()
        if not hasattr(self.record, "get_absolute_url"):
            return crumbs
        return [*crumbs[:-1], Crumb(str(self.record), self.record.get_absolute_url()), Crumb(self.get_title())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= {
            "record": self.record,
            "question": self.question,
            "submit_label": self.submit_label,
            "danger": self.danger,
            "missing": self.missing,
            "cancel_url": self.get_cancel_url(),
        }
        return context


class PartnerFormPage(PartnerPage, FormPage):
    """The same for partners."""


class PartnerActionPage(PartnerPage, ActionPage):
    """The same for partners."""
