"""Dates as people in offices write them."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from crm.common.errors import RuleError

WRITTEN = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIALS = range(20_000, 80_000)  # 1954 to 2119: what can be a date in a ledger


def parse_date(value: object) -> date:
    """A date from a date, an Excel serial or a text such as 2025.11.6, 2025/05/22, 2025年5月22日, 20250522.

    Raises RuleError (code `date`) for anything else, 近期 included.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip()
    number = re.fullmatch(r"(\d{5})(?:\.0+)?", text)
    if number and int(number[1]) in EXCEL_SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(number[1]))
    found = WRITTEN.match(text) or COMPACT.match(text)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass  # 2025-02-30: told below like any other text that is no date
    raise RuleError(_("“%(value)s” is not a date.") % {"value": value}, code="date")
