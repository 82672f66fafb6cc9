"""Text made searchable: one normal form, cut into words that any index can hold. Pure: knows no database.

Chinese is cut into overlapping pairs of characters, and the last character of a run stands alone too, so that every
single character begins a token: 「新材料」 → 新材 材料 料. Two characters inside a longer run are found as one token,
three or more as adjacent ones, one as the beginning of a token.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from crm.common.names import TO_SIMPLIFIED

CJK = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003fffd"
RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
IS_CJK = re.compile(rf"[{CJK}]")
# Without accents, whatever stands there.
PLAIN = re.compile(r"[\x00-\x7f\u3001-\u3011\u3400-\u4dbf\u4e00-\u9fff]*")
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# A number plate such as 云E·5K678, as texts mention them.
PLATE = re.compile(rf"[{PROVINCES}][a-z][·•. -]?[a-z0-9]{{4,5}}[a-z0-9学警挂]", re.IGNORECASE)
LONGEST_TOKEN = 64
LONGEST_CODE = 40
# Tokens that are no words are marked, so that no typed word can be one of them: normalised words hold no underscore.
CODE, PINYIN, COVERED, CHOSEN = "_c_", "_p_", "_h_", "_f_"
SHORTEST_BEGINNING, SHORTEST_END = 2, 3


def normalise(text: str) -> str:
    """Half width, simplified, lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = TO_SIMPLIFIED.convert(unicodedata.normalize("NFKC", text)).lower()
    if PLAIN.fullmatch(plain):
        return plain
    parts = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFC", "".join(each for each in parts if unicodedata.category(each) != "Mn"))


def runs(text: str) -> list[str]:
    """The words of a text in order: runs of Chinese, and runs of Latin letters and digits."""
    return list(runs_of(text) if len(text) <= LONGEST_KEPT else cut_into_runs(text))


def spaced(text: str) -> str:
    """The words of a text with blanks between them."""
    return spaced_of(text) if len(text) <= LONGEST_KEPT else " ".join(cut_into_runs(text))


@lru_cache(maxsize=16_384)
def spaced_of(text: str) -> str:
    return " ".join(runs_of(text))


def cut_into_runs(text: str) -> tuple[str, ...]:
    plain = normalise(text)
    found = RUN.findall(plain)
    if len(plain) <= LONGEST_TOKEN:
        return tuple(found)
    return tuple(run[:LONGEST_TOKEN] if not is_cjk(run) else run for run in found)


# The names of clusters, parks and people stand in many records.
LONGEST_KEPT = 200
runs_of = lru_cache(maxsize=16_384)(cut_into_runs)


def is_cjk(run: str) -> bool:
    return "\u4e00" <= run[:1] <= "\u9fff" or bool(IS_CJK.match(run))


def tokens(text: str) -> list[str]:
    """What the index holds of a text, in order."""
    found: list[str] = []
    for run in runs(text):
        found += pairs(run, whole=True) if is_cjk(run) else [run]
    return found


def pairs(run: str, *, whole: bool = False) -> list[str]:
    """Overlapping pairs; with `whole` the last character alone as well, as the index has it."""
    found = [run[place : place + 2] for place in range(len(run) - 1)]
    return [*found, run[-1]] if whole or len(run) == 1 else found


def squeeze(text: str) -> str:
    """A code or title without blanks and punctuation: `FD-2023-007` → `fd2023007`."""
    return "".join(runs(text))


def code_grams(code: str) -> set[str]:
    """All beginnings and ends by which a code, phone or plate may be looked up."""
    key = squeeze(code)[:LONGEST_CODE]
    beginnings = {key[:size] for size in range(SHORTEST_BEGINNING, len(key) + 1)}
    ends = {key[-size:] for size in range(SHORTEST_END, len(key) + 1)}
    return beginnings | ends | ({key} if key else set())


def plates_of(text: str) -> list[str]:
    """Number plates that a text mentions."""
    if text.isascii():
        return []  # each begins with the character of its province
    return PLATE.findall(unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def syllables(run: str) -> tuple[str, ...]:
    """The pinyin of a run of Chinese, one syllable a character, without tones."""
    from pypinyin.seg.mmseg import seg  # its dictionaries take 50 MiB: only where somebody asks

    return tuple(syllable for word in seg.cut(run) for syllable in spoken(word))


@lru_cache(maxsize=65_536)
def spoken(word: str) -> tuple[str, ...]:
    """Of one word as pypinyin cuts a run: a character is said by the word that it stands in."""
    from pypinyin import Style, pinyin

    found: list[list[str]] = pinyin(word, style=Style.NORMAL, errors=lambda rest: [[each] for each in rest])
    return tuple(each[0].replace("ü", "v") for each in found)


def code_marks(code: str, mark: str) -> set[str]:
    return {mark + gram for gram in code_grams(code)}


@lru_cache(maxsize=4096)
def pinyin_marks(text: str) -> frozenset[str]:
    return frozenset(pinyin_tokens(text, PINYIN))


def pinyin_tokens(text: str, mark: str = "") -> set[str]:
    """From each character on: up to eight syllables written together, and up to twelve initials."""
    found: set[str] = set()
    for run in runs(text):
        if len(run) > 1 and is_cjk(run):
            sounds = syllables(run)
            initials, begins = "".join([each[0] for each in sounds]), range(len(sounds) - 1)
            found.update([mark + "".join(sounds[begin : begin + 8]) for begin in begins])
            found.update([mark + initials[begin : begin + 12] for begin in begins])
            if len(sounds[-1]) > 1:
                found.add(mark + sounds[-1])
    return found


def texts_of(value: Any) -> list[str]:
    """A field's value as texts: lists one by one, blanks left out."""
    if isinstance(value, str):
        return [value] if value else []
    if value is None:
        return []
    if isinstance(value, list | tuple | set):
        return [text for each in value for text in texts_of(each)]
    return [str(value)]
