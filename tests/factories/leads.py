"""Leads for tests."""

from datetime import date

import factory

from leads.models import Lead
from tests.factories.clusters import CompanyFactory


class LeadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lead

    code = factory.Sequence(lambda n: f"XS-{n:05}")
    name = factory.Sequence(lambda n: f"年产{n}万套组件项目")
    company = factory.SubFactory(CompanyFactory)
    first_contact_on = date(2026, 5, 12)
