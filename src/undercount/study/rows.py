"""Rows: the claims of a study in one shape, whether a person coded them or a mapping read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from undercount.count.frame import Assertion
from undercount.read.sql import nameable
from undercount.record import Claim, Quantity, Scope
from undercount.record.victims import cells


@dataclass(frozen=True)
class Row:
    """One claim as the tables hold it; the columns are those of ``claims.parquet`` (docs/reference/tables.md)."""

    claim: str
    item: str
    row: int
    locator: str
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
    start: int | None
    end: int | None
    time_certain: bool
    places: tuple[str, ...] | None
    place_text: str
    actors: tuple[str, ...] | None
    sex: str
    age: str
    status: str
    cells: int
    targets: tuple[str, ...] | None
    covers: str
    incident: str | None
    list: str | None
    person: str | None
    assurance: str
    basis: str
    grade: str
    note: str
    published: str
    reader: str
    standing: str
    lat: float | None = None
    lon: float | None = None

    @cached_property
    def scope(self) -> Scope:
        """Return the scope as stated; open in time where the date is not certain."""
        start, end = (self.start, self.end) if self.time_certain else (None, None)
        return Scope(self.places, start, end, self.actors, (self.act,), self.cells, self.targets, self.incident)

    def assertion(self) -> Assertion:
        """Return what the bounds need to know of the claim."""
        quantity = Quantity(self.low, self.best, self.high, self.qualifier, self.unit)
        return Assertion(
            claim=self.claim,
            origin=self.origin,
            carrier=self.carrier,
            published=self.published,
            stance=self.stance,
            unit=self.unit,
            floor=quantity.floor,
            ceiling=quantity.ceiling,
            empty=quantity.is_empty,
            stated_high=self.high,
            scope=self.scope,
            certain=self.time_certain and not self._is_open_denial,
            whole=self.covers == "whole",
        )

    @property
    def _is_open_denial(self) -> bool:
        """Tell whether a text denies something somewhere, so that nothing is certainly denied."""
        return self.stance == "denies" and self.covers != "whole" and self.standing not in ("coded", "derived")

    def corrected(self, value: dict[str, Any]) -> Row:
        """Return the row with the fields that a person corrected; how a text means it says whether its speaker affirms or denies."""
        if "modality" in value:
            value = {**value, "stance": "denies" if value["modality"] == "denied" else "affirms"}
        known = {field.name for field in fields(self)}
        changed = replace(self, **{name: _tuple(v) for name, v in value.items() if name in known and name != "claim"})
        return replace(changed, cells=cells(sex=changed.sex, age=changed.age, status=changed.status))


COLUMNS = tuple(field.name for field in fields(Row))
"""The columns of a claims table, in order."""


def row_of(claim: Claim, claim_id: str) -> Row:
    """Return the row of a hand-coded claim."""
    quantity = claim.quantity
    return Row(
        claim=claim_id,
        item=claim.passage.item,
        row=claim.row,
        locator=json.dumps(claim.passage.as_json(), ensure_ascii=False, sort_keys=True),
        quote=claim.quote,
        speaker=claim.speaker,
        carrier=claim.carrier,
        origin=claim.origin,
        stance=claim.stance,
        act=claim.act,
        unit=quantity.unit,
        low=quantity.low,
        best=quantity.best,
        high=quantity.high,
        qualifier=quantity.qualifier,
        phrase=quantity.phrase,
        edtf=claim.when.edtf,
        start=claim.when.start,
        end=claim.when.end,
        time_certain=claim.when.certain,
        places=claim.places or None,
        place_text="",
        actors=claim.actors or None,
        sex=claim.sex,
        age=claim.age,
        status=claim.status,
        cells=cells(sex=claim.sex, age=claim.age, status=claim.status),
        targets=claim.targets or None,
        covers=claim.covers,
        incident=claim.incident,
        list="study" if claim.incident else None,
        person=claim.person,
        assurance=claim.assurance,
        basis=claim.basis,
        grade=claim.grade,
        note=claim.note,
        published=claim.published,
        reader=claim.reader,
        standing=claim.standing,
    )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_TEXT = tuple(f.name for f in fields(Row) if f.type == "str")


def rows_in(tables: Iterable[Path], *, unit: str | None = None) -> Iterator[Row]:
    """Yield the rows of claims tables in order, of one unit or all.

    Args:
        tables: ``claims.parquet`` files.
        unit: Only claims that count this unit; None for all.
    """
    import duckdb

    for table in tables:
        with nameable(table.parent) as folder, duckdb.connect() as db:
            names = ", ".join(f'"{name}"' for name in COLUMNS)
            where = "" if unit is None else " WHERE unit = $unit"
            sql = f"SELECT {names} FROM read_parquet($path){where} ORDER BY row, claim"
            values = {"path": str(folder / table.name)} | ({} if unit is None else {"unit": unit})
            cursor = db.execute(sql, values)
            while batch := cursor.fetchmany(10_000):
                for record in batch:
                    yield _row(dict(zip(COLUMNS, record, strict=True)))


def _row(record: dict[str, Any]) -> Row:
    for name in ("places", "actors", "targets"):
        record[name] = tuple(record[name]) if record[name] else None
    for name in _TEXT:
        if record[name] is None:
            record[name] = ""
    return Row(**record)


def plain(row: Row) -> dict[str, Any]:
    """Return a row as plain values in the order of the columns."""
    return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(row).items()}
