"""A leaver hands over everything that he holds, with a report."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.common.errors import RuleError
from crm.office.models import Notice
from crm.office.services import task_add
from leads.models import Enquiry, Handover, Lead
from leads.services import enquiry_take, handover_make, lead_set_confidential
from tests.factories.accounts import TeamFactory
from tests.factories.leads import EnquiryFactory, LeadFactory


@pytest.fixture
def successor(user_for: Any) -> Any:
    return user_for(Role.PROMOTER, team=TeamFactory())


@pytest.fixture
def held(promoter: Any, manager: Any) -> dict[str, Any]:
    lead, secret, shared = LeadFactory(owner=promoter), LeadFactory(owner=promoter, name="机密项目"), LeadFactory()
    lead_set_confidential(lead_id=secret.pk, is_confidential=True, people=[], actor=promoter, version=None)
    shared.shared_with.add(promoter)
    enquiry = EnquiryFactory(lead=None)
    enquiry_take(enquiry_id=enquiry.pk, actor=promoter)
    task = task_add(title="回访", actor=promoter)
    done = task_add(title="已办", actor=promoter)
    from crm.office.services import task_done

    task_done(task_id=done.pk, actor=promoter)
    return {"lead": lead, "secret": secret, "shared": shared, "enquiry": enquiry, "task": task, "done": done}


def test_everything_goes_over_with_its_trace(held: Any, promoter: Any, successor: Any, manager: Any) -> None:
    handover = handover_make(leaver=promoter, successor=successor, reason="调离", actor=manager)
    for row in held.values():
        row.refresh_from_db()
    assert (held["lead"].owner, held["secret"].owner, held["task"].assignee) == (successor,) * 3
    assert held["lead"].team == successor.team
    assert held["enquiry"].taken_by == successor and held["done"].assignee == promoter
    assert list(held["shared"].shared_with.all()) == [successor]
    assert set(Lead.objects.visible_to(successor)) == {held["lead"], held["secret"], held["shared"]}
    assert not Lead.objects.visible_to(promoter).exists()
    assert handover.items["leads"] == [held["lead"].pk, held["secret"].pk]
    assert held["lead"].history.first().history_user == manager
    assert Notice.objects.filter(user=successor).exists()
    assert Enquiry.objects.get().history.first().history_user == manager


def test_what_is_refused(held: Any, promoter: Any, successor: Any, manager: Any, finance: Any, leader: Any) -> None:
    def code(**given: Any) -> str:
        given = {"leaver": promoter, "successor": successor, "reason": "调离", "actor": manager, **given}
        with pytest.raises(RuleError) as error:
            handover_make(**given)
        return error.value.code

    assert code(actor=promoter) == "not_allowed"
    assert code(reason="") == "reason_missing"
    assert code(successor=promoter) == "same"
    assert code(successor=finance) == "not_a_promoter"
    assert code(leaver=leader) == "nothing"


def test_the_report_hides_what_its_reader_may_not_see(
    held: Any, promoter: Any, successor: Any, manager: Any, client_for: Any
) -> None:
    boss = client_for(manager)
    given = {"leaver": promoter.pk, "successor": successor.pk, "reason": "调离"}
    answer = boss.post("/office/leads/handovers/new/", given)
    handover = Handover.objects.get()
    assert answer.url == handover.get_absolute_url()
    text = boss.get(handover.get_absolute_url()).content.decode()
    assert held["lead"].name in text and "机密项目" not in text
    assert "机密项目" in client_for(successor).get(handover.get_absolute_url()).content.decode()
    book = CalamineWorkbook.from_filelike(BytesIO(boss.get(f"{handover.get_absolute_url()}?export=xlsx").getvalue()))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert held["lead"].code in cells and not any("机密项目" in str(cell) for cell in cells)
    assert Access.objects.get().subject_key == f"handover:{handover.pk}"
    assert client_for(Role.PROMOTER).get(handover.get_absolute_url()).status_code == 404
    assert client_for(Role.FINANCE).get(handover.get_absolute_url()).status_code == 403
    assert "调离" in boss.get("/office/leads/handovers/").content.decode()
