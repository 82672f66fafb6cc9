"""Latin words that titles and names hold, and what a mistyped one may have meant. Both engines correct by these."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.documents import Column, Document, Weight
from search.models import Word
from search.queries import Query, Term
from search.text import runs

SHORTEST, LONGEST = 4, 40
MOST_MEANT = 3


def keep(document: Document, columns: Iterable[dict[str, Column]]) -> None:
    """Words of people's own documents are left out."""
    if any(part.is_covered for part in document.parts):
        return
    held = (held[weight].texts for held in columns for weight in (Weight.TITLE, Weight.NAME))
    found = {run for texts in held for text in texts for run in runs(text) if is_latin(run)}
    Word.objects.bulk_create([Word(word=word, size=len(word)) for word in sorted(found)], ignore_conflicts=True)


def forget() -> None:
    """Before all is entered anew, so that words of what is gone go too."""
    Word.objects.all().delete()


def is_latin(word: str) -> bool:
    return word.isascii() and word.isalpha() and SHORTEST <= len(word) <= LONGEST


def slips(word: str) -> int:
    """How many letters may be wrong, left out, too many or changed about."""
    return 1 if len(word) < 8 else 2


def meant(word: str) -> list[str]:
    """The nearest words, itself left out."""
    most = slips(word)
    near = Word.objects.filter(size__range=(len(word) - most, len(word) + most)).exclude(word=word)
    found = process.extract(word, near.values_list("word", flat=True), scorer=OSA.distance, score_cutoff=most, limit=8)
    return [each for each, _distance, _place in sorted(found, key=lambda hit: (hit[1], hit[0]))][:MOST_MEANT]


def corrections(query: Query) -> Sequence[tuple[Query, str, str]]:
    """Queries with one word set right, likeliest first, each with the word typed and the word meant."""
    typed = [term for term in query.terms if len(term.words) == 1 and is_latin(term.text)]
    others = {term.text: meant(term.text) for term in typed}
    return [(replaced(query, term.text, other), term.text, other) for term in typed for other in others[term.text]]


def replaced(query: Query, typed: str, other: str) -> Query:
    terms = tuple(Term((other,)) if each.words == (typed,) else each for each in query.terms)
    return Query(terms, query.is_cut)
