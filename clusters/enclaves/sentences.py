"""Why a line is as it is, and what contradicts itself, in plain Chinese and English."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.enclaves import sharing
from clusters.enclaves.names import event_name, names_of_taxes

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
    "outside_window": gettext_lazy("Clause 15 covers %(first)s to %(last)s: %(year)s lies outside it."),
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
    "no_ratios": gettext_lazy("Rule %(rule)s, years %(band)s: the ratios are missing."),
    "ratios_not_one": gettext_lazy(
        "Rule %(rule)s, years %(band)s: the ratios add up to %(sum)s, not to exactly 1. Write a third as 1/3."
    ),
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
    "increment_by_anniversary": gettext_lazy("Rule %(rule)s: an increment is counted by calendar years."),
    "first_years_without_event": gettext_lazy(
        "Rule %(rule)s: the mean of the first three years needs years that count from an event."
    ),
    "per_tax_over_fixed": gettext_lazy("Rule %(rule)s: a fixed base has no taxes to be netted one by one."),
    "per_tax_less_incentives": gettext_lazy("Rule %(rule)s: incentives cannot be taken off tax by tax."),
    "fixed_over_bands": gettext_lazy(
        "Rule %(rule)s: a fixed base of all projects together cannot be laid on bands that begin project by project."
    ),
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


def problem_sentence(
    problem: sharing.Problem, *, numbers: Mapping[str, str] | None = None, parties: Mapping[str, str] | None = None
) -> str:
    """What contradicts itself in a version; rules by their number, parties by name, where those are given."""
    unknown = gettext_lazy("Rule %(rule)s contradicts itself (%(code)s).")
    numbers, given = numbers or {}, dict(problem.params)
    if problem.code in ABOUT_TWO:
        given["other"] = numbers.get(str(given["other"]), given["other"])
    else:
        given |= {name: years_named(str(given[name])) for name in ("band", "one", "other") if name in given}
    if "sum" in given:
        given["sum"] = sum_named(str(given["sum"]))
    if "party" in given:
        given["party"] = (parties or {}).get(str(given["party"]), given["party"])
    given |= {"rule": numbers.get(problem.rule, problem.rule), "code": problem.code}
    return str(PROBLEMS.get(problem.code, unknown)) % Blanks(given)


ABOUT_TWO = ("two_rules", "incentives_taken_twice")


def years_named(label: str) -> str:
    """`1-5` as the sentence has it; what is open at an end says so."""
    first, _dash, last = label.partition("-")
    if not first and not last:
        return _("all years")
    return f"{first or '…'}–{last or '…'}"


def sum_named(text: str) -> str:
    """`0.9999`, or the fraction where its decimals never end."""
    exact = Fraction(text)
    decimal = f"{float(exact):.10f}".rstrip("0").rstrip(".")
    return decimal if Fraction(decimal) == exact else text
