"""Which mapping fits a table, told by the names of its columns."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import duckdb

from undercount.errors import MappingError, ReadError
from undercount.read.delimited import DELIMITERS
from undercount.read.encoding import detect, open_bytes
from undercount.read.intake import LINE_ENDINGS, PARQUET_ENDINGS, SHEET_ENDINGS
from undercount.read.mapping import Mapping
from undercount.read.mapping_file import ready_mapping, ready_mappings
from undercount.read.sheets import sheet_rows
from undercount.read.sql import BLANKS, literal

_HEAD = 1 << 18


def suggest_mapping(path: Path) -> str | None:
    """Return the name of the ready mapping that fits a table, or None.

    Args:
        path: The table.

    Raises:
        ReadError: If the file cannot be opened as a table.
        MappingError: If several fit it equally well.
    """
    found = recognise(column_names(path), (ready_mapping(name) for name in ready_mappings()), item=path.name)
    return None if found is None else found.name


def recognise(columns: Iterable[str], mappings: Iterable[Mapping], *, item: str = "the table") -> Mapping | None:
    """Return the mapping all of whose columns a table has; of several the one that names most, of equals the one with the item's name.

    Args:
        columns: The table's columns.
        mappings: The mappings.
        item: The item's name.

    Raises:
        MappingError: If several fit equally well and none of them has the item's name: whose rows these are is for a person to say.
    """
    have = {column.strip(BLANKS).lower() for column in columns}
    fitting = [m for m in mappings if m.columns and all(c.lower() in have for c in m.columns)]
    most = max((len(m.columns) for m in fitting), default=0)
    best = sorted((m for m in fitting if len(m.columns) == most), key=lambda m: m.name)
    stem = stem_of(item)
    named = [m for m in best if m.name == stem]
    if len(best) < 2 or len(named) == 1:
        return next(iter(named or best), None)
    shown = " and ".join(f"{m.name!r} ({m.file})" for m in best[:2])
    raise MappingError(
        f"one mapping must fit a table best; {shown} fit {item} equally well: write name = {stem!r} in the one that reads it, or leave out "
        "of columns what the other one's tables lack"
    )


def stem_of(item: str) -> str:
    """Return an item's name without folders and endings."""
    return PurePosixPath(item).name.split(".")[0]


def column_names(path: Path) -> tuple[str, ...]:
    """Return the names in the first row of a table, reading no more of it than needed; nothing where there is none.

    Raises:
        ReadError: If the file cannot be opened as a table.
    """
    if not path.is_file():
        raise ReadError(f"a table must be a file; {path} is none: check the path")
    ending = Path(path.name.removesuffix(".gz")).suffix.lower()
    if ending in SHEET_ENDINGS:
        return tuple(next((texts for _, texts in sheet_rows(path)), []))
    if ending in PARQUET_ENDINGS:
        return _parquet_names(path)
    with open_bytes(path) as file:
        head = file.read(_HEAD)
    text = codecs.getincrementaldecoder(detect(head))(errors="replace").decode(head).removeprefix("\ufeff")
    if ending in LINE_ENDINGS:
        return _json_names(text)
    names: list[str] = []
    for delimiter in DELIMITERS:
        row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        names = row if len(row) > len(names) else names
    return tuple(names)


def _parquet_names(path: Path) -> tuple[str, ...]:
    con = duckdb.connect()
    try:
        found = con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()
    except duckdb.Error:
        return ()
    finally:
        con.close()
    return tuple(str(row[0]) for row in found)


def _json_names(text: str) -> tuple[str, ...]:
    try:
        first = json.loads(next((line for line in text.splitlines() if line.strip()), "null"))
    except (json.JSONDecodeError, RecursionError):
        return ()
    return tuple(first) if isinstance(first, dict) else ()
