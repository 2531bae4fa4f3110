"""Tables of capture histories as people have them: columns by name, rows by name, or a data frame; checked cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from undercount.errors import HistoriesError
from undercount.record.vocabulary import suggest

Table: TypeAlias = Any
"""A mapping from column names to columns, a sequence of mappings (one a row), or a data frame with ``columns``."""

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
        HistoriesError: If a name is no column or is named twice.
    """
    for position, name in enumerate(names):
        if name not in columns:
            raise HistoriesError(f"{what} must be a column of the table; {name!r} is not: {suggest(name, columns)}")
        if name in names[:position]:
            raise HistoriesError(f"{what} must be named once; {name!r} is named twice: remove one of the two")


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
                f"a list's column holds 1 where the list names the person and 0 where it does not; {name!r} is empty in row {row}: "
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
                f"every row needs a count; {name!r} is empty in row {row}: write 0 if nobody has this history, or leave the row out"
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
