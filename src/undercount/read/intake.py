"""Any table as rows of text in the table engine: CSV, TSV, XLSX, ODS, JSON Lines, Parquet.

Nothing is converted on the way in. Every row keeps the number that a spreadsheet shows for it; a line that is no row of its
table is kept aside with the reason.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from undercount.errors import MappingError, ReadError
from undercount.read.delimited import Delimited, Malformed, open_delimited, walk, width_rule
from undercount.read.encoding import plain_text
from undercount.read.options import TableOptions
from undercount.read.sheets import sheet_rows
from undercount.read.sql import BLANKS, ROW, first_line, identifier, literal
from undercount.record import suggest

MALFORMED = "malformed"

SHEET_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LINE_ENDINGS = (".jsonl", ".ndjson")
PARQUET_ENDINGS = (".parquet", ".pq")
TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".txt")


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table that is open for reading.

    Args:
        name: The file's name, for messages.
        columns: Its columns, each name once; blanks around a name are gone.
        repeated: Names that stand over several columns: a mapping cannot name these.
        relation: SQL that gives the rows in the file's order: every column as text and, if known before, the row's number.
        numbered: Whether the relation has the row numbers.
        header: The number of the header's row; 0 where there is none.
        skip: How many rows after the header are no data.
    """

    name: str
    columns: tuple[str, ...]
    repeated: tuple[str, ...]
    relation: str
    numbered: bool
    header: int
    skip: int

    def need(self, column: str) -> None:
        """Check that a column is there, once.

        Raises:
            MappingError: If it is not; names the nearest one.
        """
        if column in self.repeated:
            raise MappingError(
                f"a column that a mapping names must stand in the table once; {column!r} stands in {self.name} several "
                "times: rename all but one"
            )
        if column not in self.columns:
            raise MappingError(
                f"a column that a mapping names must be in the table; {column!r} is not in {self.name}: "
                f"{suggest(column, self.columns)}"
            )


def open_table(con: duckdb.DuckDBPyConnection, path: Path, options: TableOptions, work: Path) -> OpenTable:
    """Open a table file by the ending of its name.

    Args:
        con: Where the rows are to go.
        path: The file.
        options: How it is laid out.
        work: A folder for a plain copy where one is needed.

    Raises:
        ReadError: If the file is no such table, is empty, or is in the wrong encoding.
        MappingError: If the options name what the file lacks.
    """
    if not path.is_file():
        raise ReadError(f"a table must be a file; {path} is none: check the path")
    if path.stat().st_size == 0:
        raise ReadError(f"a table must have a header row; {path.name} is empty: capture the file again")
    ending = Path(path.name.removesuffix(".gz")).suffix.lower()
    con.execute(f"CREATE OR REPLACE TABLE {MALFORMED} ({identifier(ROW)} BIGINT, value VARCHAR, rule VARCHAR)")
    if ending in SHEET_ENDINGS:
        return _open_sheet(con, path, options, work)
    if ending in LINE_ENDINGS:
        return _open_lines(con, path, options, work)
    if ending in PARQUET_ENDINGS:
        return _open_parquet(con, path, options)
    if ending in TEXT_ENDINGS or not ending:
        return _open_text(con, path, options, work)
    known = (*TEXT_ENDINGS, *SHEET_ENDINGS, *LINE_ENDINGS, ".parquet")
    raise ReadError(
        f"a table must be one of {', '.join(known)}; {path.name} is not: save it in one of these, or give it its right ending"
    )


def unique_names(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return column names that differ whatever their case, and the names that stood there more than once."""
    cleaned = [name.strip(BLANKS) for name in names]
    seen = Counter(name.lower() for name in cleaned if name)
    taken: set[str] = set()
    columns: list[str] = []
    for at, name in enumerate(cleaned, start=1):
        base = name or f"column {at}"
        chosen, n = base, 2
        while chosen.lower() in taken:
            chosen, n = f"{base} ({n})", n + 1
        taken.add(chosen.lower())
        columns.append(chosen)
    repeated = tuple(dict.fromkeys(name for name in cleaned if seen[name.lower()] > 1))
    return tuple(columns), repeated


def _open_text(con: duckdb.DuckDBPyConnection, path: Path, options: TableOptions, work: Path) -> OpenTable:
    found = open_delimited(path, options, work)
    columns, repeated = unique_names(found.columns)
    if found.is_plain:
        relation = _engine_csv(found, columns)
        return OpenTable(path.name, columns, repeated, relation, False, found.header, options.skip_rows)
    relation = _copied(con, walk(found), columns, work)
    return OpenTable(path.name, columns, repeated, relation, True, found.header, options.skip_rows)


def _engine_csv(found: Delimited, columns: Sequence[str]) -> str:
    schema = ", ".join(f"{literal(c)}: 'VARCHAR'" for c in columns)
    return (
        f"SELECT * FROM read_csv({literal(str(found.text.path))}, auto_detect = false, columns = {{{schema}}}, header = false, "
        f"skip = {found.lines}, delim = {literal(found.delimiter)}, quote = '\"', escape = '\"', comment = '', "
        "store_rejects = true, max_line_size = 8388608)"
    )


def _copied(
    con: duckdb.DuckDBPyConnection,
    rows: Iterable[tuple[int, Sequence[str]] | Malformed],
    columns: Sequence[str],
    work: Path,
) -> str:
    """Write numbered rows to a file that the engine reads back exactly; return its relation."""
    copy = work / "rows.csv"
    bad: list[Malformed] = []
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for item in rows:
            if isinstance(item, Malformed):
                bad.append(item)
            else:
                writer.writerow([item[0], *item[1]])
    if bad:
        con.executemany(f"INSERT INTO {MALFORMED} VALUES (?, ?, ?)", [[b.row, b.value, b.rule] for b in bad])
    schema = ", ".join([f"{literal(ROW)}: 'BIGINT'", *(f"{literal(c)}: 'VARCHAR'" for c in columns)])
    return (
        f"SELECT * FROM read_csv({literal(str(copy))}, auto_detect = false, columns = {{{schema}}}, header = false, delim = ',', "
        "quote = '\"', escape = '\"', comment = '', new_line = '\\n', max_line_size = 8388608)"
    )


def _open_sheet(con: duckdb.DuckDBPyConnection, path: Path, options: TableOptions, work: Path) -> OpenTable:
    rows = sheet_rows(path, options.sheet)
    names: list[str] = next((texts for number, texts in rows if number == options.header), [])
    if not names:
        raise ReadError(
            f"a table must have a header row; row {options.header} of {path.name} is empty: set header under [table] in its "
            "mapping to the row that holds the column names"
        )
    columns, repeated = unique_names(names)
    relation = _copied(con, _fitted(rows, len(columns)), columns, work)
    return OpenTable(path.name, columns, repeated, relation, True, options.header, options.skip_rows)


def _fitted(rows: Iterable[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]] | Malformed]:
    for number, texts in rows:
        if any(texts[width:]):
            yield Malformed(number, "\t".join(texts), width_rule(len(texts), width))
        else:
            yield number, (texts + [""] * width)[:width]


def _open_lines(con: duckdb.DuckDBPyConnection, path: Path, options: TableOptions, work: Path) -> OpenTable:
    text = plain_text(path, work, encoding=options.encoding)
    row = identifier(ROW)
    con.execute(
        f"CREATE OR REPLACE TABLE json_lines AS SELECT row_number() OVER () AS {row}, line FROM read_csv("
        f"{literal(str(text.path))}, auto_detect = false, columns = {{'line': 'VARCHAR'}}, header = false, delim = '\x01', "
        "quote = '', escape = '', comment = '', strict_mode = false, max_line_size = 8388608)"
    )
    rule = literal("a line must be one JSON object")
    good = "json_valid(line) AND json_type(line) = 'OBJECT'"
    con.execute(
        f"INSERT INTO {MALFORMED} SELECT {row}, line, {rule} FROM json_lines "
        f"WHERE trim(line, {literal(BLANKS)}) <> '' AND NOT CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END"
    )
    con.execute(
        f"DELETE FROM json_lines WHERE line IS NULL OR NOT CASE WHEN json_valid(line) THEN {good} ELSE false END"
    )
    keys = con.execute(
        f"SELECT key, min({row}) FROM (SELECT {row}, unnest(json_keys(line)) AS key FROM json_lines) GROUP BY key ORDER BY 2, 1"
    ).fetchall()
    if not keys:
        raise ReadError(f"a table must have a row; {path.name} has no JSON object on any line: capture the file again")
    names = [str(key) for key, _ in keys]
    columns, repeated = unique_names(names)
    cells = ", ".join(
        f"json_extract_string(line, {literal(_json_path(n))}) AS {identifier(c)}"
        for n, c in zip(names, columns, strict=True)
    )
    return OpenTable(path.name, columns, repeated, f"SELECT {row}, {cells} FROM json_lines", True, 0, options.skip_rows)


def _json_path(key: str) -> str:
    return '$."' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _open_parquet(con: duckdb.DuckDBPyConnection, path: Path, options: TableOptions) -> OpenTable:
    file = f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        found = con.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {file}").fetchall()
    except duckdb.Error as error:
        raise ReadError(
            f"a table must be readable as what its name says; {path.name} is no Parquet file ({first_line(error)}): capture it again"
        ) from None
    names = [str(row[0]) for row in found]
    columns, repeated = unique_names(names)
    cells = ", ".join(f"{identifier(n)}::VARCHAR AS {identifier(c)}" for n, c in zip(names, columns, strict=True))
    relation = f"SELECT file_row_number + 2 AS {identifier(ROW)}, {cells} FROM {file}"
    return OpenTable(path.name, columns, repeated, relation, True, 1, options.skip_rows)
