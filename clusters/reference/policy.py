"""The 23 measures read out of the policy's own text (楚办发〔2023〕7号)."""

import re
from dataclasses import dataclass
from pathlib import Path

TEXT = Path(__file__).parent / "policy" / "chubanfa-2023-7.txt"
CHAPTER = re.compile(r"^[一二三四五六七八九十]+、(?P<title>.+)$")
CLAUSE = re.compile(r"^（[一二三四五六七八九十]+）(?P<title>[^。]+)。(?P<text>.*)$", re.DOTALL)
BODIES = re.compile(r"（责任单位：(?P<bodies>.+)）$", re.DOTALL)
SHARED_DUTY = "按职责分工负责"
SENTENCE_ENDS = ("。", "；", "）", "：")


@dataclass(frozen=True)
class Clause:
    """One measure as the text has it; `bodies` are its 责任单位, empty where it names none."""

    number: int
    chapter: str
    title: str
    text: str
    bodies: tuple[str, ...]


def read_clauses() -> list[Clause]:
    clauses: list[Clause] = []
    chapter = ""
    for paragraph in blocks(TEXT.read_text(encoding="utf-8")):
        if heading := CHAPTER.match(paragraph):
            chapter = heading["title"]
        elif found := CLAUSE.match(paragraph):
            text, bodies = split_bodies(found["text"])
            clauses.append(Clause(len(clauses) + 1, chapter, found["title"], text, bodies))
    return clauses


def blocks(source: str) -> list[str]:
    """Chapter headings and whole clauses. A page break cuts a sentence: what follows it is joined without a blank."""
    joined: list[str] = []
    for paragraph in filter(None, map(str.strip, source.split("\n\n"))):
        if not joined or CHAPTER.match(paragraph) or CLAUSE.match(paragraph) or CHAPTER.match(joined[-1]):
            joined.append(paragraph)
        elif joined[-1].endswith(SENTENCE_ENDS) and not paragraph.startswith("（责任单位"):
            joined[-1] += "\n" + paragraph
        else:
            joined[-1] += paragraph
    return joined


def split_bodies(text: str) -> tuple[str, tuple[str, ...]]:
    """A clause without its last bracket, and the bodies named there."""
    found = BODIES.search(text)
    if not found:
        return text, ()
    named = found["bodies"].removesuffix(SHARED_DUTY).replace("楚雄市党委、政府", "楚雄市党委、楚雄市政府")
    return text[: found.start()], tuple(re.split("[、，]", named))
