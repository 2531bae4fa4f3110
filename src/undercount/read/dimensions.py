"""Values that need more than SQL: each distinct one is worked out once in Python and joined back to all rows that have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from undercount.read.sql import ROW, identifier
from undercount.read.staging import STAGED

PROBLEMS = "problems"
Cells = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be taken.

    Args:
        column: The column that holds it.
        value: What stands there.
        rule: The rule that it breaks.
        remedy: What to do.
        whole: Whether its row is rejected, or only the cell left out.
    """

    column: str
    value: str
    rule: str
    remedy: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a distinct combination of cells means.

    Args:
        values: The outputs in the dimension's order; all None where there is a fault that rejects the row.
        fault: What is wrong with it, or None.
    """

    values: tuple[object, ...]
    fault: Fault | None = None


def make_problems(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table of what is wrong with rows and cells."""
    con.execute(
        f"CREATE OR REPLACE TABLE {PROBLEMS} ({identifier(ROW)} BIGINT, col VARCHAR, value VARCHAR, rule VARCHAR, remedy VARCHAR, "
        "whole BOOLEAN)"
    )


def resolve(
    con: duckdb.DuckDBPyConnection,
    name: str,
    inputs: Sequence[str],
    outputs: Mapping[str, str],
    work_out: Callable[[Cells, Cells], Resolved],
    *,
    firsts: Sequence[str] = (),
) -> None:
    """Make a table of the distinct combinations of some staged columns and what each means; note what is wrong with rows.

    Args:
        con: The database.
        name: The table to make.
        inputs: The staged columns that decide.
        outputs: The columns to make: name and SQL type.
        work_out: Gives the outputs for one combination, and for ``firsts`` of the first row that has it.
        firsts: Staged columns that do not decide but are passed along.
    """
    keys = ", ".join(inputs)
    passed = "".join(f", arg_min({c}, {identifier(ROW)})" for c in firsts)
    rows = con.execute(
        f"SELECT {keys}{passed} FROM {STAGED} GROUP BY {keys} ORDER BY min({identifier(ROW)})"
    ).fetchall()
    found = [work_out(row[: len(inputs)], row[len(inputs) :]) for row in rows]
    faults = [r.fault for r in found]
    # One staged column may decide twice, as where a mapping takes first and last day from one cell.
    columns: list[tuple[str, str, list[object]]] = [
        (c, "VARCHAR", [row[i] for row in rows]) for i, c in enumerate(inputs) if c not in inputs[:i]
    ]
    columns += [(c, kind, [r.values[i] for r in found]) for i, (c, kind) in enumerate(outputs.items())]
    for part in ("column", "value", "rule", "remedy"):
        columns.append((f"fault_{part}", "VARCHAR", [None if f is None else getattr(f, part) for f in faults]))
    columns.append(("fault_whole", "BOOLEAN", [None if f is None else f.whole for f in faults]))
    fill(con, name, columns)
    if any(faults):
        con.execute(
            f"INSERT INTO {PROBLEMS} SELECT s.{identifier(ROW)}, fault_column, fault_value, fault_rule, fault_remedy, fault_whole "
            f"FROM {STAGED} s JOIN {name} d ON {matches(inputs)} WHERE fault_rule IS NOT NULL"
        )


def matches(inputs: Sequence[str]) -> str:
    """Return the SQL condition under which a staged row ``s`` has a dimension row ``d``'s values."""
    return " AND ".join(f"s.{c} IS NOT DISTINCT FROM d.{c}" for c in inputs)


def fill(con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[tuple[str, str, list[object]]]) -> None:
    """Make a table from columns of Python values."""
    schema = ", ".join(f"{c} {kind}" for c, kind, _ in columns)
    con.execute(f"CREATE OR REPLACE TABLE {name} ({schema})")
    if columns and columns[0][2]:
        lists = ", ".join(f"unnest(?::{kind}[])" for _, kind, _ in columns)
        con.execute(f"INSERT INTO {name} SELECT {lists}", [values for _, _, values in columns])
