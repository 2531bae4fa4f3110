"""Draw linkages: many ways in which records can be persons, each as probable as the pairs make it, for estimates that carry that doubt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.persons.assignment import Records, Union
from undercount.link.persons.blocking import Recall
from undercount.link.persons.doubt import Doubt
from undercount.link.persons.gibbs import Blocks, State, sweep
from undercount.link.persons.linking import Linkage, histories_of
from undercount.link.persons.missed import Missed
from undercount.link.persons.prepared import Prepared

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

# Pairs that are less probable than that are never drawn.
_NEVER, _HOPELESS = 1e-4, -9.0
# Records change places only about pairs that tell at least that (nats): with fewer the draws are the same, only later.
_RIVAL = -4.0
_WARM, _BETWEEN = 50, 5


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Hold draws of which records are one person.

    Args:
        prepared: The records.
        persons: The number of each record's person in each draw: the smallest row among its records.
        calibrated: Whether the probabilities that were drawn from are calibrated.

    Shapes: ``persons`` (draws, records).
    """

    prepared: Prepared
    persons: Rows
    calibrated: bool

    def __len__(self) -> int:
        return len(self.persons)

    def histories(self, draw: int) -> npt.NDArray[np.int8]:
        """Return on which lists each person of a draw is: a row of 0 and 1 for each person, a column for each list."""
        return histories_of(self.persons[draw], self.prepared)

    def tables(self) -> list[dict[str, npt.NDArray[np.int8]]]:
        """Return the capture histories of every draw as columns by the lists' names, as ``CaptureHistories.from_records`` reads them."""
        names = [of.name for of in self.prepared.lists]
        return [dict(zip(names, self.histories(draw).T, strict=True)) for draw in range(len(self))]


def draw(
    linkage: Linkage,
    number: int,
    rng: np.random.Generator,
    *,
    warm: int = _WARM,
    between: int = _BETWEEN,
    recall: Recall | None = None,
) -> Draws:
    """Return draws of which records are one person, from the linkage's probabilities.

    A partition of the records counts by the product of its persons' weights. A person's weight are the log-odds of pairs that span its
    records as a tree, the heaviest one: each record is told by the one it is most like, and pairs beside the tree tell what those in it
    told already. No list without duplicates names a person twice, and judgements hold in every draw. Gibbs: one record after another
    leaves its person, and joins one or stays alone as their weights are.

    Where nothing was calibrated, what fields tell is drawn anew before each sweep (:mod:`undercount.link.persons.doubt`). At the end
    records are joined whom blocking never brought together, as many as it is estimated to miss (:mod:`undercount.link.persons.missed`).

    Args:
        linkage: The linkage.
        number: How many draws.
        rng: Random numbers.
        warm: Sweeps over all records in doubt before the first draw.
        between: Sweeps between two draws.
        recall: What :func:`~undercount.link.persons.recall.estimated_recall` gives for the linkage, where it is known already.

    Assumptions: a record errs by itself, so that of a person's pairs those of a tree tell all; where probabilities are uncalibrated, so
    are the draws; which records blocking missed is left to chance, only how many of which lists is told.

    References:
        Chow and Liu 1968 for the tree. With the mean of all pairs instead, draws of lists whose truth is known join too few records.
    """
    weights = drawn_odds(linkage)
    live = np.flatnonzero((linkage.probability > _NEVER) | (weights > _HOPELESS))
    left, right = linkage.candidates.left[live], linkage.candidates.right[live]
    records = Records(linkage.prepared.of, linkage.prepared.may_repeat, linkage.judged.ruled)
    sampler = Sampler(records, left, right, weights[live], linkage.clusters.of)
    doubt = None if linkage.calibration is not None else Doubt.of(linkage, live)
    persons = sampler.draws(number, rng, warm=warm, between=between, doubt=doubt)
    missed = Missed.of(linkage, recall)
    for drawn in persons:
        missed.join(drawn, np.random.default_rng(rng.integers(2**63)))
    return Draws(linkage.prepared, persons, linkage.calibration is not None)


def drawn_odds(linkage: Linkage) -> Floats:
    """Return the log-odds by which pairs are drawn: before rivals are weighed, as calibration corrects them.

    Rivals are weighed by the draws themselves. The correction never falls, so it cannot turn two rivals round.
    """
    odds = np.log(np.maximum(linkage.odds, 1e-300))
    return odds if linkage.calibration is None else linkage.calibration.odds(odds)


class Sampler:
    """Draw partitions of records by Gibbs sampling.

    Args:
        records: The records, with what people have judged.
        left: The first record of each pair that may be one person.
        right: The second.
        weights: The log-odds of each pair.
        start: The number of each record's person to start from; it must hold to lists and judgements.
    """

    def __init__(self, records: Records, left: Rows, right: Rows, weights: Floats, start: Rows) -> None:
        roots, self._block = np.unique(Union(records).persons(), return_inverse=True)
        self._pairs = left, right
        self._blocks = _blocks(records, self._block, (self._block[left], self._block[right], weights))
        self._state = _state(np.unique(start[roots], return_inverse=True)[1])

    def draws(
        self, number: int, rng: np.random.Generator, *, warm: int, between: int, doubt: Doubt | None = None
    ) -> Rows:
        """Return the persons of all records in each of so many draws.

        Args:
            number: How many draws.
            rng: Random numbers.
            warm: Sweeps before the first draw.
            between: Sweeps between two draws.
            doubt: Draws the log-odds of pairs anew before each sweep; None leaves them as they are.
        """
        found = np.empty((number, len(self._block)), dtype=np.int64)
        for at in range(number):
            for _ in range(between + (warm if at == 0 else 0)):
                if doubt is not None:
                    self._weigh(doubt, rng)
                sweep(self._blocks, self._state, *rng.random((3, len(self._blocks.lists))))
            found[at] = self._now()
        return found

    def _weigh(self, doubt: Doubt, rng: np.random.Generator) -> None:
        """Draw what pairs tell, given who is one person now."""
        left, right = self._pairs
        person = self._state.person[self._block]
        weights = doubt.odds(person[left] == person[right], rng)
        _tell(self._blocks, self._block[left], self._block[right], weights)

    def _now(self) -> Rows:
        """Return the smallest row of each record's person."""
        person = self._state.person[self._block]
        _, first, at = np.unique(person, return_index=True, return_inverse=True)
        return np.asarray(first[at], dtype=np.int64)


def _blocks(records: Records, block: Rows, pairs: tuple[Rows, Rows, Floats]) -> Blocks:
    """Return the blocks of records judged one person, with their neighbours, foes and rivals."""
    count = int(block.max(initial=-1)) + 1
    lists = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(lists, block, records.alone)
    left, right, weights = pairs
    apart = left != right
    one, other = np.concatenate([left[apart], right[apart]]), np.concatenate([right[apart], left[apart]])
    near_of, near = np.divmod(np.unique(one * count + other), max(1, count))
    foes = block[np.array(records.ruled.apart, dtype=np.int64).reshape(-1, 2)]
    foes = np.unique(np.concatenate([foes, foes[:, ::-1]]), axis=0)
    near_at = _starts(near_of, count)
    told = np.full(len(near), -np.inf)
    blocks = Blocks(lists, near_at, near, told, near_at, near, near_at, near)
    _tell(blocks, left, right, weights)
    strong = told > _RIVAL
    rivals = _rivals(_starts(near_of[strong], count), near[strong], lists)
    return blocks._replace(
        foes_at=_starts(foes[:, 0], count),
        foes=foes[:, 1].copy(),
        rivals_at=_starts(rivals[:, 0], count),
        rivals=rivals[:, 1].copy(),
    )


def _tell(blocks: Blocks, left: Rows, right: Rows, weights: Floats) -> None:
    """Write what pairs of records tell to their blocks, in place: of several pairs of two blocks, what tells most."""
    blocks.told[:] = -np.inf
    count = len(blocks.lists)
    codes = np.repeat(np.arange(count), np.diff(blocks.near_at)) * count + blocks.near
    apart = left != right
    for one, other in ((left[apart], right[apart]), (right[apart], left[apart])):
        np.maximum.at(blocks.told, np.searchsorted(codes, one * count + other), weights[apart])


def _starts(sorted_blocks: Rows, count: int) -> Rows:
    return np.searchsorted(sorted_blocks, np.arange(count + 1)).astype(np.int64)


def _rivals(near_at: Rows, near: Rows, lists: Rows) -> Rows:
    """Return every two blocks that share a list and a neighbour, both ways."""
    found: set[tuple[int, int]] = set()
    for start, end in zip(near_at[:-1].tolist(), near_at[1:].tolist(), strict=True):
        mine = near[start:end].tolist()
        found.update((a, b) for a in mine for b in mine if a != b and lists[a] & lists[b])
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _state(person: Rows) -> State:
    """Return the state of blocks that are these persons, numbered from 0."""
    count = len(person)
    first, after = np.full(count, -1, dtype=np.int64), np.arange(count, dtype=np.int64)
    for block, number in enumerate(person.tolist()):
        if first[number] < 0:
            first[number] = block
        else:
            after[block] = after[first[number]]
            after[first[number]] = block
    free = np.flatnonzero(first < 0)
    stack = np.zeros(count + 1, dtype=np.int64)
    stack[: len(free)] = free
    return State(person.astype(np.int64), after, first, stack, np.array([len(free)], dtype=np.int64))
