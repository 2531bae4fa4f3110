"""The tables that a reading writes: claims, incidents, persons, derived entries and rejects, each one SQL statement."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from pathlib import Path

import duckdb

from undercount.read.dimensions import PROBLEMS
from undercount.read.facts import FACTS, Derived, Facts, made, numbers_of
from undercount.read.plan import ClaimPlan, Plan
from undercount.read.rejects import Reject, write_rejects
from undercount.read.report import RuleCount
from undercount.read.sql import ROW, count, identifier, literal, literal_or_null

_PARQUET = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720, PARQUET_VERSION v2)"
_ROW = identifier(ROW)
CLAIM_COLUMNS = (
    "claim", "item", "row", "locator", "quote", "speaker", "carrier", "origin", "stance", "act", "unit", "low", "best", "high",
    "qualifier", "phrase", "edtf", "start", "end", "time_certain", "places", "place_text", "actors", "sex", "age", "status", "cells",
    "targets", "covers", "incident", "list", "person", "assurance", "basis", "grade", "note", "published", "reader", "standing", "lat",
    "lon",
)  # fmt: skip
"""The columns of the table of claims, in order."""


def claims_sql(plan: Plan, facts: Facts, *, item: str, published: str | None, sheet: str = "") -> str:
    """Return the query that gives all claims: by part, then by row."""
    numbers = numbers_of(plan)
    parts = [
        _claim_sql(plan, facts, at, claim, numbers, {"item": item, "published": published or "", "sheet": sheet})
        for at, claim in enumerate(plan.claims)
    ]
    return " UNION ALL ".join(parts)


def _claim_sql(
    plan: Plan, facts: Facts, at: int, claim: ClaimPlan, numbers: Map[str, str], about: Map[str, str]
) -> str:
    c = facts.columns
    reader = plan.mapping.reader
    key = " || chr(31) || ".join(
        [literal(about["item"]), literal(reader), f"{_ROW}::VARCHAR", literal(claim.rule.part)]
    )
    values = {
        "claim": f"'claim:' || left(sha256({key}), 24)",
        "item": literal(about["item"]),
        "row": _ROW,
        "locator": _locator(claim, about["sheet"]),
        "quote": _quote(claim),
        "speaker": c["speaker"],
        "carrier": c["carrier"],
        "origin": c["origin"],
        **{
            name: _word(claim, name)
            for name in ("stance", "act", "unit", "qualifier", "covers", "sex", "age", "status")
        },
        **{name: _word(claim, name) for name in ("phrase", "assurance", "basis", "grade", "note")},
        **{
            n: numbers[claim.numbers[n].name] if n in claim.numbers else "NULL::BIGINT" for n in ("low", "best", "high")
        },
        "edtf": f"coalesce({c['edtf']}, '')",
        "start": c["start"],
        "end": c["stop"],
        "time_certain": c["time_certain"],
        "places": c["places"],
        "place_text": c["place_text"],
        "actors": c["actors"],
        "cells": f"{c[f'cells{at}']}::BIGINT",
        "targets": c[f"targets{at}"],
        "incident": incident_sql(plan),
        "list": literal_or_null(plan.mapping.incident.list if plan.mapping.incident is not None else None),
        "person": person_sql(plan),
        "published": literal_or_null(about["published"] or None),
        "reader": literal(reader),
        "standing": "'derived'",
        "lat": c["lat"],
        "lon": c["lon"],
    }
    chosen = ", ".join(f"{values[name]} AS {identifier(name)}" for name in CLAIM_COLUMNS)
    return f"SELECT {chosen} FROM {FACTS} WHERE {made(claim, numbers)}"


def empty(query: str) -> str:
    """Return a query with the columns of another and no row."""
    return f"SELECT * FROM ({query}) WHERE false"


def empty_claims_sql() -> str:
    """Return a query with the columns of the table of claims and no row."""
    kinds = {
        "row": "BIGINT",
        "low": "BIGINT",
        "best": "BIGINT",
        "high": "BIGINT",
        "start": "BIGINT",
        "end": "BIGINT",
        "cells": "BIGINT",
    }
    kinds |= {"places": "VARCHAR[]", "actors": "VARCHAR[]", "targets": "VARCHAR[]", "time_certain": "BOOLEAN"}
    kinds |= {"lat": "DOUBLE", "lon": "DOUBLE"}
    chosen = ", ".join(f"NULL::{kinds.get(name, 'VARCHAR')} AS {identifier(name)}" for name in CLAIM_COLUMNS)
    return f"SELECT {chosen} WHERE false"


def _word(claim: ClaimPlan, name: str) -> str:
    slot = claim.words.get(name)
    if slot is None:
        return "''"
    return literal(slot.value.text) if slot.value.is_fixed else f"coalesce({slot.name}, '')"


def _locator(claim: ClaimPlan, sheet: str) -> str:
    columns = json.dumps([c for c, _ in claim.shown], ensure_ascii=False)
    after = f', "columns": {columns}, "sheet": {json.dumps(sheet, ensure_ascii=False)}}}]'
    before = '[{"type": "TableCellSelector", "row": '
    return f"{literal(before)} || {_ROW} || {literal(after)}"


def _quote(claim: ClaimPlan) -> str:
    parts = [f"{literal(name + ': ')} || {column}" for name, column in claim.shown]
    return f"concat_ws(' · ', {', '.join(parts)})" if parts else "''"


def incident_sql(plan: Plan) -> str:
    """Return the SQL of the incident that a row is about."""
    rule = plan.mapping.incident
    return "NULL::VARCHAR" if rule is None else f"{literal(rule.list + ':')} || {plan.incident['id'].name}"


def person_sql(plan: Plan) -> str:
    """Return the SQL of the person whom a row names."""
    rule = plan.mapping.person
    if rule is None:
        return "NULL::VARCHAR"
    name = f"{literal(rule.list + ':')} || {plan.person['id'].name}"
    return f"CASE WHEN {plan.person_test} THEN {name} END" if plan.person_test else name


def incidents_sql(plan: Plan, facts: Facts, *, item: str) -> str:
    """Return the query that gives the incidents: one for each id, from the first row that has it."""
    rule = plan.mapping.incident
    c = facts.columns
    numbers = numbers_of(plan)
    acts = ", ".join(f"CASE WHEN {made(claim, numbers)} THEN {_word(claim, 'act')} END" for claim in plan.claims)
    kept = f"list_sort(list_distinct([{acts}]::VARCHAR[]))" if acts else "[]::VARCHAR[]"
    title, note = (_optional(plan.incident.get(name)) for name in ("title", "note"))
    once = (
        ""
        if rule is None or rule.unique
        else f" QUALIFY row_number() OVER (PARTITION BY {incident_sql(plan)} ORDER BY {_ROW}) = 1"
    )
    return (
        f"SELECT {incident_sql(plan)} AS incident, {literal(rule.list if rule else '')} AS list, {title} AS title, "
        f"coalesce({c['edtf']}, '') AS edtf, {c['start']} AS start, {c['stop']} AS \"end\", {c['time_precision']} AS time_precision, "
        f"{c['places']} AS places, {c['place_text']} AS place_text, {c['place_precision']} AS place_precision, {c['lat']} AS lat, "
        f"{c['lon']} AS lon, {c['actors']} AS actors, {kept} AS acts, {note} AS note, {literal(item)} AS item, {_ROW} AS row, "
        f"{literal(plan.mapping.reader)} AS reader FROM {FACTS}{once} ORDER BY {_ROW}"
    )


def persons_sql(plan: Plan, facts: Facts, *, item: str) -> str:
    """Return the query that gives the persons."""
    rule = plan.mapping.person
    c = facts.columns
    word = {
        name: _optional(plan.person.get(name)) for name in ("name_en", "name_ar", "sex", "status", "note", "age_years")
    }
    years = f"try_cast({word['age_years']} AS INTEGER)"
    age = f"CASE WHEN {years} IS NULL THEN '' WHEN {years} < 18 THEN 'child' WHEN {years} >= 60 THEN 'older' ELSE 'adult-under-60' END"
    return (
        f"SELECT {person_sql(plan)} AS person, {literal(rule.list if rule else '')} AS list, {word['name_en']} AS name_en, "
        f"{word['name_ar']} AS name_ar, {word['sex']} AS sex, {years} AS age_years, {age} AS age, {word['status']} AS status, "
        f"coalesce({c['edtf']}, '') AS edtf, {c['start']} AS start, {c['stop']} AS \"end\", {c['places']} AS places, "
        f"{c['place_text']} AS place_text, {incident_sql(plan)} AS incident, {literal(item)} AS item, {_ROW} AS row, "
        f"{literal(plan.mapping.reader)} AS reader, {word['note']} AS note FROM {FACTS} "
        f"WHERE {plan.person_test or 'true'} ORDER BY {_ROW}"
    )


def _optional(slot: object) -> str:
    name = getattr(slot, "name", None)
    return "''" if name is None else f"coalesce({name}, '')"


def write_query(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write a query's rows as Parquet; return how many there are."""
    found = con.execute(f"COPY ({query}) TO {literal(str(path))} {_PARQUET}").fetchone()
    return int(found[0]) if found is not None else 0


def write_derived(con: duckdb.DuckDBPyConnection, derived: Derived, folder: Path) -> None:
    """Write the entries that were derived, each register as Parquet, sorted by id; an empty one is written too."""
    places = [(p.id, p.parent, p.kind, p.name_en, p.name_ar, p.lat, p.lon) for _, p in sorted(derived.places.items())]
    actors = [(a.id, a.parent, *a.period, a.name_en, a.name_ar) for _, a in sorted(derived.actors.items())]
    sources = [(s.id, s.kind, s.parent, s.name_en, s.name_ar) for _, s in sorted(derived.sources.items())]
    _write_rows(
        con,
        folder,
        "derived_places",
        places,
        {**_texts("id", "parent", "kind", "name_en", "name_ar"), "lat": "DOUBLE", "lon": "DOUBLE"},
    )
    _write_rows(
        con,
        folder,
        "derived_actors",
        actors,
        {**_texts("id", "parent"), "from": "BIGINT", "to": "BIGINT", **_texts("name_en", "name_ar")},
    )
    _write_rows(con, folder, "derived_sources", sources, _texts("id", "kind", "parent", "name_en", "name_ar"))


def _texts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "VARCHAR")


def _write_rows(
    con: duckdb.DuckDBPyConnection, folder: Path, name: str, rows: Sequence[tuple[object, ...]], schema: Map[str, str]
) -> None:
    columns = ", ".join(f"{identifier(c)} {kind}" for c, kind in schema.items())
    con.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    if rows:
        lists = ", ".join(f"unnest(?::{kind}[])" for kind in schema.values())
        con.execute(f"INSERT INTO {name} SELECT {lists}", [list(values) for values in zip(*rows, strict=True)])
    write_query(con, f"SELECT * FROM {name}", folder / f"{name}.parquet")


def _rule_text(rule: str, whole: bool) -> str:
    return f"row rejected: {rule}" if whole else f"cell left out: {rule}"


def write_problems(con: duckdb.DuckDBPyConnection, file: str, path: Path) -> None:
    """Write every reject of the table as a spreadsheet, by row."""
    found = con.execute(f"SELECT * FROM {PROBLEMS} ORDER BY {_ROW}, whole DESC, col, rule, value")

    def rows() -> Iterator[Reject]:
        while batch := found.fetchmany(10_000):
            for row, col, value, rule, remedy, whole in batch:
                yield Reject(file, row, col or "", value or "", _rule_text(rule, whole), remedy)

    write_rejects(path, rows())


def rule_counts(con: duckdb.DuckDBPyConnection, file: str) -> tuple[RuleCount, ...]:
    """Return how often each rule was broken, with the first row that breaks it."""
    first = f"{{'r': {_ROW}, 'c': col, 'v': value, 't': rule, 'm': remedy}}"
    rows = con.execute(
        f"SELECT regexp_replace(rule, '[0-9]+', 'N', 'g') AS kind, whole, count(*), arg_min({first}, {_ROW}) "
        f"FROM {PROBLEMS} GROUP BY kind, whole ORDER BY 3 DESC, 1"
    ).fetchall()
    return tuple(
        RuleCount(e["t"], whole, n, Reject(file, e["r"], e["c"] or "", e["v"] or "", _rule_text(e["t"], whole), e["m"]))
        for _, whole, n, e in rows
    )


def rejected_rows(con: duckdb.DuckDBPyConnection) -> int:
    """Return how many rows are rejected."""
    return count(con, f"(SELECT DISTINCT {_ROW} FROM {PROBLEMS} WHERE whole)")


def cells_warned(con: duckdb.DuckDBPyConnection) -> int:
    """Return how many cells were left out of rows that were read."""
    return count(
        con,
        f"(SELECT DISTINCT {_ROW}, col FROM {PROBLEMS} WHERE NOT whole AND {_ROW} NOT IN (SELECT {_ROW} FROM {PROBLEMS} WHERE whole))",
    )
