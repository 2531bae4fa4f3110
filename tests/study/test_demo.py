"""The built-in example: what is documented against what is known to be true, and that it all holds together."""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Mapping
from importlib import resources
from itertools import combinations
from pathlib import Path

import pytest

from undercount.count.bounds import bounds
from undercount.count.frame import extents_of, frame
from undercount.errors import StudyError
from undercount.record import vocabulary
from undercount.study.admit import admit
from undercount.study.build import build
from undercount.study.demo import Shown, demo
from undercount.study.opened import Opened
from undercount.study.verify import verify

from .support import AT, quiet

# Worked out with a second program that shares no code with this one: a linear program over every point of the space.
EXPECTED: Mapping[str, tuple[int, int | None, int]] = {
    "killed-city": (771, 1300, 623),
    "killed-east": (593, 1172, 474),
    "children-killed": (181, 1146, 155),
    "summary-killings": (85, 120, 14),
    "market-killed-fair": (44, 48, 41),
    "responders-killed": (6, 1121, 0),
    "hospital-attacks": (25, 32, 9),
    "hospitals-hit": (5, 6, 0),
    "hospitals-out-of-service": (4, 5, 3),
    "detained": (412, 800, 300),
    "killed-city-mission": (503, None, 0),
    "killed-city-judged": (752, 1300, 530),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return demo(tmp_path_factory.mktemp("demo") / "demo", at=AT, report=quiet)


def test_the_figures_are_those_of_a_second_program(shown: Shown) -> None:
    found = {f["name"]: (f["low"], f["high"], f["robust"]["1"]) for f in shown.figures if f["status"] == "documented"}
    assert found == EXPECTED


def test_what_is_documented_never_passes_the_truth(shown: Shown) -> None:
    truth = tomllib.loads((resources.files("undercount.example") / "truth.toml").read_text(encoding="utf-8"))["truth"]
    assert set(truth) == {f["name"] for f in shown.figures}
    for figure in shown.figures:
        true = truth[figure["name"]]
        if figure["status"] == "documented":
            assert figure["low"] <= true, figure["name"]
            assert figure["high"] is None or true <= figure["high"], figure["name"]


def test_the_estimate_of_what_the_lists_missed_holds_the_truth(shown: Shown) -> None:
    stated = tomllib.loads((resources.files("undercount.example") / "truth.toml").read_text(encoding="utf-8"))
    (figure,) = [f for f in shown.figures if f["estimate"] is not None]
    estimate, truth = figure["estimate"], stated["truth"][figure["name"]]
    assert estimate["persons"] == sum(stated["linked"]["named"].values())
    graphs, bound = estimate["results"]
    assert (graphs["method"], bound["method"]) == ("decomposable", "chao")
    assert graphs["low"] < truth < graphs["high"]
    drawn = estimate["drawn"]
    assert [one["method"] for one in drawn["spreads"]] == [graphs["method"]]
    assert [one["stratum"] for one in drawn["weights"]] == [{"age": "adult"}, {"age": "child"}]
    assert len(drawn["curve"]["points"]) > 2
    for part in estimate["strata"]:
        assert part["low"] < stated["linked"]["true"][part["stratum"]["age"]] < part["high"] or part["method"] == "chao"
    (line,) = [one for one in shown.sentences() if figure["name"] + ":" in one]
    assert "Estimated by decomposable from lists that name 717: 1,0" in line


def test_a_dispute_names_its_claims_and_every_way_out(shown: Shown) -> None:
    (figure,) = [f for f in shown.figures if f["name"] == "market-killed"]
    assert figure["status"] == "disputed"
    speakers = {c["id"]: c["speaker"] for c in figure["claims"]}
    clashing = [{speakers[c] for c in conflict["claims"]} for conflict in figure["conflicts"]]
    assert {"council-office", "ministry-information"} in clashing
    assert {"council-office", "commission"} in clashing
    assert all(
        {"ministry-information"} < one for one in clashing if "commission" not in one or "council-office" not in one
    )
    conflict = figure["conflicts"][0]
    for one in figure["conflicts"]:
        assert one["resolutions"] == conflict["resolutions"], "the ways out are ways out of all of them"
        assert all(set(one["claims"]) & set(way["without"]) for way in one["resolutions"])
    assert conflict["misses_by"] == 120
    ways = {tuple(sorted({speakers[c] for c in r["without"]})): (r["low"], r["high"]) for r in conflict["resolutions"]}
    assert ways["council-office", "ministry-information"] == (44, 48)
    assert ways["commission", "ministry-information"] == (120, 584)
    assert (0, 0) in ways.values(), "if the denial is right nobody died there"
    assert figure["low"] == 0


def test_five_papers_that_quote_one_briefing_count_once(shown: Shown) -> None:
    (figure,) = [f for f in shown.figures if f["name"] == "summary-killings"]
    repeated = [c for c in figure["claims"] if c["role"] == "repetition" and c["origin"] == "jom"]
    assert len({c["carrier"] for c in repeated}) >= 5
    assert [t["quantity"] for t in figure["certificate"]["low"] if t["origin"] == "jom"] == [71]


def test_the_least_minimum_is_the_least_over_every_pair_of_origins(shown: Shown) -> None:
    opened = Opened.open(shown.root)
    basis, question = opened.basis, opened.settings.question("summary-killings")
    rows = opened.rows("person")
    admitted = admit(rows, question.admit, withdrawn=basis.withdrawn, accepted=basis.accepted, sources=basis.sources)
    extents = extents_of((r.assertion() for r in rows if r.claim not in basis.withdrawn), basis.registered)
    framed = frame(
        [question.scope],
        [r.assertion() for r in admitted.rows],
        extents=extents,
        acts=vocabulary("act"),
        space=basis.space,
    )
    origins = sorted({c.origin for c in framed.constraints})
    for count in (1, 2):
        least = min(
            bounds(question.scope, [c for c in framed.constraints if c.origin not in gone], basis.space, robust=0).low
            for gone in combinations(origins, count)
        )
        assert opened.figure("summary-killings").robust[str(count)] == least


def test_it_verifies_and_comes_back_byte_for_byte(shown: Shown) -> None:
    facts = verify(shown.root, report=quiet)
    assert facts.figures == len(shown.figures)
    assert facts.certificates > 60
    folder = shown.root / "build"
    before = {p.relative_to(folder): hashlib.sha256(p.read_bytes()).digest() for p in folder.rglob("*") if p.is_file()}
    shutil.rmtree(folder)
    build(shown.root, at=AT, by="demo", keys=shown.root.parent / "key", truth=shown.truth, report=quiet)
    after = {p.relative_to(folder): hashlib.sha256(p.read_bytes()).digest() for p in folder.rglob("*") if p.is_file()}
    assert {str(p) for p in set(before) ^ set(after)} == set()
    assert [str(p) for p in before if before[p] != after[p]] == []


def test_every_page_says_that_it_is_fictional(shown: Shown) -> None:
    pages = list((shown.root / "build" / "site").rglob("*.html"))
    assert len(pages) > 200
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "Fictional:" in text or "عمل خيالي" in text, page


def test_an_example_is_made_anew_and_nothing_else_is_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(StudyError, match="holds something else"):
        demo(tmp_path, at=AT, report=quiet)
    assert (tmp_path / "mine.txt").read_text() == "mine"
