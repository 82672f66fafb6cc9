"""The office's pages of agreements and settlements."""

import pytest

from clusters.enclaves.models import Agreement, Contribution, Incentive, RetainedRate, Settlement
from clusters.enclaves.services import line_dispute, settlement_lock
from crm.accounts.roles import Role
from tests.clusters.enclaves.rules.typing import typed
from tests.factories.clusters import ProjectFactory, TaxFactory
from tests.factories.enclaves import agreement_of, enrolled, receipt

pytestmark = pytest.mark.django_db
PAGES = ["/office/agreements/", "/office/settlements/", "/office/rates/", "/office/incentives/"]


@pytest.mark.parametrize("role", [Role.FINANCE, Role.MANAGER, Role.LEADER])
def test_readers_open_every_page(parties, client_for, role):
    settlement = parties.issued()
    client = client_for(role)
    line = settlement.lines.first()
    pages = [*PAGES, *(record.get_absolute_url() for record in (parties.agreement, settlement, line))]
    assert {client.get(page).status_code for page in pages} == {200}


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.DEPARTMENT, Role.EDITOR, Role.ADMINISTRATOR])
def test_other_roles_do_not(parties, client_for, role):
    client = client_for(role)
    assert {client.get(page).status_code for page in [*PAGES, parties.agreement.get_absolute_url()]} == {403}


def test_partners_do_not_enter_the_office(parties, client_for):
    assert client_for(parties.partner).get(parties.agreement.get_absolute_url()).status_code == 403


def test_a_finance_officer_settles_a_year_on_the_page(parties, client_for):
    client = client_for(parties.computing)
    here = parties.agreement.get_absolute_url()

    answer = client.post(f"{here}settle/", {"year": "2024", "quarter": ""})

    settlement = Settlement.objects.get()
    assert answer.url == settlement.get_absolute_url()
    assert "50.01" in client.get(answer.url).text
    assert client.post(f"{settlement.get_absolute_url()}issue/").status_code == 302
    settlement.refresh_from_db()
    assert settlement.state == "issued"


def test_what_cannot_be_computed_comes_back_as_a_sentence(parties, client_for):
    answer = client_for(parties.computing).post(f"{parties.agreement.get_absolute_url()}settle/", {"year": "2019"})
    assert answer.status_code == 409
    assert not Settlement.objects.exists()


def test_managers_read_but_do_not_settle(parties, client_for):
    assert client_for(Role.MANAGER).get(f"{parties.agreement.get_absolute_url()}settle/").status_code == 403


def test_the_zone_confirms_and_locks(parties, client_for):
    settlement = parties.issued()
    statement = settlement.statements.get(party__role="host")
    client_for(parties.partner).post(f"/partner/lines/{parties.line_of(settlement, 'origin').pk}/confirm/")
    here = settlement.get_absolute_url()

    assert client_for(parties.computing).post(f"/office/statements/{statement.pk}/confirm/").status_code == 409
    assert client_for(parties.confirming).post(f"/office/statements/{statement.pk}/confirm/").status_code == 302
    assert client_for(parties.computing).post(f"{here}lock/").status_code == 409
    assert client_for(parties.confirming).post(f"{here}lock/").status_code == 302
    settlement.refresh_from_db()
    assert settlement.is_locked


def test_a_line_tells_its_reason(parties, client_for):
    settlement = parties.issued()
    text = client_for(parties.confirming).get(parties.line_of(settlement, "origin").get_absolute_url()).text
    for part in ("100.01", "50.005", "50.01", "2022-09-28", "/office/observations/"):
        assert part in text


def test_a_blocked_line_leads_to_what_is_missing(client_for, finance):
    agreement = agreement_of()
    project = enrolled(agreement, first_tax=None)
    receipt(project, 100)
    client = client_for(finance)
    client.post(f"{agreement.get_absolute_url()}settle/", {"year": "2024"})
    line = Settlement.objects.get().lines.first()
    assert f"/office/projects/{project.pk}/milestones/new/" in client.get(line.get_absolute_url()).text
    assert client.get(line.settlement.get_absolute_url()).text.count("首次纳税") == 1  # once for both parties


def test_objections_are_answered_and_ruled_on(parties, client_for):
    settlement = parties.issued()
    objection = line_dispute(line=parties.line_of(settlement, "origin"), text="少算一笔", actor=parties.partner)
    client = client_for(parties.confirming)

    assert "少算一笔" in client.get(settlement.get_absolute_url()).text
    assert client.post(f"/office/objections/{objection.pk}/answer/", {"reply": "已核对"}).status_code == 302
    ruling = {"accepted": "no", "ruling": "维持", "ruling_number": "楚财〔2025〕1号"}
    assert client.post(f"/office/objections/{objection.pk}/ruling/", ruling).status_code == 302
    objection.refresh_from_db()
    assert (objection.state, objection.ruling_number) == ("dismissed", "楚财〔2025〕1号")
    assert "楚财〔2025〕1号" in client.get(objection.line.get_absolute_url()).text


def test_reopening_takes_two_people(parties, client_for):
    settlement = parties.issued()
    here = f"{settlement.get_absolute_url()}reopen/"
    assert client_for(parties.computing).post(here, {"reason": "补录"}).status_code == 302
    assert client_for(parties.computing).post(here, {"reason": "补录"}).status_code == 409
    assert client_for(parties.confirming).post(here, {"reason": "同意"}).status_code == 302
    settlement.refresh_from_db()
    assert settlement.round == 2


def test_what_would_only_be_refused_is_not_offered(parties, client_for):
    settlement = parties.issued()
    here = settlement.get_absolute_url()
    statement, line = settlement.statements.get(party__role="host"), parties.line_of(settlement, "host")
    zone = [(here, f"/office/statements/{statement.pk}/confirm/"), (line.get_absolute_url(), "confirm/")]

    def offered(person, page, link):
        return f'href="{link if link.startswith("/") else page + link}"' in client_for(person).get(page).text

    assert [offered(parties.computing, *each) for each in zone] == [False, False]
    assert [offered(parties.confirming, *each) for each in zone] == [True, True]
    assert "暂不能锁定" in client_for(parties.confirming).get(here).text
    assert "暂不能锁定" not in client_for(Role.LEADER).get(here).text
    parties.confirm(settlement)
    locks = [offered(person, here, "lock/") for person in (parties.computing, parties.confirming, Role.LEADER)]
    assert locks == [False, True, False]
    client_for(parties.computing).post(f"{here}reopen/", {"reason": "补录"})
    assert [offered(person, here, "reopen/") for person in (parties.computing, parties.confirming)] == [False, True]


def test_a_transfer_is_recorded(parties, client_for):
    settlement = settlement_lock(settlement=parties.confirm(parties.issued()), actor=parties.confirming)
    statement = settlement.statements.get(party__role="origin")
    host = parties.agreement.parties.get(role="host")
    client = client_for(parties.confirming)
    given = {"payer": host.pk, "amount_fen": "50.01", "paid_on": "2025-03-01", "voucher_number": "PZ-1"}

    assert client.post(f"/office/statements/{statement.pk}/transfers/new/", given).status_code == 302

    assert settlement.transfers.get().amount_fen == 5001
    assert "PZ-1" in client.get(settlement.get_absolute_url()).text


def test_facts_of_agreements_are_entered(parties, client_for):
    client, tax = client_for(parties.computing), TaxFactory()
    rate = {"tax": tax.pk, "level": "local", "valid_from": "2021-01-01", "rate": "0.16"}
    assert client.post("/office/rates/new/", rate).status_code == 302
    assert client.post("/office/rates/new/", rate).status_code == 409  # the same rate twice
    assert client.post("/office/rates/new/", {**rate, "is_verified": "on"}).status_code == 422  # no document named
    incentive = {"project": parties.project.pk, "happened_on": "2024-01-01", "amount_fen": "0", "verified": "on"}
    assert client.post("/office/incentives/new/", incentive).status_code == 302
    party = parties.agreement.parties.first()
    contribution = {"party": party.pk, "happened_on": "2021-01-01", "amount_fen": "5100"}
    here = parties.agreement.get_absolute_url()
    assert client.post(f"{here}contributions/new/", contribution).status_code == 302

    assert (RetainedRate.objects.count(), Incentive.objects.get().amount_fen) == (1, 0)
    assert Contribution.objects.get().amount_fen == 5_100_000_000
    assert Contribution.objects.get().entered_by == parties.computing


def test_an_agreement_is_opened_and_gets_its_rules(client_for, finance, zone, partner_place):
    client = client_for(finance)
    given = {"code": "XY-XN-2025", "name": "新协议", "origin": partner_place.pk, "host": zone.pk}
    given["per_mu_method"] = "allocate_both"
    here = client.post("/office/agreements/new/", given).url
    agreement = Agreement.objects.get()
    assert here == agreement.get_absolute_url()
    client.post(f"{here}versions/new/", {"effective_year": "2025"})
    version = agreement.versions.get()
    origin, host = agreement.parties.all()
    years = {"first": 1, "last": 5}
    rule = typed(version, {**years, origin.code: "0.6", host.code: "0.3"}, start_event="first_tax")
    assert client.post(f"/office/versions/{version.pk}/rules/new/", rule).status_code == 302
    assert client.post(f"/office/versions/{version.pk}/review/").status_code == 409  # 0.6 and 0.3 are not 1
    client.post(f"/office/rules/{version.rules.get().pk}/remove/")
    rule = typed(version, {**years, origin.code: "0.6", host.code: "40%"}, start_event="first_tax")
    client.post(f"/office/versions/{version.pk}/rules/new/", rule)

    assert client.post(f"/office/versions/{version.pk}/review/").status_code == 302
    assert client.post(f"/office/versions/{version.pk}/effective/").status_code == 409  # whoever reviewed does not
    assert client_for(Role.FINANCE).post(f"/office/versions/{version.pk}/effective/").status_code == 302
    version.refresh_from_db()
    assert version.state == "effective"
    assert "60" in client.get(here).text


def test_a_project_is_enrolled_once(parties, client_for):
    client, project = client_for(parties.computing), ProjectFactory()
    here = f"{parties.agreement.get_absolute_url()}enrolments/new/"
    assert client.post(here, {"project": project.pk}).status_code == 302
    assert client.post(here, {"project": project.pk}).status_code == 409
    other = agreement_of(code="XY-QT-2021")
    assert client.post(f"{other.get_absolute_url()}enrolments/new/", {"project": project.pk}).status_code == 409


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_asks_as_often_for_many(client_for, finance, django_assert_max_num_queries, count):
    for number in range(count):
        agreement = agreement_of(code=f"XY-{number:02}-2021")
        receipt(enrolled(agreement, code=f"FD-{number}"), 100)
        client_for(finance).post(f"{agreement.get_absolute_url()}settle/", {"year": "2024"})
    client = client_for(finance)
    with django_assert_max_num_queries(16):
        assert client.get("/office/settlements/").status_code == 200


@pytest.mark.parametrize("count", [2, 12])
def test_a_settlement_asks_as_often_for_many_lines(parties, client_for, django_assert_max_num_queries, count):
    for number in range(count):
        receipt(enrolled(parties.agreement, code=f"FD-{number}"), 100)
    settlement = parties.issued()
    client = client_for(parties.confirming)
    with django_assert_max_num_queries(36):
        assert client.get(settlement.get_absolute_url()).status_code == 200


def test_a_projects_page_tells_of_its_agreement(parties, client_for, promoter):
    parties.issued()
    here = parties.project.get_absolute_url()
    assert "50.01" in client_for(parties.confirming).get(here).text
    assert parties.agreement.code not in client_for(promoter).get(here).text


def test_facts_are_verified_and_corrected(parties, client_for):
    client, project = client_for(parties.computing), parties.project
    client.post("/office/incentives/new/", {"project": project.pk, "happened_on": "2024-01-01", "amount_fen": "0"})
    incentive = Incentive.objects.get()
    assert f"/office/incentives/{incentive.pk}/verify/" in client.get("/office/incentives/").text
    assert client.post(f"/office/incentives/{incentive.pk}/verify/").status_code == 302
    given = {"happened_on": "2024-01-01", "amount_fen": "12.5", "reason": "补录", "verified": "on"}
    assert client.post(f"/office/incentives/{incentive.pk}/correct/", given).status_code == 302
    assert client.post(f"/office/incentives/{incentive.pk}/correct/", given).status_code == 404  # corrected since

    rows = Incentive.objects.order_by("revision").values_list("revision", "amount_fen", "is_current", "state")
    assert list(rows) == [(1, 0, False, "verified"), (2, 1250, True, "verified")]


def test_a_rate_is_corrected_once_its_document_is_known(parties, client_for):
    client = client_for(parties.computing)
    rate = {"tax": TaxFactory().pk, "level": "local", "valid_from": "2021-01-01", "rate": "0.16"}
    client.post("/office/rates/new/", rate)
    here = f"/office/rates/{RetainedRate.objects.get().pk}/correct/"
    given = {"rate": "0.16", "is_verified": "on", "reason": "已查到文件"}
    assert client.post(here, given).status_code == 422
    assert client.post(here, {**given, "document_number": "云财预〔2021〕1号"}).status_code == 302
    assert RetainedRate.objects.current().get().is_verified


def test_contributions_are_verified(parties, client_for):
    client, party = client_for(parties.computing), parties.agreement.parties.first()
    here = parties.agreement.get_absolute_url()
    client.post(f"{here}contributions/new/", {"party": party.pk, "happened_on": "2021-01-01", "amount_fen": "5100"})
    contribution = Contribution.objects.get()
    assert f"/office/contributions/{contribution.pk}/verify/" in client.get(here).text
    client.post(f"/office/contributions/{contribution.pk}/verify/")
    contribution.refresh_from_db()
    assert contribution.state == "verified"
