"""`/verify/` says equal, not equal or superseded, to anybody, and nothing else."""

import pytest
from django.core.cache import cache
from django.db import connection

from clusters.enclaves.models import Statement
from clusters.enclaves.services import settlement_issue, settlement_lock, settlement_reopen
from clusters.enclaves.verification import address_of, grouped_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_count():
    cache.clear()


@pytest.fixture
def statement(parties) -> Statement:
    return parties.issued().statements.get(party__role="origin")


def ask(client, number: str, code: str) -> str:
    return verdict_of(client.post("/verify/", {"number": number, "code": code}))


def verdict_of(page) -> str:
    assert page.status_code == 200
    return page.context["answer"]["verdict"]


def test_what_was_issued_is_equal(client, statement, parties):
    assert ask(client, statement.number, statement.verification_code) == "equal"
    settlement = parties.confirm(statement.settlement)
    settlement_lock(settlement=settlement, actor=parties.confirming)
    assert ask(client, statement.number, statement.verification_code) == "equal"


def test_reads_what_people_type(client, statement):
    code = grouped_code(statement.verification_code).lower()
    assert ask(client, f" {statement.number.lower()} ", code) == "equal"


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(client, statement, parties):
    other = statement.settlement.statements.get(party__role="host")
    pages = [
        client.post("/verify/", {"number": number, "code": code})
        for number, code in [
            (other.number, statement.verification_code),
            (statement.number, "AAAABBBBCCCC"),
            ("JS-NIX-2024-01", "AAAABBBBCCCC"),
        ]
    ]
    assert {verdict_of(page) for page in pages} == {"not_equal"}
    assert len({page.text.split("<form")[0] for page in pages}) == 1


def test_what_was_opened_again_is_superseded(client, statement, parties):
    settlement = statement.settlement
    settlement_reopen(settlement=settlement, actor=parties.computing, reason="漏记一笔")
    assert ask(client, statement.number, statement.verification_code) == "equal"
    settlement_reopen(settlement=settlement, actor=parties.confirming)
    assert ask(client, statement.number, statement.verification_code) == "superseded"
    settlement.refresh_from_db()
    settlement_issue(settlement=settlement, actor=parties.computing)
    assert ask(client, statement.number, statement.verification_code) == "superseded"
    newest = settlement.statements.get(party__role="origin", round=2)
    assert ask(client, newest.number, newest.verification_code) == "equal"


def test_altered_lines_are_not_equal(client, statement):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE enclaves_settlementline SET amount = amount + 1")
    assert ask(client, statement.number, statement.verification_code) == "not_equal"


def test_shows_no_figure_and_no_name(client, statement, parties):
    page = client.post("/verify/", {"number": statement.number, "code": statement.verification_code}).text
    for hidden in ("50.01", "50.00", "100.01", parties.partner.organisation.name):
        assert hidden not in page


def test_the_address_on_the_paper_knows_the_code(client, statement):
    path = address_of(statement.verification_code).split("//")[1].split("/", 1)[1]
    page = client.get(f"/{path}")
    assert page.status_code == 200
    assert grouped_code(statement.verification_code) in page.text
    assert client.get(f"/{path}/").status_code == 200
    assert "no-store" in page.headers["Cache-Control"]


def test_empty_fields_are_asked_for(client):
    page = client.post("/verify/", {"number": "", "code": ""})
    assert set(page.context["form"].errors) == {"number", "code"}


def test_too_many_questions_wait(client, settings, statement):
    settings.VERIFICATION_LIMIT = 2
    answers = [client.post("/verify/", {"number": "JS-1", "code": "AAAA"}) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "600"
    assert "10" in answers[-1].text
    assert "answer" not in answers[-1].context


def test_speaks_english_by_cookie(client):
    client.cookies["language"] = "en"
    assert "Check a statement" in client.get("/verify/").text
