"""Contributions, shareholdings and outlays with their dates; parties and enrolments: entered, verified, corrected."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clusters.enclaves.models import Agreement, Contribution, Enrolment, Outlay, Shareholding
from clusters.enclaves.services import settlement_compute
from crm.accounts.roles import Role
from tests.factories.accounts import OrganisationFactory
from tests.factories.enclaves import HALVES, Parties, agreement_of, tax_rule

pytestmark = pytest.mark.django_db
RECOVER = tax_rule(mode="recover_first", recoverers=["origin"])
RULES = {
    "contributions": (tax_rule(mode="by_contribution", bands=[]), Contribution, {"amount_fen": "5100"}),
    "shareholdings": (tax_rule(mode="by_equity", bands=[]), Shareholding, {"ratio": "51%"}),
    "outlays": (RECOVER, Outlay, {"amount_fen": "300", "rule_code": "tax"}),
}


def entered(client, agreement: Agreement, kind: str, **fields):
    party = agreement.parties.get(role="origin")
    given = {"party": party.pk, "happened_on": "2021-01-01", **RULES[kind][2], **fields}
    return client.post(f"{agreement.get_absolute_url()}{kind}/new/", given)


@pytest.mark.parametrize("kind", RULES)
def test_a_fact_is_entered_verified_and_corrected(client_for, finance, kind):
    rule, model, fields = RULES[kind]
    agreement, client = agreement_of(rules=[rule]), client_for(finance)
    assert entered(client, agreement, kind).status_code == 302
    fact = model.objects.get()
    assert (fact.state, fact.entered_by) == ("submitted", finance)
    assert f"/office/{kind}/{fact.pk}/verify/" in client.get(agreement.get_absolute_url()).text
    assert client.post(f"/office/{kind}/{fact.pk}/verify/").status_code == 302
    assert client.get(f"/office/{kind}/{fact.pk}/correct/").status_code == 200
    changed = {"happened_on": "2021-02-01", **fields, "reason": "补录", "verified": "on"}
    assert client.post(f"/office/{kind}/{fact.pk}/correct/", {**changed, "reason": ""}).status_code == 422
    assert client.post(f"/office/{kind}/{fact.pk}/correct/", changed).status_code == 302
    newest = model.objects.get(is_current=True)
    assert (newest.revision, str(newest.happened_on), newest.state) == (2, "2021-02-01", "verified")


@pytest.mark.parametrize("kind", RULES)
def test_what_lies_in_the_future_is_refused_with_what_was_typed(client_for, finance, kind):
    agreement = agreement_of(rules=[RULES[kind][0]])
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    answer = entered(client_for(finance), agreement, kind, happened_on=tomorrow, source="银行回单七号")
    assert answer.status_code == 422
    assert "银行回单七号" in answer.text
    assert not RULES[kind][1].objects.exists()


@pytest.mark.parametrize("kind", RULES)
def test_others_enter_nothing(client_for, kind):
    agreement = agreement_of(rules=[RULES[kind][0]])
    assert {entered(client_for(role), agreement, kind).status_code for role in (Role.MANAGER, Role.PARTNER)} == {403}


def test_shares_that_are_not_the_whole_are_told(client_for, finance):
    agreement, client = agreement_of(rules=[RULES["shareholdings"][0]]), client_for(finance)
    entered(client, agreement, "shareholdings", ratio="0.51")
    assert "51" in client.get(agreement.get_absolute_url()).text
    assert "应为 100 %" in client.get(agreement.get_absolute_url()).text
    host = agreement.parties.get(role="host").pk
    entered(client, agreement, "shareholdings", party=host, ratio="49%")
    assert "应为 100 %" not in client.get(agreement.get_absolute_url()).text
    assert entered(client, agreement, "shareholdings", ratio="51").status_code == 422


def test_an_outlay_belongs_to_a_rule(client_for, finance):
    agreement = agreement_of(rules=[RECOVER])
    assert entered(client_for(finance), agreement, "outlays", rule_code="").status_code == 422


# --- parties ---


def test_a_third_party_joins(client_for, finance):
    agreement, client = agreement_of(), client_for(finance)
    fund = OrganisationFactory()
    here = f"{agreement.get_absolute_url()}parties/new/"
    assert client.post(here, {"organisation": fund.pk, "role": "fund", "name": "产业基金"}).status_code == 302
    assert client.post(here, {"organisation": fund.pk, "role": "fund"}).status_code == 409
    party = agreement.parties.get(organisation=fund)
    assert (party.order, party.name, party.history.get().history_user) == (3, "产业基金", finance)
    assert client_for(Role.MANAGER).post(here, {"organisation": fund.pk, "role": "fund"}).status_code == 403


def test_nobody_joins_where_each_party_counts_in_full(client_for, finance):
    dual = {"code": "o", "book": "assessment", "indicator": "output", "mode": "dual_full_count", "bands": []}
    agreement = agreement_of(rules=[dual])
    here = f"{agreement.get_absolute_url()}parties/new/"
    answer = client_for(finance).post(here, {"organisation": OrganisationFactory().pk, "role": "fund"})
    assert answer.status_code == 409
    assert agreement.parties.count() == 2


# --- the agreement and its projects ---


def test_dispute_body_and_per_mu_method_are_edited(client_for, finance):
    agreement, client = agreement_of(), client_for(finance)
    here = f"{agreement.get_absolute_url()}edit/"
    assert client.get(here).status_code == 200
    given = {"name": "新名", "dispute_body": "州仲裁组", "per_mu_method": "numerator_only", "reason": "补充协议"}
    assert client.post(here, {**given, "version": agreement.version}).status_code == 302
    assert client.post(here, {**given, "name": "旧名", "version": agreement.version}).status_code == 409
    agreement.refresh_from_db()
    assert (agreement.dispute_body, agreement.per_mu_method) == ("州仲裁组", "numerator_only")
    assert agreement.history.first().history_user == finance


def test_a_category_is_changed_until_something_was_settled(client_for):
    parties = Parties()
    enrolment, client = Enrolment.objects.get(), client_for(parties.computing)
    here = f"/office/enrolments/{enrolment.pk}/"
    assert client.post(here, {"category": "共建", "version": enrolment.version}).status_code == 302
    assert client.post(here, {"category": "别的", "version": enrolment.version}).status_code == 409  # not the newest
    parties.issued()
    enrolment.refresh_from_db()
    answer = client.post(here, {"category": "别的", "version": enrolment.version})
    assert answer.status_code == 409
    assert "别的" in answer.text
    enrolment.refresh_from_db()
    assert enrolment.category == "共建"


def test_recovery_comes_first_once_the_outlay_is_entered(client_for):
    parties = Parties(rules=[{**RECOVER, "bands": [{"first": 1, "last": 5, "ratios": HALVES}]}])
    client = client_for(parties.computing)
    entered(client, parties.agreement, "outlays", amount_fen="40元", verified="on")
    settlement = settlement_compute(agreement=parties.agreement, year=2024, actor=parties.computing)
    amounts = {(line.party.code, line.kind): line.amount for line in settlement.lines.all()}
    assert amounts == {("origin", "recovery"): 4000, ("origin", "share"): 3001, ("host", "share"): 3000}
