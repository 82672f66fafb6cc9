"""A party confirms on paper: a scan with seal and 文号 that one person registers and another checks."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from clusters.enclaves.models import Objection, SealedConfirmation
from clusters.enclaves.selectors.answers import unanswered_lines
from clusters.enclaves.services import (
    line_confirm,
    line_dispute,
    sealed_check,
    sealed_refuse,
    sealed_register,
    settlement_lock,
)
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Attachment

pytestmark = pytest.mark.django_db
NUMBER = "大政函〔2026〕12号"


def scan():
    return SimpleUploadedFile("盖章确认.pdf", b"%PDF-1.4 seal")


@pytest.fixture
def statement(parties):
    return parties.issued().statements.get(party__role="origin")


@pytest.fixture
def register(parties, statement):
    given = {"statement": statement, "document_number": NUMBER, "document_date": timezone.localdate()}
    return lambda **fields: sealed_register(**{**given, "file": scan(), "actor": parties.computing, **fields})


def open_lines(statement):
    return unanswered_lines(statement.settlement).filter(party=statement.party)


def test_a_checked_scan_confirms_the_statement(parties, statement, register):
    sealed = register()
    assert open_lines(statement).exists(), "registered alone it confirms nothing"
    sealed_check(sealed=sealed, actor=parties.confirming)
    assert not open_lines(statement).exists()
    answer = statement.settlement.lines.get(party=statement.party).answers.get()
    assert NUMBER in answer.text and str(parties.confirming) in answer.text
    assert answer.answered_by == parties.computing
    assert Attachment.objects.get(kind=Attachment.Kind.SEALED).number == NUMBER


def test_then_the_settlement_can_be_locked(parties, statement, register):
    sealed_check(sealed=register(), actor=parties.confirming)
    for line in unanswered_lines(statement.settlement):
        line_confirm(line=line, actor=parties.confirming)
    assert settlement_lock(settlement=statement.settlement, actor=parties.confirming).is_locked


def test_one_person_alone_is_refused(parties, register):
    sealed = register()
    with pytest.raises(RuleError) as refused:
        sealed_check(sealed=sealed, actor=parties.computing)
    assert refused.value.code == "same_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedConfirmation.objects.filter(pk=sealed.pk).update(checked_by=parties.computing)


def test_paper_withdraws_an_objection(parties, statement, register):
    line = statement.settlement.lines.get(party=statement.party)
    objection = line_dispute(line=line, text="金额有误", actor=parties.partner)
    sealed_check(sealed=register(), actor=parties.confirming)
    objection.refresh_from_db()
    assert objection.state == Objection.State.WITHDRAWN


def test_a_refused_scan_says_why_and_another_may_come(parties, statement, register):
    sealed = sealed_refuse(sealed=register(), reason="印章不清", actor=parties.confirming)
    assert (sealed.state, sealed.reason) == ("refused", "印章不清")
    assert open_lines(statement).exists()
    register()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"document_number": " "}, "required"),
        ({"document_date": timezone.localdate() + timedelta(days=2)}, "date"),
        ({"document_date": date(2020, 1, 1)}, "date"),
        ({"file": SimpleUploadedFile("seal.exe", b"MZ")}, "file_kind"),
    ],
)
def test_what_is_no_such_paper_is_refused(register, fields, code):
    with pytest.raises(RuleError) as refused:
        register(**fields)
    assert refused.value.code == code
    assert not SealedConfirmation.objects.exists()


def test_a_second_scan_waits_for_the_first(register):
    register()
    with pytest.raises(RuleError) as refused:
        register()
    assert refused.value.code == "waiting_already"


def test_the_zone_confirms_on_line(parties, statement, register):
    own = statement.settlement.statements.get(party__role="host")
    with pytest.raises(RuleError) as refused:
        register(statement=own)
    assert refused.value.code == "own_party"


def test_a_locked_settlement_takes_none(parties, statement, register):
    sealed = register()
    settlement_lock(settlement=parties.confirm(statement.settlement), actor=parties.confirming)
    for act in (lambda: sealed_check(sealed=sealed, actor=parties.confirming), register):
        with pytest.raises(RuleError) as refused:
            act()
        assert refused.value.code == "not_issued"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PARTNER])
def test_only_finance_officers_register_and_check(user_for, register, role):
    sealed, actor = register(), user_for(role)
    for act in (lambda: register(actor=actor), lambda: sealed_check(sealed=sealed, actor=actor)):
        with pytest.raises(RuleError) as refused:
            act()
        assert refused.value.code == "not_finance"


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_two_people_do_it_on_their_pages(parties, statement, client_for):
    first, second = client_for(parties.computing), client_for(parties.confirming)
    here = f"/office/statements/{statement.pk}/sealed/new/"
    assert here in first.get(statement.settlement.get_absolute_url()).text
    given = {"document_number": NUMBER, "document_date": timezone.localdate().isoformat(), "file": scan()}
    page = first.post(here, given, follow=True)
    sealed = SealedConfirmation.objects.get()
    check = f"{sealed.get_absolute_url()}check/"
    assert NUMBER in page.text and check not in page.text
    assert check in second.get(sealed.get_absolute_url()).text
    second.post(check)
    sealed.refresh_from_db()
    assert sealed.state == "checked"
    assert NUMBER in first.get(statement.settlement.get_absolute_url()).text


def test_others_do_not_see_it(register, parties, client_for):
    sealed = register()
    assert SealedConfirmation.objects.visible_to(parties.partner).exists()
    for role in (Role.PARTNER, Role.PROMOTER, Role.AUDITOR):
        client = client_for(role)
        assert not SealedConfirmation.objects.visible_to(client.user).exists()
        assert client.get(sealed.get_absolute_url()).status_code == 403
