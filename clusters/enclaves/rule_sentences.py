"""What a rule means, in plain Chinese and English: nothing of it is left out, no amount is rounded."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clusters.enclaves import sharing
from clusters.enclaves.amounts import exact_amount
from clusters.enclaves.models import FloorRule, SharingRule
from clusters.enclaves.names import event_name, listed, name_of, names_of_parties, names_of_taxes, percent

Mode = SharingRule.Mode
Parties = Mapping[str, str]


def rule_sentence(rule: SharingRule, parties: Parties | None = None) -> str:
    """`第 1–5 年（自首次纳税起），税收的地方留成部分：牟定县 50 %、云甸工业园区 50 %。`"""
    parties = parties or names_of_parties(rule.agreement_version.agreement.parties.all())
    if rule.mode == Mode.LUMP_SUM:
        return lump_sum_sentence(rule, parties)
    bands = [
        _("%(years)s, %(basis)s: %(shares)s")
        % {"years": years_phrase(rule, band), "basis": basis_phrase(rule), "shares": shares_phrase(rule, band, parties)}
        for band in rule.bands or [{}]
    ]
    text = _("; ").join(bands) + "".join(remarks(rule, parties)) + _(".")
    return text[:1].upper() + text[1:]


def lump_sum_sentence(rule: SharingRule, parties: Parties) -> str:
    given = rule.lump_sum or {}
    text = _("%(payer)s pays %(payee)s %(amount)s once (%(event)s)") % {
        "payer": named(given.get("payer"), parties),
        "payee": named(given.get("payee"), parties),
        "amount": exact_amount(given.get("amount") or None),
        "event": start_phrase(rule) or "—",
    }
    return text + category_phrase(rule) + _(".")


def floor_sentence(floor: FloorRule) -> str:
    """`2026 年至 2030 年，大姚县每年至少得 500 万元，不足部分由云甸工业园区补足。`"""
    years = pgettext("rule", "in all years")
    if floor.first_year or floor.last_year:
        given = {"first": floor.first_year or "…", "last": floor.last_year or "…"}
        years = _("in the years %(first)s to %(last)s") % given
    text = _("%(years)s, %(party)s gets at least %(amount)s a year; what is lacking is paid by %(payer)s.") % {
        "years": years,
        "party": name_of(floor.party),
        "payer": name_of(floor.payer),
        "amount": exact_amount(floor.amount_fen),
    }
    return text[:1].upper() + text[1:]


def named(code: str | None, parties: Parties) -> str:
    return parties.get(code or "", code or "—")


def years_phrase(rule: SharingRule, band: dict[str, Any]) -> str:
    first, last = band.get("first"), band.get("last")
    if rule.year_method == SharingRule.YearMethod.WINDOW:
        if first is None and last is None:
            return pgettext("rule", "in all years")
        return _("in the years %(first)s to %(last)s") % {"first": first or "…", "last": last or "…"}
    start = start_phrase(rule)
    if first is None and last is None:
        return _("in all years from %(start)s") % {"start": start} if start else pgettext("rule", "in all years")
    start = start or "—"
    if last is None:
        return _("from year %(first)s on (counted from %(start)s)") % {"first": first, "start": start}
    return _("in years %(first)s–%(last)s (counted from %(start)s)") % {
        "first": first or 1,
        "last": last,
        "start": start,
    }


def start_phrase(rule: SharingRule) -> str:
    if rule.start_event == SharingRule.StartEvent.DATE:
        return str(rule.start_on)
    return event_name(rule.start_event).lower() if rule.start_event else ""


def basis_phrase(rule: SharingRule) -> str:
    what = name_of(rule.indicator)
    if rule.tax_codes:
        names = names_of_taxes()
        what = listed(names.get(code, code) for code in rule.tax_codes)
    if rule.basis == SharingRule.BasisKind.RETAINED:
        level = str(rule.get_retained_level_display()).lower()
        what = _("the retained part (%(level)s) of %(what)s") % {"level": level, "what": what}
    if rule.less_incentives:
        what = _("%(what)s less incentives paid") % {"what": what}
    if rule.increment:
        base = increment_phrase(rule.increment, rule.indicator.unit)
        what = _("the increment of %(what)s over %(base)s") % {"what": what, "base": base}
        what += netting_phrase(rule.increment)
    return what


def increment_phrase(increment: dict[str, Any], unit: str) -> str:
    kind = increment.get("kind")
    if kind == sharing.IncrementKind.BASE_YEAR:
        return _("the year %(year)s") % {"year": increment.get("base_year") or "—"}
    if kind == sharing.IncrementKind.FIXED:
        return exact_amount(increment.get("amount"), unit)
    return _("the mean of the first three years")


NETTINGS: dict[str, Any] = {
    sharing.Netting.AGGREGATE: gettext_lazy(" (all projects together, not below zero)"),
    sharing.Netting.PER_PROJECT: gettext_lazy(" (each project for itself, not below zero)"),
    sharing.Netting.PER_TAX: gettext_lazy(" (each tax for itself, not below zero)"),
    sharing.Netting.SIGNED: gettext_lazy(" (all together, a fall counts as well)"),
}


def netting_phrase(increment: dict[str, Any]) -> str:
    return str(NETTINGS[increment.get("netting") or sharing.Netting.AGGREGATE])


def shares_phrase(rule: SharingRule, band: dict[str, Any], parties: Parties) -> str:
    shares = divided_phrase(rule, band, parties)
    if not rule.recoverers:
        return shares
    recoverers = listed(named(code, parties) for code in rule.recoverers)
    return _("%(recoverers)s first recovers its outlay; of the rest %(shares)s") % {
        "recoverers": recoverers,
        "shares": shares,
    }


def divided_phrase(rule: SharingRule, band: dict[str, Any], parties: Parties) -> str:
    if rule.mode == Mode.DUAL_FULL_COUNT:
        counting = [named(code, parties) for code in band.get("ratios") or parties]
        return _("counted in full by each of %(parties)s") % {"parties": listed(counting)}
    if rule.mode == Mode.BY_CONTRIBUTION:
        return _("in proportion to the contributions paid in")
    if rule.mode == Mode.BY_EQUITY:
        return _("in proportion to the shareholdings")
    if band.get("tiers"):
        return tiers_phrase(band["tiers"], parties, rule.indicator.unit)
    return ratios_phrase(band.get("ratios"), parties)


def ratios_phrase(ratios: dict[str, str] | None, parties: Parties) -> str:
    """In the parties' order; a ratio of nothing is not told."""
    shares = {code: Fraction(text) for code, text in (ratios or {}).items()}
    if not shares:
        return _("ratios to be confirmed")
    ordered = sorted(shares, key=lambda code: [*parties, code].index(code))
    return listed(f"{named(code, parties)} {percent(shares[code])}" for code in ordered if shares[code])


def tiers_phrase(table: dict[str, Any], parties: Parties, unit: str) -> str:
    whole = table.get("method") == sharing.TierMethod.WHOLE
    parts, lower = [], None
    for tier in table["tiers"]:
        limit = limit_phrase(lower, tier.get("upper"), unit, whole)
        parts.append(f"{limit}{_(': ')}{ratios_phrase(tier['ratios'], parties)}")
        lower = tier.get("upper")
    basis = (
        _("by tiers of all projects together")
        if table.get("scope") == sharing.Scope.AGREEMENT
        else _("by tiers of each project's year")
    )
    return _("%(basis)s (%(tiers)s)") % {"basis": basis, "tiers": _("; ").join(parts)}


def limit_phrase(lower: int | None, upper: int | None, unit: str, whole: bool) -> str:
    """Marginal tiers tell of a part of the amount, whole ones of the amount that reaches them."""
    if upper is not None:
        sentence = _("amounts up to %(amount)s") if whole else _("the part up to %(amount)s")
        return sentence % {"amount": exact_amount(upper, unit)}
    if lower is None:
        return _("any amount")
    sentence = _("amounts above %(amount)s, as a whole") if whole else _("the part above %(amount)s")
    return sentence % {"amount": exact_amount(lower, unit)}


def remarks(rule: SharingRule, parties: Parties) -> list[str]:
    found = [category_phrase(rule)] if rule.category else []
    if rule.cap:
        found.append(cap_phrase(rule.cap, parties, rule.indicator.unit))
    if rule.year_method == SharingRule.YearMethod.ANNIVERSARY:
        found.append(_("; years of twelve months from the event's day"))
    return found


def category_phrase(rule: SharingRule) -> str:
    if not rule.category:
        return ""
    return _("; only for projects of the category “%(category)s”") % {"category": rule.category}


def cap_phrase(cap: dict[str, Any], parties: Parties, unit: str) -> str:
    tied = {"outlay": _("its outlay"), "contribution": _("its contributions")}
    limit = exact_amount(cap.get("limit"), unit)
    if cap.get("tied_to"):
        limit = _("%(factor)s of %(what)s") % {
            "factor": percent(Fraction(cap.get("factor") or "1")),
            "what": tied[cap["tied_to"]],
        }
    in_all = cap.get("period") == sharing.CapPeriod.CUMULATIVE
    sentence = (
        _("; %(party)s at most %(limit)s in all, what exceeds it goes to %(to)s")
        if in_all
        else _("; %(party)s at most %(limit)s a year, what exceeds it goes to %(to)s")
    )
    return sentence % {"party": named(cap["party"], parties), "limit": limit, "to": named(cap["to"], parties)}
