"""Pages of leads among very many: the list against a bare view, the board, a long timeline, the duplicate check."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clusters.models import Company
from crm.accounts.models import User
from leads.duplicates import matches_of
from leads.models import Activity, Lead

from . import lists_world
from .pairs import take_turns, tell

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db, pytest.mark.urls("tests.benchmarks.lists_urls")]
ROUNDS = 7
LIST_GOAL, DUPLICATES_GOAL = 2.5, 3.0
LIST_QUERIES, BOARD_QUERIES, LEAD_QUERIES = 12, 11, 25
ENTRIES = 500
LOOKUPS = 50


@pytest.fixture(scope="module")
def people(django_db_setup: None, django_db_blocker: Any) -> Any:
    """One world for all: each test leaves it as it was."""
    with django_db_blocker.unblock():
        people = lists_world.build()
        yield people
        connection.close()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend")
    return client


def asking(client: Client, address: str) -> Callable[[], None]:
    def ask() -> None:
        assert client.get(address).status_code == 200

    return ask


def queries_of(client: Client, address: str, most: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        asking(client, address)()
    slow = sorted(asked.captured_queries, key=lambda query: float(query["time"]), reverse=True)[:3]
    print(f"  {len(asked)} queries of at most {most}; the slowest: {', '.join(query['time'] for query in slow)} s")
    assert len(asked) <= most


@pytest.mark.parametrize("who", ["manager", "promoter"])
@pytest.mark.parametrize("query", ["", "?page=40", "?stage=negotiation&sort=-investment_fen"])
def test_list(people: list[User], who: str, query: str) -> None:
    client = signed_in(people[0] if who == "manager" else people[1])
    address = f"/office/leads/{query}"
    count = client.get(address).context["totals"].count
    plain = "/bare/" + (query if query.startswith("?page") else "")
    pair = take_turns(asking(client, address), asking(client, plain), ROUNDS)
    title = f"list of leads {query or 'as it opens'}, {who}: {count} of {lists_world.LEADS} ({connection.vendor})"
    goal = LIST_GOAL if not query.startswith("?stage") else 9.9  # the bare view knows no filter: only told
    tell(title, pair, "bare view", goal, per=1000, unit="a thousand")
    queries_of(client, address, LIST_QUERIES)


@pytest.mark.parametrize("who", ["manager", "promoter"])
def test_board(people: list[User], who: str) -> None:
    client = signed_in(people[0] if who == "manager" else people[1])
    pair = take_turns(asking(client, "/office/leads/board/"), asking(client, "/bare/"), ROUNDS)
    tell(f"board, {who} ({connection.vendor})", pair, "bare view of a list", 2 * LIST_GOAL, per=1000, unit="a thousand")
    queries_of(client, "/office/leads/board/", BOARD_QUERIES)


def test_lead_with_a_long_timeline(people: list[User]) -> None:
    lead = Lead.objects.visible_to(people[0]).filter(status="active").first().save_by(people[1], "first report")
    Activity.objects.bulk_create(
        [Activity(lead=lead, kind="call", happened_on="2026-06-01", text="沟通", by=people[1]) for _n in range(ENTRIES)]
    )
    client = signed_in(people[0])
    address = f"{lead.get_absolute_url()}?shown={ENTRIES}"
    pair = take_turns(asking(client, address), asking(client, "/bare/"), ROUNDS)
    title = f"lead with {ENTRIES} entries ({connection.vendor})"
    tell(title, pair, "bare view of a list", 9.9, per=1000, unit="a thousand")
    queries_of(client, address, LEAD_QUERIES)


def test_duplicate_check(people: list[User]) -> None:
    """Against reading one company by its comparable name and its leads: what an index gives at once."""
    asked = list(Company.objects.order_by("pk")[: LOOKUPS * 7 : 7])

    def check() -> None:
        for company in asked:
            matches_of(company_name=company.name, project_name="新项目", phone="13900000077", viewer=people[1])

    def look_up() -> None:
        for company in asked:
            found = Company.objects.filter(name_key=company.name_key).first()
            list(Lead.objects.filter(company=found).select_related("company", "owner")[:20])

    pair = take_turns(check, look_up, ROUNDS)
    title = f"duplicate check among {lists_world.LEADS} leads ({connection.vendor})"
    tell(title, pair, "one indexed lookup", DUPLICATES_GOAL, per=1000 / LOOKUPS, unit="a thousand")
