"""The worked tables of docs/algorithms/sharing.md."""

from decimal import Decimal
from pathlib import Path

PAGE = Path(__file__).parents[4] / "docs" / "algorithms" / "sharing.md"


def read_table(name: str) -> list[dict[str, str]]:
    lines = PAGE.read_text(encoding="utf-8").split(f"<!-- table: {name} -->\n", 1)[1].splitlines()
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    header, _, *body = rows
    return [dict(zip(header, cells, strict=True)) for cells in body]


def fen(text: str) -> int:
    """元 to fen, exactly."""
    scaled = Decimal(text) * 100
    assert scaled == int(scaled)
    return int(scaled)
