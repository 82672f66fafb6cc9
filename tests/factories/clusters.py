"""The industrial base for tests."""

from datetime import date
from decimal import Decimal

import factory

from clusters.models import (
    Building,
    Cluster,
    Company,
    Indicator,
    Milestone,
    Observation,
    Opportunity,
    Parcel,
    Park,
    Project,
    Tax,
)


class ClusterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cluster

    code = factory.Sequence(lambda n: f"cluster-{n}")
    name = factory.Sequence(lambda n: f"集群{n}")
    name_en = factory.Sequence(lambda n: f"Cluster {n}")
    kind = Cluster.Kind.LEADING


class ParkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Park

    code = factory.Sequence(lambda n: f"park-{n}")
    name = factory.Sequence(lambda n: f"片区{n}")
    name_en = factory.Sequence(lambda n: f"Park {n}")


class ParcelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Parcel

    code = factory.Sequence(lambda n: f"CX-{n:03}")
    park = factory.SubFactory(ParkFactory)
    area_sqm = Decimal("66666.67")
    status = Parcel.Status.AVAILABLE


class BuildingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Building

    code = factory.Sequence(lambda n: f"BF-{n:03}")
    park = factory.SubFactory(ParkFactory)
    area_sqm = Decimal("2000.00")
    status = Building.Status.VACANT


class CompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"示例{n}科技有限公司")


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    code = factory.Sequence(lambda n: f"FD-2024-{n:03}")
    name = factory.Sequence(lambda n: f"示例项目{n}")
    company = factory.SubFactory(CompanyFactory)


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Milestone

    project = factory.SubFactory(ProjectFactory)
    event = Milestone.Event.SIGNED
    happened_on = date(2024, 1, 10)
    state = Milestone.State.VERIFIED


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator
        django_get_or_create = ("code",)

    code = "output"
    name = "工业总产值"
    name_en = "Industrial output"
    unit = Indicator.Unit.FEN
    series = Indicator.Series.CUMULATIVE


class TaxFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tax
        django_get_or_create = ("code",)

    code = "vat"
    name = "增值税"
    name_en = "Value-added tax"


class ObservationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Observation

    project = factory.SubFactory(ProjectFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    period_start = date(2024, 1, 1)
    period_end = date(2024, 12, 31)
    value = 100_000_000
    entered_value = "100"
    entered_unit = "万元"
    state = Observation.State.VERIFIED


class OpportunityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opportunity

    code = factory.Sequence(lambda n: f"opportunity-{n}")
    title = factory.Sequence(lambda n: f"招商机会{n}")
    title_en = factory.Sequence(lambda n: f"Opportunity {n}")
    cluster = factory.SubFactory(ClusterFactory)
