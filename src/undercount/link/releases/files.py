"""Read releases of a list from files: CSV, TSV, XLSX, ODS, JSON Lines or Parquet."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from undercount.errors import MappingError, ReadError
from undercount.link.releases.columns import Asked, Roles, common_names, roles_of
from undercount.link.releases.release import Release
from undercount.read.intake import MALFORMED, OpenTable, open_table
from undercount.read.options import TableOptions
from undercount.read.sql import ROW, connect, identifier
from undercount.read.staging import STAGED, stage


def read_releases(paths: Sequence[Path], asked: Asked | None = None) -> list[Release]:
    """Read the releases of a list, oldest first.

    Args:
        paths: Their files.
        asked: Which columns hold what, as far as a person says.

    Raises:
        ReadError: If there are fewer than two files, one cannot be read whole, is empty, or stands twice.
        MappingError: If a named column is not there, or no column can be a name.
    """
    if len(paths) < 2:
        raise ReadError(
            f"a difference needs two releases of a list; {len(paths)} is given: name the older file, then the newer"
        )
    tables = [_read(path) for path in paths]
    _refuse_twice(paths, tables)
    roles = [
        roles_of(table.name, table.columns, (asked or Asked()).of(at, len(paths)))
        for at, (table, _, _) in enumerate(tables)
    ]
    names = common_names(roles)
    return [
        Release.of(table.name, rows, columns, _with_names(role, names))
        for (table, rows, columns), role in zip(tables, roles, strict=True)
    ]


def _with_names(roles: Roles, names: tuple[str, ...]) -> Roles:
    """Return roles by whose names releases are compared: the columns of names that all have, where there are such."""
    return Roles(names or roles.names, roles.id, roles.sex, roles.birth, roles.age)


Table = tuple[OpenTable, tuple[int, ...], dict[str, tuple[str, ...]]]


def _refuse_twice(paths: Sequence[Path], tables: Sequence[Table]) -> None:
    for at, (table, _, cells) in enumerate(tables):
        for before in range(at):
            if paths[before].resolve() == paths[at].resolve() or tables[before][2] == cells:
                raise ReadError(
                    f"releases must differ; {table.name} holds the same rows as {tables[before][0].name}: give another file"
                )


def _read(path: Path) -> Table:
    with tempfile.TemporaryDirectory(prefix="undercount-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        con = connect(work)
        try:
            table = open_table(con, path, TableOptions(), work)
            if table.repeated:
                raise MappingError(
                    f"a column's name must stand once; {table.repeated[0]!r} stands several times in {table.name}: rename all but one"
                )
            stage(con, table, [(f"v{at}", identifier(column)) for at, column in enumerate(table.columns)])
            _refuse_malformed(con, table)
            cells = ", ".join(f"coalesce(v{at}, '')" for at in range(len(table.columns)))
            found = con.execute(
                f"SELECT {identifier(ROW)}, {cells} FROM {STAGED} ORDER BY {identifier(ROW)}"
            ).fetchall()
        finally:
            con.close()
    if not found:
        raise ReadError(f"a release must have a row; {table.name} has none below its header: check the file")
    rows, *columns = zip(*found, strict=True)
    return table, rows, dict(zip(table.columns, columns, strict=True))


def _refuse_malformed(con: duckdb.DuckDBPyConnection, table: OpenTable) -> None:
    found = con.execute(
        f"SELECT {identifier(ROW)}, rule FROM {MALFORMED} ORDER BY {identifier(ROW)} LIMIT 1"
    ).fetchone()
    if found is not None:
        raise ReadError(
            f"every row of a release is counted; {found[1]} (row {found[0]} of {table.name}): mend that row"
        )
