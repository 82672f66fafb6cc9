"""Observations as people write them: with a unit, a period and the rules of the indicator's series."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Indicator, Observation, Project, Tax
from clusters.models.units import smallest
from clusters.services import facts
from crm.common.errors import RuleError

TAX = "tax"


@transaction.atomic
def observation_record(
    *,
    project: Project,
    indicator: Indicator,
    period_end: date,
    entered_value: str,
    entered_unit: str,
    actor: Any,
    period_start: date | None = None,
    tax: Tax | None = None,
    retained: str = "",
    slip_number: str = "",
    source: str = "",
    verified: bool = False,
) -> Observation:
    """Enter a figure; `retained` is the locally retained part of a tax receipt, in the same unit."""
    check_tax(indicator, tax, retained)
    fact = Observation(
        project=project,
        indicator=indicator,
        tax=tax,
        period_start=start_of(indicator, period_end, period_start),
        period_end=period_end,
        slip_number=slip_number,
        source=source,
        state=Observation.State.SUBMITTED,
        **values(indicator, entered_value, entered_unit, retained),
    )
    check_no_overlap(fact)
    return facts.record(fact=fact, actor=actor, verified=verified)


@transaction.atomic
def observation_correct(
    *,
    observation: Observation,
    entered_value: str,
    entered_unit: str,
    reason: str,
    actor: Any,
    retained: str = "",
    verified: bool = False,
) -> Observation:
    """A new revision with another value; period, tax and slip stay what they were."""
    check_tax(observation.indicator, observation.tax, retained)
    changes = values(observation.indicator, entered_value, entered_unit, retained)
    return facts.correct(fact=observation, actor=actor, reason=reason, verified=verified, **changes)


def check_no_overlap(fact: Observation) -> None:
    """A flow over a period is counted once: a month within a quarter that is there already would count twice.

    Receipts have slips of their own, and are told apart by those.
    """
    if fact.indicator.series != Indicator.Series.FLOW or fact.slip_number:
        return
    Project.objects.select_for_update().get(pk=fact.project_id)
    same = Observation.objects.current().filter(
        project=fact.project_id,
        indicator=fact.indicator,
        tax=fact.tax,
        slip_number="",
        period_start__lte=fact.period_end,
        period_end__gte=fact.period_start,
    )
    # The very same period is told by the constraint: there is a figure to be corrected.
    other = same.exclude(period_start=fact.period_start, period_end=fact.period_end).first()
    if other is not None:
        raise RuleError(
            _("The period overlaps with a figure that is there already: %(figure)s.") % {"figure": other},
            code="periods_overlap",
            field="period_end",
        )


def values(indicator: Indicator, entered_value: str, entered_unit: str, retained: str) -> dict[str, Any]:
    return {
        "value": in_smallest(entered_value, entered_unit, indicator, "entered_value"),
        "retained_value": in_smallest(retained, entered_unit, indicator, "retained") if retained else None,
        "entered_value": entered_value,
        "entered_unit": entered_unit,
    }


def in_smallest(text: str, word: str, indicator: Indicator, field: str) -> int:
    """The number in the indicator's smallest unit; what is wrong with it is told beside its field."""
    try:
        return smallest(text, word, indicator.unit)
    except RuleError as error:
        raise RuleError(error.message, code=error.code, field=error.field or field) from None


def check_tax(indicator: Indicator, tax: Tax | None, retained: str) -> None:
    if indicator.code == TAX and tax is None:
        raise RuleError(_("Say which tax this receipt is of."), code="tax_required", field="tax")
    if indicator.code != TAX and (tax is not None or retained):
        field = "tax" if tax is not None else "retained"
        raise RuleError(_("Only tax receipts have a kind of tax and a retained part."), code="tax_refused", field=field)


def start_of(indicator: Indicator, end: date, start: date | None) -> date:
    """Cumulative figures run from 1 January, stocks are of one day; so is a flow without another start."""
    if indicator.series == Indicator.Series.CUMULATIVE:
        return end.replace(month=1, day=1)
    if indicator.series == Indicator.Series.STOCK or start is None:
        return end
    if start > end:
        raise RuleError(_("The period ends before it begins."), code="period", field="period_end")
    return start
