"""The words of units. Code names a unit by its Chinese word; on English pages it is said in English."""

from django.utils.translation import get_language

ENGLISH = {
    "元": "yuan",
    "万元": "10k yuan",
    "亿元": "100m yuan",
    "亩": "mu",
    "㎡": "m²",
    "公顷": "ha",
    "人": "people",
    "吨标准煤": "tce",
    "万千瓦时": "10k kWh",
    "万元/亩": "10k yuan/mu",
    "吨标准煤/万元": "tce per 10k yuan",
    "元/㎡·月": "yuan/m²/month",
    "m³/日": "m³/day",
    "吨": "t",
    "千克": "kg",
}


def speaks_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def unit_word(unit: object) -> str:
    """`万元` stays on a Chinese page and is `10k yuan` on an English one; an unknown word stays as it is."""
    return str(unit) if speaks_chinese() else ENGLISH.get(str(unit), str(unit))
