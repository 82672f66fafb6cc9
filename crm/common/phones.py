"""Phone numbers: how they are read, checked and masked."""

import re
import unicodedata

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")


def normalise_phone(value: object) -> str:
    """Digits (and a dash) from a text or from a number that a spreadsheet made of it: 13800008088.0 → 13800008088."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    text = re.sub(r"\.0+$", "", text)
    return re.sub(r"[\s()]", "", text)


def is_phone(text: str) -> bool:
    return bool(MOBILE.fullmatch(text) or LANDLINE.fullmatch(text))


def mask_phone(text: str) -> str:
    """138****3657; short ones lose all but the first two."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else f"{text[:2]}****" if text else ""
