"""Whether a statement on paper is the one that was issued: by its number and verification code, without any figure."""

import hmac
import unicodedata
from enum import StrEnum

from django.conf import settings

from clusters.enclaves import ledger
from clusters.enclaves.models import Settlement, Statement


class Verdict(StrEnum):
    EQUAL = "equal"
    NOT_EQUAL = "not_equal"
    SUPERSEDED = "superseded"


def verify_statement(*, number: str, code: str) -> Verdict:
    """Open to anybody who holds the paper, so it begins at no `visible_to`; a wrong number and a wrong code, and a
    number that nothing has, are all answered alike."""
    statement = Statement.objects.filter(verification_code=read_code(code)).select_related("settlement").first()
    if statement is None or not same_text(read_number(statement.number), read_number(number)):
        return Verdict.NOT_EQUAL
    settlement = statement.settlement
    if statement.round != settlement.round or settlement.state == Settlement.State.COMPUTED:
        return Verdict.SUPERSEDED
    return Verdict.EQUAL if statement.digest == present_digest(statement) else Verdict.NOT_EQUAL


def present_digest(statement: Statement) -> str:
    """Of the lines as they stand now."""
    lines = ledger.ledger_lines(statement.settlement)
    return ledger.lines_digest([line for line in lines if line.party_id == statement.party_id])


def read_code(text: str) -> str:
    """As people type it from paper: in groups, in small letters, full-width."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())


def read_number(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def same_text(left: str, right: str) -> bool:
    """In the same time, whatever the first difference is."""
    return hmac.compare_digest(left.encode(), right.encode())


def grouped_code(code: str) -> str:
    """`K7Q2-M9RT-XW4B`: four letters a group are copied without a slip."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def address_of(code: str) -> str:
    """What stands on the paper."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/verify/{code}"
