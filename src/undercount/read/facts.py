"""The good rows with everything that they say worked out: one row of ``facts`` for each row of the table that was read."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field

import duckdb

from undercount.errors import MappingError, RecordError
from undercount.read import place_rule, time_rule
from undercount.read.checks import as_number
from undercount.read.dimensions import PROBLEMS, Cells, Fault, Resolved, matches, resolve
from undercount.read.name_rules import ActorResolver, SourceResolver
from undercount.read.place_rule import PlaceResolver
from undercount.read.plan import ClaimPlan, Plan
from undercount.read.registers import Registers
from undercount.read.slots import Slot
from undercount.read.sql import ROW, identifier, literal_or_null, text_list
from undercount.read.staging import STAGED
from undercount.record import ALL_CELLS, Membership, Place, Source, cells, suggest
from undercount.record.victims import UNKNOWN

FACTS = "facts"


@dataclass
class Derived:
    """Register entries that a table's names gave rise to, by id."""

    places: dict[str, Place] = field(default_factory=dict)
    actors: dict[str, Membership] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


@dataclass
class Facts:
    """How to get at what rows say.

    Args:
        columns: For each name the SQL over ``facts`` that gives it.
        joins: The dimension tables to join: name and inputs.
        computed: Columns to compute once for each row: name and SQL over the staged row ``s``.
        derived: The entries that were derived.
    """

    columns: dict[str, str] = field(default_factory=dict)
    joins: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)
    computed: dict[str, str] = field(default_factory=dict)
    derived: Derived = field(default_factory=Derived)

    def join(self, name: str, inputs: tuple[str, ...], outputs: Map[str, str], prefix: str = "") -> None:
        """Take a dimension's outputs as columns of the facts."""
        self.joins.append((name, inputs, tuple(outputs)))
        self.columns.update({prefix + output: f"{name}__{output}" for output in outputs})


def resolve_time(con: duckdb.DuckDBPyConnection, plan: Plan, facts: Facts, zone: str) -> None:
    """Work out when."""
    rule = plan.mapping.when
    if rule is None:
        nothing = {"edtf": "''", "start": "NULL::BIGINT", "stop": "NULL::BIGINT", "time_certain": "true"}
        facts.columns.update(nothing, time_precision="NULL::VARCHAR")
        return
    inputs = tuple(slot.name for slot in plan.when.values())
    labels = {name: slot.label for name, slot in plan.when.items()}
    resolve(con, "dim_when", inputs, time_rule.OUTPUTS, time_rule.work_out_time(rule, labels, zone))
    facts.join("dim_when", inputs, time_rule.OUTPUTS)


def resolve_place(con: duckdb.DuckDBPyConnection, plan: Plan, facts: Facts, registers: Registers) -> None:
    """Work out where."""
    place = plan.place
    if place is None:
        facts.columns.update(places="NULL::VARCHAR[]", place_text="NULL::VARCHAR", place_precision="NULL::VARCHAR")
        facts.columns.update(lat="NULL::DOUBLE", lon="NULL::DOUBLE")
        return
    slots = (*place.levels, *place.arabic, *((place.precision,) if place.precision is not None else ()))
    inputs = tuple(slot.name for slot in slots)
    labels = [slot.label for slot in place.levels]
    code = place.precision.label if place.precision is not None else ""
    resolver = PlaceResolver(place.rule, labels, code, registers, facts.derived.places)
    firsts = tuple(slot.name for slot in place.point)
    distinct = tuple(dict.fromkeys(inputs))

    def work_out(row: Cells, point: Cells) -> Resolved:
        held = dict(zip(distinct, row, strict=True))
        return resolver(tuple(held[name] or None for name in inputs), point)

    resolve(con, "dim_place", distinct, place_rule.OUTPUTS, work_out, firsts=firsts)
    facts.join("dim_place", distinct, place_rule.OUTPUTS)
    for name, limit, at in (("lat", 90, 0), ("lon", 180, 1)):
        facts.columns[name] = name
        if len(firsts) == 2:
            number = f"try_cast(s.{firsts[at]} AS DOUBLE)"
            facts.computed[name] = f"CASE WHEN {number} BETWEEN -{limit} AND {limit} THEN {number} END"
        else:
            facts.computed[name] = "NULL::DOUBLE"


def resolve_actors(con: duckdb.DuckDBPyConnection, plan: Plan, facts: Facts, registers: Registers) -> None:
    """Work out who did it."""
    if not plan.actors:
        facts.columns["actors"] = "NULL::VARCHAR[]"
        return
    resolver = ActorResolver(plan.mapping.actors, registers, facts.derived.actors)
    names = tuple(slot.raw for slot in plan.actors)
    distinct = tuple(dict.fromkeys(names))

    def work_out(row: Cells, point: Cells) -> Resolved:
        held = dict(zip(distinct, row, strict=True))
        return resolver(tuple(held[name] for name in names), point)

    resolve(con, "dim_actors", distinct, {"actors": "VARCHAR[]"}, work_out)
    facts.join("dim_actors", distinct, {"actors": "VARCHAR[]"})


def resolve_sources(
    con: duckdb.DuckDBPyConnection, plan: Plan, facts: Facts, registers: Registers, carrier: str | None
) -> None:
    """Work out who speaks, who printed it and who said it first."""
    resolver = SourceResolver(plan.mapping.sources, registers, facts.derived.sources)
    for name, slot in plan.sources.items():
        if slot.value.is_fixed:
            found = resolver.resolve(slot.value, slot.value.text)
            if isinstance(found, Fault):
                raise MappingError(
                    f"{found.rule}; {name} is {found.value!r} ({plan.mapping.file}): {found.remedy}, or describe it under "
                    f"[source.entries.{found.value}]"
                )
            facts.columns[name] = literal_or_null(found)
        else:
            resolve(con, f"dim_{name}", (slot.name,), {name: "VARCHAR"}, _source(resolver, slot))
            facts.join(f"dim_{name}", (slot.name,), {name: "VARCHAR"})
    speaker = facts.columns["speaker"]
    given = literal_or_null(carrier) if carrier else speaker
    facts.columns["carrier"] = f"coalesce({facts.columns['carrier']}, {given})" if "carrier" in plan.sources else given
    facts.columns["origin"] = f"coalesce({facts.columns['origin']}, {speaker})" if "origin" in plan.sources else speaker


def _source(resolver: SourceResolver, slot: Slot) -> Callable[[Cells, Cells], Resolved]:
    def work_out(row: Cells, _: Cells) -> Resolved:
        found = resolver.resolve(slot.value, row[0])
        if isinstance(found, Fault):
            return Resolved((None,), found)
        if found is None and slot.value.path.endswith("speaker"):
            return Resolved(
                (None,),
                Fault(slot.label, "", "a row must say who speaks", "add a missing value to the mapping"),
            )
        return Resolved((found,))

    return work_out


def resolve_victims(con: duckdb.DuckDBPyConnection, at: int, claim: ClaimPlan, facts: Facts) -> None:
    """Work out which victims a claim is about, as bits."""
    slots = {axis: claim.words[axis] for axis in ("sex", "age", "status") if axis in claim.words}
    if all(slot.value.is_fixed for slot in slots.values()):
        facts.columns[f"cells{at}"] = str(cells(**{axis: slot.value.text for axis, slot in slots.items()}))
        return
    axes = tuple(axis for axis, slot in slots.items() if not slot.value.is_fixed)
    fixed = {axis: slot.value.text for axis, slot in slots.items() if slot.value.is_fixed}

    def work_out(row: Cells, _: Cells) -> Resolved:
        held = dict(zip(inputs, row, strict=True))
        said = {axis: held[slots[axis].name] or "" for axis in axes}
        try:
            return Resolved((cells(**fixed, **said),))
        except RecordError as error:
            wrong = next((axis for axis in axes if _fails(axis, said[axis])), axes[0])
            return Resolved(
                (ALL_CELLS,),
                Fault(slots[wrong].label, said[wrong], str(error).split(";")[0], "add a lookup to the mapping"),
            )

    inputs = tuple(dict.fromkeys(slots[axis].name for axis in axes))
    resolve(con, f"dim_cells{at}", inputs, {"cells": "BIGINT"}, work_out)
    facts.join(f"dim_cells{at}", inputs, {"cells": "BIGINT"})
    facts.columns[f"cells{at}"] = f"dim_cells{at}__cells"


def _fails(axis: str, text: str) -> bool:
    if text in UNKNOWN:
        return False
    try:
        cells(**{axis: text})
    except RecordError:
        return True
    return False


def resolve_targets(
    con: duckdb.DuckDBPyConnection, at: int, claim: ClaimPlan, facts: Facts, registers: Registers, file: str
) -> None:
    """Work out what kind of target or which facility a claim is about."""
    slot = claim.words.get("target")
    if slot is None:
        facts.columns[f"targets{at}"] = "NULL::VARCHAR[]"
        return
    names = registers.target_names

    def find(text: str) -> str | Fault:
        hits = names.find(text)
        if len(hits) == 1:
            return hits[0]
        rule = "a target must be a class of the list 'target' or a facility of its register"
        return Fault(slot.label, text, rule, suggest(text, names.names))

    if slot.value.is_fixed:
        parts = [find(part.strip()) for part in slot.value.text.split(";")]
        for part in parts:
            if isinstance(part, Fault):
                raise MappingError(f"{part.rule}; {part.value!r} is none ({file}): {part.remedy}")
        facts.columns[f"targets{at}"] = text_list(sorted(str(part) for part in parts))
        return

    def work_out(row: Cells, _: Cells) -> Resolved:
        found = [find(part.strip()) for part in (row[0] or "").split(slot.value.split or ";") if part.strip()]
        fault = next((f for f in found if isinstance(f, Fault)), None)
        return Resolved((None,), fault) if fault is not None else Resolved((sorted(map(str, found)) or None,))

    resolve(con, f"dim_targets{at}", (slot.name,), {"targets": "VARCHAR[]"}, work_out)
    facts.join(f"dim_targets{at}", (slot.name,), {"targets": "VARCHAR[]"})
    facts.columns[f"targets{at}"] = f"dim_targets{at}__targets"


def numbers_of(plan: Plan) -> dict[str, str]:
    """Return the columns of ``facts`` that hold numbers, by the staged column that they come from."""
    slots = {slot.name for claim in plan.claims for slot in claim.numbers.values()}
    return {name: f"n_{name}" for name in sorted(slots)}


def made(claim: ClaimPlan, numbers: Map[str, str]) -> str:
    """Return the SQL that tells whether a row makes a claim: its condition holds, and it has a number that is not all 0."""
    test = claim.test or "true"
    columns = [numbers[slot.name] for slot in claim.numbers.values()]
    if not columns:
        return test
    if claim.rule.keep_zero:
        return f"({test} AND coalesce({', '.join(columns)}) IS NOT NULL)"
    return f"({test} AND ({' OR '.join(f'coalesce({c}, 0) > 0' for c in columns)}))"


def make_facts(con: duckdb.DuckDBPyConnection, plan: Plan, facts: Facts) -> int:
    """Make the table of facts from the good rows; return how many there are."""
    row = identifier(ROW)
    numbers = numbers_of(plan)
    outputs = "".join(f", {name}.{output} AS {name}__{output}" for name, _, some in facts.joins for output in some)
    values = "".join(f", {as_number('s.' + slot)} AS {column}" for slot, column in numbers.items())
    values += "".join(f", {sql} AS {identifier(name)}" for name, sql in facts.computed.items())
    joins = "".join(
        f" LEFT JOIN {name} ON {matches(inputs).replace('d.', name + '.')}" for name, inputs, _ in facts.joins
    )
    con.execute(
        f"CREATE OR REPLACE TABLE {FACTS} AS SELECT s.*{values}{outputs} FROM {STAGED} s{joins} "
        f"WHERE s.{row} NOT IN (SELECT {row} FROM {PROBLEMS} WHERE whole)"
    )
    found = con.execute(f"SELECT count(*) FROM {FACTS}").fetchone()
    return int(found[0]) if found is not None else 0
