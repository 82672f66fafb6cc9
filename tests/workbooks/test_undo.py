"""Taking an import back."""

from typing import Any

import pytest

from clusters.models import Company
from crm.common.errors import RuleError
from crm.workbooks.import_jobs import import_begin, import_take, import_take_back
from crm.workbooks.kinds import KINDS
from crm.workbooks.models import Import
from leads.models import Lead
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


def test_new_leads_are_closed_and_changed_facts_go_back(manager: Any) -> None:
    bring(manager, LEADS, ["甲项目", "甲公司", "2026-01-05", 100], kind="leads")
    second = bring(
        manager, LEADS, ["甲项目", "甲公司", "2026-01-05", 200], ["乙项目", "乙公司", "2026-01-06", 9], kind="leads"
    )
    import_take_back(import_id=second.pk, actor=manager)
    first, other = Lead.objects.order_by("pk")
    assert (first.status, first.investment_fen) == ("active", 100_000_000)
    assert other.status == "closed"


def test_facts_are_never_removed(finance: Any) -> None:
    kind = KINDS["observations"]
    assert not kind.can_undo
    assert str(kind.why_not_undone())


def test_others_do_not_take_back(manager: Any, finance: Any) -> None:
    brought = bring(manager, HEADER, ["甲公司", GOOD_CODE, 500])
    with pytest.raises(RuleError):
        import_take_back(import_id=brought.pk, actor=finance)
    assert Company.objects.count() == 1
