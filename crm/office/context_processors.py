"""What every page of the shell needs, also those that are no view of ours: error pages, sign-in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from crm.accounts.roles import OFFICE_ROLES
from crm.office.heads import templates_of
from crm.office.navigation import items_for


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "shell_template": shell_of(request),
        "nav_items": lambda: items_for(request.user, side=side_of(request)),
        "head_templates": lambda: templates_of(side_of(request)),
        "demo_sign_ins": settings.DEMO_SIGN_INS,
    }


def side_of(request: HttpRequest) -> str:
    return "partner" if request.path_info.startswith("/partner/") else "office"


def shell_of(request: HttpRequest) -> str:
    """The shell that an error is shown in: the one that the person works in, else a light page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return "account/base.html"
    if request.path_info.startswith("/office/") and user.has_role(*OFFICE_ROLES):
        return "office/base.html"
    return "partner/base.html" if request.path_info.startswith("/partner/") and user.is_partner else "account/base.html"
