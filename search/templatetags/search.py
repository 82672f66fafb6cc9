"""Where the box above a page sends its words."""

from django import template
from django.template import Context
from django.urls import reverse

from crm.accounts.roles import OFFICE_ROLES
from search.commands import go_keys

register = template.Library()


@register.simple_tag(takes_context=True)
def search_addresses(context: Context) -> dict[str, str]:
    """`search`, `suggest` and `palette` of the side that the page is on; empty for those who may not search there."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    if request.path_info.startswith("/partner/"):
        space, may = "partner_search", user.is_partner
    else:
        space, may = "search", user.has_role(*OFFICE_ROLES)
    return {name: reverse(f"{space}:{name}") for name in ("search", "suggest", "palette")} if may else {}


@register.simple_tag(takes_context=True)
def keys_to_go(context: Context) -> list[tuple[str, str, str]]:
    """What g and a letter open: key, name, address."""
    request = context["request"]
    return go_keys(request.user, "partner" if request.path_info.startswith("/partner/") else "office")
