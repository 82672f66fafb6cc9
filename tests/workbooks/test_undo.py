"""Taking an import back."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Company, Project
from crm.common.errors import RuleError
from crm.office.bulk_models import Tag
from crm.workbooks.import_jobs import import_begin, import_take, import_take_back
from crm.workbooks.kinds import KINDS
from crm.workbooks.models import Import
from leads.models import Contact, Lead, StageMove
from leads.services.confidentiality import follow_lead
from tests.factories.leads import LeadFactory
from tests.workbooks.books import GOOD_CODE, OTHER_CODE, xlsx

pytestmark = pytest.mark.django_db
HEADER = ["企业名称", "信用代码", "注册资本（万元）"]
LEADS = ["项目名称", "企业名称", "首次对接日期", "拟投资额（万元）"]


def bring(actor: Any, *rows: list[Any], kind: str = "companies") -> Import:
    brought = import_begin(kind=KINDS[kind], data=xlsx(*rows), name="a.xlsx", actor=actor)
    return import_take(import_id=brought.pk, actor=actor)


def test_new_records_go_and_changed_ones_get_their_old_values_as_a_new_version(manager: Any) -> None:
    bring(manager, HEADER, ["甲公司", GOOD_CODE, 500])
    second = bring(manager, HEADER, ["甲公司", GOOD_CODE, 600], ["乙公司", OTHER_CODE, 7])
    done = import_take_back(import_id=second.pk, actor=manager)
    assert (done.state, done.counts["undone"], done.counts["stayed"]) == ("undone", 2, 0)
    company = Company.objects.get()
    assert (company.name, company.registered_capital_fen, company.version) == ("甲公司", 500_000_000, 3)
    step = company.history.first()
    assert (step.history_user, "a.xlsx" in step.history_change_reason) == (manager, True)
    gone = Company.history.filter(name="乙公司").first()
    assert (gone.history_type, gone.history_user) == ("-", manager)
    with pytest.raises(RuleError):
        import_take_back(import_id=second.pk, actor=manager)


def test_what_was_changed_since_is_named_and_stays(manager: Any) -> None:
    brought = bring(manager, HEADER, ["甲公司", GOOD_CODE, 500], ["乙公司", OTHER_CODE, 7])
    Company.objects.get(name="乙公司").save_by(manager, "另改")
    with pytest.raises(RuleError) as error:
        import_take_back(import_id=brought.pk, actor=manager)
    assert "乙公司" in error.value.missing[0]
    assert Company.objects.count() == 2
    done = import_take_back(import_id=brought.pk, actor=manager, leave_changed=True)
    assert (done.counts["undone"], done.counts["stayed"]) == (1, 1)
    assert Company.objects.get().name == "乙公司"


def test_what_others_rest_on_stays(manager: Any) -> None:
    brought = bring(manager, HEADER, ["甲公司", GOOD_CODE, 500])
    bring(manager, LEADS, ["甲项目", "甲公司", "2026-01-05", 5], kind="leads")
    with pytest.raises(RuleError) as error:
        import_take_back(import_id=brought.pk, actor=manager)
    assert error.value.code == "changed_since"
    assert Company.objects.filter(name="甲公司").exists()


def test_new_leads_go_with_what_came_with_them_and_changed_facts_go_back(manager: Any) -> None:
    header = [*LEADS, "联系人", "当前阶段"]
    bring(manager, header, ["甲项目", "甲公司", "2026-01-05", 100, "", ""], kind="leads")
    second = bring(
        manager,
        header,
        ["甲项目", "甲公司", "2026-01-05", 200, "", ""],
        ["乙项目", "乙公司", "2026-01-06", 9, "李女士", ""],
        ["丙项目", "乙公司", "2026-01-07", 9, "", "签约"],
        kind="leads",
    )
    assert (Lead.objects.count(), Company.objects.count(), Contact.objects.count(), Project.objects.count()) == (
        *(3, 2, 1, 1),
    )
    done = import_take_back(import_id=second.pk, actor=manager)
    assert (done.counts["undone"], done.counts["stayed"]) == (3, 0)
    lead = Lead.objects.get()
    assert (lead.status, lead.investment_fen) == ("active", 100_000_000)
    assert Company.objects.get().name == "甲公司"
    assert not Contact.objects.exists() and not Project.objects.exists()
    for model in (Lead, Company, Contact, Project):
        step = model.history.order_by("-history_id").first()
        assert (step.history_type, step.history_user) == ("-", manager), model


def test_leads_that_somebody_went_on_with_are_named_and_stay(manager: Any) -> None:
    header = [*LEADS, "联系人"]
    rows = [[f"{name}项目", f"{name}公司", "2026-01-05", 100, "李女士"] for name in "甲乙丙丁"]
    brought = bring(manager, header, *rows, kind="leads")
    told, moved, called, _left = Lead.objects.order_by("pk")
    contact = called.contacts.get()
    contact.phone = "13987800000"
    contact.save_by(manager)
    told.tags.add(Tag.objects.create(name="重点"))
    StageMove.objects.create(lead=moved, from_stage="clue", to_stage="clue", is_correction=True, reason="核对")
    with pytest.raises(RuleError) as error:
        import_take_back(import_id=brought.pk, actor=manager)
    assert len(error.value.missing) == 3
    done = import_take_back(import_id=brought.pk, actor=manager, leave_changed=True)
    assert (done.counts["undone"], done.counts["stayed"]) == (1, 3)
    assert set(Lead.objects.all()) == {told, moved, called}
    assert Company.objects.count() == 3


def test_a_lead_of_a_secret_company_makes_it_known_only_while_it_is_there(manager: Any) -> None:
    secret = LeadFactory(is_confidential=True, company__name="甲公司", company__came_with_lead=True, owner=manager)
    secret.named_people.add(manager)
    follow_lead(secret, manager)
    secret.company.refresh_from_db()
    assert secret.company.is_confidential
    brought = bring(manager, LEADS, ["乙项目", "甲公司", "2026-01-05", 1], kind="leads")
    secret.company.refresh_from_db()
    assert not secret.company.is_confidential
    import_take_back(import_id=brought.pk, actor=manager)
    secret.company.refresh_from_db()
    assert secret.company.is_confidential


def test_many_leads_ask_the_database_no_more_than_few(manager: Any, django_assert_max_num_queries: Any) -> None:
    """New ones, changed facts, and taking these back; each lead keeps its history."""

    def rows(count: int, start: str, money: int) -> list[list[Any]]:
        return [[f"{start}项目{number}", f"{start}公司{number}", "2026-01-05", money] for number in range(count)]

    for money in (5, 6):
        few, many = (
            import_begin(kind=KINDS["leads"], data=xlsx(LEADS, *rows(count, start, money)), name=name, actor=manager)
            for count, start, name in ((3, "少", "a.xlsx"), (60, "多", "b.xlsx"))
        )
        with CaptureQueriesContext(connection) as asked:
            import_take(import_id=few.pk, actor=manager)
        with django_assert_max_num_queries(len(asked)):
            import_take(import_id=many.pk, actor=manager)
    assert Lead.objects.filter(investment_fen=6_000_000, version=2).count() == 63
    with CaptureQueriesContext(connection) as asked:
        import_take_back(import_id=few.pk, actor=manager)
    with django_assert_max_num_queries(len(asked)):
        import_take_back(import_id=many.pk, actor=manager)
    lead = Lead.objects.filter(investment_fen=5_000_000).first()
    steps = [(step.history_type, step.history_user, step.history_change_reason) for step in lead.history.all()]
    assert steps == [
        ("~", manager, "撤销导入 b.xlsx"),
        ("~", manager, "导入 b.xlsx"),
        ("+", manager, "导入 b.xlsx"),
    ]


def test_others_do_not_take_back(manager: Any, finance: Any) -> None:
    brought = bring(manager, HEADER, ["甲公司", GOOD_CODE, 500])
    with pytest.raises(RuleError):
        import_take_back(import_id=brought.pk, actor=finance)
    assert Company.objects.count() == 1
