"""The raw cells of a table's rows, so that a claim's row can be shown as it stands in the file."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path

from undercount.read.intake import open_table
from undercount.read.options import TableOptions
from undercount.read.sql import ROW, connect, identifier
from undercount.read.staging import STAGED, stage


def row_cells(
    path: Path, rows: Collection[int] | None, options: TableOptions | None = None
) -> dict[int, dict[str, str]]:
    """Return the cells of some rows of a table by row number and column; empty cells are left out.

    Args:
        path: The table.
        rows: Row numbers as a spreadsheet shows them; None is every row.
        options: How the file is laid out; None finds it.

    Raises:
        ReadError: If the file cannot be read as a table.
    """
    with tempfile.TemporaryDirectory(prefix="undercount-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        con = connect(work)
        try:
            table = open_table(con, path, options or TableOptions(), work)
            stage(con, table, [(f"v{i}", identifier(c)) for i, c in enumerate(table.columns)], verbatim=True)
            chosen = "" if rows is None else f" WHERE {identifier(ROW)} IN (SELECT unnest(?::BIGINT[]))"
            found = con.execute(
                f"SELECT {identifier(ROW)}, * EXCLUDE ({identifier(ROW)}) FROM {STAGED}{chosen} ORDER BY {identifier(ROW)}",
                [] if rows is None else [sorted(rows)],
            ).fetchall()
        finally:
            con.close()
    return {int(number): {c: v for c, v in zip(table.columns, values, strict=True) if v} for number, *values in found}
