"""统一社会信用代码, GB 32100-2015."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, position, 31) for position in range(17)]
LENGTH = 18


def normalise_credit_code(text: str) -> str:
    """Half width, upper case, without blanks; the check is `credit_code_problem`'s."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_character(first17: str) -> str:
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def credit_code_problem(code: str) -> str:
    """A sentence that says what is wrong with the code, or an empty text."""
    if len(code) != LENGTH:
        return _("A credit code has 18 characters; this one has %(count)d.") % {"count": len(code)}
    strange = [char for char in code if char not in ALPHABET]
    if strange:
        return _("A credit code cannot contain “%(char)s”.") % {"char": strange[0]}
    expected = check_character(code[:-1])
    if code[-1] != expected:
        return _("The check character of this credit code should be %(expected)s, not %(found)s.") % {
            "expected": expected,
            "found": code[-1],
        }
    return ""


def validate_credit_code(code: str) -> None:
    """Django validator."""
    problem = credit_code_problem(code)
    if problem:
        raise ValidationError(problem, code="credit_code")
