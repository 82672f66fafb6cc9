"""What to write in a column, told from its type: a sentence, a unit, an example, the words to choose from."""

from collections.abc import Sequence
from datetime import date
from functools import singledispatch
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.workbooks.cells import Choice, Code, CreditCode, Date, Phone, Quantity, Text, Type, Whole, YesNo

EXAMPLE_CODE = "91532301MA6QEYFH70"  # made up, with a right check digit


@singledispatch
def hint(type_: Type) -> str:
    return ""


@hint.register
def _text(type_: Text) -> str:
    return _("Text of at most %(limit)d characters.") % {"limit": type_.limit}


@hint.register
def _code(type_: Code) -> str:
    return _("A code, kept as text.")


@hint.register
def _credit_code(type_: CreditCode) -> str:
    return _("18 characters; the last one checks the others.")


@hint.register
def _phone(type_: Phone) -> str:
    return _("A mobile number, or an area code with a number.")


@hint.register
def _date(type_: Date) -> str:
    return _("A date such as 2026-05-05.")


@hint.register
def _quantity(type_: Quantity) -> str:
    return _("A number.")


@hint.register
def _whole(type_: Whole) -> str:
    return _("A whole number.")


@hint.register
def _yes_no(type_: YesNo) -> str:
    return _("Yes or no.")


def unit_of(type_: Type) -> str:
    """The unit of a column's header: the one that is taken where none is told."""
    return getattr(type_, "assumed", "") or (type_.dimension.shown if type_.dimension else "")


def example_of(type_: Type) -> Any:
    """A value that goes in, for columns that have no example of their own."""
    if isinstance(type_, Date):
        return date(timezone.localdate().year, 1, 15)
    if isinstance(type_, Quantity):
        return 1 if isinstance(type_, Whole) else 100
    return {CreditCode: EXAMPLE_CODE, Phone: "0878-3012345"}.get(type(type_), "")


def words_of(type_: Type) -> Sequence[str]:
    """The words of a column that knows only some."""
    if isinstance(type_, YesNo):
        return (_("Yes"), _("No"))
    if isinstance(type_, Choice):
        return [str(type_.labels.get(value, value)) for value in dict.fromkeys(type_.values.values())]
    return ()
