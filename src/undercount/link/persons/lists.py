"""Declare a list of persons: which of its columns hold names, sex, age, dates and place, and whether it names a person twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, cast

from undercount.errors import LinkError

Column = Sequence[object]
_AGE_INSIDE = re.compile(r"[^\W\d_].*\b[0-9٠-٩]{1,3}\b")
_MANY, _ENOUGH = 0.2, 20


class _Relation(Protocol):
    """A DuckDB relation, as far as it is used here."""

    @property
    def columns(self) -> list[str]: ...
    def fetchall(self) -> list[tuple[object, ...]]: ...


class _Arrow(Protocol):
    """A table of Arrow, as far as it is used here."""

    def to_pydict(self) -> dict[str, list[object]]: ...


Table = Mapping[str, Column] | _Relation | _Arrow


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """Hold what the columns of one list of persons mean.

    Args:
        name: The list's name, as it stands in capture histories.
        table: Its records: columns by name, a DuckDB relation, or an Arrow table.
        id: The column that names each record, once.
        names: The columns with the name: each a column with the whole name in Arabic or Latin letters or both, or a tuple of columns with
            its parts in the order in which a name is said, given name first.
        sex: The column of sex: m and f, male and female, ذكر and أنثى; anything else counts as not known.
        age: The column of age at death (years; "4 months" and "3 days" are understood).
        age_group: The column that says child (under 18) or adult.
        birth: The column of the date of birth: a date, or text as 1990-05-03, 1990-05 or 1990; or three columns year, month, day.
        death: The column of the date of death, likewise.
        death_precision: The column that says how precisely the date of death is known: day, month or year.
        place: Columns of place from the largest area to the smallest.
        incident: The column that names the incident, shared between lists.
        as_of: The day on which ages are taken where a record has a date of birth and no date of death.
        no_name: What the list writes where it has no name ("Name withheld").
        duplicates: Whether the list may name one person twice; if not, no two of its records are ever joined.
    """

    name: str
    table: Table
    id: str
    names: tuple[str | tuple[str, ...], ...] = ()
    sex: str | None = None
    age: str | None = None
    age_group: str | None = None
    birth: str | tuple[str, ...] | None = None
    death: str | tuple[str, ...] | None = None
    death_precision: str | None = None
    place: tuple[str, ...] = ()
    incident: str | None = None
    as_of: date | None = None
    no_name: tuple[str, ...] = ()
    duplicates: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that is declared."""
        found: list[str] = [self.id]
        for one in (
            *self.names,
            self.sex,
            self.age,
            self.age_group,
            self.birth,
            self.death,
            self.death_precision,
            self.incident,
        ):
            found += [one] if isinstance(one, str) else list(one or ())
        return tuple(dict.fromkeys([*found, *self.place]))


@dataclass(frozen=True, slots=True)
class Read:
    """Hold one list's declared columns, row by row.

    Args:
        of: What was declared.
        rows: How many records there are.
        columns: The declared columns as Python values; None where nothing is written.
    """

    of: ListOf
    rows: int
    columns: Mapping[str, Sequence[object]]

    def column(self, name: str | None) -> Sequence[object]:
        """Return a column, or as many None as there are rows where it is not declared."""
        return [None] * self.rows if name is None else self.columns[name]

    def joined(self, names: str | tuple[str, ...] | None) -> list[tuple[object, ...]]:
        """Return the cells of one or of several columns, row by row."""
        of = (names,) if isinstance(names, str) else names or ()
        return list(zip(*(self.columns[name] for name in of), strict=True)) if of else [()] * self.rows


def read_list(of: ListOf) -> Read:
    """Return the declared columns of a list, checked.

    Raises:
        LinkError: If a declared column is missing, the list has neither a name nor a date, its names hold ages, or an id is missing or
            repeated.
    """
    columns = _columns(of)
    rows = len(columns[of.id])
    read = Read(of, rows, columns)
    _refuse_repeated_ids(read)
    _refuse_nothing_to_link_by(read)
    for names in of.names:
        _refuse_ages_inside(read, names)
    return read


def _columns(of: ListOf) -> dict[str, list[object]]:
    table = of.table
    if isinstance(table, Mapping):
        all_columns: Mapping[str, Sequence[object]] = table
    elif hasattr(table, "to_pydict"):
        all_columns = table.to_pydict()
    else:
        cells = list(zip(*table.fetchall(), strict=True)) or [()] * len(table.columns)
        all_columns = dict(zip(table.columns, cells, strict=True))
    for column in of.columns:
        if column not in all_columns:
            raise LinkError(
                f'the list "{of.name}" has no column "{column}"; it has {", ".join(map(str, all_columns))}: '
                "name one of these in its declaration"
            )
    return {column: [_cell(value) for value in all_columns[column]] for column in of.columns}


def _cell(value: Any) -> object:
    """Return a cell as a value, None where nothing is written."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        return value.strip() or None
    return cast(object, value)


def _refuse_repeated_ids(read: Read) -> None:
    seen: dict[object, int] = {}
    for row, value in enumerate(read.columns[read.of.id], start=1):
        if value is None:
            raise LinkError(
                f'each record needs an id; row {row} of the list "{read.of.name}" has none in "{read.of.id}": give it one'
            )
        first = seen.setdefault(str(value), row)
        if first != row:
            raise LinkError(
                f'an id names one record; {value} stands in rows {first} and {row} of the list "{read.of.name}": '
                "give each record an id of its own, or leave one of the two out"
            )


def _refuse_nothing_to_link_by(read: Read) -> None:
    of = read.of
    names = (cell for one in of.names for cells in read.joined(one) for cell in cells)
    dates = (cell for one in (of.birth, of.death) for cells in read.joined(one) for cell in cells)
    if read.rows and all(cell is None for cell in names) and all(cell is None for cell in dates):
        raise LinkError(
            f'a list needs names or dates to be linked; "{of.name}" has neither in its declared columns: '
            "declare the columns that hold them, or leave the list out"
        )


def _refuse_ages_inside(read: Read, names: str | tuple[str, ...]) -> None:
    texts = [" ".join(str(cell) for cell in cells if cell is not None) for cells in read.joined(names)]
    written = [text for text in texts if text]
    inside = [at for at, text in enumerate(texts, start=1) if _AGE_INSIDE.search(text)]
    if len(inside) >= max(_ENOUGH, _MANY * len(written)):
        column = names if isinstance(names, str) else ", ".join(names)
        raise LinkError(
            f'names must stand alone; {len(inside)} of {len(written)} names in "{column}" of the list "{read.of.name}" hold a number, '
            f"as in row {inside[0]}: put ages into a column of their own before linking"
        )


def copies(lists: Sequence[Read], *, share: float = 0.9) -> list[str]:
    """Return a warning for each two lists that look like copies of each other: they are not independent, so no estimate may use both.

    Args:
        lists: The lists as read.
        share: From which share of the smaller list's records, written alike in the other, two lists count as copies (probability).
    """
    written = [_as_written(read) for read in lists]
    found = []
    for first in range(len(lists)):
        for second in range(first + 1, len(lists)):
            smaller = min(len(written[first]), len(written[second]))
            common = len(written[first] & written[second])
            if smaller and common >= share * smaller:
                one, other = lists[first].of.name, lists[second].of.name
                found.append(
                    f'{common} of {smaller} records are written alike in "{one}" and "{other}": one looks like a copy of the other, '
                    "so they are not independent; join them into one list before estimating"
                )
    return found


def _as_written(read: Read) -> set[tuple[str, ...]]:
    of = read.of
    parts = [read.joined(one) for one in (*of.names, of.sex, of.age, of.death)]
    rows = (tuple(str(cell) for cells in row for cell in cells if cell is not None) for row in zip(*parts, strict=True))
    return {row for row in rows if len(row) > 1}
