"""What a mapping needs of a table, worked out before the table is read: slots for every value that it names."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass

import duckdb

from undercount.read.intake import OpenTable
from undercount.read.mapping import ClaimRule, IncidentRule, Mapping, PersonRule, PlaceRule, Value, WhenRule
from undercount.read.slots import Slot, Slots


@dataclass(frozen=True, slots=True)
class ClaimPlan:
    """A claim's slots.

    Args:
        rule: What the mapping says.
        test: The staged column of its condition, or empty.
        numbers: The slots of low, best and high, as far as they are given.
        words: The slots of the other fields.
        shown: Pairs of a column of the table that the numbers come from and the staged column that holds it.
    """

    rule: ClaimRule
    test: str
    numbers: Map[str, Slot]
    words: Map[str, Slot]
    shown: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A place's slots: for each level its name and its Arabic name, then the code and the point."""

    rule: PlaceRule
    levels: tuple[Slot, ...]
    arabic: tuple[Slot, ...]
    precision: Slot | None
    point: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All slots of a mapping over one table."""

    mapping: Mapping
    slots: Slots
    when: Map[str, Slot]
    place: PlacePlan | None
    actors: tuple[Slot, ...]
    sources: Map[str, Slot]
    incident: Map[str, Slot]
    person: Map[str, Slot]
    person_test: str
    claims: tuple[ClaimPlan, ...]


def make_plan(con: duckdb.DuckDBPyConnection, table: OpenTable, mapping: Mapping) -> Plan:
    """Work out what to read.

    Raises:
        MappingError: If the mapping names a column that the table lacks, or holds an expression that is not plain.
    """
    slots = Slots(con, table, mapping)
    return Plan(
        mapping=mapping,
        slots=slots,
        when=_when(slots, mapping.when),
        place=_place(slots, mapping.place),
        actors=tuple(slots.add(value) for value in mapping.actors.of),
        sources=_some(slots, {n: getattr(mapping.sources, n) for n in ("speaker", "carrier", "origin")}),
        incident=_incident(slots, mapping.incident),
        person=_person(slots, mapping.person),
        person_test=_person_test(slots, mapping.person),
        claims=tuple(_claim(slots, rule, mapping.incident or mapping.person) for rule in mapping.claims),
    )


def _some(slots: Slots, values: Map[str, Value | None]) -> dict[str, Slot]:
    return {name: slots.add(value) for name, value in values.items() if value is not None}


def _when(slots: Slots, rule: WhenRule | None) -> dict[str, Slot]:
    if rule is None:
        return {}
    days = ("edtf",) if rule.edtf is not None else ("start", "end")
    names = (*days, "start_time", "end_time", "precision")
    return _some(slots, {name: getattr(rule, name) for name in names})


def _place(slots: Slots, rule: PlaceRule | None) -> PlacePlan | None:
    if rule is None:
        return None
    nothing = Value("constant", "")
    return PlacePlan(
        rule,
        tuple(slots.add(level.value) for level in rule.levels),
        tuple(slots.add(level.arabic or nothing) for level in rule.levels),
        None if rule.precision is None else slots.add(rule.precision),
        tuple(slots.add(value) for value in (rule.lat, rule.lon) if value is not None),
    )


def _incident(slots: Slots, rule: IncidentRule | None) -> dict[str, Slot]:
    return {} if rule is None else _some(slots, {"id": rule.id, "title": rule.title, "note": rule.note})


def _person(slots: Slots, rule: PersonRule | None) -> dict[str, Slot]:
    return {} if rule is None else _some(slots, {"id": rule.id, **rule.words})


def _person_test(slots: Slots, rule: PersonRule | None) -> str:
    return slots.test(rule.where, "person.where") if rule is not None and rule.where else ""


def _claim(slots: Slots, rule: ClaimRule, named: IncidentRule | PersonRule | None) -> ClaimPlan:
    """Return a claim's slots; where its number is the same for every row, its row's id stands for the words."""
    numbers = _some(slots, rule.numbers)
    columns = dict.fromkeys(c for slot in numbers.values() for c in slot.columns)
    if not columns and named is not None:
        columns = dict.fromkeys(slots.add(named.id).columns)
    return ClaimPlan(
        rule,
        slots.test(rule.where, f"claim {rule.part}.where") if rule.where else "",
        numbers,
        _some(slots, rule.words),
        tuple((c, slots.column(c)) for c in columns),
    )
