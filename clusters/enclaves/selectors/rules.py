"""Rows of agreements, versions and rules as the dataclasses that the arithmetic takes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from clusters.enclaves import sharing
from clusters.enclaves.models import Agreement, AgreementVersion, FloorRule, SharingRule


def sharing_agreement(
    agreement: Agreement, *, draft: AgreementVersion | None = None, at: datetime | None = None
) -> sharing.Agreement:
    """The agreement with its effective versions (at that moment), and one that is not yet effective if asked for."""
    versions = agreement.versions.filter(state=AgreementVersion.State.EFFECTIVE).prefetch_related(
        "rules__indicator", "floors__party", "floors__payer"
    )
    if at is not None:
        versions = versions.filter(Q(approved_at__isnull=True) | Q(approved_at__lte=at))
    chosen = [*versions] + ([draft] if draft is not None and draft not in versions else [])
    return sharing.Agreement(
        code=agreement.code,
        parties=sharing_parties(agreement),
        versions=tuple(sharing_version(version) for version in chosen),
    )


def sharing_parties(agreement: Agreement) -> tuple[sharing.Party, ...]:
    return tuple(sharing.Party(party.code, party.role, party.name) for party in agreement.parties.order_by("order"))


def sharing_version(version: AgreementVersion) -> sharing.Version:
    return sharing.Version(
        number=version.number,
        effective_year=version.effective_year,
        rules=tuple(sharing_rule(rule) for rule in version.rules.all()),
        floors=tuple(sharing_floor(floor) for floor in version.floors.all()),
    )


def sharing_floor(floor: FloorRule) -> sharing.Floor:
    return sharing.Floor(
        floor.code, floor.party.code, floor.payer.code, floor.amount_fen, floor.first_year, floor.last_year
    )


def sharing_rule(rule: SharingRule) -> sharing.Rule:
    return sharing.Rule(
        code=rule.code,
        book=sharing.Book(rule.book),
        indicator=rule.indicator.code,
        mode=sharing.Mode(rule.mode),
        bands=tuple(year_band(band) for band in rule.bands) or sharing.EVERY_YEAR,
        start=start_of(rule),
        years=sharing.YearKind(rule.year_method),
        tax_codes=tuple(rule.tax_codes),
        category=rule.category,
        basis=basis_of(rule),
        recoverers=tuple(rule.recoverers),
        cap=cap_of(rule.cap),
        lump_sum=sharing.LumpSum(**rule.lump_sum) if rule.lump_sum else None,
    )


def start_of(rule: SharingRule) -> sharing.Start | None:
    if not rule.start_event:
        return None
    if rule.start_event == SharingRule.StartEvent.DATE:
        return sharing.Start(on=rule.start_on)
    return sharing.Start(event=rule.start_event, rule=rule.start_rule)


def basis_of(rule: SharingRule) -> sharing.Basis:
    increment = None
    if rule.increment:
        given = dict(rule.increment)
        increment = sharing.Increment(
            kind=sharing.IncrementKind(given["kind"]),
            base_year=given.get("base_year"),
            amount=given.get("amount"),
            netting=sharing.Netting(given.get("netting", sharing.Netting.AGGREGATE)),
        )
    return sharing.Basis(sharing.BasisKind(rule.basis), rule.retained_level, rule.less_incentives, increment)


def year_band(band: dict[str, Any]) -> sharing.YearBand:
    """`{"first": 1, "last": 5, "ratios": {"mouding": "0.5", …}, "tiers": {…}}`; every part may be missing."""
    return sharing.YearBand(
        first=band.get("first"),
        last=band.get("last"),
        ratios=sharing.read_ratios(band.get("ratios") or {}),
        tiers=tier_table(band.get("tiers")),
    )


def tier_table(given: dict[str, Any] | None) -> sharing.TierTable | None:
    if not given:
        return None
    return sharing.TierTable(
        tiers=tuple(sharing.Tier(tier.get("upper"), sharing.read_ratios(tier["ratios"])) for tier in given["tiers"]),
        method=sharing.TierMethod(given.get("method", sharing.TierMethod.MARGINAL)),
        scope=sharing.Scope(given.get("scope", sharing.Scope.PROJECT)),
    )


def cap_of(given: dict[str, Any] | None) -> sharing.Cap | None:
    if not given:
        return None
    tied_to = given.get("tied_to")
    return sharing.Cap(
        party=given["party"],
        to=given["to"],
        limit=given.get("limit"),
        tied_to=sharing.TiedTo(tied_to) if tied_to else None,
        factor=sharing.read_ratio(given.get("factor", "1")),
        period=sharing.CapPeriod(given.get("period", sharing.CapPeriod.YEAR)),
    )


def indicators_named(versions: Iterable[sharing.Version]) -> set[str]:
    return {rule.indicator for version in versions for rule in version.rules}
