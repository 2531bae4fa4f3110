"""Tables of lists: the records of a declared list, from the captured bytes, with every row accounted for."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import duckdb

from undercount.errors import LinkError, TamperedError
from undercount.ledger import Vault
from undercount.read.intake import MALFORMED, OpenTable, open_table
from undercount.read.options import TableOptions
from undercount.read.sql import ROW, first_line, identifier
from undercount.read.staging import STAGED, stage
from undercount.record import Item, suggest
from undercount.study.lists import Declared

READER = "list-of-persons 1"
"""Name and version of what reads a list of persons."""

Cells = tuple[str | None, ...]
_SHOWN = 8
_CLASHES = 5


@dataclass(frozen=True, slots=True, eq=False)
class ListRows:
    """Hold the records of one list.

    Args:
        declared: What is declared of it.
        item: The captured item that holds it.
        rows: The number of each record's row, as the file shows it.
        columns: The cells of each declared column; None where nothing is written.
        in_file: How many rows the file has below its header.
    """

    declared: Declared
    item: Item
    rows: tuple[int, ...]
    columns: Mapping[str, Cells]
    in_file: int

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each record; empty where none is written."""
        return tuple(cell or "" for cell in self.columns[self.declared.id])

    @property
    def left_out(self) -> int:
        """How many rows the setting ``where`` leaves out."""
        return self.in_file - len(self.rows)


def records_in(vault: Vault, item: Item, declared: Declared) -> ListRows:
    """Return the records of a list that a captured item holds, after hashing its bytes again.

    Raises:
        TamperedError: If the bytes are not those that were captured.
        ReadError: If they are no table.
        LinkError: If a declared column is not there, a row cannot be read, or no row is left.
    """
    try:
        vault.check_one(item.sha256)
    except TamperedError as error:
        raise TamperedError(f"{item.name}: {error}") from None
    with tempfile.TemporaryDirectory(prefix="undercount-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        path = work / PurePosixPath(item.name).name  # a table's reader goes by the ending of the file's name
        try:
            path.symlink_to(vault.path(item.sha256).resolve())
        except OSError:
            shutil.copyfile(vault.path(item.sha256), path)
        numbers, columns = _read(path, work, declared)
    return _chosen(ListRows(declared, item, numbers, columns, len(numbers)))


def _wanted(declared: Declared) -> list[str]:
    """Return every column that a declaration names, once."""
    names = [
        *declared.of({}).columns,
        *(column for column, _ in declared.where),
        *(column for _, column in declared.keep),
    ]
    return list(dict.fromkeys(names))


def _read(path: Path, work: Path, declared: Declared) -> tuple[tuple[int, ...], dict[str, Cells]]:
    try:
        with duckdb.connect() as con:  # in memory: names go into no file beside the captured one
            con.execute("SET preserve_insertion_order = true")
            con.execute("SET enable_progress_bar = false")
            return _staged(con, path, work, declared)
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException:
        raise MemoryError from None
    except duckdb.Error as error:
        raise LinkError(
            f"list {declared.name!r}: its table must be readable; {path.name} is not ({first_line(error)}): save it again as CSV"
        ) from None


def _staged(
    con: duckdb.DuckDBPyConnection, path: Path, work: Path, declared: Declared
) -> tuple[tuple[int, ...], dict[str, Cells]]:
    table = open_table(con, path, TableOptions(), work)
    wanted = _wanted(declared)
    _need(table, wanted, declared)
    stage(con, table, [(f"v{at}", identifier(column)) for at, column in enumerate(wanted)])
    _refuse_malformed(con, table, declared)
    cells = "".join(f", v{at}" for at in range(len(wanted)))
    found = con.execute(f"SELECT {identifier(ROW)}{cells} FROM {STAGED} ORDER BY {identifier(ROW)}").fetchall()
    if not found:
        raise LinkError(
            f"list {declared.name!r}: a list needs a record; {path.name} has none below its header: check the file"
        )
    numbers, *columns = zip(*found, strict=True)
    return numbers, dict(zip(wanted, columns, strict=True))


def _need(table: OpenTable, wanted: Sequence[str], declared: Declared) -> None:
    for column in wanted:
        if column in table.repeated:
            raise LinkError(
                f"list {declared.name!r}: a column's name must stand once; {column!r} stands several times in {table.name}: "
                "rename all but one"
            )
        if column not in table.columns:
            raise LinkError(
                f"list {declared.name!r}: a declared column must be in the table; {column!r} is not in {table.name}: "
                f"{suggest(column, table.columns)}"
            )


def _refuse_malformed(con: duckdb.DuckDBPyConnection, table: OpenTable, declared: Declared) -> None:
    bad = con.execute(f"SELECT {identifier(ROW)}, rule FROM {MALFORMED} ORDER BY {identifier(ROW)} LIMIT 1").fetchone()
    if bad is not None:
        raise LinkError(
            f"list {declared.name!r}: every row of a list is linked; {bad[1]} (row {bad[0]} of {table.name}): "
            "mend that row and add the file again"
        )


def _chosen(of: ListRows) -> ListRows:
    """Return the rows that the setting ``where`` takes."""
    kept = list(range(len(of.rows)))
    for column, labels in of.declared.where:
        cells = of.columns[column]
        before, kept = kept, [at for at in kept if (cells[at] or "") in labels]
        if not kept:
            held = ", ".join(cell for cell, _ in Counter(cells[at] or "nothing" for at in before).most_common(_SHOWN))
            raise LinkError(
                f"list {of.declared.name!r}: where must leave a record; {of.item.name} has none with {column} = {' or '.join(labels)}: "
                f"it has {held}"
            )
    columns = {name: tuple(cells[at] for at in kept) for name, cells in of.columns.items()}
    chosen = ListRows(of.declared, of.item, tuple(of.rows[at] for at in kept), columns, of.in_file)
    _need_ids(chosen)
    return chosen


def _need_ids(of: ListRows) -> None:
    """Refuse a record without an id, or an id that stands twice, by the rows of the file.

    Raises:
        LinkError: If there is one.
    """
    held: dict[str, list[int]] = {}
    column, file = of.declared.id, of.item.name
    for record, row in zip(of.ids, of.rows, strict=True):
        name = record.strip()
        if not name:
            raise LinkError(
                f"list {of.declared.name!r}: each record needs an id; row {row} of {file} has none in {column!r}: give it one"
            )
        held.setdefault(name, []).append(row)
    clashes = [(name, rows) for name, rows in held.items() if len(rows) > 1]
    if clashes:
        shown = ", ".join(f"{name} stands in rows {_and(rows)}" for name, rows in clashes[:_CLASHES])
        more = f", and {len(clashes) - _CLASHES:,} more ids are repeated" if len(clashes) > _CLASHES else ""
        raise LinkError(
            f"list {of.declared.name!r}: an id names one record; {shown} of {file}{more}: give each record an id of its own, or leave all "
            "but one of those with the same id out"
        )


def _and(rows: Sequence[int]) -> str:
    """Return the numbers of rows in words, the first of many."""
    if len(rows) > _SHOWN:
        return f"{', '.join(map(str, rows[:_SHOWN]))}, …"
    return f"{', '.join(map(str, rows[:-1]))} and {rows[-1]}"
