"""Block: find the pairs of records that are worth comparing, say how many there are, and how many persons they miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from undercount.link.persons.block_kernel import find_pairs, list_pairs_of, place_by_block, place_by_record, work_of
from undercount.link.persons.columns import Column
from undercount.link.persons.keys import NAMES, RULES, Budget, Rule
from undercount.link.persons.narrowing import Blocks, blocks_of
from undercount.link.persons.prepared import Prepared

Rows = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Hold what one rule finds.

    Args:
        name: The rule.
        pairs: How many pairs it finds.
        alone: How many pairs no other rule finds.
        narrowed: How many of its keys too many records share, so that these must share something else as well: a further name, the day
            of death, the age or the place.
        left_out: How many keys too many records share even so; they find nothing.
    """

    name: str
    pairs: int
    alone: int
    narrowed: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Hold the pairs of records to compare.

    Args:
        left: The row of each pair's first record.
        right: The row of its second record, always larger.
        by: The rules that found it, bit by bit.
        rules: What each rule finds.
        possible: How many pairs there are to compare without any blocking.

    Shapes: ``left``, ``right``, ``by`` (pairs,), in the order of their rows.
    """

    left: Rows
    right: Rows
    by: npt.NDArray[np.int64]
    rules: tuple[RuleCount, ...]
    possible: int

    def __len__(self) -> int:
        return len(self.left)

    @property
    def shared(self) -> npt.NDArray[np.bool_]:
        """Return whether the names of each pair share a key."""
        return shares_names(self.by, [rule.name for rule in self.rules])

    def find(self, left: Rows, right: Rows) -> Rows:
        """Return the place of each of these pairs, -1 where it is not a candidate."""
        left, right = np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)
        place = np.empty(len(left), dtype=np.int64)
        find_pairs(self.left, self.right, left, right, place)
        return place

    def holds(self, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
        """Return whether each of these pairs is a candidate."""
        return np.asarray(self.find(left, right) >= 0)


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Hold which records share a key: the blocks of each record, and the records of each block.

    Args:
        rules: The rules.
        rule_of: The number of each block's rule.
        record_starts: Where the blocks of each record begin.
        record_blocks: Those blocks.
        places: Where in ``block_rows`` the record stands for each of them.
        block_ends: Where the records of each block end.
        block_rows: Those records, in order.
        narrowed: For each rule how many keys were narrowed.
        left_out: For each rule how many keys were left out.
    """

    rules: tuple[Rule, ...]
    rule_of: npt.NDArray[np.int64]
    record_starts: Rows
    record_blocks: Ints
    places: Ints
    block_ends: Ints
    block_rows: Ints
    narrowed: tuple[int, ...]
    left_out: tuple[int, ...]


def key_records(prepared: Prepared, rules: Sequence[Rule] = RULES, *, budget: Budget | None = None) -> Keyed:
    """Return which records share a key.

    In large lists, keys that many records share are narrowed: these records are compared only where they share a further name, the day of
    death, the age and area, or the place as well. What is then still shared by too many is left out.

    Args:
        prepared: The records.
        rules: The rules; those whose fields nobody has find nothing.
        budget: How many pairs all rules may find together; None for their own budgets.
    """
    of_budget: dict[Budget, list[Rule]] = {}
    for rule in rules:
        of_budget.setdefault(budget or rule.budget, []).append(rule)
    return _indexed(prepared, tuple(rules), [blocks_of(prepared, mine, most) for most, mine in of_budget.items()])


def _indexed(prepared: Prepared, rules: tuple[Rule, ...], found: Sequence[Blocks]) -> Keyed:
    """Return which records share a key of any rule, by record and by block."""
    number = {rule: at for at, rule in enumerate(rules)}
    parts = [(part, [number[rule] for rule in blocks.rules]) for blocks in found for part in blocks.parts]
    rule_of = np.concatenate([np.array(of, dtype=np.int64)[part.rule_of] for part, of in parts])
    of_record, of_block = np.zeros(len(prepared), dtype=np.int64), np.zeros(len(rule_of), dtype=np.int64)
    first = 0
    for part, _ in parts:
        of_record += np.bincount(part.rows, minlength=len(prepared))
        of_block[first : first + len(part.size)] = part.size
        first += len(part.size)
    record_starts = np.concatenate([[0], np.cumsum(of_record)]).astype(np.int64)
    record_at, first = record_starts[:-1].copy(), 0
    block_ends = (np.cumsum(of_block) - of_block).astype(np.int32)
    record_blocks, block_rows, places = (np.empty(int(record_starts[-1]), dtype=np.int32) for _ in range(3))
    for part, _ in parts:
        place_by_record(part.rows, part.block, first, record_at, record_blocks)
        first += len(part.size)
    place_by_block(record_starts, record_blocks, block_ends, block_rows, places)
    counts = [
        dict(zip(blocks.rules, zip(blocks.narrowed, blocks.left_out, strict=True), strict=True)) for blocks in found
    ]
    narrowed, left_out = zip(*(next(of[rule] for of in counts if rule in of) for rule in rules), strict=True)
    return Keyed(rules, rule_of, record_starts, record_blocks, places, block_ends, block_rows, narrowed, left_out)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Hold pairs of records that share a key.

    Args:
        left: The row of each pair's first record.
        right: The row of its second.
        by: The rules that found it, bit by bit.
    """

    left: Ints
    right: Ints
    by: npt.NDArray[np.int64]


def row_chunks(prepared: Prepared, keyed: Keyed, *, most: int = _CHUNK) -> list[tuple[int, int]]:
    """Return ranges of rows whose pairs with later records fit in memory."""
    work = np.empty(len(prepared), dtype=np.int64)
    everybody = np.arange(len(prepared), dtype=np.int64)
    work_of(everybody, keyed.record_starts, keyed.record_blocks, keyed.places, keyed.block_ends, work)
    ends = np.flatnonzero(np.diff(np.cumsum(work) // most)) + 1
    bounds = [0, *ends.tolist(), len(prepared)]
    return [(start, end) for start, end in pairwise(bounds) if start < end]


def pairs_from(
    prepared: Prepared, keyed: Keyed, wanted: Rows, *, inside: bool = False, new: npt.NDArray[np.bool_] | None = None
) -> Found:
    """Return the pairs of wanted records with later ones that share a key, in order.

    Args:
        prepared: The records.
        keyed: Their blocks.
        wanted: The first record of each pair, in order.
        inside: Pairs inside lists that name nobody twice, in the place of those to compare.
        new: Whether each record is new, where one record of each pair must be; None for all pairs.
    """
    work = np.empty(len(wanted), dtype=np.int64)
    work_of(wanted, keyed.record_starts, keyed.record_blocks, keyed.places, keyed.block_ends, work)
    most = int(work.sum())
    left, right = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    by = np.empty(most, dtype=np.int64)
    index = (keyed.record_starts, keyed.record_blocks, keyed.places, keyed.block_ends, keyed.block_rows)
    stamp, by_of = np.full(len(prepared), -1, dtype=np.int32), np.zeros(len(prepared), dtype=np.int64)
    flags = np.zeros(0, dtype=np.bool_) if new is None else new
    count = list_pairs_of(
        wanted, flags, inside, index, prepared.of, prepared.may_repeat, keyed.rule_of, stamp, by_of, left, right, by
    )
    return Found(left[:count].copy(), right[:count].copy(), by[:count].copy())


def block(prepared: Prepared, keyed: Keyed) -> Candidates:
    """Return the pairs that share a key of any rule: of two lists, or of one list that may repeat persons."""
    columns = [Column(np.zeros(0, dtype=np.int64)) for _ in range(3)]
    for chunk in row_chunks(prepared, keyed):
        found = pairs_from(prepared, keyed, np.arange(*chunk, dtype=np.int64))
        columns[0].add(found.left)
        columns[1].add(found.right)
        columns[2].add(found.by)
    return candidates_of(prepared, keyed, *(column.whole() for column in columns))


def candidates_of(prepared: Prepared, keyed: Keyed, left: Rows, right: Rows, by: Rows) -> Candidates:
    """Return pairs that were found, with what each rule found of them."""
    found = np.zeros((2, len(keyed.rules)), dtype=np.int64)
    for start in range(0, len(by), _CHUNK):
        part = by[start : start + _CHUNK]
        for number in range(len(keyed.rules)):
            found[0, number] += int((part >> number & 1).sum())
            found[1, number] += int((part == 1 << number).sum())
    counts = tuple(
        RuleCount(rule.name, int(found[0, at]), int(found[1, at]), keyed.narrowed[at], keyed.left_out[at])
        for at, rule in enumerate(keyed.rules)
    )
    return Candidates(left, right, by, counts, _possible(prepared))


def within(prepared: Prepared, keyed: Keyed, rows: Rows) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
    """Return the pairs that share a key inside lists that name nobody twice: pairs that are surely two persons.

    Args:
        prepared: The records.
        keyed: Their blocks.
        rows: The records whose pairs with later records are wanted.

    Returns:
        The first and the second record of each pair, and whether their names share a key.
    """
    found = pairs_from(prepared, keyed, np.sort(rows), inside=True)
    shared = shares_names(found.by, [rule.name for rule in keyed.rules])
    return found.left.astype(np.int64), found.right.astype(np.int64), shared


def shares_names(by: Rows, rules: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return whether the rule of names is among those that found each pair."""
    bit = 1 << list(rules).index(NAMES.name) if NAMES.name in rules else 0
    return np.asarray(by & bit > 0, dtype=bool)


def _possible(prepared: Prepared) -> int:
    """Return how many pairs there are to compare without any blocking."""
    sizes = prepared.sizes
    across = (int(sizes.sum()) ** 2 - int((sizes**2).sum())) // 2
    return across + int((sizes * (sizes - 1) // 2)[prepared.may_repeat].sum())


@dataclass(frozen=True, slots=True)
class Recall:
    """Hold how many of the true pairs blocking keeps.

    Args:
        found: True pairs among the candidates.
        true: True pairs, or where no keys are known what the model finds among all pairs of a sample (expected pairs).
        measured: Whether it was counted with known keys rather than estimated.
    """

    found: float
    true: float
    measured: bool

    @property
    def share(self) -> float:
        """Return the recall (probability), NaN where there is no true pair."""
        return self.found / self.true if self.true else float("nan")


def measured_recall(candidates: Candidates, true: npt.NDArray[np.int64]) -> Recall:
    """Return the recall of blocking by known pairs.

    Args:
        candidates: The candidates.
        true: The rows of each true pair.

    Shapes: ``true`` (pairs, 2).
    """
    ordered = np.sort(np.asarray(true, dtype=np.int64).reshape(-1, 2), axis=1)
    return Recall(float(candidates.holds(ordered[:, 0], ordered[:, 1]).sum()), float(len(ordered)), True)
