"""Company names made comparable."""

import re
import unicodedata

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
