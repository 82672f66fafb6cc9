"""What a person holds in the house, kind by kind: what a handover moves and its report lists.

An app further right adds its own with `register`. Who did something, and when, is history and stays his.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Company, Project
from crm.office.models import Attachment, Task
from leads.models import Enquiry, Lead


@dataclass(frozen=True)
class Holding:
    """Rows of `model` that name a person in `field`, a foreign key or a list of people; `open_rows` narrows them."""

    key: str
    label: str | Promise
    model: type[models.Model]
    field: str
    open_rows: Callable[[QuerySet], QuerySet] = lambda rows: rows

    def of(self, person: Any) -> QuerySet:
        return self.open_rows(self.model._base_manager.filter(**{self.field: person})).order_by("pk")

    def move(self, row: Any, leaver: Any, successor: Any, actor: Any) -> None:
        """The successor stands where the leaver stood; each row with its version and its trace."""
        reason = _("Handed over from %(leaver)s to %(successor)s") % {"leaver": leaver, "successor": successor}
        if self.model._meta.get_field(self.field).many_to_many:
            people = getattr(row, self.field)
            people.remove(leaver)
            people.add(successor)
        else:
            setattr(row, self.field, successor)
            if self.model is Lead:
                row.team, row.held_since = successor.team, timezone.localdate()
        row.save_by(actor, reason)


HOLDINGS: dict[str, Holding] = {}


def register(*holdings: Holding) -> None:
    """Idempotent by key. The order is that of moving: people named on a confidential row come before its owner."""
    HOLDINGS.update({holding.key: holding for holding in holdings})


register(
    Holding("named_leads", gettext_lazy("Confidential leads that name him"), Lead, "named_people"),
    Holding("leads", gettext_lazy("Leads"), Lead, "owner"),
    Holding("shared_leads", gettext_lazy("Leads shared with him"), Lead, "shared_with"),
    Holding(
        "enquiries",
        gettext_lazy("Enquiries in hand"),
        Enquiry,
        "taken_by",
        lambda rows: rows.filter(state=Enquiry.State.IN_HAND),
    ),
    Holding("tasks", gettext_lazy("Open tasks"), Task, "assignee", lambda rows: rows.filter(done_at=None)),
    Holding("companies", gettext_lazy("Confidential companies that name him"), Company, "named_people"),
    Holding("projects", gettext_lazy("Confidential projects that name him"), Project, "named_people"),
    Holding("files", gettext_lazy("Confidential files that name him"), Attachment, "named_people"),
)
