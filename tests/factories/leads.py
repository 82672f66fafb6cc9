"""Leads for tests."""

from datetime import UTC, date, datetime

import factory

from leads.models import Activity, Contact, Enquiry, Lead
from tests.factories.clusters import CompanyFactory


class LeadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lead

    code = factory.Sequence(lambda n: f"XS-{n:05}")
    name = factory.Sequence(lambda n: f"年产{n}万套组件项目")
    company = factory.SubFactory(CompanyFactory)
    first_contact_on = date(2026, 5, 12)


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    lead = factory.SubFactory(LeadFactory)
    company = factory.SelfAttribute("lead.company")
    name = factory.Sequence(lambda n: f"联系人{n}")
    phone = factory.Sequence(lambda n: f"1380000{n:04}")


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    lead = factory.SubFactory(LeadFactory)
    kind = Activity.Kind.CALL
    happened_on = date(2026, 6, 1)
    text = "电话沟通用地需求"


class EnquiryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enquiry

    number = factory.Sequence(lambda n: f"ZX-20261124-{n:05}")
    lead = factory.SubFactory(LeadFactory)
    language = "zh-hans"
    sent = {"company": "示例询问公司", "message": "想了解电价"}
    consented_at = datetime(2026, 11, 1, tzinfo=UTC)
