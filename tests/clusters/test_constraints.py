"""Integrity is the database's: named constraints refuse what no form should have let through."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clusters.models import Segment, SegmentLink
from tests.factories.clusters import (
    BuildingFactory,
    ClusterFactory,
    CompanyFactory,
    MilestoneFactory,
    ObservationFactory,
    ParcelFactory,
    ProjectFactory,
    TaxFactory,
)

pytestmark = pytest.mark.django_db


def link_to_itself():
    segment = Segment.objects.first()
    SegmentLink.objects.create(source=segment, target=segment)


def segment_twice():
    segment = Segment.objects.first()
    Segment.objects.create(cluster=segment.cluster, name=segment.name, name_en="x", code="another")


def event_twice():
    MilestoneFactory(project=MilestoneFactory().project, happened_on=date(2020, 1, 1))


def slip_twice():
    slip = {"project": ProjectFactory(), "tax": TaxFactory(), "slip_number": "T1"}
    ObservationFactory(**slip), ObservationFactory(**slip, period_end=date(2024, 6, 30))


def credit_code_twice():
    CompanyFactory(credit_code="91532301MA6QEYFH70"), CompanyFactory(credit_code="91532301MA6QEYFH70")


@pytest.mark.parametrize(
    "breach",
    [
        link_to_itself,
        segment_twice,
        event_twice,
        slip_twice,
        credit_code_twice,
        lambda: ClusterFactory(kind="dying"),
        lambda: ParcelFactory(status="gone"),
        lambda: ParcelFactory(area_sqm=-1),
        lambda: BuildingFactory(status="gone"),
        lambda: ProjectFactory(status="gone"),
        lambda: ObservationFactory(period_start=date(2024, 2, 1), period_end=date(2024, 1, 1)),
    ],
)
def test_the_database_refuses(breach):
    with pytest.raises(IntegrityError), transaction.atomic():
        breach()


def test_companies_without_credit_code_are_many():
    CompanyFactory(credit_code=""), CompanyFactory(credit_code=None)


def test_a_wrong_check_digit_is_refused():
    with pytest.raises(ValidationError):
        CompanyFactory.build(credit_code="91350100M000100Y4Z").full_clean()


def test_company_names_are_kept_comparable():
    assert (
        CompanyFactory(name="彝源（云南）科技 有限公司").name_key == CompanyFactory(name="彝源(云南)科技公司").name_key
    )
