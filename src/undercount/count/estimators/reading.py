"""What a table of capture histories says, row by row: which columns are lists, who is on which, and how many persons have each history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import tables
from undercount.errors import HistoriesError

Ints = NDArray[np.int64]

MOST_LISTS = 62
"""The most lists: a pattern is held as the bits of one integer."""

Key = tuple[str, ...]
"""A stratum's labels, in the order of the columns that part the persons."""


class Tabulated(NamedTuple):
    """Hold what was read, field by field as :class:`undercount.count.CaptureHistories` takes it.

    Args:
        lists: The names of the lists, in order.
        patterns: The histories, sorted: bit j (value 2**j) is set where list j names the person.
        table: How many persons have each history: one row a stratum, one column a pattern (persons).
        by: The names of the columns that part the persons into strata.
        keys: The label of each stratum in each of those columns.

    Shapes:
        patterns: ``(cells,)``. table: ``(strata, cells)``.
    """

    lists: tuple[str, ...]
    patterns: Ints
    table: Ints
    by: tuple[str, ...]
    keys: tuple[Key, ...]


def counted(
    table: tables.Table,
    lists: Sequence[str] | None,
    strata: Sequence[str],
    count: str,
    *,
    merge: bool,
    rows: Sequence[int] | None,
) -> Tabulated:
    """Read a table with one row for each history; arguments and errors as for ``CaptureHistories.from_counts``."""
    columns = tables.columns_of(table)
    tables.check_names(columns, [count], "the count")
    tables.check_names(columns, strata, "a stratum")
    named = _lists_of(columns, lists, {count: "the count", **dict.fromkeys(strata, "a stratum")})
    counts = list(tables.whole_numbers(columns[count], count, rows))
    return _tabulated(columns, named, strata, counts, count=count, merge=merge, rows=rows)


def recorded(
    table: tables.Table, lists: Sequence[str] | None, strata: Sequence[str], *, rows: Sequence[int] | None
) -> Tabulated:
    """Read a table with one row for each person; arguments and errors as for ``CaptureHistories.from_records``."""
    columns = tables.columns_of(table)
    tables.check_names(columns, strata, "a stratum")
    named = _lists_of(columns, lists, dict.fromkeys(strata, "a stratum"))
    return _tabulated(columns, named, strata, None, merge=True, rows=rows)


def too_few(
    lists: Sequence[str], *, where: str = "", used: Mapping[str, str] | None = None, named: bool = False
) -> str:
    """Say that fewer than two lists are no basis of an estimate.

    Args:
        lists: The lists that there are.
        where: The stratum, as sentences name it.
        used: Columns of 0 and 1 that were named as something else, and as what.
        named: Whether a person named the lists, so that the table may have more.
    """
    if named:
        which = f"only {lists[0]!r} is named" if lists else "none is named"
        return f"an estimate of what the lists missed needs at least two lists{where}; {which}: name another list (lists=[…])"
    there = f"there is only {lists[0]!r}" if lists else "there is none"
    taken = "".join(f", and {name!r}, which holds 0 and 1, is named as {what}" for name, what in (used or {}).items())
    remedy = "name that column once, or add a list" if used else "add a list, or give the documented count alone"
    return f"an estimate of what the lists missed needs at least two lists{where}; {there}{taken}: {remedy}"


def _lists_of(columns: Mapping[str, Any], lists: Sequence[str] | None, others: Mapping[str, str]) -> list[str]:
    if lists is None:
        left = [name for name in columns if name not in others]
        used = {name: what for name, what in others.items() if tables.like_a_list(columns[name])}
        if len(left) < 2 and used:
            raise HistoriesError(too_few(left, used=used))
        return left
    tables.check_names(columns, lists, "a list")
    for name in lists:
        if name in others:
            raise HistoriesError(
                f"a column has one meaning; {name!r} is named as a list and as something else: name it once"
            )
    if len(lists) < 2:
        raise HistoriesError(too_few(lists, named=True))
    return list(lists)


def _tabulated(
    columns: Mapping[str, Sequence[Any]],
    lists: list[str],
    strata: Sequence[str],
    counts: Iterable[int] | None,
    *,
    merge: bool,
    rows: Sequence[int] | None,
    count: str = "",
) -> Tabulated:
    pattern = np.zeros(len(next(iter(columns.values()))), dtype=np.int64)
    if len(lists) <= MOST_LISTS:
        for number, name in enumerate(lists):
            on = tables.presence(columns[name], name, rows)
            pattern |= np.fromiter(on, dtype=np.int64, count=len(pattern)) << number
    number_of = np.ones(len(pattern), dtype=np.int64) if counts is None else np.fromiter(counts, dtype=np.int64)
    keys = (
        list(zip(*(tables.labels(columns[name], name, rows) for name in strata), strict=True))
        if strata
        else [()] * len(pattern)
    )
    if counts is not None:
        tables.refuse_a_list_as_counts(pattern, keys, number_of, count, merge=merge)
    if len(lists) >= 2:
        tables.refuse_unlisted(pattern, number_of, rows, people=counts is None)
    if not merge:
        tables.refuse_twice(pattern, keys, lists, rows)
    named = sorted(set(keys))
    patterns, column = np.unique(pattern, return_inverse=True)
    position = {key: row for row, key in enumerate(named)}
    table = np.zeros((len(named), len(patterns)), dtype=np.int64)
    np.add.at(table, (np.array([position[key] for key in keys], dtype=np.int64), column), number_of)
    listed = patterns != 0
    return Tabulated(tuple(lists), patterns[listed], table[:, listed].copy(), tuple(strata), tuple(named))
