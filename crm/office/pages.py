"""What every page of the shell has: who may open it, where it stands in the menu, what it is called."""

from typing import Any, ClassVar

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.accounts.roles import OFFICE_ROLES
from crm.office.actions import Action
from crm.office.navigation import Crumb, Side, address, item_of, items_for


class OfficePage(AccessMixin):
    """A page under /office/: signed in, with one of `roles`.

    `section` is the key of its menu line, `title` its heading, `lead` a sentence under it (whose data, as of when).
    """

    roles: ClassVar[tuple[str, ...]] = OFFICE_ROLES
    section: ClassVar[str] = ""
    side: ClassVar[Side] = "office"
    shell_template: ClassVar[str] = "office/base.html"
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    actions: ClassVar[tuple[Action, ...]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not self.may_enter(request.user):
            raise PermissionDenied(self.refusal())
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self, user: Any) -> bool:
        return user.has_role(*self.roles)

    def refusal(self) -> str:
        return _("This page belongs to other roles. If you need it for your work, ask the administrator.")

    def get_title(self) -> str:
        return str(self.title)

    def get_lead(self) -> str:
        return str(self.lead)

    def get_actions(self) -> list[Action]:
        """The buttons at the top, less those that this person's roles do not allow."""
        return [action for action in self.actions if action.allowed_to(self.request.user)]

    def get_breadcrumbs(self) -> list[Crumb]:
        """The menu line, then this page; a page deeper down adds its steps in between."""
        item = item_of(self.section, self.side)
        crumbs = [Crumb(item.label, address(item))] if item else []
        if not crumbs or str(crumbs[0].label) != self.get_title():
            crumbs.append(Crumb(self.get_title()))
        return crumbs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= {
            "shell_template": self.shell_template,
            "nav_items": items_for(self.request.user, self.section, self.side),
            "title": self.get_title(),
            "lead": self.get_lead(),
            "breadcrumbs": self.get_breadcrumbs(),
            "page_actions": self.get_actions(),
        }
        return context


class PartnerPage(OfficePage):
    """A page under /partner/: for the people of a partner place."""

    side: ClassVar[Side] = "partner"
    shell_template: ClassVar[str] = "partner/base.html"

    def may_enter(self, user: Any) -> bool:
        return user.is_partner


class AnySidePage(OfficePage):
    """A page under /office/ that partners use as well, in their own shell."""

    def may_enter(self, user: Any) -> bool:
        if user.is_partner:
            self.side, self.shell_template = "partner", "partner/base.html"
        return user.is_partner or super().may_enter(user)
