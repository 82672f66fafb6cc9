"""A small zone to search in: names as real ledgers have them, all made up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clusters.enclaves.models import Agreement, Party
from clusters.models import Cluster, Park
from crm.accounts.models import User
from crm.accounts.roles import Role
from tests.factories.accounts import TeamFactory, person
from tests.factories.clusters import (
    BuildingFactory,
    CompanyFactory,
    OpportunityFactory,
    ParcelFactory,
    ProjectFactory,
)
from tests.factories.leads import ContactFactory, LeadFactory


@dataclass
class Samples:
    """Records by a short name, and people."""

    records: dict[str, Any]
    people: dict[str, User]

    def __getitem__(self, name: str) -> Any:
        return self.records[name]

    def name_of(self, kind: str, object_id: int) -> str:
        for name, record in self.records.items():
            if record._meta.model_name == kind and record.pk == object_id:
                return name
        return f"{kind} {object_id}"


def make_samples() -> Samples:
    people = make_people()
    records = make_companies(people)
    records |= make_leads(records, people)
    records |= make_sites(records)
    records |= make_agreements(people)
    return Samples(records, people)


def make_people() -> dict[str, User]:
    team = TeamFactory(name="招商九科")
    return {
        "manager": person(Role.MANAGER, full_name="李主任"),
        "leader": person(Role.LEADER, full_name="分管领导"),
        "promoter": person(Role.PROMOTER, full_name="专员甲", team=team),
        "colleague": person(Role.PROMOTER, full_name="专员乙", team=team),
        "stranger": person(Role.PROMOTER, full_name="专员丙"),
        "finance": person(Role.FINANCE, full_name="财政岗"),
        "department": person(Role.DEPARTMENT, full_name="责任单位"),
        "editor": person(Role.EDITOR, full_name="编辑"),
        "administrator": person(Role.ADMINISTRATOR, full_name="管理员"),
        "auditor": person(Role.AUDITOR, full_name="审计员"),
        "partner": person(Role.PARTNER, full_name="牟定联络员"),
        "other_partner": person(Role.PARTNER, full_name="大姚联络员"),
    }


def make_companies(people: dict[str, User]) -> dict[str, Any]:
    clusters = {cluster.code: cluster for cluster in Cluster.objects.all()}
    park = Park.objects.get(code="zhuangdian")
    records = {
        "c_pv": CompanyFactory(
            name="楚雄光伏新材料有限公司",
            name_en="Chuxiong Photovoltaic Materials Co., Ltd.",
            credit_code="91532301MA6QEYFH70",
            cluster=clusters["photovoltaic"],
            park=park,
            registered_place="云南省楚雄州楚雄市",
        ),
        "c_si": CompanyFactory(
            name="示例硅业（上海）有限公司", name_en="Sample Silicon Shanghai", industry_code="3825"
        ),
        "c_cu": CompanyFactory(name="云铜示例电子铜箔股份有限公司", cluster=clusters["copper"]),
        "c_ph": CompanyFactory(name="彝源示例中药饮片有限公司", cluster=clusters["pharma"]),
        "c_secret": CompanyFactory(name="隐名示例半导体有限公司", is_confidential=True),
    }
    records["c_secret"].named_people.add(people["manager"])
    return records


def make_leads(records: dict[str, Any], people: dict[str, User]) -> dict[str, Any]:
    own = {"owner": people["promoter"], "team": people["promoter"].team}
    clusters = {cluster.code: cluster for cluster in Cluster.objects.all()}
    leads = {
        "l_park": LeadFactory(
            code="XS-2026-00101",
            name="光伏新材料产业园",
            company=records["c_pv"],
            cluster=clusters["photovoltaic"],
            stage="signed",
            investment_fen=32 * 10**9,
            land_sqm=Decimal("80000.00"),
            first_contact_on=date(2025, 3, 9),
            **own,
        ),
        "l_wafer": LeadFactory(
            code="XS-2026-00102",
            name="年产5GW N型硅片项目",
            company=records["c_si"],
            note="需要110千伏供电，用地120亩；对接人希望尽快考察，乘车云E·5K678。",
            stage="negotiation",
            investment_fen=10**10,
            first_contact_on=date(2026, 1, 31),
            **own,
        ),
        "l_foil": LeadFactory(
            code="XS-2026-00207",
            name="高端铜箔与铜板带项目",
            company=records["c_cu"],
            cluster=clusters["copper"],
            stage="approval",
            investment_fen=8 * 10**9,
            first_contact_on=date(2026, 2, 1),
        ),
        "l_herb": LeadFactory(
            code="XS-2026-00310", name="彝药饮片加工基地", company=records["c_ph"], note="石斛与灯盏花"
        ),
        "l_secret": LeadFactory(
            code="XS-2026-00999", name="碳化硅衬底项目", company=records["c_secret"], is_confidential=True
        ),
    }
    leads["l_secret"].named_people.add(people["manager"])
    leads["l_foil"].shared_with.add(people["stranger"])
    return leads | make_what_hangs_on_leads(records, leads)


def make_what_hangs_on_leads(records: dict[str, Any], leads: dict[str, Any]) -> dict[str, Any]:
    return {
        "k_wang": ContactFactory(lead=leads["l_wafer"], name="王芳", position="投资总监", phone="13800006789"),
        "k_zhao": ContactFactory(lead=leads["l_foil"], name="赵铜生", phone="13987654321", email="zhao@example.com"),
        "p_glass": ProjectFactory(code="FD-2023-007", name="光伏玻璃深加工", company=records["c_pv"]),
        "p_scrap": ProjectFactory(
            code="FD-2022-014",
            name="再生铜回收利用",
            company=records["c_cu"],
            stage="construction",
            signed_on=date(2022, 12, 31),
            agreed_investment_fen=25 * 10**9,
        ),
        "p_secret": ProjectFactory(code="FD-2025-001", name="外延片一期", company=records["c_secret"]),
    }


def make_sites(records: dict[str, Any]) -> dict[str, Any]:
    zhuangdian, yundian = Park.objects.get(code="zhuangdian"), Park.objects.get(code="yundian")
    photovoltaic = Cluster.objects.get(code="photovoltaic")
    return {
        # Seven kilometres apart.
        "s_shown": ParcelFactory(
            code="CX-ZD-012",
            park=zhuangdian,
            land_use="工业用地",
            is_public=True,
            latitude="25.041",
            longitude="101.546",
        ),
        "s_kept": ParcelFactory(
            code="CX-YD-003", park=yundian, land_use="物流仓储用地", latitude="25.080", longitude="101.600"
        ),
        "b_shown": BuildingFactory(code="BF-021", park=zhuangdian, block="6栋", is_public=True),
        "b_kept": BuildingFactory(code="BF-034", park=yundian, block="2栋"),
        "o_shown": OpportunityFactory(
            title="石英坩埚配套", title_en="Quartz crucible supply", cluster=photovoltaic, is_public=True
        ),
        "o_kept": OpportunityFactory(title="银浆本地化", title_en="Silver paste", cluster=photovoltaic),
    }


def make_agreements(people: dict[str, User]) -> dict[str, Any]:
    agreements = {
        "a_md": Agreement(code="XY-MD-2021", name="牟定县云甸飞地招商协作协议").save_by(None),
        "a_dy": Agreement(code="XY-DY-2021", name="大姚县云甸飞地招商协作协议").save_by(None),
    }
    for agreement, who, name in (("a_md", "partner", "牟定县"), ("a_dy", "other_partner", "大姚县")):
        organisation = people[who].organisation
        Party(agreement=agreements[agreement], organisation=organisation, name=name, role="origin", order=1).save_by(
            None
        )
    return agreements
