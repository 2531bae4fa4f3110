"""What the tests of reading share: a small mapping, a way to run it, and the rows of a Parquet file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from undercount.read.mapping_file import parse_mapping
from undercount.read.registers import Registers
from undercount.read.report import ReadingReport
from undercount.read.table import read_table

SHA = "a" * 64
MAPPING = """
format = 1
name = "test"
columns = ["id", "day", "low", "best", "high"]

[source]
speaker = "recorder"
entries.recorder = { kind = "recorder", name_en = "A recorder" }

[when]
start.column = "day"

[incident]
id.column = "id"
list = "list"

[[claim]]
part = "all"
act = "killing"
low.column = "low"
best.column = "best"
high.column = "high"
qualifier = "between"
"""


def run(path: Path, out: Path, mapping: str = MAPPING, registers: Registers | None = None) -> ReadingReport:
    """Read a table with a mapping given as text."""
    return read_table(path, parse_mapping(mapping.encode(), "test.toml"), registers or Registers(), out, item_sha=SHA)


def rows_of(path: Path, columns: str = "*") -> list[tuple[object, ...]]:
    """Return the rows of a Parquet file."""
    with duckdb.connect() as con:
        return con.execute(f"SELECT {columns} FROM '{path}'").fetchall()
