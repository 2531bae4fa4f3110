"""Where a value stands in a drawing that is stretched to the page's width: a square for its curves, a height for the words beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SIDE = 1000
"""Width and height of the square in which curves are laid out."""

TALL = 200
"""Height of the drawing of chains and of the curve (pixels)."""


@dataclass(frozen=True, slots=True)
class Square:
    """Where a share of the width and of the height lies in the square.

    Args:
        mirrored: Whether the width counts from the right.
    """

    mirrored: bool

    def x(self, share: float) -> float:
        """Return the place of a share of the width."""
        return round(SIDE * (1 - share if self.mirrored else share), 1)

    def y(self, share: float) -> float:
        """Return the place of a share of the height, counted from below."""
        return round(SIDE * (1 - share), 1)

    def line(self, shares: Sequence[tuple[float, float]]) -> str:
        """Return a line through points, as SVG writes it."""
        return " ".join(f"{self.x(across):g},{self.y(up):g}" for across, up in shares)


@dataclass(frozen=True, slots=True)
class Scale:
    """A height of persons from a least to a largest value."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Return how high a value stands, as a share of the height."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def from_above(self, value: float) -> float:
        """Return how far below the top a value stands (pixels)."""
        return round(TALL * (1 - self.share(value)), 2)

    def ticks(self, wanted: int = 6) -> tuple[tuple[int, float], ...]:
        """Return round whole values, each with its place from above (pixels)."""
        raw = max((self.high - self.low) / wanted, 1)
        unit = 10 ** math.floor(math.log10(raw))
        step = next(int(unit * factor) for factor in (1, 2, 5, 10) if unit * factor >= raw)
        first = math.ceil(self.low / step) * step
        return tuple((value, self.from_above(value)) for value in range(first, math.floor(self.high) + 1, step))
