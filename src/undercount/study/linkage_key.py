"""The key of a linkage: which records are truly one person, from a table that somebody made by other means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from undercount.errors import LinkError
from undercount.read.captures import CaptureTable, read_captures
from undercount.read.rejects import as_meant
from undercount.record import suggest
from undercount.study.victim_ids import Record

_SINGLE = (("list",), ("id", "record"), ("key", "person"))
_PAIRS = ("list_1", "id_1", "list_2", "id_2")
_FORMS = "list, id and key (records with one key are one person), or list_1, id_1, list_2 and id_2 (two records of one person)"


@dataclass(frozen=True, slots=True)
class LinkageKey:
    """Hold what is known of who is who.

    Args:
        keys: For each record in the lists' order the key that all records of its person share; None where it is not known.
        rows: How many rows the table has.
        known: How many records have a key.
        gone: How many rows name a record that no list has now.
        by_pairs: Whether it was given as pairs: a record in no pair then has no key.
    """

    keys: tuple[str | None, ...]
    rows: int
    known: int
    gone: int
    by_pairs: bool


def read_key(path: Path, records: Sequence[Record], lists: Sequence[str]) -> LinkageKey:
    """Read the key of a linkage.

    Args:
        path: The table: CSV, TSV, XLSX or ODS.
        records: Every record, list after list.
        lists: The lists' names.

    Raises:
        ReadError: If it cannot be opened as a table.
        LinkError: If its columns are not those of a key, a row is not as it must be, or no record of it is in a list.
    """
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise LinkError(f"a key is a file that says which records are one person; {path} {what}: check the path")
    table = read_captures(path)
    single = [next((name for name in names if name in table.columns), "") for names in _SINGLE]
    by_pairs = all(name in table.columns for name in _PAIRS)
    if not by_pairs and not all(single):
        raise LinkError(
            f"a key has the columns {_FORMS}; {path.name} has {', '.join(table.columns)}: rename its columns"
        )
    known = set(records)
    found, gone = _paired(table, known, lists) if by_pairs else _keyed(table, single, known, lists)
    if not found:
        raise LinkError(
            f"a key must tell of records that the lists have; none of the {len(table.rows):,} rows of {path.name} does: check its ids"
        )
    keys = tuple(found.get(record) for record in records)
    return LinkageKey(keys, len(table.rows), len(found), gone, by_pairs)


def _cells(table: CaptureTable, column: str) -> list[str]:
    return [as_meant(cell.strip()) for cell in table.columns[column]]


def _need_list(name: str, lists: Sequence[str], table: CaptureTable, row: int) -> None:
    if name not in lists:
        raise LinkError(
            f"a key names lists that study.toml declares; {name!r} in row {row} of {table.name} is none: {suggest(name, lists)}"
        )


def _keyed(
    table: CaptureTable, columns: Sequence[str], known: set[Record], lists: Sequence[str]
) -> tuple[dict[Record, str], int]:
    found: dict[Record, str] = {}
    gone = 0
    for row, name, record, key in zip(table.rows, *(_cells(table, column) for column in columns), strict=True):
        _need_list(name, lists, table, row)
        if not key:
            continue
        if (name, record) not in known:
            gone += 1
        elif found.setdefault((name, record), key) != key:
            raise LinkError(
                f"a record is one person; {record!r} of {name!r} has the keys {found[name, record]!r} and, in row {row} of {table.name}, "
                f"{key!r}: mend one"
            )
    return found, gone


def _paired(table: CaptureTable, known: set[Record], lists: Sequence[str]) -> tuple[dict[Record, str], int]:
    """Return a key for all records that pairs hold together, by the smallest of them."""
    parent: dict[Record, Record] = {}
    gone = 0
    for row, one, first, other, second in zip(table.rows, *(_cells(table, column) for column in _PAIRS), strict=True):
        pair = (one, first), (other, second)
        for record in pair:
            _need_list(record[0], lists, table, row)
        if not all(record in known for record in pair):
            gone += 1
            continue
        a, b = sorted(_root(parent, record) for record in pair)
        parent[b] = a
    return {record: " ".join(_root(parent, record)) for record in parent}, gone


def _root(parent: dict[Record, Record], record: Record) -> Record:
    parent.setdefault(record, record)
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record


def counts(key: LinkageKey) -> Mapping[str, int | bool]:
    """Return what a key knows as plain values."""
    return {"rows": key.rows, "records": key.known, "gone": key.gone, "by_pairs": key.by_pairs}
