"""XLSX and ODS: the rows of one sheet as text, with the numbers that the spreadsheet shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from undercount.errors import MappingError, ReadError
from undercount.record import suggest

Cell = int | float | str | bool | time | date | datetime | timedelta


def sheet_rows(path: Path, sheet: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of a sheet that are not blank, with their numbers, as text.

    Whole numbers lose the ``.0`` that a spreadsheet's storage gives them; dates become ISO 8601; an error value stays as it is shown.

    Raises:
        ReadError: If the file is no workbook.
        MappingError: If it has no such sheet.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, OSError) as error:
        raise ReadError(
            f"a workbook must be a whole XLSX or ODS file; {path.name} is not ({error}): save it again from the spreadsheet program"
        ) from None
    name = sheet if sheet is not None else (book.sheet_names or [""])[0]
    if name not in book.sheet_names:
        raise MappingError(
            f"sheet must name a sheet of the workbook; {name!r} is none of {path.name}: {suggest(name, book.sheet_names)}"
        )
    found = book.get_sheet_by_name(name)
    for number, row in enumerate(found.to_python(skip_empty_area=False), start=1):
        texts = [cell_text(value) for value in row]
        if any(texts):
            yield number, texts


def cell_text(value: Cell) -> str:
    """Return a spreadsheet's cell as the text that stands for it without loss."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        whole_day = value.time() == time(0)
        return value.date().isoformat() if whole_day else value.isoformat(sep="T")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)
