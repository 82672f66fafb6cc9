"""The roles of the zone as Django groups, and what each may do to each model.

Model permissions say what kind of thing a role may do at all; which rows is `visible_to`'s answer.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PROMOTER = "promoter", _("Promoter")
    MANAGER = "manager", _("Promotion manager")
    FINANCE = "finance", _("Finance officer")
    DEPARTMENT = "department", _("Responsible department")
    PARTNER = "partner", _("Partner park")
    EDITOR = "editor", _("Portal editor")
    LEADER = "leader", _("Leader")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


# Who reads the zone's business data beyond what is assigned to him.
STAFF_ROLES = (Role.PROMOTER, Role.MANAGER, Role.FINANCE, Role.LEADER)
# Who works in /office/ at all.
OFFICE_ROLES = (*STAFF_ROLES, Role.DEPARTMENT, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR)

# app_label.model → role → actions. Every app adds its own with `grant` in its roles.py.
ROLE_PERMISSIONS: dict[str, dict[str, set[str]]] = {}


def grant(model: str, roles: dict[str, str]) -> None:
    """`grant("leads.lead", {Role.PROMOTER: "view add change"})`, called while apps load."""
    granted = ROLE_PERMISSIONS.setdefault(model, {})
    for role, actions in roles.items():
        granted.setdefault(str(role), set()).update(actions.split())


def create_groups(**kwargs: Any) -> None:
    """Idempotent, after every migrate: groups of the roles with exactly the permissions granted in code."""
    from django.contrib.auth.models import Group, Permission

    groups = {role: Group.objects.get_or_create(name=role.value)[0] for role in Role}
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, group in groups.items():
        group.permissions.set(permissions_of(role, known) + wagtail_permissions(role, known))


def permissions_of(role: str, known: dict[tuple[str, str], Any]) -> list[Any]:
    wanted = [
        (model.split(".")[0], f"{action}_{model.split('.')[1]}")
        for model, granted in ROLE_PERMISSIONS.items()
        for action in granted.get(str(role), ())
    ]
    return [known[key] for key in wanted if key in known]


def wagtail_permissions(role: str, known: dict[tuple[str, str], Any]) -> list[Any]:
    may_enter = role in (Role.EDITOR, Role.ADMINISTRATOR)
    return [known[key] for key in [("wagtailadmin", "access_admin")] if may_enter and key in known]
