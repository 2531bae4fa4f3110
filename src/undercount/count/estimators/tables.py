"""Tables of capture histories as people have them: columns by name, rows by name, or a data frame; checked cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from undercount.errors import HistoriesError
from undercount.record.vocabulary import suggest

Table: TypeAlias = Any
"""A mapping from column names to columns, a sequence of mappings (one a row), or a data frame with ``columns``."""

Ints: TypeAlias = NDArray[np.int64]

_ABSENT = {"", "na", "nan", "none", "null"}
_NOT = {"0": 0, "0.0": 0, "false": 0, "no": 0}
_ON = {"1": 1, "1.0": 1, "true": 1, "yes": 1}


def columns_of(table: Table) -> dict[str, list[Any]]:
    """Return a table's columns by name.

    Raises:
        HistoriesError: If it is no table, has no row, or its rows do not have the same columns.
    """
    if hasattr(table, "columns") and hasattr(table, "__getitem__"):
        columns = {str(name): list(table[name]) for name in table.columns}
    elif isinstance(table, Mapping):
        columns = {str(name): list(column) for name, column in table.items()}
    elif isinstance(table, Iterable) and not isinstance(table, str | bytes):
        columns = _from_rows(list(table))
    else:
        raise HistoriesError(
            f"capture histories come as columns by name, as rows by name or as a data frame; this is {type(table).__name__}: "
            "give for example {'A': [1, 0], 'B': [1, 1], 'count': [4, 7]}"
        )
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise HistoriesError(
            f"all columns must be equally long; these have {', '.join(map(str, sorted(lengths)))} rows: mend the table"
        )
    if not columns or lengths == {0}:
        raise HistoriesError("a table of capture histories needs at least one row; this one has none: check the file")
    return columns


def _from_rows(rows: list[Any]) -> dict[str, list[Any]]:
    names: list[str] = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise HistoriesError(
                f"each row must give its cells by column name; row {number} is {type(row).__name__}: give a dict"
            )
        if number == 1:
            names = list(row)
        elif set(row) != set(names):
            odd = sorted(set(row) ^ set(names))[0]
            raise HistoriesError(
                f"all rows must have the same columns; row {number} differs in {odd!r}: add or remove that cell"
            )
    return {str(name): [row[name] for row in rows] for name in names}


def check_names(columns: Mapping[str, Sequence[Any]], names: Sequence[str], what: str) -> None:
    """Raise unless every name is a column, once.

    Raises:
        HistoriesError: If the names are one text, or a name is no column or is named twice.
    """
    check_sequence(names, {"a list": "the lists", "a stratum": "the strata"}.get(what, what))
    for position, name in enumerate(names):
        if name not in columns:
            raise HistoriesError(f"{what} must be a column of the table; {name!r} is not: {suggest(name, columns)}")
        if name in names[:position]:
            raise HistoriesError(f"{what} must be named once; {name!r} is named twice: remove one of the two")


def check_sequence(names: object, what: str) -> None:
    """Raise if what should be several names is one text, whose letters would be taken for names.

    Raises:
        HistoriesError: If it is.
    """
    if isinstance(names, str):
        raise HistoriesError(f"{what} are given as a list of names; {names!r} is one text: give [{names!r}, …]")


def like_a_list(column: Sequence[Any]) -> bool:
    """Say whether a column holds 0 and 1 and nothing else, as a list's does."""
    return {str(cell).strip().lower() for cell in column} <= {*_NOT, *_ON}


def on_lists(pattern: int, lists: Sequence[str]) -> str:
    """Return a history in words: the names of its lists."""
    return ", ".join(name for number, name in enumerate(lists) if pattern >> number & 1) or "no list"


def numbered(column: Sequence[Any], rows: Sequence[int] | None) -> Iterator[tuple[int, Any]]:
    """Yield each cell with its row's number: the one that the table's file shows, or from 1 where there is no file."""
    return enumerate(column, 1) if rows is None else zip(rows, column, strict=True)


def presence(column: Sequence[Any], name: str, rows: Sequence[int] | None = None) -> Iterator[int]:
    """Yield 0 or 1 for each cell of a list's column.

    Args:
        column: The cells.
        name: The list's name, for messages.
        rows: The number of each row, for messages; None counts from 1.

    Raises:
        HistoriesError: If a cell is missing or is neither 0 nor 1.
    """
    for row, cell in numbered(column, rows):
        if cell is True or cell is False or (type(cell) is int and cell in (0, 1)):
            yield int(cell)
            continue
        text = str(cell).strip().lower()
        if text in _NOT:
            yield 0
        elif text in _ON:
            yield 1
        elif text in _ABSENT:
            raise HistoriesError(
                f"a list's column holds 1 where the list names the person and 0 where it does not; {name!r} {_absent(cell)} in row {row}: "
                "write 0 if the list was searched, else leave the row or the list out"
            )
        else:
            raise HistoriesError(
                f"a list's column holds only 0 and 1; {name!r} holds {cell!r} in row {row}: mend that cell, or name the lists' columns"
            )


def whole_numbers(column: Sequence[Any], name: str, rows: Sequence[int] | None = None) -> Iterator[int]:
    """Yield the count in each cell (persons).

    Args:
        column: The cells.
        name: The column's name, for messages.
        rows: The number of each row, for messages; None counts from 1.

    Raises:
        HistoriesError: If a cell is missing, negative, fractional or no number.
    """
    for row, cell in numbered(column, rows):
        text = str(cell).strip()
        if text.lower() in _ABSENT:
            raise HistoriesError(
                f"every row needs a count; {name!r} {_absent(cell)} in row {row}: write 0 if nobody has this history, or leave the row out"
            )
        try:
            number = float(text)
        except ValueError:
            raise HistoriesError(
                f"a count is a whole number of persons; {name!r} holds {cell!r} in row {row}: mend that cell"
            ) from None
        if not math.isfinite(number) or number != int(number) or number < 0:
            kind = "negative" if number < 0 else "not whole" if math.isfinite(number) else "not a number"
            raise HistoriesError(
                f"a count is a whole number of persons from 0; {name!r} holds {text} in row {row}, which is {kind}: mend that cell"
            )
        if number > 2**53:
            raise HistoriesError(
                f"a count can be read exactly up to 2**53; {name!r} holds {text} in row {row}: mend that cell"
            )
        yield int(number)


def _absent(cell: Any) -> str:
    """Return in words what a cell without a value is: empty, or the word that it holds instead, as it stands there."""
    text = str(cell).strip()
    return "is empty" if cell is None or not text else f"holds {text!r}"


def labels(column: Sequence[Any], name: str, rows: Sequence[int] | None = None) -> Iterator[str]:
    """Yield the stratum's label in each row, as text.

    Args:
        column: The cells.
        name: The column's name, for messages.
        rows: The number of each row, for messages; None counts from 1.

    Raises:
        HistoriesError: If a cell is missing.
    """
    for row, cell in numbered(column, rows):
        text = str(cell).strip()
        if text == "" or (isinstance(cell, float) and math.isnan(cell)) or cell is None:
            raise HistoriesError(
                f"a person must be in one stratum; {name!r} is empty in row {row}: write a label such as 'unknown', which is then "
                "a stratum of its own"
            )
        yield text


def refuse_a_list_as_counts(
    pattern: Ints, keys: Sequence[tuple[str, ...]], counts: Ints, name: str, *, merge: bool
) -> None:
    """Refuse a column of counts that is a list in a table of persons: 0 and 1 alone, in rows that cannot be those of a table of counts.

    Args:
        pattern: Each row's history.
        keys: Each row's stratum.
        counts: Each row's count (persons).
        name: The column of counts.
        merge: Whether rows of one history are added up.

    Raises:
        HistoriesError: If it is one.

    Shapes:
        pattern, counts: ``(rows,)``.
    """
    if set(np.unique(counts).tolist()) != {0, 1}:
        return
    unlisted = bool(np.any((pattern == 0) & (counts > 0)))
    repeated = not merge and len(set(zip(pattern.tolist(), keys, strict=True))) < len(pattern)
    if unlisted or repeated:
        raise HistoriesError(
            f"a count is how many persons have a history; {name!r} holds only 0 and 1, as a list does, and the rows are those of single "
            f"persons: read the table as one row for each person, with {name!r} as a list"
        )


def refuse_unlisted(pattern: Ints, counts: Ints, rows: Sequence[int] | None, *, people: bool) -> None:
    """Refuse persons who are on no list.

    Raises:
        HistoriesError: If a row has some; the sentence names it.
    """
    for at in np.flatnonzero((pattern == 0) & (counts > 0)).tolist():
        row = at + 1 if rows is None else rows[at]
        if people:
            raise HistoriesError(
                f"a documented person is on at least one list; row {row} is on none: leave it out, or mend its lists"
            )
        raise HistoriesError(
            f"those on no list are what is estimated and are given no count; row {row} gives {counts[at]}: leave that row out"
        )


def refuse_twice(
    pattern: Ints, keys: Sequence[tuple[str, ...]], lists: Sequence[str], rows: Sequence[int] | None
) -> None:
    """Refuse two rows of one history in one stratum.

    Raises:
        HistoriesError: If there are two; the sentence names them.
    """
    seen: dict[tuple[int, tuple[str, ...]], int] = {}
    for row, cell in numbered(list(zip(pattern.tolist(), keys, strict=True)), rows):
        if cell in seen:
            raise HistoriesError(
                f"a history has one count; rows {seen[cell]} and {row} both give that of persons on {on_lists(cell[0], lists)}: name the "
                "columns that tell them apart as strata, or, if they are versions of the same records such as linkages, as versions that "
                "are mixed (propagate); or say that they are to be added up (merge), which counts the persons of versions several times"
            )
        seen[cell] = row
