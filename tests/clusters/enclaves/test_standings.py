"""A year over all agreements: the facts as they are now beside what was settled, by columns and one by one."""

import pytest

from clusters.enclaves.models import Agreement
from clusters.enclaves.selectors.computations import compute
from clusters.enclaves.selectors.standings import standings
from crm.accounts.roles import Role
from tests.demo.test_demo import load
from tests.factories.enclaves import receipt

pytestmark = pytest.mark.django_db
HERE = "/office/settlements/now/?year=2024"


def fiscal_sums(agreement, year):
    found = {}
    for line in compute(agreement, year).lines:
        if line.book == "fiscal":
            amount, blocked = found.get(line.party, (0, 0))
            found[line.party] = (amount + (line.amount or 0), blocked + (line.amount is None))
    return found


def test_all_sample_agreements_have_what_the_exact_path_gives_to_the_fen():
    load()
    agreements = list(Agreement.objects.prefetch_related("parties__organisation"))
    for year in (2024, 2025):
        found = standings(agreements, year)
        assert len(found) == 4
        for row in found:
            expected = fiscal_sums(row.agreement, year)
            assert {
                one.party.code: (one.now, one.blocked) for one in row.parties if one.party.code in expected
            } == expected


def test_what_is_not_computed_has_no_difference_and_a_correction_shows(parties):
    (before,) = standings([parties.agreement], 2024)
    assert [row.settled for row in before.parties] == [None, None] and not before.differs
    parties.issued()
    (same,) = standings([parties.agreement], 2024)
    assert not same.differs and sum(row.settled for row in same.parties) == 10_001
    receipt(parties.project, 100, slip="T9")
    (later,) = standings([parties.agreement], 2024)
    assert later.differs and sum(row.difference for row in later.parties) == 100


def test_an_agreement_without_a_version_that_year_is_left_out(parties):
    assert standings([parties.agreement], 1999) == []


def test_the_page_is_for_the_zones_readers(parties, client_for):
    parties.issued()
    page = client_for(Role.LEADER).get(HERE)
    assert parties.agreement.code in page.text and "50.01" in page.text
    assert client_for(parties.partner).get(HERE).status_code == 403
    assert client_for(Role.PROMOTER).get(HERE).status_code == 403


def test_looking_writes_nothing(parties, client_for):
    settlement = parties.issued()
    receipt(parties.project, 100, slip="T9")
    before = list(settlement.lines.order_by("pk").values_list("pk", "amount"))
    client_for(Role.FINANCE).get(HERE)
    assert list(settlement.lines.order_by("pk").values_list("pk", "amount")) == before
