"""What a rule means and why a line is as it is, in plain Chinese and English."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clusters.enclaves import sharing
from clusters.enclaves.models import SharingRule
from clusters.enclaves.names import event_name, listed, name_of, names_of_parties, names_of_taxes, percent
from crm.common.money import scale_fen

Mode = SharingRule.Mode


def rule_sentence(rule: SharingRule) -> str:
    """`第 1–5 年（自首次纳税起），税收的地方留成部分：牟定县 50 %、云甸工业园区 50 %。`"""
    parties = names_of_parties(rule.agreement_version.agreement.parties.all())
    if rule.mode == Mode.LUMP_SUM:
        return lump_sum_sentence(rule, parties)
    bands = [
        _("%(years)s, %(basis)s: %(shares)s")
        % {"years": years_phrase(rule, band), "basis": basis_phrase(rule), "shares": shares_phrase(rule, band, parties)}
        for band in rule.bands or [{}]
    ]
    text = _("; ").join(bands) + "".join(remarks(rule, parties)) + _(".")
    return text[:1].upper() + text[1:]


def lump_sum_sentence(rule: SharingRule, parties: dict[str, str]) -> str:
    given = rule.lump_sum or {}
    return _("%(payer)s pays %(payee)s %(amount)s once (%(event)s).") % {
        "payer": parties.get(given.get("payer", ""), "—"),
        "payee": parties.get(given.get("payee", ""), "—"),
        "amount": scale_fen(given.get("amount")),
        "event": start_phrase(rule),
    }


def years_phrase(rule: SharingRule, band: dict[str, Any]) -> str:
    first, last = band.get("first"), band.get("last")
    if rule.year_method == SharingRule.YearMethod.WINDOW:
        return _("in the years %(first)s to %(last)s") % {"first": first or "…", "last": last or "…"}
    start = start_phrase(rule)
    if first is None and last is None:
        return _("in all years from %(start)s") % {"start": start} if start else pgettext("rule", "in all years")
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
        what = _("the increment of %(what)s over %(base)s") % {"what": what, "base": increment_phrase(rule.increment)}
    return what


def increment_phrase(increment: dict[str, Any]) -> str:
    kind = increment.get("kind")
    if kind == sharing.IncrementKind.BASE_YEAR:
        return _("the year %(year)s") % {"year": increment.get("base_year")}
    if kind == sharing.IncrementKind.FIXED:
        return scale_fen(increment.get("amount"))
    return _("the mean of the first three years")


def shares_phrase(rule: SharingRule, band: dict[str, Any], parties: dict[str, str]) -> str:
    if rule.mode == Mode.DUAL_FULL_COUNT:
        counting = [parties.get(code, code) for code in band.get("ratios") or parties]
        return _("counted in full by each of %(parties)s") % {"parties": listed(counting)}
    if rule.mode == Mode.BY_CONTRIBUTION:
        return _("in proportion to the contributions paid in")
    if rule.mode == Mode.BY_EQUITY:
        return _("in proportion to the shareholdings")
    shares = tiers_phrase(band["tiers"], parties) if band.get("tiers") else ratios_phrase(band.get("ratios"), parties)
    if rule.recoverers:
        recoverers = listed(parties.get(code, code) for code in rule.recoverers)
        return _("%(recoverers)s first recovers its outlay; of the rest %(shares)s") % {
            "recoverers": recoverers,
            "shares": shares,
        }
    return shares


def ratios_phrase(ratios: dict[str, str] | None, parties: dict[str, str]) -> str:
    if not ratios:
        return _("ratios to be confirmed")
    return listed(f"{parties.get(code, code)} {percent(Fraction(text))}" for code, text in ratios.items())


def tiers_phrase(table: dict[str, Any], parties: dict[str, str]) -> str:
    parts = []
    for tier in table["tiers"]:
        shares = ratios_phrase(tier["ratios"], parties)
        upper = tier.get("upper")
        limit = _("up to %(amount)s") % {"amount": scale_fen(upper)} if upper is not None else _("above that")
        parts.append(f"{limit} {shares}")
    whole = table.get("method") == sharing.TierMethod.WHOLE
    return _("; ").join(parts) + (_(" (the tier holds for the whole amount)") if whole else "")


def remarks(rule: SharingRule, parties: dict[str, str]) -> list[str]:
    found = []
    if rule.category:
        found.append(_("; only for projects of the category “%(category)s”") % {"category": rule.category})
    if rule.cap:
        found.append(cap_phrase(rule.cap, parties))
    if rule.year_method == SharingRule.YearMethod.ANNIVERSARY:
        found.append(_("; years of twelve months from the event's day"))
    return found


def cap_phrase(cap: dict[str, Any], parties: dict[str, str]) -> str:
    party, to = parties.get(cap["party"], cap["party"]), parties.get(cap["to"], cap["to"])
    tied = {"outlay": _("its outlay"), "contribution": _("its contributions")}
    limit = scale_fen(cap.get("limit"))
    if cap.get("tied_to"):
        limit = _("%(factor)s times %(what)s") % {"factor": cap.get("factor", "1"), "what": tied[cap["tied_to"]]}
    in_all = cap.get("period") == sharing.CapPeriod.CUMULATIVE
    sentence = (
        _("; %(party)s at most %(limit)s in all, what exceeds it goes to %(to)s")
        if in_all
        else _("; %(party)s at most %(limit)s a year, what exceeds it goes to %(to)s")
    )
    return sentence % {"party": party, "limit": limit, "to": to}


REASONS: dict[str, Any] = {
    "before_years": gettext_lazy("The rule's years have not begun: all of it stays with the host."),
    "after_years": gettext_lazy("The rule's years are over: all of it stays with the host."),
    "between_bands": gettext_lazy("The year lies between two bands of the rule: all of it stays with the host."),
    "base_years": gettext_lazy(
        "The first three years make the base and are not shared: all of it stays with the host."
    ),
    "no_contribution_yet": gettext_lazy("No contribution was paid in by %(on)s: all of it stays with the host."),
    "no_shareholding_yet": gettext_lazy("No share was held by %(on)s: all of it stays with the host."),
    "no_event": gettext_lazy("The date of “%(event)s” of project %(project)s is missing."),
    "unverified_event": gettext_lazy("The date of “%(event)s” of project %(project)s is not verified."),
    "unverified": gettext_lazy("The figure of %(on)s is not verified."),
    "no_unit": gettext_lazy("The figure of %(on)s has no unit."),
    "missing_month": gettext_lazy("The figure of the month that ends on %(on)s is missing."),
    "no_rate": gettext_lazy("The retained rate of %(tax)s for receipts of %(on)s is missing."),
    "no_incentive": gettext_lazy(
        "The incentives paid to project %(project)s in %(year)s are not entered; enter 0 if there were none."
    ),
    "unverified_incentive": gettext_lazy("The incentive of %(on)s is not verified."),
    "no_base": gettext_lazy("The base figure is missing."),
    "no_figure": gettext_lazy("The figure is missing."),
    "no_outlay": gettext_lazy("The outlay to be recovered is not entered."),
    "unverified_outlay": gettext_lazy("An outlay is not verified."),
    "no_contribution": gettext_lazy("No contributions are entered."),
    "unverified_contribution": gettext_lazy("A contribution is not verified."),
    "no_shareholding": gettext_lazy("No shareholdings are entered."),
    "shareholding_not_whole": gettext_lazy("The shareholdings of %(on)s do not add up to 1."),
    "yearly_figure": gettext_lazy("A yearly figure cannot be laid on years that begin within a calendar year."),
    "no_ratios": gettext_lazy("The rule has no ratios yet."),
    "no_cap_amount": gettext_lazy("The amount that the cap is tied to is not entered."),
    "fiscal_line_blocked": gettext_lazy("The yearly minimum waits for a blocked line."),
    "estimated": gettext_lazy("Estimate: the retained rate was not checked against its document."),
    "unverified_rules": gettext_lazy("Estimate: the rules were not checked against the signed agreement."),
}
OTHER = gettext_lazy("Data is missing (%(code)s).")


class Blanks(dict):
    """A parameter that a reason does not carry is a dash in its sentence."""

    def __missing__(self, key: str) -> str:
        return "—"


def reason_sentence(reason: dict[str, Any]) -> str:
    """`reason` as a line keeps it: `{"code": …, "params": {…}}`."""
    code, params = reason["code"], Blanks(reason.get("params") or {})
    if "event" in params:
        params["event"] = event_name(str(params["event"]))
    if "tax_code" in params:
        params["tax"] = names_of_taxes().get(str(params["tax_code"]), params["tax_code"])
    params["code"] = code
    return str(REASONS.get(code, OTHER)) % params


ERRORS: dict[str, Any] = {
    "no_version": gettext_lazy("No version of the agreement %(agreement)s is effective in %(year)s."),
    "no_host": gettext_lazy("The agreement %(agreement)s names no host."),
    "two_rules": gettext_lazy("Two rules hold for the same figures: %(first)s and %(second)s."),
    "bad_quarter": gettext_lazy("There is no quarter %(quarter)s."),
    "ratio_unreadable": gettext_lazy("“%(value)s” is not a ratio."),
    "ratio_not_exact": gettext_lazy("“%(value)s” is not an exact ratio."),
}


EXPECTED: dict[str, Any] = {
    "known": gettext_lazy("%(path)s is not known to the schema."),
    "present": gettext_lazy("%(path)s is missing."),
    "list": gettext_lazy("%(path)s has to be a list."),
    "object": gettext_lazy("%(path)s has to be an object."),
    "int": gettext_lazy("%(path)s has to be a whole number."),
    "bool": gettext_lazy("%(path)s has to be true or false."),
    "string": gettext_lazy("%(path)s has to be a text."),
    "date": gettext_lazy("%(path)s has to be a date such as 2022-09-28."),
}


def notation_error(error: sharing.SharingError) -> str:
    """What in a version's JSON is not as the schema says."""
    a_word = gettext_lazy("%(path)s is none of the words that the schema allows.")
    return str(EXPECTED.get(error.params["expected"], a_word)) % {"path": error.params["path"] or "/"}


def sharing_error(error: sharing.SharingError) -> str:
    """The sentence for a call that cannot be computed at all."""
    if error.code == "notation":
        return notation_error(error)
    unknown = gettext_lazy("The settlement cannot be computed (%(code)s).")
    return str(ERRORS.get(error.code, unknown)) % Blanks({**error.params, "code": error.code})


PROBLEMS: dict[str, Any] = {
    "too_few_parties": gettext_lazy("An agreement has two or more parties."),
    "party_twice": gettext_lazy("The party %(party)s stands twice."),
    "one_host": gettext_lazy("Exactly one party is the host."),
    "rule_twice": gettext_lazy("The rule %(rule)s stands twice."),
    "rule_without_code": gettext_lazy("A rule has no code."),
    "statutory_book": gettext_lazy("Rule %(rule)s: the statutory book is observed, not shared."),
    "dual_in_fiscal": gettext_lazy("Rule %(rule)s: money is never counted in full by both sides."),
    "dual_divides": gettext_lazy("Rule %(rule)s: what is counted in full has no tiers, cap, recovery or increment."),
    "dual_not_one": gettext_lazy("Rule %(rule)s: whoever counts in full has the ratio 1."),
    "no_bands": gettext_lazy("Rule %(rule)s has no years."),
    "no_ratios": gettext_lazy("Rule %(rule)s: the ratios are missing."),
    "ratios_not_one": gettext_lazy("Rule %(rule)s: the ratios do not add up to exactly 1."),
    "ratio_negative": gettext_lazy("Rule %(rule)s: a ratio is negative."),
    "ratios_and_tiers": gettext_lazy("Rule %(rule)s has both ratios and tiers."),
    "ratios_come_from_facts": gettext_lazy("Rule %(rule)s: its ratios come from contributions or shareholdings."),
    "single_party_shares": gettext_lazy("Rule %(rule)s: one party gets all of it."),
    "tiers_empty": gettext_lazy("Rule %(rule)s: there are no tiers."),
    "tiers_not_open": gettext_lazy("Rule %(rule)s: the last tier has no upper limit."),
    "tiers_not_rising": gettext_lazy("Rule %(rule)s: the limits of the tiers rise."),
    "tiers_with_mode": gettext_lazy("Rule %(rule)s: this mode has no tiers."),
    "unknown_party": gettext_lazy("Rule %(rule)s names %(party)s, which is no party."),
    "pays_itself": gettext_lazy("Rule %(rule)s: %(party)s would pay itself."),
    "bands_overlap": gettext_lazy("Rule %(rule)s: the years %(one)s and %(other)s overlap."),
    "bands_gap": gettext_lazy("Rule %(rule)s: the years %(first)s to %(last)s are not covered and stay with the host."),
    "band_reversed": gettext_lazy("Rule %(rule)s: the last year lies before the first."),
    "band_before_year_one": gettext_lazy("Rule %(rule)s: years are counted from 1."),
    "no_start": gettext_lazy("Rule %(rule)s: years are counted, but from no event."),
    "start_empty": gettext_lazy("Rule %(rule)s: the start names neither an event nor a date."),
    "no_recoverers": gettext_lazy("Rule %(rule)s: no party recovers its outlay."),
    "recovery_by_calendar_only": gettext_lazy("Rule %(rule)s: after recovery, years are calendar years."),
    "recovery_without_pool": gettext_lazy("Rule %(rule)s starts with a recovery that no rule has."),
    "recovery_chain": gettext_lazy("Rule %(rule)s starts with a recovery that itself waits for another."),
    "base_year_missing": gettext_lazy("Rule %(rule)s: the base year is missing."),
    "base_amount_missing": gettext_lazy("Rule %(rule)s: the base amount is missing."),
    "cap_without_recipient": gettext_lazy("Rule %(rule)s: the cap does not say who gets the excess."),
    "cap_without_limit": gettext_lazy("Rule %(rule)s: the cap has no limit."),
    "cap_negative": gettext_lazy("Rule %(rule)s: the cap is negative."),
    "cap_tied_to_nothing": gettext_lazy("Rule %(rule)s: the cap is tied to an outlay that nobody recovers."),
    "lump_sum_incomplete": gettext_lazy("Rule %(rule)s: the fixed sum lacks payer, payee, amount or date."),
    "lump_sum_not_fiscal": gettext_lazy("Rule %(rule)s: a fixed sum is money between governments."),
    "floor_without_payer": gettext_lazy("The yearly minimum %(rule)s has no payer."),
    "floor_negative": gettext_lazy("The yearly minimum %(rule)s is negative."),
    "floor_without_fiscal_rule": gettext_lazy("The yearly minimum %(rule)s has no fiscal rule under it."),
    "incentives_taken_twice": gettext_lazy("The rules %(rule)s and %(other)s both take off the same incentives."),
    "two_rules": gettext_lazy("The rules %(rule)s and %(other)s hold for the same figures in the same years."),
}


def problem_sentence(problem: sharing.Problem) -> str:
    """What contradicts itself in a version."""
    unknown = gettext_lazy("Rule %(rule)s contradicts itself (%(code)s).")
    given = {**problem.params, "rule": problem.rule, "code": problem.code}
    return str(PROBLEMS.get(problem.code, unknown)) % Blanks(given)
