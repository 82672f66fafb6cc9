"""The card of settlements that wait: objections to answer, statements without an answer, for those who settle."""

import pytest

from clusters.enclaves.services import line_dispute
from crm.accounts.roles import Role
from tests.factories.enclaves import Parties

pytestmark = pytest.mark.django_db


def test_finance_sees_objections_and_unanswered_statements(client_for):
    parties = Parties()
    settlement = parties.issued()
    line = parties.line_of(settlement, "origin")
    client = client_for(parties.confirming)
    assert settlement.number in client.get("/office/").text
    line_dispute(line=line, text="金额有误", actor=parties.partner)
    page = client.get("/office/").text
    assert f"/office/lines/{line.pk}/" in page and line.party.name in page


def test_what_is_answered_waits_no_more(client_for):
    parties = Parties()
    settlement = parties.confirm(parties.issued())
    assert settlement.number not in client_for(parties.confirming).get("/office/").text


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.DEPARTMENT, Role.EDITOR])
def test_others_have_no_such_card(client_for, role):
    settlement = Parties().issued()
    assert settlement.number not in client_for(role).get("/office/").text
