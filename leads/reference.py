"""Reference data made after every migrate: what is missing is created, what the zone has changed is left alone.

The gates are *ours*: no source gives them. A manager edits them as data.
"""

from typing import Any, NamedTuple

from leads.models.stages import Gate, LeadStage

SOURCES = (
    ("portal", "门户网站", "Public portal"),
    ("superior", "上级推送", "Passed on by a superior body"),
    ("stationed", "驻点招商", "Stationed office"),
    ("agent", "委托招商", "Commissioned agent"),
    ("fund", "基金招商", "Fund"),
    ("companies", "以商招商", "Introduced by a company"),
    ("fair", "展会", "Trade fair"),
    ("partner", "飞地合作园区推荐", "Recommended by an enclave partner"),
)
PORTAL = "portal"


class GateSpec(NamedTuple):
    stage: str
    kind: str
    subject: str
    title: str
    title_en: str


FIELD, ATTACHMENT, ACTIVITY, APPROVAL = Gate.Kind.FIELD, Gate.Kind.ATTACHMENT, Gate.Kind.ACTIVITY, Gate.Kind.APPROVAL
GATES = (
    GateSpec(LeadStage.ASSESSMENT, FIELD, "owner", "责任人", "Owner"),
    GateSpec(LeadStage.ASSESSMENT, FIELD, "cluster", "产业集群", "Cluster"),
    GateSpec(LeadStage.ASSESSMENT, FIELD, "first_contact_on", "首次对接日期", "Date of the first contact"),
    GateSpec(LeadStage.ASSESSMENT, FIELD, "contact", "联系人及电话", "A contact with a phone number"),
    GateSpec(LeadStage.NEGOTIATION, FIELD, "segment", "产业链环节", "Value-chain segment"),
    GateSpec(LeadStage.NEGOTIATION, FIELD, "investment_fen", "拟投资额", "Intended investment"),
    GateSpec(LeadStage.NEGOTIATION, FIELD, "land_sqm", "用地需求", "Land needed"),
    GateSpec(LeadStage.NEGOTIATION, ACTIVITY, "visit,reception,meeting", "至少一次面谈记录", "One meeting in person"),
    GateSpec(LeadStage.APPROVAL, FIELD, "credit_code", "统一社会信用代码", "Credit code of the company"),
    GateSpec(LeadStage.APPROVAL, FIELD, "power_kwh_year", "年用电量", "Electricity a year"),
    GateSpec(LeadStage.APPROVAL, ATTACHMENT, "report", "研判报告", "Assessment report"),
    GateSpec(LeadStage.SIGNED, ATTACHMENT, "contract", "签署的合同", "The signed contract"),
    GateSpec(LeadStage.SIGNED, APPROVAL, "", "招商负责人批准", "Approval by a promotion manager"),
)


STAGES = (
    (LeadStage.CLUE, "线索", "Clue"),
    (LeadStage.ASSESSMENT, "研判", "Assessment"),
    (LeadStage.NEGOTIATION, "在谈", "Negotiation"),
    (LeadStage.APPROVAL, "拟签约", "Before signing"),
    (LeadStage.SIGNED, "签约", "Signed"),
)


class CriterionSpec(NamedTuple):
    """`formula` empty is a judgement. Levels are the zone's to set: no source gives any (待确认)."""

    code: str
    name: str
    name_en: str
    formula: str = ""
    unit: str = ""
    levels: str = ""


CRITERIA = (
    CriterionSpec("chain", "产业链契合", "Fit with the value chain", "chain"),
    CriterionSpec("investment-per-mu", "亩均投资", "Investment per mu", "investment / land", "万元/亩"),
    CriterionSpec("output-per-mu", "亩均产值", "Output per mu", "output / land", "万元/亩"),
    CriterionSpec("tax-per-mu", "亩均税收", "Tax per mu", "tax / land", "万元/亩"),
    CriterionSpec("energy", "单位增加值能耗", "Energy per value added", "energy / value_added", "吨标准煤/万元"),
    CriterionSpec("duplicates", "同企业其他在办线索", "Other open leads of the company", "others"),
    CriterionSpec("environment", "三线一单符合性", "Environmental zoning"),
    CriterionSpec("water-supply", "水资源保障", "Water"),
    CriterionSpec("safety", "安全生产", "Safety"),
    CriterionSpec("technology", "工艺与技术水平", "Technology"),
    CriterionSpec("credit", "企业信用", "Credit of the company"),
)


def create_criteria(**kwargs: Any) -> None:
    from leads.models import Criterion

    for order, spec in enumerate(CRITERIA, start=1):
        kind = Criterion.Kind.FORMULA if spec.formula else Criterion.Kind.JUDGEMENT
        given = {
            "kind": kind,
            "order": order,
            **{name: value for name, value in spec._asdict().items() if name != "code"},
        }
        Criterion.objects.get_or_create(code=spec.code, defaults=given)


def create_reference(**kwargs: Any) -> None:
    """Idempotent; connected to post_migrate."""
    from leads.models import LeadRules, LeadSource, StageSetting

    if not LeadRules.objects.exists():
        LeadRules().save_by(None, "initial data")
    for order, (code, name, name_en) in enumerate(SOURCES, start=1):
        LeadSource.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en, "order": order})
    create_criteria()
    for stage, name, name_en in STAGES:
        StageSetting.objects.get_or_create(stage=stage, defaults={"name": name, "name_en": name_en})
    for order, spec in enumerate(GATES, start=1):
        Gate.objects.get_or_create(
            stage=spec.stage,
            kind=spec.kind,
            subject=spec.subject,
            defaults={"title": spec.title, "title_en": spec.title_en, "order": order},
        )
