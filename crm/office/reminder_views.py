"""A person's page of reminders, and the calendar that his telephone reads."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views import View
from django.views.generic import FormView
from icalendar import Calendar, Event

from crm.common.errors import RuleError
from crm.office.due import due_for
from crm.office.models import Reminders
from crm.office.pages import AnySidePage
from crm.office.reminders import (
    OFFICE_LANGUAGE,
    OVERDUE_DAYS,
    calendar_address,
    calendar_close,
    calendar_open,
    calendar_owner,
    full,
    reminders_of,
    reminders_set,
    try_robot,
)

AHEAD_DAYS = 400


class RemindersForm(forms.ModelForm):
    chat_url = forms.URLField(
        label=gettext_lazy("Address of the robot"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("From the group's settings, under robots. Who has it can write to the group."),
    )

    class Meta:
        model = Reminders
        fields = ("by_mail", "chat", "chat_url")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("chat") and not found.get("chat_url") and "chat_url" not in self.errors:
            self.add_error("chat_url", _("Please give the robot's address."))
        return found


class RemindersPage(AnySidePage, FormView):
    template_name = "office/reminders.html"
    title = gettext_lazy("Reminders and calendar")
    lead = gettext_lazy("What is due reminds you in the page, and here as you choose.")
    form_class = RemindersForm
    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": reminders_of(self.request.user)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acts = {"open": self.open_calendar, "close": self.close_calendar, "try": self.try_out}
        act = acts.get(request.POST.get("action", ""))
        return act() if act else super().post(request, *args, **kwargs)

    def form_valid(self, form: RemindersForm) -> HttpResponse:
        try:
            reminders_set(actor=self.request.user, **form.cleaned_data)
        except RuleError as error:
            form.add_error("chat_url", error.message)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("office:reminders")

    def open_calendar(self) -> HttpResponse:
        calendar_open(actor=self.request.user)
        messages.success(self.request, _("The calendar has a new address; one from before no longer works."))
        return redirect("office:reminders")

    def close_calendar(self) -> HttpResponse:
        calendar_close(actor=self.request.user)
        messages.success(self.request, _("The calendar's address no longer works."))
        return redirect("office:reminders")

    def try_out(self) -> HttpResponse:
        try:
            try_robot(actor=self.request.user)
        except RuleError as error:
            messages.error(self.request, error.message)
        else:
            messages.success(self.request, _("A line is on its way to the robot."))
        return redirect("office:reminders")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = calendar_address(reminders_of(self.request.user))
        return super().get_context_data(calendar=address, hosts=settings.WEBHOOK_HOSTS, **kwargs)


class CalendarFeed(View):
    """Read by a calendar program, which signs in by the address alone: it tells what is due, and no more."""

    http_method_names: ClassVar[list[str]] = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        owner = calendar_owner(token)
        if owner is None:
            raise Http404
        with override(OFFICE_LANGUAGE):
            content = calendar_of(owner)
        told = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
        return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=told)


def calendar_of(owner: Any) -> bytes:
    """Whole days; the same thing keeps its UID, so that a program moves it instead of doubling it."""
    today = timezone.localdate()
    calendar = Calendar()
    calendar.add("prodid", "-//Chuxiong High-tech Zone//CRM//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Due in the investment office"))
    for source, dues in due_for(owner, today - timedelta(days=OVERDUE_DAYS), today + timedelta(days=AHEAD_DAYS)):
        for due in dues:
            event = Event()
            event.add("uid", f"{source.key}-{due.key}@crm")
            event.add("dtstamp", timezone.now())
            event.add("dtstart", due.on)
            event.add("summary", due.title)
            event.add("categories", [str(source.title)])
            event.add("url", full(due.url))
            calendar.add_component(event)
    return calendar.to_ical()
