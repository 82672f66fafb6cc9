"""The page of numbers: each figure opens exactly the rows that it counts, and only those that one may see."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone

from clusters.models import Milestone, Project
from clusters.services.projects import milestone_record
from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.dashboards.numbers import leads, rates
from crm.dashboards.numbers.scope import Scope
from crm.office.templatetags.office import whole_dates
from leads.models import Enquiry, Lead, LeadSource, StageMove
from tests.factories.clusters import ClusterFactory, ProjectFactory
from tests.factories.leads import EnquiryFactory, LeadFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/office/numbers/"
TODAY = timezone.localdate


def scope(user, **fields):
    today = TODAY()
    return Scope(**{"user": user, "start": today.replace(month=1, day=1), "end": today, "known_on": today, **fields})


def values(report, line):
    return [figure.value for figure in report.lines[line].figures]


@pytest.fixture
def manager(user_for):
    return user_for(Role.MANAGER)


@pytest.fixture
def some_leads(user_for, manager):
    """Of this year: three by the promoter, one confidential of somebody else; one of last year."""
    today, promoter = TODAY(), user_for(Role.PROMOTER)
    source, cluster = LeadSource.objects.first(), ClusterFactory()
    base = {"first_contact_on": today, "owner": promoter, "progressed_on": today, "investment_fen": 100_000_000}
    made = {
        "clue": LeadFactory(**base, source=source, cluster=cluster),
        "talks": LeadFactory(**base, stage="negotiation", source=source),
        "lost": LeadFactory(**base, stage="approval", status="lost", lost_on=today, lost_reason="用电价格"),
        "secret": LeadFactory(**{**base, "owner": user_for(Role.PROMOTER), "is_confidential": True}),
        "earlier": LeadFactory(**{**base, "first_contact_on": today.replace(year=today.year - 1, month=1, day=2)}),
    }
    StageMove.objects.create(lead=made["talks"], to_stage="clue", moved_on=today - timedelta(days=9))
    move = {"lead": made["talks"], "from_stage": "clue", "to_stage": "negotiation"}
    StageMove.objects.create(**move, moved_on=today - timedelta(days=2))
    return made


def test_the_funnel_counts_by_the_furthest_stage(some_leads, manager):
    report = leads.funnel(scope(manager))
    assert [line.figures[0].value for line in report.lines] == [3, 2, 2, 1, 0]
    assert values(report, 1)[1:] == [200_000_000, Decimal("66.7"), 0]
    assert values(report, 0)[3] == 1, "last year to the same day had one"


def test_leads_that_one_may_not_see_are_in_no_figure(some_leads, user_for):
    stranger = user_for(Role.PROMOTER)
    for make in leads.REPORTS:
        assert make(scope(stranger)).is_empty
    assert values(leads.funnel(scope(some_leads["secret"].owner)), 0)[0] == 1


def counted(report):
    """The figures with an address that count rows; sums of money open the rows that they sum."""
    return [
        (report.key, line.label, figure)
        for line in report.lines
        for figure in line.figures
        if figure.url and figure.kind == "count"
    ]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PROMOTER, Role.LEADER])
def test_each_figure_opens_exactly_the_rows_that_it_counts(client, user_for, some_leads, role):
    user = some_leads["clue"].owner if role == Role.PROMOTER else user_for(role)
    client.force_login(user)
    for state, due in ((Enquiry.State.RECEIVED, -1), (Enquiry.State.ANSWERED, 0), (Enquiry.State.WITHDRAWN, 0)):
        answered_at = timezone.now() if state == Enquiry.State.ANSWERED else None
        due_on = TODAY() + timedelta(days=due)
        EnquiryFactory(lead=some_leads["clue"], state=state, due_on=due_on, answered_at=answered_at)
    sign(ProjectFactory(), events=[Milestone.Event.CONSTRUCTION])
    sign(ProjectFactory())
    opened = 0
    for make in (rates.rates, *leads.REPORTS):
        for key, label, figure in counted(make(scope(user))):
            page = client.get(figure.url)
            assert page.status_code == 200, (key, label, figure.url)
            assert page.context["total"] == figure.value, (key, label, figure.url)
            opened += bool(figure.value)
    assert opened > 12


def test_days_in_a_stage_are_the_median_of_known_days(some_leads, manager):
    report = leads.dwelling(scope(manager))
    assert values(report, 0) == [1, 7, None]
    with_unknown = LeadFactory(stage="assessment")
    StageMove.objects.create(lead=with_unknown, from_stage="clue", to_stage="assessment", moved_on=TODAY())
    assert values(leads.dwelling(scope(manager)), 0) == [2, 7, None]


def test_a_forecast_needs_a_past(some_leads, manager):
    expected = leads.forecast(scope(manager)).lines[0].figures[4]
    assert expected.value is None and expected.shown == "样本不足"
    for number in range(10):
        ended = {"stage": "signed"} if number < 4 else {"stage": "clue", "status": "lost", "lost_on": TODAY()}
        LeadFactory(**ended)
    ended, rate, expected = values(leads.forecast(scope(manager)), 0)[2:]
    assert (ended, rate, expected) == (11, Decimal("36.4"), 200_000_000 * 4 // 11)


def test_without_a_reason_a_lost_lead_has_no_address_of_its_own(manager):
    LeadFactory(status="lost", lost_on=TODAY(), lost_reason="")
    figure = leads.lost(scope(manager)).lines[0].figures[0]
    assert (figure.value, figure.url) == (1, "")


def sign(project, events=()):
    for event in (Milestone.Event.SIGNED, *events):
        milestone_record(project=project, event=event, happened_on=TODAY(), actor=None)
    return project


def test_the_rates_are_of_the_projects_signed_in_the_period(manager):
    agreed = {"agreed_investment_fen": 1000}
    sign(ProjectFactory(**agreed), events=[Milestone.Event.REGISTERED])
    sign(ProjectFactory(**agreed), events=[Milestone.Event.CONSTRUCTION, Milestone.Event.PRODUCTION])
    sign(ProjectFactory(**agreed))
    ProjectFactory(stage=Project.Stage.PRODUCTION)  # its signing date is unknown: in no rate
    report = rates.rates(scope(manager))
    assert [values(report, line)[:2] for line in range(4)] == [[2, 3], [1, 3], [1, 3], [1, 3]]
    assert values(report, 0)[2] == Decimal("66.7")
    assert values(report, 4)[:3] == [0, 3000, Decimal("0.0")]


def test_what_was_entered_after_a_day_was_not_known_then(manager):
    project = ProjectFactory()
    milestone_record(project=project, event=Milestone.Event.SIGNED, happened_on=date(2025, 3, 3), actor=None)
    Project.history.update(history_date=moment(2025, 3, 3))
    milestone_record(project=project, event=Milestone.Event.FILED, happened_on=date(2025, 4, 1), actor=None)
    Milestone.objects.filter(event=Milestone.Event.FILED).update(entered_at=moment(2025, 6, 1))
    Project.history.filter(stage=Project.Stage.FILED).update(history_date=moment(2025, 6, 1))
    period = {"start": date(2025, 1, 1), "end": date(2025, 3, 31)}
    known = (date(2025, 3, 31), date(2025, 5, 31), date(2025, 6, 1))
    assert [values(rates.rates(scope(manager, **period, known_on=day)), 1)[0] for day in known] == [0, 0, 1]


def moment(*day):
    return timezone.make_aware(datetime(*day, 12))


def test_paid_in_funds_count_once_verified(manager, paid_in):
    project = sign(ProjectFactory(agreed_investment_fen=1000))
    observation = paid_in(project, 250)
    assert values(rates.rates(scope(manager)), 4)[:3] == [0, 1000, Decimal("0.0")]
    observation.state = observation.State.VERIFIED
    observation.save()
    report = rates.rates(scope(manager))
    assert values(report, 4)[:3] == [250, 1000, Decimal("25.0")]
    assert values(report, 0)[0] == 1, "paid in is fulfilled"


@pytest.fixture
def paid_in():
    from clusters.models import Indicator
    from tests.factories.clusters import ObservationFactory

    indicator = Indicator.objects.get(code="paid_in_funds")
    day = {"period_start": TODAY(), "period_end": TODAY()}
    return lambda project, fen: ObservationFactory(
        project=project, indicator=indicator, value=fen, state="submitted", **day
    )


@pytest.mark.parametrize("start", ["2026-01-01", "2026-03-10"])
def test_the_period_before(manager, start):
    begin = date.fromisoformat(start)
    before = scope(manager, start=begin, end=date(2026, 4, 9), known_on=date(2026, 5, 9)).before
    expected = {
        "2026-01-01": (date(2025, 1, 1), date(2025, 4, 9), date(2025, 5, 9)),
        "2026-03-10": (date(2026, 2, 7), date(2026, 3, 9), date(2026, 4, 8)),
    }
    assert (before.start, before.end, before.known_on) == expected[start]


# --- The page -------------------------------------------------------------------------------------------------------


def test_the_page_shows_each_report_with_its_sentence(client, manager, some_leads):
    client.force_login(manager)
    page = client.get(ADDRESS)
    assert [report.key for report in page.context["reports"]] == [
        "rates",
        *("funnel", "forecast", "ageing", "dwelling", "service", "sources", "clusters", "staff", "lost"),
    ]
    assert all(whole_dates(report.sentence) in page.text for report in page.context["reports"])


def test_a_cluster_narrows_every_report(client, manager, some_leads):
    client.force_login(manager)
    page = client.get(ADDRESS, {"cluster": some_leads["clue"].cluster.code})
    funnel = page.context["reports"][1]
    assert funnel.lines[0].figures[0].value == 1
    assert client.get(funnel.lines[0].figures[0].url).context["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"start": "2026-05-01", "end": "2026-04-01"},
        {"start": "x"},
        {"end": "2026-04-01", "known_on": "2026-03-01"},
        {"cluster": "nowhere"},
        {"start": "0001-01-01", "end": "0001-02-01"},
    ],
)
def test_a_period_that_is_none_is_said_to_be_none(client, manager, query):
    client.force_login(manager)
    page = client.get(ADDRESS, query)
    assert page.status_code == 400
    assert page.context["form"].errors and not page.context["reports"]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.DEPARTMENT, 403), (Role.EDITOR, 403), (Role.AUDITOR, 403), (Role.PARTNER, 403)]
)
def test_it_belongs_to_those_who_recruit(client, user_for, role, status):
    client.force_login(user_for(role))
    assert client.get(ADDRESS).status_code == status


def test_finance_sees_the_rates_and_no_leads(client, user_for, some_leads):
    client.force_login(user_for(Role.FINANCE))
    assert [report.key for report in client.get(ADDRESS).context["reports"]] == ["rates"]


def test_the_workbook_has_the_same_figures_and_is_logged(client, manager, some_leads):
    client.force_login(manager)
    response = client.get(ADDRESS, {"export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    funnel = book.worksheets[1]
    assert [cell.value for cell in funnel[4]][1:4] == [3, 300, 100]
    assert funnel["A2"].value
    assert Access.objects.get(kind=Access.Kind.EXPORT).subject_key == "dashboards.numbers"


def test_its_queries_do_not_grow_with_the_rows(client, manager, some_leads, django_assert_max_num_queries):
    client.force_login(manager)
    client.get(ADDRESS)
    for _number in range(2):
        LeadFactory.create_batch(20, first_contact_on=TODAY(), source=LeadSource.objects.last())
        with django_assert_max_num_queries(60):
            client.get(ADDRESS)
    assert Lead.objects.count() == 45
