"""Company names made comparable."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

TO_SIMPLIFIED = OpenCC("t2s")
# Longest first: what remains after the legal form is taken away is the name that people mean.
LEGAL_FORMS = (
    "集团股份有限公司",
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "分公司",
    "集团",
    "公司",
    "(普通合伙)",
    "(有限合伙)",
)
# Places that companies put before their name: 「云南彝源科技」 and 「彝源（楚雄）科技」 may well be one.
PLACES = re.compile(
    "(?:中国|北京|天津|上海|重庆|河北|河南|山西|陕西|山东|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|湖北|湖南|广东|广西|海南|"
    "四川|贵州|云南|西藏|甘肃|青海|宁夏|新疆|内蒙古|香港|澳门|台湾|昆明|楚雄)(?:省|市|州)?"
)
NOISE = re.compile(r"[\s·•.,，。、\-—_'\"“”‘’]+")


def normalise_name(text: str) -> str:
    """Half width, simplified, lower case, without blanks and punctuation; brackets stay, as `()`."""
    return NOISE.sub("", TO_SIMPLIFIED.convert(unicodedata.normalize("NFKC", text))).lower()


def normalise_company_name(text: str) -> str:
    """As `normalise_name`, without bracket marks and legal form: 「彝源（云南）科技有限公司」 → `彝源云南科技`."""
    name = normalise_name(text)
    for form in LEGAL_FORMS:
        if name.endswith(form) and name not in LEGAL_FORMS:
            name = name[: -len(form)]
            break
    return name.replace("(", "").replace(")", "")


def sound_of_company(name: str) -> str:
    """How the name sounds, in letters, without legal form and place: homophones and variants come out alike.

    「云南彝源科技有限公司」, 「怡源（楚雄）科技公司」 and `yiyuankeji` → `yiyuankeji`.
    """
    from pypinyin.seg.mmseg import seg  # its dictionaries take 50 MiB: only where somebody asks

    core = normalise_company_name(name)
    return "".join(map(sound_of_word, seg.cut(PLACES.sub("", core) or core)))[:200]


@lru_cache(maxsize=20_000)
def sound_of_word(word: str) -> str:
    """Companies' names are made of few words: most are known from the name before."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(word))
