"""Created, updated, unchanged, refused; versions, rights and traces of an import."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from clusters.models import Company, Observation
from crm.common.errors import RuleError
from crm.workbooks.kinds import KINDS
from crm.workbooks.mending import row_leave_out
from crm.workbooks.models import Import
from crm.workbooks.plans import Plan
from crm.workbooks.services import import_commit, import_discard, import_file, import_preview, import_refresh
from leads.models import Lead
from tests.factories.clusters import CompanyFactory
from tests.workbooks.books import GOOD_CODE, OTHER_CODE, sample, xlsx

pytestmark = pytest.mark.django_db

HEADER = ["企业名称", "信用代码", "注册资本（万元）", "产业集群"]
LEADS = ["项目名称", "企业名称", "首次对接日期", "拟投资额（万元）", "当前阶段", "责任人"]


def bring(kind: str, *rows: list[Any], actor: Any = None, good_rows: bool = False, name: str = "a.xlsx") -> Plan:
    return import_file(kind=KINDS[kind], data=xlsx(*rows), name=name, actor=actor, good_rows=good_rows)


def preview(kind: str, *rows: list[Any], actor: Any = None) -> Import:
    return import_preview(kind=KINDS[kind], data=xlsx(*rows), name="a.xlsx", actor=actor)


def codes(plan: Plan) -> list[str]:
    return [problem.code for problem in plan.all_problems]


def test_a_change_is_told_cell_by_cell_and_kept_in_history() -> None:
    bring("companies", HEADER, ["甲公司", GOOD_CODE, 500, "光伏"])
    plan = bring("companies", HEADER, ["甲公司", GOOD_CODE, 600, "铜"])
    assert plan.counts["updated"] == 1
    assert [(change.label, change.old, change.new) for change in plan.entries[0].changes] == [
        ("注册资本", "500.00 万元", "600.00 万元"),
        ("产业集群", "光伏新材料", "绿色铜新材料"),
    ]
    company = Company.objects.get()
    assert (company.registered_capital_fen, company.version) == (600_000_000, 2)
    assert company.history.count() == 2


def test_an_empty_cell_and_a_missing_column_change_nothing() -> None:
    bring("companies", HEADER, ["甲公司", GOOD_CODE, 500, "光伏"])
    assert bring("companies", HEADER, ["甲公司", GOOD_CODE, "", ""]).counts["unchanged"] == 1
    assert bring("companies", HEADER[:2], ["甲公司", GOOD_CODE]).counts["unchanged"] == 1


def test_the_same_key_twice_is_refused_whatever_the_rest_says() -> None:
    plan = bring("companies", HEADER, ["甲公司", GOOD_CODE, 1, ""], ["乙公司", GOOD_CODE, 2, ""])
    assert codes(plan) == ["twice_in_file"]
    assert Company.objects.count() == 0


def test_a_known_company_without_a_code_gets_it() -> None:
    known = CompanyFactory(name="甲（云南）有限公司")
    plan = bring("companies", HEADER, ["甲(云南)有限公司", GOOD_CODE, "", ""])
    assert plan.counts["updated"] == 1
    known.refresh_from_db()
    assert known.credit_code == GOOD_CODE


def test_an_unknown_cluster_is_told_with_the_nearest() -> None:
    plan = bring("companies", HEADER, ["甲公司", GOOD_CODE, "", "绿色食晶"])
    problem = plan.all_problems[0]
    assert (problem.code, problem.severity, problem.params["near"]) == ("unknown_name_near", "warned", "绿色食品")
    assert Company.objects.get().cluster is None


def test_formula_tricks_are_kept_as_text_and_told() -> None:
    plan = bring("companies", HEADER, ['=HYPERLINK("http://x","甲")', GOOD_CODE, "=1+1", ""], good_rows=True)
    assert codes(plan) == ["formula_text", "not_a_number"]
    assert Company.objects.count() == 0


def test_preview_writes_nothing_and_commit_writes_what_was_seen(manager: Any) -> None:
    brought = preview("companies", HEADER, ["甲公司", GOOD_CODE, 500, "光伏"], actor=manager)
    assert Company.objects.count() == 0
    assert brought.counts["created"] == 1
    done = import_commit(import_id=brought.pk, actor=manager)
    assert (done.state, done.counts["written"]) == ("committed", 1)
    company = Company.objects.get()
    assert company.history.get().history_user == manager
    row = brought.rows.get()
    assert (row.record_id, row.record_version) == (company.pk, company.version)


def test_a_commit_with_refused_rows_needs_a_choice(manager: Any) -> None:
    rows = (HEADER, ["甲公司", GOOD_CODE, 500, ""], ["乙公司", "91530000X", 1, ""])
    brought = preview("companies", *rows, actor=manager)
    with pytest.raises(RuleError, match="1"):
        import_commit(import_id=brought.pk, actor=manager)
    assert Company.objects.count() == 0
    import_commit(import_id=brought.pk, actor=manager, good_rows=True)
    assert Company.objects.get().name == "甲公司"
    with pytest.raises(RuleError):
        import_commit(import_id=brought.pk, actor=manager, good_rows=True)


def test_what_changed_since_the_preview_is_never_overwritten(manager: Any) -> None:
    company = CompanyFactory(name="甲公司", credit_code=GOOD_CODE, registered_capital_fen=1)
    brought = preview("companies", HEADER, ["甲公司", GOOD_CODE, 500, ""], actor=manager)
    company.registered_capital_fen = 2
    company.save_by(manager)
    with pytest.raises(RuleError):
        import_commit(import_id=brought.pk, actor=manager)
    company.refresh_from_db()
    assert company.registered_capital_fen == 2
    import_refresh(import_id=brought.pk, actor=manager)
    import_commit(import_id=brought.pk, actor=manager)
    company.refresh_from_db()
    assert company.registered_capital_fen == 500_000_000


def test_a_record_made_since_the_preview_is_not_made_twice(manager: Any) -> None:
    brought = preview("companies", HEADER, ["甲公司", GOOD_CODE, 500, ""], actor=manager)
    CompanyFactory(name="甲公司", credit_code=GOOD_CODE)
    with pytest.raises(RuleError):
        import_commit(import_id=brought.pk, actor=manager)
    assert Company.objects.count() == 1


def test_a_discarded_import_is_over(manager: Any) -> None:
    brought = preview("companies", HEADER, ["甲公司", GOOD_CODE, 500, ""], actor=manager)
    import_discard(import_id=brought.pk, actor=manager)
    with pytest.raises(RuleError):
        import_commit(import_id=brought.pk, actor=manager)


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("leads", {"promoter", "manager"}),
        ("companies", {"promoter", "manager"}),
        ("parcels", {"manager"}),
        ("buildings", {"manager"}),
        ("enclave_projects", {"finance"}),
        ("observations", {"finance"}),
    ],
)
def test_roles_of_each_kind(user_for: Any, kind: str, allowed: set[str]) -> None:
    for role in ("promoter", "manager", "finance", "department", "partner", "editor", "leader", "administrator"):
        assert KINDS[kind].allows(user_for(role)) == (role in allowed), role


def test_a_stranger_is_refused_and_nothing_is_kept(finance: Any) -> None:
    with pytest.raises(PermissionDenied):
        preview("companies", HEADER, ["甲公司", GOOD_CODE, 500, ""], actor=finance)
    assert not Import.objects.exists()


def test_imports_are_seen_by_whoever_brought_them(user_for: Any) -> None:
    mine, other = user_for("manager"), user_for("manager")
    preview("companies", HEADER, ["甲公司", GOOD_CODE, 500, ""], actor=mine)
    assert Import.objects.all().visible_to(mine).count() == 1
    assert Import.objects.all().visible_to(other).count() == 0


def test_a_confidential_company_is_not_changed_by_a_stranger(manager: Any) -> None:
    CompanyFactory(name="甲公司", credit_code=GOOD_CODE, is_confidential=True)
    plan = bring("companies", HEADER, ["甲公司", GOOD_CODE, 500, ""], actor=manager)
    assert codes(plan) == ["not_yours"]


# --- leads ---


def lead_row(**changes: Any) -> list[Any]:
    row = {"name": "甲项目", "company": "甲公司", "day": "2026-01-05", "money": 100, "stage": "线索", "owner": ""}
    return list((row | changes).values())


def test_whoever_comes_second_is_told_who_holds_the_lead(user_for: Any) -> None:
    first = user_for("promoter", full_name="张一")
    bring("leads", LEADS, lead_row(owner="张一"))
    assert Lead.objects.get().owner == first
    plan = bring("leads", LEADS, lead_row(money=999), actor=user_for("promoter"))
    problem = plan.all_problems[0]
    assert (problem.code, str(problem.params["holder"])) == ("lead_held", "张一")
    assert "100" not in problem.message


def test_a_promoter_sees_what_he_brought(user_for: Any) -> None:
    promoter = user_for("promoter")
    bring("leads", LEADS, lead_row(owner="不在册"), actor=promoter)
    assert Lead.objects.all().visible_to(promoter).count() == 1
    assert Lead.objects.get().owner_text == "不在册"


def test_later_moves_by_import_pass_the_gates() -> None:
    bring("leads", LEADS, lead_row())
    plan = bring("leads", LEADS, lead_row(stage="签约", money=200))
    assert codes(plan) == ["lead_gates"]
    lead = Lead.objects.get()
    assert (lead.stage, lead.investment_fen) == ("clue", 100_000_000)
    bring("leads", LEADS, lead_row(name="乙项目", stage="在谈"))
    assert codes(bring("leads", LEADS, lead_row(name="乙项目", stage="线索"))) == ["lead_backwards"]


def test_a_move_that_passes_its_gates_is_made_with_what_the_row_fills_in(user_for: Any) -> None:
    owner = user_for("promoter", full_name="张一")
    header = [*LEADS, "产业集群", "联系人", "电话"]
    bring("leads", header, [*lead_row(owner="张一"), "", "李四", "13800003657"])
    plan = bring("leads", header, [*lead_row(owner="张一", stage="研判"), "光伏", "李四", "13800003657"], actor=owner)
    assert codes(plan) == []
    lead = Lead.objects.get()
    assert (lead.stage, lead.cluster.code) == ("assessment", "photovoltaic")
    assert [move.to_stage for move in lead.moves.all()] == ["clue", "assessment"]


def test_an_ended_row_ends_the_open_lead() -> None:
    bring("leads", LEADS, lead_row())
    ended = ["项目名称", "企业名称", "终止日期", "终止原因", "流向地"]
    plan = bring("leads", ended, ["甲项目", "甲公司", "2026-03-01", "要素不足", "曲靖市"])
    assert codes(plan) == []
    lead = Lead.objects.get()
    assert (lead.status, lead.lost_reason, lead.lost_to) == ("lost", "要素不足", "曲靖市")
    assert bring("leads", ended, ["甲项目", "甲公司", "2026-03-01", "要素不足", "曲靖市"]).counts["unchanged"] == 1


def test_future_contacts_are_refused() -> None:
    assert codes(bring("leads", LEADS, lead_row(day="2099-01-01"))) == ["lead_future"]


def test_what_a_service_refuses_is_told_at_its_row() -> None:
    """A code that another company has is found out only when it is entered."""
    CompanyFactory(name="别的公司", credit_code=GOOD_CODE)
    header = [*LEADS, "信用代码"]
    bring("leads", header, [*lead_row(), ""], [*lead_row(name="乙项目"), ""])
    rows = [*lead_row(money=7), GOOD_CODE], [*lead_row(name="乙项目", money=8), ""]
    plan = bring("leads", header, *rows)
    assert [(problem.row, problem.code) for problem in plan.all_problems] == [(2, "rule")]
    assert not Lead.objects.filter(investment_fen=8_000_000).exists()
    plan = bring("leads", header, *rows, good_rows=True)
    assert (plan.counts["written"], plan.counts["refused"]) == (1, 1)
    assert list(Lead.objects.order_by("pk").values_list("investment_fen", flat=True)) == [100_000_000, 8_000_000]


def test_a_lead_in_the_pool_is_claimed_before_a_row_changes_it(user_for: Any) -> None:
    promoter = user_for("promoter")
    bring("leads", LEADS, lead_row(), lead_row(name="乙项目"), actor=promoter)
    Lead.objects.filter(name="甲项目").update(pooled_at=timezone.now(), owner=None, team=None)
    rows = lead_row(money=7), lead_row(name="乙项目", money=8)
    plan = bring("leads", LEADS, *rows, actor=promoter)
    assert [(problem.row, problem.code) for problem in plan.all_problems] == [(2, "rule")]
    plan = bring("leads", LEADS, *rows, actor=promoter, good_rows=True)
    assert (plan.counts["written"], plan.counts["refused"]) == (1, 1)
    assert list(Lead.objects.order_by("pk").values_list("investment_fen", flat=True)) == [100_000_000, 8_000_000]


def test_a_number_that_no_field_holds_is_told_at_its_row() -> None:
    header = ["地块编号", "片区", "面积（亩）", "状态"]
    plan = bring("parcels", header, ["A-1", "云甸", 9_999_999_999_999, "可供"], ["A-2", "云甸", 5, "可供"])
    assert [(problem.row, problem.code) for problem in plan.all_problems] == [(2, "rule")]


def test_brackets_and_blanks_make_no_other_lead() -> None:
    bring("leads", LEADS, lead_row(company="甲（云南）有限公司"))
    plan = bring("leads", LEADS, lead_row(company=" 甲(云南) 有限公司", money=200))
    assert plan.counts["updated"] == 1
    assert Lead.objects.get().investment_fen == 200_000_000


def test_english_headers_in_another_order_under_a_title() -> None:
    plan = bring(
        "leads",
        ["Leads of 2026"],
        ["Stage", "Investment (10k yuan)", "Company", "Project name", "First contact", "Phone"],
        ["negotiation", 120, "Example Co", "Wafer plant", "2026-01-05", 13800003657],
    )
    assert codes(plan) == []
    lead = Lead.objects.get()
    assert (lead.stage, lead.investment_fen, lead.contacts.get().phone) == (
        "negotiation", 120_000_000, "13800003657",
    )  # fmt: skip


# --- figures ---

MONTHS = ["项目代码", "1月", "1-2月", "1-3月"]


@pytest.fixture
def projects(db: None) -> None:
    name = "飞地项目清单.xlsx"
    import_file(kind=KINDS["enclave_projects"], data=sample(name), name=name, actor=None)


@pytest.mark.usefixtures("projects")
def test_a_correction_is_a_new_revision(finance: Any) -> None:
    title = ["2026年工业总产值（本年累计）", "单位：万元"]
    bring("observations", title, MONTHS, ["FD-2021-001", 10, 20, ""], actor=finance)
    plan = bring("observations", title, MONTHS, ["FD-2021-001", 10, 25, 40], actor=finance)
    counts = plan.counts
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (1, 1, 1)
    february = Observation.objects.current().get(period_end="2026-02-28")
    assert (february.value, february.revision, february.state) == (25_000_000, 2, "verified")
    assert february.supersedes.value == 20_000_000
    assert february.verified_by == finance


@pytest.mark.usefixtures("projects")
def test_a_falling_figure_is_told() -> None:
    plan = bring("observations", ["2026年产值", "单位：万元"], MONTHS, ["FD-2021-001", 10, 20, 15])
    assert [(problem.code, problem.column, problem.severity) for problem in plan.all_problems] == [
        ("falling", "1-3月", "warned")
    ]


@pytest.mark.usefixtures("projects")
def test_one_bad_cell_holds_the_whole_row_back() -> None:
    plan = bring(
        "observations", ["2026年产值", "单位：万元"], MONTHS, ["FD-2021-001", 10, "约二十", 30], good_rows=True
    )
    assert (plan.counts["refused"], Observation.objects.count()) == (3, 0)


@pytest.mark.usefixtures("projects")
def test_what_a_whole_row_lacks_is_told_once(client_for: Any) -> None:
    """Its figures share the project's cell; each figure's own cell has its own problem. Looking again tells no more."""
    client = client_for("finance")
    finance = client.user
    title, nobody, twice = ["2026年产值", "单位：万元"], ["FD-9999-999", 10, 20, 30], ["FD-2021-001", 1, 2, 3]
    missing, doubtful = ["", 1, 2, "三"], ["FD-9999-998", "一", "二", 3]
    brought = preview("observations", title, MONTHS, nobody, twice, twice, missing, doubtful, actor=finance)
    found = [(3, "unknown_project"), (5, "twice_in_file"), (6, "required"), (6, "not_a_number"), (7, "not_a_number"),
             (7, "not_a_number"), (7, "unknown_project")]  # fmt: skip
    for again in (False, True):
        looked = import_refresh(import_id=brought.pk, actor=finance) if again else brought
        page = client.get(f"/office/imports/{brought.pk}/?view=problems")
        told = [mend.problem for _row, mends in page.context["problems"] for mend in mends]
        assert [(problem.row, problem.code) for problem in told] == found
        assert (looked.counts["refused"], looked.counts["refusals"]) == (12, 7)
    row = looked.rows.filter(is_refused=True).first()
    for out in (True, False):
        row_leave_out(import_id=brought.pk, row_id=row.pk, actor=finance, out=out)
    refused = looked.rows.filter(row=row.row)
    assert [row.has_problems for row in refused] == [True, False, False] and all(row.is_refused for row in refused)
    assert Import.objects.get(pk=brought.pk).counts["refused"] == 12


@pytest.mark.usefixtures("projects")
def test_plain_months_are_added_up() -> None:
    header = ["项目代码", "1月", "2月", "3月"]
    bring("observations", ["2026年各月工业总产值", "单位：万元"], header, ["FD-2021-001", 10, 20, 5])
    values = Observation.objects.order_by("period_end").values_list("value", flat=True)
    assert list(values) == [10_000_000, 30_000_000, 35_000_000]


@pytest.mark.usefixtures("projects")
def test_figures_one_a_row() -> None:
    plan = bring(
        "observations",
        ["项目代码", "指标", "期间", "数值", "单位"],
        ["FD-2021-001", "工业总产值", "2026年1-2月", "30", "万元"],
        ["FD-2021-001", "实际用地", "2026", "262.51", "亩"],
        ["FD-2021-001", "幸福指数", "2026", "1", "人"],
        ["FD-2021-001", "工业总产值", "某月", "1", "万元"],
        good_rows=True,
    )
    assert codes(plan) == ["unknown_name", "no_period"]
    assert Observation.objects.count() == 2


@pytest.mark.usefixtures("projects")
def test_no_unit_no_figure() -> None:
    plan = bring("observations", ["2026年产值"], MONTHS, ["FD-2021-001", 10, "", ""])
    assert codes(plan) == ["no_unit"]


@pytest.mark.usefixtures("projects")
def test_an_agreement_keeps_its_parties() -> None:
    header = ["项目代码", "项目名称", "企业名称", "信用代码", "协议编号", "飞出地", "飞入地", "签约日期"]
    row = ["FD-2026-001", "甲项目", "甲公司", OTHER_CODE, "XY-MD-2021", "大姚县", "云甸工业园区", "2026-01-05"]
    assert codes(bring("enclave_projects", header, row)) == ["other_parties"]
