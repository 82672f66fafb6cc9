"""What is due of leads reminds its people: next steps, enquiries, lights that turn."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from crm.office.models import Notice
from leads import due
from leads.lights import Light, Lights
from leads.models import Enquiry
from tests.factories.leads import EnquiryFactory, LeadFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 26)
SPAN = (DAY - timedelta(days=30), DAY)


def titles(found):
    return sorted(item.title for item in found)


def test_next_steps_are_those_of_my_active_leads(user_for):
    me = user_for(Role.PROMOTER)
    step = {"next_step": "寄资料", "next_step_on": DAY}
    LeadFactory(owner=me, name="甲", **step)
    LeadFactory(owner=me, name="乙", status="on_hold", **step)
    LeadFactory(owner=me, name="丙", next_step="寄资料", next_step_on=DAY + timedelta(days=1))
    LeadFactory(owner=user_for(Role.PROMOTER, team=me.team), name="丁", **step)
    assert titles(due.next_steps(me, *SPAN)) == ["寄资料：甲"]


def test_enquiries_remind_whoever_has_to_answer(user_for):
    me, manager = user_for(Role.PROMOTER), user_for(Role.MANAGER)
    mine = EnquiryFactory(lead=LeadFactory(owner=me), due_on=DAY)
    taken = EnquiryFactory(lead=LeadFactory(owner=user_for(Role.PROMOTER)), taken_by=me, due_on=DAY)
    taken.lead.shared_with.add(me)
    untaken = EnquiryFactory(lead=LeadFactory(owner=None), due_on=DAY)
    EnquiryFactory(lead=LeadFactory(owner=me), due_on=DAY, state=Enquiry.State.ANSWERED)
    assert {item.key for item in due.enquiries(me, *SPAN)} == {str(mine.pk), str(taken.pk)}
    assert {item.key for item in due.enquiries(manager, *SPAN)} == {str(untaken.pk)}


def test_a_light_that_turns_is_told_once_to_the_holder(user_for):
    owner = user_for(Role.PROMOTER)
    limits = dict(Lights(today=DAY).limits)
    turned = LeadFactory(owner=owner, name="今日转黄", progressed_on=limits[Light.YELLOW])
    LeadFactory(owner=owner, name="早已转黄", progressed_on=limits[Light.YELLOW] - timedelta(days=3))
    LeadFactory(owner=owner, name="尚绿", progressed_on=limits[Light.YELLOW] + timedelta(days=1))
    LeadFactory(owner=None, progressed_on=limits[Light.YELLOW])
    assert due.tell_of_lights(DAY) == "1 notices"
    notice = Notice.objects.get()
    assert notice.user == owner and "今日转黄" in notice.text and notice.link == turned.get_absolute_url()
    assert due.tell_of_lights(DAY + timedelta(days=1)) in ("0 notices", "1 notices")
    assert Notice.objects.filter(text__contains="今日转黄").count() == 1


def test_red_is_told_as_well(user_for):
    limits = dict(Lights(today=DAY).limits)
    LeadFactory(owner=user_for(Role.PROMOTER), progressed_on=limits[Light.RED])
    due.tell_of_lights(DAY)
    assert "停滞" in Notice.objects.get().text


def test_the_card_of_what_closed_is_of_my_team(client, user_for):
    me = user_for(Role.PROMOTER)
    today = timezone.localdate()
    LeadFactory(owner=me, team=me.team, name="我队流失", status="lost", lost_on=today)
    LeadFactory(owner=me, team=me.team, name="早先流失", status="lost", lost_on=today - timedelta(days=30))
    LeadFactory(owner=user_for(Role.PROMOTER), name="他队流失", status="lost", lost_on=today)
    client.force_login(me)
    text = client.get("/office/").text
    assert "我队流失" in text and "早先流失" not in text and "他队流失" not in text
