"""Public facts with date and source. What has neither yet is shown as to be confirmed."""

from datetime import date
from typing import Any

NEWS, NEWS_EN = "中国知识产权资讯网", "China Intellectual Property News online"
YNCK, YNCK_EN = "ynck.cxz.gov.cn", "ynck.cxz.gov.cn"
POLICY, POLICY_EN = "楚办发〔2023〕7号", "Prefecture document Chubanfa [2023] No. 7"
OUTPUT = {"unit": "yi_yuan", "as_of": date(2022, 1, 1), "source": NEWS, "source_en": NEWS_EN}
TARGET = {
    "kind": "target",
    "unit": "yi_yuan",
    "as_of": date(2023, 8, 31),
    "precision": "day",
    "source": POLICY,
    "source_en": POLICY_EN,
}
PHARMA = {
    "unit": "companies",
    "as_of": date(2024, 12, 1),
    "precision": "month",
    "source": YNCK,
    "source_en": YNCK_EN,
    "cluster": "pharma",
}
PREFECTURE_2023 = {"as_of": date(2023, 1, 1)}


def gdp(year: int, value: str) -> dict[str, Any]:
    return {
        "code": f"prefecture-gdp-{year}",
        "label": f"楚雄州 {year} 年地区生产总值",
        "label_en": f"GDP of Chuxiong Prefecture, {year}",
        "value": value,
        "unit": "yi_yuan",
        "as_of": date(year, 1, 1),
    }


FACTS: list[dict[str, Any]] = [
    {
        "code": "output-2022-new-materials",
        "label": "新材料产业产值（光伏、铜等）",
        "label_en": "Output of new materials (photovoltaic, copper and others)",
        "value": "248.11",
        **OUTPUT,
    },
    {
        "code": "output-2022-pharma",
        "label": "生物医药产业产值",
        "label_en": "Output of biopharmaceuticals",
        "value": "78.13",
        "cluster": "pharma",
        **OUTPUT,
    },
    {
        "code": "output-2022-chemicals",
        "label": "绿色化工产业产值",
        "label_en": "Output of green chemicals",
        "value": "13.51",
        "cluster": "chemicals",
        **OUTPUT,
    },
    {
        "code": "output-2022-food",
        "label": "绿色食品产业产值",
        "label_en": "Output of green food",
        "value": "6.13",
        "cluster": "food",
        **OUTPUT,
    },
    {
        "code": "target-output-2025",
        "label": "2025 年工业总产值目标",
        "label_en": "Target for industrial output in 2025",
        "value": "1500",
        **TARGET,
    },
    {
        "code": "target-output-2035",
        "label": "2035 年工业总产值目标",
        "label_en": "Target for industrial output in 2035",
        "value": "4000",
        **TARGET,
    },
    {
        "code": "target-revenue-2025",
        "label": "2025 年营业收入目标（以上）",
        "label_en": "Target for revenue in 2025 (at least)",
        "value": "2000",
        **TARGET,
    },
    {
        "code": "target-revenue-2035",
        "label": "2035 年营业收入目标（以上）",
        "label_en": "Target for revenue in 2035 (at least)",
        "value": "5000",
        **TARGET,
    },
    {
        "code": "pharma-companies-2024",
        "label": "生物医药企业",
        "label_en": "Pharmaceutical companies",
        "value": "45",
        **PHARMA,
    },
    {
        "code": "pharma-above-scale-2024",
        "label": "其中规模以上企业",
        "label_en": "of these above designated size",
        "value": "21",
        **PHARMA,
    },
    {
        "code": "pharma-high-tech-2024",
        "label": "其中高新技术企业",
        "label_en": "of these high-tech enterprises",
        "value": "12",
        **PHARMA,
    },
    {
        "code": "company-yuze",
        "kind": "company",
        "label": "宇泽新能源",
        "label_en": "Yuze New Energy",
        "text": "富民片区。N 型单晶硅棒与硅片。",
        "text_en": "Fumin park. N-type ingots and wafers.",
        "cluster": "photovoltaic",
        "park": "fumin",
        "segments": ["silicon-ingot", "silicon-wafer"],
    },
    {
        "code": "company-lihao",
        "kind": "company",
        "label": "丽豪",
        "label_en": "Lihao",
        "text": "云甸片区。20 万吨多晶硅项目，进展待确认。",
        "text_en": "Yundian park. Polysilicon project of 200,000 tonnes; its progress is to be confirmed.",
        "cluster": "photovoltaic",
        "park": "yundian",
        "segments": ["polysilicon"],
    },
    {
        "code": "company-dianzhong",
        "kind": "company",
        "label": "滇中有色",
        "label_en": "Dianzhong Nonferrous Metals",
        "text": "阴极铜与再生铜基地。",
        "text_en": "Base for cathode copper and recycled copper.",
        "cluster": "copper",
        "segments": ["cathode-copper", "recycled-copper"],
    },
    {
        "code": "company-shineway",
        "kind": "company",
        "label": "神威施普瑞",
        "label_en": "Shenwei Shipurui",
        "text": "生物医药。",
        "text_en": "Pharmaceuticals.",
        "cluster": "pharma",
    },
    {
        "code": "company-huapai",
        "kind": "company",
        "label": "华派",
        "label_en": "Huapai",
        "text": "生物医药。",
        "text_en": "Pharmaceuticals.",
        "cluster": "pharma",
    },
    {
        "code": "company-hengchu",
        "kind": "company",
        "label": "衡楚",
        "label_en": "Hengchu",
        "text": "生物医药。",
        "text_en": "Pharmaceuticals.",
        "cluster": "pharma",
    },
    gdp(2020, "1372"),
    gdp(2022, "1763.42"),
    gdp(2023, "1827.04"),
    gdp(2024, "2019"),
    {
        "code": "prefecture-agreed-2023",
        "label": "楚雄州 2023 年招商项目协议资金",
        "label_en": "Investment agreed in the prefecture in 2023",
        "value": "1979.2",
        "unit": "yi_yuan",
        **PREFECTURE_2023,
    },
    {
        "code": "prefecture-signed-2023",
        "label": "楚雄州 2023 年新签约项目",
        "label_en": "Projects newly signed in the prefecture in 2023",
        "value": "1337",
        "unit": "projects",
        **PREFECTURE_2023,
    },
    {
        "code": "prefecture-landed-2023",
        "label": "其中落地项目",
        "label_en": "of these landed",
        "value": "1286",
        "unit": "projects",
        **PREFECTURE_2023,
    },
    {
        "code": "prefecture-landed-rate-2023",
        "label": "落地率",
        "label_en": "Share that landed",
        "value": "96.2",
        "unit": "percent",
        **PREFECTURE_2023,
    },
]
HOME_FACTS = ["output-2022-new-materials", "output-2022-pharma", "pharma-companies-2024", "target-output-2025"]
PREFECTURE_FACTS = [fact["code"] for fact in FACTS if fact["code"].startswith("prefecture-")]
TARGET_FACTS = [fact["code"] for fact in FACTS if fact["code"].startswith("target-")]
OUTPUT_FACTS = [fact["code"] for fact in FACTS if fact["code"].startswith("output-2022-")]
