"""Tables that readings left in ``build/tables``: where they stand and what registers they derived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undercount.read.sql import nameable
from undercount.record import Membership, Place, Source
from undercount.record.tree import Tree
from undercount.record.when import When

CLAIMS, INCIDENTS, PERSONS = "claims.parquet", "incidents.parquet", "persons.parquet"


def folder_of(tables: Path, reading: str) -> Path:
    """Return the folder of one reading's tables."""
    return tables / reading.split(":")[-1]


@dataclass(frozen=True, slots=True)
class Derived:
    """Register entries that tables brought along, beside those that a person wrote."""

    places: tuple[Place, ...] = ()
    actors: tuple[Membership, ...] = ()
    sources: tuple[Source, ...] = ()


def derived_registers(folders: Sequence[Path], *, zone: str) -> Derived:
    """Read the places, actors and sources that the mappings of some readings derived."""
    places: dict[str, Place] = {}
    actors: dict[tuple[Any, ...], Membership] = {}
    sources: dict[str, Source] = {}
    for folder in folders:
        for r in records(folder / "derived_places.parquet"):
            places.setdefault(
                r["id"],
                Place(
                    r["id"], r["parent"], r["kind"] or "", r["name_en"] or "", r["name_ar"] or "", r["lat"], r["lon"]
                ),
            )
        for r in records(folder / "derived_actors.parquet"):
            period = (When.parse(r["from"] or "", zone=zone).start, When.parse(r["to"] or "", zone=zone).end)
            actors.setdefault(
                (r["id"], r["parent"], period),
                Membership(r["id"], r["parent"], period, r["name_en"] or "", r["name_ar"] or ""),
            )
        for r in records(folder / "derived_sources.parquet"):
            sources.setdefault(
                r["id"], Source(r["id"], r["kind"] or "", r["parent"], r["name_en"] or "", r["name_ar"] or "")
            )
    return Derived(tuple(places.values()), tuple(actors.values()), tuple(sources.values()))


def records(table: Path) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file by column; nothing if the file is not there."""
    if not table.is_file():
        return []
    import duckdb

    with nameable(table.parent) as folder, duckdb.connect() as db:
        cursor = db.execute("SELECT * FROM read_parquet($path)", {"path": str(folder / table.name)})
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def lists_of(tables: Iterable[Path]) -> dict[str, str]:
    """Return for each incident of some tables the list that names it."""
    import duckdb

    found: dict[str, str] = {}
    for table in tables:
        if table.is_file():
            with nameable(table.parent) as folder, duckdb.connect() as db:
                sql = "SELECT DISTINCT incident, list FROM read_parquet($path) WHERE incident IS NOT NULL AND list IS NOT NULL"
                found.update(db.execute(sql, {"path": str(folder / table.name)}).fetchall())
    return found


def tree_with(written: Sequence[tuple[str, str | None]], derived: Iterable[tuple[str, str | None]]) -> Tree:
    """Return the tree of what a person wrote and what tables brought; an entry that a person wrote stands as written."""
    pairs = dict(written)
    for node, parent in derived:
        pairs.setdefault(node, parent)
    return Tree.of(pairs.items())
