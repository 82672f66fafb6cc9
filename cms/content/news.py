"""The first news: what the sources say, on the day that they give. No news without a day and a source."""

from datetime import date
from typing import Any, NamedTuple

from cms.content.facts import POLICY, POLICY_EN, TARGET_FACTS


class News(NamedTuple):
    slug: str
    published_on: date
    words: dict[str, dict[str, Any]]


NEWS = [
    News(
        "policy-of-23-measures",
        date(2023, 8, 31),
        {
            "zh-hans": {
                "title": "楚雄州印发支持高新区高质量发展的 23 条政策措施",
                "standfirst": "州委办公室、州人民政府办公室印发《关于支持楚雄国家高新区高质量发展的政策措施》，共九个部分、23 条，逐条写明责任单位。",
                "source": POLICY,
                "body": [
                    (
                        "text",
                        "<p>政策措施从党的领导、体制机制、产业集聚、基础配套、创新能力、开放合作、要素保障、营商环境和落实保障九个方面支持高新区，"
                        "并给出 2025 年和 2035 年的目标。</p>",
                    ),
                    ("facts", {"heading": "政策给出的目标", "intro": "", "facts": TARGET_FACTS}),
                    ("measures", {"heading": "与投资人最有关的几条", "intro": "", "numbers": [16, 17, 18, 19]}),
                ],
            },
            "en": {
                "title": "Chuxiong Prefecture issues 23 measures in support of the high-tech zone",
                "standfirst": "The general offices of the prefecture's Party committee and government issued measures to support the "
                "zone's high-quality development: nine parts, 23 measures, each with the bodies that answer for it.",
                "source": POLICY_EN,
                "body": [
                    (
                        "text",
                        "<p>They support the zone in leadership, administration, industry, infrastructure, innovation, cooperation, land, power and "
                        "finance, and approvals, and they set targets for 2025 and 2035.</p>",
                    ),
                    ("facts", {"heading": "The targets that it sets", "intro": "", "facts": TARGET_FACTS}),
                    ("measures", {"heading": "What concerns investors most", "intro": "", "numbers": [16, 17, 18, 19]}),
                ],
            },
        },
    ),
]
