"""From an open table to ``staged``: the values that a mapping needs, row by row, with the numbers that a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from undercount.errors import MappingError, ReadError
from undercount.read.intake import MALFORMED, OpenTable
from undercount.read.sql import BLANKS, ROW, cell, count, first_line, identifier, literal

STAGED = "staged"
_LOADED = "loaded"
_ENGINE_RULES = {
    "MISSING COLUMNS": "a row must have as many cells as the header; this one has fewer",
    "TOO MANY COLUMNS": "a row must have as many cells as the header; this one has more",
    "UNQUOTED VALUE": "quotes must open and close around a whole cell",
    "LINE SIZE OVER MAXIMUM": "a row must be shorter than 2 MB",
}


def stage(
    con: duckdb.DuckDBPyConnection, table: OpenTable, projections: Sequence[tuple[str, str]], *, verbatim: bool = False
) -> int:
    """Read a table into ``staged``: its row numbers and the projections asked for; return how many rows came in.

    Rows that are blank, and second headers, are no rows. Malformed lines are in ``malformed`` and count.

    Args:
        con: The database.
        table: An open table.
        projections: Pairs of a name and the SQL of its value over the table's columns.
        verbatim: Whether cells keep the blanks around them; otherwise these are gone and an empty cell is NULL.

    Raises:
        ReadError: If the engine cannot read the file.
        MappingError: If an expression fails on a row.
    """
    named = [c for c in table.columns if any(identifier(c) in sql for _, sql in projections)]
    _load(con, table, projections, named or table.columns, verbatim=verbatim)
    if named and count(con, f"{_LOADED} WHERE NOT __uc_filled"):
        _load(con, table, projections, table.columns, verbatim=verbatim)
    _number(con, table)
    return count(con, STAGED) + count(con, f"(SELECT DISTINCT {identifier(ROW)} FROM {MALFORMED})")


def _load(
    con: duckdb.DuckDBPyConnection,
    table: OpenTable,
    projections: Sequence[tuple[str, str]],
    tested: Sequence[str],
    *,
    verbatim: bool,
) -> None:
    """Read the file into ``loaded``, where a row counts as filled if one of the columns tested is.

    To look at every column of every row for blank rows alone costs a third of the reading: it is done only where the columns that the
    mapping names leave a doubt.
    """
    for name in ("reject_errors", "reject_scans"):
        con.execute(f"DROP TABLE IF EXISTS {name}")
    wanted = "".join(f", {sql} AS {identifier(name)}" for name, sql in projections)
    number = f"{identifier(ROW)}, " if table.numbered else ""
    cells = ", ".join(identifier(c) if verbatim else f"{cell(c)} AS {identifier(c)}" for c in table.columns)
    filled = f"coalesce({', '.join(cell(c) for c in tested)}) IS NOT NULL"
    inner = f"SELECT {number}{filled} AS __uc_filled, {cells} FROM ({table.relation})"
    try:
        con.execute(f"CREATE OR REPLACE TABLE {_LOADED} AS SELECT {number}__uc_filled{wanted} FROM ({inner})")
    except duckdb.ConversionException as error:
        raise MappingError(
            f"an expression of the mapping must work on every row; one fails in {table.name} ({first_line(error)}): "
            "use try_cast, which gives nothing where a value does not fit"
        ) from None
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise ReadError(
            f"a table must be readable as what its name says; {table.name} is not ({first_line(error)}): capture it again"
        ) from None


def _number(con: duckdb.DuckDBPyConnection, table: OpenTable) -> None:
    """Make ``staged`` from what was loaded: the rows that are not blank, with the numbers that a spreadsheet shows.

    The engine loads in the file's order, so a row's place in the table is its place among the good rows; lines that are no rows stand
    between.
    """
    row = identifier(ROW)
    first = table.header + table.skip
    if table.numbered:
        chosen = f"SELECT * EXCLUDE (__uc_filled) FROM {_LOADED} WHERE __uc_filled AND {row} > {first}"
        con.execute(f"CREATE OR REPLACE VIEW {STAGED} AS {chosen}")
        return
    rules = " ".join(f"WHEN {literal(k)} THEN {literal(v)}" for k, v in _ENGINE_RULES.items())
    con.execute(
        f"INSERT INTO {MALFORMED} SELECT line, trim(any_value(csv_line), chr(10) || chr(13)), "
        f"first(CASE error_type::VARCHAR {rules} ELSE error_message END ORDER BY column_idx) "
        f"FROM reject_errors GROUP BY line ORDER BY line"
    )
    place = f"rowid + 1 + {table.header}"
    if count(con, MALFORMED):
        con.execute(
            f"CREATE OR REPLACE TABLE gaps AS SELECT after, max(lines) AS lines FROM (SELECT {row} - n AS after, n AS lines "
            f"FROM (SELECT {row}, row_number() OVER (ORDER BY {row}) AS n FROM {MALFORMED})) GROUP BY after"
        )
        con.execute(
            f"CREATE OR REPLACE TABLE {_LOADED}_numbered AS SELECT l.* EXCLUDE (place), place + coalesce(g.lines, 0) AS {row} "
            f"FROM (SELECT {place} AS place, * FROM {_LOADED}) l ASOF LEFT JOIN gaps g ON l.place > g.after ORDER BY place"
        )
        loaded = f"SELECT * FROM {_LOADED}_numbered"
    else:
        loaded = f"SELECT {place} AS {row}, * FROM {_LOADED}"
    con.execute(
        f"CREATE OR REPLACE VIEW {STAGED} AS SELECT * EXCLUDE (__uc_filled) FROM ({loaded}) WHERE __uc_filled AND {row} > {first}"
    )
    con.execute(f"DELETE FROM {MALFORMED} WHERE {row} <= {first} OR trim(value, {literal(BLANKS)}) = ''")
