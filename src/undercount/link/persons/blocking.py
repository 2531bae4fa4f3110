"""Block: find the pairs of records that are worth comparing, say how many there are, and how many persons they miss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from undercount.link.names import key_many
from undercount.link.numbering import numbered
from undercount.link.persons.block_kernel import gather, list_pairs_of, narrow, order_by, work_of
from undercount.link.persons.marks import Marks, marks_of
from undercount.link.persons.prepared import Prepared

Rows = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Keys = tuple[Rows, npt.NDArray[np.int64]]
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """Say how many pairs blocking may find, counted as often as they are found.

    Args:
        whole: Up to so many, all keys are used as they are.
        small: Beyond, keys of few records are used as they are up to so many pairs for each record, and all others are narrowed.
        narrowed: Up to so many pairs for each record, beside ``whole``, narrowed keys are used; those of most records are left out.
    """

    whole: float = 2_500_000
    small: float = 0.5
    narrowed: float = 20.0


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold one way to find candidates: records that share a key of it are compared.

    Args:
        name: What the rule asks to be shared.
        of: Returns rows and their keys, a row as often as it has keys.
    """

    name: str
    of: Callable[[Prepared], Keys]


def _names(prepared: Prepared) -> Keys:
    return key_many(prepared.parsed)


def _day_and_place(prepared: Prepared) -> Keys:
    """Return a key for the day of death and each of its neighbours in the largest area: only one side needs the neighbours."""
    if prepared.places.shape[1] == 0:
        return np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    day = (prepared.death[:, 0] >= 0) & (prepared.death[:, 0] == prepared.death[:, 1]) & (prepared.places[:, 0] >= 0)
    rows = np.flatnonzero(day)
    half = prepared.death[rows, 0] // 2
    keys_of = [(half + step) * 100_003 + prepared.places[rows, 0] for step in (0, 1)]
    return np.concatenate([rows, rows]), np.concatenate(keys_of).astype(np.int64)


def _incident(prepared: Prepared) -> Keys:
    rows = np.flatnonzero(prepared.incident >= 0)
    return rows, prepared.incident[rows].astype(np.int64)


NAMES = Rule("a pair of names in one person's name, by their consonants", _names)
DAY_AND_PLACE = Rule("the day of death (within two days) and the largest area", _day_and_place)
INCIDENT = Rule("the incident", _incident)
RULES = (NAMES, DAY_AND_PLACE, INCIDENT)


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
        size = int(max(self.right.max(initial=0), np.max(right, initial=0))) + 1
        codes, wanted = self.left * size + self.right, left * size + right
        at = np.searchsorted(codes, wanted)
        there = at < len(codes)
        there[there] = codes[at[there]] == wanted[there]
        return np.where(there, at, -1)

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


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Hold records by their blocks.

    Args:
        rows: The row of each entry.
        block: Its block.
        rule_of: The number of each block's rule.
        pairs: How many pairs of records to compare each block has.
        size: How many records it has.
    """

    rows: npt.NDArray[np.signedinteger]
    block: npt.NDArray[np.signedinteger]
    rule_of: Rows
    pairs: npt.NDArray[np.float64]
    size: Rows

    @classmethod
    def of(cls, prepared: Prepared, rows: Rows, block: Rows, rule_of: Rows) -> _Entries:
        """Return entries with the sizes of their blocks."""
        count, lists = len(rule_of), len(prepared.lists)
        within = np.bincount(block * lists + prepared.of[rows], minlength=count * lists).reshape(count, lists)
        size = within.sum(axis=1)
        once = np.where(prepared.may_repeat, within, within.astype(np.float64) ** 2).sum(axis=1)
        return cls(rows, block, rule_of, (size.astype(np.float64) ** 2 - once) / 2, size.astype(np.int64))

    def only(self, kept: npt.NDArray[np.bool_]) -> _Entries:
        """Return some of the blocks."""
        number = (np.cumsum(kept) - 1).astype(np.int32)
        entries = kept[self.block]
        return _Entries(
            self.rows[entries], number[self.block[entries]], self.rule_of[kept], self.pairs[kept], self.size[kept]
        )

    def within(self, budget: float) -> npt.NDArray[np.bool_]:
        """Return which blocks, smaller ones first, make no more pairs than that together; blocks of one size go together."""
        by_size = np.bincount(self.size, self.pairs)
        most = int(np.searchsorted(np.cumsum(by_size), budget, side="right")) - 1
        return np.asarray(self.size <= most)


def key_records(prepared: Prepared, rules: Sequence[Rule] = RULES, *, budget: Budget = Budget()) -> Keyed:
    """Return which records share a key.

    In large lists, keys that many records share are narrowed: these records are compared only where they share a further name, the day of
    death, the age and area, or the place as well. What is then still shared by too many is left out.

    Args:
        prepared: The records.
        rules: The rules; those whose fields nobody has find nothing.
        budget: How many pairs they may find.

    References:
        McNeill, Kardes and Borthwick 2012, "Dynamic record blocking", for narrowing blocks that are too large.
    """
    entries, keys = _base(prepared, rules)
    small = entries.within(np.inf if entries.pairs.sum() <= budget.whole else budget.small * len(prepared))
    parts, left_out = [entries.only(small & (entries.pairs > 0))], np.zeros(len(rules), dtype=np.int64)
    if not small.all():
        narrower = _narrowed(prepared, rules, entries.only(~small), keys[~small])
        fits = narrower.within(budget.whole + budget.narrowed * len(prepared))
        left_out = np.bincount(narrower.rule_of[~fits], minlength=len(rules))
        parts.append(narrower.only(fits))
    narrowed = np.bincount(entries.rule_of[~small], minlength=len(rules))
    return _indexed(prepared, tuple(rules), parts, narrowed, left_out)


def _base(prepared: Prepared, rules: Sequence[Rule]) -> tuple[_Entries, Rows]:
    """Return the records by the keys of all rules, each once; and the keys."""
    rows, blocks, rule_of, keys = [], [], [], []
    count = 0
    for number, rule in enumerate(rules):
        of, found = rule.of(prepared)
        block, first = numbered(found)
        rows.append(of)
        blocks.append(block + count)
        rule_of.append(np.full(len(first), number, dtype=np.int64))
        keys.append(found[first])
        count += len(first)
    entries = _Entries.of(prepared, np.concatenate(rows), np.concatenate(blocks), np.concatenate(rule_of))
    return entries, np.concatenate(keys)


def _narrowed(prepared: Prepared, rules: Sequence[Rule], large: _Entries, keys: Rows) -> _Entries:
    """Return the records of large blocks by block and mark."""
    marks = marks_of(prepared)
    rows = large.rows[_ordered(large.block, large.size)]
    ends = np.cumsum(large.size)
    each = np.diff(marks.starts)
    most = np.add.reduceat(each[rows], ends - large.size)
    total, largest = int(most.sum()), int(most.max())
    scratch = (
        np.empty(1 << (2 * largest + 16).bit_length(), dtype=np.int32),
        np.empty(1 << (2 * largest + 16).bit_length(), dtype=np.int32),
        np.empty(largest, dtype=np.int32),
        np.empty((largest, 4), dtype=np.int32),
    )
    to, blocks, parent, size = (np.empty(total, dtype=np.int32) for _ in range(4))
    pairs = np.empty(total, dtype=np.float64)
    lists = (prepared.of, prepared.may_repeat)
    entries, made = narrow(
        rows,
        ends,
        (marks.starts, marks.marks),
        _skips(rules, large, keys, marks),
        lists,
        scratch,
        to,
        blocks,
        parent,
        pairs,
        size,
    )
    return _Entries(
        to[:entries],
        blocks[:entries],
        large.rule_of[parent[:made]],
        pairs[:made].copy(),
        size[:made].astype(np.int64),
    )


def _skips(rules: Sequence[Rule], large: _Entries, keys: Rows, marks: Marks) -> Rows:
    """Return for each block two marks, and the range of marks, that are a part of its key already."""
    skips = np.full((len(keys), 4), -1, dtype=np.int64)
    names = large.rule_of == next((at for at, rule in enumerate(rules) if rule.name == NAMES.name), -1)
    day = large.rule_of == next((at for at, rule in enumerate(rules) if rule.name == DAY_AND_PLACE.name), -1)
    skips[names, 0], skips[names, 1] = np.divmod(keys[names], max(1, marks.names))
    skips[day, 2:] = marks.names, marks.places
    return skips


def _ordered(values: npt.NDArray[np.signedinteger], counts: Rows) -> Rows:
    """Return the places of values in the order of the values."""
    order = np.empty(len(values), dtype=np.int64)
    order_by(values, np.concatenate([[0], np.cumsum(counts)])[:-1].astype(np.int64), order)
    return order


def _indexed(
    prepared: Prepared, rules: tuple[Rule, ...], parts: Sequence[_Entries], narrowed: Rows, left_out: Rows
) -> Keyed:
    offsets = np.cumsum([0, *(len(part.rule_of) for part in parts)])
    rows = np.concatenate([part.rows for part in parts])
    block = np.concatenate([part.block + offset for part, offset in zip(parts, offsets, strict=False)])
    rule_of = np.concatenate([part.rule_of for part in parts])
    of_record = np.bincount(rows, minlength=len(prepared)).astype(np.int64)
    order = _ordered(rows, of_record)
    record_starts = np.concatenate([[0], np.cumsum(of_record)]).astype(np.int64)
    block_at = np.concatenate([[0], np.cumsum(np.bincount(block, minlength=len(rule_of)))])[:-1].astype(np.int32)
    block_rows, record_blocks, places = (np.empty(len(rows), dtype=np.int32) for _ in range(3))
    gather(rows[order], block[order], record_starts[:-1].copy(), block_at, block_rows, record_blocks, places)
    return Keyed(
        rules, rule_of, record_starts, record_blocks, places, block_at, block_rows,
        tuple(narrowed.tolist()), tuple(left_out.tolist()),
    )  # fmt: skip


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
    chunks = row_chunks(prepared, keyed)
    return candidates_of(
        prepared, keyed, [pairs_from(prepared, keyed, np.arange(*chunk, dtype=np.int64)) for chunk in chunks]
    )


def candidates_of(prepared: Prepared, keyed: Keyed, found: Sequence[Found]) -> Candidates:
    """Return pairs that were found part by part."""
    left, right, by = (
        np.concatenate([getattr(part, name) for part in found] or [np.zeros(0)]).astype(np.int64)
        for name in ("left", "right", "by")
    )
    counts = tuple(
        RuleCount(
            rule.name,
            int((by >> number & 1).sum()),
            int((by == 1 << number).sum()),
            keyed.narrowed[number],
            keyed.left_out[number],
        )
        for number, rule in enumerate(keyed.rules)
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
