"""`undercount link`, `judge` of pairs and `evaluate link`, as a person uses them, clumsy persons included."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from ..study.lists_made import ASKED, Linked, block, read_rows, three
from .support import LITTLE_ROOM, Bench, no_trace_of_unfinished_work, refused


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A study that is linked."""
    made = Linked(tmp_path_factory.mktemp("cli-linked"))
    made.declare(*three(), figures=[ASKED])
    made.link()
    return made


@pytest.fixture
def study(linked: Linked, tmp_path: Path) -> Linked:
    """A fresh copy of it."""
    return Linked.copied(Path(shutil.copytree(linked.folder, tmp_path / "copy")))


@pytest.fixture
def desk(study: Linked) -> Bench:
    return Bench(study.folder)


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_what_is_printed_can_be_understood_and_names_nobody(desk: Bench, study: Linked) -> None:
    said = desk.run("link", "study")
    assert said.status == 0, said.err
    for words in (
        "press and office",
        "records are",
        "persons in the best linkage",
        "✓ before:",
    ):
        assert words in said.out
    assert "undercount link study --pairs" in said.out or "Next: undercount build study" in said.out
    names = {row["name_en"] for row in study.given().values() if row["name_en"]}
    assert not [name for name in names if name in said.out]


def test_a_model_is_kept_and_trained_anew(desk: Bench, study: Linked) -> None:
    kept = desk.here("link", "study", "--model", "last")
    assert "Linked with the kept model (things/linkage.json" in kept.out, kept.err
    assert "kept model" in desk.here("link", "study").out
    assert "kept model" not in desk.here("link", "study", "--model", "new").out
    refused(desk.here("link", "study", "--model", "lst"), "--model takes last, new or the file", "'lst'")


def test_a_figure_can_be_read_in_a_pipe(desk: Bench) -> None:
    assert desk.here("figure", "study", "dead", "--text").out.startswith("dead\n")
    assert desk.here("figure", "study", "dead").out.startswith("{")
    assert "exclude each other" in desk.here("figure", "study", "dead", "--text", "--json").err


def test_two_coders_who_disagree_are_named_when_they_judge_and_when_it_is_linked(desk: Bench, study: Linked) -> None:
    one, other = (min(record for record in study.given() if record[0] == name) for name in ("press", "office"))
    words = f"{one[0]}:{one[1]} {other[0]}:{other[1]}"
    desk.here("judge", "study", words, "same", "--because", "x", "--by", "amira")
    said = desk.here("judge", "study", words, "different", "--because", "y", "--by", "bilal")
    assert "amira judged same, bilal judged different" in " ".join(said.out.split())
    told = desk.here("link", "study").out
    assert "amira judged same, bilal judged different" in " ".join(told.split())
    assert "do not agree on the one pair that both judged; how far they agree cannot be told from one" in told
    assert "1 pair is disputed" in told or "1 pair is unsure" in told or "and 1 pair is disputed" in told


def test_the_json_is_the_file_and_what_changed(desk: Bench, study: Linked) -> None:
    told = json.loads(desk.run("link", "study", "--json").out)["persons"]
    changes, written = told.pop("changes"), told.pop("pairs_written")
    assert told.pop("unread_releases") == []
    assert told == json.loads((study.layout.link / "persons.json").read_bytes())
    assert changes["before"] == changes["now"] == changes["kept"] == told["persons"]
    assert written is None


def test_a_study_without_lists_says_what_to_write(desk: Bench, study: Linked) -> None:
    study.declare()
    refused(desk.here("link", "study"), "declares none", "[[list]]", "none was: run `undercount read study`")


def test_a_sheet_of_pairs_is_filled_in_and_read_back(desk: Bench, study: Linked) -> None:
    written = desk.here("link", "study", "--pairs", "6", "--out", "pairs.csv")
    assert written.status == 0
    assert "move most the estimate of the figure dead, by chapman (moves_estimate_by, persons)" in written.out
    sheet = study.folder / "pairs.csv"
    rows = read_rows(sheet)
    given = study.given()
    for row in rows:
        assert given[row["list_1"], row["id_1"]]["name_en"] in row["name_1"]
        assert given[row["list_2"], row["id_2"]]["died"] == row["death_2"]
        assert float(row["moves_persons_by"]) == pytest.approx(
            2 * float(row["probability"]) * (1 - float(row["probability"])), abs=0.01
        )
    moves = [float(row["moves_estimate_by"]) for row in rows]
    assert moves == sorted(moves, reverse=True)
    refused(desk.here("link", "study", "--pairs", "6", "--out", "pairs.csv"), "may hold verdicts", "is there")
    for row, verdict in zip(rows, ("same", "Different", "unsure"), strict=False):
        row |= {"verdict": verdict, "reason": "looked", "coder": "amira"}
    write_rows(sheet, rows)
    said = desk.here("judge", "study", "--sheet", "pairs.csv", "--by", "omar")
    assert said.status == 0, said.err
    assert f"{min(3, len(rows))} judgements recorded (1 same, 1 different, 1 unsure)" in said.out
    told = study.link().summary["judgements"]
    assert (told["made"], told["same"], told["different"]) == (3, 1, 1)
    victims = study.victims()
    assert victims[rows[0]["list_1"], rows[0]["id_1"]] == victims[rows[0]["list_2"], rows[0]["id_2"]]
    assert victims[rows[1]["list_1"], rows[1]["id_1"]] != victims[rows[1]["list_2"], rows[1]["id_2"]]


def sheet_of(study: Linked, **changed: str) -> Path:
    """Write a sheet of two rows, the second one with something changed."""
    records = list(study.given())
    press, office = ([record for record in records if record[0] == name] for name in ("press", "office"))
    rows = [
        {"list_1": "press", "id_1": press[at][1], "list_2": "office", "id_2": office[at][1]}
        | {"verdict": "same", "reason": "looked", "coder": "amira"}
        for at in range(2)
    ]
    rows[1] |= changed
    path = study.folder / "filled.csv"
    write_rows(path, rows)
    return path


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"verdict": "sane"}, ("row 3 of filled.csv", "did you mean 'same'")),
        ({"reason": " "}, ("row 3 of filled.csv", "needs a reason")),
        ({"id_1": "press-9"}, ("row 3 of filled.csv", "has no 'press-9'")),
        ({"list_2": "ofice"}, ("row 3 of filled.csv", "did you mean 'office'")),
    ],
)
def test_a_sheet_is_recorded_whole_or_not_at_all(
    desk: Bench, study: Linked, changed: dict[str, str], words: tuple[str, ...]
) -> None:
    sheet_of(study, **changed)
    before = desk.leaves()
    refused(desk.here("judge", "study", "--sheet", "filled.csv"), *words)
    assert desk.leaves() == before


def test_a_sheet_that_contradicts_itself_names_the_row(desk: Bench, study: Linked) -> None:
    path = sheet_of(study)
    rows = read_rows(path)
    rows[1] |= {"id_1": rows[0]["id_1"]}
    third = {**rows[0], "list_1": "office", "id_1": rows[1]["id_2"], "verdict": "different"}
    write_rows(path, [*rows, third])
    said = desk.here("judge", "study", "--sheet", "filled.csv")
    refused(said, "row 4 of filled.csv", "contradict", rows[0]["id_1"], rows[0]["id_2"], rows[1]["id_2"])


def test_a_new_release_in_another_folder_is_told_until_somebody_says_what_it_is(desk: Bench, study: Linked) -> None:
    lists = study.folder / "data" / "lists"
    (study.folder / "v2").mkdir()
    text = (lists / "press.csv").read_text(encoding="utf-8")
    (study.folder / "v2" / "press.csv").write_text(text.rsplit("\n", 2)[0] + "\n", encoding="utf-8")
    (study.folder / "v2" / "other.csv").write_text(text.rsplit("\n", 3)[0] + "\n", encoding="utf-8")
    (study.folder / "v2" / "towns.csv").write_text("town,area\na,b\n", encoding="utf-8")
    assert "still reads" not in desk.here("add", "study", "v2/towns.csv").out
    sentence = 'the list "press" still reads press.csv; v2/press.csv, added later, has the same file name'
    said = desk.here("add", "study", "v2/press.csv")
    assert (sentence in said.out, said.out.count("still reads"), said.status) == (True, 1, 0)
    assert "add it again with --supersedes press.csv." in said.out
    assert sentence in desk.here("link", "study").out
    told = json.loads(desk.here("link", "study", "--json").out)["persons"]["unread_releases"]
    assert len(told) == 1
    assert told[0].startswith(sentence)
    assert desk.here("add", "study", "v2/press.csv", "--supersedes", "press.csv").status == 0
    run = study.link()
    assert run.unread == ()
    assert {one["table"] for one in run.summary["lists"]} == {"v2/press.csv", "office.csv", "web.csv"}
    said = desk.here("add", "study", "v2/other.csv")
    assert "v2/other.csv, added later, has the same columns" in said.out
    assert '--supersedes v2/press.csv and write table = "v2/other.csv" in study.toml' in said.out


def test_one_pair_twice_by_one_coder_names_both_rows(desk: Bench, study: Linked) -> None:
    path = sheet_of(study)
    rows = read_rows(path)
    again = {**rows[0], "verdict": "different"} | {
        "list_1": rows[0]["list_2"],
        "id_1": rows[0]["id_2"],
        "list_2": rows[0]["list_1"],
        "id_2": rows[0]["id_1"],
    }
    write_rows(path, [*rows, again])
    before = desk.leaves()
    refused(desk.here("judge", "study", "--sheet", "filled.csv"), "rows 2 and 4 of filled.csv", "same and different")
    assert desk.leaves() == before
    write_rows(path, [*rows, again | {"coder": "basil"}])
    said = desk.here("judge", "study", "--sheet", "filled.csv")
    assert said.status == 0, said.err
    assert "amira judged same, basil judged different" in said.out


def test_a_row_without_a_coder_is_nobodys(desk: Bench, study: Linked) -> None:
    path = sheet_of(study, coder="")
    before = desk.leaves()
    refused(desk.here("judge", "study", "--sheet", "filled.csv", "--by", "omar"), "row 3 of filled.csv", "coder")
    write_rows(path, [{**row, "coder": ""} for row in read_rows(path)])
    refused(desk.here("judge", "study", "--sheet", "filled.csv"), "row 2 of filled.csv", "--by")
    assert desk.leaves() == before
    assert desk.here("judge", "study", "--sheet", "filled.csv", "--by", "omar").status == 0


def test_a_second_coders_blind_sheet_is_recorded_though_it_contradicts_the_first(desk: Bench, study: Linked) -> None:
    path = sheet_of(study)
    rows = read_rows(path)
    rows[1] |= {"id_1": rows[0]["id_1"], "list_2": "web"}
    rows[1]["id_2"] = next(record for name, record in study.given() if name == "web")
    write_rows(path, rows)
    assert desk.here("judge", "study", "--sheet", "filled.csv").status == 0
    blind = {**rows[0], "list_1": "web", "id_1": rows[1]["id_2"], "verdict": "different", "coder": "basil"}
    write_rows(path, [blind])
    said = desk.here("judge", "study", "--sheet", "filled.csv")
    assert said.status == 0, said.err
    assert "what follows from another coder's judgements says otherwise" in said.out
    told = study.link().summary["judgements"]
    assert (told["made"], told["same"], told["different"], told["disputed"]) == (3, 0, 0, 3)


def test_a_table_that_is_no_sheet_is_told_so(desk: Bench, study: Linked) -> None:
    refused(desk.here("judge", "study", "--sheet", "data/truth.csv"), "lacks list_1", "undercount link STUDY --pairs")
    refused(desk.here("judge", "study", "--sheet", "nowhere.csv"), "is not", "check the path")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("press:{p} office:office-0", ("has no record 'office-0'", "did you mean")),
        ("pres:{p} office:{o}", ("did you mean 'press'",)),
        ("press:{p}", ("LIST:ID LIST:ID",)),
        ("press:{p} press:{p}", ("named twice",)),
    ],
)
def test_a_pair_that_is_none_is_told_so(desk: Bench, study: Linked, target: str, words: tuple[str, ...]) -> None:
    records = dict(reversed(list(study.given())))
    named = target.format(p=records["press"], o=records["office"])
    refused(desk.here("judge", "study", named, "same", "--because", "test"), *words)


def test_records_whose_ids_hold_blanks_can_be_judged(desk: Bench, study: Linked) -> None:
    path = study.folder / "data" / "lists" / "web.csv"
    text = path.read_text(encoding="utf-8").replace("web-000000", "web no ")
    path.write_text(text, encoding="utf-8")
    study.add(path, name="web.csv")
    press = next(record for name, record in study.given() if name == "press")
    said = desk.here("judge", "study", f"web:web no 02 press:{press}", "same", "--because", "one birthday")
    assert said.status == 0, said.err
    assert f"person:press:{press} person:web:web%20no%2002" in said.out
    study.link()
    assert study.victims()["web", "web no 02"] == study.victims()["press", press]


def test_a_judgement_needs_all_its_parts(desk: Bench) -> None:
    assert desk.here("judge", "study").status == 2
    assert "needs a reason" in desk.here("judge", "study", "a:1 b:2", "same").err
    assert "--because is given too" in desk.here("judge", "study", "--sheet", "x.csv", "--because", "b").err


def test_two_coders_agreement_is_told(desk: Bench, study: Linked) -> None:
    for coder in ("amira", "omar"):
        sheet_of(study)
        rows = read_rows(study.folder / "filled.csv")
        verdicts = ("same", "different" if coder == "amira" else "same")
        for row, verdict in zip(rows, verdicts, strict=True):
            row |= {"coder": coder, "verdict": verdict}
        write_rows(study.folder / "filled.csv", rows)
        assert desk.here("judge", "study", "--sheet", "filled.csv").status == 0
    (told,) = study.link().summary["agreement"]
    assert told == {"coders": ["amira", "omar"], "pairs": 2, "share": 0.5, "kappa": 0.0}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("name_en,", "nom,"), ("must be in the table", "'name_en' is not in press.csv")),
        (("press-00000002", "press-00000001"), ("an id names one record", "press-00000001")),
    ],
)
def test_a_list_that_is_not_as_declared_is_one_sentence(
    desk: Bench, study: Linked, change: tuple[str, str], words: tuple[str, ...]
) -> None:
    before = study.files()
    path = study.folder / "data" / "lists" / "press.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    study.add(path, name="press.csv")
    refused(desk.here("link", "study"), *words)
    assert study.files() == before


def test_ages_inside_names_are_refused(desk: Bench, study: Linked) -> None:
    path = study.folder / "data" / "lists" / "press.csv"
    rows = read_rows(path)
    write_rows(path, [{**row, "name_en": f"{row['name_en']} {at % 70}"} for at, row in enumerate(rows)])
    study.add(path, name="press.csv")
    refused(desk.here("link", "study"), "names must stand alone", '"press"', "column of their own")


def test_a_table_that_is_not_in_the_study_is_named(desk: Bench, study: Linked) -> None:
    study.declare(*three()[:2], block("web").replace("web.csv", "wep.csv"))
    refused(desk.here("link", "study"), "the list 'web' needs a table", "did you mean 'web.csv'")


def test_a_list_that_copies_another_is_warned_of(study: Linked) -> None:
    again = block("web").replace('name = "web"', 'name = "again"')
    study.declare(*three()[:1], block("web"), again)
    assert any("looks like a copy" in warning for warning in study.link().summary["warnings"])


def test_a_full_disk_leaves_what_was_there(desk: Bench, study: Linked) -> None:
    before = study.files()
    said = desk.run(6_000, "link", "study", program=LITTLE_ROOM)
    assert said.status == 1
    assert "Traceback" not in said.err
    assert "disk" in said.err
    assert study.files() == before
    no_trace_of_unfinished_work(study.root)


def test_an_evaluation_says_how_good_it_is(desk: Bench, study: Linked) -> None:
    said = desk.run("evaluate", "link", "study", "--truth", "data/truth.csv")
    assert said.status == 0, said.err
    for words in (
        "pairs of records",
        "whole persons",
        "Blocking compared",
        "press and office",
        "a record lacks",
        "evaluation.html",
    ):
        assert words in said.out
    told = json.loads(desk.here("evaluate", "link", "study", "--truth", "data/truth.csv", "--json").out)
    assert told["pairs"]["f1"] > 0.9
    refused(desk.here("evaluate", "link", "study", "--truth", "nowhere.csv"), "is not there")
