"""CSV and TSV: header, delimiter, and rows with the numbers that a spreadsheet shows."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from undercount.errors import ReadError
from undercount.read.encoding import PlainText, plain_text
from undercount.read.options import TableOptions

DELIMITERS = ",;\t|"
"""The delimiters that are looked for; no other is guessed."""


@dataclass(frozen=True, slots=True)
class Delimited:
    """A text table that the table engine can read.

    Args:
        text: The file as plain UTF-8.
        delimiter: What separates its cells.
        columns: The names in its header, as they stand.
        header: The number of the header's row (from 1).
        lines: How many lines of the file come before the first row after the header.
    """

    text: PlainText
    delimiter: str
    columns: tuple[str, ...]
    header: int
    lines: int

    @property
    def is_plain(self) -> bool:
        """Tell whether the table engine counts its rows as a spreadsheet does."""
        return not (self.text.blank_lines or self.text.mixed_ends)


def open_delimited(path: Path, options: TableOptions, work: Path) -> Delimited:
    """Find a text table's encoding, delimiter and header.

    Raises:
        ReadError: If the file is empty, is in the wrong encoding, or has no header where it should.
    """
    csv.field_size_limit(1 << 30)
    text = plain_text(path, work, encoding=options.encoding)
    delimiter = options.delimiter or _delimiter(text.path, options.header)
    with text.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        row = next(itertools.islice(reader, options.header - 1, None), None)
        if row is None or not any(name.strip() for name in row):
            raise ReadError(
                f"a table must have a header row; row {options.header} of {path.name} is empty: set header under [table] "
                "in its mapping to the row that holds the column names"
            )
        return Delimited(text, delimiter, tuple(row), options.header, reader.line_num)


def _delimiter(path: Path, header: int) -> str:
    """Return the delimiter that splits the header into most cells."""
    widths: dict[str, int] = {}
    for delimiter in DELIMITERS:
        with path.open(encoding="utf-8-sig", newline="") as file:
            row = next(itertools.islice(csv.reader(file, delimiter=delimiter), header - 1, None), [])
            widths[delimiter] = len(row)
    return max(DELIMITERS, key=lambda d: widths[d])


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that is no row of its table: too few or too many cells, or quotes that do not close."""

    row: int
    value: str
    rule: str


def walk(table: Delimited) -> Iterator[tuple[int, list[str]] | Malformed]:
    """Give the rows after the header one by one, with their numbers.

    For files whose blank lines or mixed line ends the table engine would count otherwise than a spreadsheet does.
    """
    with table.text.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=table.delimiter, strict=True)
        for number in itertools.count(1):
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if number > table.header:
                    yield Malformed(number, "", f"quotes must open and close around a whole cell ({error})")
                continue
            if number <= table.header or not any(cell.strip() for cell in row):
                continue
            if len(row) != len(table.columns):
                yield Malformed(number, table.delimiter.join(row), width_rule(len(row), len(table.columns)))
            else:
                yield number, row


def width_rule(found: int, expected: int) -> str:
    """Return the rule that a row of another width than its header breaks."""
    return f"a row must have as many cells as the header ({expected}), not {found}"
