"""Pairs of rows that share something: a spelling, an id, a key."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from undercount.link.releases.release import Codes, Places

Pairs = tuple[Places, Places]


def coded(*columns: Sequence[Hashable]) -> list[Codes]:
    """Return columns as numbers, equal where the values are; an empty value is -1 and equals nothing."""
    numbers: dict[Hashable, int] = {}
    return [
        np.array([numbers.setdefault(value, len(numbers)) if value else -1 for value in column], dtype=np.int64)
        for column in columns
    ]


def sharing(left: Codes, right: Codes, most: int) -> tuple[Pairs, Codes]:
    """Return all pairs of places whose numbers are equal, and the numbers that would make more than ``most`` pairs each, left out.

    Args:
        left: A number for each place; negative equals nothing.
        right: Likewise, of the other side.
        most: The most pairs that one number may make.
    """
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    first, last = np.searchsorted(ordered, left, "left"), np.searchsorted(ordered, left, "right")
    found = np.where(left >= 0, last - first, 0)
    numbers, at, times = np.unique(left, return_inverse=True, return_counts=True)
    large = times[at] * found > most
    found[large] = 0
    old = np.repeat(np.arange(len(left)), found)
    within = np.arange(len(old)) - np.repeat(np.cumsum(found) - found, found)
    return (old, order[np.repeat(first, found) + within]), numbers[np.unique(at[large])]


def in_order(left: Codes, right: Codes) -> Pairs:
    """Return pairs of places with equal numbers, the first with the first, the second with the second: as many as the shorter side has."""
    (old, new), _ = sharing(*_counted(left, right), most=1)
    return old, new


def _counted(left: Codes, right: Codes) -> tuple[Codes, Codes]:
    """Return numbers that are equal where the given ones are and stand equally often before."""
    both = np.concatenate([left, right])
    order = np.argsort(both[: len(left)], kind="stable"), np.argsort(both[len(left) :], kind="stable")
    most = max(len(left), len(right), 1)
    found = []
    for codes, places in zip((left, right), order, strict=True):
        ordered = codes[places]
        nth = np.arange(len(codes)) - np.searchsorted(ordered, ordered, "left")
        numbered = np.empty(len(codes), dtype=np.int64)
        numbered[places] = np.where(ordered < 0, -1, ordered * most + nth)
        found.append(numbered)
    return found[0], found[1]


def key_pairs(left: Sequence[Iterable[str]], right: Sequence[Iterable[str]], most: int) -> tuple[Pairs, int]:
    """Return all pairs of places that share a key, each once, and how many keys are too common and were not used.

    Args:
        left: The keys of each place.
        right: Those of the other side.
        most: The most pairs that one key may make.
    """
    numbers: dict[str, int] = {}
    sides: list[tuple[Places, Codes]] = []
    for keys in (left, right):
        each = [
            (place, numbers.setdefault(key, len(numbers))) for place, found in enumerate(keys) for key in sorted(found)
        ]
        flat = np.array(each, dtype=np.int64).reshape(-1, 2)
        sides.append((flat[:, 0], flat[:, 1]))
    (old, new), large = sharing(sides[0][1], sides[1][1], most)
    return unique((sides[0][0][old], sides[1][0][new])), len(large)


def unique(*many: Pairs) -> Pairs:
    """Return the pairs of all the given ones, each once, ordered by their places."""
    old, new = (np.concatenate([pairs[side] for pairs in many]) for side in (0, 1))
    width = int(new.max()) + 1 if len(new) else 1
    flat: npt.NDArray[np.int64] = np.unique(old * width + new)
    return flat // width, flat % width
