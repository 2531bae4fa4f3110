"""Settle which places of a register the columns of one row name, where names may be several places' and columns may contradict each other.

The places that a row names lie in one another, so of the places that each name may be those count that lie so. What all ways to read the
row agree on is known; a row that cannot be read so contradicts the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from undercount.link.register import Path

Follows = Callable[[Path, Path], bool]


@dataclass(frozen=True, slots=True)
class Settled:
    """Hold which places of a register a row names.

    Args:
        path: The place of which the row surely speaks, after those in which it lies; empty where nothing is sure.
        places: For each column the place that it surely names, as a path; None where it names none, or it is not sure which.
        agrees: Whether the columns can be read as places that lie in one another.
    """

    path: Path
    places: tuple[Path | None, ...]
    agrees: bool


def settled(columns: Sequence[tuple[Path, ...]]) -> Settled:
    """Return which places the columns of a row name.

    Columns go from the larger place to the smaller, so readings in which each lies in the one before are tried first, then those in which
    two columns may name one place, then those in any order.

    Args:
        columns: For each column, the larger place first, the places that its name may be; none where it is no name of the register.
    """
    named = [paths for paths in columns if paths]
    if not named:
        return Settled((), (None,) * len(columns), True)
    for follows in (_lies_in, _is_or_lies_in, _related):
        readings = _readings(named, follows)
        if readings:
            path = _common(readings)
            return Settled(path, tuple(_named(paths, path) for paths in columns), True)
    return Settled(_common(path for paths in named for path in paths), (None,) * len(columns), False)


def _readings(named: Sequence[tuple[Path, ...]], follows: Follows) -> set[Path]:
    """Return the smallest place of each reading of a row, as paths."""
    found = set(named[0])
    for paths in named[1:]:
        found = {max(above, path, key=len) for above in found for path in paths if follows(above, path)}
    return found


def _lies_in(above: Path, path: Path) -> bool:
    return len(path) > len(above) and path[: len(above)] == above


def _is_or_lies_in(above: Path, path: Path) -> bool:
    return path[: len(above)] == above


def _related(one: Path, other: Path) -> bool:
    return _is_or_lies_in(one, other) or _is_or_lies_in(other, one)


def _common(paths: Iterable[Path]) -> Path:
    """Return the smallest place that holds, or is, each of some places."""
    first, *others = paths
    for other in others:
        alike = 0
        while alike < min(len(first), len(other)) and first[alike] == other[alike]:
            alike += 1
        first = first[:alike]
    return first


def _named(paths: tuple[Path, ...], path: Path) -> Path | None:
    on_it = [one for one in paths if _is_or_lies_in(one, path)]
    return on_it[0] if len(on_it) == 1 else None
