"""Corrected facts of a closed year: what was posted stays, differences go into the open period (domain.md §6.12)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.enclaves.models import Settlement
from clusters.enclaves.selectors.restatements import carrier_of, closed_years, differences
from clusters.enclaves.services.actors import check_finance
from clusters.enclaves.services.settlements import settlement_compute
from crm.common.errors import RuleError


@transaction.atomic
def settlement_restate(*, settlement: Settlement, year: int, quarter: int | None = None, actor: Any) -> Settlement:
    """Compute the open period with the differences of this closed year as linked lines; the open settlement.

    They are answered, issued and locked with it like all its lines.
    """
    check_finance(actor)
    agreement = settlement.agreement
    if settlement.year not in closed_years(agreement):
        raise RuleError(_("Only a closed year is restated: it is still open."), code="not_closed")
    if not differences(agreement, [settlement.year]):
        raise RuleError(
            _("Nothing differs: %(number)s comes to what was posted.") % {"number": settlement.number},
            code="nothing_differs",
        )
    if year <= settlement.year:
        raise RuleError(_("Differences are dated in a later period."), code="not_later", field="year")
    opened = settlement_compute(agreement=agreement, year=year, quarter=quarter, actor=actor)
    carrier = carrier_of(settlement)
    if carrier != opened:
        raise RuleError(
            _("Another open settlement comes first; restate there: %(number)s.")
            % {"number": carrier or first_open(settlement)},
            code="not_first_open",
            field="year",
        )
    return opened


def first_open(settlement: Settlement) -> Settlement | None:
    rows = settlement.agreement.settlements.exclude(state=Settlement.State.LOCKED).filter(year__gt=settlement.year)
    return rows.order_by("year", "quarter").first()
