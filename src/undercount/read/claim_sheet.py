"""The claim sheet: the spreadsheet that a person fills by hand, one claim a row."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from undercount.errors import ReadError
from undercount.read.claim_row import READER, Resolver, SheetItem, SheetRows
from undercount.read.encoding import decode
from undercount.read.registers import Registers
from undercount.read.rejects import Reject, as_meant
from undercount.read.report import ReadingReport, RuleCount
from undercount.read.sheets import sheet_rows
from undercount.read.text import MOST_BYTES
from undercount.record import Claim, suggest

COLUMNS = (
    "item",
    "quote",
    "speaker",
    "carrier",
    "origin",
    "stance",
    "act",
    "unit",
    "low",
    "best",
    "high",
    "qualifier",
    "when",
    "place",
    "actor",
    "sex",
    "age",
    "status",
    "target",
    "covers",
    "incident",
    "assurance",
    "basis",
    "grade",
    "note",
)
"""The columns of a claim sheet, in the order in which it is written."""

EXTRA_COLUMNS = ("phrase", "person")
"""Columns that a sheet may have besides: the words of the quantity where they are not the qualifier, and the person named."""

NEEDED = ("item", "quote", "act", "unit")
"""The columns that a sheet must have; any other may be missing and is then empty."""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What a claim sheet gave.

    Args:
        claims: The claims, in the order of their rows.
        rejects: What was wrong with the rows that gave none.
        report: The account.
    """

    claims: tuple[Claim, ...]
    rejects: tuple[Reject, ...]
    report: ReadingReport


def is_claim_sheet(path: Path) -> bool:
    """Tell whether a file's name makes it a claim sheet."""
    return path.name.lower().endswith((".claims.csv", ".claims.xlsx", ".claims.ods", ".claims.geojson"))


def read_claim_sheet(
    path: Path, registers: Registers, find_item: Resolver, *, zone: str = "UTC", name: str = ""
) -> SheetReading:
    """Read a claim sheet: every row is a claim, or is rejected with everything that is wrong with it.

    Args:
        path: The sheet (CSV, XLSX or ODS).
        registers: The study's registers.
        find_item: Gives the document for what stands in ``item``.
        zone: The time zone in which dates are meant (IANA name).
        name: The name to show for the file; empty is its own.

    Raises:
        ReadError: If the sheet is empty, has a column that is none, or lacks one that it must have.
    """
    shown = name or path.name
    if path.stat().st_size > MOST_BYTES:
        raise ReadError(
            f"a claim sheet must be of at most {MOST_BYTES >> 20} MB; {shown} has {path.stat().st_size >> 20:,} MB: split it into several"
        )
    checker = SheetRows(shown, registers, find_item, zone)
    rows = 0
    for number, row in _table(path, shown):
        rows += 1
        checker.take(number, row)
    rejected = len({reject.row for reject in checker.rejects})
    report = ReadingReport(
        file=shown,
        item=hashlib.sha256(path.read_bytes()).hexdigest(),
        mapping="claim-sheet",
        reader=READER,
        rows=rows,
        read=len(checker.claims),
        rejected=rejected,
        claims=len(checker.claims),
        rules=_rules(checker.rejects),
    )
    return SheetReading(tuple(checker.claims), tuple(checker.rejects), report)


def _rules(rejects: list[Reject]) -> tuple[RuleCount, ...]:
    counts = Counter(reject.rule for reject in rejects)
    first = {reject.rule: reject for reject in reversed(rejects)}
    return tuple(
        RuleCount(rule, True, n, first[rule])
        for rule, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _along_with_features(path: Path, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of the claim sheet that an exported GeoJSON file carries along, the header first."""
    try:
        sheet = json.loads(decode(path.read_bytes(), shown))["claim_sheet"]
        rows = [
            [str(c) for c in sheet["columns"]],
            *([("" if c is None else str(c)) for c in row] for row in sheet["rows"]),
        ]
    except (ValueError, KeyError, TypeError):
        raise ReadError(
            f"a GeoJSON file must carry a claim sheet to be read; {shown} carries none: export it with `undercount export`"
        ) from None
    return iter(list(enumerate(rows, 1)))


def _table(path: Path, shown: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give the rows that are not blank as cells by column."""
    if path.suffix.lower() == ".csv":
        csv.field_size_limit(1 << 30)
        table = csv.reader(io.StringIO(decode(path.read_bytes(), shown), newline=""))
        rows: Iterator[tuple[int, list[str]]] = (
            (n, row) for n, row in enumerate(table, 1) if any(c.strip() for c in row)
        )
    elif path.suffix.lower() == ".geojson":
        rows = _along_with_features(path, shown)
    else:
        rows = sheet_rows(path)
    number, header = next(rows, (0, []))
    columns = [cell.strip().lower() for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise ReadError(
            f"a claim sheet must have a header row; {shown} is empty: write the columns {','.join(COLUMNS)}"
        )
    _check_columns(columns, shown, number)
    for at, row in rows:
        padded = [as_meant(cell.strip()) for cell in row] + [""] * (len(columns) - len(row))
        beyond = [cell for cell in padded[len(columns) :] if cell]
        yield at, {**dict(zip(columns, padded, strict=False)), **({"": beyond[0]} if beyond else {})}


def _check_columns(columns: list[str], shown: str, row: int) -> None:
    if len(columns) == 1 and ";" in columns[0]:
        raise ReadError(
            f"the cells of a claim sheet must be parted by commas; {shown} has semicolons (row {row}): save it as CSV with commas, "
            "or as XLSX"
        )
    for column in columns:
        if column not in (*COLUMNS, *EXTRA_COLUMNS):
            raise ReadError(
                f"a claim sheet must have known columns; {column!r} is none ({shown}, row {row}): {suggest(column, COLUMNS)}"
            )
        if columns.count(column) > 1:
            raise ReadError(
                f"a claim sheet must have each column once; {column!r} stands twice ({shown}, row {row}): remove one"
            )
    for column in NEEDED:
        if column not in columns:
            raise ReadError(f"a claim sheet must have the column {column!r}; {shown} lacks it (row {row}): add it")


__all__ = [
    "COLUMNS",
    "EXTRA_COLUMNS",
    "NEEDED",
    "Resolver",
    "SheetItem",
    "SheetReading",
    "is_claim_sheet",
    "read_claim_sheet",
]
