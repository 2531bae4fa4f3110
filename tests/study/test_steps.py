"""The steps of a study from an empty folder to a verified figure, and what each refuses."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from undercount.errors import LedgerError, StudyError, TamperedError, UndercountError
from undercount.ledger import replay
from undercount.study.add import Added, Addition, add
from undercount.study.create import create
from undercount.study.judging import judge
from undercount.study.ledgers import open_ledger
from undercount.study.opened import Opened
from undercount.study.verify import verify

from .support import AT, Small, quiet

KILLED = 'name = "killed"\nunit = "person"\nact = "killing"\nplace = "city"\nby = ["place"]'


def row(**more: Any) -> dict[str, Any]:
    return {"act": "killing", "unit": "person", "status": "civilian", **more}


@pytest.fixture
def study(tmp_path: Path) -> Small:
    """The worked example of the design: a commission's complete count, and floors in two parts of a city."""
    small = Small(tmp_path)
    small.places(("city", ""), ("east", "city"), ("west", "city"))
    small.actors(("side-a", ""), ("side-b", ""))
    small.sources("commission", "un", "monitor", "paper")
    small.document(
        "commission.txt",
        "In all, between 1,100 and 1,300 civilians died.",
        carrier="commission",
        published="2017-03-01",
    )
    small.document(
        "un.txt", "Side A killed at least 82 civilians in the east.", carrier="paper", published="2016-12-13"
    )
    small.document(
        "list.txt", "Side B killed at least 20 in the east; at least 150 died in the west.", carrier="monitor"
    )
    small.sheet(
        [
            row(
                item="commission.txt",
                quote="between 1,100 and 1,300 civilians",
                speaker="commission",
                low=1100,
                high=1300,
            )
            | {"qualifier": "between", "place": "city", "when": "2016-12", "covers": "whole", "grade": "confirmed"},
            row(item="un.txt", quote="at least 82 civilians", speaker="un", low=82, qualifier="at-least", place="east")
            | {"when": "2016-12", "actor": "side-a", "grade": "fair"},
            row(item="list.txt", quote="at least 20", speaker="monitor", low=20, qualifier="at-least", place="east")
            | {"when": "2016-12", "actor": "side-b", "grade": "fair"},
            row(item="list.txt", quote="at least 150", speaker="monitor", low=150, qualifier="at-least", place="west")
            | {"when": "2016-12", "origin": "hospital", "grade": "weak"}
            | {"origin": ""},
        ]
    )
    small.ask(
        KILLED,
        'name = "east"\nunit = "person"\nact = "killing"\nstatus = "civilian"\nplace = "east"\nwhen = "2016-12"',
        'name = "fair"\nunit = "person"\nact = "killing"\nstatus = "civilian"\nplace = "west"\nwhen = "2016-12"\n'
        'admit = { grade = "fair" }',
    )
    return small


def test_the_worked_example_of_the_design(study: Small) -> None:
    figure = study.figures()["east"]
    assert (figure["low"], figure["high"], figure["status"]) == (102, 1150, "documented")
    assert figure["robust"]["1"] == 20
    terms = figure["certificate"]["low"]
    assert sum(t["multiplier"] * t["quantity"] for t in terms) == 102
    assert sum(t["multiplier"] * t["quantity"] for t in figure["certificate"]["high"]) == 1150
    assert figure["certificate"]["words_high"]["en"] == "1,150 = 1,300 (commission) − 150 (monitor)"
    assert {c["speaker"] for c in figure["claims"]} == {"commission", "un", "monitor"}
    assert figure["judged"] == 1.0


def test_a_rule_sets_aside_and_says_why(study: Small) -> None:
    figure = study.figures()["fair"]
    aside = [c for c in figure["claims"] if not c["admitted"]]
    assert (figure["low"], figure["high"]) == (0, 1198), "1,300 less the 82 and the 20 that died in the east"
    assert [c["set_aside_because"] for c in aside] == ["its grade is below fair"]


def test_groups_and_the_whole(study: Small) -> None:
    figure = study.figures()["killed"]
    by_place = {g["key"]["place"]: (g["low"], g["high"]) for g in figure["groups"]}
    assert figure["low"] == 1100
    assert by_place == {"east": (102, None), "west": (150, None)}


def built(study: Small) -> Path:
    study.build()
    return study.layout.build


def hashes(folder: Path) -> dict[str, str]:
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_what_is_deleted_comes_back_byte_for_byte(study: Small) -> None:
    before = hashes(built(study))
    entries = open_ledger(study.layout.ledger).size
    shutil.rmtree(study.layout.build)
    assert hashes(built(study)) == before
    assert open_ledger(study.layout.ledger).size == entries, "nothing new was recorded"


def test_facts_of_a_study_that_is_whole(study: Small) -> None:
    built(study)
    facts = verify(study.root, report=quiet)
    assert facts.figures == 3
    assert facts.certificates == 6, "of killed one, of east two, of fair one, of two groups one each"
    assert facts.ledger.signed == facts.ledger.entries - 1
    assert any("does not prove that a claim is true" in line for line in facts.sentences())


def test_one_flipped_bit_anywhere_is_found_and_named(study: Small) -> None:
    built(study)
    rng = random.Random(7)
    places = [
        study.layout.ledger / "segments",
        study.layout.vault,
        study.layout.figures,
        study.layout.build / "publication.json",
    ]
    files = [p for place in places for p in ([place] if place.is_file() else place.rglob("*")) if p.is_file()]
    for path in [*files, study.layout.manifest]:
        data = bytearray(path.read_bytes())
        at = rng.randrange(len(data))
        data[at] ^= 1 << rng.randrange(8)
        mode = path.stat().st_mode
        path.chmod(0o600)
        original = bytes(data[:at]) + bytes([path.read_bytes()[at]]) + bytes(data[at + 1 :])
        path.write_bytes(data)
        with pytest.raises(UndercountError) as error:
            verify(study.root, report=quiet)
        assert any(part in str(error.value) for part in (path.name, path.name[:12], "entry", "Entry")), (
            path,
            error.value,
        )
        path.write_bytes(original)
        path.chmod(mode)
    verify(study.root, report=quiet)


def test_a_figure_that_does_not_follow_is_found_even_if_its_hash_is_in_the_manifest(study: Small) -> None:
    built(study)
    path = study.layout.figures / "east.json"
    figure = json.loads(path.read_text(encoding="utf-8"))
    figure["low"] = 101
    path.write_text(json.dumps(figure), encoding="utf-8")
    with pytest.raises(TamperedError, match=r"east\.json was altered"):
        verify(study.root, report=quiet)


def test_a_file_slipped_in_among_what_was_built_is_found(study: Small) -> None:
    (built(study) / "figures" / "forged.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TamperedError, match="was not built"):
        verify(study.root, report=quiet)


def test_entries_after_a_build_are_said(study: Small) -> None:
    built(study)
    study.document("more.txt", "More.")
    facts = verify(study.root, report=quiet)
    assert any("run `undercount build" in note for note in facts.notes)


def test_an_edited_register_is_said(study: Small) -> None:
    built(study)
    study.sources("commission", "un", "monitor", "paper", "new-one")
    assert any("sources.csv was edited" in note for note in verify(study.root, report=quiet).notes)


def test_an_altered_item_stops_the_build(study: Small) -> None:
    built(study)
    (item,) = [p for p in study.layout.vault.rglob("*") if p.is_file() and b"between 1,100" in p.read_bytes()[:40]]
    item.chmod(0o600)
    item.write_bytes(b"In all, between 2,100 and 2,300 civilians died.")
    with pytest.raises(TamperedError, match=item.name):
        study.build()
    item.unlink()
    with pytest.raises(TamperedError, match="missing"):
        study.build()


def test_a_rejected_claim_leaves_the_figure_and_stays_visible(study: Small) -> None:
    before = study.figures()["east"]
    (claim,) = [c for c in before["claims"] if c["low"] == 20]
    judge(study.root, claim["id"][:14], "reject", because="counts fighters", values=[], at=AT, by="lina")
    after = study.figures()["east"]
    assert (after["low"], after["robust"]["1"]) == (82, 0)
    (aside,) = [c for c in after["claims"] if c["id"] == claim["id"]]
    assert (aside["admitted"], aside["set_aside_because"]) == (False, "rejected by a person: counts fighters")
    judge(study.root, claim["id"], "accept", because="they were civilians after all", values=[], at=AT, by="omar")
    assert study.figures()["east"]["low"] == 102
    assert len(Opened.open(study.root).state.judgements[claim["id"]]) == 2, "nothing is overwritten"


def test_a_corrected_number_is_used(study: Small) -> None:
    (claim,) = [c for c in study.figures()["east"]["claims"] if c["low"] == 20]
    judge(study.root, claim["id"], "correct", because="the list says 23", values=["low=23"], at=AT, by="lina")
    assert study.figures()["east"]["low"] == 105


@pytest.mark.parametrize(
    ("decision", "values", "sentence"),
    [
        ("correct", [], "needs --set"),
        ("accept", ["low=3"], "takes no --set"),
        ("correct", ["lo=3"], "did you mean 'low'"),
        ("correct", ["low=many"], "must be a whole number"),
        ("correct", ["act=kiling"], "did you mean 'killing'"),
        ("correct", ["low=30", "high=20"], "low ≤ best ≤ high"),
    ],
)
def test_a_judgement_that_cannot_be_is_refused(study: Small, decision: str, values: list[str], sentence: str) -> None:
    (claim,) = [c for c in study.figures()["east"]["claims"] if c["low"] == 20]
    size = open_ledger(study.layout.ledger).size
    with pytest.raises(UndercountError, match=sentence):
        judge(study.root, claim["id"], decision, because="x", values=values, at=AT, by="lina")
    with pytest.raises(StudyError, match="no claim begins"):
        judge(study.root, "claim:zzz", "accept", because="x", values=[], at=AT, by="lina")
    assert open_ledger(study.layout.ledger).size == size


def test_rows_in_are_rows_read_and_rows_rejected(study: Small) -> None:
    study.sheet(
        [
            row(item="un.txt", quote="at least 83 civilians", speaker="un", low=83, place="east"),
            row(item="nowhere.txt", quote="x", speaker="un", low=1, place="east"),
            row(item="un.txt", quote="82 civilians", speaker="un", low=9, high=3, place="east"),
            row(item="un.txt", quote="82 civilians", speaker="un", low=1, place="estt", when="yesterday"),
            row(item="un.txt", quote="Side A killed", speaker="un", low=1, place="east"),
        ],
        name="more.claims.csv",
    )
    result = study.read()
    (found,) = [r for r in result.readings if r.name == "more.claims.csv"]
    assert (found.rows, found.read, found.rejected) == (5, 1, 4)
    with result.report.open(encoding="utf-8-sig", newline="") as file:
        rejects = list(csv.DictReader(file))
    assert {(r["row"], r["column"]) for r in rejects} >= {("2", "quote"), ("3", "item"), ("5", "place"), ("5", "when")}
    assert all(r["rule"] and r["remedy"] and r["file"] == "more.claims.csv" for r in rejects)


def test_a_claim_that_a_new_version_of_the_sheet_lacks_is_withdrawn_and_kept(study: Small) -> None:
    assert study.figures()["east"]["low"] == 102
    path = study.folder / "all.claims.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "at least 20" not in line), encoding="utf-8")
    study.add(path)
    result = study.read()
    assert result.withdrawn == 1
    figure = study.figures()["east"]
    assert figure["low"] == 82
    state = replay(open_ledger(study.layout.ledger).entries())
    assert len(state.claims) == 4
    (gone,) = [c for c in figure["claims"] if c["low"] == 20]
    assert gone["set_aside_because"] is not None
    assert "claim sheet" in gone["set_aside_because"]


def test_a_replaced_document_takes_its_claims_along(study: Small) -> None:
    study.document(
        "un-2.txt", "Correction: it was 71.", carrier="paper", supersedes="un.txt", because="the UN corrected itself"
    )
    figure = study.figures()["east"]
    (gone,) = [c for c in figure["claims"] if c["low"] == 82]
    assert "the UN corrected itself" in str(gone["set_aside_because"])


def test_adding_twice_is_said_and_adds_nothing(study: Small) -> None:
    size = open_ledger(study.layout.ledger).size
    study.add(study.folder / "un.txt")
    assert open_ledger(study.layout.ledger).size == size


def _added(study: Small, path: Path, **more: Any) -> Added:
    (one,) = add(study.root, [Addition(path, **{"name": path.name, **more})], at=AT, by="x", report=quiet)
    return one


def test_bytes_that_were_superseded_are_current_again_when_they_are_added_again(study: Small) -> None:
    old, other = (study.folder / "un.txt").read_bytes(), study.folder / "un.txt"
    first = hashlib.sha256(old).hexdigest()
    other.write_text("Correction: it was 71.", encoding="utf-8")
    second = _added(study, other).item.sha256
    other.write_bytes(old)
    told = _added(study, other)
    assert (told.item.sha256, told.outcome) == (first, "already there, and current again; supersedes un.txt")
    assert told.item.because == "an earlier version of un.txt was added again"
    state = replay(open_ledger(study.layout.ledger).entries())
    assert (state.items[first].superseded_by, state.items[second].superseded_by) == (None, first)
    assert _added(study, other).outcome == "already there"


def test_bytes_that_another_name_superseded_say_so_and_how_to_go_back(study: Small) -> None:
    study.document("un-2.txt", "Correction: it was 71.", supersedes="un.txt", because="the UN corrected itself")
    size = open_ledger(study.layout.ledger).size
    told = _added(study, study.folder / "un.txt")
    assert "another item superseded it" in told.outcome
    assert not told.is_new
    assert open_ledger(study.layout.ledger).size == size
    back = _added(study, study.folder / "un.txt", supersedes="un-2.txt", because="the correction was withdrawn")
    assert back.outcome == "already there, and current again; supersedes un-2.txt"
    items = replay(open_ledger(study.layout.ledger).entries()).items
    assert items[back.item.sha256].superseded_by is None


def test_an_unknown_carrier_names_the_nearest(study: Small) -> None:
    with pytest.raises(StudyError, match="did you mean 'monitor'"):
        study.add(study.folder / "un.txt", carrier="moniter")


def test_files_are_added_all_or_none(study: Small) -> None:
    size = open_ledger(study.layout.ledger).size
    new = study.folder / "new.txt"
    new.write_text("new", encoding="utf-8")
    with pytest.raises(LedgerError, match=r"not-there\.txt"):
        add(study.root, [Addition(new), Addition(study.folder / "not-there.txt")], at=AT, by="x", report=quiet)
    assert open_ledger(study.layout.ledger).size == size


def test_a_study_is_made_in_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(StudyError, match="new or empty folder"):
        create(tmp_path / "full", keys=tmp_path / "keys")
    with pytest.raises(StudyError, match="is not there"):
        Opened.open(tmp_path / "nowhere")
    with pytest.raises(StudyError, match=r"has no study\.toml"):
        Opened.open(tmp_path / "full")


def test_a_question_about_a_place_in_no_register(study: Small) -> None:
    study.ask('name = "x"\nunit = "person"\nplace = "eastt"')
    with pytest.raises(StudyError, match="did you mean 'east'"):
        study.build()


def test_without_the_key_nothing_is_signed_and_that_is_said(study: Small) -> None:
    shutil.rmtree(study.keys)
    made = study.build()
    assert not made.signed
    assert any("No checkpoint was signed" in note for note in made.notes)


def figure_of(study: Small, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((study.layout.figures / f"{name}.json").read_text(encoding="utf-8"))
    return found


def test_the_published_figure_holds_what_a_program_needs(study: Small) -> None:
    built(study)
    figure = figure_of(study, "east")
    for key in (
        "name",
        "question",
        "unit",
        "scope",
        "method",
        "admission",
        "low",
        "high",
        "status",
        "robust",
        "certificate",
    ):
        assert key in figure
    assert set(figure["certificate"]["low"][0]) == {"claim", "speaker", "origin", "quantity", "multiplier"}
    claim = figure["claims"][0]
    for key in ("speaker", "carrier", "item", "quote", "locator", "admitted", "set_aside_because"):
        assert key in claim
    assert set(figure["ledger"]) == {"size", "root"}
