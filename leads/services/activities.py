"""What was done, and what is next."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.common.errors import RuleError
from leads.models import Activity, Lead
from leads.services.rights import lead_for_change


@transaction.atomic
def activity_add(
    *, lead_id: int, kind: str, text: str, actor: Any, happened_on: date | None = None, files: tuple[Any, ...] = ()
) -> Activity:
    """A completed activity is progress (domain.md §3): the lead's light starts anew from its day."""
    from crm.office.models import Attachment
    from crm.office.services import attachment_add

    lead = lead_for_change(lead_id, actor)
    happened_on = happened_on or timezone.localdate()
    if happened_on > timezone.localdate():
        raise RuleError(_("The date lies in the future."), code="date", field="happened_on")
    activity = Activity(lead=lead, kind=kind, text=text, happened_on=happened_on, by=actor)
    activity.full_clean()
    activity.save_by(actor)
    for file in files:
        attachment_add(subject=lead, file=file, actor=actor, kind=photo_or_other(file, Attachment))
    if lead.progressed_on is None or lead.progressed_on < happened_on:
        lead.progressed_on = happened_on
        lead.save_by(actor, _("Progress: %(activity)s") % {"activity": activity})
    return activity


def photo_or_other(file: Any, attachment: Any) -> str:
    is_photo = str(getattr(file, "content_type", "") or "").startswith("image/")
    return attachment.Kind.PHOTO if is_photo else attachment.Kind.OTHER


@transaction.atomic
def next_step_set(
    *, lead_id: int, next_step: str, next_step_on: date | None, actor: Any, version: int | None = None
) -> Lead:
    """What is next and by when. An empty text clears both."""
    lead = lead_for_change(lead_id, actor, version)
    if next_step_on and next_step_on < timezone.localdate():
        raise RuleError(_("The next step cannot lie in the past."), code="past", field="next_step_on")
    lead.next_step, lead.next_step_on = next_step.strip(), next_step_on if next_step.strip() else None
    lead.full_clean(exclude=["code"])
    return lead.save_by(actor, _("Next step"))
