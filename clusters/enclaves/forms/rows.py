"""Rows of a form that are added and taken away by a button which sends the form: nothing typed is lost."""

import re

from django.http import QueryDict

MOST_ROWS = 200
WITHIN = {"bands": "tiers"}  # a new row begins with one row of these in it
ROW = re.compile(r"(?P<prefix>.+)-(?P<place>\d{1,3})")


def rows_changed(data: QueryDict) -> bool:
    """Whether the button that was pressed adds or removes a row."""
    return "add_row" in data or "remove_row" in data


def with_rows_changed(data: QueryDict) -> QueryDict:
    """What was typed, with a row more (`add_row` names the rows) or less (`remove_row` names one of them)."""
    changed = data.copy()
    if added := changed.pop("add_row", [""])[0]:
        add_row(changed, added)
    found = ROW.fullmatch(changed.pop("remove_row", [""])[0])
    if found:
        remove_row(changed, found["prefix"], int(found["place"]))
    return changed


def count_of(data: QueryDict, prefix: str) -> int:
    text = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def add_row(data: QueryDict, prefix: str) -> None:
    count = count_of(data, prefix)
    data[f"{prefix}-TOTAL_FORMS"] = str(min(count + 1, MOST_ROWS))
    if inner := WITHIN.get(prefix):
        data.update({f"{prefix}-{count}-{inner}-TOTAL_FORMS": "1", f"{prefix}-{count}-{inner}-INITIAL_FORMS": "0"})


def remove_row(data: QueryDict, prefix: str, place: int) -> None:
    """Later rows move up. The last row that is left is emptied."""
    count = count_of(data, prefix)
    if not 0 <= place < count:
        return
    start = re.compile(rf"{re.escape(prefix)}-(\d{{1,3}})-(.+)")
    for name in sorted(data, key=lambda name: int(found[1]) if (found := start.fullmatch(name)) else -1):
        found = start.fullmatch(name)
        if not found or int(found[1]) < place:
            continue
        values = data.pop(name)
        if int(found[1]) > place:
            data.setlist(f"{prefix}-{int(found[1]) - 1}-{found[2]}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(max(count - 1, 1))
