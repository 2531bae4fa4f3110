"""Find and compare the pairs of some records at a time: what one thread here, or one task of Spark, does."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from undercount.engine import Engine, Work, each_in_turn
from undercount.errors import LinkError
from undercount.link.persons.blocking import (
    Candidates,
    Found,
    Keyed,
    candidates_of,
    pairs_from,
    row_chunks,
    shares_names,
)
from undercount.link.persons.columns import Column
from undercount.link.persons.comparisons import Comparison, Pairs, evidence, levels_of
from undercount.link.persons.prepared import Prepared

Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
_WORK = Work("pairs of records are compared", LinkError)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Hold what is known already of pairs of records whose names have not changed.

    Args:
        rows: For each record its row when it was compared, -1 where it is new or its name has changed.
        candidates: The pairs that were compared then.
        told: What their names tell.
    """

    rows: Rows
    candidates: Candidates
    told: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Hold what all chunks need.

    Args:
        prepared: The records.
        keyed: Which of them share a key.
        comparisons: How fields are compared.
        known: What need not be compared again.
    """

    prepared: Prepared
    keyed: Keyed
    comparisons: tuple[Comparison, ...]
    known: Known | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Hold the levels of pairs, and what their names tell.

    Shapes: ``levels`` (pairs, comparisons); ``told`` (pairs,).
    """

    levels: Codes
    told: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Hold the pairs of some records with later ones.

    Args:
        found: The pairs.
        compared: How they compare.
        anew: How many names were compared, and not known already.
    """

    found: Found
    compared: Compared
    anew: int


def compare_all(shared: Shared, engine: Engine) -> tuple[Candidates, Compared, int]:
    """Return all pairs that share a key, how they compare, and how many pairs of names were compared for it.

    Raises:
        LinkError: If the engine is unknown or not there.
    """
    prepared, keyed = shared.prepared, shared.keyed
    sent = replace(shared, prepared=prepared.bare()) if engine.name == "spark" else shared
    chunks, anew = row_chunks(prepared, keyed), 0
    pairs = [Column(np.zeros(0, dtype=np.int64)) for _ in range(3)]
    levels, told = Column(np.zeros((0, len(shared.comparisons)), dtype=np.int8)), Column(np.zeros(0))
    for chunk in each_in_turn(compare_chunk, sent, chunks, _WORK, engine):
        pairs[0].add(chunk.found.left)
        pairs[1].add(chunk.found.right)
        pairs[2].add(chunk.found.by)
        levels.add(chunk.compared.levels)
        told.add(chunk.compared.told)
        anew += chunk.anew
    candidates = candidates_of(prepared, keyed, *(column.whole() for column in pairs))
    return candidates, Compared(levels.whole(), told.whole()), anew


def compare_chunk(shared: Shared, rows: tuple[int, int]) -> Chunk:
    """Return the pairs of a range of records with later ones, compared."""
    prepared = shared.prepared
    found = pairs_from(prepared, shared.keyed, np.arange(*rows, dtype=np.int64))
    left, right = found.left.astype(np.int64), found.right.astype(np.int64)
    told, anew = _told(shared, left, right)
    in_names = shares_names(found.by, [rule.name for rule in shared.keyed.rules])
    pairs = Pairs(left, right, in_names, told)
    return Chunk(found, Compared(levels_of(prepared, shared.comparisons, pairs), told), anew)


def _told(shared: Shared, left: Rows, right: Rows) -> tuple[Floats, int]:
    """Return what the names of pairs tell, and for how many of them they were compared."""
    known = shared.known
    if known is None:
        return evidence(shared.prepared, left, right), len(left)
    one, other = known.rows[left], known.rows[right]
    at = np.full(len(left), -1, dtype=np.int64)
    before = (one >= 0) & (other >= 0) & (one < other)
    at[before] = known.candidates.find(one[before], other[before])
    told = known.told[at]
    new = np.flatnonzero(at < 0)
    told[new] = evidence(shared.prepared, left[new], right[new])
    return told, len(new)
