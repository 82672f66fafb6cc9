"""Agents, funds and stationed offices as sources with their own results."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from crm.accounts.roles import Role
from leads.models import Channel, Lead, LeadSource
from leads.services import lead_edit
from tests.factories.accounts import TeamFactory
from tests.factories.leads import LeadFactory


@pytest.fixture
def fund(db: None) -> Channel:
    source = LeadSource.objects.get(code="fund")
    return Channel(code="sample-fund", name="示例产业基金", source=source).save_by(None)


def test_results_are_of_the_leads_that_one_sees(fund: Channel, promoter: Any, client_for: Any, user_for: Any) -> None:
    signed = LeadFactory(owner=promoter, channel=fund, stage="signed", investment_fen=30_000_000_000)
    LeadFactory(owner=promoter, channel=fund, stage="clue", name="另一条")
    LeadFactory(channel=fund, is_confidential=True, stage="signed", investment_fen=1)
    page = client_for(promoter).get("/office/leads/channels/")
    row = page.context["object_list"][0]
    assert (row.lead_count, row.signed_count, row.signed_fen) == (2, 1, 30_000_000_000)
    stranger = client_for(user_for(Role.PROMOTER, team=TeamFactory()))
    assert stranger.get("/office/leads/channels/").context["object_list"][0].lead_count == 0
    text = client_for(promoter).get(fund.get_absolute_url()).content.decode()
    assert "/office/leads/?channel=sample-fund&amp;stage=signed&amp;status=all" in text
    rows = client_for(promoter).get("/office/leads/?channel=sample-fund&stage=signed").context["object_list"]
    assert list(rows) == [signed]
    assert client_for(Role.FINANCE).get("/office/leads/channels/").status_code == 403


def test_queries_do_not_grow(fund: Channel, client_for: Any, manager: Any, django_assert_max_num_queries: Any) -> None:
    client = client_for(manager)
    for _round in range(2):
        with django_assert_max_num_queries(9):
            client.get("/office/leads/channels/")
        for number in range(5):
            other = Channel(code=f"c-{_round}-{number}", name=f"渠道{_round}{number}", source=fund.source).save_by(None)
            LeadFactory(channel=other)


def test_a_lead_names_its_channel_with_a_trace(fund: Channel, promoter: Any) -> None:
    lead = LeadFactory(owner=promoter)
    lead_edit(lead_id=lead.pk, changes={"channel": fund}, actor=promoter)
    lead = Lead.objects.get()
    assert lead.channel == fund and lead.history.first().history_user == promoter


def test_a_manager_keeps_them(fund: Channel, client_for: Any, promoter: Any) -> None:
    client = client_for(Role.MANAGER)
    given = {"name": "昆明驻点", "code": "kunming", "source": fund.source_id, "is_active": "on", "since": "2026-01-01"}
    refused = client.post("/office/leads/channels/new/", given | {"until": "2025-01-01"})
    assert refused.status_code == 422 and "昆明驻点" in refused.content.decode()
    assert client.post("/office/leads/channels/new/", given).status_code == 302
    assert Channel.objects.get(code="kunming").history.count() == 1
    assert client_for(promoter).get("/office/leads/channels/new/").status_code == 403
    with pytest.raises(ValidationError):
        Channel(code="x", name="x", source=fund.source, since=date(2026, 1, 2), until=date(2026, 1, 1)).full_clean()
