"""A table through a mapping: claims, incidents, persons, and every row accounted for."""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.read.support import MAPPING, SHA, rows_of, run
from undercount.errors import MappingError, ReadError
from undercount.read.mapping_file import parse_mapping
from undercount.read.registers import Registers
from undercount.read.table import OUTPUTS
from undercount.read.tables import CLAIM_COLUMNS
from undercount.record import ALL_CELLS, Membership, Place, Source, cells
from undercount.record.passage import Passage, TableCell

HEADER = "id,day,low,best,high\n"


def write(path: Path, text: str, header: str = HEADER) -> Path:
    path.write_text(header + text, encoding="utf-8")
    return path


def test_a_row_becomes_a_claim_in_the_columns_of_the_contract(tmp_path: Path) -> None:
    report = run(write(tmp_path / "t.csv", "i1,2016-12-10,1,2.0,3\n"), tmp_path / "out")
    assert report.sentence() == "t.csv: 1 rows = 1 read + 0 rejected; 1 claims, 1 incidents"
    found = rows_of(tmp_path / "out" / "claims.parquet")
    claim = dict(zip(CLAIM_COLUMNS, found[0], strict=True))
    key = "\x1f".join([SHA, report.reader, "2", "all"])
    assert claim["claim"] == "claim:" + hashlib.sha256(key.encode()).hexdigest()[:24]
    assert (claim["low"], claim["best"], claim["high"], claim["qualifier"], claim["unit"]) == (
        1,
        2,
        3,
        "between",
        "person",
    )
    assert (claim["edtf"], claim["start"], claim["end"], claim["time_certain"]) == (
        "2016-12-10",
        1481328000,
        1481414400,
        True,
    )
    assert (claim["speaker"], claim["carrier"], claim["origin"]) == ("recorder", "recorder", "recorder")
    assert (claim["places"], claim["actors"], claim["targets"], claim["cells"]) == (None, None, None, ALL_CELLS)
    assert (claim["incident"], claim["list"], claim["covers"], claim["standing"]) == (
        "list:i1",
        "list",
        "within",
        "derived",
    )
    assert claim["quote"] == "low: 1 · best: 2.0 · high: 3"
    passage = Passage.from_json(SHA, json.loads(str(claim["locator"])))
    assert passage.selectors == (TableCell(2, ("low", "best", "high")),)
    assert json.dumps(passage.as_json()) == claim["locator"]
    sources = rows_of(tmp_path / "out" / "derived_sources.parquet")
    assert sources == [("recorder", "recorder", None, "A recorder", "")]
    assert {p.name for p in (tmp_path / "out").iterdir()} == set(OUTPUTS)


def test_one_column_may_be_first_and_last_day_and_all_three_numbers(tmp_path: Path) -> None:
    mapping = MAPPING.replace('start.column = "day"', 'start.column = "day"\nend.column = "day"')
    for bound in ("best", "high"):
        mapping = mapping.replace(f'{bound}.column = "{bound}"', f'{bound}.column = "low"')
    table = write(tmp_path / "t.csv", "i1,2016-12-10,4,9,9\ni2,2016-12-11,5,9,9\n")
    assert (
        run(table, tmp_path / "out", mapping).sentence() == "t.csv: 2 rows = 2 read + 0 rejected; 2 claims, 2 incidents"
    )
    rows = rows_of(tmp_path / "out" / "claims.parquet", 'edtf, low, best, high, "end" - start')
    assert rows == [("2016-12-10", 4, 4, 4, 86400), ("2016-12-11", 5, 5, 5, 86400)]


def test_two_readings_give_the_same_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "".join(f"i{n},2016-12-{1 + n % 28:02d},1,{1 + n % 3},4\n" for n in range(500)))
    for out in ("one", "two"):
        run(path, tmp_path / out)
    for name in OUTPUTS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_is_out_of_order_is_shown_and_not_repaired(tmp_path: Path) -> None:
    report = run(write(tmp_path / "t.csv", "i1,2016-12-10,5,2,9\ni2,2016-12-10,1,1,1\n"), tmp_path / "out")
    assert (report.rows, report.read, report.rejected, report.claims) == (2, 1, 1, 1)
    assert report.rules[0].example.sentence() == (
        "row rejected: low ≤ best ≤ high must hold; it is 'low 5, best 2, high 9' (t.csv, row 2, column 'low, best, high'): "
        "correct it in a copy of the file, or code the row by hand on a claim sheet"
    )
    with (tmp_path / "out" / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["file", "row", "column", "value", "rule", "remedy"]
    assert lines[1][:4] == ["t.csv", "2", "low, best, high", "low 5, best 2, high 9"]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("i1,2016-12-10,,many,", "a count must be a whole number from 0, in digits 0–9"),
        ("i1,2016-12-10,,1.5,", "a count must be a whole number from 0, in digits 0–9"),
        ("i1,2016-12-10,,-1,", "a count must be a whole number from 0, in digits 0–9"),
        ('i1,2016-12-10,,"1,200",', "a count must be a whole number from 0, in digits 0–9"),
        ("i1,2016-12-10,,١٢,", "a count must be a whole number from 0, in digits 0–9"),
        ("i1,,,1,", "a row must have a date"),
        ("i1,10/12/2016,,1,", "a date must exist and be in the mapping's format ('10/12/2016' is not like 2016-12-10)"),
        ("i1,2016-02-30,,1,", "a date must exist and be in the mapping's format"),
        (",2016-12-10,,1,", "a row of a list of incidents must have its incident's id"),
        ("i1,2016-12-10,1", "a row must have as many cells as the header; this one has fewer"),
    ],
)
def test_a_bad_row_is_rejected_with_its_rule(tmp_path: Path, row: str, rule: str) -> None:
    report = run(write(tmp_path / "t.csv", f"{row}\ngood,2016-12-11,1,1,1\n"), tmp_path / "out")
    assert (report.rows, report.read, report.rejected) == (2, 1, 1)
    assert rule in report.rules[0].rule
    assert report.rules[0].example.row == 2


def test_zeros_make_no_claim_unless_the_mapping_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "i1,2016-12-10,0,0,0\ni2,2016-12-10,,,\ni3,2016-12-10,0,0,1\n")
    report = run(path, tmp_path / "out")
    assert (report.read, report.quiet, report.claims, report.incidents) == (3, 2, 1, 3)
    assert run(path, tmp_path / "kept", MAPPING + "keep_zero = true\n").claims == 2


def test_an_id_that_stands_again_is_rejected_and_the_first_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "i1,bad,1,1,1\ni1,2016-12-10,1,1,1\ni1,2016-12-11,2,2,2\n")
    report = run(path, tmp_path / "out")
    assert (report.read, report.rejected) == (1, 2)
    assert "this one stands in row 3 already" in str(report.rules)
    assert rows_of(tmp_path / "out" / "claims.parquet", "row") == [(3,)]


PLACES = (
    MAPPING
    + """
[place]
unknown = "@@"
prefix = "t"
precision.column = "prec"
scheme = "ucdp"
depth = { exact = "town", near = "adm1", adm1 = "adm1", country = "country" }
lat.column = "lat"
lon.column = "lon"
[[place.level]]
name = "country"
value.column = "country"
kind = "country"
[[place.level]]
name = "adm1"
value.column = "adm1"
kind = "adm1"
[[place.level]]
name = "town"
value.column = "town"
arabic.column = "town_ar"
"""
)
PLACE_HEADER = "id,day,low,best,high,prec,country,adm1,town,town_ar,lat,lon\n"
REGISTER = Registers(
    places=(
        Place("syria", None, "country", "Syria", "سوريا"),
        Place("aleppo-gov", "syria", "adm1", "Aleppo Governorate"),
        Place("aleppo", "aleppo-gov", "city", "Aleppo", "حلب"),
    )
)


def places_of(tmp_path: Path, rows: str, unknown: str = "derive", registers: Registers = REGISTER) -> list[object]:
    path = write(tmp_path / "t.csv", rows, PLACE_HEADER)
    run(path, tmp_path / "out", PLACES.replace("@@", unknown), registers)
    return [row[0] for row in rows_of(tmp_path / "out" / "claims.parquet", "places")]


def test_a_place_is_the_narrowest_entry_that_certainly_holds_it(tmp_path: Path) -> None:
    start = "2016-12-10,1,1,1"
    rows = [
        f"i1,{start},1,Syria,Aleppo governorate,Aleppo,,36.2,37.1",
        f"i2,{start},2,Syria,Aleppo governorate,Aleppo,,36.2,37.1",
        f"i3,{start},1,سوريا,Aleppo Governorate,?,حلب,36.2,37.1",
        f"i4,{start},6,Syria,,,,,",
        f"i5,{start},7,Syria,,,,,",
        f"i6,{start},1,Syria,Aleppo Governorate,Tall Rifat,تل رفعت,36.4,37.1",
        f"i7,{start},4,Syria,Idlib Governorate,Idlib,,35.9,36.6",
        f"i8,{start},2,Syria,,Somewhere,,35.9,36.6",
    ]
    assert places_of(tmp_path, "\n".join(rows)) == [
        ["aleppo"],
        ["aleppo-gov"],
        ["aleppo"],
        ["syria"],
        None,
        ["t:aleppo-gov/tall-rifat"],
        ["t:syria/idlib-governorate"],
        ["syria"],
    ]
    assert rows_of(tmp_path / "out" / "derived_places.parquet") == [
        ("t:aleppo-gov/tall-rifat", "aleppo-gov", "", "Tall Rifat", "تل رفعت", 36.4, 37.1),
        ("t:syria/idlib-governorate", "syria", "adm1", "Idlib Governorate", "", None, None),
    ]


def test_an_unknown_place_is_rejected_with_the_nearest_name_where_the_mapping_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "i1,2016-12-10,1,1,1,1,Syria,Aleppo Governorate,Alepo,,,\n", PLACE_HEADER)
    report = run(path, tmp_path / "out", PLACES.replace("@@", "reject"), REGISTER)
    assert report.rejected == 1
    assert report.rules[0].example.sentence() == (
        "row rejected: a place must be in the register of places; it is 'Alepo' (t.csv, row 2, column 'town'): did you mean 'aleppo'?"
    )


def test_names_below_an_unlisted_country_are_not_guessed(tmp_path: Path) -> None:
    found = places_of(tmp_path, "i1,2016-12-10,1,1,1,1,Atlantis,Aleppo Governorate,Aleppo,,,\n")
    assert found == [["t:atlantis/aleppo-governorate/aleppo"]]


def test_a_coordinate_off_the_globe_is_left_out_and_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "i1,2016-12-10,1,1,1,6,Syria,,,,95,37\n", PLACE_HEADER)
    report = run(path, tmp_path / "out", PLACES.replace("@@", "derive"), REGISTER)
    assert (report.read, report.rejected, report.cells_warned) == (1, 0, 1)
    assert rows_of(tmp_path / "out" / "claims.parquet", "lat, lon") == [(None, 37.0)]


ACTORS = (
    MAPPING
    + """
[actors]
unknown = "derive"
prefix = "t"
anyone = ["Unknown"]
[[actors.of]]
column = "by"
split = ", "
"""
)


def test_actors_are_split_found_derived_and_left_open(tmp_path: Path) -> None:
    rows = 'i1,2016-12-10,1,1,1,"Army, Band of Ten"\ni2,2016-12-10,1,1,1,\ni3,2016-12-10,1,1,1,"Army, unknown"\n'
    path = write(tmp_path / "t.csv", rows, "id,day,low,best,high,by\n")
    run(path, tmp_path / "out", ACTORS, Registers(actors=(Membership("x", name_en="Army"),)))
    assert rows_of(tmp_path / "out" / "claims.parquet", "actors") == [(["t:actor/band-of-ten", "x"],), (None,), (None,)]


def test_clock_times_beside_an_edtf_day_narrow_it_and_beside_a_longer_time_reject_the_row(tmp_path: Path) -> None:
    clocks = 'edtf.column = "day"\nstart_time.column = "from"\nend_time.column = "to"\nzone = "Asia/Damascus"'
    mapping = MAPPING.replace('start.column = "day"', clocks)
    rows = (
        "i1,2016-05-01,1,1,1,10:00,10:05\ni2,2016-05-01,1,1,1,10:40,\ni3,2016-05,1,1,1,,\n"
        "i4,2016-05,1,1,1,10:00,10:05\ni5,2016-05-01?,1,1,1,10:00,10:05\ni6,2016-05-01,1,1,1,10:05,10:00\n"
    )
    path = write(tmp_path / "t.csv", rows, "id,day,low,best,high,from,to\n")
    report = run(path, tmp_path / "out", mapping)
    assert (report.read, report.rejected) == (3, 3)
    found = rows_of(tmp_path / "out" / "claims.parquet", 'edtf, start, "end" - start')
    morning = int(datetime(2016, 5, 1, 7, 0, tzinfo=UTC).timestamp())  # ten o'clock in Damascus in summer
    assert found[0] == ("2016-05-01T10:00:00/2016-05-01T10:05:00", morning, 301)
    assert [(edtf, length) for edtf, _, length in found[1:]] == [("2016-05-01", 86400), ("2016-05", 31 * 86400)]
    assert any("clock times beside a date must be on one certain day" in rule.rule for rule in report.rules)
    assert parse_mapping(mapping.encode(), "t.toml").reader.startswith("table/2 ")
    assert parse_mapping(MAPPING.encode(), "t.toml").reader.startswith("table/1 ")


VICTIMS = """
format = 1
name = "victims"
[source]
speaker = "hospital"
[when]
edtf = { template = "{year}-{month}" }
[person]
id.column = "no"
list = "roll"
name_en.column = "name"
age_years.column = "age"
sex = { column = "sex", lookup = { f = "female", m = "male" }, unknown = "leave" }
[[claim]]
act = "killing"
low = 1
qualifier = "at-least"
sex = { column = "sex", lookup = { f = "female", m = "male" }, unknown = "leave" }
status = "civilian"
target = { column = "work", lookup = { nurse = "health-worker" }, unknown = "keep" }
"""


def test_persons_lookups_and_templates(tmp_path: Path) -> None:
    rows = "1,2016,12,A,F,30,nurse\n2,2016,12,B,q,9,\n3,2016,12,C,,,astronaut\n"
    path = write(tmp_path / "t.csv", rows, "no,year,month,name,sex,age,work\n")
    report = run(path, tmp_path / "out", VICTIMS, Registers(sources=(Source("hospital"),)))
    assert (report.read, report.rejected, report.cells_warned, report.persons) == (2, 1, 1, 2)
    assert rows_of(tmp_path / "out" / "persons.parquet", "person, name_en, sex, age_years, age, edtf") == [
        ("roll:1", "A", "female", 30, "adult-under-60", "2016-12"),
        ("roll:2", "B", "", 9, "child", "2016-12"),
    ]
    assert rows_of(tmp_path / "out" / "claims.parquet", "person, sex, cells, targets") == [
        ("roll:1", "female", cells(sex="female", status="civilian"), ["health-worker"]),
        ("roll:2", "", cells(status="civilian"), None),
    ]
    assert "a target must be a class" in report.rules[0].rule or "a target must be a class" in report.rules[1].rule


def test_a_speaker_in_no_register_is_one_clear_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "1,2016,12,A,F,30,\n", "no,year,month,name,sex,age,work\n")
    with pytest.raises(MappingError) as caught:
        run(path, tmp_path / "out", VICTIMS, Registers(sources=(Source("hospitals"),)))
    assert str(caught.value) == (
        "a source must be in the register of sources; speaker is 'hospital' (test.toml): did you mean 'hospitals'?, or describe it "
        "under [source.entries.hospital]"
    )


def test_a_column_that_the_file_lacks_is_one_clear_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "i1,2016-12-10,1,1,1\n", "id,day,lowest,best,high\n")
    with pytest.raises(MappingError) as caught:
        run(path, tmp_path / "out")
    assert str(caught.value) == (
        "a column that a mapping names must be in the table; 'low' is not in t.csv: did you mean 'lowest'?"
    )
    assert not (tmp_path / "out" / "claims.parquet").exists()


def test_an_expression_that_fails_on_a_row_is_one_clear_sentence(tmp_path: Path) -> None:
    mapping = MAPPING.replace('best.column = "best"', 'best.expr = "CAST(best AS INTEGER)"')
    with pytest.raises(MappingError, match="an expression of the mapping must work on every row; one fails in t"):
        run(write(tmp_path / "t.csv", "i1,2016-12-10,1,x,1\n"), tmp_path / "out", mapping)


def test_a_file_that_is_no_table_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"")
    with pytest.raises(ReadError):
        run(path, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


CELL = st.sampled_from(
    ["", "0", "1", "3", "7.0", "x", "2016-12-10", "2016-13-01", "i1", "i2", '"', ",", "\n", " ", "ح", "=1+1"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=6), max_size=9), st.booleans())
def test_rows_in_are_rows_read_and_rows_rejected_whatever_the_table(rows: list[list[str]], quoted: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "t.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(HEADER)
            if quoted:
                csv.writer(file).writerows(rows)
            else:
                file.writelines(",".join(row) + "\n" for row in rows)
        report = run(path, Path(name) / "out")
        read = {row for (row,) in rows_of(Path(name) / "out" / "incidents.parquet", "row")}
        with (Path(name) / "out" / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
            rejected = {int(line["row"]) for line in csv.DictReader(file)}
    assert report.rows == report.read + report.rejected
    assert (report.read, report.rejected) == (len(read), len(rejected))
    assert not read & rejected
    if quoted:
        good = [n for n, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
        assert read | rejected == set(good)
