"""Expressions in a mapping: one scalar DuckDB expression over the row's columns, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

import duckdb

from undercount.errors import MappingError

_ALLOWED = frozenset(
    {
        "COLUMN_REF",
        "CONSTANT",
        "FUNCTION",
        "OPERATOR",
        "CASE",
        "CAST",
        "COMPARISON",
        "CONJUNCTION",
        "BETWEEN",
        "COLLATE",
        "TYPE",
    }
)
_MACROS = frozenset({"nullif", "if", "split_part", "array_to_string", "list_append", "md5_number_lower", "round_even"})
_REFUSED = frozenset({"getenv", "getvariable", "current_setting", "error", "write_log", "sleep_ms"})
Json = dict[str, object]


def columns_of(con: duckdb.DuckDBPyConnection, expr: str, *, file: str, key: str) -> tuple[str, ...]:
    """Return the columns that an expression names, after checking that it is a plain expression over one row.

    Args:
        con: A database, which only parses it.
        expr: The expression.
        file: The mapping file's name, for messages.
        key: Where in it the expression stands, for messages.

    Raises:
        MappingError: If it does not parse, or holds a query, a window, a star, a lambda, an aggregate or a function whose result
            depends on anything but its arguments.
    """

    def refuse(rule: str, remedy: str) -> MappingError:
        return MappingError(f"{rule}; it is {expr!r} ({file}, key {key}): {remedy}")

    row = con.execute("SELECT json_serialize_sql(?)", [f"SELECT ({expr}\n)"]).fetchone()
    parsed = cast(Json, json.loads(str(row[0]))) if row is not None else {"error": True}
    if parsed.get("error"):
        raise refuse(
            "an expression must be valid DuckDB SQL", str(parsed.get("error_message", "correct it")).split("\n")[0]
        )
    statements = cast(list[Json], parsed["statements"])
    node = cast(Json, statements[0]["node"])
    items = cast(list[Json], node.get("select_list", []))
    source = cast(Json, node.get("from_table", {}))
    alone = (
        len(statements) == 1 and node.get("type") == "SELECT_NODE" and len(items) == 1 and source.get("type") == "EMPTY"
    )
    if not alone or node.get("where_clause") is not None:
        raise refuse("an expression must be one value of the row", "leave out FROM, WHERE and further values")
    found: dict[str, None] = {}
    for part in _walk(items[0]):
        kind = str(part["class"])
        if kind not in _ALLOWED:
            raise refuse(f"an expression must be one value of the row; a {kind.lower()} is not", "write it without")
        if kind == "COLUMN_REF":
            names = cast(list[str], part["column_names"])
            if len(names) != 1:
                raise refuse("an expression must name columns without a table", 'write "column"')
            found[names[0]] = None
        if kind == "FUNCTION" and not _is_pure(con, str(part["function_name"])):
            raise refuse(
                f"an expression must depend on its row alone; the function {part['function_name']} does not",
                "use another function",
            )
    return tuple(found)


def _walk(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        if "class" in value:
            yield value
        for inner in value.values():
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)


def _is_pure(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    if name.lower() in _REFUSED:
        return False
    rows = con.execute(
        "SELECT DISTINCT function_type, stability FROM duckdb_functions() WHERE lower(function_name) = lower(?)", [name]
    ).fetchall()
    if not rows:
        return not name.replace("_", "").isalnum() or name.lower() in _MACROS
    return all(
        (kind == "scalar" and how == "CONSISTENT") or (kind == "macro" and name.lower() in _MACROS)
        for kind, how in rows
    )
