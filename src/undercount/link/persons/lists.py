"""Declare a list of persons: which of its columns hold names, sex, age, dates and place, and whether it names a person twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError

Column = Sequence[object]
Codes = npt.NDArray[np.int32]
_AGE_INSIDE = re.compile(r"[^\W\d_].*\b[0-9٠-٩]{1,3}\b")
_DIGIT = re.compile("[0-9٠-٩]")
# An age with what is around it: brackets, commas, "aged", "years".
_AGE = re.compile(
    r"[\s(\[،,;:/-]*(?:\b(?:aged?|عمره|عمرها|العمر)\b[\s:]*)?(?<![^\W\d_])[0-9٠-٩]{1,3}(?![0-9٠-٩])"
    r"(?:\s*(?:years?(?:[ -]old)?|yrs?|y\.?o\.?|months?|سنة|سنه|سنوات|عاماً|عاما|عام|أشهر|شهر)(?!\w)\.?)?[\s)\]]*",
    re.IGNORECASE,
)
_SHOWN = 5
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_MANY, _ENOUGH = 0.2, 20


@runtime_checkable
class _Relation(Protocol):
    """A DuckDB relation, as far as it is used here."""

    @property
    def columns(self) -> list[str]: ...
    def project(self, columns: str, /) -> _Relation: ...
    def fetchall(self) -> list[tuple[object, ...]]: ...


class _Arrow(Protocol):
    """A table of Arrow, as far as it is used here."""

    @property
    def column_names(self) -> list[str]: ...
    def column(self, name: str, /) -> _ArrowColumn: ...


class _ArrowColumn(Protocol):
    def to_pylist(self) -> list[object]: ...


Table = Mapping[str, Column] | Mapping[str, npt.NDArray[Any]] | _Relation | _Arrow


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
        age: The column of age at death (years; "4 months", "34-36", "30s", "~40", "40+" and "infant" are understood).
        age_group: The column that says child (under 18) or adult.
        birth: The column of the date of birth: a date, or text as 1990-05-03, 1990-05, 1990 or 3 May 1990; or three columns year, month,
            day. 03/05/1990 is read where another date of the column shows whether the day or the month comes first.
        death: The column of the date of death, likewise.
        death_precision: The column that says how precisely the date of death is known: day, month or year.
        place: Columns of place from the largest area to the smallest; where a register says which place lies in which, one may hold either.
        incident: The column that names the incident, shared between lists.
        as_of: The day on which ages are taken where a record has a date of birth and no date of death.
        no_name: What the list writes where it has no name ("Name withheld").
        duplicates: Whether the list may name one person twice; if not, no two of its records are ever joined.
        rows: The number of each record's row as its file shows it, to name rows by; None counts from 1.
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
    rows: Sequence[int] | None = None

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


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Hold a column as numbers of its distinct values.

    Args:
        codes: The number of each row's value, -1 where nothing is written.
        values: The distinct values, none of them None.

    Shapes: ``codes`` (rows,).
    """

    codes: Codes
    values: Sequence[object]

    def cells(self) -> list[object]:
        """Return the value of each row, None where nothing is written."""
        values = [*self.values, None]
        return [values[code] for code in self.codes.tolist()]


@dataclass(frozen=True, slots=True)
class Read:
    """Hold one list's declared columns.

    Args:
        of: What was declared.
        rows: How many records there are.
        ids: The id of each record, as text.
        columns: The other declared columns.
    """

    of: ListOf
    rows: int
    ids: Sequence[str]
    columns: Mapping[str, Coded]

    def column(self, name: str | None) -> Coded:
        """Return a column, or one in which nothing is written where it is not declared."""
        return Coded(np.full(self.rows, -1, dtype=np.int32), ()) if name is None else self.columns[name]

    def joined(self, names: Sequence[str | None]) -> tuple[Codes, list[tuple[object, ...]]]:
        """Return the distinct rows of cells of several columns, and which of them each record has."""
        return joined([self.column(name) for name in names], self.rows)


def joined(columns: Sequence[Coded], rows: int) -> tuple[Codes, list[tuple[object, ...]]]:
    """Return the distinct rows of cells of several columns, None where nothing is written, and which of them each record has."""
    code = np.zeros(rows, dtype=np.int64)
    for column in columns:
        code, _ = renumbered(code * (len(column.values) + 1) + column.codes + 1)
    code, first = renumbered(code)
    held = [([*column.values, None], column.codes[first].tolist()) for column in columns]
    cells = [[values[one] for one in codes] for values, codes in held]
    return code.astype(np.int32), list(zip(*cells, strict=True)) if cells else [()] * len(first)


def renumbered(codes: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return numbers from 0 for distinct codes, and the first row of each."""
    _, first, at = np.unique(codes, return_index=True, return_inverse=True)
    return np.asarray(at, dtype=np.int64), np.asarray(first, dtype=np.int64)


def read_list(of: ListOf) -> Read:
    """Return the declared columns of a list, checked.

    Raises:
        LinkError: If a declared column is missing, the list has neither a name nor a date, its names hold ages, or an id is missing or
            repeated.
    """
    names = _checked_columns(of)
    ids = _ids(of, list(_cells(of, of.id)))
    columns = {name: coded(_cells(of, name)) for name in names if name != of.id}
    if of.id in names[1:]:
        columns[of.id] = coded(ids)
    read = Read(of, len(ids), ids, columns)
    _refuse_nothing_to_link_by(read)
    for one in of.names:
        _refuse_ages_inside(read, one)
    return read


def _checked_columns(of: ListOf) -> tuple[str, ...]:
    """Return the declared columns, all of which are there."""
    there = _headings(of.table)
    for column in of.columns:
        if column not in there:
            raise LinkError(
                f'the list "{of.name}" has no column "{column}"; it has {", ".join(map(str, there))}: '
                "name one of these in its declaration"
            )
    return of.columns


def _headings(table: Table) -> list[str]:
    if isinstance(table, Mapping):
        return list(table)
    return table.columns if isinstance(table, _Relation) else table.column_names


def _cells(of: ListOf, name: str) -> Sequence[object]:
    """Return a column of a table as Python values, one column at a time: a large table is never here as a whole."""
    table = of.table
    if isinstance(table, Mapping):
        column = table[name]
        return column.tolist() if isinstance(column, np.ndarray) else column
    if not isinstance(table, _Relation):
        return table.column(name).to_pylist()
    quoted = name.replace('"', '""')
    return [row[0] for row in table.project(f'"{quoted}"').fetchall()]


def coded(cells: Sequence[object]) -> Coded:
    """Return a column as numbers of its distinct values: texts without spaces around them, nothing for an empty one or not a number."""
    distinct = dict.fromkeys(cells)
    if all(type(value) is str for value in distinct):
        texts = [cast(str, value).strip() for value in distinct]
        if "" not in texts and len(set(texts)) == len(texts):
            codes_of = dict(zip(distinct, range(len(texts)), strict=True))
            return Coded(np.fromiter(map(codes_of.__getitem__, cells), dtype=np.int32, count=len(cells)), texts)
    if len({type(value) for value in distinct} - {type(None)}) > 1:
        # 1, 1.0 and True are one key to Python, but not one text.
        keys = [(type(value), value) for value in cells]
        return _numbered(keys, {key: key[1] for key in keys})
    return _numbered(cells, {value: value for value in distinct})


def _numbered(keys: Sequence[Any], value_of: Mapping[Any, object]) -> Coded:
    numbers: dict[Any, int] = {}
    codes_of: dict[Any, int] = {}
    values: list[object] = []
    for key, written in value_of.items():
        value = _cell(written)
        if value is None:
            codes_of[key] = -1
            continue
        # Two texts are one without the spaces around them; other values are distinct already.
        code = codes_of[key] = numbers.setdefault(value if isinstance(value, str) else key, len(values))
        if code == len(values):
            values.append(value)
    return Coded(np.fromiter(map(codes_of.__getitem__, keys), dtype=np.int32, count=len(keys)), values)


def _cell(value: Any) -> object:
    """Return a cell as a value, None where nothing is written."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str):
        return value.strip() or None
    return cast(object, value)


def _ids(of: ListOf, cells: list[object]) -> list[str]:
    """Return the ids of all records as text, each of which is there once."""
    ids = [str(_cell(value)) for value in cells]
    missing = next((row for row, value in enumerate(cells, start=1) if _cell(value) is None), None)
    if missing is not None:
        raise LinkError(
            f'each record needs an id; row {missing} of the list "{of.name}" has none in "{of.id}": give it one'
        )
    if len(set(ids)) < len(ids):
        seen: dict[str, int] = {}
        for row, value in enumerate(ids, start=1):
            first = seen.setdefault(value, row)
            if first != row:
                raise LinkError(
                    f'an id names one record; {value} stands in rows {first} and {row} of the list "{of.name}": '
                    "give each record an id of its own, or leave one of the two out"
                )
    return ids


def _refuse_nothing_to_link_by(read: Read) -> None:
    of = read.of
    told = [*of.names, of.birth, of.death]
    columns = [name for one in told for name in ((one,) if isinstance(one, str) else one or ())]
    if read.rows and not any(read.columns[name].values for name in columns):
        raise LinkError(
            f'a list needs names or dates to be linked; "{of.name}" has neither in its declared columns: '
            "declare the columns that hold them, or leave the list out"
        )


def name_texts(read: Read, names: str | tuple[str, ...]) -> tuple[Codes, list[str]]:
    """Return the distinct texts of names, which stand in one column or part by part in several, and which of them each record has.

    Ages inside them are left out.
    """
    codes, texts = _written_names(read, names)
    if not _DIGIT.search("\n".join(texts)):
        return codes, texts
    return codes, [_AGE.sub(" ", text).strip() if _AGE_INSIDE.search(text) else text for text in texts]


def _written_names(read: Read, names: str | tuple[str, ...]) -> tuple[Codes, list[str]]:
    if isinstance(names, str):
        column = read.columns[names]
        return column.codes, [value if isinstance(value, str) else str(value) for value in column.values]
    codes, rows = read.joined(names)
    return codes, [" ".join(str(cell) for cell in cells if cell is not None) for cells in rows]


def _ages_inside(read: Read, names: str | tuple[str, ...]) -> tuple[npt.NDArray[np.int64], int]:
    """Return the records whose names hold an age, and how many names are written."""
    codes, texts = _written_names(read, names)
    # Where nothing is written, the last entry counts.
    written = int(np.array([*(bool(text) for text in texts), False], dtype=bool)[codes].sum())
    if not _DIGIT.search("\n".join(texts)):
        return np.zeros(0, dtype=np.int64), written
    inside = np.array([*(bool(_DIGIT.search(text) and _AGE_INSIDE.search(text)) for text in texts), False], dtype=bool)
    return np.flatnonzero(inside[codes]), written


def _refuse_ages_inside(read: Read, names: str | tuple[str, ...]) -> None:
    found, written = _ages_inside(read, names)
    if len(found) >= max(_ENOUGH, _MANY * written):
        shown = names if isinstance(names, str) else ", ".join(names)
        raise LinkError(
            f'names must stand alone; {len(found)} of {written} names in "{shown}" of the list "{read.of.name}" hold a number, '
            f"as in the record {read.ids[int(found[0])]}: put ages into a column of their own before linking"
        )


def ages_left_out(read: Read) -> list[str]:
    """Return a warning for each column of names from which ages were left out, with the first rows."""
    told = []
    for names in read.of.names:
        found, _ = _ages_inside(read, names)
        if len(found):
            shown = names if isinstance(names, str) else ", ".join(names)
            rows = [at + 1 if read.of.rows is None else int(read.of.rows[at]) for at in found[:_SHOWN].tolist()]
            told.append(
                f'{len(found):,} name{"s" if len(found) > 1 else ""} in "{shown}" of the list "{read.of.name}" '
                f"{'hold' if len(found) > 1 else 'holds'} a number, which is left out (row{'s' if len(rows) > 1 else ''} "
                f"{', '.join(map(str, rows))}{', …' if len(found) > len(rows) else ''}): put ages into a column of their own"
            )
    return told


@dataclass(frozen=True, slots=True)
class Copied:
    """Hold two lists of which one looks like a copy of the other.

    Args:
        lists: Their names.
        common: How many records are written alike in both.
        smaller: How many records the smaller list has.
    """

    lists: tuple[str, str]
    common: int
    smaller: int

    def sentence(self) -> str:
        """Return what a person should know of it."""
        one, other = self.lists
        return (
            f'{self.common} of {self.smaller} records are written alike in "{one}" and "{other}": one looks like a copy of the other, so '
            "they are not independent; name only one of them under lists in an estimate"
        )


def copies(lists: Sequence[Read], *, share: float = 0.9) -> tuple[Copied, ...]:
    """Return each two lists that look like copies of each other: they are not independent, so no estimate may use both.

    Args:
        lists: The lists as read.
        share: From which share of the smaller list's records, written alike in the other, two lists count as copies (probability).
    """
    found = []
    sets = [_as_written(read) for read in lists]
    for first in range(len(lists)):
        for second in range(first + 1, len(lists)):
            smaller = min(len(sets[first]), len(sets[second]))
            common = len(np.intersect1d(sets[first], sets[second], assume_unique=True)) if smaller else 0
            if smaller and common >= share * smaller:
                found.append(Copied((lists[first].of.name, lists[second].of.name), common, smaller))
    return tuple(found)


def _as_written(read: Read) -> npt.NDArray[np.uint64]:
    """Return a number of 64 bits for what each distinct record of a list holds in order, where it holds more than one cell."""
    of = read.of
    parts = [*of.names, of.sex, of.age, of.death]
    columns = [name for one in parts for name in ((one,) if isinstance(one, str) else one or ())]
    found, filled = np.zeros(read.rows, dtype=np.uint64), np.zeros(read.rows, dtype=np.int64)
    for column in (read.columns[name] for name in columns):
        # Python's own hash of a text is the same throughout a run, which is all that it needs to be.
        number = np.fromiter(map(hash, map(str, column.values)), dtype=np.int64, count=len(column.values))
        there = column.codes >= 0
        cell = np.append(number, 0).view(np.uint64)[column.codes]
        found = np.where(there, (found ^ (cell + np.uint64(1))) * _SPREAD, found)
        found ^= found >> np.uint64(29)
        filled += there
    return np.unique(found[filled > 1])
