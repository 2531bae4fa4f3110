"""Filled sheets: what holds of every sheet of pairs that a person filled in, of records and of incidents."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterator, Sequence

from undercount.errors import LinkError

_CELL = 1 << 30
"""The longest cell that is read (code points)."""


def columns_of(text: str) -> list[str]:
    """Return the columns of a sheet, as its first row names them.

    Args:
        text: The sheet's text, with or without a byte order mark.
    """
    return next(csv.reader(io.StringIO(_first(text)), delimiter=_delimiter(text)), [])


def rows_of(text: str, needed: Sequence[str], sheet: str, written: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each row of a sheet, as a spreadsheet shows it, and its cells by column, empty where it is short.

    Cells are parted by commas, semicolons or tabs, whichever the first row has most of: spreadsheets of some languages write semicolons.

    Args:
        text: The sheet's text, with or without a byte order mark.
        needed: The columns that it must have.
        sheet: Its name.
        written: What writes such a sheet, to be told where this is none.

    Raises:
        LinkError: If a column is lacking, or it is no CSV.
    """
    csv.field_size_limit(_CELL)
    there = columns_of(text)
    lacking = [name for name in needed if name not in there]
    if lacking:
        raise LinkError(
            f"a sheet of pairs has the columns {', '.join(needed)}; {sheet} lacks {', '.join(lacking)}: fill in the sheet that "
            f"{written} wrote"
        )
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text))
    columns = next(reader)
    try:
        for number, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells):
                yield number, {**dict.fromkeys(columns, ""), **dict(zip(columns, cells, strict=False))}
    except csv.Error as error:
        raise LinkError(f"a sheet of pairs must be CSV; {sheet} is not ({error}): save it again as CSV") from None


def _first(text: str) -> str:
    return text.removeprefix("\ufeff").partition("\n")[0]


def _delimiter(text: str) -> str:
    return max(",;\t", key=_first(text).count)


def coders_of(rows: Sequence[tuple[int, str]], coder: str, sheet: str) -> list[str]:
    """Return who judged each row; nobody is put in the place of a coder who is missing among others.

    Args:
        rows: The number of each row, and the coder that it names.
        coder: Who judged where no row names a coder; empty is nobody.
        sheet: The sheet's name.

    Raises:
        LinkError: If a row has no coder although others have, or none has and nobody is given.
    """
    lacking = [number for number, named in rows if not named.strip()]
    if lacking and len(lacking) < len(rows):
        raise LinkError(_without(lacking[0], sheet, "write who judged it"))
    if lacking and not coder:
        raise LinkError(_without(lacking[0], sheet, "write who judged it, or say with --by who judged the whole sheet"))
    return [named.strip() or coder for _, named in rows]


def need_one_verdict(rows: Sequence[tuple[int, frozenset[Hashable], str, str]], sheet: str) -> None:
    """Refuse a sheet in which one coder gives one pair two verdicts.

    Args:
        rows: For each row its number, the pair, the coder and the verdict.
        sheet: The sheet's name.

    Raises:
        LinkError: If there are two such rows; both are named.
    """
    first: dict[tuple[frozenset[Hashable], str], tuple[int, str]] = {}
    for number, pair, coder, verdict in rows:
        row, said = first.setdefault((pair, coder), (number, verdict))
        if said != verdict:
            raise LinkError(
                f"a coder has one verdict on a pair in a sheet; rows {row} and {number} of {sheet} say {said} and {verdict} of "
                f"the same two by {coder}: leave one of them out"
            )


def _without(row: int, sheet: str, remedy: str) -> str:
    return f"a judgement needs a coder; row {row} of {sheet} has none in the column coder: {remedy}"
