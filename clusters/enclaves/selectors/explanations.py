"""Why a line has its amount: the observations, the rate, the rule, the formula with the numbers in it, the odd fen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.enclaves.amounts import shown_amount, shown_exact, unit_word
from clusters.enclaves.models import SettlementLine
from clusters.enclaves.names import event_name, names_of_taxes, percent
from clusters.enclaves.sentences import reason_sentence
from clusters.models import Milestone, Observation


@dataclass(frozen=True)
class Counted:
    """One observation and what of it counts."""

    on: str
    tax: str
    amount: str
    how: str
    counted: str
    revision: int
    is_current: bool
    is_withdrawn: bool
    is_verified: bool
    url: str = ""


@dataclass(frozen=True)
class Missing:
    """What a line waits for, and where a finance officer enters it."""

    sentence: str
    url: str = ""


@dataclass
class Explanation:
    rule: str
    unit: str
    years: str = ""
    counted: list[Counted] = field(default_factory=list)
    formula: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    restates: list[SettlementLine] = field(default_factory=list)
    restated_by: list[SettlementLine] = field(default_factory=list)


def explain(line: SettlementLine, user: Any = None) -> Explanation:
    """With the lines that it corrects and that correct it, as far as this person sees them."""
    trace = line.trace or {}
    explanation = Explanation(
        rule=line.rule.sentence() if line.rule else "",
        unit=unit_word(line.unit),
        years=years_sentence(trace.get("year") or {}),
        counted=counted_rows(trace.get("observations") or [], line.unit),
        formula=formula(trace, line),
        restates=linked(SettlementLine.objects.filter(pk=line.restates_id), user) if line.restates_id else [],
        restated_by=linked(line.restated_by.all(), user),
    )
    for reason in unique(line.reasons):
        if line.is_blocked:
            explanation.missing.append(Missing(reason_sentence(reason), entry_url(reason, line)))
        else:
            explanation.remarks.append(reason_sentence(reason))
    return explanation


def reasons_told(line: SettlementLine) -> list[str]:
    """What a blocked line waits for, in sentences."""
    return [reason_sentence(reason) for reason in unique(line.reasons)] if line.is_blocked else []


def waiting_figures(lines: Iterable[SettlementLine]) -> list[dict[str, Any]]:
    """Blocked lines by what they wait for together: `line` (the first), `parties`, `reasons`."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in lines:
        if line.is_blocked:
            reasons = reasons_told(line)
            key = (line.project_id, line.indicator_id, line.kind, line.about_year, *reasons)
            row = found.setdefault(key, {"line": line, "parties": [], "reasons": reasons})
            row["parties"].append(line.party)
    return list(found.values())


def linked(lines: Any, user: Any) -> list[SettlementLine]:
    return list(lines.current().visible_to(user).select_related("settlement").order_by("pk")) if user else []


def unique(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each sentence once: an estimate is told once, not for each of its rates."""
    found: dict[str, dict[str, Any]] = {}
    for reason in reasons:
        found.setdefault(reason_sentence(reason), reason)
    return list(found.values())


def years_sentence(year: dict[str, Any]) -> str:
    event, numbers = year.get("event"), year.get("numbers") or []
    if not event or not numbers:
        return ""
    return _("%(event)s on %(on)s, so this is year %(number)s.") % {
        "event": event_name(event["event"]),
        "on": event["on"],
        "number": "–".join(str(number) for number in sorted({numbers[0], numbers[-1]})),
    }


def counted_rows(observations: list[dict[str, Any]], unit: str) -> list[Counted]:
    taxes = names_of_taxes()
    keys = {int(row["id"]) for row in observations if str(row["id"]).isdigit()}
    revisions = Observation.objects.filter(pk__in=keys).values_list("pk", "is_current", "superseded_by__is_withdrawn")
    current = {pk for pk, is_current, _ended in revisions if is_current}
    withdrawn = {pk for pk, _now, is_withdrawn in revisions if is_withdrawn}
    rows = []
    for row in observations:
        key = int(row["id"]) if str(row["id"]).isdigit() else None
        rows.append(
            Counted(
                on=row["on"],
                tax=taxes.get(row["tax_code"], ""),
                amount=shown_amount(row["amount"], unit),
                how=how_counted(row),
                counted=shown_exact(row["counted"], unit),
                revision=row["revision"],
                is_current=key in current,
                is_withdrawn=key in withdrawn,
                is_verified=row["verified"],
                url=f"/office/observations/{key}/" if key else "",
            )
        )
    return rows


def how_counted(row: dict[str, Any]) -> str:
    if row["by"] == "rate":
        rate = row["rate"]
        ratio = percent(Fraction(rate["ratio"]))
        if rate["verified"]:
            return _("× retained rate %(ratio)s (%(document)s)") % {"ratio": ratio, "document": rate["document"]}
        return _("× retained rate %(ratio)s (estimate)") % {"ratio": ratio}
    if row["by"] == "observed":
        return _("retained part as reported")
    return _("whole amount")


def formula(trace: dict[str, Any], line: SettlementLine) -> list[str]:
    def shown(value: Any) -> str:
        return shown_exact(None if value is None else str(value), line.unit)

    sentences = [incentive_sentence(row, shown) for row in trace.get("incentives") or []]
    for step in trace.get("steps") or []:
        make = STEPS.get(step.get("step"))
        if make:
            sentences.append(make(step, shown))
    sentences += share_sentences(trace.get("share"), line, shown)
    if trace.get("posting"):
        sentences.append(posting_sentence(trace, line, shown))
    return sentences


def posting_sentence(trace: dict[str, Any], line: SettlementLine, shown: "Shown") -> str:
    posting, restatement = trace["posting"], trace.get("restatement")
    given = {
        "to_date": shown(posting["to_date"]),
        "posted": shown(posting["posted"]),
        "amount": shown(line.amount),
    }
    if restatement:
        return _("%(year)s comes to %(to_date)s now, less %(posted)s posted = %(amount)s") % {
            "year": restatement["year"],
            **given,
        }
    return _("Year to date %(to_date)s less %(posted)s posted before = %(amount)s") % given


Shown = Callable[[Any], str]


def incentive_sentence(row: dict[str, Any], shown: Shown) -> str:
    return _("Less incentives of %(on)s: %(amount)s") % {"on": row["on"], "amount": shown(row["amount"])}


def basis_sentence(step: dict[str, Any], shown: Shown) -> str:
    if Fraction(step["exact"]).denominator == 1:
        return _("Sum to be divided = %(amount)s") % {"amount": shown(step["amount"])}
    return _("Sum to be divided = %(exact)s, rounded once to %(amount)s") % {
        "exact": shown(step["exact"]),
        "amount": shown(step["amount"]),
    }


def recovery_sentence(step: dict[str, Any], shown: Shown) -> str:
    return _("Recovered of the outlay this year: %(amount)s; left to divide: %(rest)s") % {
        "amount": shown(step.get("amount")),
        "rest": shown(step.get("rest")),
    }


def increment_sentence(step: dict[str, Any], shown: Shown) -> str:
    return _("Only the increment over the base counts.")


def together_sentence(step: dict[str, Any], shown: Shown) -> str:
    return _("All projects of the agreement together: %(amount)s") % {"amount": shown(step.get("amount"))}


def tiers_sentence(step: dict[str, Any], shown: Shown) -> str:
    parts = " + ".join(shown(part["amount"]) for part in step["slices"])
    return _("In tiers: %(parts)s") % {"parts": parts}


def cap_sentence(step: dict[str, Any], shown: Shown) -> str:
    return _("Cap %(limit)s, reached %(total)s, over it %(over)s") % {
        "limit": shown(step.get("limit")),
        "total": shown(step.get("total")),
        "over": shown(step.get("over")),
    }


def floor_sentence(step: dict[str, Any], shown: Shown) -> str:
    return _("Yearly minimum %(minimum)s less %(total)s received = %(top_up)s") % {
        "minimum": shown(step.get("minimum")),
        "total": shown(step.get("total")),
        "top_up": shown(step.get("top_up")),
    }


def lump_sum_sentence(step: dict[str, Any], shown: Shown) -> str:
    return _("Fixed sum, due on %(on)s: %(amount)s") % {"on": step.get("on"), "amount": shown(step.get("amount"))}


STEPS: dict[str, Callable[[dict[str, Any], Shown], str]] = {
    "basis": basis_sentence,
    "recovery": recovery_sentence,
    "increment": increment_sentence,
    "together": together_sentence,
    "tiers": tiers_sentence,
    "cap": cap_sentence,
    "floor": floor_sentence,
    "lump_sum": lump_sum_sentence,
}


def share_sentences(share: dict[str, Any] | None, line: SettlementLine, shown: Shown) -> list[str]:
    if not share:
        return []
    line_amount = (line.trace.get("posting") or {}).get("to_date", line.amount)
    found = [
        _("%(whole)s × %(ratio)s = %(exact)s → %(amount)s")
        % {
            "whole": shown(share["of"]),
            "ratio": percent(Fraction(share["ratio"])),
            "exact": shown(share["exact"]),
            "amount": shown(line_amount),
        }
    ]
    if share.get("odd_units"):
        found.append(odd_sentence(share))
    return found


def odd_sentence(share: dict[str, Any]) -> str:
    left = ngettext("%(count)d odd unit was left over", "%(count)d odd units were left over", share["odd_units"]) % {
        "count": share["odd_units"]
    }
    if share["odd"]:
        return _(
            "%(left)s by rounding down; one came here, by the largest remainder (a tie: in the parties' order)."
        ) % {"left": left}
    return _("%(left)s by rounding down; none came here: other remainders are larger or first in order.") % {
        "left": left
    }


def entry_url(reason: dict[str, Any], line: SettlementLine) -> str:
    """The page where a finance officer enters or verifies what is missing."""
    project = f"/office/projects/{line.project_id}/" if line.project_id else ""
    params = reason.get("params") or {}
    agreement = line.settlement.agreement.get_absolute_url()
    found = {
        "no_event": f"{project}milestones/new/",
        "unverified_event": milestone_url(line, params),
        "unverified": f"/office/observations/{params.get('observation', '')}/",
        "no_unit": f"/office/observations/{params.get('observation', '')}/",
        "missing_month": f"{project}observations/new/",
        "no_base": f"{project}observations/new/",
        "no_figure": f"{project}observations/new/",
        "no_rate": "/office/rates/new/",
        "no_incentive": f"/office/incentives/new/?project={line.project_id or ''}",
        "no_contribution": f"{agreement}contributions/new/",
        "unverified_contribution": agreement,
    }
    return found.get(reason["code"], "")


def milestone_url(line: SettlementLine, params: dict[str, Any]) -> str:
    rows = Milestone.objects.current().filter(project_id=line.project_id, event=params.get("event"))
    milestone = rows.first()
    return f"/office/milestones/{milestone.pk}/" if milestone else ""
