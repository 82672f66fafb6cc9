"""Text in csv that a spreadsheet would take for a formula: an apostrophe before it, taken away again on the way in.

In xlsx no text needs this: a cell says itself that it is text.
"""

import re

# What spreadsheets begin a formula with, in both widths, and the marks that let one begin in the next cell.
BEGINNINGS = "=+\\-@\t\r\n＝＋－＠"
RISKY = re.compile(rf"'*[{BEGINNINGS}]")
GUARDED = re.compile(rf"'+[{BEGINNINGS}]")
NUMBER = re.compile(r"[+-]?\d[\d,.]*%?")


def guarded(text: str) -> str:
    """`=1+1` → `'=1+1`. What has apostrophes there already gets one more, so that nothing is lost on the way back."""
    return f"'{text}" if RISKY.match(text) and not NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text
