"""The four agreements of the demo, in the manner of published rules: assumptions, all labelled 估算.

They name no real agreement. Rules, rates and contributions are those of docs/how-to/settle.md.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from clusters.enclaves.demo_simulations import create_demo_simulation
from clusters.enclaves.models import (
    Agreement,
    AgreementVersion,
    Contribution,
    Incentive,
    Party,
    RetainedRate,
    SharingRule,
)
from clusters.enclaves.services import agreement_create, version_make_effective, version_review
from clusters.models import Indicator, Project, Tax
from clusters.services import facts
from crm.accounts.models import Organisation

HOST_NAME, HOST_NAME_EN = "云甸工业园区", "Yundian Industrial Park"
EFFECTIVE_YEAR = 2021
SOURCE = "示范协议，参照公开规则假定，待确认"
RATES = {
    "corporate_income": Decimal("0.16"),
    "personal_income": Decimal("0.16"),
    "urban_maintenance": Decimal(1),
    "property": Decimal(1),
}
RATES_FROM = date(2021, 1, 1)
CONTRIBUTED_ON = date(2021, 1, 1)
WAN = 1_000_000  # fen in 1 万元
INCENTIVE_YEARS = (2024, 2025)
HALVES = "0.5"


@dataclass(frozen=True)
class DemoAgreement:
    code: str
    name: str
    name_en: str
    origin: str
    source: str
    rules: tuple[dict[str, Any], ...] = field(default=())


def years(first: int | None, last: int | None, *ratios: str) -> dict[str, Any]:
    """Ratios are the origin's and the host's; the parties' codes are put in when the rule is made."""
    return {"first": first, "last": last, "ratios": dict(zip(("origin", "host"), ratios, strict=False))}


RETAINED_TAX = {"code": "tax", "book": "fiscal", "indicator": "tax", "mode": "split", "basis": "retained"}
OUTPUT = {"code": "output", "book": "assessment", "indicator": "output"}
INVESTMENT = {"code": "investment", "book": "assessment", "indicator": "fixed_asset_investment"}
FROM_CONSTRUCTION = {"mode": "split", "start_event": "construction", "bands": [years(1, 5, HALVES, HALVES)]}
BY_CONTRIBUTION = {"mode": "by_contribution", "bands": []}
IN_FULL = {"mode": "dual_full_count", "start_event": "signed", "bands": [years(1, None, "1", "1")]}

AGREEMENTS = (
    DemoAgreement(
        "XY-MD-2021",
        "牟定县—云甸工业园区飞地招商协作协议",
        "Mouding–Yundian enclave agreement",
        "牟定县",
        "宁德市《关于鼓励招商项目异地落户的通知》（2017）",
        (
            {**RETAINED_TAX, "start_event": "first_tax", "bands": [years(1, 5, HALVES, HALVES)]},
            {**OUTPUT, **FROM_CONSTRUCTION},
            {**INVESTMENT, **FROM_CONSTRUCTION},
        ),
    ),
    DemoAgreement(
        "XY-DY-2021",
        "大姚县—云甸工业园区飞地招商协作协议",
        "Dayao–Yundian enclave agreement",
        "大姚县",
        "辽宁省《关于支持“飞地经济”发展的实施意见》（2019）",
        ({**RETAINED_TAX, "start_event": "first_tax", "bands": [years(1, 10, HALVES, HALVES)]},),
    ),
    DemoAgreement(
        "XY-SB-2021",
        "双柏县—云甸工业园区园区共建协议",
        "Shuangbai–Yundian joint park agreement",
        "双柏县",
        "保山“园中园”共同投入项目利益共享（媒体报道，2025）",
        (
            {"code": "tax", "book": "fiscal", "indicator": "tax", **BY_CONTRIBUTION},
            {**OUTPUT, **BY_CONTRIBUTION},
            {**INVESTMENT, **BY_CONTRIBUTION},
        ),
    ),
    DemoAgreement(
        "XY-JD-2021",
        "上海嘉定—云甸工业园区产业转移协议",
        "Jiading–Yundian industrial transfer agreement",
        "上海嘉定",
        "《昆明市重点“飞地园区”跨区域协作管理办法（试行）》（2024）",
        (
            {
                **RETAINED_TAX,
                "less_incentives": True,
                "start_event": "signed",
                "bands": [years(1, None, HALVES, HALVES)],
            },
            {**OUTPUT, **IN_FULL},
            {**INVESTMENT, **IN_FULL},
        ),
    ),
)
CONTRIBUTIONS = {"XY-SB-2021": {"origin": 5_100 * WAN, "host": 4_900 * WAN}}
WITH_INCENTIVES = "XY-JD-2021"


@transaction.atomic
def create_demo_agreements() -> list[Agreement]:
    """Idempotent. Called again once the projects are enrolled, it enters that they were paid no incentives."""
    create_rates()
    made = [create_agreement(given) for given in AGREEMENTS]
    create_contributions()
    create_incentives()
    create_demo_simulation()
    return made


def create_rates() -> None:
    """The retained rates where the workbooks give none; none was checked against a document."""
    for code, rate in RATES.items():
        tax = Tax.objects.get(code=code)
        if not RetainedRate.objects.current().filter(tax=tax, level="local").exists():
            row = RetainedRate(tax=tax, level="local", valid_from=RATES_FROM, rate=rate, source=SOURCE)
            facts.record(fact=row, actor=None, verified=True)


def create_agreement(given: DemoAgreement) -> Agreement:
    """The agreement may be there already, opened by an import without rules."""
    agreement = Agreement.objects.filter(code=given.code).first() or open_agreement(given)
    if not agreement.versions.exists():
        create_version(agreement, given)
    return agreement


def open_agreement(given: DemoAgreement) -> Agreement:
    origin = Organisation.objects.get(name=given.origin)
    zone = Organisation.objects.get(kind=Organisation.Kind.ZONE)
    parties = [(Party.PartyRole.ORIGIN, origin, given.origin), (Party.PartyRole.HOST, zone, HOST_NAME)]
    agreement = agreement_create(
        code=given.code,
        name=given.name,
        name_en=given.name_en,
        parties=parties,
        actor=None,
        dispute_body="楚雄州财政局（示范）",
        note=SOURCE,
    )
    host = agreement.parties.get(role=Party.PartyRole.HOST)
    host.name_en = HOST_NAME_EN
    host.save_by(None)
    return agreement


def create_version(agreement: Agreement, given: DemoAgreement) -> None:
    version = AgreementVersion(
        agreement=agreement, number=1, effective_year=EFFECTIVE_YEAR, source=f"{SOURCE}：{given.source}"
    )
    version.save_by(None)
    codes = {party.role: party.code for party in agreement.parties.all()}
    for order, rule in enumerate(given.rules, start=1):
        indicator = Indicator.objects.get(code=rule["indicator"])
        bands = [named(band, codes) for band in rule["bands"]]
        SharingRule(**{**rule, "indicator": indicator, "bands": bands}, agreement_version=version, order=order).save_by(
            None
        )
    version_make_effective(version=version_review(version=version, actor=None), actor=None)


def named(band: dict[str, Any], codes: dict[str, str]) -> dict[str, Any]:
    """The same band with the parties' codes for their roles."""
    return {**band, "ratios": {codes[role]: ratio for role, ratio in band["ratios"].items()}}


def create_contributions() -> None:
    for code, amounts in CONTRIBUTIONS.items():
        agreement = Agreement.objects.get(code=code)
        if Contribution.objects.current().filter(agreement=agreement).exists():
            continue
        for role, amount in amounts.items():
            party = agreement.parties.get(role=role)
            row = Contribution(
                agreement=agreement, party=party, happened_on=CONTRIBUTED_ON, amount_fen=amount, source=SOURCE
            )
            facts.record(fact=row, actor=None, verified=True)


def create_incentives() -> None:
    """Dated 1 January, so that each quarter of the year has them."""
    for project in Project.objects.filter(enrolments__agreement__code=WITH_INCENTIVES).order_by("code"):
        for year in INCENTIVE_YEARS:
            if not Incentive.objects.current().filter(project=project, happened_on__year=year).exists():
                row = Incentive(project=project, happened_on=date(year, 1, 1), amount_fen=0, source=SOURCE)
                facts.record(fact=row, actor=None, verified=True)
