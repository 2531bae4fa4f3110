"""What is wrong with a table's rows, as SQL over the staged table: each check adds its finds to ``problems``."""

from __future__ import annotations

import duckdb

from undercount.read.dimensions import PROBLEMS, Fault
from undercount.read.mapping_file import TERMS
from undercount.read.plan import ClaimPlan, Plan
from undercount.read.slots import Slot
from undercount.read.sql import ROW, identifier, literal
from undercount.read.staging import STAGED
from undercount.record import suggest, vocabulary

_COPY = "correct it in a copy of the file, or code the row by hand on a claim sheet"


def add_problems(con: duckdb.DuckDBPyConnection, fault: Fault, condition: str, *, value: str = "") -> None:
    """Note a fault for every staged row that meets a condition.

    Args:
        con: The database.
        fault: Column, rule and remedy; its value is used where no SQL for it is given.
        condition: SQL over the staged table.
        value: SQL of the value to show.
    """
    shown = value or literal(fault.value)
    con.execute(
        f"INSERT INTO {PROBLEMS} SELECT {identifier(ROW)}, {literal(fault.column)}, {shown}, {literal(fault.rule)}, "
        f"{literal(fault.remedy)}, {str(fault.whole).lower()} FROM {STAGED} WHERE {condition} ORDER BY {identifier(ROW)}"
    )


def is_number(column: str) -> str:
    """Return the SQL that tells whether a text is a whole number from 0, written in digits (a trailing ``.0`` is none the less whole)."""
    return f"regexp_full_match({column}, '[0-9]{{1,15}}(\\.0*)?')"


def as_number(column: str) -> str:
    """Return the SQL of a text as a whole number, or NULL."""
    return f"try_cast(CASE WHEN contains({column}, '.') THEN split_part({column}, '.', 1) ELSE {column} END AS BIGINT)"


def check_rows(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Run every check but the one for ids that stand twice, which needs the other checks' finds."""
    for slot in plan.slots.all:
        _lookup(con, slot)
    for claim in plan.claims:
        _numbers(con, claim)
        _order(con, claim)
        _terms(con, claim)
    _points(con, plan)
    _incident_ids(con, plan)
    _person_ids(con, plan)


def _when_made(claim: ClaimPlan) -> str:
    return claim.test or "true"


def _lookup(con: duckdb.DuckDBPyConnection, slot: Slot) -> None:
    value = slot.value
    if not value.lookup or value.unknown == "keep" or value.split:
        return
    known = ", ".join(literal(k) for k in value.lookup)
    whole = value.unknown == "reject"
    remedy = "add the value to the lookup" + ("" if whole else "; the rest of the row was read")
    fault = Fault(value.label(), "", "a value must be in the mapping's lookup", remedy, whole)
    add_problems(con, fault, f"{slot.raw} IS NOT NULL AND lower({slot.raw}) NOT IN ({known})", value=slot.raw)


def _numbers(con: duckdb.DuckDBPyConnection, claim: ClaimPlan) -> None:
    for slot in claim.numbers.values():
        if slot.value.is_fixed:
            continue
        fault = Fault(slot.label, "", "a count must be a whole number from 0, in digits 0–9", _COPY)
        add_problems(
            con,
            fault,
            f"{_when_made(claim)} AND {slot.name} IS NOT NULL AND NOT {is_number(slot.name)}",
            value=slot.name,
        )


def _order(con: duckdb.DuckDBPyConnection, claim: ClaimPlan) -> None:
    """Find rows whose low, best and high are not in order: they are shown, never put in order."""
    names = [n for n in ("low", "best", "high") if n in claim.numbers]
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    if not pairs:
        return
    sql = {n: as_number(claim.numbers[n].name) for n in names}
    wrong = " OR ".join(f"coalesce({sql[a]} > {sql[b]}, false)" for a, b in pairs)
    fine = " AND ".join(f"coalesce({is_number(claim.numbers[n].name)}, true)" for n in names)
    value = " || ', ' || ".join(f"{literal(n + ' ')} || coalesce({claim.numbers[n].name}, '–')" for n in names)
    column = ", ".join(dict.fromkeys(claim.numbers[n].label for n in names))
    fault = Fault(column, "", "low ≤ best ≤ high must hold", _COPY)
    add_problems(con, fault, f"{_when_made(claim)} AND {fine} AND ({wrong})", value=value)


def _terms(con: duckdb.DuckDBPyConnection, claim: ClaimPlan) -> None:
    for name, vocab in TERMS.items():
        slot = claim.words.get(name)
        if slot is None or slot.value.is_fixed:
            continue
        known = vocabulary(vocab).terms
        rows = con.execute(
            f"SELECT DISTINCT {slot.name} FROM {STAGED} WHERE {slot.name} IS NOT NULL ORDER BY 1"
        ).fetchall()
        for (term,) in rows:
            if term not in known:
                fault = Fault(slot.label, str(term), f"{name} must be a term of its list", suggest(str(term), known))
                add_problems(con, fault, f"{_when_made(claim)} AND {slot.name} = {literal(str(term))}")
        if name == "act":
            fault = Fault(
                slot.label,
                "",
                "a claim must say what was done",
                "add a lookup or a missing value to the mapping",
            )
            add_problems(con, fault, f"{_when_made(claim)} AND {slot.name} IS NULL AND {slot.raw} IS NULL")


def _points(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    if plan.place is None:
        return
    for slot, limit in zip(plan.place.point, (90, 180), strict=False):
        number = f"try_cast({slot.name} AS DOUBLE)"
        fault = Fault(
            slot.label,
            "",
            f"a coordinate must be degrees between -{limit} and {limit}",
            "correct it in a copy of the file; the rest of the row was read",
            whole=False,
        )
        add_problems(
            con,
            fault,
            f"{slot.name} IS NOT NULL AND NOT coalesce({number} BETWEEN -{limit} AND {limit}, false)",
            value=slot.name,
        )


def _incident_ids(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    slot = plan.incident.get("id")
    if slot is not None:
        fault = Fault(slot.label, "", "a row of a list of incidents must have its incident's id", _COPY)
        add_problems(con, fault, f"{slot.name} IS NULL")


def _person_ids(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    slot = plan.person.get("id")
    if slot is not None:
        fault = Fault(slot.label, "", "a row of a list of persons must have its record's id", _COPY)
        add_problems(con, fault, f"{plan.person_test or 'true'} AND {slot.name} IS NULL")


def check_repeated_ids(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Reject the second and further rows that give an id again; the first good row is read."""
    rules: list[tuple[Slot, str]] = []
    if plan.mapping.incident is not None and plan.mapping.incident.unique:
        rules.append((plan.incident["id"], "true"))
    if plan.mapping.person is not None:
        rules.append((plan.person["id"], plan.person_test or "true"))
    row = identifier(ROW)
    for slot, test in rules:
        remedy = "give the second its own id in a copy of the file, or remove it if it is the same"
        con.execute(
            f"INSERT INTO {PROBLEMS} SELECT {row}, {literal(slot.label)}, id, "
            f"'an id must stand in one row; this one stands in row ' || first || ' already', {literal(remedy)}, true "
            f"FROM (SELECT {row}, {slot.name} AS id, min({row}) OVER (PARTITION BY {slot.name}) AS first FROM {STAGED} "
            f"WHERE {test} AND {slot.name} IS NOT NULL AND {row} NOT IN (SELECT {row} FROM {PROBLEMS} WHERE whole)) "
            f"WHERE {row} > first ORDER BY {row}"
        )
