"""What a person made of headers before: tried first when a workbook of the kind comes again."""

from typing import Any

from crm.workbooks.columns import normalise_header
from crm.workbooks.kinds import Kind
from crm.workbooks.models import HeaderMemory


def remembered(actor: Any, kind: Kind) -> dict[str, str]:
    """Headers, normalised, and the column that each is; empty for one that is not to be used."""
    if actor is None:
        return {}
    rows = HeaderMemory.objects.all().visible_to(actor).filter(kind=kind.name)
    return dict(rows.values_list("header", "column"))


def remember(actor: Any, kind: Kind, headers: dict[str, str]) -> None:
    """The newest correction of a header counts."""
    for header, column in headers.items():
        name = normalise_header(header)[:200]
        if name:
            HeaderMemory.objects.update_or_create(owner=actor, kind=kind.name, header=name, defaults={"column": column})
