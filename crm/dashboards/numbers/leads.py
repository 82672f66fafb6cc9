"""Numbers over leads: how far they come, what they wait for, where they come from, why they are lost."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from crm.common.units import speaks_chinese
from crm.dashboards.numbers.reports import Figure, Head, Line, Report, in_10_000_yuan, share
from crm.dashboards.numbers.scope import Scope
from crm.office.charts import Chart, Series
from leads import cohorts
from leads.lights import Light, Lights
from leads.models import Lead, LeadStage, StageMove

ORDER = list(LeadStage)
# A share of fewer ended leads than this says nothing about the next one.
ENOUGH = 10
LONGEST = 12  # lines of a report by name; the list itself has them all


def funnel(scope: Scope) -> Report:
    now, before = by_reached(scope.received), by_reached(scope.before.received)
    received = now[ORDER[0]]["count"]
    lines = [
        Line(
            stage.label,
            [
                Figure(now[stage]["count"], scope.leads_address(received=True, reached=stage.value)),
                Figure(now[stage]["investment"], kind="money"),
                Figure(share(now[stage]["count"], received), kind="percent"),
                Figure(before[stage]["count"], scope.before.leads_address(received=True, reached=stage.value)),
            ],
        )
        for stage in ORDER
    ]
    return Report(
        "funnel",
        _("Funnel"),
        _("Leads received %(period)s that you may see, by the furthest stage that they came to.")
        % {"period": scope.words},
        _("Came at least to"),
        [
            Head(_("Leads")),
            Head(_("Investment"), "万元"),
            Head(_("Share of received")),
            Head(_("The period before")),
        ],
        lines,
        chart_of("funnel", _("Leads by the stage they came to"), "funnel", lines, _("Leads")),
        empty=_("No lead was received in this period."),
    )


def by_reached(leads: QuerySet) -> dict[str, dict[str, int]]:
    """For each stage, those that came at least to it."""
    rows = leads.order_by().values("stage").annotate(count=Count("pk"), investment=Sum("investment_fen"))
    at = {row["stage"]: row for row in rows}
    found: dict[str, dict[str, int]] = {}
    count = investment = 0
    for stage in reversed(ORDER):
        row = at.get(stage.value, {})
        count, investment = count + row.get("count", 0), investment + (row.get("investment") or 0)
        found[stage] = {"count": count, "investment": investment}
    return found


def service(scope: Scope) -> Report:
    now, before = scope.enquiries, scope.before.enquiries
    lines = [
        Line(
            clock.label,
            [
                Figure(cohorts.on_clock(now, clock).count(), scope.enquiries_address(clock=clock.value)),
                Figure(cohorts.on_clock(before, clock).count(), scope.before.enquiries_address(clock=clock.value)),
            ],
        )
        for clock in cohorts.Clock
    ]
    return Report(
        "service",
        _("Answering enquiries"),
        _("Enquiries received %(period)s that you may see, against the day on which their answer was due.")
        % {"period": scope.words},
        _("Answer"),
        [Head(_("Enquiries")), Head(_("The period before"))],
        lines,
        chart_of("service", _("Enquiries by their answer"), "bars", lines, _("This period"), 1, _("The period before")),
        empty=_("No enquiry was received in this period."),
    )


def dwelling(scope: Scope) -> Report:
    now, before = days_by_stage(scope), days_by_stage(scope.before)
    lines = [
        Line(
            stage.label,
            [
                Figure(
                    len(now[stage]),
                    scope.leads_address(left=stage.value, left_from=scope.start, left_to=scope.end),
                ),
                Figure(middle(now[stage]), kind="days"),
                Figure(middle(before[stage]), kind="days"),
            ],
        )
        for stage in ORDER[:-1]
    ]
    return Report(
        "dwelling",
        _("Days in a stage"),
        _(
            "Leads that moved on %(period)s: the median of days between entering a stage and moving on. "
            "Moves without a known day are left out of the days."
        )
        % {"period": scope.words},
        _("Stage"),
        [Head(_("Leads")), Head(_("Median"), _("days")), Head(_("The period before"))],
        lines,
        chart_of("dwelling", _("Median days in a stage"), "bars", lines, _("Days"), place=1),
        empty=_("No lead moved on in this period."),
    )


def days_by_stage(scope: Scope) -> dict[str, dict[int, int | None]]:
    """For each stage, the leads that left it in the period and how many days each had been in it, None if unknown."""
    leads = scope.all_leads.values("pk")
    moves = StageMove.objects.filter(lead__in=leads, is_correction=False).order_by("lead_id", "pk")
    rows = moves.values_list("lead_id", "from_stage", "to_stage", "moved_on")
    found: dict[str, dict[int, int | None]] = {stage: {} for stage in ORDER}
    for (lead, stage, day), before in after(rows):
        if stage and day and scope.start <= day <= scope.end:
            found[stage][lead] = (day - before).days if before else None
    return found


def after(rows: Iterable[tuple[int, str, str, Any]]) -> Iterable[tuple[tuple[int, str, Any], Any]]:
    """Each move with the day of the same lead's move before it, which is when it entered the stage."""
    first = (0, "", "", None)
    for earlier, (lead, from_stage, _to, day) in pairwise([first, *rows]):
        entered = earlier[3] if earlier[0] == lead and earlier[2] == from_stage else None
        yield (lead, from_stage, day), entered


def middle(days: dict[int, int | None]) -> Any:
    known = [count for count in days.values() if count is not None]
    return median(known) if known else None


def ageing(scope: Scope) -> Report:
    lights = Lights()
    lines = []
    for light in Light:
        rows = lights.narrow(scope.all_leads, light)
        found = rows.order_by().aggregate(count=Count("pk"), investment=Sum("investment_fen"))
        lines.append(
            Line(
                light.label,
                [
                    Figure(found["count"], scope.leads_address(light=light.value)),
                    Figure(found["investment"] or 0, kind="money"),
                ],
            )
        )
    return Report(
        "ageing",
        _("Ageing"),
        _("Active leads before signing that you may see, today, by how long they have made no progress."),
        _("Light"),
        [Head(_("Leads")), Head(_("Investment"), "万元")],
        lines,
        chart_of("ageing", _("Leads by light"), "bars", lines, _("Leads")),
        empty=_("No active lead before signing."),
    )


def forecast(scope: Scope) -> Report:
    """Investment in each stage × the share of ended leads of that stage that were signed, by the zone's own past."""
    open_leads = scope.all_leads.filter(status=Lead.Status.ACTIVE).exclude(stage=LeadStage.SIGNED)
    rows = open_leads.order_by().values("stage").annotate(count=Count("pk"), investment=Sum("investment_fen"))
    at = {row["stage"]: row for row in rows}
    ended = by_reached(scope.all_leads.filter(Q(stage=LeadStage.SIGNED) | ENDED))
    signed = ended[LeadStage.SIGNED]["count"]
    lines = [
        forecast_line(scope, stage, at.get(stage.value, {}), ended[stage]["count"], signed) for stage in ORDER[:-1]
    ]
    return Report(
        "forecast",
        _("Forecast by stage"),
        _(
            "Active leads that you may see, today. The share signed is that of all ended leads which had come to the "
            "stage (signed, lost, transferred or closed); below %(count)d ended leads none is given."
        )
        % {"count": ENOUGH},
        _("Stage"),
        [
            Head(_("Leads")),
            Head(_("Investment"), "万元"),
            Head(_("Ended leads")),
            Head(_("Share signed")),
            Head(_("Expected"), "万元"),
        ],
        lines,
        chart_of("forecast", _("Investment by stage"), "bars", lines, _("Investment"), place=1, unit="万元"),
        empty=_("No active lead before signing."),
    )


ENDED = Q(status__in=[Lead.Status.LOST, Lead.Status.TRANSFERRED, Lead.Status.CLOSED])


def forecast_line(scope: Scope, stage: LeadStage, row: dict[str, Any], ended: int, signed: int) -> Line:
    investment = row.get("investment") or 0
    rate = share(signed, ended) if ended >= ENOUGH else None
    too_few = "" if rate is not None else _("too few")
    address = scope.leads_address(stage=stage.value, status=Lead.Status.ACTIVE.value)
    return Line(
        stage.label,
        [
            Figure(row.get("count", 0), address),
            Figure(investment, kind="money"),
            Figure(ended),
            Figure(rate, kind="percent", note=too_few),
            Figure(investment * signed // ended if rate is not None else None, kind="money", note=too_few),
        ],
    )


def sources(scope: Scope) -> Report:
    return by_name(scope, "sources", _("Sources"), _("Source"), ("source__code", *spoken("source")), "source")


def clusters(scope: Scope) -> Report:
    return by_name(scope, "clusters", _("Clusters"), _("Cluster"), ("cluster__code", *spoken("cluster")), "cluster")


def staff(scope: Scope) -> Report:
    return by_name(scope, "staff", _("Staff"), _("Owner"), ("owner_id", "owner__full_name"), "owner", nobody="@nobody")


def by_name(
    scope: Scope, key: str, title: str, label: str, names: tuple[str, ...], parameter: str, nobody: str = ""
) -> Report:
    """Leads received in the period by something that each has at most one of; those without it come last."""
    rows, before = grouped(scope.received, names), dict(counted(scope.before.received, names[0]))
    signed = dict(counted(cohorts.reached(scope.received, LeadStage.SIGNED), names[0]))

    def address(code: Any, inside: Scope, **more: str) -> str:
        value = code if code is not None else nobody
        return inside.leads_address(received=True, **{parameter: value}, **more) if value else ""

    lines = [
        Line(
            next((row[name] for name in names[1:] if row[name]), _("Not stated")),
            [
                Figure(row["count"], address(row[names[0]], scope)),
                Figure(row["investment"] or 0, kind="money"),
                Figure(signed.get(row[names[0]], 0), address(row[names[0]], scope, reached="signed")),
                Figure(before.get(row[names[0]], 0), address(row[names[0]], scope.before)),
            ],
        )
        for row in rows
    ]
    return Report(
        key,
        title,
        _("Leads received %(period)s that you may see.") % {"period": scope.words},
        label,
        [
            Head(_("Leads")),
            Head(_("Investment"), "万元"),
            Head(_("Signed")),
            Head(_("The period before")),
        ],
        lines,
        chart_of(key, title, "bars", lines[:LONGEST], _("Leads"), 2, _("Signed")),
        empty=_("No lead was received in this period."),
    )


def spoken(path: str) -> tuple[str, ...]:
    """The fields of a name in the order in which the reader's language asks for them."""
    return (f"{path}__name",) if speaks_chinese() else (f"{path}__name_en", f"{path}__name")


def grouped(leads: QuerySet, names: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = leads.order_by().values(*names).annotate(count=Count("pk"), investment=Sum("investment_fen"))
    return sorted(rows, key=lambda row: (row[names[0]] is None, -row["count"], str(row[names[-1]])))


def counted(leads: QuerySet, name: str) -> QuerySet:
    return leads.order_by().values_list(name).annotate(count=Count("pk"))


def lost(scope: Scope) -> Report:
    ended = ended_in(scope)
    rows = ended.order_by().values("lost_reason").annotate(count=Count("pk"), investment=Sum("investment_fen"))
    before = Counter(dict(counted(ended_in(scope.before), "lost_reason")))
    lines = [
        Line(
            row["lost_reason"] or _("Not stated"),
            [
                Figure(row["count"], ended_address(scope, row["lost_reason"])),
                Figure(row["investment"] or 0, kind="money"),
                Figure(before[row["lost_reason"]], ended_address(scope.before, row["lost_reason"])),
            ],
        )
        for row in sorted(rows, key=lambda row: (-row["count"], row["lost_reason"]))
    ]
    return Report(
        "lost",
        _("Why leads were lost"),
        _("Leads lost %(period)s that you may see.") % {"period": scope.words},
        _("Reason"),
        [Head(_("Leads")), Head(_("Investment"), "万元"), Head(_("The period before"))],
        lines,
        chart_of("lost", _("Leads lost by reason"), "bars", lines[:LONGEST], _("Leads")),
        empty=_("No lead was lost in this period."),
    )


def ended_in(scope: Scope) -> QuerySet:
    return scope.all_leads.filter(status=Lead.Status.LOST, lost_on__gte=scope.start, lost_on__lte=scope.end)


def ended_address(scope: Scope, reason: str) -> str:
    """A lead that was lost for no stated reason cannot be asked for in an address."""
    filters = {"status": Lead.Status.LOST.value, "ended_from": scope.start, "ended_to": scope.end, "ended_for": reason}
    return scope.leads_address(**filters) if reason else ""


def chart_of(
    key: str,
    title: str,
    kind: str,
    lines: Iterable[Line],
    first: str,
    second_place: int | None = None,
    second: str = "",
    *,
    place: int = 0,
    unit: str = "",
) -> Chart:
    """Of the report's own lines: the figures at `place`, and those at `second_place` beside them."""
    lines = list(lines)
    chosen = [(first, place)] + ([(second, second_place)] if second_place is not None else [])
    series = [Series(name, [drawn(line.figures[at]) for line in lines]) for name, at in chosen]
    links = [line.figures[0].url for line in lines]
    return Chart(key, title, kind, [line.label for line in lines], series, unit=unit, links=links, table=False)


def drawn(figure: Figure) -> Any:
    return in_10_000_yuan(figure.value) if figure.kind == "money" else figure.value


REPORTS: tuple[Callable[[Scope], Report], ...] = (
    funnel,
    forecast,
    ageing,
    dwelling,
    service,
    sources,
    clusters,
    staff,
    lost,
)
