"""Small pure pieces of SQL: identifiers quoted, text quoted, and a database that can reach only the files it is given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

ROW = "__uc_row"
"""The column that holds a row's number as a spreadsheet shows it."""

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"
"""Characters that a cell may begin or end with and that are not part of its value."""


def identifier(name: str) -> str:
    """Return a name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return text as a quoted SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def literal_or_null(text: str | None) -> str:
    """Return text as a quoted SQL literal, or ``NULL::VARCHAR``."""
    return "NULL::VARCHAR" if text is None else literal(text)


def text_list(values: Sequence[str] | None) -> str:
    """Return texts as an SQL list of VARCHAR, or a NULL of that type."""
    if values is None:
        return "NULL::VARCHAR[]"
    return f"[{', '.join(literal(v) for v in values)}]::VARCHAR[]"


def cell(column: str) -> str:
    """Return the SQL of a column's value without the blanks around it; an empty cell is NULL.

    A value that begins and ends with an ASCII character which is no blank, as nearly every one does, is passed as it is.
    """
    name = identifier(column)
    plain = f"ascii({name}) BETWEEN 33 AND 126 AND ascii(right({name}, 1)) BETWEEN 33 AND 126"
    return f"nullif(CASE WHEN {plain} THEN {name} ELSE trim({name}, {literal(BLANKS)}) END, '')"


def count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    """Return how many rows a relation has."""
    row = con.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row is not None else 0


def first_line(error: Exception) -> str:
    """Return what the engine says first of an error."""
    return str(error).split("\n", 1)[0][:200]


@contextmanager
def nameable(folder: Path) -> Iterator[Path]:
    """Give a folder under a name that the engine can take: itself, or where its name is no text in UTF-8 a link to it."""
    try:
        os.fspath(folder).encode("utf-8")
    except UnicodeEncodeError:
        with TemporaryDirectory() as aside:
            link = Path(aside) / "folder"
            link.symlink_to(folder.resolve(), target_is_directory=True)
            yield link
    else:
        yield folder


def connect(work: Path, *, memory: str = "1200MB") -> duckdb.DuckDBPyConnection:
    """Open a database in a folder of its own, with a bound on its memory; what does not fit spills to that folder.

    Args:
        work: An existing, empty folder.
        memory: The most memory that the tables may take (DuckDB's notation).
    """
    con = duckdb.connect(str(work / "read.duckdb"))
    con.execute(f"SET memory_limit = {literal(memory)}")
    con.execute(f"SET temp_directory = {literal(str(work / 'spill'))}")
    con.execute("SET preserve_insertion_order = true")
    con.execute("SET enable_progress_bar = false")
    return con


def confine(con: duckdb.DuckDBPyConnection, *, files: Iterable[Path], folders: Iterable[Path]) -> None:
    """Take from a database every reach beyond the files and folders named, for good.

    What a mapping's expressions run in then has no network, no extension and no other file.
    """
    paths = ", ".join(literal(str(p)) for p in files)
    places = ", ".join(literal(str(p)) for p in folders)
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET autoload_known_extensions = false")
    con.execute(f"SET allowed_paths = [{paths}]")
    con.execute(f"SET allowed_directories = [{places}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
