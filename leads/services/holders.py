"""Who holds a lead and with whom it is shared."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Notice
from leads.models import Lead
from leads.services.rights import lead_for_change, require_manager


@transaction.atomic
def lead_assign(
    *, lead_id: int, owner: Any, actor: Any, reason: str = "", version: int | None = None, tells: bool = True
) -> Lead:
    """Give a lead to a promoter or manager; the team follows the person. A manager assigns.

    `tells` False where the caller tells the new owner of many at once.
    """
    require_manager(actor)
    lead = lead_for_change(lead_id, actor, version)
    require_recipient(lead, owner)
    hold(lead, owner)
    lead.save_by(actor, reason or _("Assigned to %(person)s") % {"person": owner})
    if tells:
        tell(owner, actor, lead, _("You now hold the lead “%(lead)s”."))
    return lead


def hold(lead: Lead, owner: Any) -> None:
    """The lead is this person's from today on; the caller saves."""
    lead.owner, lead.team, lead.pooled_at = owner, owner.team, None
    lead.held_since = timezone.localdate()


@transaction.atomic
def lead_share(
    *, lead_id: int, people: Iterable[Any], actor: Any, reason: str = "", version: int | None = None
) -> Lead:
    """Let exactly these people see and work the lead beside its owner and team."""
    lead = lead_for_change(lead_id, actor, version)
    people = list(people)
    for person in people:
        require_recipient(lead, person)
    new = set(people) - set(lead.shared_with.all())
    lead.shared_with.set(people)
    names = _(", ").join(str(person) for person in people)
    lead.save_by(actor, reason or (_("Shared with %(people)s") % {"people": names} if people else _("Sharing ended")))
    for person in new:
        tell(person, actor, lead, _("The lead “%(lead)s” was shared with you."))
    return lead


def require_recipient(lead: Lead, person: Any) -> None:
    if not person.is_active or not person.has_role(Role.PROMOTER, Role.MANAGER):
        raise RuleError(_("%(person)s does not work leads.") % {"person": person}, code="not_a_promoter", field="owner")
    if lead.is_confidential and not lead.named_people.filter(pk=person.pk).exists() and lead.owner_id != person.pk:
        raise RuleError(_("%(person)s is not named on this confidential lead.") % {"person": person}, code="not_named")


def tell(person: Any, actor: Any, lead: Lead, text: str) -> None:
    if person != actor:
        Notice.objects.create(user=person, text=text % {"lead": lead.name[:150]}, link=f"/office/leads/{lead.pk}/")
