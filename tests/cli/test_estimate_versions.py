"""`estimate` with versions of the same persons: linkages and imputations are mixed, never added up; and what a Ctrl-C leaves."""

from __future__ import annotations

import csv
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import undercount.count as uc
from undercount.count.estimators import strata as strata_module
from undercount.count.estimators.methods import estimate
from undercount.count.estimators.result import Estimate

from .support import PLAIN, Bench, refused

HEADER = "A,B,how,weight,sex,count\n"
CELLS = {
    ("loose", "F"): (30, 20, 17), ("loose", "M"): (9, 8, 7), ("strict", "F"): (50, 5, 31), ("strict", "M"): (12, 4, 11),
}  # fmt: skip
"""On A alone, on both, on B alone: the same persons under two linkages."""
WEIGHTS = {"loose": "3", "strict": "1"}
NEAR = {**CELLS, ("strict", "F"): (35, 17, 22), ("strict", "M"): (10, 7, 8)}
"""The same under two linkages that hardly differ."""


def written(cells: dict[tuple[str, str], tuple[int, int, int]]) -> str:
    return HEADER + "".join(
        f"{on},{how},{WEIGHTS[how]},{sex},{count}\n"
        for (how, sex), counts in cells.items()
        for on, count in zip(("1,0", "1,1", "0,1"), counts, strict=True)
    )


TABLE = written(CELLS)
PARTED = "A,B,sex,count\n1,0,F,30\n0,1,F,20\n1,1,F,10\n1,0,M,12\n0,1,M,9\n1,1,M,6\n1,0,X,14\n0,1,X,8\n1,1,X,7\n"
KHARTOUM = "sudan_khartoum_2023_24_3list_by_linkage_threshold.csv"


MERGED = ("--lists", "A,B", "--merge")
"""Sex parts nobody unless it is asked to."""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder with a table of two linkages and without a study."""
    made = Bench(tmp_path)
    made.write("c.csv", TABLE)
    return made


def estimates(bench: Bench, *words: str) -> list[dict[str, Any]]:
    said = bench.here("estimate", *words, *MERGED, "--json")
    assert (said.status, said.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


def table_of(
    how: str, sex: str = "", cells: dict[tuple[str, str], tuple[int, int, int]] = CELLS
) -> uc.CaptureHistories:
    rows = np.array([counts for (linkage, one), counts in cells.items() if linkage == how and sex in (one, "")])
    return uc.CaptureHistories.from_counts({"A": [1, 1, 0], "B": [0, 1, 1], "count": rows.sum(axis=0).tolist()})


def shares(one: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = one["diagnosis"]["variance"]
    return found


def test_linkages_are_mixed_and_never_added_up(bench: Bench) -> None:
    (one,) = estimates(bench, "c.csv", "--linkage", "how:weight", "--method", "chapman")
    alone = {how: estimate(table_of(how), "chapman") for how in WEIGHTS}
    assert {row["name"]: (row["weight"], row["estimate"]) for row in one["versions"]} == {
        "loose": (0.75, round(alone["loose"].estimate or 0, 4)),
        "strict": (0.25, round(alone["strict"].estimate or 0, 4)),
    }
    assert one["documented"] == round(0.75 * 91 + 0.25 * 113)
    assert alone["loose"].estimate < one["estimate"] < alone["strict"].estimate
    known = uc.propagate([table_of(how) for how in WEIGHTS], "chapman", weights=[3, 1])
    assert known.split is not None
    assert shares(one) == pytest.approx(known.split.shares(), abs=0.02)
    assert one["high"] == pytest.approx(known.estimate.high, rel=0.05)


def test_each_part_and_the_total_have_their_own_split(bench: Bench) -> None:
    words = ("c.csv", "--linkage", "how:weight", "--by", "sex", "--method", "chapman,loglinear-average")
    found = estimates(bench, *words)
    assert [(one["stratum"], one["method"]) for one in found] == [
        (stratum, method) for stratum in ({"sex": "F"}, {"sex": "M"}, {}) for method in ("chapman", "loglinear-average")
    ]
    assert all(sum(shares(one).values()) == pytest.approx(1, abs=1e-4) for one in found)
    assert all(shares(one)["imputation"] == 0 for one in found)
    assert [one["stratum"] for one in estimates(bench, *words, "--no-total")] == [{"sex": "F"}] * 2 + [{"sex": "M"}] * 2
    equal = estimates(bench, "c.csv", "--linkage", "how", "--method", "chapman")
    assert [row["weight"] for row in equal[0]["versions"]] == [0.5, 0.5]


def test_methods_that_are_not_named_are_those_that_are_compared(bench: Bench) -> None:
    found = estimates(bench, "c.csv", "--linkage", "how")
    whole = estimates(bench, "c.csv")
    assert {one["method"] for one in found} == {one["method"] for one in whole}
    assert sum(one["recommended"] for one in found) == 1


@pytest.mark.parametrize("rule", ["mixture", "verdata"])
def test_replicates_are_combined_by_their_rule(bench: Bench, rule: str) -> None:
    bench.write("c.csv", written(NEAR))
    words = ("c.csv", "--replicates", "how", "--rule", rule, "--method", "chapman")
    (one,) = estimates(bench, *words)
    known = uc.combine_replicates([estimate(table_of(how, cells=NEAR), "chapman") for how in WEIGHTS], rule)
    assert one["estimate"] == pytest.approx(known.estimate, rel=0.01)
    assert one["low"] == pytest.approx(known.low, rel=0.03)
    assert one["high"] == pytest.approx(known.high, rel=0.06)
    assert one["interval"] == known.interval
    assert 0 < one["diagnosis"]["missing_information"] < 1
    assert [row["name"] for row in one["versions"]] == ["loose", "strict"]
    text = " ".join(bench.here("estimate", *words, *MERGED, "--text").out.split())
    assert f"from imputation {one['diagnosis']['missing_information']:.0%}".replace("%", " %") in text
    women, men, total = estimates(bench, *words, "--by", "sex")
    assert women["documented"] == round((67 + 74) / 2)
    assert men["documented"] == round((24 + 25) / 2)
    assert total["documented"] == women["documented"] + men["documented"]


def test_a_limit_that_is_no_information_is_refused_in_the_words_of_the_command(bench: Bench) -> None:
    bench.write("d.csv", "A,B,how,count\n1,0,x,100\n0,1,x,80\n1,1,x,100\n1,0,y,100\n0,1,y,180\n1,1,y,5\n")
    words = ("d.csv", "--replicates", "how", "--method", "chapman")
    (one,) = estimates(bench, *words, "--rule", "verdata")
    assert one["refused"].startswith("2 replicates are too few for Rubin's rules")
    assert one["refused"].endswith("mix their draws (--rule mixture)")
    assert (one["estimate"], one["low"], one["high"]) == (None, None, None)
    (mixed,) = estimates(bench, *words)
    assert mixed["refused"] is None
    assert not any("chain" in note for note in mixed["notes"])


def test_linkages_with_imputations_have_both_in_their_variance(bench: Bench) -> None:
    lines = [
        f"{row},{number}" for number in (1, 2) for row in TABLE.splitlines()[1:] if number == 1 or ",M," not in row
    ]
    bench.write("d.csv", HEADER.strip() + ",imputation\n" + "\n".join(lines) + "\n")
    words = ("d.csv", "--linkage", "how:weight", "--replicates", "imputation", "--method", "chapman")
    (one,) = estimates(bench, *words)
    assert min(shares(one)[name] for name in ("sampling", "imputation", "linkage")) > 0
    assert shares(one)["model"] == pytest.approx(0, abs=1e-9)
    assert [row["weight"] for row in one["versions"]] == [0.375, 0.375, 0.125, 0.125]


def test_a_person_sees_how_many_versions_there_are_and_where_the_variance_comes_from(bench: Bench) -> None:
    words = ("estimate", "c.csv", *MERGED, "--linkage", "how:weight", "--method", "chapman", "--text")
    text = " ".join(bench.here(*words).out.split())
    assert "2 versions of 91 to 113 persons on 2 lists (A, B)." in text
    assert "Where the variance of the logarithm of the number missed comes from:" in text
    assert "the linkages' own estimates run from" in text
    (one,) = estimates(bench, "c.csv", "--linkage", "how:weight", "--method", "chapman")
    assert " ".join(f"{share:.0%}".replace("%", " %") for share in shares(one).values()) in text
    parted = " ".join(bench.here(*words, "--by", "sex", "--no-total").out.split())
    assert "2 versions of 2 parts on 2 lists (A, B)." in parted


def test_what_is_grave_in_a_version_is_said_with_its_name(bench: Bench) -> None:
    bench.write("d.csv", TABLE + "1,0,none,0,F,9\n0,1,none,0,F,9\n")
    words = ("--linkage", "how", "--method", "lincoln-petersen")
    text = " ".join(bench.here("estimate", "d.csv", *words, *MERGED, "--text").out.split())
    assert "! version none: nobody is on both lists" in text or "! version none: " in text
    (one,) = estimates(bench, "d.csv", *words)
    assert "1 of 3 was refused, that of linkage none" in one["refused"]
    assert "(--without-refused)" in one["refused"]
    (rest,) = estimates(bench, "d.csv", *words, "--without-refused")
    assert rest["refused"] is None
    assert any("left out, since they were refused: none" in note for note in rest["notes"])
    assert [row["refused"] is None for row in rest["versions"]] == [True, False, True]


CONTRADICTIONS = [
    (["--rule", "verdata"], "no column of imputations is named: name it with --replicates"),
    (["--linkage", "how", "--replicates", "sex", "--rule", "verdata"], "combines the imputations of one linkage"),
    (["--no-total"], "nothing is parted: name columns with --by"),
    (["--by", "sex", "--no-total", "--without-refused"], "give one of the two"),
    (["--replicates", "how", "--rule", "mean"], "'mean' is not one of"),
]


@pytest.mark.parametrize(("words", "said"), CONTRADICTIONS)
def test_options_that_contradict_each_other_are_told_before_anything_is_read(
    bench: Bench, words: list[str], said: str
) -> None:
    answer = bench.here("estimate", "nowhere.csv", *words)
    assert answer.status == 2
    assert said in answer.err
    assert "Traceback" not in answer.err


def changed(old: str, new: str) -> str:
    assert TABLE.count(old) >= 1
    return TABLE.replace(old, new, 1)


ONE_LINKAGE = TABLE.replace("loose", "strict").replace("strict,3", "strict,1")
BAD = [
    (TABLE, ["--linkage", "hwo"], ["'hwo'", "did you mean 'how'?"]),
    (TABLE, ["--linkage", "how:wieght"], ["'wieght' is none", "did you mean 'weight'?"]),
    (TABLE, ["--linkage", "how", "--by", "how"], ["'how' is named by --by and by --linkage", "name it once"]),
    (TABLE, ["--linkage", "how:sex"], ["the weight of a linkage is a number", "row 2 has 'F'"]),
    (changed("strict,1,", "strict,2,"), ["--linkage", "how:weight"], ["strict has 2", "row 9, 1"]),
    (changed("loose,3,", "loose,-3,"), ["--linkage", "how:weight"], ["number from 0", "'-3'"]),
    (ONE_LINKAGE, ["--linkage", "how"], ["at least two versions", "'strict'"]),
    (TABLE, ["--replicates", "how", "--lists", "A,how"], ["'how' is named by --replicates and by --lists"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words", "said"), BAD)
def test_versions_that_are_none_get_one_sentence(bench: Bench, content: str, words: list[str], said: list[str]) -> None:
    bench.write("c.csv", content)
    lists = [] if "--lists" in words else ["--lists", "A,B"]
    answer = bench.here("estimate", "c.csv", *lists, "--merge", "--method", "chapman", *words)
    refused(answer, *said)
    assert answer.out == ""


def test_a_column_s_name_may_hold_a_colon(bench: Bench) -> None:
    bench.write("c.csv", TABLE.replace("how,weight", "how:weight,w"))
    (one,) = estimates(bench, "c.csv", "--linkage", "how:weight", "--method", "chapman")
    assert [row["weight"] for row in one["versions"]] == [0.5, 0.5]


@pytest.mark.reference
def test_khartoum_is_what_the_library_makes_of_it(bench: Bench, shared: Path) -> None:
    path, columns = shared / "mse" / KHARTOUM, ["cause", "dup_threshold", "match_threshold"]
    words = [
        "--linkage",
        "dup_threshold,match_threshold",
        "--by",
        "cause",
        "--no-total",
        "--method",
        "loglinear-average",
    ]
    found = json.loads(bench.here("estimate", str(path), *words, "--json").out)
    with path.open() as file:
        every = uc.CaptureHistories.from_counts(list(csv.DictReader(file)), strata=columns)
    assert [one["stratum"]["cause"] for one in found] == ["all", "intentional"]
    for one in found:
        parts = [part for part in every.split() if dict(part.stratum)["cause"] == one["stratum"]["cause"]]
        known = uc.propagate(parts, "loglinear-average")
        assert len(one["versions"]) == len(parts) == 25
        assert one["documented"] == known.estimate.documented
        assert [one[name] for name in ("estimate", "low", "high")] == pytest.approx(
            [known.estimate.estimate, known.estimate.low, known.estimate.high], rel=0.05
        )
        assert known.split is not None
        assert shares(one) == pytest.approx(known.split.shares(), abs=0.01)
        assert shares(one)["linkage"] > 0.7


# Ctrl-C.


def pressed_at(monkeypatch: pytest.MonkeyPatch, sex: str, method: str) -> None:
    known = estimate

    def pressed(histories: uc.CaptureHistories, name: str, **how: Any) -> Estimate:
        if dict(histories.stratum).get("sex") == sex and name == method:
            time.sleep(0.5)  # while the other thread does the rest
            raise KeyboardInterrupt
        return known(histories, name, **how)

    monkeypatch.setattr(strata_module, "estimate", pressed)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})


def test_ctrl_c_keeps_the_parts_that_are_finished(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.write("p.csv", PARTED)
    words = ("estimate", "p.csv", "--by", "sex", "--method", "chapman,lincoln-petersen,chao", "--json")
    undisturbed = json.loads(bench.here(*words).out)
    pressed_at(monkeypatch, "X", "lincoln-petersen")
    said = bench.here(*words)
    assert said.status == 130
    found = json.loads(said.out)
    assert [one for one in undisturbed if one in found] == found
    kept = {(one["method"], one["stratum"].get("sex", "")) for one in found}
    assert {("chapman", sex) for sex in ("F", "M", "X", "")} < kept
    assert not kept & {("lincoln-petersen", "X"), ("lincoln-petersen", ""), ("chao", "F")}
    assert said.err == (
        "Stopped. What was finished is printed; not estimated were, by lincoln-petersen: sex=X, and by chao: sex=F; sex=M; sex=X.\n"
    )


def test_ctrl_c_among_versions_keeps_what_every_version_has(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("estimate", "c.csv", *MERGED, "--linkage", "how", "--by", "sex", "--method", "chapman", "--json")
    undisturbed = json.loads(bench.here(*words).out)
    pressed_at(monkeypatch, "M", "chapman")
    said = bench.here(*words)
    assert said.status == 130
    assert json.loads(said.out) == undisturbed[:1]
    assert said.err == "Stopped. What was finished is printed; not estimated were, by chapman: sex=M.\n"


SLOW = f"""
import pathlib, time
from undercount.count.estimators import strata
known = strata.estimate
def slow(histories, method, **how):
    if dict(histories.stratum).get("sex") == "X":
        time.sleep(1)
        pathlib.Path("begun").touch()
        time.sleep(60)
    return known(histories, method, **how)
strata.estimate = slow
{PLAIN}"""
"""The command, with a part that takes a minute."""


def test_a_real_ctrl_c_does_not_wait_for_what_is_being_worked_on(bench: Bench) -> None:
    bench.write("p.csv", PARTED)
    words = ("estimate", "p.csv", "--by", "sex", "--method", "chapman", "--json")
    with bench.start(*words, program=SLOW) as process:
        until = time.monotonic() + 60
        while not (bench.folder / "begun").exists() and time.monotonic() < until:
            time.sleep(0.05)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert time.monotonic() - sent < 30
    assert process.returncode == 130
    assert [one["stratum"] for one in json.loads(out)] == [{"sex": "F"}, {"sex": "M"}]
    assert err == "Stopped. What was finished is printed; not estimated were, by chapman: sex=X.\n"
