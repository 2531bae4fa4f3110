"""At which level places are compared: those of a register by how deep they lie in it, all others by the column in which they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from undercount.errors import LinkError
from undercount.link.register import Path

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PlaceLevels:
    """Hold at which level places stand, 0 being the largest area.

    A model is trained with them and keeps them, so that its levels mean the same in a later linkage.

    Args:
        left_out: How many of the register's uppermost places are left out, as the country that all records share.
        beneath: How many levels lie above the uppermost that is not: columns whose places the register does not have.
        columns: For each list and column the level of a place that is not in the register.
        areas: The register's places at the uppermost level that is not left out, as records had them: where they stand is known by them
            if the register gets other places above.
    """

    left_out: int
    beneath: int
    columns: tuple[tuple[int, ...], ...]
    areas: tuple[str, ...] = ()

    def of(self, path: Path) -> int:
        """Return the level of a place of the register; below 0 where it is left out."""
        return self.of_depth(len(path) - 1)

    def of_depth(self, depth: int) -> int:
        """Return the level of places so many steps below the register's uppermost; below 0 where they are left out."""
        return depth - self.left_out + (self.beneath if depth >= self.left_out else 0)

    def of_column(self, number: int, column: int) -> int:
        """Return the level of a place that is not in the register, by its list's number and its column's."""
        columns = self.columns[number] if number < len(self.columns) else ()
        return columns[column] if column < len(columns) else column - len(columns) + max(columns, default=-1) + 1

    def fitted(self, paths: Mapping[str, Path]) -> PlaceLevels:
        """Return the same levels in a register that may have changed.

        Raises:
            LinkError: If the register has none of the areas, or says of no place in which it lies.
        """
        depths = Counter(len(paths[area]) - 1 for area in self.areas if area in paths)
        if not depths or max(map(len, paths.values())) == 1:
            raise LinkError(
                f"the model compares places by the areas in which the register said that they lie ({', '.join(self.areas[:_SHOWN])}"
                f"{', …' if len(self.areas) > _SHOWN else ''}); the register now says nothing of them: restore it, or train anew"
            )
        return replace(self, left_out=max(depths, key=lambda depth: (depths[depth], -depth)))

    def as_json(self) -> dict[str, object]:
        """Return the levels as a model saves them."""
        columns = [list(one) for one in self.columns]
        return {"left_out": self.left_out, "beneath": self.beneath, "columns": columns, "areas": list(self.areas)}

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> PlaceLevels:
        """Return the levels that a model has saved.

        Raises:
            KeyError: If one is missing.
            TypeError: If one is no number.
            ValueError: If one is no number.
        """
        columns = tuple(tuple(int(level) for level in one) for one in held["columns"])
        return cls(int(held["left_out"]), int(held["beneath"]), columns, tuple(map(str, held["areas"])))


COLUMNS = PlaceLevels(0, 0, ())
"""Places stand by their columns alone: there is no register, or none whose places lie in one another, or the lists name none of them."""


@dataclass(frozen=True, slots=True)
class Held:
    """Hold what stands in a column of a list.

    Args:
        depths: How many records name a place of the register that lies so many steps below its uppermost.
        others: Whether some record writes a place that is not in the register.
    """

    depths: Counter[int]
    others: bool

    @property
    def usual(self) -> int | None:
        """Return at how many steps most places of the register are, of as many the deeper; None where there are none."""
        return max(self.depths, key=lambda depth: (self.depths[depth], depth), default=None)


def learnt(columns: Sequence[Sequence[Held]], paths: Iterable[Path]) -> PlaceLevels:
    """Return at which level places stand.

    Args:
        columns: What stands in the columns of each list, the largest area first.
        paths: The places of the register that records name.
    """
    if all(one.usual is None for held in columns for one in held):
        return COLUMNS
    known = [path for path in paths if path]
    left_out = _shared(columns, known)
    beneath = max((_above(held, left_out) for held in columns), default=0)
    made = PlaceLevels(left_out, beneath, ())
    areas = sorted({path[left_out] for path in known if len(path) > left_out})
    return PlaceLevels(left_out, beneath, tuple(tuple(_levels(held, made)) for held in columns), tuple(areas))


def _shared(columns: Sequence[Sequence[Held]], paths: Sequence[Path]) -> int:
    """Return how many of the uppermost places all records share, below which there is another, and beside which no column has others."""
    others = [one.usual for held in columns for one in held if one.others and one.usual is not None]
    depth, deepest = 0, max(map(len, paths), default=0)
    while (
        depth + 1 < deepest and len({path[depth] for path in paths if len(path) > depth}) == 1 and depth not in others
    ):
        depth += 1
    return depth


def _above(held: Sequence[Held], left_out: int) -> int:
    """Return how many levels the first columns of a list need above the register's, since the register has none of their places."""
    for number, one in enumerate(held):
        if one.usual is not None:
            return max(0, sum(before.others for before in held[:number]) - max(0, one.usual - left_out))
    return 0


def _levels(held: Sequence[Held], made: PlaceLevels) -> list[int]:
    """Return the level of each column of a list: no two have the same."""
    found: list[int] = []
    for one in held:
        level = found[-1] + 1 if found else 0
        if one.usual is not None:
            level = made.of_depth(one.usual)
            while level in found:
                level += 1
        found.append(level)
    return found
