"""统一社会信用代码, GB 32100-2015."""

import unicodedata
from operator import mul

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, position, 31) for position in range(17)]
LENGTH = 18
VALUES = {char: value for value, char in enumerate(ALPHABET)}


def normalise_credit_code(text: str) -> str:
    """Half width, upper case, without blanks; the check is `credit_code_problem`'s."""
    half = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(half.split()).upper()


def check_character(first17: str) -> str:
    total = sum(map(mul, map(VALUES.__getitem__, first17), WEIGHTS))
    return ALPHABET[(31 - total % 31) % 31]


def credit_code_problem(code: str) -> str:
    """A sentence that says what is wrong with the code, or an empty text."""
    if len(code) != LENGTH:
        return _("A credit code has 18 characters; this one has %(count)d.") % {"count": len(code)}
    strange = [] if VALUES.keys() >= set(code) else [char for char in code if char not in VALUES]
    if strange:
        return _("A credit code cannot contain “%(char)s”.") % {"char": strange[0]}
    expected = check_character(code[:-1])
    if code[-1] != expected:
        return _("The check character of this credit code should be %(expected)s, not %(found)s.") % {
            "expected": expected,
            "found": code[-1],
        }
    return ""


def credit_code_mended(code: str) -> str:
    """The code with its check character set right; empty where more than that is wrong."""
    body = code[:-1]
    return body + check_character(body) if len(code) == LENGTH and VALUES.keys() >= set(body) else ""


def validate_credit_code(code: str) -> None:
    """Django validator."""
    problem = credit_code_problem(code)
    if problem:
        raise ValidationError(problem, code="credit_code")
