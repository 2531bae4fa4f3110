"""Join pairs into persons: by falling probability, never two records of a list that names nobody twice, and no long chains unseen."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from undercount.link.persons.rival_kernel import join_pairs, settle

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]
CUT = 25
"""From how many records on a component is cut, unless told otherwise."""
AGAINST = -1.5
"""Two sets of records are not joined where what all compared pairs between them say is together below this (nats)."""
SURE = 0.95
"""From this match probability on a pair joins two sets whatever the others say."""
# No pair says more than that for or against (match probability).
_LEAST = 1e-6
Evidence = tuple[Rows, Rows, Floats, float, int]
NOTHING: Evidence = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0), 0.0, 0)


@dataclass(frozen=True, slots=True)
class Cut:
    """Hold a component that was too large to be one person and was cut by average linkage.

    Args:
        records: Its rows.
        into: How many persons it was cut into.
    """

    records: tuple[int, ...]
    into: int


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Hold which records are one person.

    Args:
        of: The number of each record's person: the smallest row among their records.
        cuts: The components that were cut.

    Shapes: ``of`` (records,).
    """

    of: Rows
    cuts: tuple[Cut, ...] = ()

    def pairs(self) -> Rows:
        """Return the rows of every two records of one person.

        Shapes: (pairs, 2), each sorted.
        """
        return pairs_within(self.of, np.arange(len(self.of), dtype=np.int64))


def pairs_within(groups: Rows, rows: Rows) -> Rows:
    """Return every two rows of one group, in the order of groups and rows.

    Args:
        groups: The group of each row that is given.
        rows: The rows.

    Shapes: Returns (pairs, 2), each sorted.
    """
    order = np.argsort(groups, kind="stable")
    kept, found = groups[order], []
    # Rows of one group stand together: those one apart, two apart, and so on, until no group is as large.
    for step in range(1, len(order)):
        at = np.flatnonzero(kept[step:] == kept[:-step])
        if not len(at):
            break
        found.append(np.stack([at, at + step], axis=1))
    places = np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
    places = places[np.lexsort((places[:, 1], places[:, 0]))]
    return np.asarray(rows[order[places]], dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Ruled:
    """Hold what people have judged, by rows.

    Args:
        together: Pairs of records that are one person.
        apart: Pairs of records that are two persons.
    """

    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Hold what the assignment must know of records.

    Args:
        of: The number of each record's list, from 0 to 62.
        may_repeat: Whether each list may name one person twice.
        ruled: What people have judged; it holds whatever the lists and the probabilities.

    Shapes: ``of`` (records,); ``may_repeat`` (lists,).
    """

    of: Codes
    may_repeat: npt.NDArray[np.bool_]
    ruled: Ruled = field(default_factory=Ruled)

    @property
    def alone(self) -> Rows:
        """Return for each record the bit of its list, 0 where that list may repeat persons."""
        bits = np.where(self.may_repeat, 0, 1 << np.arange(len(self.may_repeat), dtype=np.int64))
        return np.asarray(bits[self.of], dtype=np.int64)


def assign(
    records: Records,
    left: Rows,
    right: Rows,
    probability: Floats,
    *,
    threshold: float = 0.5,
    order: Floats | None = None,
    cut: int = CUT,
) -> Clusters:
    """Return the persons that pairs make: the most probable pair first, joined unless that gives a person two records of a single list.

    A pair may bring together more than two records. Then all pairs between the two sides are weighed that are given, and where they say
    together that it is two persons (the sum of their log-odds is below ``AGAINST``), the pair, which is the weaker link, gives way, unless
    it is sure (``SURE``).

    Args:
        records: The records, with what people have judged.
        left: The first record of each pair.
        right: The second.
        probability: The match probability of each pair.
        threshold: Pairs below it are not joined (probability); they are weighed.
        order: What orders pairs of one probability, the larger first; without it the pairs' rows do.
        cut: Clusters of more records are cut by average linkage.
    """
    kept = np.flatnonzero(probability >= threshold)
    tie = np.zeros(len(kept)) if order is None else -np.nan_to_num(order[kept], nan=-np.inf)
    kept = kept[np.lexsort((right[kept], left[kept], tie, -probability[kept]))]
    union = Union(records)
    weighed = None if len(kept) == len(left) else _evidence(left, right, probability, records)
    union.join(left[kept], right[kept], weighed)
    found = union.persons()
    pairs = left[kept], right[kept], probability[kept]
    cuts = tuple(_cut(found, rows, pairs, records, threshold) for rows in _large(found, cut))
    return Clusters(found, cuts)


class Union:
    """Join records into disjoint sets that share no list, unless that list may name a person twice, and that nobody has judged apart.

    Args:
        records: The records; those judged one person are joined, whatever their lists.
    """

    def __init__(self, records: Records) -> None:
        self._parent = np.arange(len(records.of), dtype=np.int64)
        self._lists = records.alone.copy()
        self._apart = np.array(records.ruled.apart, dtype=np.int64).reshape(-1, 2)
        self._foe = np.zeros(len(records.of), dtype=np.bool_)
        nobody, none = np.zeros(len(records.of), dtype=np.int64), np.zeros((0, 2), dtype=np.int64)
        together = np.array(records.ruled.together, dtype=np.int64).reshape(-1, 2)
        join_pairs(together[:, 0].copy(), together[:, 1].copy(), self._parent, nobody, self._foe, none, NOTHING)
        settle(self._parent)
        np.bitwise_or.at(self._lists, self._parent, records.alone)
        self._foe[self._parent[self._apart]] = True

    def join(self, left: Rows, right: Rows, evidence: Evidence | None = None) -> None:
        """Join the sets of pairs of records, the first pair first, unless the two share a list or were judged apart.

        Args:
            left: The first record of each pair.
            right: The second.
            evidence: What is weighed where sets are joined, as the kernel takes it; None weighs nothing.
        """
        join_pairs(left, right, self._parent, self._lists, self._foe, self._apart, evidence or NOTHING)

    def persons(self) -> Rows:
        """Return the smallest row of each record's set."""
        settle(self._parent)
        return self._parent.copy()


def hang_together(size: int, left: Rows, right: Rows) -> Rows:
    """Return for each of so many records the smallest of those with which pairs connect it, through others too."""
    parent, nobody = np.arange(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    join_pairs(left, right, parent, nobody, np.zeros(size, dtype=np.bool_), np.zeros((0, 2), dtype=np.int64), NOTHING)
    settle(parent)
    return parent


def _evidence(left: Rows, right: Rows, probability: Floats, records: Records) -> Evidence:
    """Return what pairs say for one person by the record, as the kernel takes it."""
    chance = np.clip(probability, _LEAST, 1 - _LEAST)
    says = np.log(chance / (1 - chance))
    ends, others = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.argsort(ends, kind="stable")
    starts = np.searchsorted(ends[order], np.arange(len(records.of) + 1)).astype(np.int64)
    sure = int((probability >= SURE).sum())
    return starts, others[order].astype(np.int64), np.concatenate([says, says])[order], AGAINST, sure


def _large(of: Rows, cut: int) -> list[Rows]:
    numbers, counts = np.unique(of, return_counts=True)
    return [np.flatnonzero(of == number) for number in numbers[counts > cut]]


def _cut(found: Rows, rows: Rows, pairs: tuple[Rows, Rows, Floats], records: Records, threshold: float) -> Cut:
    """Cut one cluster by average linkage, in place: sets are joined while their pairs are on average, missing pairs counting as 0."""
    place = {int(row): at for at, row in enumerate(rows)}
    matrix = np.zeros((len(rows), len(rows)))
    inside = np.isin(pairs[0], rows) & np.isin(pairs[1], rows)
    for a, b, chance in zip(*(part[inside].tolist() for part in pairs), strict=True):
        matrix[place[a], place[b]] = matrix[place[b], place[a]] = chance
    together, apart = (
        tuple((place[a], place[b]) for a, b in of if a in place and b in place)
        for of in (records.ruled.together, records.ruled.apart)
    )
    ruled = Ruled(together, apart)
    groups = average_linkage(matrix, records.alone[rows].tolist(), threshold, ruled)
    for group in groups:
        found[rows[group]] = rows[group].min()
    return Cut(tuple(int(row) for row in rows), len(groups))


def average_linkage(matrix: Floats, lists: list[int], threshold: float, ruled: Ruled | None = None) -> list[list[int]]:
    """Return groups of records joined while the average of all probabilities between two groups is the largest and above a threshold.

    Args:
        matrix: The probability that two records are one person, 0 where they were not compared.
        lists: For each record a bit for its list, or 0 where the list may repeat persons; groups that share a bit are not joined.
        threshold: The least average (probability).
        ruled: Records that are one person from the start, and records that never are.

    Shapes: ``matrix`` (records, records), symmetric.
    """
    ruled = ruled or Ruled()
    groups = [[at] for at in range(len(matrix))]
    for a, b in ruled.together:
        one, other = _holding(groups, a), _holding(groups, b)
        if one is not other:
            groups.remove(other)
            one += other
    while True:
        best = max(
            ((float(matrix[np.ix_(a, b)].mean()), -at, -to) for at, a in enumerate(groups) for to, b in enumerate(groups[:at])
             if not _clash(a, b, lists, ruled)),
            default=(-1.0, 0, 0),
        )  # fmt: skip
        if best[0] < threshold:
            return sorted(sorted(group) for group in groups)
        at, to = -best[1], -best[2]
        groups[to] += groups.pop(at)


def _holding(groups: list[list[int]], row: int) -> list[int]:
    return next(group for group in groups if row in group)


def _clash(one: list[int], other: list[int], lists: list[int], ruled: Ruled) -> bool:
    shared = any(lists[a] & lists[b] for a in one for b in other)
    return shared or any((a in one and b in other) or (a in other and b in one) for a, b in ruled.apart)
