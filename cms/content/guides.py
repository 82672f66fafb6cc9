"""Who benefits from each measure and what to bring: only what its text says. The rest is left open, as 待确认."""

from typing import NamedTuple


class Guide(NamedTuple):
    benefits: str
    benefits_en: str
    bring: str = ""
    bring_en: str = ""


OWN_ZH = "面向高新区自身的体制、队伍和考核，企业不需要申请。"
OWN_EN = "It is about the zone's own administration, staff and assessment; companies need not apply."
OWN = Guide(OWN_ZH, OWN_EN)

GUIDES: dict[int, Guide] = {
    1: OWN,
    2: OWN,
    3: Guide(
        OWN_ZH + "州级经济管理审批权限赋予高新区，企业少跑一级。",
        OWN_EN + " Approvals of the prefecture are given to the zone, so there is one level less to go to.",
    ),
    4: OWN,
    5: OWN,
    6: Guide(
        "硅光伏、化学仿制药、工业大麻、绿色铜的项目，重点产业链的链主企业。",
        "Projects in silicon photovoltaics, generic medicines, industrial hemp and green copper; lead companies of the key chains.",
    ),
    7: Guide(
        "光伏新材料、绿色铜新材料、生物医药三个优势集群，绿色食品、绿色化工、先进制造三个新兴集群的企业和项目。",
        "Companies and projects of the three leading and the three emerging clusters.",
    ),
    8: Guide(
        "烟草及配套、冶金、建材、商贸物流、文化旅游企业；出口东南亚或接受境外委托生产的企业；龙头企业、“专精特新”企业、制造业单项冠军企业；总部经济。",
        "Companies in tobacco and its suppliers, metallurgy, building materials, trade, logistics and tourism; those exporting "
        "to Southeast Asia or making on commission from abroad; lead, specialised and single-product champion companies; headquarters.",
    ),
    9: Guide(
        "园区内使用水、电、气、路、通信、环保设施的所有企业。",
        "All companies that use the parks' water, power, gas, roads, communications and environmental facilities.",
    ),
    10: Guide(
        "需要标准厂房、仓储、大宗物资运输、冷链物流的企业；云甸化工园区的企业。",
        "Companies that need standard factories, warehouses, bulk transport or a cold chain; those in the Yundian chemical park.",
    ),
    11: Guide(
        "科技型中小企业、高新技术企业、专精特新“小巨人”企业，孵化器、众创空间和各类创新中心的申报单位。",
        "Technology-based small and medium companies, high-tech and “little giant” companies, and applicants for incubators and innovation centres.",
    ),
    12: Guide(
        "重点产业、重大项目引进的人才，与高校共建的企业，参加职称评价的专业技术人才。",
        "People recruited for key industries and major projects, companies working with universities, and professionals seeking a title.",
        "重点产业、重大项目引才“一事一议”：请说明人才和项目的情况。所需材料待确认。",
        "Key industries and major projects are dealt with case by case: please describe the person and the project. The papers needed are to be confirmed.",
    ),
    13: Guide(
        "与上海嘉定、张江、江苏宿迁，或与磨憨、河口、瑞丽合作的企业和园区。",
        "Companies and parks that work with Jiading, Zhangjiang and Suqian, or with Mohan, Hekou and Ruili.",
    ),
    14: Guide(
        "在云甸落户的飞地项目，以及合作双方的园区和政府。分享比例按州级有关政策执行，在政府之间进行，不是对企业的承诺。",
        "Enclave projects that settle in Yundian, and the parks and governments on both sides. Shares follow the prefecture's "
        "policies and are between governments; they are no promise to a company.",
    ),
    15: Guide(
        "高新区财政，用于支持产业发展和园区建设。这是政府间的安排，不是对企业的税收返还。",
        "The zone's budget, for industry and its parks. It is an arrangement between governments, not a refund of taxes to companies.",
    ),
    16: Guide(
        "需要新增建设用地、林地指标的重点产业和关键项目；愿意置换、腾退低效用地的企业。",
        "Key industries and projects that need new building land or forest quotas; companies ready to give up or exchange land of low use.",
    ),
    17: Guide(
        "单位工业增加值能耗低于全省 2025 年目标值的项目（优先办理）；光伏新材料、绿色铜新材料、绿色化工等主导产业的重点工业企业；参与电力市场化交易的园区企业。",
        "Projects whose energy per unit of industrial value added is below the province's target for 2025 (dealt with first); key "
        "industrial companies of the leading industries; companies that buy power on the market.",
        "优先办理以单位工业增加值能耗为条件，请准备项目的能耗数据。其他材料待确认。",
        "Priority hangs on energy per unit of value added: please have your project's figures at hand. Other papers are to be confirmed.",
    ),
    18: Guide(
        "办理审批的企业；以“标准地”方式取得用地的工业项目。",
        "Companies seeking approvals; industrial projects that take land as standard land.",
    ),
    19: Guide(
        "需要州级、楚雄市审批，或需要审核上报省级审批的项目。",
        "Projects that need an approval of the prefecture or the city, or one that these pass on to the province.",
        "适用的具体审批事项“另行研究确定”（政策原文），材料待确认。",
        "Which approvals it applies to is “to be determined separately” (the policy's words); the papers are to be confirmed.",
    ),
    20: Guide("园区内的经营主体。", "All businesses in the parks."),
    21: OWN,
    22: OWN,
    23: OWN,
}
