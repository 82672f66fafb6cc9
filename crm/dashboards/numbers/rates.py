"""The five rates of domain.md §3, over the projects signed in a period, as known on a day."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.models import Milestone, Project
from clusters.selectors import cohorts
from crm.dashboards.numbers.reports import Figure, Head, Line, Report, share
from crm.dashboards.numbers.scope import Scope
from crm.office.charts import Chart, Series


@dataclass(frozen=True)
class Rate:
    """A share of the projects signed; `filters` are those of the project list that give the same rows."""

    label: Any
    count: Callable[[QuerySet, Scope], QuerySet]
    filters: dict[str, str]


RATES = (
    Rate(
        gettext_lazy("Fulfilment (registered or paid in)"),
        lambda rows, scope: cohorts.fulfilled(rows, scope.known_on),
        {"fulfilled": "true"},
    ),
    Rate(
        gettext_lazy("Landing (land or filing)"),
        lambda rows, scope: cohorts.reached(rows, Project.Stage.FILED, scope.known_on),
        {"reached": Project.Stage.FILED.value},
    ),
    Rate(
        gettext_lazy("Construction started"),
        lambda rows, scope: cohorts.dated(rows, Milestone.Event.CONSTRUCTION, scope.known_on),
        {"dated": Milestone.Event.CONSTRUCTION.value},
    ),
    Rate(
        gettext_lazy("In production"),
        lambda rows, scope: cohorts.dated(rows, Milestone.Event.PRODUCTION, scope.known_on),
        {"dated": Milestone.Event.PRODUCTION.value},
    ),
)


def rates(scope: Scope) -> Report:
    lines = [rate_line(rate, scope) for rate in RATES] + [funds_line(scope)]
    shares = [line.figures[2].value for line in lines]
    earlier = [line.figures[3].value for line in lines]
    chart = Chart(
        "rates",
        _("The five rates"),
        "bars",
        [line.label for line in lines],
        [Series(_("This period"), shares), Series(_("The period before"), earlier)],
        unit="%",
        table=False,
    )
    return Report(
        "rates",
        _("The five rates"),
        _(
            "Projects first signed %(period)s that you may see, as known on %(day)s. Paid-in funds over agreed "
            "investment are sums in 10 000 yuan of verified figures; the others count projects."
        )
        % {"period": scope.words, "day": scope.known_on.isoformat()},
        _("Rate"),
        [
            Head(_("Numerator")),
            Head(_("Denominator")),
            Head(_("Rate")),
            Head(_("The period before")),
        ],
        lines,
        chart,
        empty=_("No project was signed in this period."),
    )


def rate_line(rate: Rate, scope: Scope) -> Line:
    part, whole = rate.count(scope.signed, scope).count(), scope.signed.count()
    before = scope.before
    return Line(
        rate.label,
        [
            Figure(part, scope.projects_address(**rate.filters)),
            Figure(whole, scope.projects_address()),
            Figure(share(part, whole), kind="percent"),
            Figure(
                share(rate.count(before.signed, before).count(), before.signed.count()),
                before.projects_address(),
                kind="percent",
            ),
        ],
    )


def funds_line(scope: Scope) -> Line:
    paid, agreed = funds(scope)
    return Line(
        _("Funds paid in"),
        [
            Figure(paid, scope.projects_address(), kind="money"),
            Figure(agreed, scope.projects_address(), kind="money"),
            Figure(share(paid, agreed), kind="percent"),
            Figure(share(*funds(scope.before)), scope.before.projects_address(), kind="percent"),
        ],
    )


def funds(scope: Scope) -> tuple[int, int]:
    """Σ paid-in and Σ agreed in fen; a project whose agreed investment is not entered adds to neither."""
    rows = cohorts.with_paid_in(scope.signed.filter(agreed_investment_fen__isnull=False), scope.known_on)
    found = rows.order_by().aggregate(paid=Sum("paid_in_fen"), agreed=Sum("agreed_investment_fen"), count=Count("pk"))
    return int(found["paid"] or 0), int(found["agreed"] or Decimal(0))
