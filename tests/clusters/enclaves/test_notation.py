"""A version as JSON: out, in as a draft, the schema; what is wrong is told, nothing of it is kept."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clusters.enclaves import sharing
from clusters.enclaves.models import AgreementVersion
from clusters.enclaves.services import version_make_effective, version_review, version_upload
from clusters.enclaves.services.notation import version_data
from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.common.errors import RuleError
from tests.factories.enclaves import agreement_of, tax_rule

pytestmark = pytest.mark.django_db
RATIOS = {"origin": "0.6", "host": "0.4"}
FULL = {
    "number": 9,
    "effective_year": 2026,
    "rules": [
        {
            "code": "tax",
            "book": "fiscal",
            "indicator": "tax",
            "mode": "recover_first",
            "bands": [
                {"first": 1, "last": 5, "tiers": {"tiers": [{"upper": 1000, "ratios": RATIOS}, {"upper": None, "ratios": RATIOS}], "method": "whole"}},  # noqa: E501
                {"first": 6, "ratios": {"host": "1"}},
            ],
            "start": {"event": "first_tax"},
            "basis": {"kind": "retained", "level": "county", "increment": {"kind": "base_year", "base_year": 2020}},
            "recoverers": ["origin"],
            "cap": {"party": "origin", "to": "host", "tied_to": "outlay", "factor": "3/2", "period": "cumulative"},
        },
        {
            "code": "fixed",
            "book": "fiscal",
            "indicator": "tax",
            "mode": "lump_sum",
            "start": {"on": "2026-06-30"},
            "category": "共建",
            "lump_sum": {"payer": "host", "payee": "origin", "amount": 5_000_000},
        },
    ],
    "floors": [{"code": "least", "party": "origin", "payer": "host", "amount": 100, "first": 2026}],
}  # fmt: skip


def refused(code: str):
    return pytest.raises(RuleError, check=lambda error: error.code == code)


def with_rule(**fields: object) -> dict:
    rule = {"code": "tax", "book": "fiscal", "indicator": "tax", "mode": "split", "bands": [{"ratios": RATIOS}]}
    return {"number": 1, "effective_year": 2026, "rules": [{**rule, **fields}]}


def file_of(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("v.json", content, "application/json")


def test_what_goes_in_comes_out(parties):
    draft = version_upload(agreement=parties.agreement, data=FULL, actor=parties.computing, source="协议附件")

    assert (draft.state, draft.number, draft.effective_year, draft.source) == ("draft", 2, 2026, "协议附件")
    expected = sharing.version_to_data(sharing.version_from_data({**FULL, "number": 2}))
    assert version_data(draft) == expected
    assert draft.history.get().history_user == parties.computing
    assert draft.rules.first().history.get().history_user == parties.computing


def test_an_uploaded_draft_takes_effect_like_any_other(parties):
    data = {**version_data(parties.agreement.versions.get()), "effective_year": 2026}
    draft = version_upload(agreement=parties.agreement, data=data, actor=parties.computing)
    version_review(version=draft, actor=parties.computing)
    assert version_make_effective(version=draft, actor=parties.confirming).state == "effective"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([], "notation"),
        ({"number": 1, "rules": []}, "notation"),
        (with_rule(mode="by_magic"), "notation"),
        (with_rule(bands=[{"ratios": {"origin": 0.5}}]), "notation"),
        (with_rule(bands=[{"ratios": {"origin": "half"}}]), "notation"),
        (with_rule(bands=[{"ratios": {"origin": "1/0"}}]), "notation"),
        (with_rule(colour="red"), "notation"),
        (with_rule(indicator="happiness"), "unknown_word"),
        (with_rule(tax_codes=["window_tax"]), "unknown_word"),
        (with_rule(start={"event": "full_moon"}), "rule_refused"),
        (with_rule(book="statutory"), "statutory_book"),
        (with_rule(mode="dual_full_count"), "dual_in_fiscal"),
        ({**with_rule(), "floors": [{"code": "x", "party": "host", "payer": "host", "amount": 1}]}, "pays_itself"),
        (
            {**with_rule(), "floors": [{"code": "x", "party": "origin", "payer": "host", "amount": -1}]},
            "floor_negative",
        ),
        (with_rule(code="no good"), "rule_refused"),
        ({**with_rule(), "effective_year": 99_999}, "version_refused"),
        ({**with_rule(), "floors": [{"code": "x", "party": "nobody", "payer": "host", "amount": 1}]}, "unknown_word"),
        ({"number": 1, "effective_year": 2026, "rules": with_rule()["rules"] * 2}, "rule_refused"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_kept(parties, data, code):
    with refused(code) as caught:
        version_upload(agreement=parties.agreement, data=data, actor=parties.computing)
    assert caught.value.message
    assert parties.agreement.versions.count() == 1


def test_drafts_come_one_at_a_time_and_from_finance_officers(parties, manager):
    with refused("not_finance"):
        version_upload(agreement=parties.agreement, data=with_rule(), actor=manager)
    version_upload(agreement=parties.agreement, data=with_rule(), actor=parties.computing)
    with refused("draft_exists"):
        version_upload(agreement=parties.agreement, data=with_rule(), actor=parties.computing)


# --- pages ---


def test_a_version_is_downloaded_and_uploaded_on_the_page(parties, client_for):
    client, here = client_for(parties.computing), parties.agreement.get_absolute_url()
    version = parties.agreement.versions.get()
    assert f"/office/versions/{version.pk}/json/" in client.get(here).text

    answer = client.get(f"/office/versions/{version.pk}/json/")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{parties.agreement.code}-v1.json"'
    assert Access.objects.filter(subject_key=f"agreementversion:{version.pk}").exists()
    content = json.dumps({**answer.json(), "effective_year": 2027}).encode()
    assert client.post(f"{here}versions/upload/", {"file": file_of(content)}).status_code == 302
    assert AgreementVersion.objects.get(state="draft").rules.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "part"),
    [
        (b"{", 409, "JSON"),
        (b"\xff", 409, "JSON"),
        (b"[" * 100_000, 409, "JSON"),
        (b"", 422, ""),
        (b"{}", 409, "/number"),
        (json.dumps(with_rule(mode="x")).encode(), 409, "/rules/0/mode"),
    ],
)
def test_a_bad_file_gets_a_sentence(parties, client_for, content, status, part):
    here = f"{parties.agreement.get_absolute_url()}versions/upload/"
    answer = client_for(parties.computing).post(here, {"file": file_of(content)})
    assert answer.status_code == status
    assert part in answer.text
    assert parties.agreement.versions.count() == 1


def test_others_neither_download_nor_upload(parties, client_for):
    version = parties.agreement.versions.get()
    for role in (Role.PROMOTER, Role.PARTNER):
        assert client_for(role).get(f"/office/versions/{version.pk}/json/").status_code == 403
    here = f"{parties.agreement.get_absolute_url()}versions/upload/"
    assert client_for(Role.MANAGER).get(here).status_code == 403


# --- API ---


def test_the_schema_is_published(parties, client_for):
    answer = client_for(parties.computing).get("/api/v1/agreements/version-schema/")
    assert answer.json() == sharing.version_schema()


def test_a_version_is_sent_to_the_api(parties, client_for):
    client, here = client_for(parties.computing), f"/api/v1/agreements/{parties.agreement.pk}/versions/"
    assert client.post(here, with_rule(mode="x"), "application/json").status_code == 409
    assert client_for(Role.MANAGER).post(here, with_rule(), "application/json").status_code == 409
    answer = client.post(here, with_rule(), "application/json")
    assert (answer.status_code, answer.json()["number"]) == (201, 2)


def test_the_api_hides_agreements_of_others(parties, client_for):
    other = agreement_of(code="XY-QT-2021", rules=[tax_rule()])
    client = client_for(parties.partner)
    assert client.post(f"/api/v1/agreements/{other.pk}/versions/", with_rule(), "application/json").status_code == 404
    mine = f"/api/v1/agreements/{parties.agreement.pk}/versions/"
    assert client.post(mine, with_rule(), "application/json").status_code == 409


def test_a_version_is_fetched_from_the_api_and_the_fetching_logged(parties, client_for):
    version = parties.agreement.versions.get()
    here = f"/api/v1/agreements/{parties.agreement.pk}/versions/{version.number}/"
    for who in (parties.computing, parties.partner):
        assert client_for(who).get(here).json() == version_data(version)
    assert Access.objects.filter(subject_key=f"agreementversion:{version.pk}").count() == 2
    assert client_for(Role.PARTNER).get(here).status_code == 404
    assert client_for(Role.PROMOTER).get(here).status_code == 403
    assert client_for(parties.computing).get(here.replace("versions/1/", "versions/9/")).status_code == 404


def test_partners_do_not_fetch_drafts(parties, client_for):
    draft = version_upload(agreement=parties.agreement, data=with_rule(), actor=parties.computing)
    here = f"/api/v1/agreements/{parties.agreement.pk}/versions/{draft.number}/"
    assert client_for(parties.partner).get(here).status_code == 404
    assert client_for(parties.computing).get(here).json()["effective_year"] == 2026


def test_what_is_fetched_can_be_sent_back(parties, client_for):
    client, here = client_for(parties.computing), f"/api/v1/agreements/{parties.agreement.pk}/versions/"
    data = {**client.get(f"{here}1/").json(), "effective_year": 2030}
    sent = client.post(here, data, "application/json").json()
    assert sent == {**data, "number": 2}


def test_the_schema_in_the_documents_is_the_one_that_is_served():
    path = Path(__file__).parents[3] / "docs" / "schemas" / "agreement-version.json"
    assert json.loads(path.read_text(encoding="utf-8")) == sharing.version_schema()


def test_a_minimum_without_a_payer_is_refused_in_a_file(parties):
    data = {**with_rule(), "floors": [{"code": "least", "party": "origin", "payer": "", "amount": 1}]}
    with refused("floor_without_payer"):
        version_upload(agreement=parties.agreement, data=data, actor=parties.computing)
