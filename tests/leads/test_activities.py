"""Activities and the next step."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone

from crm.accounts.roles import Role
from crm.common.errors import RuleError
from crm.office.models import Attachment
from leads.models import Activity, Lead
from leads.services import activity_add, next_step_set
from tests.factories.leads import LeadFactory


def test_an_activity_is_progress_and_brings_its_photos(promoter):
    lead = LeadFactory(owner=promoter, progressed_on=date(2026, 5, 12))
    photo = SimpleUploadedFile("现场.png", b"\x89PNG\r\n\x1a\n rest", content_type="image/png")
    activity_add(
        lead_id=lead.pk, kind="visit", text="看厂房", actor=promoter, happened_on=date(2026, 7, 1), files=(photo,)
    )
    lead.refresh_from_db()
    assert lead.progressed_on == date(2026, 7, 1)
    assert Attachment.objects.get().kind == Attachment.Kind.PHOTO
    assert lead.activities.get().by == promoter


def test_an_older_activity_does_not_turn_progress_back(promoter):
    lead = LeadFactory(owner=promoter, progressed_on=date(2026, 8, 1))
    activity_add(lead_id=lead.pk, kind="call", text="补记", actor=promoter, happened_on=date(2026, 7, 1))
    lead.refresh_from_db()
    assert lead.progressed_on == date(2026, 8, 1)


def test_refuses_the_future_and_unknown_kinds(promoter):
    lead = LeadFactory(owner=promoter)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RuleError):
        activity_add(lead_id=lead.pk, kind="visit", text="预约", actor=promoter, happened_on=tomorrow)
    with pytest.raises(ValidationError):
        activity_add(lead_id=lead.pk, kind="banquet", text="x", actor=promoter)
    with pytest.raises(ValidationError):
        activity_add(lead_id=lead.pk, kind="visit", text="", actor=promoter)
    assert not Activity.objects.exists()


def test_an_executable_named_as_a_photo_is_refused_with_the_whole_note(promoter):
    lead = LeadFactory(owner=promoter)
    file = SimpleUploadedFile("photo.jpg", b"MZ\x90\x00", content_type="image/jpeg")
    with pytest.raises(RuleError) as refused:
        activity_add(lead_id=lead.pk, kind="visit", text="看厂房", actor=promoter, files=(file,))
    assert refused.value.code == "file_content"
    assert not Activity.objects.exists()


def test_sets_and_clears_the_next_step(promoter):
    lead = LeadFactory(owner=promoter)
    day = timezone.localdate() + timedelta(days=3)
    lead = next_step_set(lead_id=lead.pk, next_step="寄送政策汇编", next_step_on=day, actor=promoter)
    assert (lead.next_step, lead.next_step_on) == ("寄送政策汇编", day)
    lead = next_step_set(lead_id=lead.pk, next_step="", next_step_on=day, actor=promoter)
    assert (lead.next_step, lead.next_step_on) == ("", None)
    assert lead.history.first().history_user == promoter


def test_refuses_a_next_step_in_the_past(promoter):
    lead = LeadFactory(owner=promoter)
    with pytest.raises(RuleError) as refused:
        next_step_set(lead_id=lead.pk, next_step="回访", next_step_on=date(2026, 1, 1), actor=promoter)
    assert refused.value.field == "next_step_on"
    assert Lead.objects.get().next_step == ""


def test_hides_the_leads_of_others(promoter, user_for):
    lead = LeadFactory(owner=user_for(Role.PROMOTER))
    with pytest.raises(Http404):
        activity_add(lead_id=lead.pk, kind="visit", text="看厂房", actor=promoter)
    with pytest.raises(Http404):
        next_step_set(lead_id=lead.pk, next_step="回访", next_step_on=None, actor=promoter)
