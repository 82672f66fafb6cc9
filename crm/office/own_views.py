"""A person's own pages: what the system knows of him, and the news that he has read."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.office.columns import Column
from crm.office.models import Notice
from crm.office.pages import AnySidePage


def role_words(user: User) -> list[str]:
    return [str(role.label) for role in Role if user.has_role(role)]


class ProfilePage(AnySidePage, TemplateView):
    template_name = "office/profile.html"
    title = gettext_lazy("My account")
    lead = gettext_lazy("What is wrong here, the administrator puts right.")
    fields = (
        Column("full_name", gettext_lazy("full name")),
        Column("username", gettext_lazy("sign-in")),
        Column("roles", gettext_lazy("roles"), value=role_words),
        Column("organisation", gettext_lazy("organisation")),
        Column("team", gettext_lazy("team")),
        Column("email", gettext_lazy("mail")),
        Column("phone", gettext_lazy("phone")),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(record=self.request.user, fields=self.fields, **kwargs)


class NoticesRead(AnySidePage, View):
    """Puts all of one's news away. What arrives in between stays: only what was shown is read."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        last = request.POST.get("last", "")
        if last.isascii() and last.isdigit():
            mine = Notice.objects.all().visible_to(request.user).filter(read_at=None, pk__lte=int(last[:18]))
            mine.update(read_at=timezone.now())
            messages.success(request, _("Put away."))
        return redirect("account_home")
