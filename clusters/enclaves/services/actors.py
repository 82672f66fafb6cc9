"""Who may do what: finance officers for the zone, partners for their own organisation."""

from typing import Any

from django.utils.translation import gettext as _

from clusters.enclaves.models import Party, Settlement
from crm.accounts.models import Organisation
from crm.accounts.roles import Role
from crm.common.errors import RuleError


def is_finance(actor: Any) -> bool:
    """None is the system itself, such as the demo's loader."""
    return actor is None or actor.has_role(Role.FINANCE)


def check_finance(actor: Any) -> None:
    if not is_finance(actor):
        raise RuleError(_("Only a finance officer of the zone may do this."), code="not_finance")


def speaks_for(actor: Any, party: Party) -> bool:
    """A partner for its own organisation; a finance officer for the zone."""
    if actor.has_role(Role.PARTNER):
        return bool(actor.organisation_id) and actor.organisation_id == party.organisation_id
    return actor.has_role(Role.FINANCE) and party.organisation.kind == Organisation.Kind.ZONE


def may_answer(settlement: Settlement, party: Party, actor: Any) -> bool:
    """Whether this person can answer the party's lines now: whoever computed them does not."""
    issued = settlement.state == Settlement.State.ISSUED
    return issued and settlement.computed_by_id != actor.pk and speaks_for(actor, party)


def check_speaks_for(actor: Any, party: Party) -> None:
    if not speaks_for(actor, party):
        raise RuleError(
            _("Only %(party)s itself answers for its lines.") % {"party": party.name}, code="not_your_party"
        )
