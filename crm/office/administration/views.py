"""Accounts, failed messages, the access log."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.office import outbox
from crm.office.administration import filters, services
from crm.office.administration.forms import AccountForm, LetInForm, ReasonForm
from crm.office.badges import Badge
from crm.office.models import OutboxMessage
from crm.office.views import Action, ActionPage, Column, DetailPage, FormPage, ListPage

ADMINISTRATOR = (Role.ADMINISTRATOR,)


def role_words(user: User) -> str:
    """From the prefetched groups, so that a list asks once."""
    return _(", ").join(str(Role(group.name).label) for group in user.groups.all() if group.name in Role.values)


def activity_badge(user: User) -> Badge:
    return Badge(_("In use"), "green") if user.is_active else Badge(_("Closed"), "grey")


ACCOUNT_COLUMNS = (
    Column("full_name", gettext_lazy("full name"), sort="full_name", link=True),
    Column("username", gettext_lazy("sign-in"), sort="username"),
    Column("roles", gettext_lazy("roles"), value=role_words),
    Column("organisation", gettext_lazy("organisation"), sort="organisation__name"),
    Column("team", gettext_lazy("team"), sort="team__name"),
    Column("last_login", gettext_lazy("last sign-in"), sort="last_login"),
    Column("state", gettext_lazy("state"), value=activity_badge, sort="is_active"),
)


class AccountListPage(ListPage):
    model = User
    roles, section = ADMINISTRATOR, "accounts"
    title = gettext_lazy("Accounts")
    filterset_class = filters.AccountFilter
    columns = ACCOUNT_COLUMNS
    default_sort = "full_name"
    actions = (Action(gettext_lazy("New account"), reverse_lazy("office:account_new"), icon="user-plus", primary=True),)

    def narrow(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("organisation", "team").prefetch_related("groups")


class AccountPage(DetailPage):
    model = User
    roles, section = ADMINISTRATOR, "accounts"
    fields = (*ACCOUNT_COLUMNS[1:], "email", "phone")

    def get_actions(self) -> list[Action]:
        key = [self.object.pk]
        closing = self.object.is_active
        label = gettext_lazy("Close account") if closing else gettext_lazy("Open account")
        return [
            Action(gettext_lazy("Let in again"), reverse("office:account_let_in", args=key), icon="lock-open"),
            Action(label, reverse("office:account_active", args=key), icon="lock", danger=closing),
            Action(gettext_lazy("Edit"), reverse("office:account_edit", args=key), icon="pencil", primary=True),
        ]


class AccountFormPage(FormPage):
    model = User
    form_class = AccountForm
    roles, section = ADMINISTRATOR, "accounts"
    new_title = gettext_lazy("New account")

    def save_record(self, form: forms.ModelForm, reason: str) -> User:
        answers = dict(form.cleaned_data)
        roles = answers.pop("roles")
        if self.is_new:
            user, password = services.account_create(**answers, roles=roles, actor=self.request.user)
            tell_password(self.request, user, password)
            return user
        return services.account_change(user=form.instance, roles=roles, actor=self.request.user, reason=reason)


def tell_password(request: Any, user: User, password: str) -> None:
    messages.warning(
        request,
        _("First password of %(name)s: %(password)s — it is shown only now.") % {"name": user, "password": password},
    )


class AccountActivePage(ActionPage):
    model = User
    form_class = ReasonForm
    roles, section = ADMINISTRATOR, "accounts"

    def get_title(self) -> str:
        return _("Close account") if self.record.is_active else _("Open account")

    def perform(self, form: forms.Form) -> User:
        return services.account_set_active(
            user_id=self.record.pk,
            active=not self.record.is_active,
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
        )


class AccountLetInPage(ActionPage):
    model = User
    form_class = LetInForm
    roles, section = ADMINISTRATOR, "accounts"
    title = gettext_lazy("Let in again")
    question = gettext_lazy("The lock after failed sign-ins is lifted.")

    def perform(self, form: forms.Form) -> None:
        password = services.account_let_in(user_id=self.record.pk, actor=self.request.user, **form.cleaned_data)
        if password:
            tell_password(self.request, self.record, password)


def outbox_badge(message: OutboxMessage) -> Badge:
    tones = {OutboxMessage.State.WAITING: "yellow", OutboxMessage.State.DONE: "green"}
    return Badge(message.get_state_display(), tones.get(message.state, "red"))


class OutboxListPage(ListPage):
    """What could not be delivered, and what still waits. Payloads are not shown: they can hold anything."""

    model = OutboxMessage
    roles, section = ADMINISTRATOR, "outbox"
    title = gettext_lazy("Outgoing messages")
    filterset_class = filters.OutboxFilter
    under_first = ("state", "created_at")
    columns = (
        Column("kind", gettext_lazy("kind"), sort="kind", link=lambda message: message_link(message)),
        Column("state", gettext_lazy("state"), value=outbox_badge, sort="state"),
        Column("attempts", gettext_lazy("attempts"), sort="attempts", numeric=True),
        Column("created_at", gettext_lazy("since"), sort="created_at"),
        Column("next_attempt_at", gettext_lazy("next attempt"), sort="next_attempt_at"),
        Column("error", gettext_lazy("error")),
    )
    default_sort = "-created_at"
    empty_text = gettext_lazy("Mails and updates that leave the system appear here.")


def message_link(message: OutboxMessage) -> str | None:
    failed = message.state == OutboxMessage.State.FAILED
    return reverse("office:outbox_retry", args=[message.pk]) if failed else None


class OutboxRetryPage(ActionPage):
    model = OutboxMessage
    roles, section = ADMINISTRATOR, "outbox"
    title = gettext_lazy("Try again")
    question = gettext_lazy("The message gets all its tries again.")
    success_url = reverse_lazy("office:outbox")

    def perform(self, form: forms.Form) -> OutboxMessage:
        return outbox.retry(message=self.record)


class AccessListPage(ListPage):
    """The auditor sees everybody's, others their own and what was done with what they held."""

    model = Access
    section = "access"
    title = gettext_lazy("Access log")
    filterset_class = filters.AccessFilter
    under_first = ("user", "kind")
    columns: ClassVar[tuple[Column, ...]] = (
        Column("at", gettext_lazy("when"), sort="at"),
        Column("user", gettext_lazy("who"), sort="user__full_name"),
        Column("kind", gettext_lazy("kind"), sort="kind"),
        Column("subject", gettext_lazy("what"), sort="subject"),
        Column("count", gettext_lazy("rows"), sort="count", numeric=True),
        Column("request_id", gettext_lazy("request"), shown=False),
    )
    default_sort = "-at"
    empty_text = gettext_lazy("Exports, downloads and uncovered phone numbers appear here.")

    def get_lead(self) -> str:
        if self.request.user.has_role(Role.AUDITOR):
            return ""
        return _("What you took out or uncovered, and what others did with records that you held then.")

    def get_columns(self) -> tuple[Column, ...]:
        """What somebody looked for is told to himself and to auditors only."""
        reader = self.request.user
        every = reader.has_role(Role.AUDITOR)

        def words(access: Access) -> str:
            return filter_words(access) if every or access.user_id == reader.pk else ""

        return (*self.columns, Column("filters", gettext_lazy("filters"), value=words, shown=False))

    def narrow(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("user")


def filter_words(access: Access) -> str:
    return "; ".join(f"{name}={', '.join(map(str, value))}" for name, value in access.filters.items() if any(value))
