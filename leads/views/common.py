"""Who opens the pages of leads."""

from typing import Any, ClassVar

from crm.accounts.roles import Role
from crm.office.views import ActionPage
from leads.models import Lead

READERS = (Role.PROMOTER, Role.MANAGER, Role.LEADER)
WORKERS = (Role.PROMOTER, Role.MANAGER)


class LeadAction(ActionPage):
    """One change of one lead; the person's role and the row decide whether the page exists for him."""

    model = Lead
    queryset = Lead.objects.select_related("company")
    roles = WORKERS
    section = "leads"
    field_names: ClassVar[tuple[str, ...]] = ()

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **{name: getattr(self.record, name) for name in self.field_names}}

    def posted_version(self) -> int | None:
        """The version that the page was made from, where it carries one."""
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
