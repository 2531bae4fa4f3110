"""Rows as CSV into an open file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO


def write_rows(
    file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str | int | None]], *, mark: bool
) -> None:
    """Write a table as CSV: UTF-8, CRLF, quotes where they are needed.

    Args:
        file: Where to; it stays open.
        header: The columns.
        rows: The cells of each row.
        mark: Whether UTF-8's mark goes before, by which a spreadsheet knows the encoding.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if mark else "utf-8", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(header)
        writer.writerows(rows)
    finally:
        text.detach()
