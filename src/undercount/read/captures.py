"""A table of capture histories as people have it: CSV, TSV or a workbook, as columns of text whose rows keep their numbers.

What the cells mean is not judged here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from undercount.errors import ReadError
from undercount.read.delimited import DELIMITERS, width_rule
from undercount.read.encoding import decode, open_bytes
from undercount.read.sheets import sheet_rows

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""How the names of workbooks end."""

_OTHER = (".parquet", ".pq", ".jsonl", ".ndjson", ".json", ".pdf", ".html", ".docx", ".zip")
_REMEDY = "save it as CSV in UTF-8, with the columns' names in its first row"

Rows = Iterator[tuple[int, list[str]]]
"""Rows that are not blank, each with the number that a spreadsheet shows for it."""


@dataclass(frozen=True, slots=True)
class CaptureTable:
    """Hold a table as text.

    Args:
        name: The file's name, for messages.
        columns: The cells of each column, by its name, in the order of the header.
        rows: The number of each row in the file; the header is row 1.
    """

    name: str
    columns: Mapping[str, list[str]]
    rows: tuple[int, ...]

    def where(self, wanted: Mapping[str, Sequence[str]]) -> CaptureTable:
        """Return the rows whose cell in each named column is one of the wanted ones.

        Raises:
            ReadError: If a column is not there, or no row is left.
        """
        table = self
        for column, labels in wanted.items():
            if column not in table.columns:
                from undercount.record import suggest

                raise ReadError(
                    f"rows are chosen by a column of the table; {column!r} is not in {self.name}: {suggest(column, self.columns)}"
                )
            cells = [cell.strip() for cell in table.columns[column]]
            kept = [at for at, cell in enumerate(cells) if cell in labels]
            if not kept:
                found = ", ".join(sorted(set(cells))[:8])
                raise ReadError(
                    f"some row must be chosen; {self.name} has none with {column} = {' or '.join(labels)}: it has {found}"
                )
            columns = {name: [values[at] for at in kept] for name, values in table.columns.items()}
            table = CaptureTable(self.name, columns, tuple(table.rows[at] for at in kept))
        return table


def read_captures(path: Path, *, name: str = "") -> CaptureTable:
    """Read a table of capture histories: CSV, TSV (any common delimiter, gzipped or not), XLSX or ODS.

    Args:
        path: The file.
        name: Its name, whose ending tells the format, where the path does not.

    Returns:
        The table, blank rows and columns left out.

    Raises:
        ReadError: If the file cannot be opened as a table, has no header or no row, a column's name stands twice, or a row has more or
            fewer cells than the header.
    """
    name = name or path.name
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise ReadError(f"a table of capture histories is a file; {path} {what}: check the path")
    ending = PurePosixPath(name.lower().removesuffix(".gz")).suffix
    if ending in _OTHER:
        raise ReadError(f"a table of capture histories is CSV, TSV, XLSX or ODS; {name} is {ending}: {_REMEDY}")
    rows = sheet_rows(path) if ending in WORKBOOKS else _text_rows(path, name)
    number, header = next(rows, (0, []))
    names = [cell.strip() for cell in header]
    if not any(names):
        raise ReadError(f"a table must have a header row; {name} is empty: {_REMEDY}")
    return _columns(name, number, names, rows)


def _text_rows(path: Path, name: str) -> Rows:
    with open_bytes(path) as file:
        data = file.read()
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError(f"a table of capture histories is text or a workbook; {name} is neither: {_REMEDY}")
    text = decode(data, name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda one: len(next(csv.reader([first], delimiter=one))))
    csv.field_size_limit(1 << 30)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ReadError(
                f"a table's rows must be readable; row {number} of {name} is not ({error}): mend it"
            ) from None
        if any(cell.strip() for cell in row):
            yield number, row


def _columns(name: str, header: int, names: list[str], rows: Rows) -> CaptureTable:
    for column in names:
        if column and names.count(column) > 1:
            raise ReadError(
                f"a column's name must stand once; {column!r} stands twice in row {header} of {name}: rename one"
            )
    kept: list[list[str]] = []
    numbers: list[int] = []
    for number, row in rows:
        while len(row) > len(names) and not row[-1].strip():
            row = row[:-1]
        if len(row) != len(names):
            raise ReadError(f"{width_rule(len(row), len(names))}; row {number} of {name} does not: mend that row")
        kept.append(row)
        numbers.append(number)
    if not kept:
        raise ReadError(
            f"a table of capture histories needs at least one row; {name} has none below its header: check the file"
        )
    columns = {column: list(cells) for column, cells in zip(names, zip(*kept, strict=True), strict=True) if column}
    return CaptureTable(name, columns, tuple(numbers))
