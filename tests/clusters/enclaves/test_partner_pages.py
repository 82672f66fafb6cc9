"""A partner sees its agreements, figures and statements, answers line by line, and sees nothing of anybody else."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from clusters.enclaves.amounts import shown_amount
from clusters.enclaves.models import Objection
from clusters.enclaves.services import settlement_compute, settlement_issue, settlement_lock, transfer_record
from crm.accounts.roles import Role
from crm.office.models import Attachment
from tests.factories.enclaves import agreement_of, enrolled, receipt

pytestmark = pytest.mark.django_db


def pages_of(parties, settlement) -> list[str]:
    statement = settlement.statements.get(party__role="origin")
    line = parties.line_of(settlement, "origin")
    return [
        f"/partner/agreements/{parties.agreement.pk}/",
        f"/partner/statements/{statement.pk}/",
        f"/partner/lines/{line.pk}/",
        f"/partner/lines/{line.pk}/confirm/",
        f"/partner/lines/{line.pk}/dispute/",
        f"/partner/statements/{statement.pk}/confirm/",
    ]


def test_opens_what_is_its_own(parties, client_for):
    settlement = parties.issued()
    client = client_for(parties.partner)
    assert parties.agreement.code in client.get("/partner/").text
    assert {client.get(page).status_code for page in pages_of(parties, settlement)} == {200}


def test_anybody_elses_pages_do_not_exist(parties, client_for):
    settlement = parties.issued()
    stranger = client_for(Role.PARTNER)
    assert parties.agreement.code not in stranger.get("/partner/").text
    assert {stranger.get(page).status_code for page in pages_of(parties, settlement)} == {404}
    assert {stranger.post(page).status_code for page in pages_of(parties, settlement)[3:]} == {404}


def test_the_other_sides_lines_do_not_exist(parties, client_for):
    settlement = parties.issued()
    line, statement = parties.line_of(settlement, "host"), settlement.statements.get(party__role="host")
    client = client_for(parties.partner)
    pages = [f"/partner/lines/{line.pk}/", f"/partner/lines/{line.pk}/confirm/", f"/partner/statements/{statement.pk}/"]
    assert {client.get(page).status_code for page in pages} == {404}


def test_what_is_only_computed_does_not_exist(parties, client_for):
    settlement = parties.computed()
    client = client_for(parties.partner)
    assert client.get(f"/partner/lines/{parties.line_of(settlement, 'origin').pk}/").status_code == 404
    assert "50.01" not in client.get(f"/partner/agreements/{parties.agreement.pk}/").text
    settlement_issue(settlement=settlement, actor=parties.computing)
    assert "50.01" in client.get(f"/partner/agreements/{parties.agreement.pk}/").text


def test_staff_have_their_own_pages(parties, client_for, finance):
    assert client_for(finance).get("/partner/").status_code == 403


def test_strangers_sign_in_first(client):
    assert client.get("/partner/").status_code == 302


def test_a_statement_tells_what_was_divided_and_what_a_blocked_line_waits_for(parties, client_for, finance):
    waiting = enrolled(parties.agreement, code="FD-9", first_tax=None)
    receipt(waiting, 100)
    statement = parties.issued().statements.get(party__role="origin")

    lines = BeautifulSoup(client_for(parties.partner).get(f"/partner/statements/{statement.pk}/").text, "html.parser")
    told = [" ".join(line.get_text(" ").split()) for line in lines.select("li.enclaves-line")]

    assert "分享基数 100.01 50.01" in told[0]
    assert "FD-9" in told[1] and "首次纳税" in told[1]


def test_confirms_a_line(parties, client_for):
    settlement = parties.issued()
    line = parties.line_of(settlement, "origin")
    client = client_for(parties.partner)

    answer = client.post(f"/partner/lines/{line.pk}/confirm/")

    assert answer.url == f"/partner/statements/{settlement.statements.get(party__role='origin').pk}/"
    assert line.answers.get().answer == "confirm"
    assert f"/partner/lines/{line.pk}/confirm/" not in client.get(answer.url).text


def test_objects_with_words_and_files(parties, client_for):
    settlement = parties.issued()
    line = parties.line_of(settlement, "origin")
    client = client_for(parties.partner)
    file = SimpleUploadedFile("凭证.pdf", b"%PDF-1.4 ...", content_type="application/pdf")

    assert client.post(f"/partner/lines/{line.pk}/dispute/", {"text": ""}).status_code == 422
    client.post(f"/partner/lines/{line.pk}/dispute/", {"text": "少算一笔", "files": [file]})

    objection, attachment = Objection.objects.get(), Attachment.objects.get()
    assert (objection.dispute.text, attachment.subject) == ("少算一笔", objection.dispute)
    assert "凭证.pdf" in client.get(f"/partner/lines/{line.pk}/").text
    assert client.get(f"/files/{attachment.pk}/").status_code == 200
    assert client_for(Role.PARTNER).get(f"/files/{attachment.pk}/").status_code == 404
    assert client_for(parties.confirming).get(f"/files/{attachment.pk}/").status_code == 200


def test_a_file_that_is_none_is_refused_and_nothing_is_kept(parties, client_for):
    line = parties.line_of(parties.issued(), "origin")
    file = SimpleUploadedFile("凭证.pdf", b"MZ...", content_type="application/pdf")
    answer = client_for(parties.partner).post(
        f"/partner/lines/{line.pk}/dispute/", {"text": "少算一笔", "files": [file]}
    )
    assert answer.status_code == 409
    assert "少算一笔" in answer.text
    assert not line.answers.exists()
    assert not Attachment.objects.exists()


def test_confirms_all_that_is_left(parties, client_for):
    settlement = parties.issued()
    statement = settlement.statements.get(party__role="origin")
    client_for(parties.partner).post(f"/partner/statements/{statement.pk}/confirm/")
    assert parties.line_of(settlement, "origin").answers.get().answered_by == parties.partner
    assert not parties.line_of(settlement, "host").answers.exists()


def test_assessment_figures_carry_their_mark(client_for, user_for):
    from tests.factories.enclaves import Parties

    rule = {"code": "tax", "book": "assessment", "indicator": "tax", "mode": "dual_full_count", "bands": []}
    parties = Parties(rules=[rule])
    settlement = parties.issued()
    page = client_for(parties.partner).get(f"/partner/agreements/{parties.agreement.pk}/").text
    assert page.count("仅用于年度考核，不得对外公开") >= 2  # above the chart and inside it
    assert "仅用于年度考核，不得对外公开" in client_for(parties.confirming).get(settlement.get_absolute_url()).text


@pytest.mark.parametrize("count", [1, 6])
def test_the_overview_lists_every_agreement(parties, client_for, django_assert_max_num_queries, count):
    for number in range(count):
        agreement = agreement_of(parties.partner.organisation, code=f"XY-{number}")
        receipt(enrolled(agreement, code=f"FD-{number}"), 100)
        settlement = settlement_compute(agreement=agreement, year=2024, actor=parties.computing)
        settlement_issue(settlement=settlement, actor=parties.computing)
    client = client_for(parties.partner)
    with django_assert_max_num_queries(12):
        text = client.get("/partner/").text
    assert text.count("/partner/agreements/") == count + 1
    assert text.count("/partner/statements/") == 3 * count  # waits: name and button; stands below its agreement


def test_the_overview_tells_what_each_period_gave_and_what_was_paid(parties, client_for):
    settlement = parties.issued()
    client = client_for(parties.partner)
    share = parties.line_of(settlement, "origin").amount
    cells = cells_of(client.get("/partner/").text)
    assert cells == ["2024", "已出单", shown_amount(share), "—"]
    settlement_lock(settlement=parties.confirm(settlement), actor=parties.confirming)
    settlement.refresh_from_db()
    statement, host = settlement.statements.get(party__role="origin"), parties.agreement.parties.get(role="host")
    for number, amount in enumerate((share - 1, 1)):
        given = {"payer": host, "amount_fen": amount, "paid_on": "2025-06-01", "voucher_number": f"V-{number}"}
        transfer_record(statement=statement, actor=parties.confirming, **given)
    assert cells_of(client.get("/partner/").text) == ["2024", "已锁定", shown_amount(share), shown_amount(share)]
    assert not cells_of(client_for(Role.PARTNER).get("/partner/").text)


def cells_of(page: str) -> list[str]:
    return [cell.get_text(" ", strip=True) for cell in BeautifulSoup(page, "html.parser").select("tbody tr > *")]


def test_each_shared_figure_opens_the_lines_behind_it(parties, client_for):
    settlement = parties.issued()
    line = parties.line_of(settlement, "origin")
    client = client_for(parties.partner)
    page = client.get(f"/partner/agreements/{parties.agreement.pk}/")
    (one,) = page.context["shared"]
    address = one["chart"].links[0]
    assert address.replace("&", "&amp;") in page.text
    lines = client.get(address)
    assert [row.pk for row in lines.context["object_list"]] == [line.pk]
    assert f"/partner/lines/{line.pk}/" in lines.text and "50.01" in lines.text


def test_lines_behind_figures_of_others_do_not_exist(parties, client_for):
    settlement = parties.issued()
    address = f"/partner/agreements/{parties.agreement.pk}/shares/"
    assert client_for(Role.PARTNER).get(address).status_code == 404
    host = parties.line_of(settlement, "host")
    rows = client_for(parties.partner).get(address).context["object_list"]
    assert rows and host.pk not in [row.pk for row in rows]
