"""Beside which field of a rule's form each contradiction stands."""

from collections.abc import Iterable
from typing import Any

from django import forms

from clusters.enclaves.forms.rules import RuleForm

PLACES = {
    "dual_in_fiscal": "book",
    "statutory_book": "book",
    "lump_sum_not_fiscal": "book",
    "dual_divides": "mode",
    "two_rules": "indicator",
    "incentives_taken_twice": "less_incentives",
    "no_start": "start_event",
    "start_empty": "start_event",
    "recovery_by_calendar_only": "year_method",
    "recovery_without_pool": "start_rule",
    "recovery_chain": "start_rule",
    "base_year_missing": "base_year",
    "base_amount_missing": "base_amount",
    "increment_by_anniversary": "increment",
    "first_years_without_event": "increment",
    "per_tax_over_fixed": "netting",
    "per_tax_less_incentives": "netting",
    "fixed_over_bands": "netting",
    "no_recoverers": "recoverers",
    "cap_without_recipient": "cap_to",
    "cap_without_limit": "cap_limit",
    "cap_negative": "cap_limit",
    "cap_tied_to_nothing": "cap_tied_to",
    "lump_sum_incomplete": "lump_amount",
}
YEARS = ("bands_overlap", "bands_gap", "band_reversed", "band_before_year_one")
LIMITS = ("tiers_not_open", "tiers_not_rising", "tiers_with_mode", "tiers_empty", "ratios_and_tiers")


def show_contradictions(form: RuleForm, found: Iterable[Any]) -> None:
    """Each error beside its field, as if the form had found it; warnings stand with the meaning only."""
    for one in found:
        if one.is_error:
            owner, name = place_of(form, one.problem)
            owner.add_error(name, one.sentence)
    form.collect_errors()


def place_of(form: RuleForm, problem: Any) -> tuple[forms.Form, str | None]:
    if problem.code == "pays_itself":
        return form, "lump_payee" if form["mode"].value() == "lump_sum" else "cap_to"
    if problem.code in PLACES:
        return form, PLACES[problem.code]
    band = band_of(form, problem)
    if band is None:
        return form, None
    if problem.code in YEARS:
        return band, "first"
    if problem.code in LIMITS or not band.tiers.forms:
        return band, "method"
    row = next((tier for tier in band.tiers.forms if not tier.is_whole), band.tiers.forms[0])
    return row, row.ratio_names[0]


def band_of(form: RuleForm, problem: Any) -> Any:
    """The band that the problem names by its years, else the first."""
    bands, params = form.bands.forms, problem.params
    label = params.get("band") or params.get("other")
    if label is None and problem.code == "band_reversed":
        label = f"{params['first']}-{params['last']}"
    return next((band for band in bands if band.label == label), bands[0] if bands else None)
