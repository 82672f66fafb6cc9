"""Units as they stand in headers, notes and cells, and how much of the base unit each is.

Base units: money fen, area m², electricity kWh, energy tce (吨标准煤), people persons, the rest as named.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Dimension:
    """A kind of quantity; `units` maps each unit's word (as `normalise_unit` writes it) to its size in base units."""

    name: str
    units: dict[str, Fraction]
    shown: str  # the unit that exports and previews use

    def size(self, word: str) -> Fraction | None:
        return self.units.get(normalise_unit(word))


def normalise_unit(word: str) -> str:
    """`㎡` and `m²` → `m2`, `元/㎡·月` → `元/m2/月`, `10k Yuan` → `10kyuan`."""
    text = unicodedata.normalize("NFKC", word).lower()
    text = re.sub(r"[\s_]+", "", text)
    return re.sub(r"[·.*×]", "/", text)


def dimension(name: str, shown: str, **sizes: str) -> Dimension:
    """`sizes` maps a number (as a word, `x10000` = ×10 000) to the blank-separated units of that size."""
    units = {
        normalise_unit(word): Fraction(size.removeprefix("x").replace("_per_", "/"))
        for size, words in sizes.items()
        for word in words.split()
    }
    return Dimension(name, units, shown)


MONEY = dimension(
    "money",
    "万元",
    x1="分 fen",
    x100="元 yuan cny rmb 人民币元 元人民币 块",
    x100000="千元 1000yuan",
    x1000000="万元 万 万元人民币 人民币万元 10kyuan 10,000yuan 10000yuan cny10k cny10,000 10kcny wanyuan wan",
    x100000000="百万元 百万 millionyuan myuan cnymillion",
    x10000000000="亿元 亿 亿元人民币 人民币亿元 100myuan 100millionyuan yiyuan yi",
)
AREA = dimension(
    "area",
    "亩",
    x1="m2 sqm 平方米 平米 平方 squaremetres squaremeters",
    x2000_per_3="亩 mu 市亩",
    x10000="公顷 ha hectare hectares 万平方米 万m2 万平米",
    x1000000="平方公里 km2 sqkm 平方千米",
)
ELECTRICITY = dimension(
    "electricity",
    "万千瓦时",
    x1="千瓦时 kwh 度",
    x1000="mwh 兆瓦时",
    x10000="万千瓦时 万度 万kwh 10kkwh",
    x1000000="gwh",
    x100000000="亿千瓦时 亿度 亿kwh",
)
ENERGY = dimension(
    "energy", "吨标准煤", x1="吨标准煤 吨标煤 tce 吨煤", x1000="千吨标准煤", x10000="万吨标准煤 万吨标煤 10ktce"
)
EMISSION = dimension("emission", "吨", x1="千克 公斤 kg", x1000="吨 tonnes t", x10000000="万吨")
PEOPLE = dimension("people", "人", x1="人 名 persons people person", x10000="万人")
POWER = dimension("power", "kVA", x1="kva 千伏安 kw 千瓦", x1000="mva 兆伏安 mw", x10000="万千伏安 万kva")
WATER = dimension(
    "water",
    "m³/日",
    x1="m3/日 m3/d m3/day m3/天 吨/日 吨/天 t/d 立方米/日 立方米/天",
    x10000="万m3/日 万吨/日 万立方米/日",
)
LENGTH = dimension("length", "m", x1="m 米 metres meters")
LOAD = dimension("load", "kg/㎡", x1="kg/m2 公斤/m2 千克/m2 kg/平方米 公斤/平方米", x1000="t/m2 吨/m2 吨/平方米")
RENT = dimension(
    "rent",
    "元/㎡·月",
    x100="元/m2/月 元/平方米/月 元/平米/月 yuan/m2/month yuan/sqm/month 元/月/m2 元/(m2/月)",
)
MONEY_PER_MU = dimension(
    "money_per_mu", "万元/亩", x100="元/亩 yuan/mu", x1000000="万元/亩 万/亩 10kyuan/mu", x10000000000="亿元/亩"
)
DIMENSIONS = (MONEY, AREA, ELECTRICITY, ENERGY, EMISSION, PEOPLE, POWER, WATER, LENGTH, LOAD, RENT, MONEY_PER_MU)
KNOWN = {word for each in DIMENSIONS for word in each.units}

# 「填报单位」「主管单位」 name an office, not a unit: the word must begin the note or follow a mark.
NOTE = re.compile(
    r"(?:^|[\s(（，,；;|])(?:计量|金额|货币|数量)?(?:单位|units?)\s*[:：]\s*(?P<units>.+)$", re.IGNORECASE
)
BRACKETS = re.compile(r"^(?P<name>.*?)\s*[(（\[【](?P<unit>[^()（）\[\]【】]*)[)）\]】]\s*(?P<rest>.*)$", re.DOTALL)
BETWEEN = re.compile(r"[、,，;；\s)）]+")


def is_unit(word: str) -> bool:
    return normalise_unit(word) in KNOWN


def units_of_note(text: str) -> list[str]:
    """The units that a note such as `单位：万元、亩、万千瓦时` names; none for `填报单位：招商一科`."""
    found = NOTE.search(text.strip())
    if not found:
        return []
    whole = found["units"].strip(" )）")
    return [whole] if is_unit(whole) else [word for word in BETWEEN.split(whole) if word and is_unit(word)]


def unit_of_header(text: str) -> tuple[str, str]:
    """`拟投资额（亿元）` → (`拟投资额`, `亿元`); `Area, mu` → (`Area`, `mu`); no unit → (text, ``)."""
    found = BRACKETS.match(text)
    if found and is_unit(found["unit"]):
        return (found["name"] + found["rest"]).strip(), found["unit"].strip()
    tail = re.match(r"^(?P<name>.+?)\s*[,，:：/]\s*(?P<unit>[^,，:：]+)$", text)
    if tail and is_unit(tail["unit"]):
        return tail["name"].strip(), tail["unit"].strip()
    return text.strip(), ""
