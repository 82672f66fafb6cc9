"""The worked tables of docs/algorithms/sharing.md."""

from decimal import Decimal
from pathlib import Path

from tests import tables

PAGE = Path(__file__).parents[4] / "docs" / "algorithms" / "sharing.md"


def read_table(name: str) -> list[dict[str, str]]:
    return tables.read_table(PAGE, name)


def fen(text: str) -> int:
    """元 to fen, exactly."""
    scaled = Decimal(text) * 100
    assert scaled == int(scaled)
    return int(scaled)
