"""Figures per mu of an agreement: Σ/Σ by its method, undefined ones as a dash, nothing for strangers."""

from datetime import date

import pytest

from clusters.enclaves.models import SettlementLine
from clusters.enclaves.selectors.per_mu import per_mu_sections
from clusters.models import Indicator
from crm.accounts.roles import Role
from tests.factories.clusters import ObservationFactory
from tests.factories.enclaves import agreement_of, enrolled, indicator, tax_rule

pytestmark = pytest.mark.django_db
MU = 200_000  # three mu, in 0.01 m²
RATIOS = {"origin": "0.6", "host": "0.4"}
OUTPUT = tax_rule(
    code="output", book="assessment", indicator="output", bands=[{"first": 1, "last": None, "ratios": RATIOS}]
)


def yearly(project, code: str, value: int) -> None:
    given = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31), "tax": None, "slip_number": ""}
    ObservationFactory(project=project, indicator=indicator(code), value=value, **given)


@pytest.fixture
def agreement(db):
    """12 000 万元 on 150 亩 at 6:4, the example of domain.md §6, and a project without land."""
    Indicator.objects.update_or_create(
        code="land", defaults={"name": "land", "name_en": "land", "unit": "sqm_cent", "series": "stock"}
    )
    agreement = agreement_of(rules=[OUTPUT])
    project = enrolled(agreement)
    yearly(project, "output", 12_000 * 1_000_000)
    yearly(project, "land", 50 * MU)
    yearly(enrolled(agreement, code="FD-2022-002"), "output", 5_000_000)
    return agreement


def figures(agreement) -> dict[str, tuple[str, str]]:
    (section,) = per_mu_sections(agreement, 2024)
    codes = [party.name for party in agreement.parties.order_by("order")]
    assert [row.name for row in section.parties] == codes
    roles = dict(zip(codes, ["origin", "host"], strict=True))
    rows = {roles[row.name]: row for row in section.parties} | {"place": section.observed}
    assert section.blocked == ("FD-2022-002",)
    return {role: (str(row.mu), str(row.shown)) for role, row in rows.items()}


def test_land_is_split_as_the_figure_is(agreement):
    assert figures(agreement) == {
        "origin": ("90.00", "80.00"),
        "host": ("60.00", "80.00"),
        "place": ("150.00", "80.00"),
    }


def test_land_stays_with_the_host(agreement):
    agreement.per_mu_method = "numerator_only"
    agreement.save_by(None)
    assert figures(agreement) == {
        "origin": ("None", "None"),
        "host": ("150.00", "32.00"),
        "place": ("150.00", "80.00"),
    }


def test_counted_in_full_on_both_sides(agreement):
    rule = {**OUTPUT, "mode": "dual_full_count", "bands": []}
    other = agreement_of(code="XY-QT-2021", rules=[rule])
    project = enrolled(other, code="FD-2022-003")
    yearly(project, "output", 12_000 * 1_000_000)
    yearly(project, "land", 50 * MU)
    (section,) = per_mu_sections(other, 2024)
    assert {str(row.shown) for row in section.parties} == {"80.00"}
    assert section.is_assessment


def test_the_page_shows_formula_and_book(agreement, client_for):
    client, here = client_for(Role.LEADER), f"{agreement.get_absolute_url()}per-mu/"
    text = client.get(f"{here}?year=2024").text
    for part in ("80.00", "90.00 亩", "72,000,000.00", "FD-2022-002"):
        assert part in text
    assert f"{here}" in client.get(agreement.get_absolute_url()).text
    assert not SettlementLine.objects.exists()
    agreement.per_mu_method = "numerator_only"
    agreement.save_by(None)
    assert "—" in client.get(f"{here}?year=2024").text


def test_a_year_without_rules_is_told(agreement, client_for):
    answer = client_for(Role.FINANCE).get(f"{agreement.get_absolute_url()}per-mu/?year=2019")
    assert (answer.status_code, "alert-warning" in answer.text) == (200, True)
    assert client_for(Role.FINANCE).get(f"{agreement.get_absolute_url()}per-mu/?year=x").status_code == 200


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.DEPARTMENT, Role.EDITOR, Role.PARTNER])
def test_others_do_not_open_it(agreement, client_for, role):
    assert client_for(role).get(f"{agreement.get_absolute_url()}per-mu/").status_code in (403, 404)
