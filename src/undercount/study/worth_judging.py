"""Worth judging: which pairs of records move a study's number most, by how much a verdict is expected to change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undercount.errors import CountError, HistoriesError
from undercount.read.captures import CaptureTable
from undercount.record import Question
from undercount.record.figure import Estimation
from undercount.study.linked import COUNT, LinkedPersons

if TYPE_CHECKING:
    from undercount.study.inherited import Kept

Rows = npt.NDArray[np.int64]
Key = tuple[str, ...]
Move = tuple[tuple[Key, int], ...]

USUAL = "chao"
"""By which estimator a figure's sensitivity is taken where its own draws at random: two fits of one would differ by chance."""

_LOOKED_AT = 10
_LEAST_LOOKED_AT = 500
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Worth:
    """Hold one pair and what a verdict on it is expected to move.

    Args:
        left: The row of a record among all records.
        right: That of the other.
        chance: The match probability; None where the two were not compared.
        persons: By how many persons a verdict is expected to move the number of persons on record.
        estimate: By how many it is expected to move the estimate; None where no figure has one.
        disputed: Whether coders do not agree on it.
    """

    left: int
    right: int
    chance: float | None
    persons: float
    estimate: float | None
    disputed: bool = False

    @property
    def worth(self) -> float:
        """Return what pairs are ordered by (persons)."""
        return self.persons if self.estimate is None else self.estimate


@dataclass(eq=False)
class Sensitivity:
    """Say how much a figure's estimate changes when persons move from some capture histories to others; each move is computed once.

    Args:
        figure: The figure's name.
        asked: What its estimate is made from.
        method: The estimator that is used for it.
        found: The linked persons.
    """

    figure: str
    asked: Estimation
    method: str
    found: LinkedPersons
    _base: Counter[Key] = field(default_factory=Counter, repr=False)
    _names: tuple[str, ...] = ()
    _known: dict[Move, float | None] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        columns = list(dict.fromkeys([*self.asked.by, *(column for column, _ in self.asked.where)]))
        table = self.found.table(None, columns)
        self._names = tuple(name for name in table.columns if name != COUNT)
        cells = zip(*(table.columns[name] for name in self._names), strict=True)
        self._base = Counter(dict(zip(cells, map(int, table.columns[COUNT]), strict=True)))

    @property
    def kept(self) -> tuple[Kept, ...]:
        """What parts the persons, after their lists."""
        return tuple(
            one for name in self._names[len(self.found.names) :] for one in self.found.kept if one.name == name
        )

    def of(self, change: Counter[Key]) -> float | None:
        """Return by how many persons the estimate changes; None where it cannot be made.

        Args:
            change: How many persons more, or fewer, have each history and part.
        """
        move: Move = tuple(sorted((key, number) for key, number in change.items() if number))
        after = self._estimate(move)
        before = self._estimate(())
        return None if after is None or before is None else after - before

    def _estimate(self, move: Move) -> float | None:
        if move not in self._known:
            self._known[move] = self._made(move)
        return self._known[move]

    def _made(self, move: Move) -> float | None:
        from undercount.count.estimators.methods import estimate
        from undercount.count.estimators.strata import by_stratum
        from undercount.study.linked_estimate import histories_for

        counts = Counter(self._base)
        counts.update(dict(move))
        rows = [(key, number) for key, number in sorted(counts.items()) if number > 0]
        columns = {name: [key[at] for key, _ in rows] for at, name in enumerate(self._names)}
        columns[COUNT] = [str(number) for _, number in rows]
        try:
            table = histories_for(self.asked, CaptureTable("the linked lists", columns, tuple(range(2, len(rows) + 2))))
            if not self.asked.by:
                made = estimate(table, self.method)
            else:
                made = by_stratum(table, self.method).total(without_refused=self.asked.without_refused)
        except (CountError, HistoriesError):
            return None
        return None if made.refused is not None or made.estimate is None else float(made.estimate)


def sensitivity_of(found: LinkedPersons, questions: Sequence[Question]) -> Sensitivity | None:
    """Return how the first figure with an estimate from linked lists reacts; None where there is none.

    Its own first method is used where that draws nothing at random, else Chao's lower bound.

    Args:
        found: The linked persons.
        questions: The study's figures.
    """
    from undercount.count.estimators.methods import METHODS

    for question in questions:
        asked = question.estimate
        if asked is not None and asked.linked:
            method = next(iter(asked.methods), USUAL)
            method = method if method in METHODS and not METHODS[method].draws else USUAL
            made = Sensitivity(question.name, asked, method, found)
            return made if made.of(Counter()) is not None else None
    return None


def worth_judging(found: LinkedPersons, number: int, of: Sensitivity | None) -> list[Worth]:
    """Return the pairs that are most worth judging, each record once; pairs on which coders disagree come first.

    A verdict says "same" with the match probability p. The number expected now is p of the way from that of two persons to that of one, so
    a verdict is expected to move it by 2 p (1 - p) times the difference between the two. Pairs of which a judgement says or implies
    something are not asked again.

    Args:
        found: The linked persons.
        number: How many pairs at most.
        of: How a figure reacts; without it the number of persons on record counts.
    """
    asked = [*_disputed(found), *_likely(found, max(_LEAST_LOOKED_AT, _LOOKED_AT * number))]
    nearby = _Nearby(found)
    weighed = [_weighed(nearby, one, of) for one in asked]
    weighed.sort(key=lambda one: (not one.disputed, -one.worth, one.left, one.right))
    taken: set[int] = set()
    kept: list[Worth] = []
    for one in weighed:
        if len(kept) < number and (one.disputed or not {one.left, one.right} & taken):
            taken |= {one.left, one.right}
            kept.append(one)
    return kept


def _disputed(found: LinkedPersons) -> Iterator[Worth]:
    pairs = np.array(found.linkage.judged.open, dtype=np.int64).reshape(-1, 2)
    at = found.linkage.candidates.find(pairs[:, 0], pairs[:, 1])
    for (a, b), place in zip(pairs.tolist(), at.tolist(), strict=True):
        chance = float(found.linkage.probability[place]) if place >= 0 else None
        yield Worth(a, b, chance, 2 * _HALF * (1 - _HALF), None, True)


def _likely(found: LinkedPersons, number: int) -> Iterator[Worth]:
    """Yield the pairs of which the model is least sure, as far as no judgement says what they are."""
    from undercount.link.persons.judgements import follows

    linkage, chance = found.linkage, found.linkage.probability
    at = np.flatnonzero((chance > 0) & (chance < 1))
    left, right = linkage.candidates.left, linkage.candidates.right
    known = follows(linkage.judged.ruled, len(linkage.prepared), left[at], right[at])
    at = at[~known]
    at = at[np.lexsort((right[at], left[at], -chance[at] * (1 - chance[at])))][: number + len(linkage.judged.open)]
    asked = set(linkage.judged.open)
    for place in at.tolist():
        a, b, p = int(left[place]), int(right[place]), float(chance[place])
        if (a, b) not in asked:
            yield Worth(a, b, p, 2 * p * (1 - p), None)


class _Nearby:
    """Join anew what hangs together with a pair, under either verdict.

    Args:
        found: The linked persons.
    """

    def __init__(self, found: LinkedPersons) -> None:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        from undercount.link.persons.linking import weighed_pairs

        self.found = found
        linkage, size = found.linkage, len(found.linkage.prepared)
        likely = np.flatnonzero(linkage.probability >= found.settings.threshold)
        left, right = linkage.candidates.left[likely], linkage.candidates.right[likely]
        together = np.array(linkage.judged.ruled.together, dtype=np.int64).reshape(-1, 2)
        ends = np.concatenate([left, together[:, 0]]), np.concatenate([right, together[:, 1]])
        links = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(size, size))
        self._of = connected_components(links, directed=False)[1].astype(np.int64)
        self._members = np.argsort(self._of, kind="stable")
        self._ends = np.searchsorted(self._of[self._members], np.arange(int(self._of.max(initial=-1)) + 2))
        # Pairs that are not likely count, too, where they contradict others.
        is_likely = linkage.probability >= found.settings.threshold
        at = weighed_pairs(linkage.prepared, linkage.candidates, linkage.judged, is_likely)
        left, right = linkage.candidates.left[at], linkage.candidates.right[at]
        order = np.argsort(self._of[left], kind="stable")
        self._pairs = left[order], right[order], linkage.probability[at][order]
        self._pair_ends = np.searchsorted(self._of[left][order], np.arange(int(self._of.max(initial=-1)) + 2))

    def _rows(self, a: int, b: int) -> tuple[list[int], Rows]:
        """Return which components two records are in, and the records of these."""
        groups = sorted({int(self._of[a]), int(self._of[b])})
        rows = np.concatenate([self._members[self._ends[group] : self._ends[group + 1]] for group in groups])
        return groups, np.sort(rows)

    def persons_now(self, a: int, b: int) -> list[list[int]]:
        """Return the persons of the best linkage among all records that hang together with two."""
        _, rows = self._rows(a, b)
        of = self.found.linkage.clusters.of[rows]
        return [rows[of == one].tolist() for one in np.unique(of)]

    def persons(self, a: int, b: int, *, same: bool) -> list[list[int]]:
        """Return these persons as they would be if the two were judged."""
        from undercount.link.persons import Records, Ruled, assign

        groups, rows = self._rows(a, b)
        place = {int(row): at for at, row in enumerate(rows)}
        parts = [
            np.concatenate([part[self._pair_ends[g] : self._pair_ends[g + 1]] for g in groups]) for part in self._pairs
        ]
        left, right = (np.searchsorted(rows, part).astype(np.int64) for part in parts[:2])
        ruled = self.found.linkage.judged.ruled
        together, apart = (
            tuple((place[x], place[y]) for x, y in pairs if x in place and y in place)
            for pairs in (ruled.together, ruled.apart)
        )
        pair = (place[a], place[b])
        judged = Ruled((*together, pair), apart) if same else Ruled(together, (*apart, pair))
        prepared, settings = self.found.linkage.prepared, self.found.settings
        kept = np.ones(len(left), dtype=bool) if same else (left != pair[0]) | (right != pair[1])
        of = assign(
            Records(prepared.of[rows], prepared.may_repeat, judged),
            left[kept],
            right[kept],
            parts[2][kept],
            threshold=settings.threshold,
            cut=settings.cut,
        ).of
        return [rows[of == one].tolist() for one in np.unique(of)]


def _weighed(nearby: _Nearby, pair: Worth, of: Sensitivity | None) -> Worth:
    """Return a pair with what a verdict is expected to move of a figure."""
    if of is None:
        return pair
    now = Counter(_key(nearby.found, rows, of.kept) for rows in nearby.persons_now(pair.left, pair.right))
    ends = []
    for same in (True, False):
        change = Counter(_key(nearby.found, rows, of.kept) for rows in nearby.persons(pair.left, pair.right, same=same))
        change.subtract(now)
        ends.append(of.of(change))
    if ends[0] is None or ends[1] is None:
        return pair
    chance = _HALF if pair.disputed or pair.chance is None else pair.chance
    moves = 2 * chance * (1 - chance) * abs(ends[0] - ends[1])
    return Worth(pair.left, pair.right, pair.chance, pair.persons, moves, pair.disputed)


def _key(found: LinkedPersons, rows: Sequence[int], kept: Sequence[Kept]) -> Key:
    """Return the history and part of the person with these records, as the table of histories writes them."""
    lists = {int(found.linkage.prepared.of[row]) for row in rows}
    bits = tuple(str(int(at in lists)) for at in range(len(found.names)))
    codes = (next((int(one.codes[row]) for row in sorted(rows) if one.codes[row] >= 0), -1) for one in kept)
    return (*bits, *(one.label(code) for one, code in zip(kept, codes, strict=True)))
