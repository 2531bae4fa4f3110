"""Narrow keys that too many records share: these are compared only where they share a mark too, and what is still too much is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.numbering import numbered
from undercount.link.persons.block_kernel import narrow, order_by
from undercount.link.persons.keys import DAY_AND_PLACE, NAMES, WORD_AND_AREA, WORD_AND_TIME, Budget, Rule
from undercount.link.persons.marks import Marks, marks_of
from undercount.link.persons.prepared import Prepared

Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Hold records by their blocks.

    Args:
        rows: The row of each entry.
        block: Its block.
        rule_of: The number of each block's rule.
        pairs: How many pairs of records to compare each block has.
        size: How many records it has.
    """

    rows: Numbers
    block: npt.NDArray[np.signedinteger]
    rule_of: Rows
    pairs: npt.NDArray[np.float64]
    size: Rows

    @classmethod
    def of(cls, prepared: Prepared, rows: Numbers, block: Rows, rule_of: Rows) -> Entries:
        """Return entries with the sizes of their blocks."""
        size = np.bincount(block, minlength=len(rule_of)).astype(np.int64)
        # Most keys are of one record alone, and need no more counting.
        several = size > 1
        pairs = np.zeros(len(size))
        pairs[several] = _pairs_of(prepared, rows, block, several)
        return cls(rows, block, rule_of, pairs, size)

    def only(self, kept: npt.NDArray[np.bool_]) -> Entries:
        """Return some of the blocks."""
        number = (np.cumsum(kept) - 1).astype(np.int32)
        entries = kept[self.block]
        return Entries(
            self.rows[entries], number[self.block[entries]], self.rule_of[kept], self.pairs[kept], self.size[kept]
        )

    def within(self, budget: float) -> npt.NDArray[np.bool_]:
        """Return which blocks, smaller ones first, make no more pairs than that together; blocks of one size go together."""
        by_size = np.bincount(self.size, self.pairs)
        most = int(np.searchsorted(np.cumsum(by_size), budget, side="right")) - 1
        return np.asarray(self.size <= most)


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Hold which records share a key of some rules.

    Args:
        rules: The rules.
        parts: The records by their blocks.
        narrowed: For each rule how many keys were narrowed.
        left_out: For each rule how many keys, or narrowed ones, were left out.
    """

    rules: tuple[Rule, ...]
    parts: tuple[Entries, ...]
    narrowed: tuple[int, ...]
    left_out: tuple[int, ...]


def blocks_of(prepared: Prepared, rules: Sequence[Rule], budget: Budget) -> Blocks:
    """Return which records share a key of some rules, within their budget.

    References:
        McNeill, Kardes and Borthwick 2012, "Dynamic record blocking", for narrowing blocks that are too large.
    """
    entries, keys = _base(prepared, rules)
    small = entries.within(np.inf if entries.pairs.sum() <= budget.whole else budget.small * len(prepared))
    parts, left_out = [entries.only(small)], np.bincount(entries.rule_of[~small], minlength=len(rules))
    narrowed = np.zeros(len(rules), dtype=np.int64)
    large = ~small & (entries.size <= budget.largest)
    if large.any() and budget.narrowed:
        narrower = _narrowed(prepared, rules, entries.only(large), keys[large])
        fits = narrower.within(budget.whole + budget.narrowed * len(prepared))
        narrowed = np.bincount(entries.rule_of[large], minlength=len(rules))
        left_out += np.bincount(narrower.rule_of[~fits], minlength=len(rules)) - narrowed
        parts.append(narrower.only(fits))
    return Blocks(tuple(rules), tuple(parts), tuple(narrowed.tolist()), tuple(left_out.tolist()))


def _pairs_of(prepared: Prepared, rows: Numbers, block: Rows, which: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return how many pairs of records to compare some blocks have."""
    lists, inside = len(prepared.lists), which[block]
    number = np.cumsum(which) - 1
    count = int(which.sum())
    code = number[block[inside]] * lists + prepared.of[rows[inside]]
    within = np.bincount(code, minlength=count * lists).reshape(count, lists).astype(np.float64)
    once = np.where(prepared.may_repeat, within, within**2).sum(axis=1)
    return np.asarray((within.sum(axis=1) ** 2 - once) / 2, dtype=np.float64)


def _base(prepared: Prepared, rules: Sequence[Rule]) -> tuple[Entries, Rows]:
    """Return the records by the keys of all rules that two records share; and these keys."""
    found, keys = [], []
    for number, rule in enumerate(rules):
        rows, codes = rule.of(prepared)
        block, first = numbered(codes)
        entries = Entries.of(prepared, rows.astype(np.int32), block, np.full(len(first), number, dtype=np.int64))
        keys.append(codes[first][entries.pairs > 0])
        found.append(entries.only(entries.pairs > 0))
    starts = np.cumsum([0, *(len(one.size) for one in found)]).tolist()
    blocks = [(one.block + start).astype(np.int32) for one, start in zip(found, starts, strict=False)]
    fields = (np.concatenate([getattr(one, name) for one in found]) for name in ("rule_of", "pairs", "size"))
    return Entries(np.concatenate([one.rows for one in found]), np.concatenate(blocks), *fields), np.concatenate(keys)


def _narrowed(prepared: Prepared, rules: Sequence[Rule], large: Entries, keys: Rows) -> Entries:
    """Return the records of large blocks by block and mark."""
    marks = marks_of(prepared)
    rows = large.rows[ordered(large.block, large.size)]
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
    return Entries(
        to[:entries],
        blocks[:entries],
        large.rule_of[parent[:made]],
        pairs[:made].copy(),
        size[:made].astype(np.int64),
    )


def _skips(rules: Sequence[Rule], large: Entries, keys: Rows, marks: Marks) -> Rows:
    """Return for each block two marks, and the range of marks, that are a part of its key already."""
    skips = np.full((len(keys), 4), -1, dtype=np.int64)
    for number, rule in enumerate(rules):
        mine = large.rule_of == number
        if rule.of is NAMES.of:
            skips[mine, 0], skips[mine, 1] = np.divmod(keys[mine], max(1, marks.names))
        elif rule.of is DAY_AND_PLACE.of:
            skips[mine, 2:] = marks.names, marks.places
        elif rule.of in (WORD_AND_TIME.of, WORD_AND_AREA.of):
            skips[mine, 0] = keys[mine] % max(1, marks.names)
    return skips


def ordered(values: npt.NDArray[np.signedinteger], counts: Rows) -> Rows:
    """Return the places of values in the order of the values."""
    order = np.empty(len(values), dtype=np.int64)
    order_by(values, np.concatenate([[0], np.cumsum(counts)])[:-1].astype(np.int64), order)
    return order
