"""Read a table with a mapping: items → claims, incidents, persons and an exact account of what was not taken."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from undercount.errors import ReadError
from undercount.read import tables
from undercount.read.checks import check_repeated_ids, check_rows
from undercount.read.dimensions import PROBLEMS, make_problems
from undercount.read.facts import (
    FACTS,
    Facts,
    made,
    make_facts,
    numbers_of,
    resolve_actors,
    resolve_place,
    resolve_sources,
    resolve_targets,
    resolve_time,
    resolve_victims,
)
from undercount.read.intake import MALFORMED, OpenTable, open_table
from undercount.read.mapping import Mapping
from undercount.read.plan import Plan, make_plan
from undercount.read.registers import Registers
from undercount.read.report import ReadingReport
from undercount.read.sql import ROW, confine, connect, count, identifier, literal
from undercount.read.staging import stage

Progress = Callable[[str], None]
"""Is told the name of each step as it begins."""

OUTPUTS = (
    "claims.parquet",
    "incidents.parquet",
    "persons.parquet",
    "derived_places.parquet",
    "derived_actors.parquet",
    "derived_sources.parquet",
    "rejected.csv",
)
"""The files that a reading writes."""


def read_table(
    path: Path,
    mapping: Mapping,
    registers: Registers,
    out_dir: Path,
    *,
    item_sha: str,
    published: str | None = None,
    carrier: str | None = None,
    zone: str = "UTC",
    file: str = "",
    memory: str = "1200MB",
    progress: Progress | None = None,
) -> ReadingReport:
    """Turn a table into claims, incidents and persons, and account for every row.

    A row is read as a whole or rejected as a whole: a row that breaks a rule anywhere makes no claim at all, and stands in
    ``rejected.csv`` with every rule that it breaks. Only what no claim rests on (a coordinate, a value whose lookup says
    ``unknown = "leave"``) is left out alone.

    Args:
        path: The table: CSV, TSV, XLSX, ODS, JSON Lines or Parquet; text may be gzipped.
        mapping: How to read it.
        registers: The study's registers.
        out_dir: The folder for the files of :data:`OUTPUTS`; they appear all together when the reading is done.
        item_sha: SHA-256 of the file.
        published: The day on which it was published (EDTF), or None.
        carrier: The source that published it, or None: then the speaker.
        zone: The time zone of the table's dates where the mapping names none (IANA name).
        file: The name to show for the file; empty is its own.
        memory: The most memory that tables may take (DuckDB's notation); what is more spills to disk.
        progress: Is told each step.

    Raises:
        ReadError: If the file cannot be read as a table at all.
        MappingError: If the mapping does not fit the file.
    """
    tell = progress or (lambda _: None)
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_dir, prefix=".reading-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        con = connect(work, memory=memory)
        try:
            tell("opening the table")
            table = open_table(con, path, mapping.table, work)
            confine(con, files=[path], folders=[work])
            plan = make_plan(con, table, mapping)
            tell("reading the rows")
            rows = stage(con, table, plan.slots.projections)
            tell("checking the rows")
            facts = _judge(con, plan, registers, zone=zone, carrier=carrier)
            tell("writing the claims")
            report = _write(
                con, plan, facts, work, rows=rows, item=item_sha, published=published, name=file or table.name
            )
        except duckdb.InterruptException:
            raise KeyboardInterrupt from None
        except duckdb.Error as error:
            raise _engine_error(error, path) from None
        finally:
            con.close()
        for output in reversed(OUTPUTS):  # the claims come last: where they are, the others are
            (work / output).replace(out_dir / output)
    return report


def _engine_error(error: duckdb.Error, path: Path) -> ReadError:
    line = str(error).split("\n", 1)[0][:300]
    if "No space left" in line or "File too large" in line:
        return ReadError(
            f"a reading needs room on the disk; there was none left while {path.name} was read: free some and read again"
        )
    return ReadError(
        f"a table must be readable with its mapping; {path.name} is not ({line}): correct the file or the mapping"
    )


def _judge(
    con: duckdb.DuckDBPyConnection, plan: Plan, registers: Registers, *, zone: str, carrier: str | None
) -> Facts:
    """Find what is wrong with rows, and work out what the others say."""
    facts = Facts()
    make_problems(con)
    con.execute(
        f"INSERT INTO {PROBLEMS} SELECT {identifier(ROW)}, '', value, rule, {literal('correct the row in a copy of the file')}, true "
        f"FROM {MALFORMED}"
    )
    check_rows(con, plan)
    resolve_time(con, plan, facts, zone)
    resolve_place(con, plan, facts, registers)
    resolve_actors(con, plan, facts, registers)
    resolve_sources(con, plan, facts, registers, carrier)
    for at, claim in enumerate(plan.claims):
        resolve_victims(con, at, claim, facts)
        resolve_targets(con, at, claim, facts, registers, plan.mapping.file)
    check_repeated_ids(con, plan)
    return facts


def _write(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    facts: Facts,
    work: Path,
    *,
    rows: int,
    item: str,
    published: str | None,
    name: str,
) -> ReadingReport:
    read = make_facts(con, plan, facts)
    sheet = plan.mapping.table.sheet or ""
    nothing = tables.empty_claims_sql()
    claims = tables.claims_sql(plan, facts, item=item, published=published, sheet=sheet) or nothing
    incidents, persons = tables.incidents_sql(plan, facts, item=item), tables.persons_sql(plan, facts, item=item)
    if plan.mapping.incident is None:
        incidents = f"SELECT * FROM ({tables.empty(incidents)})"
    if plan.mapping.person is None:
        persons = f"SELECT * FROM ({tables.empty(persons)})"
    counts = {
        "claims": tables.write_query(con, claims, work / "claims.parquet"),
        "incidents": tables.write_query(con, incidents, work / "incidents.parquet"),
        "persons": tables.write_query(con, persons, work / "persons.parquet"),
    }
    tables.write_derived(con, facts.derived, work)
    tables.write_problems(con, name, work / "rejected.csv")
    numbers = numbers_of(plan)
    loud = " OR ".join(made(claim, numbers) for claim in plan.claims) or "false"
    return ReadingReport(
        file=name,
        item=item,
        mapping=plan.mapping.name,
        reader=plan.mapping.reader,
        rows=rows,
        read=read,
        rejected=tables.rejected_rows(con),
        quiet=count(con, f"(SELECT 1 FROM {FACTS} WHERE NOT coalesce({loud}, false))"),
        cells_warned=tables.cells_warned(con),
        derived_places=len(facts.derived.places),
        derived_actors=len(facts.derived.actors),
        derived_sources=len(facts.derived.sources),
        rules=tables.rule_counts(con, name),
        **counts,
    )


__all__ = ["OUTPUTS", "OpenTable", "Progress", "read_table"]
