"""Capture histories: on which lists each victim appears, counted by pattern and by stratum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import reading, tables
from undercount.count.estimators.reading import MOST_LISTS as MOST_LISTS
from undercount.count.estimators.reading import Key as Key
from undercount.errors import HistoriesError
from undercount.record.vocabulary import suggest

if TYPE_CHECKING:
    from undercount.count.estimators.fact import Facts

Ints = NDArray[np.int64]
Bits = NDArray[np.int8]

_SHOWN = 5
"""How many of the largest histories are shown where a table is printed."""


class HoldsHistories(Protocol):
    """A study, seen from the counting layer: something that can give the capture histories of one of its figures."""

    def histories(self, figure: str) -> CaptureHistories:
        """Return the capture histories on which the named figure's estimate rests."""
        ...


@dataclass(frozen=True, eq=False, repr=False)
class CaptureHistories:
    """Hold how many persons have each capture history, in one stratum or in several.

    An estimator takes the persons of all strata together; :meth:`split` gives the strata one by one.

    Args:
        lists: The names of the lists, in order.
        patterns: The histories that somebody has or that have a row, sorted: bit j (value 2**j) is set where list j names the person.
        table: How many persons have each history: one row a stratum, one column a pattern (persons).
        by: The names of the columns that part the persons into strata; empty for one stratum.
        keys: The label of each stratum in each of those columns.
        stratum: What this table is a part of, if it was split from a larger one: column names with labels.

    Shapes:
        patterns: ``(cells,)``. table: ``(strata, cells)``.
    """

    lists: tuple[str, ...]
    patterns: Ints
    table: Ints
    by: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ((),)
    stratum: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if len(self.lists) < 2:
            raise HistoriesError(reading.too_few(self.lists, where=self.where))
        if len(self.lists) > MOST_LISTS:
            raise HistoriesError(
                f"at most {MOST_LISTS} lists can be held; there are {len(self.lists)}: join lists of one source into one (join_lists)"
            )
        for array in (self.patterns, self.table):
            array.setflags(write=False)

    @classmethod
    def from_counts(
        cls,
        table: tables.Table,
        lists: Sequence[str] | None = None,
        *,
        strata: Sequence[str] = (),
        count: str = "count",
        merge: bool = False,
        rows: Sequence[int] | None = None,
    ) -> CaptureHistories:
        """Read a table with one row for each history (and stratum) and the number of persons who have it.

        A history without a row is one that nobody has. The history of those on no list is what is estimated, and has no row.

        Args:
            table: Columns by name, rows by name, or a data frame; one column of 0 and 1 for each list, one of counts.
            lists: The lists' columns; None for every column that is neither the count nor a stratum.
            strata: The columns that part the persons.
            count: The column of counts (persons).
            merge: Add up rows of one history; without it two rows of one history are refused as a likely mistake.
            rows: The number of each row in the table's file, for messages; None counts the rows from 1.

        Returns:
            The histories.

        Raises:
            HistoriesError: If fewer than two lists are given, a column or a cell is missing, a count is negative or fractional, a
                history is given twice, a count is given for those on no list, or the counts are the 0 and 1 of a list.

        Examples:
            >>> CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}, ["A", "B"]).documented
            60
        """
        return cls(*reading.counted(table, lists, strata, count, merge=merge, rows=rows))

    @classmethod
    def from_records(
        cls,
        table: tables.Table,
        lists: Sequence[str] | None = None,
        *,
        strata: Sequence[str] = (),
        rows: Sequence[int] | None = None,
    ) -> CaptureHistories:
        """Read a table with one row for each person.

        Args:
            table: Columns by name, rows by name, or a data frame; one column of 0 and 1 for each list.
            lists: The lists' columns; None for every column that is no stratum.
            strata: The columns that part the persons.
            rows: The number of each row in the table's file, for messages; None counts the rows from 1.

        Raises:
            HistoriesError: If fewer than two lists are given, a column or a cell is missing, or a person is on no list.
        """
        return cls(*reading.recorded(table, lists, strata, rows=rows))

    @classmethod
    def from_study(cls, study: HoldsHistories, figure: str) -> CaptureHistories:
        """Take the capture histories on which a study's figure rests.

        Args:
            study: An opened study (:class:`undercount.study.opened.Opened`).
            figure: The figure's name.

        Raises:
            HistoriesError: If this is no opened study, or the study's table breaks a rule.
            StudyError: If the study has no such figure, or the figure names no table of capture histories.
        """
        if not callable(getattr(study, "histories", None)):
            raise HistoriesError(
                f"histories are taken from a study that is open; {study!r} is {type(study).__name__}: open it with "
                "undercount.study.open_study(folder) and give that"
            )
        return study.histories(figure)

    @cached_property
    def counts(self) -> Ints:
        """Persons with each history, all strata together; shape ``(cells,)``."""
        counts: Ints = self.table.sum(axis=0)
        counts.setflags(write=False)
        return counts

    @cached_property
    def bits(self) -> Bits:
        """Whether each history is on each list: 0 or 1, shape ``(cells, lists)``."""
        shifts = np.arange(len(self.lists), dtype=np.int64)
        bits: Bits = ((self.patterns[:, None] >> shifts) & 1).astype(np.int8)
        bits.setflags(write=False)
        return bits

    @property
    def documented(self) -> int:
        """How many persons are on at least one list."""
        return int(self.table.sum())

    @cached_property
    def sizes(self) -> Ints:
        """Persons on each list; shape ``(lists,)``."""
        sizes: Ints = self.counts @ self.bits.astype(np.int64)
        sizes.setflags(write=False)
        return sizes

    @cached_property
    def overlaps(self) -> Ints:
        """Persons on each pair of lists, each list's size on the diagonal; shape ``(lists, lists)``."""
        on = self.bits.astype(np.int64)
        overlaps: Ints = (on * self.counts[:, None]).T @ on
        overlaps.setflags(write=False)
        return overlaps

    def full(self) -> Ints:
        """Return the count of every possible history, in the order of the pattern's number; the first, on no list, is 0.

        Raises:
            HistoriesError: If there are more than 20 lists, whose histories would fill the memory.
        """
        if len(self.lists) > 20:
            raise HistoriesError(
                f"all histories can be laid out for at most 20 lists; there are {len(self.lists)}: use fewer lists"
            )
        full = np.zeros(1 << len(self.lists), dtype=np.int64)
        full[self.patterns] = self.counts
        return full

    def split(self) -> tuple[CaptureHistories, ...]:
        """Return each stratum as a table of its own, in the order of ``keys``; histories that nobody in it has are left out."""
        if not self.by:
            return (self,)
        return tuple(self._one(row, key) for row, key in zip(self.table, self.keys, strict=True))

    def pooled(self) -> CaptureHistories:
        """Return all persons as one stratum."""
        return CaptureHistories(self.lists, self.patterns, self.counts[None, :].copy(), stratum=self.stratum)

    def keep_lists(self, names: Sequence[str]) -> CaptureHistories:
        """Return the histories on these lists only; persons on none of them are no longer documented.

        Raises:
            HistoriesError: If a name is no list, is named twice, or fewer than two are kept.
        """
        tables.check_sequence(names, "the lists")
        for position, name in enumerate(names):
            self._index(name)
            if name in names[:position]:
                raise HistoriesError(f"a list must be named once; {name!r} is named twice: remove one of the two")
        chosen = np.array([self.lists.index(name) for name in names], dtype=np.int64)
        moved = (((self.patterns[:, None] >> chosen) & 1) << np.arange(len(chosen))).sum(axis=1)
        return self._moved(tuple(names), moved)

    def drop_list(self, name: str) -> CaptureHistories:
        """Return the histories without a list; persons on it alone are no longer documented.

        Raises:
            HistoriesError: If there is no such list, or fewer than two are left.
        """
        self._index(name)
        return self.keep_lists([other for other in self.lists if other != name])

    def join_lists(self, names: Sequence[str], joined: str) -> CaptureHistories:
        """Return the histories with some lists made one: on it is who is on any of them.

        Raises:
            HistoriesError: If no list is named, a name is no list, the joined list has the name of another, or fewer than two are left.
        """
        tables.check_sequence(names, "the lists")
        if not names:
            raise HistoriesError("lists that are joined must be named; none is: name two or more")
        indices = {self._index(name) for name in names}
        if joined in self.lists and self.lists.index(joined) not in indices:
            raise HistoriesError(f"a list's name must be its own; {joined!r} is another list: choose another name")
        first = min(indices)
        columns, titles = [], []
        for number, name in enumerate(self.lists):
            if number == first:
                columns.append(np.any(self.bits[:, sorted(indices)], axis=1))
                titles.append(joined)
            elif number not in indices:
                columns.append(self.bits[:, number] == 1)
                titles.append(name)
        moved = (np.array(columns, dtype=np.int64) << np.arange(len(columns))[:, None]).sum(axis=0)
        return self._moved(tuple(titles), moved)

    def condition_on(self, name: str) -> tuple[CaptureHistories, int]:
        """Return the histories, on the other lists, of the persons on one list, with how many they are in truth.

        Use it to see whether an estimator finds a number that is known: the size of the list.

        Raises:
            HistoriesError: If there is no such list, or fewer than two others.

        References:
            Binette and Steorts (2022), On the reliability of multiple systems estimation for the quantification of modern
            slavery, JRSS A 185(2): internal consistency.
        """
        index = self._index(name)
        on = self.bits[:, index] == 1
        part = CaptureHistories(
            self.lists, self.patterns[on], self.table[:, on].copy(), self.by, self.keys, self.stratum
        )
        return part.drop_list(name), int(self.sizes[index])

    def usable(self) -> CaptureHistories:
        """Return the histories if an estimator can use them.

        Raises:
            HistoriesError: If nobody is on a list, everybody is on a list, or nobody is on any.
        """
        why = self.unusable()
        if why is not None:
            raise HistoriesError(why)
        return self

    def unusable(self) -> str | None:
        """Return in one sentence why no estimator can use the histories, or None if one can.

        An estimator refuses with this sentence where :meth:`usable` would raise it.
        """
        if self.documented == 0:
            return f"somebody must be on a list{self.where}; nobody is: leave this stratum out"
        for name, size in zip(self.lists, self.sizes.tolist(), strict=True):
            if size == 0:
                return f"a list must name somebody{self.where}; {name!r} names nobody: leave the list out (drop_list({name!r}))"
            if size == self.documented:
                return (
                    f"a list must leave somebody out that another names{self.where}; everybody is on {name!r}, so nothing tells how "
                    f"many it missed: leave the list out (drop_list({name!r})), or give the documented count alone"
                )
        return None

    def check(self) -> Facts:
        """Return what bears on whether an estimate can be made and believed: facts, in words.

        Returns:
            Overlap, empty pairs, existence and identifiability of log-linear models, too few lists or persons; the gravest first.
        """
        from undercount.count.estimators.checks import facts

        return facts(self)

    @property
    def name(self) -> str:
        """The stratum in words, such as ``year=1999, sex=M``; empty for a whole table."""
        return ", ".join(f"{column}={label}" for column, label in self.stratum)

    def __repr__(self) -> str:
        """Return a few lines: the lists with their persons, how many cells and strata there are, and the largest histories."""
        lists = ", ".join(f"{name} {size:,}" for name, size in zip(self.lists, self.sizes.tolist(), strict=True))
        parted = f", {len(self.keys):,} strata by {', '.join(self.by)}" if self.by else ""
        part = f" of {self.name}" if self.stratum else ""
        head = f"CaptureHistories{part}: {self.documented:,} persons on {len(self.lists)} lists ({lists})"
        order = np.argsort(-self.counts, kind="stable")[:_SHOWN]
        rows = [f"  {self.counts[at]:>10,} on {tables.on_lists(int(self.patterns[at]), self.lists)}" for at in order]
        more = [f"  and {len(self.patterns) - _SHOWN:,} more histories"] if len(self.patterns) > _SHOWN else []
        return "\n".join([f"{head}; {len(self.patterns):,} histories{parted}", *rows, *more])

    @property
    def where(self) -> str:
        """The stratum as sentences name it, in brackets after a space; empty for a whole table."""
        return f" (stratum {self.name})" if self.stratum else ""

    def _index(self, name: str) -> int:
        if name not in self.lists:
            raise HistoriesError(f"a list must be one of the table's; {name!r} is not: {suggest(name, self.lists)}")
        return self.lists.index(name)

    def _one(self, row: Ints, key: Key) -> CaptureHistories:
        held = row > 0
        stratum = (*self.stratum, *zip(self.by, key, strict=True))
        return CaptureHistories(self.lists, self.patterns[held], row[held][None, :].copy(), stratum=stratum)

    def _moved(self, lists: tuple[str, ...], moved: Ints) -> CaptureHistories:
        patterns, inverse = np.unique(moved, return_inverse=True)
        table = np.zeros((len(self.table), len(patterns)), dtype=np.int64)
        np.add.at(table.T, inverse, self.table.T)
        seen = patterns != 0
        return CaptureHistories(lists, patterns[seen], table[:, seen].copy(), self.by, self.keys, self.stratum)
