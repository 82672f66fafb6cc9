"""A partner hands in figures of its agreements' projects; the zone accepts or returns them; nobody else sees them."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clusters.enclaves.models import FigureSubmission
from clusters.enclaves.services import (
    enrolment_add,
    figure_accept,
    figure_return,
    figure_submit,
    figure_withdraw,
    settlement_compute,
)
from clusters.models import Observation
from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Attachment, Notice
from tests.factories.clusters import ProjectFactory, TaxFactory
from tests.factories.enclaves import agreement_of, indicator, receipt

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 30)
PDF = b"%PDF-1.4 slip"


@pytest.fixture
def hand_in(parties):
    """`hand_in(entered_value="12")`: the partner hands in a tax slip of its project."""
    enrolment = parties.agreement.enrolments.get()
    given = {"enrolment": enrolment, "indicator": indicator("tax"), "tax": TaxFactory(), "slip_number": "S-9"}
    given |= {"period_end": DAY, "entered_value": "1.5", "entered_unit": "万元", "actor": parties.partner}
    return lambda **fields: figure_submit(**{**given, **fields})


def test_accepting_makes_a_verified_observation(parties, hand_in):
    figure = hand_in(files=[SimpleUploadedFile("slip.pdf", PDF)])
    assert Attachment.objects.visible_to(parties.confirming).get().subject == figure
    figure_accept(submission=figure, actor=parties.confirming)
    figure.refresh_from_db()
    observation = figure.observation
    assert (observation.value, observation.state, observation.slip_number) == (1_500_000, "verified", "S-9")
    assert observation.verified_by == parties.confirming
    assert parties.partner.organisation.name in observation.source
    assert [row.history_user for row in figure.history.all()] == [parties.confirming, parties.partner]


def test_what_waits_decides_nothing_and_blocks_nothing(parties, hand_in):
    hand_in()
    settlement = settlement_compute(agreement=parties.agreement, year=2024, actor=parties.computing)
    assert not settlement.lines.filter(state="blocked").exists()
    assert sum(settlement.lines.values_list("amount", flat=True)) == 10_001


def test_accepting_corrects_a_figure_that_the_zone_has(parties, hand_in):
    present = receipt(parties.project, 999, slip="S-9", on=DAY)
    figure = figure_accept(submission=hand_in(tax=present.tax), actor=parties.confirming)
    assert figure.observation.supersedes == present
    assert (figure.observation.value, figure.observation.revision) == (1_500_000, 2)


def test_returning_tells_why_and_makes_nothing(parties, hand_in):
    figure = figure_return(submission=hand_in(), reason="缺完税凭证", actor=parties.confirming)
    assert (figure.state, figure.reason) == ("returned", "缺完税凭证")
    assert not Observation.objects.filter(slip_number="S-9").exists()
    assert Notice.objects.filter(user=parties.partner).exists()
    hand_in()  # again, with what was missing


def test_finance_hears_of_it(parties, hand_in):
    figure = hand_in()
    notice = Notice.objects.filter(user=parties.confirming).get()
    assert notice.link == figure.get_absolute_url() and parties.partner.organisation.name in notice.text


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"entered_value": "one and a half"}, None),
        ({"entered_unit": "亩"}, "unit"),
        ({"tax": None}, "tax_required"),
        ({"period_end": timezone.localdate() + timedelta(days=1)}, "period_in_future"),
        ({"indicator": "output"}, "tax_refused"),
    ],
)
def test_what_could_not_be_accepted_is_refused_at_once(hand_in, fields, code):
    if isinstance(fields.get("indicator"), str):
        fields = {"indicator": indicator(fields["indicator"])}
    with pytest.raises(RuleError) as refused:
        hand_in(**fields)
    assert code is None or refused.value.code == code
    assert not FigureSubmission.objects.exists()


def test_the_same_figure_waits_once(parties, hand_in):
    first = hand_in()
    with pytest.raises(RuleError, match="1.5 万元"):
        hand_in(entered_value="2")
    figure_withdraw(submission=first, actor=parties.partner)
    hand_in(entered_value="2")


def test_a_project_of_another_agreement_is_not_theirs(hand_in, user_for):
    foreign = agreement_of(user_for(Role.PARTNER).organisation, code="XY-FR-2021")
    enrolment = enrolment_add(agreement=foreign, project=ProjectFactory(), actor=None)
    with pytest.raises(RuleError) as refused:
        hand_in(enrolment=enrolment)
    assert refused.value.code == "not_yours"


@pytest.mark.parametrize("act", [figure_accept, figure_return])
def test_only_a_finance_officer_answers_and_only_once(parties, hand_in, act, manager):
    given = {"reason": "重复"} if act is figure_return else {}
    figure = hand_in()
    for actor in (parties.partner, manager):
        with pytest.raises(RuleError) as refused:
            act(submission=figure, actor=actor, **given)
        assert refused.value.code == "not_finance"
    act(submission=figure, actor=parties.confirming, **given)
    with pytest.raises(RuleError) as refused:
        act(submission=figure, actor=parties.computing, **given)
    assert refused.value.code == "answered"


def test_nobody_withdraws_what_another_place_handed_in(hand_in, user_for):
    with pytest.raises(RuleError) as refused:
        figure_withdraw(submission=hand_in(), actor=user_for(Role.PARTNER))
    assert refused.value.code == "not_yours"


# --- Pages ----------------------------------------------------------------------------------------------------------


def form_of(parties, **fields):
    given = {"enrolment": parties.agreement.enrolments.get().pk, "indicator": indicator("tax").pk}
    given |= {"tax": TaxFactory().pk, "period_end": "2024-06-30", "entered_value": "1.5", "entered_unit": "万元"}
    return {**given, "slip_number": "S-9", **fields}


def test_a_partner_hands_in_on_its_own_page(parties, client_for):
    client = client_for(parties.partner)
    assert "第一个" in client.get("/partner/figures/").text or client.get("/partner/figures/").status_code == 200
    file = SimpleUploadedFile("slip.pdf", PDF)
    page = client.post("/partner/figures/new/", form_of(parties, files=[file]), follow=True)
    figure = FigureSubmission.objects.get()
    assert page.redirect_chain[-1][0] == f"/partner/figures/{figure.pk}/"
    assert "1.5 万元" in page.text
    assert "1.5 万元" in client.get("/partner/figures/").text
    client.post(f"/partner/figures/{figure.pk}/withdraw/")
    figure.refresh_from_db()
    assert figure.state == "withdrawn"


def test_a_refusal_keeps_what_was_typed(parties, client_for):
    page = client_for(parties.partner).post("/partner/figures/new/", form_of(parties, entered_value="一点五"))
    assert page.status_code in (409, 422)
    assert page.context["form"]["entered_value"].value() == "一点五"
    assert page.context["form"].errors["entered_value"]


def test_a_returned_figure_is_handed_in_again_from_where_it_was(parties, hand_in, client_for):
    figure = figure_return(submission=hand_in(), reason="缺凭证", actor=parties.confirming)
    client = client_for(parties.partner)
    again = f"/partner/figures/new/?again={figure.pk}"
    assert again in client.get(f"/partner/figures/{figure.pk}/").text
    form = client.get(again).context["form"]
    assert (form["entered_value"].value(), form["slip_number"].value()) == ("1.5", "S-9")
    assert client_for(Role.PARTNER).get(again).context["form"].initial == {}


def test_finance_accepts_on_its_page(parties, hand_in, client_for):
    figure, client = hand_in(), client_for(parties.confirming)
    here = figure.get_absolute_url()
    assert client.get("/office/figures/").status_code == 200
    assert f"{here}accept/" in client.get(here).text
    client.post(f"{here}accept/")
    figure.refresh_from_db()
    assert figure.state == "accepted"
    assert figure.observation.get_absolute_url() in client.get(here).text


def test_anybody_elses_figures_do_not_exist(hand_in, client_for):
    figure = hand_in()
    stranger = client_for(Role.PARTNER)
    assert "S-9" not in stranger.get("/partner/figures/").text
    assert stranger.get(f"/partner/figures/{figure.pk}/").status_code == 404
    assert stranger.post(f"/partner/figures/{figure.pk}/withdraw/").status_code == 404
    for role in (Role.PROMOTER, Role.DEPARTMENT, Role.EDITOR, Role.AUDITOR):
        assert client_for(role).get(figure.get_absolute_url()).status_code == 403
        assert not FigureSubmission.objects.visible_to(client_for(role).user).exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LEADER])
def test_readers_read_and_do_not_answer(hand_in, client_for, role):
    figure, client = hand_in(), client_for(role)
    assert f"{figure.get_absolute_url()}accept/" not in client.get(figure.get_absolute_url()).text
    assert client.post(f"{figure.get_absolute_url()}accept/").status_code == 403


def test_the_lists_take_the_same_queries_for_more_rows(hand_in, parties, client_for, django_assert_max_num_queries):
    client = client_for(parties.partner)
    client.get("/partner/figures/")
    for number in range(2):
        for slip in range(10):
            hand_in(slip_number=f"S-{number}-{slip}")
        with django_assert_max_num_queries(14):
            client.get("/partner/figures/")
