"""A lead that has all that its gates ask for."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.office.models import Attachment
from crm.office.services import attachment_add
from leads.models import Activity, Lead
from tests.factories.clusters import ClusterFactory, CompanyFactory
from tests.factories.leads import ActivityFactory, ContactFactory, LeadFactory

CREDIT_CODE = "91532301MA6QEYFH70"


@pytest.fixture
def pdf() -> Callable[..., SimpleUploadedFile]:
    return lambda name="report.pdf": SimpleUploadedFile(name, b"%PDF-1.4 \n", content_type="application/pdf")


@pytest.fixture
def ready_lead(db: None, pdf: Callable[..., Any]) -> Callable[..., Lead]:
    """`ready_lead(owner)`: a lead that lacks nothing up to the approval of its signing but the contract."""

    def make(owner: Any, **fields: Any) -> Lead:
        given = {
            "company": CompanyFactory(credit_code=CREDIT_CODE),
            "owner": owner,
            "cluster": ClusterFactory(),
            "segment_text": "组件",
            "investment_fen": 4_317_000_000,
            "land_sqm": Decimal("10000.00"),
            "power_kwh_year": 14_640_000,
            "first_contact_on": date(2026, 1, 30),
            "progressed_on": date(2026, 1, 30),
        }
        lead = LeadFactory(**{**given, **fields})
        ContactFactory(lead=lead)
        ActivityFactory(lead=lead, kind=Activity.Kind.VISIT)
        attachment_add(subject=lead, file=pdf(), actor=owner, kind=Attachment.Kind.REPORT)
        return lead

    return make
