"""The import's line of the menu."""

from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from crm.office.navigation import NavItem, register

# Who brings in workbooks of any kind; each kind names its own roles.
IMPORTERS = (Role.PROMOTER, Role.MANAGER, Role.FINANCE)


def register_menu() -> None:
    register(NavItem("imports", _("Import"), "file-import", "office:imports", IMPORTERS, order=800))
