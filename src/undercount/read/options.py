"""How to open a table: what a mapping says under ``[table]``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableOptions:
    """Say how a table's file is laid out.

    Args:
        encoding: Name of the text encoding; None finds UTF-8 or UTF-16.
        delimiter: What separates cells; None finds one of ``,`` ``;`` tab ``|``.
        sheet: Name of the sheet of a workbook; None is the first.
        header: The row that holds the column names (from 1).
        skip_rows: How many rows after the header are no data (such as a second header).
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header: int = 1
    skip_rows: int = 0
