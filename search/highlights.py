"""Where a result holds what was looked for: found anew in the record as it is now, so that nothing stale is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from crm.common.phones import mask_phone
from search.documents import DOCUMENTS, Document, Part, PartKind, Weight
from search.queries import Query
from search.text import is_cjk, normalise, plates_of, runs, syllables

EXCERPT = 80
BEFORE = 20
MOST_SHOWN = 3

Span = tuple[int, int]


@dataclass(frozen=True)
class Highlight:
    label: str
    text: SafeString


def highlights(document: Document, record: Any, query: Query, *, uncovered: bool) -> list[Highlight]:
    """The parts that hold a word of the query and are not shown above, shortened around it; one a label."""
    shown: dict[str, Highlight] = {}
    seen: set[str] = set()
    above = f"{document.title(record)} {document.subtitle(record)}"
    for part, label in zip(document.parts, labels_of(document.kind, get_language()), strict=True):
        if label in seen or label in shown or (part.is_covered and not uncovered):
            continue
        for text in part.texts(record):
            if text in above:
                seen.add(label)  # shown and marked there: its other names need not be
            elif spans := spans_of(text, query, part):
                told = covered(text) if part.is_covered else marked(*excerpt(text, spans))
                shown[label] = Highlight(label, told)
                break
    return list(shown.values())[:MOST_SHOWN]


@lru_cache(maxsize=64)
def labels_of(kind: str, language: str | None) -> list[str]:
    """What the parts of a kind are called in the reader's language."""
    return [str(part.label) for part in DOCUMENTS[kind].parts]


def covered(text: str) -> SafeString:
    """A number found by whoever may read it: that it is the one is told, the whole of it is read by a logged act."""
    return escape(mask_phone(text) if "@" not in text else f"{text[:1]}****")


def highlighted(text: str, query: Query) -> SafeString:
    """The whole text with the words of the query marked."""
    return marked(text, spans_of(text, query))


def spans_of(text: str, query: Query, part: Part | None = None) -> list[Span]:
    plain, places = aligned(text)
    inside = part is not None and (part.kind == PartKind.CODE or (query.is_latin and bool(plates_of(text))))
    found = [span for word in query.words for span in occurrences(plain, word, inside)]
    if part is None or part.weight != Weight.BODY:
        found += [span for sound in query.sounds for span in spoken(plain, sound)]
    return merged((places[start], places[end - 1] + 1) for start, end in found) if found else found


normal_character = lru_cache(maxsize=16_384)(normalise)


@lru_cache(maxsize=4096)
def aligned(text: str) -> tuple[str, list[int]]:
    """The normalised text, and for each of its characters the place in the original."""
    plain, places = [], []
    for place, character in enumerate(text):
        for each in normal_character(character):
            plain.append(each)
            places.append(place)
    return "".join(plain), places


def occurrences(plain: str, word: str, inside: bool) -> Iterable[Span]:
    """Chinese anywhere; a Latin word where one begins, in a code anywhere."""
    start = plain.find(word)
    while start >= 0:
        begins = start == 0 or not (plain[start - 1].isalnum() and not is_cjk(plain[start - 1]))
        if inside or begins or is_cjk(word):
            yield start, start + len(word)
        start = plain.find(word, start + 1)


def spoken(plain: str, word: str) -> Iterable[Span]:
    """Characters whose pinyin, in full or by initials, begins with the word."""
    place = 0
    for run in runs(plain):
        place = plain.find(run, place)
        if is_cjk(run):
            sounds = syllables(run)
            for start in range(len(sounds)):
                if size := spoken_size(sounds[start:], word):
                    yield place + start, place + start + size
        place += len(run)


def spoken_size(sounds: tuple[str, ...], word: str) -> int:
    """How many characters the word stands for at the beginning of these syllables; 0 for none."""
    if "".join(sound[:1] for sound in sounds).startswith(word):
        return len(word)
    said = ""
    for count, sound in enumerate(sounds, 1):
        said += sound
        if said.startswith(word):
            return count
        if not word.startswith(said):
            return 0
    return 0


def merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def excerpt(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """The stretch around the first hit, with dots where it was cut."""
    begin = whole_word(text, max(0, spans[0][0] - BEFORE), spans[0][0])
    end = whole_word(text, min(len(text), begin + EXCERPT), len(text))
    before, after = "…" if begin else "", "…" if end < len(text) else ""
    shift = len(before) - begin
    kept = [(start + shift, min(stop, end) + shift) for start, stop in spans if start < end]
    return f"{before}{text[begin:end]}{after}", kept


def whole_word(text: str, place: int, latest: int) -> int:
    """The next place that does not cut a Latin word in two."""
    while 0 < place < latest and text[place - 1 : place + 1].isascii() and text[place - 1 : place + 1].isalnum():
        place += 1
    return place


def marked(text: str, spans: list[Span]) -> SafeString:
    """Escaped, with `<mark>` around the spans."""
    parts, place = [], 0
    for start, end in spans:
        parts.append(f"{escape(text[place:start])}<mark>{escape(text[start:end])}</mark>")
        place = end
    return mark_safe("".join(parts) + escape(text[place:]))  # every part is escaped above
