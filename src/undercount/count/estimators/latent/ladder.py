"""The ladder: one table and ever thinner copies of it, with a replica of the model at each rung.

References:
    Syed, Bouchard-Côté, Deligiannidis and Doucet (2022), Non-reversible parallel tempering, JRSS B 84(2), sections 3 to 5: even and odd
    exchanges in turn, and rungs spaced so that all exchanges are refused equally often.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Hold the tables of all rungs as the kernel takes them; see :func:`undercount.count.estimators.latent.ladder_kernel.climb`."""

    documented: Ints
    most: Ints
    sizes: Ints
    rung_starts: Ints
    rung_cells: Ints
    rung_counts: Ints
    step_starts: Ints
    step_cells: Ints
    step_counts: Ints
    starts: Ints
    on: Ints


def ladder(histories: CaptureHistories, parts: Floats, most_missed: float) -> Ladder:
    """Thin a table to each of some parts of its persons.

    Each thinner table is a part of the one before. Who stays is spread evenly over the persons in the order of their histories, so that
    every history loses its share.

    Args:
        histories: The table.
        parts: The part of the persons at each rung, the first 1, falling (0 to 1).
        most_missed: The most that can be missed, for each documented person.
    """
    person = np.repeat(np.arange(len(histories.counts)), histories.counts)
    rank = np.argsort(np.argsort((np.arange(len(person)) * _GOLDEN) % 1, kind="stable"), kind="stable")
    kept = [max(1, round(part * len(person))) for part in parts.tolist()]
    rows = [np.bincount(person[rank < number], minlength=len(histories.counts)) for number in kept]
    tables = np.array(rows, dtype=np.int64)
    rung_starts, rung_cells, rung_counts = _sparse(tables)
    step_starts, step_cells, step_counts = _sparse(tables[:-1] - tables[1:])
    documented = tables.sum(axis=1)
    bits = histories.bits.astype(np.int64)
    return Ladder(
        documented=documented,
        most=np.maximum(1, np.floor(documented * most_missed)).astype(np.int64),
        sizes=tables @ bits,
        rung_starts=rung_starts,
        rung_cells=rung_cells,
        rung_counts=rung_counts,
        step_starts=step_starts,
        step_cells=step_cells,
        step_counts=step_counts,
        starts=np.concatenate([[0], np.cumsum(bits.sum(axis=1))]).astype(np.int64),
        on=np.nonzero(bits)[1].astype(np.int64),
    )


def _sparse(tables: Ints) -> tuple[Ints, Ints, Ints]:
    rows, cells = np.nonzero(tables)
    starts = np.searchsorted(rows, np.arange(len(tables) + 1))
    return starts.astype(np.int64), cells.astype(np.int64), tables[rows, cells].astype(np.int64)


def respaced(parts: Floats, refused: Floats) -> Floats:
    """Return as many parts between the same ends, so spaced that exchanges between neighbours are refused equally often.

    Args:
        parts: The parts as they are.
        refused: How often the exchange of each pair was refused (probability).
    """
    barrier = np.concatenate([[0.0], np.cumsum(np.maximum(refused, 0.02))])
    found: Floats = np.exp(np.interp(np.linspace(0.0, barrier[-1], len(parts)), barrier, np.log(parts)))
    return found
