"""Inherited: what linked persons take over from their records, such as year and sex, to part them by in an estimate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from undercount.study.list_tables import ListRows

Rows = npt.NDArray[np.int64]
UNKNOWN = "unknown"
"""The label of a person of whom no record says anything."""

_SEXES = {0: "male", 1: "female"}


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Hold what one kept column says of each record.

    Args:
        name: What it is called.
        labels: What it can say.
        codes: For each record the place of its label, -1 where it says nothing.

    Shapes: ``codes`` (records,), list after list.
    """

    name: str
    labels: tuple[str, ...]
    codes: Rows

    def of(self, persons: Rows) -> Rows:
        """Return for each person what the first of its records says that says anything: lists count in their declared order.

        Args:
            persons: The number of each record's person: its smallest row.

        Returns:
            The place of the label of each person, persons by their number; -1 where no record says anything.
        """
        numbers = np.unique(persons)
        told = np.flatnonzero(self.codes >= 0)
        who, first = np.unique(persons[told], return_index=True)
        found = np.full(len(numbers), -1, dtype=np.int64)
        found[np.searchsorted(numbers, who)] = self.codes[told[first]]
        return found

    def conflicts(self, persons: Rows) -> int:
        """Return how many persons have records that say different things."""
        told = np.flatnonzero(self.codes >= 0)
        pairs = np.unique(np.stack([persons[told], self.codes[told]], axis=1), axis=0)
        return int((np.unique(pairs[:, 0], return_counts=True)[1] > 1).sum())

    def label(self, code: int) -> str:
        """Return the label at a place; :data:`UNKNOWN` at -1."""
        return UNKNOWN if code < 0 else self.labels[code]


def kept_of(lists: Sequence[ListRows]) -> tuple[Kept, ...]:
    """Return what the lists keep, in the order in which they first declare it."""
    names = dict.fromkeys(stratum for one in lists for stratum, _ in one.declared.keep)
    return tuple(_kept(name, lists) for name in names)


def _kept(name: str, lists: Sequence[ListRows]) -> Kept:
    places: dict[str, int] = {}
    codes: list[int] = []
    for one in lists:
        columns = [column for stratum, column in one.declared.keep if stratum == name]
        told = _told(name, columns[0], one) if columns else [None] * len(one)
        codes += [-1 if label is None else places.setdefault(label, len(places)) for label in told]
    return Kept(name, tuple(places), np.array(codes, dtype=np.int64))


def _told(name: str, column: str, of: ListRows) -> list[str | None]:
    """Return what a list says of each record, in words that lists share where the column is that of sex or of a date."""
    declared = of.declared
    if column == declared.sex:
        from undercount.link.persons.cells import sex_of

        return [_SEXES.get(sex_of(cell)) for cell in of.columns[column]]
    for dates, precision in ((declared.death, declared.death_precision), (declared.birth, None)):
        columns = (dates,) if isinstance(dates, str) else dates or ()
        if column in columns and name in _SPANS:
            return _spans(of, columns, precision, _SPANS[name])
    return [cell or None for cell in of.columns[column]]


_SPANS: dict[str, Callable[[date], str]] = {
    "year": lambda day: f"{day.year:04d}",
    "month": lambda day: f"{day.year:04d}-{day.month:02d}",
}


def _spans(
    of: ListRows, columns: Sequence[str], precision: str | None, span: Callable[[date], str]
) -> list[str | None]:
    """Return the year or month of each date, where the date lies in one for certain."""
    from undercount.link.persons.dates import day_first, days_of

    order = day_first(of.columns[columns[0]]) if len(columns) == 1 else None
    told = of.columns[precision] if precision else [None] * len(of)
    found: list[str | None] = []
    for *cells, word in zip(*(of.columns[column] for column in columns), told, strict=True):
        days = days_of(cells, word, days_first=order)
        ends = None if days is None else {span(date.fromordinal(day)) for day in days}
        found.append(ends.pop() if ends is not None and len(ends) == 1 else None)
    return found
