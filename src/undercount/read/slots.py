"""A mapping's values as columns of the staged table: each value once, computed while the file is read."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from undercount.read.expressions import columns_of
from undercount.read.intake import OpenTable
from undercount.read.mapping import Mapping, Value
from undercount.read.sql import identifier, literal


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value lies in the staged table.

    Args:
        name: The column that holds the value after its lookup.
        raw: The column that holds it as the cell has it.
        value: What the mapping says.
        columns: The table's columns on which it depends.
        test: The column that says whether the value counts, or empty.
    """

    name: str
    raw: str
    value: Value
    columns: tuple[str, ...]
    test: str = ""

    @property
    def label(self) -> str:
        """Return what a message calls the value: its columns, or its place in the mapping."""
        return ", ".join(self.columns) or self.value.path


class Slots:
    """Collect what the mapping needs of each row; the same value is computed once."""

    def __init__(self, con: duckdb.DuckDBPyConnection, table: OpenTable, mapping: Mapping) -> None:
        self._con = con
        self._table = table
        self._file = mapping.file
        self._names: dict[str, str] = {}
        self._all: dict[str, Slot] = {}

    @property
    def projections(self) -> list[tuple[str, str]]:
        """Return the staged columns as pairs of a name and its SQL."""
        return [(name, sql) for sql, name in self._names.items()]

    @property
    def all(self) -> tuple[Slot, ...]:
        """Return every slot."""
        return tuple(self._all.values())

    def column(self, name: str) -> str:
        """Return the staged column that holds a cell of the table.

        Raises:
            MappingError: If the table lacks the column.
        """
        self._table.need(name)
        return self._staged(identifier(name))

    def test(self, condition: str, key: str) -> str:
        """Return the staged column that says whether a condition holds.

        Raises:
            MappingError: If the condition is no plain expression, or names a column that the table lacks.
        """
        self._expression(condition, key)
        return self._staged(f"coalesce(CAST(({condition}\n) AS BOOLEAN), false)")

    def add(self, value: Value) -> Slot:
        """Return where a value lies, adding it if it is new.

        Raises:
            MappingError: If it names a column that the table lacks, or its expression is not plain.
        """
        sql, columns = self._raw(value)
        test = ""
        if value.where:
            test = self.test(value.where, f"{value.path}.where")
            sql = f"CASE WHEN CAST(({value.where}\n) AS BOOLEAN) THEN {sql} END"
        mapped = _mapped(sql, value)
        slot = Slot(self._staged(mapped), self._staged(sql), value, columns, test)
        self._all.setdefault(slot.name, slot)
        return slot

    def _staged(self, sql: str) -> str:
        return self._names.setdefault(sql, f"v{len(self._names)}")

    def _expression(self, expr: str, key: str) -> tuple[str, ...]:
        columns = columns_of(self._con, expr, file=self._file, key=key)
        lower = {c.lower(): c for c in self._table.columns}
        for column in columns:
            self._table.need(lower.get(column.lower(), column))
        return tuple(lower[c.lower()] for c in columns)

    def _raw(self, value: Value) -> tuple[str, tuple[str, ...]]:
        if value.kind == "constant":
            return literal(value.text), ()
        if value.kind == "column":
            self._table.need(value.text)
            return identifier(value.text), (value.text,)
        if value.kind == "template":
            fields = value.template_fields()
            for field in fields:
                self._table.need(field)
            return _template(value.text, fields), fields
        columns = self._expression(value.text, value.path)
        return f"nullif(CAST(({value.text}\n) AS VARCHAR), '')", columns


def _template(text: str, fields: tuple[str, ...]) -> str:
    parts: list[str] = []
    rest = text
    for field in fields:
        before, rest = rest.split("{" + field + "}", 1)
        parts += [literal(before), identifier(field)]
    return " || ".join([*parts, literal(rest)])


def _mapped(sql: str, value: Value) -> str:
    if value.lookup:
        whens = " ".join(f"WHEN {literal(k)} THEN {literal(v)}" for k, v in value.lookup.items())
        otherwise = sql if value.unknown == "keep" else "NULL"
        sql = f"nullif(CASE lower({sql}) {whens} ELSE {otherwise} END, '')"
    if value.missing is not None:
        sql = f"coalesce({sql}, nullif({literal(value.missing)}, ''))"
    return sql
