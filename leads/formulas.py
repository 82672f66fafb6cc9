"""Formulas and thresholds of the screening: text that a manager writes, read and computed exactly. Plain values only.

A formula has the four operations, brackets, numbers and names: `investment / land`. Python's own grammar parses it, and
nothing else of it is let through: no call, no attribute, no power. Numbers are exact fractions. Levels are lines like
`>= 300: 100`, the share in percent; the first that holds counts, and none is 0.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

LONGEST = 200
LARGEST = 12  # digits of a number
OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
ODD_NUMBER = re.compile(r"\d[a-zA-Z_]")  # 1e9, 1_000, 0x10, 2j
LEVEL = re.compile(r"^(>=|<=|>|<|=)\s*(-?\d{1,12}(?:\.\d{1,6})?)\s*[:：]\s*(\d{1,3}(?:\.\d{1,2})?)\s*%?$")


class FormulaError(ValueError):
    """`part` is what cannot be read."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True)
class Level:
    comparison: str
    threshold: Fraction
    share: Fraction

    def holds(self, value: Fraction) -> bool:
        return COMPARISONS[self.comparison](value, self.threshold)

    def __str__(self) -> str:
        sign = {">=": "≥", "<=": "≤"}.get(self.comparison, self.comparison)
        return f"{sign} {plain(self.threshold)}: {plain(self.share * 100)} %"


def evaluate(text: str, values: Mapping[str, Fraction | None]) -> Fraction | None:
    """None where a value is not known, or where one would divide by nothing."""
    return _compute(parsed(text), text, values)


def names_in(text: str) -> set[str]:
    return {node.id for node in ast.walk(parsed(text)) if isinstance(node, ast.Name)}


def parsed(text: str) -> ast.expr:
    """The formula's tree, nothing but what is allowed in it; FormulaError otherwise."""
    if not text.strip() or len(text) > LONGEST or ODD_NUMBER.search(text):
        raise FormulaError(text[:LONGEST])
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise FormulaError(text) from None
    for node in ast.walk(tree):
        if not _allowed(node):
            raise FormulaError(ast.get_source_segment(text.strip(), node) or type(node).__name__)
    return tree


def _allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        return number and len(str(node.value)) <= LARGEST
    kinds = (ast.BinOp, ast.UnaryOp, ast.USub, ast.Name, ast.Load, *OPERATIONS)
    return isinstance(node, kinds)


def _compute(node: ast.expr, text: str, values: Mapping[str, Fraction | None]) -> Fraction | None:
    if isinstance(node, ast.Constant):
        return Fraction(Decimal(str(node.value)))
    if isinstance(node, ast.Name):
        if node.id not in values:
            raise FormulaError(node.id)
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        inner = _compute(node.operand, text, values)
        return None if inner is None else -inner
    assert isinstance(node, ast.BinOp)
    left, right = _compute(node.left, text, values), _compute(node.right, text, values)
    if left is None or right is None or (isinstance(node.op, ast.Div) and right == 0):
        return None
    return OPERATIONS[type(node.op)](left, right)


def read_levels(text: str) -> list[Level]:
    """One level a line; blank lines are left out. Raises FormulaError with the line that cannot be read."""
    levels = []
    for line in text.splitlines():
        plain_line = line.strip().replace("≥", ">=").replace("≤", "<=").replace("＞", ">").replace("＜", "<")
        if not plain_line:
            continue
        found = LEVEL.match(plain_line)
        if not found or Decimal(found[3]) > 100:
            raise FormulaError(line.strip())
        levels.append(Level(found[1], Fraction(found[2]), Fraction(found[3]) / 100))
    return levels


def share_of(value: Fraction, levels: list[Level]) -> tuple[Fraction, Level | None]:
    """The share of the first level that holds, and that level."""
    level = next((level for level in levels if level.holds(value)), None)
    return (level.share, level) if level else (Fraction(0), None)


def plain(number: Fraction, places: int = 2) -> str:
    """For people: half up, without trailing zeros."""
    scaled = abs(number) * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    text = f"{Decimal(whole).scaleb(-places):,.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    return f"-{text}" if number < 0 and whole else text
