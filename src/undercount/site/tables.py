"""Read the claims and incidents tables with DuckDB."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb

from undercount.read.sql import nameable
from undercount.site.built import FigureClaim, SiteError


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as the pages show it. Fields are those of the claims table; None is "not said"."""

    id: str
    item: str
    row: int | None
    selectors: tuple[dict[str, object], ...]
    quote: str
    speaker: str
    carrier: str
    origin: str
    stance: str
    act: str
    unit: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    phrase: str
    edtf: str
    places: tuple[str, ...] | None
    place_text: str
    actors: tuple[str, ...] | None
    sex: str
    age: str
    status: str
    targets: tuple[str, ...] | None
    covers: str
    incident: str
    assurance: str
    basis: str
    grade: str
    note: str
    published: str
    standing: str
    reader: str
    reading: str

    @property
    def own_page(self) -> bool:
        """Return whether the claim was read from words by a person or a text reader, so that it has a page of its own."""
        return self.standing != "derived"

    @property
    def key(self) -> str:
        """Return the claim's id without its kind: what its page or anchor is called."""
        return self.id.removeprefix("claim:")


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as the map and the lists show it."""

    id: str
    list: str
    title: str
    edtf: str
    start: int | None
    end: int | None
    places: tuple[str, ...]
    place_text: str
    precision: str
    lat: float | None
    lon: float | None
    actors: tuple[str, ...]
    acts: tuple[str, ...]
    note: str
    item: str
    row: int | None


_NUMBERS = ("low", "best", "high")
_SEVERAL = ("places", "actors", "targets")
_TEXTS = tuple(f.name for f in fields(Claim) if f.type == "str" and f.name not in ("id", "item", "reading"))
"""The fields of a claim that are text in the claims table, under the same name."""

_CLAIM_COLUMNS = ["claim", "item", "row", "locator", *_NUMBERS, *_SEVERAL, *_TEXTS]
_INCIDENT_COLUMNS = [
    "incident",
    "list",
    "title",
    "edtf",
    "start",
    "end",
    "places",
    "place_text",
    "place_precision",
    "lat",
    "lon",
    "actors",
    "acts",
    "note",
    "item",
    "row",
]


def claims(build: Path) -> list[Claim]:
    """Return every claim of the claims tables, by reading, item, row and id.

    Raises:
        SiteError: If a table lacks a column.
    """
    rows = _rows(build, "claims", _CLAIM_COLUMNS, "filename, item, row NULLS FIRST, claim")
    return [_claim(row) for row in rows]


def incidents(build: Path) -> list[Incident]:
    """Return every incident of the incidents tables, by start, list and id.

    Raises:
        SiteError: If a table lacks a column.
    """
    rows = _rows(build, "incidents", _INCIDENT_COLUMNS, 'start NULLS LAST, "list", incident')
    return [_incident(row) for row in rows]


def _rows(build: Path, name: str, columns: list[str], order: str) -> Iterator[dict[str, object]]:
    """Yield the rows of all tables of one name."""
    with nameable(build / "tables") as folder:
        yield from _rows_in(folder, name, columns, order)


def _rows_in(folder: Path, name: str, columns: list[str], order: str) -> Iterator[dict[str, object]]:
    files = sorted(str(path) for path in folder.rglob(f"{name}.parquet"))
    if not files:
        return
    wanted = ", ".join(f'"{column}"' for column in columns)
    sql = f"SELECT {wanted}, filename FROM read_parquet(?, union_by_name = true, filename = true) ORDER BY {order}"
    with duckdb.connect() as database:
        try:
            cursor = database.execute(sql, [files])
        except duckdb.Error as problem:
            raise SiteError(
                f"the tables {name}.parquet must have the columns {', '.join(columns)} ({_first_line(problem)}):"
                " build the study again"
            ) from None
        names = [*columns, "filename"]
        while batch := cursor.fetchmany(10_000):
            for values in batch:
                yield dict(zip(names, values, strict=True))


def _first_line(problem: Exception) -> str:
    return str(problem).splitlines()[0]


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _real(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _ids(value: object) -> tuple[str, ...] | None:
    """Return a list of ids, or None for "any"."""
    if value is None:
        return None
    if isinstance(value, str):
        return tuple(part for part in value.split(";") if part)
    return tuple(str(part) for part in value) if isinstance(value, list | tuple) else None


def selectors(locator: object) -> tuple[dict[str, object], ...]:
    """Return a claim's selectors, whether they come as JSON text, one object or a list of objects."""
    if isinstance(locator, str):
        if not locator:
            return ()
        try:
            locator = json.loads(locator)
        except ValueError:
            return ()
    found = locator if isinstance(locator, list) else [locator]
    return tuple(entry for entry in found if isinstance(entry, dict))


def _claim(row: dict[str, object]) -> Claim:
    return Claim(
        id=_text(row["claim"]),
        item=_text(row["item"]),
        row=_whole(row["row"]),
        selectors=selectors(row["locator"]),
        low=_whole(row["low"]),
        best=_whole(row["best"]),
        high=_whole(row["high"]),
        places=_ids(row["places"]),
        actors=_ids(row["actors"]),
        targets=_ids(row["targets"]),
        reading=Path(_text(row["filename"])).parent.name,
        **{name: _text(row[name]) for name in _TEXTS},
    )


def of_figure(claim: FigureClaim) -> Claim:
    """Return a figure's claim in the form of the claims table, for figures whose claims are in no table."""
    return Claim(
        id=claim["id"],
        item=claim["item"],
        row=_whole(claim.get("row")),
        selectors=selectors(claim["locator"]),
        low=claim["low"],
        best=claim["best"],
        high=claim["high"],
        places=_ids(claim["places"]),
        actors=_ids(claim["actors"]),
        targets=_ids(claim["targets"]),
        reading="",
        **{name: _text(claim.get("when" if name == "edtf" else name)) for name in _TEXTS},
    )


def of_plain(claim: Mapping[str, object]) -> Claim:
    """Return a claim that stands in a file of linked incidents, under the names of the claims table."""
    return Claim(
        id=_text(claim["claim"]),
        item=_text(claim["item"]),
        row=_whole(claim["row"]),
        selectors=(),
        low=_whole(claim["low"]),
        best=_whole(claim["best"]),
        high=_whole(claim["high"]),
        places=_ids(claim["places"]),
        actors=_ids(claim["actors"]),
        targets=_ids(claim["targets"]),
        reading="",
        **{name: _text(claim[name]) for name in _TEXTS},
    )


def _incident(row: dict[str, object]) -> Incident:
    return Incident(
        id=_text(row["incident"]),
        list=_text(row["list"]),
        title=_text(row["title"]),
        edtf=_text(row["edtf"]),
        start=_whole(row["start"]),
        end=_whole(row["end"]),
        places=_ids(row["places"]) or (),
        place_text=_text(row["place_text"]),
        precision=_text(row["place_precision"]),
        lat=_real(row["lat"]),
        lon=_real(row["lon"]),
        actors=_ids(row["actors"]) or (),
        acts=_ids(row["acts"]) or (),
        note=_text(row["note"]),
        item=_text(row["item"]),
        row=_whole(row["row"]),
    )
