"""A state shown as a colour with a shape and a word beside it, never by the colour alone."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["green", "yellow", "red", "blue", "grey"]

# Shapes that differ without colour: a disc, a triangle, a square, a ring, a diamond.
SHAPES: dict[str, str] = {
    "green": "disc",
    "yellow": "triangle",
    "red": "square",
    "blue": "diamond",
    "grey": "ring",
}


@dataclass(frozen=True)
class Badge:
    """`Badge(_("On time"), "green")`: a column whose value is one is drawn as a badge."""

    label: str
    tone: Tone = "grey"

    @property
    def shape(self) -> str:
        return SHAPES[self.tone]

    def __str__(self) -> str:
        return str(self.label)
