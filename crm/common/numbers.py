"""How numbers are written, alike in both languages."""

from decimal import Decimal


def grouped(number: int | float | Decimal) -> str:
    """`9626.00` → `9,626.00`, as money has it; all digits of a decimal, however it is kept."""
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
