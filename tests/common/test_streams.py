"""Records read for taking out: the same as Django reads them, with fewer objects and no more queries for more rows."""

from typing import Any

import pytest
from django.db.models import QuerySet

from clusters.models import Company, Project
from crm.common import streams
from crm.common.streams import stream
from crm.office.models import Tag
from tests.factories.clusters import CompanyFactory, ProjectFactory

pytestmark = pytest.mark.django_db
PROJECTS = Project.objects.select_related("company__park", "cluster").order_by("pk")


@pytest.fixture
def tagged() -> QuerySet:
    """Three companies: without tags, with two, and with the same two."""
    tags = [Tag.objects.create(name=name) for name in ("乙", "甲")]
    CompanyFactory.create_batch(3)
    for company in Company.objects.order_by("pk")[1:]:
        company.tags.set(tags)
    return Company.objects.prefetch_related("tags").order_by("pk")


def test_what_records_point_to_is_there_and_shared(django_assert_num_queries: Any) -> None:
    company = CompanyFactory()
    ProjectFactory.create_batch(3, company=company)
    with django_assert_num_queries(2):  # projects, companies; no park and no cluster is pointed to
        first, *others = stream(PROJECTS)
        assert (first.company.name, first.company.park, first.cluster) == (company.name, None, None)
    assert len(others) == 2
    assert all(other.company is first.company for other in others)


def test_records_come_in_the_order_and_number_of_the_rows() -> None:
    CompanyFactory.create_batch(5)
    rows = Company.objects.select_related("park").order_by("-pk")[1:4]
    assert list(stream(rows)) == list(rows)


def test_a_link_holds_what_the_relation_holds_in_its_order(tagged: QuerySet, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        found = {company.pk: list(company.tags.all()) for company in stream(tagged)}
    assert found == {company.pk: list(company.tags.all()) for company in tagged}
    assert sorted(map(len, found.values())) == [0, 2, 2]


def test_a_shared_set_can_be_asked_further(tagged: QuerySet) -> None:
    bare, *both = stream(tagged)
    assert not bare.tags.filter(name="甲").exists()
    assert [company.tags.filter(name="甲").count() for company in both] == [1, 1]


def test_what_is_no_plain_relation_is_read_by_django(django_assert_num_queries: Any) -> None:
    CompanyFactory.create_batch(3)
    with django_assert_num_queries(2):
        found = list(stream(Company.objects.prefetch_related("projects").only("name")))
    assert [list(company.projects.all()) for company in found] == [[], [], []]
    assert list(stream(Company.objects.order_by("pk").values_list("pk", flat=True))) == [each.pk for each in found]


def test_what_is_kept_of_a_relation_stays_small(monkeypatch: Any) -> None:
    monkeypatch.setattr(streams, "AT_ONCE", 2)
    monkeypatch.setattr(streams, "MOST_KEPT", 3)
    made = [ProjectFactory(company=CompanyFactory()) for _number in range(7)]
    assert [project.company.pk for project in stream(PROJECTS)] == [project.company_id for project in made]


def test_more_rows_take_no_more_queries(django_assert_num_queries: Any, tagged: QuerySet) -> None:
    CompanyFactory.create_batch(20)
    with django_assert_num_queries(3):
        assert len(list(stream(tagged))) == 23
