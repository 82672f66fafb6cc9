"""What a person typed into the box, understood: words that must all be found, each in one of several ways. Pure."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from search.text import CODE, COVERED, PINYIN, is_cjk, normalise, pairs, runs

LONGEST_QUERY = 200
MOST_TERMS = 12
SHORTEST_COVERED = 4
QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』')


class Level(IntEnum):
    """How deep a search looks: titles only, names of what belongs to it too, bodies too, covered numbers too."""

    TITLE = 1
    NAME = 2
    BODY = 3
    ALL = 4


@dataclass(frozen=True)
class Way:
    """One way to find a term: these tokens side by side, the last one perhaps only begun."""

    tokens: tuple[str, ...]
    is_prefix: bool = False
    mark: str = ""

    @property
    def is_text(self) -> bool:
        return not self.mark

    @property
    def level(self) -> Level:
        return {PINYIN: Level.NAME, COVERED: Level.ALL}.get(self.mark, Level.TITLE)


@dataclass(frozen=True)
class Term:
    """One thing that must be found. `words` are runs side by side: one as a rule, several in a code or a phrase."""

    words: tuple[str, ...]
    is_phrase: bool = False

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def is_cjk(self) -> bool:
        return is_cjk(self.words[0])

    @property
    def is_spoken(self) -> bool:
        """Whether it may be pinyin."""
        return len(self.words) == 1 and self.text.isascii() and self.text.isalpha()

    def ways(self, level: Level, *, uncovered: bool = False) -> list[Way]:
        """The ways that count at this level; covered numbers are looked through for those who may read them only."""
        found = [self.as_text()]
        if not self.is_phrase and not self.is_cjk:
            found += self.as_code(uncovered)
        return [way for way in found if way.level <= level]

    def as_text(self) -> Way:
        *before, last = self.words
        found = [token for word in before for token in (pairs(word, whole=True) if is_cjk(word) else [word])]
        if is_cjk(last):
            return Way((*found, *pairs(last)), is_prefix=len(last) == 1)
        return Way((*found, last), is_prefix=not self.is_phrase and len(last) > 1)

    def as_code(self, uncovered: bool) -> list[Way]:
        text = self.text
        if len(text) < 2:
            return []
        found = [Way((text,), mark=CODE)]
        if self.is_spoken:
            found.append(Way((text,), is_prefix=True, mark=PINYIN))
        if uncovered and len(text) >= SHORTEST_COVERED:
            found.append(Way((text,), mark=COVERED))
        return found


@dataclass(frozen=True)
class Query:
    """`terms` must all be found, in any order. `is_cut` says that the text was longer than what is looked for."""

    terms: tuple[Term, ...]
    is_cut: bool = False

    @property
    def key(self) -> str:
        """The whole query as a title would be compared: see Entry.title_key."""
        return "".join(term.text for term in self.terms)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All runs that are looked for."""
        return tuple(dict.fromkeys(word for term in self.terms for word in term.words))

    @cached_property
    def is_latin(self) -> bool:
        """Whether some of it is no Chinese."""
        return not all(map(is_cjk, self.words))

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        """Words that may be pinyin."""
        return tuple(term.text for term in self.terms if len(term.text) > 1 and term.is_spoken)

    def pieces(self) -> tuple[Term, ...]:
        """The query taken apart, for what is near: pairs of characters and single words."""
        found: list[Term] = []
        for word in (word for term in self.terms for word in term.words):
            found += [Term((piece,)) for piece in (pairs(word) if is_cjk(word) else [word]) if len(piece) > 1]
        return tuple(dict.fromkeys(found))[:MOST_TERMS]


def parse(text: str) -> Query:
    """Never fails: what cannot be understood is no word, and a text without words finds nothing."""
    kept = text[:LONGEST_QUERY]
    terms: list[Term] = []
    for phrase in QUOTED.findall(kept):
        words = side_by_side(runs("".join(phrase)))
        if words:
            terms.append(Term(words, is_phrase=True))
    for chunk in QUOTED.sub(" ", kept).split():
        terms += terms_of(chunk)
    found = tuple(dict.fromkeys(terms))
    return Query(found[:MOST_TERMS], is_cut=len(text) > LONGEST_QUERY or len(found) > MOST_TERMS)


def side_by_side(words: list[str]) -> tuple[str, ...]:
    """Chinese knows no blanks: those inside a phrase join what stands on both sides."""
    found: list[str] = []
    for word in words:
        if found and is_cjk(word) and is_cjk(found[-1]):
            found[-1] += word
        else:
            found.append(word)
    return tuple(found)


def terms_of(chunk: str) -> list[Term]:
    """Chinese runs each for themselves; Latin parts that punctuation joins are one code, such as `FD-2023-007`."""
    found: list[Term] = []
    joined: list[str] = []
    for run in [*runs(normalise(chunk)), ""]:
        if run and not is_cjk(run):
            joined.append(run)
            continue
        if joined:
            found.append(Term(tuple(joined)))
            joined = []
        if run:
            found.append(Term((run,)))
    return found
