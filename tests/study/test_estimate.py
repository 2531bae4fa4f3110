"""An estimate in a study: it stands beside the bounds, rests on captured bytes, and comes back byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import undercount.count as uc
from undercount.errors import HistoriesError, ReadError, StudyError, TamperedError
from undercount.study import open_study
from undercount.study.verify import verify

from .support import Small, quiet

TABLE = (
    "record,A,B,C,sex,year,count\n"
    "1,1,0,0,F,2016,30\n2,0,1,0,F,2016,20\n3,1,1,0,F,2016,10\n4,0,0,1,F,2016,7\n5,1,0,1,F,2016,3\n6,0,1,1,F,2016,4\n"
    "7,1,0,0,M,2016,25\n8,0,1,0,M,2016,19\n9,1,1,0,M,2016,9\n10,0,0,1,M,2016,6\n11,1,1,1,M,2016,2\n12,1,0,0,M,2017,40\n"
)
ESTIMATE = 'table = "capture.csv", lists = ["A", "B", "C"], where = { year = "2016" }, merge = true'
ASKED = (
    'name = "killed"\nunit = "person"\nact = "killing"\nplace = "city"\nmethods = ["bounds", "estimate"]\nestimate = { '
)


def small(folder: Path, estimate: str = ESTIMATE, table: str = TABLE) -> Small:
    """A study with one claim, one table of capture histories and one figure."""
    made = Small(folder)
    made.places(("city", ""))
    made.sources("un")
    made.document("un.txt", "At least 82 died. No more than 500 died.", carrier="un")
    row = {"item": "un.txt", "act": "killing", "unit": "person", "place": "city"}
    made.sheet([{**row, "quote": "At least 82 died", "low": 82}])
    made.document("capture.csv", table)
    made.ask(f"{ASKED}{estimate} }}")
    return made


def chapman(a: int, b: int, both: int) -> float:
    return (a + 1) * (b + 1) / (both + 1) - 1


def figure(made: Small) -> Mapping[str, Any]:
    return made.figures()["killed"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Small:
    made = small(tmp_path_factory.mktemp("estimate"), ESTIMATE + ', by = ["sex"], method = ["chao", "chapman"]')
    made.build()
    return made


def test_the_estimate_stands_beside_the_bounds_and_changes_neither(built: Small, tmp_path: Path) -> None:
    with_one = figure(built)
    plain = small(tmp_path)
    plain.ask('name = "killed"\nunit = "person"\nact = "killing"\nplace = "city"')
    without = figure(plain)
    assert without["estimate"] is None
    assert (with_one["low"], with_one["high"]) == (without["low"], without["high"]) == (82, None)
    for name in ("certificate", "claims", "robust", "assumptions", "status", "judged"):
        assert with_one[name] == without[name]


def test_it_holds_the_table_and_what_each_method_says_of_each_part(built: Small) -> None:
    made = figure(built)["estimate"]
    assert made["item"] == hashlib.sha256(TABLE.encode()).hexdigest()
    assert (made["name"], made["rows"], made["persons"]) == ("capture.csv", 12, 135)
    assert made["lists"] == [
        {"list": "A", "persons": 79, "alone": 55},
        {"list": "B", "persons": 64, "alone": 39},
        {"list": "C", "persons": 22, "alone": 13},
    ]
    assert sum(row["persons"] for row in made["histories"]) == 135
    assert made["histories"][0] == {"lists": ["A"], "persons": 55}
    assert [(one["stratum"], one["method"]) for one in made["strata"]] == [
        ({"sex": sex}, method) for sex in ("F", "M") for method in ("chao", "chapman")
    ]
    assert [(one["stratum"], one["method"]) for one in made["results"]] == [({}, "chao"), ({}, "chapman")]
    women = made["strata"][1]
    assert women["estimate"] == pytest.approx(chapman(43, 34, 10), abs=1e-3)
    assert "82" in made["beside"]["en"]
    assert "135" in made["beside"]["ar"]


def test_the_table_is_read_and_every_row_is_accounted_for(built: Small) -> None:
    result = built.read()
    (reading,) = [one for one in result.readings if one.name == "capture.csv"]
    assert reading.reader == "capture histories, for the estimate of killed"
    assert (reading.rows, reading.read, reading.rejected, reading.claims) == (12, 12, 0, 0)
    assert result.sentences()[0].strip() == "13 rows in = 13 read + 0 rejected."
    assert not (built.layout.texts / f"{reading.item}.txt").exists(), "what may be about persons is published nowhere"


def test_from_python_a_study_gives_its_capture_histories(built: Small) -> None:
    histories = uc.CaptureHistories.from_study(open_study(built.root), "killed")
    assert (histories.lists, histories.by, histories.documented) == (("A", "B", "C"), ("sex",), 135)
    assert [part.documented for part in histories.split()] == [74, 61]


def test_it_comes_back_byte_for_byte_and_verifies(built: Small) -> None:
    before = (built.layout.figures / "killed.json").read_bytes()
    built.build()
    assert (built.layout.figures / "killed.json").read_bytes() == before
    facts = verify(built.root, report=quiet)
    assert facts.figures == 1


def test_an_estimate_that_somebody_changed_is_found(tmp_path: Path) -> None:
    made = small(tmp_path, ESTIMATE + ', method = ["chao"]')
    made.build()
    path = made.layout.figures / "killed.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    body["estimate"]["results"][0]["high"] += 1
    path.write_bytes(json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n")
    with pytest.raises(TamperedError, match="was altered after it was built"):
        verify(made.root, report=quiet)


def test_a_table_whose_bytes_changed_in_the_vault_is_found(tmp_path: Path) -> None:
    made = small(tmp_path, ESTIMATE + ', method = ["chao"]')
    sha = hashlib.sha256(TABLE.encode()).hexdigest()
    made.build()
    path = made.layout.vault / sha[:2] / sha
    path.chmod(0o600)
    path.write_text(TABLE.replace("30", "31"))
    with pytest.raises(TamperedError):
        open_study(made.root).figure("killed")
    with pytest.raises(TamperedError):
        verify(made.root, report=quiet)


def test_a_newer_version_of_the_table_counts(tmp_path: Path) -> None:
    made = small(tmp_path, ESTIMATE + ', method = ["chao"]')
    first = figure(made)["estimate"]["item"]
    made.document("capture.csv", TABLE.replace("1,1,0,0,F,2016,30", "1,1,0,0,F,2016,31"))
    newer = figure(made)["estimate"]
    assert (newer["item"] != first, newer["persons"]) == (True, 136)
    made.ask(f"{ASKED}{ESTIMATE.replace('capture.csv', first[:12])} }}")
    with pytest.raises(
        StudyError, match=r"newest version of its table; .* was replaced by capture\.csv .*name that one"
    ):
        made.build()


def test_a_table_is_named_by_its_hash_or_the_end_of_its_name(tmp_path: Path) -> None:
    made = small(tmp_path, ESTIMATE + ', method = ["chao"]')
    expected = figure(made)["estimate"]
    made.ask(f'{ASKED}{ESTIMATE.replace("capture.csv", expected["item"][:8])}, method = ["chao"] }}')
    assert figure(made)["estimate"] == expected
    made.add(tmp_path / "capture.csv", name="linked/2019/capture.csv")
    made.ask(f'{ASKED}{ESTIMATE.replace("capture.csv", "2019/capture.csv")}, method = ["chao"] }}')
    assert figure(made)["estimate"]["persons"] == 135


def test_lists_that_name_fewer_or_more_than_the_claims_are_told_in_words(tmp_path: Path) -> None:
    made = small(tmp_path, ESTIMATE.replace("2016", "2017") + ', method = ["chao"]')
    one = figure(made)["estimate"]
    assert "name 40 persons, fewer than the 82" in one["beside"]["en"]
    assert one["results"][0]["refused"], "40 persons on one list say nothing"
    row = {"item": "un.txt", "act": "killing", "unit": "person", "place": "city", "covers": "whole"}
    made.sheet([{**row, "quote": "No more than 500 died", "high": 100, "qualifier": "at-most"}])
    made.ask(f'{ASKED}{ESTIMATE}, method = ["chao"] }}')
    assert "more than the 100 that the claims allow" in figure(made)["estimate"]["beside"]["en"]


def test_a_setting_that_changes_asks_another_question(tmp_path: Path) -> None:
    made = small(tmp_path, ESTIMATE + ', method = ["chao"]')
    made.build()
    size = open_study(made.root).size
    made.build()
    assert open_study(made.root).size == size
    made.ask(f'{ASKED}{ESTIMATE}, method = ["chao"], level = 0.9 }}')
    assert figure(made)["estimate"]["level"] == 0.9
    assert open_study(made.root).size > size


SETTINGS = [
    ("", ["a table must be named", "capture.csv"]),
    ('table = "capture.csv"', ["at least two lists", "there are 0"]),
    ('table = "capture.csv", lists = ["A"]', ["at least two lists", "there are 1"]),
    ('table = "capture.csv", list = ["A", "B"]', ["no setting 'list'", "did you mean 'lists'"]),
    (ESTIMATE + ', method = ["chaos"]', ["'chaos' is not", "did you mean 'chao'"]),
    (ESTIMATE + ", level = 95", ["between 0 and 1", "95"]),
    (ESTIMATE + ", level = true", ["between 0 and 1"]),
    (ESTIMATE + ', seed = "x"', ["seed must be a whole number"]),
    (ESTIMATE + ", seed = -1", ["seed must be a whole number"]),
    (ESTIMATE + ", by = 3", ["by must be a list of texts"]),
    (ESTIMATE + ", count = 3", ["count must be text"]),
    (ESTIMATE.replace("merge = true", "merge = 1"), ["merge must be true or false"]),
    (ESTIMATE.replace('{ year = "2016" }', '"2016"'), ["where must be a table"]),
    (ESTIMATE.replace('{ year = "2016" }', "{ year = [] }"), ["where gives for a column the cells"]),
]


@pytest.mark.parametrize(("estimate", "said"), SETTINGS)
def test_a_wrong_setting_gets_one_sentence(tmp_path: Path, estimate: str, said: list[str]) -> None:
    made = small(tmp_path, estimate)
    with pytest.raises(StudyError) as error:
        made.read()
    for word in (*said, "study.toml, figure 'killed'"):
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ('methods = ["bounds", "estimate"]', "needs a table of capture histories"),
        ('methods = ["bounds"]\nestimate = { table = "capture.csv" }', 'add "estimate" to its methods'),
        ('methods = ["estimate"]\nestimate = "capture.csv"', "must be a table in curly brackets"),
    ],
)
def test_an_estimate_and_its_table_belong_together(tmp_path: Path, block: str, said: str) -> None:
    made = small(tmp_path)
    made.ask(f'name = "killed"\nunit = "person"\n{block}')
    with pytest.raises(StudyError, match=said):
        made.read()


def test_only_persons_are_estimated(tmp_path: Path) -> None:
    made = small(tmp_path)
    made.ask(f"{ASKED.replace('person', 'attack')}{ESTIMATE} }}")
    with pytest.raises(StudyError, match=r"a number of persons; figure 'killed' counts 'attack'"):
        made.read()


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        ("capture.csv", "captures.csv", StudyError, r"'captures.csv' was not: did you mean 'capture.csv'"),
        ('"C"]', '"D"]', ReadError, r"capture.csv: a list must be a column of the table; 'D' is not"),
        (", merge = true", "", ReadError, r"capture.csv: a history has one count; rows 2 and 8 both give"),
        ("year", "month", ReadError, r"'month' is not in capture.csv"),
        ("2016", "2031", ReadError, r"has none with year = 2031: it has 2016, 2017"),
    ],
)
def test_a_table_that_does_not_fit_the_question_stops_the_build(
    tmp_path: Path, old: str, new: str, kind: type[Exception], said: str
) -> None:
    made = small(tmp_path, ESTIMATE.replace(old, new))
    with pytest.raises(kind, match=said):
        made.build()


def test_a_bad_cell_stops_the_build_and_names_the_row_of_the_file(tmp_path: Path) -> None:
    made = small(tmp_path, table=TABLE.replace("2016,20", "2016,-20"))
    with pytest.raises(ReadError, match=r"capture.csv: a count is a whole number .* in row 3, which is negative"):
        made.build()
    with pytest.raises(HistoriesError, match="row 3"):
        open_study(made.root).histories("killed")


def test_a_figure_without_an_estimate_has_no_histories(tmp_path: Path) -> None:
    made = small(tmp_path)
    made.ask('name = "killed"\nunit = "person"')
    made.read()
    study = open_study(made.root)
    with pytest.raises(StudyError, match='add "estimate" to its methods'):
        study.histories("killed")
    with pytest.raises(StudyError, match="did you mean 'killed'"):
        study.histories("kiled")
