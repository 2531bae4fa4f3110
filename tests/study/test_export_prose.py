"""What a machine read and a person accepted is in every export, as it was judged; what nobody judged is in none, and that is said."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from undercount.study.export import Written, export
from undercount.study.judging import judge
from undercount.study.opened import Opened

from .support import AT, Small, quiet

KILLED = 'name = "killed"\nunit = "person"\nact = "killing"'
TEXT = (
    "The council said on 3 May that at least 12 civilians, including four children, were killed on 1 May in Elm Street.\n"
    "A doctor said that 31 people were wounded on 1 May in Elm Street.\n"
    "The mayor fears that 40 people may be killed if the siege goes on."
)


def make(folder: Path, **more: Any) -> Small:
    small = Small(folder)
    small.prose("patterns")
    small.register("places", [{"id": "elm", "name_en": "Elm Street", "kind": "site", "lat": 36.2, "lon": 37.1}])
    small.register("sources", [{"id": "council", "name_en": "The council"}])
    small.document("a.txt", TEXT, published="2024-05-04", **more)
    small.ask(KILLED)
    small.read()
    return small


@pytest.fixture
def study(tmp_path: Path) -> Small:
    return make(tmp_path)


def claims(small: Small) -> dict[str, str]:
    return {str(one["number"]["words"]): claim for claim, one in Opened.open(small.root).proposals.items()}


def decide(small: Small, words: str, decision: str, *values: str) -> str:
    target = claims(small)[words]
    judge(small.root, target, decision, because=f"looked at {words}", values=values, at=AT, by="amira")
    return target


def to(small: Small, form: str) -> Written:
    return export(small.root, form, None, report=quiet)


def rows(written: Written) -> list[dict[str, str]]:
    if written.path.suffix == ".xlsx":
        import openpyxl  # type: ignore[import-untyped]

        header, *table = openpyxl.load_workbook(written.path).active.iter_rows(values_only=True)
        return [{str(k): "" if v is None else str(v) for k, v in zip(header, row, strict=True)} for row in table]
    return list(csv.DictReader(io.StringIO(written.path.read_text(encoding="utf-8-sig"), newline="")))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_sheet_has_what_a_person_accepted_as_it_was_judged(study: Small, form: str) -> None:
    decide(study, "at least 12", "accept")
    decide(study, "31", "correct", "best=33")
    written = to(study, form)
    first, second = sorted(rows(written), key=lambda row: row["low"], reverse=True)
    assert (first["low"], first["qualifier"], first["speaker"], first["place"]) == ("12", "at-least", "council", "elm")
    assert first["quote"] == TEXT.split("\n", maxsplit=1)[0]
    assert first["note"].startswith("read by patterns-en/")
    assert "; accepted by coder 1 (looked at at least 12)" in first["note"]
    assert (second["best"], second["act"]) == ("33", "injury")
    assert "corrected by coder 1 (looked at 31); corrected: best; speaker: A doctor" in second["note"]
    told = "\n".join(written.sentences)
    assert (
        "2 claims of the file were read by a machine and accepted or corrected by a person: they stand as judged"
        in told
    )
    assert (
        "1 claim of the file has a speaker or carrier whom no register has" in told
        or "2 claims of the file have" in told
    )
    assert "Not in the file: 2 claims that a machine proposed and nobody has judged yet" in told
    assert "mapping" not in told
    assert "pass for" not in told


def test_an_accepted_claim_comes_back_in_another_study_with_the_same_figure(study: Small, tmp_path: Path) -> None:
    study.register("sources", [{"id": "council", "name_en": "The council"}, {"id": "paper", "name_en": "The paper"}])
    study.document("a.txt", f"{TEXT}\nEnd.", published="2024-05-04", carrier="paper")
    study.read()
    decide(study, "at least 12", "accept")
    written = to(study, "csv")
    assert not any("whom no register has" in line for line in written.sentences)
    (tmp_path / "other").mkdir()
    other = Small(tmp_path / "other")
    for name in ("places", "sources"):
        other.layout.register(name).write_bytes(study.layout.register(name).read_bytes())
    other.document("a.txt", f"{TEXT}\nEnd.", published="2024-05-04", carrier="paper")
    other.ask(KILLED)
    other.add(written.path, name="all.claims.csv")
    found = other.read()
    assert [one.rejected for one in found.readings if one.name == "all.claims.csv"] == [0]
    assert [Opened.open(one.root).figure("killed").low for one in (study, other)] == [12, 12]


def test_what_was_turned_down_or_is_only_feared_or_was_replaced_is_left_out_and_said(study: Small) -> None:
    decide(study, "31", "reject")
    decide(study, "40", "accept")
    decide(study, "four", "set-aside")
    written = to(study, "csv")
    told = "\n".join(written.sentences)
    assert written.rows == 0
    assert "1 claim that a machine proposed and nobody has judged yet" in told
    assert "2 claims that a machine proposed and a person rejected or set aside" in told
    assert "1 claim whose words a person left as feared" in told
    decide(study, "at least 12", "accept")
    assert to(study, "csv").rows == 1
    study.document("a.txt", "Nothing was said.", published="2024-05-05")
    study.read()
    written = to(study, "csv")
    assert written.rows == 0
    assert any("in a document that a newer version has replaced since" in line for line in written.sentences)


def test_on_the_map_accepted_claims_have_their_reader_and_judge(study: Small) -> None:
    before = json.loads(to(study, "geojson").path.read_text(encoding="utf-8"))
    assert before["features"] == before["claim_sheet"]["rows"] == []
    twelve = decide(study, "at least 12", "accept")
    written = to(study, "geojson")
    after = json.loads(written.path.read_text(encoding="utf-8"))
    (feature,) = after["features"]
    (said,) = feature["properties"]["claims"]
    assert (feature["id"], said["low"], said["standing"]) == (twelve, 12, "accepted")
    assert said["reader"].startswith("patterns-en/")
    assert (said["decision"], said["by"], said["because"]) == ("accepted", "coder 1", "looked at at least 12")
    assert feature["geometry"] == {"type": "Point", "coordinates": [37.1, 36.2]}
    assert len(after["claim_sheet"]["rows"]) == 1
    assert any("3 claims that a machine proposed and nobody has judged yet" in line for line in written.sentences)


def test_accepted_claims_without_a_place_are_counted_as_what_they_are(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.prose("patterns")
    small.document("a.txt", "The council said that 12 people were killed on 1 May.", published="2024-05-04")
    small.ask(KILLED)
    small.read()
    decide(small, "12", "accept")
    for form, words in (
        ("geojson", "1 accepted claim read in documents"),
        ("ucdp", "1 accepted claim about no incident"),
    ):
        told = "\n".join(to(small, form).sentences)
        assert words in told
        assert "hand-coded" not in told


def test_accepted_claims_of_an_incident_go_out_with_it(study: Small) -> None:
    decide(study, "at least 12", "correct", "incident=elm-street")
    (row,) = rows(to(study, "ucdp"))
    assert (row["id"], row["low"]) == ("elm-street", "12")
    collection = json.loads(to(study, "geojson").path.read_text(encoding="utf-8"))
    (feature,) = collection["features"]
    assert [one["decision"] for one in feature["properties"]["claims"]] == ["corrected"]


def test_a_part_says_of_what(study: Small) -> None:
    whole = decide(study, "at least 12", "accept")
    decide(study, "four", "accept")
    notes = [row["note"] for row in rows(to(study, "csv")) if row["best"] == "4"]
    assert [f"a part of what {whole[:18]} counts" in note for note in notes] == [True]


def test_a_redacted_claim_is_not_in_it(study: Small) -> None:
    decide(study, "at least 12", "accept")
    judge(study.root, claims(study)["at least 12"], "redact", because="names a witness", values=(), at=AT, by="amira")
    written = to(study, "csv")
    assert written.rows == 0
    assert any("1 claim that a person redacted" in line for line in written.sentences)
