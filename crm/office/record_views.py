"""Adding a task or a file to any record, and my tasks."""

from typing import Any

from django import forms
from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ChoiceFilter, FilterSet

from crm.accounts.models import Organisation, User
from crm.office.badges import Badge
from crm.office.columns import Column
from crm.office.edits import ActionPage
from crm.office.fields import day_input
from crm.office.lists import ListPage
from crm.office.models import Attachment, Task
from crm.office.pages import AnySidePage
from crm.office.record_panels import may_add
from crm.office.services import attachment_add, task_add, task_done


class TaskForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What to do"), max_length=200)
    due_on = forms.DateField(label=gettext_lazy("Due"), required=False, widget=day_input())
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("Assigned to"), queryset=User.objects.filter(is_active=True), required=False
    )
    assignee_organisation = forms.ModelChoiceField(
        label=gettext_lazy("or an organisation"),
        queryset=Organisation.objects.filter(is_active=True),
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class AttachmentForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"))
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("The file's name, where this stays empty."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Attachment.Kind.choices)
    number = forms.CharField(label=gettext_lazy("Number"), required=False, max_length=100)


class OnRecord(AnySidePage):
    """A page about the record that the address names by `app.model` and key, whichever side the person works on."""

    def may_enter(self, user: Any) -> bool:
        return super().may_enter(user) and may_add(user)

    def get_record(self) -> models.Model:
        try:
            model = apps.get_model(self.kwargs["subject"])
        except (LookupError, ValueError):
            raise Http404 from None
        rows = model._default_manager.all()
        record = rows.visible_to(self.request.user).filter(pk=self.kwargs["pk"]).first() if self.fits(model) else None
        if record is None:
            raise Http404
        return record

    @staticmethod
    def fits(model: type[models.Model]) -> bool:
        return hasattr(model, "get_absolute_url") and hasattr(model._default_manager.all(), "visible_to")


class TaskAdd(OnRecord, ActionPage):
    form_class = TaskForm
    title = gettext_lazy("New task")
    submit_label = gettext_lazy("Set task")
    success_message = gettext_lazy("The task is set.")

    def get_form(self, form_class: type[forms.BaseForm] | None = None) -> forms.BaseForm:
        """Partners give tasks to their own people and to the zone: whom others employ is not told them."""
        form = super().get_form(form_class)
        user = self.request.user
        if user.is_partner:
            assignee, organisation = form.fields["assignee"], form.fields["assignee_organisation"]
            assignee.queryset = assignee.queryset.filter(organisation=user.organisation_id)
            theirs = Q(pk=user.organisation_id) | Q(kind=Organisation.Kind.ZONE)
            organisation.queryset = organisation.queryset.filter(theirs)
        return form

    def perform(self, form: forms.BaseForm) -> Task:
        return task_add(actor=self.request.user, subject=self.record, **form.cleaned_data)


class AttachmentAdd(OnRecord, ActionPage):
    form_class = AttachmentForm
    title = gettext_lazy("Add a file")
    submit_label = gettext_lazy("Upload")
    success_message = gettext_lazy("The file is kept.")

    def perform(self, form: forms.BaseForm) -> Attachment:
        return attachment_add(actor=self.request.user, subject=self.record, **form.cleaned_data)


class TaskDone(OnRecord, ActionPage):
    """Strikes a task off and goes back to where it was seen: Today, its record's page, or the list of tasks."""

    title = gettext_lazy("Strike off")
    question = gettext_lazy("Is this task done?")
    submit_label = gettext_lazy("Done")
    success_message = gettext_lazy("The task is struck off.")

    def get_record(self) -> Task:
        task = Task.objects.all().visible_to(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if task is None:
            raise Http404
        return task

    def get_lead(self) -> str:
        return str(self.record)

    def perform(self, form: forms.BaseForm) -> Task:
        return task_done(task_id=self.record.pk, actor=self.request.user)

    def get_success_url(self) -> str:
        if self.request.GET.get("back") == "today":
            return "/office/"
        return subject_address(self.record, self.request.user) or "/office/tasks/"

    get_cancel_url = get_success_url


def subject_address(task: Task, user: Any) -> str | None:
    """The page of what a task is about, where there is one and this person sees it."""
    subject = task.subject
    if subject is None or not hasattr(subject, "get_absolute_url"):
        return None
    seen = type(subject)._default_manager.all().visible_to(user).filter(pk=subject.pk).exists()
    return subject.get_absolute_url() if seen else None


def task_state(task: Task) -> Badge:
    if task.done_at:
        return Badge(_("done"), "green")
    if task.due_on and task.due_on < timezone.localdate():
        return Badge(_("overdue"), "red")
    return Badge(_("to do"), "grey")


def done_address(task: Task) -> str | None:
    return None if task.done_at else reverse("office:task_done", args=[task.pk])


class TaskFilter(FilterSet):
    title = CharFilter(lookup_expr="icontains", label=gettext_lazy("What to do"))
    whose = ChoiceFilter(label=gettext_lazy("Whose"), choices=[("mine", gettext_lazy("Mine"))], method="by_person")
    state = ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[("open", gettext_lazy("to do")), ("done", gettext_lazy("done"))],
        method="by_state",
    )

    class Meta:
        model = Task
        fields: list[str] = []

    def by_person(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(assignee=self.request.user)

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(done_at__isnull=value == "open")


class Tasks(ListPage):
    """The tasks that I see: mine, my organisation's, those I set."""

    queryset = Task.objects.select_related("assignee", "assignee_organisation", "content_type")
    section = "tasks"
    title = gettext_lazy("Tasks")
    filterset_class = TaskFilter
    default_sort = "due_on"
    under_first = ("state", "due_on")
    columns = (
        Column("title", gettext_lazy("What to do"), sort="title", link=done_address),
        Column("state", gettext_lazy("State"), value=task_state),
        Column("due_on", gettext_lazy("Due"), sort="due_on"),
        Column("for", gettext_lazy("Assigned to"), value=lambda task: task.assignee or task.assignee_organisation),
        Column("note", gettext_lazy("Note"), shown=False),
        Column("created_at", gettext_lazy("Set on"), sort="created_at", shown=False),
    )
    empty_title = gettext_lazy("No tasks yet.")
    empty_text = gettext_lazy("Set one on the page of a lead, company or project.")
