"""Robust: what is left of a minimum when the claims of any one origin, or of any two, are wrong.

Only origins in a proof's support can lower the minimum, and a proof without some of its floors still proves the rest: both rules keep
the search short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nlargest
from math import ceil

import numpy as np

from undercount.count.part import Part
from undercount.count.program import Proof
from undercount.count.rows import Rows

SOLVES = 400


@dataclass(slots=True)
class Search:
    """Hold the least minimum found, and how many minima were asked for."""

    best: int
    left: int = SOLVES
    capped: bool = False
    losses: dict[frozenset[int], tuple[Fraction, Mapping[int, Fraction]]] = field(default_factory=dict)


def least_minimum(rows: Rows, parts: Sequence[Part], start: int, count: int) -> tuple[int, bool]:
    """Return the least minimum over the removal of any ``count`` origins, and whether the search was cut short.

    When it is cut short, what is returned is still proven: the true least minimum is not below it.
    """
    search = Search(best=start)
    _remove(rows, parts, frozenset(), count, search)
    return max(search.best, 0), search.capped


def _remove(rows: Rows, parts: Sequence[Part], removed: frozenset[int], count: int, search: Search) -> None:
    value, losses = _outcome(rows, parts, removed)
    if count == 0:
        search.best = min(search.best, ceil(value))
        return
    ordered = sorted(losses, key=lambda o: (-losses[o], rows.origins[o]))
    if not ordered:
        search.best = min(search.best, ceil(value))
    for origin in ordered:
        others = nlargest(count - 1, (losses[o] for o in ordered[: count + 1] if o != origin))
        floor = value - losses[origin] - sum(others, Fraction(0))
        if ceil(floor) >= search.best:
            return
        if search.left <= 0:
            search.capped = True
            search.best = min(search.best, ceil(floor))
            return
        search.left -= 1
        _remove(rows, parts, removed | {origin}, count - 1, search)


def _outcome(rows: Rows, parts: Sequence[Part], removed: frozenset[int]) -> tuple[Fraction, dict[int, Fraction]]:
    """Return the minimum without some origins, and for each further origin the most that its removal can cost."""
    total = Fraction(0)
    losses: dict[int, Fraction] = {}
    for part in parts:
        proofs = part.lows(removed)
        total += min(proof.value for proof in proofs)
        own: dict[int, Fraction] = {}
        for proof in proofs:
            for origin, loss in _losses(rows, proof).items():
                own[origin] = max(own.get(origin, Fraction(0)), loss)
        for origin, loss in own.items():
            losses[origin] = losses.get(origin, Fraction(0)) + loss
    return total, losses


def _losses(rows: Rows, proof: Proof) -> dict[int, Fraction]:
    """Return what a proof loses without each origin: its floors, and for each of its ceilings the floors that lean on it."""
    lost: dict[int, set[int]] = {}
    gained: dict[int, Fraction] = {}
    worth = {row: multiplier * int(rows.amount[row]) for row, multiplier in proof.multipliers}
    floors = np.array([row for row in worth if rows.floor[row]], dtype=np.int64)
    for row in worth:
        origin = int(rows.origin[row])
        if rows.floor[row]:
            lost.setdefault(origin, set()).add(row)
        else:
            leaning = floors[rows.meets(rows.box(row), floors)]
            lost.setdefault(origin, set()).update(leaning.tolist())
            gained[origin] = gained.get(origin, Fraction(0)) + worth[row]
    return {o: sum((worth[row] for row in own), Fraction(0)) - gained.get(o, Fraction(0)) for o, own in lost.items()}
