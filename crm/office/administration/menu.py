"""The administrator's and the auditor's lines of the menu."""

from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from crm.office.navigation import NavItem, register


def register_menu() -> None:
    register(NavItem("accounts", _("Accounts"), "users", "office:accounts", (Role.ADMINISTRATOR,), order=900))
    register(NavItem("outbox", _("Outgoing messages"), "send", "office:outbox", (Role.ADMINISTRATOR,), order=910))
    register(NavItem("access", _("Access log"), "eye", "office:access", (Role.AUDITOR,), order=920))
