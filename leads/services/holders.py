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
def lead_assign(*, lead_id: int, owner: Any, actor: Any, reason: str = "", version: int | None = None) -> Lead:
    """Give a lead to a promoter or manager; the team follows the person. A manager assigns."""
    require_manager(actor)
    lead = lead_for_change(lead_id, actor, version)
    require_recipient(lead, owner)
    hold(lead, owner)
    lead.save_by(actor, reason or _("Assigned to %(person)s") % {"person": owner})
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


@transaction.atomic
def lead_set_confidential(
    *, lead_id: int, is_confidential: bool, people: Iterable[Any], actor: Any, reason: str = "", version: int | None
) -> Lead:
    """Confidential leads exist for their owner and the people named; its project and files follow."""
    lead = lead_for_change(lead_id, actor, version)
    people = list(people)
    if is_confidential and lead.pooled_at:
        raise RuleError(_("The lead is in the pool: assign or claim it first."), code="pooled")
    lead.is_confidential = is_confidential
    lead.named_people.set({*people, actor} if is_confidential else [])
    follow_confidentiality(lead, actor)
    return lead.save_by(actor, reason or (_("Made confidential") if is_confidential else _("No longer confidential")))


def follow_confidentiality(lead: Lead, actor: Any) -> None:
    """Fields of lead, project and attachment alike (domain.md §3). The company may have other business: it stays."""
    from django.contrib.contenttypes.models import ContentType

    from crm.office.models import Attachment

    kind = ContentType.objects.get_for_model(Lead)
    followers = [*Attachment.objects.filter(content_type=kind, object_id=lead.pk)]
    if lead.project_id:
        followers.append(lead.project)
    for record in followers:
        record.is_confidential = lead.is_confidential
        record.save_by(actor, _("Follows the lead %(code)s") % {"code": lead.code})
        record.named_people.set(lead.named_people.all())


def require_recipient(lead: Lead, person: Any) -> None:
    if not person.is_active or not person.has_role(Role.PROMOTER, Role.MANAGER):
        raise RuleError(_("%(person)s does not work leads.") % {"person": person}, code="not_a_promoter", field="owner")
    if lead.is_confidential and not lead.named_people.filter(pk=person.pk).exists() and lead.owner_id != person.pk:
        raise RuleError(_("%(person)s is not named on this confidential lead.") % {"person": person}, code="not_named")


def tell(person: Any, actor: Any, lead: Lead, text: str) -> None:
    if person != actor:
        Notice.objects.create(user=person, text=text % {"lead": lead.name[:150]}, link=f"/office/leads/{lead.pk}/")
