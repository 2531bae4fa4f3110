"""Ready mappings on the real files: every row accounted for, and what is wrong with the data shown."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.read.support import rows_of
from undercount.read.mapping_file import ready_mapping
from undercount.read.recognise import suggest_mapping
from undercount.read.registers import Registers
from undercount.read.report import ReadingReport
from undercount.read.table import read_table

pytestmark = pytest.mark.reference

FILES = {
    "ucdp_ged191_syria.csv.gz": ("ucdp-ged", 16_566, 101),
    "ucdp_ged_ukraine.csv.gz": ("ucdp-ged", 2_989, 13),
    "acled_syria_battles_2017_2023.parquet": ("acled", 23_348, 0),
    "airwars_syria_incidents.parquet": ("airwars", 8_114, 15),
    "2018-shcc-attacks-data.xlsx": ("shcc-2018", 974, 1),
    "2019-shcc-healthcare-syria-data.xlsx": ("shcc-2019", 147, 1),
    "who_ssa_2020_2024.parquet": ("who-ssa", 6_030, 0),
}


def read(shared: Path, name: str, out: Path) -> ReadingReport:
    mapping = ready_mapping(FILES[name][0])
    return read_table(shared / "events" / name, mapping, Registers(), out, item_sha="0" * 64)


def rejected(out: Path) -> list[dict[str, str]]:
    with (out / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_read_or_rejected(shared: Path, tmp_path: Path, name: str) -> None:
    mapping, rows, bad = FILES[name]
    report = read(shared, name, tmp_path)
    assert suggest_mapping(shared / "events" / name) == mapping
    assert (report.rows, report.read, report.rejected) == (rows, rows - bad, bad)
    assert len({line["row"] for line in rejected(tmp_path)} - _warned(tmp_path)) == bad
    assert report.incidents == report.read


def _warned(out: Path) -> set[str]:
    kinds: dict[str, set[bool]] = {}
    for line in rejected(out):
        kinds.setdefault(line["row"], set()).add(line["rule"].startswith("row rejected"))
    return {row for row, whole in kinds.items() if whole == {False}}


@pytest.mark.parametrize("name", ["ucdp_ged191_syria.csv.gz", "ucdp_ged_ukraine.csv.gz"])
def test_ucdp_rows_out_of_order_are_exactly_the_rejected_ones(shared: Path, tmp_path: Path, name: str) -> None:
    read(shared, name, tmp_path)
    with duckdb.connect() as con:
        source = f"read_csv('{shared / 'events' / name}', all_varchar = true)"
        wrong = "best::DOUBLE NOT BETWEEN low::DOUBLE AND high::DOUBLE"
        kept = f"SELECT regexp_replace(id, '\\.0$', ''), low::DOUBLE, best::DOUBLE, high::DOUBLE FROM {source} WHERE NOT ({wrong})"
        wanted = {row[0]: tuple(map(int, row[1:])) for row in con.execute(kept).fetchall()}
        bad = con.execute(f"SELECT count(*) FROM {source} WHERE {wrong}").fetchall()[0][0]
    assert len(rejected(tmp_path)) == bad
    total = rows_of(tmp_path / "claims.parquet", "incident, low, best, high, qualifier")
    found = {
        str(i).removeprefix("ucdp-ged:"): (low, best, high) for i, low, best, high, how in total if how == "between"
    }
    assert found == {i: numbers for i, numbers in wanted.items() if any(numbers)}


def test_ucdp_best_estimates_add_up(shared: Path, tmp_path: Path) -> None:
    read(shared, "ucdp_ged191_syria.csv.gz", tmp_path)
    with duckdb.connect() as con:
        source = f"read_csv('{shared / 'events' / 'ucdp_ged191_syria.csv.gz'}', all_varchar = true)"
        sums = "sum(best::DOUBLE), sum(deaths_civilians::DOUBLE), sum(deaths_a::DOUBLE + deaths_b::DOUBLE)"
        wanted = con.execute(
            f"SELECT {sums} FROM {source} WHERE best::DOUBLE BETWEEN low::DOUBLE AND high::DOUBLE"
        ).fetchall()[0]
        claims = f"'{tmp_path / 'claims.parquet'}'"
        found = dict(con.execute(f"SELECT status, sum(best) FROM {claims} GROUP BY status").fetchall())
        floors = con.execute(
            f"SELECT count(*) FROM {claims} WHERE status <> '' AND low IS NOT NULL AND low <> best"
        ).fetchall()
    assert tuple(found[status] for status in ("", "civilian", "combatant")) == wanted
    assert floors == [(0,)]


def test_ucdp_places_are_no_narrower_than_their_precision(shared: Path, tmp_path: Path) -> None:
    read(shared, "ucdp_ged191_syria.csv.gz", tmp_path)
    rows = rows_of(tmp_path / "incidents.parquet", "place_precision, places")
    depths = Counter(
        (str(how), str(places[0]).count("/") if places else -1) for how, places in rows if isinstance(places, list)
    )
    assert {depth for how, depth in depths if how == "country"} == {0}
    assert max(depth for how, depth in depths if how in ("adm1", "near")) == 1
    assert max(depth for how, depth in depths if how == "adm2") == 2
    assert max(depth for how, depth in depths if how == "exact") == 3


def test_ucdp_origin_is_the_one_original_source_or_ucdp_itself(shared: Path, tmp_path: Path) -> None:
    read(shared, "ucdp_ged191_syria.csv.gz", tmp_path)
    origins = Counter(str(row[0]) for row in rows_of(tmp_path / "claims.parquet", "origin"))
    assert origins.most_common(1)[0][0] == "ucdp:source/sohr"
    assert origins["ucdp"] > 1_000
    assert not [o for o in origins if "," in o]
    assert "ucdp:source/airwars" in origins
    with duckdb.connect() as con:
        known = {r[0] for r in con.execute(f"SELECT id FROM '{tmp_path / 'derived_sources.parquet'}'").fetchall()}
    assert set(origins) <= known


def test_acled_zero_is_no_denial(shared: Path, tmp_path: Path) -> None:
    report = read(shared, "acled_syria_battles_2017_2023.parquet", tmp_path)
    rows = rows_of(tmp_path / "claims.parquet", "stance, low, best, high, qualifier")
    assert (report.claims, report.quiet) == (10_576, 12_772)
    assert {(stance, low, high) for stance, low, _, high, _ in rows} == {("affirms", None, None)}
    assert min(int(str(best)) for _, _, best, _, _ in rows) == 1
    assert {how for _, _, best, _, how in rows if best == 10} == {"about"}


def test_airwars_traps_are_shown(shared: Path, tmp_path: Path) -> None:
    read(shared, "airwars_syria_incidents.parquet", tmp_path)
    found = rejected(tmp_path)
    rules = Counter(line["rule"].split(": ", 1)[1].split(";")[0] for line in found)
    assert rules["low ≤ best ≤ high must hold"] == 8
    assert rules["a row must have a date"] == 2
    assert [line["value"] for line in found if "must stand in one row" in line["rule"]] == ["TS633", "TS631"]
    assert [line["value"] for line in found if "must not be before 2011" in line["rule"]] == ["1970-01-01"]
    local = rows_of(tmp_path / "incidents.parquet", 'edtf, start, "end" ')
    clocked = {str(edtf): (start, end) for edtf, start, end in local if "T" in str(edtf)}
    assert clocked["2023-12-09T17:01:00/2023-12-09T18:42:00"] == (1702130460, 1702136521)


def test_shcc_totals_row_is_rejected_and_numbers_are_floors(shared: Path, tmp_path: Path) -> None:
    report = read(shared, "2018-shcc-attacks-data.xlsx", tmp_path)
    assert {line["row"] for line in rejected(tmp_path)} == {"977"}
    rows = rows_of(tmp_path / "claims.parquet", "act, unit, low, best, high, qualifier, row")
    assert {(best, high, how) for _, _, _, best, high, how, _ in rows} == {(None, None, "at-least")}
    assert sum(1 for row in rows if row[:2] == ("attack", "attack")) == report.read == 973
    assert min(int(str(row[6])) for row in rows) == 3
