"""The page from which the project grew, coded by hand: every claim, its bounds, and what must not be added.

The page is not part of the project, so the quotes are taken from it by position.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .support import Small

pytestmark = pytest.mark.reference

SHA256 = "cb2191c6de4e6cce0ad6374ff91049dcd367a5092a971c9039292fecda9639a2"

# start, end, then the columns of the claim sheet
CODED: list[tuple[int, int, dict[str, Any]]] = [
    (
        1323,
        1376,
        {"speaker": "ohchr", "act": "summary-killing", "low": 82, "qualifier": "at-least", "assurance": "confirmed"},
    ),
    (
        1378,
        1396,
        {
            "speaker": "ohchr",
            "act": "summary-killing",
            "best": 11,
            "qualifier": "exactly",
            "sex": "female",
            "age": "adult",
        },
    ),
    (1401, 1412, {"speaker": "ohchr", "act": "summary-killing", "best": 13, "qualifier": "exactly", "age": "child"}),
    (
        2663,
        2726,
        {"speaker": "commission", "act": "destruction", "unit": "facility", "low": 20, "qualifier": "at-least"},
    ),
    (2786, 2883, {"speaker": "msf", "act": "attack-on-facility", "unit": "attack", "low": 23, "qualifier": "at-least"}),
    (2218, 2256, {"act": "ceasefire-breach", "unit": "incident", "low": 1, "qualifier": "at-least"}),
    (2913, 3005, {"act": "double-tap", "unit": "attack", "qualifier": "vague", "target": "first-responder"}),
    (1830, 1913, {"act": "forced-conscription", "qualifier": "vague", "sex": "male"}),
    (2055, 2095, {"act": "torture", "qualifier": "vague"}),
    (1952, 2012, {"act": "sexual-violence", "qualifier": "vague"}),
    (1741, 1828, {"act": "killing", "qualifier": "vague"}),
    (518, 633, {"act": "heritage-damage", "unit": "building", "qualifier": "vague", "target": "heritage-site"}),
]
WHEN = {
    0: "../2016-12-13",
    1: "../2016-12-13",
    2: "../2016-12-13",
    3: "../2016-12-14",
    4: "2016-07/2016-10-07",
    5: "2016-12-13/2016-12-14",
}
STATUS = {0: "civilian", 1: "civilian", 2: "civilian"}
TARGET = {3: "hospital; clinic", 4: "hospital"}


@pytest.fixture(scope="module")
def figures(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Any]]:
    page = shared / "seed" / "aleppo-op-ed.txt"
    assert hashlib.sha256(page.read_bytes().decode("utf-8").encode()).hexdigest() == SHA256
    text = page.read_text(encoding="utf-8")
    study = Small(tmp_path_factory.mktemp("seed"))
    study.places(("syria", ""), ("aleppo", "syria"), ("east-aleppo", "aleppo"), ("west-aleppo", "aleppo"))
    study.actors(("pro-government", ""), ("nujaba", "pro-government"), ("russia", "pro-government"))
    study.sources("ohchr", "commission", "msf", "author", "paper")
    study.add(page, name="aleppo-op-ed.txt", carrier="paper", published="2016-12-14")
    rows = []
    for number, (start, end, coded) in enumerate(CODED):
        base = {
            "item": "aleppo-op-ed.txt",
            "quote": text[start:end],
            "speaker": "author",
            "unit": "person",
            "place": "aleppo",
        }
        place = {"place": "east-aleppo"} if number < 5 else {}
        more = {
            "when": WHEN.get(number, ""),
            "status": STATUS.get(number, ""),
            "actor": "pro-government",
            "grade": "fair",
        }
        target = {"target": TARGET[number]} if number in TARGET else {}
        rows.append({**base, **place, **more, **target, **coded})
    study.sheet(rows)
    study.ask(
        'name = "killed"\nunit = "person"\nact = "killing"\nstatus = "civilian"\nplace = "east-aleppo"\nby = ["sex", "age"]',
        'name = "women"\nunit = "person"\nact = "killing"\nsex = "female"\nage = "adult"\nplace = "aleppo"',
        'name = "children"\nunit = "person"\nact = "killing"\nage = "child"\nplace = "aleppo"',
        'name = "by-nujaba"\nunit = "person"\nact = "killing"\nactor = "nujaba"',
        'name = "west"\nunit = "person"\nact = "killing"\nplace = "west-aleppo"',
        'name = "destroyed"\nunit = "facility"\nact = "destruction"\nplace = "east-aleppo"\ntarget = "health-facility"',
        'name = "hospitals"\nunit = "facility"\nact = "destruction"\nplace = "east-aleppo"\ntarget = "hospital"',
        'name = "attacks"\nunit = "attack"\nact = "attack-on-facility"\nplace = "east-aleppo"\nwhen = "2016-07/2016-10"',
        'name = "attacks-august"\nunit = "attack"\nact = "attack-on-facility"\nplace = "east-aleppo"\nwhen = "2016-08"',
        'name = "double-taps"\nunit = "attack"\nact = "double-tap"',
        'name = "breaches"\nunit = "incident"\nact = "ceasefire-breach"\nwhen = "2016-12-13/2016-12-14"',
        'name = "conscripted"\nunit = "person"\nact = "forced-conscription"',
        'name = "tortured"\nunit = "person"\nact = "torture"',
        'name = "heritage"\nunit = "building"\nact = "heritage-damage"',
    )
    result = study.read()
    sheet = next(r for r in result.readings if r.reader == "claim sheet")
    assert (sheet.rows, sheet.read, sheet.rejected) == (12, 12, 0), result.report.read_text(encoding="utf-8-sig")
    return study.figures()


@pytest.mark.parametrize(
    ("name", "low", "status"),
    [
        ("killed", 82, "documented"),
        ("women", 11, "documented"),
        ("children", 13, "documented"),
        ("by-nujaba", 0, "none"),
        ("west", 0, "none"),
        ("destroyed", 20, "documented"),
        ("hospitals", 0, "none"),
        ("attacks", 23, "documented"),
        ("attacks-august", 0, "none"),
        ("double-taps", 0, "none"),
        ("breaches", 1, "documented"),
        ("conscripted", 0, "none"),
        ("tortured", 0, "none"),
        ("heritage", 0, "none"),
    ],
)
def test_minimum(figures: Mapping[str, Mapping[str, Any]], name: str, low: int, status: str) -> None:
    figure = figures[name]
    assert (figure["low"], figure["high"], figure["status"]) == (low, None, status)
    if low:
        assert figure["robust"]["1"] == 0, "one origin carries it"


def test_the_parts_are_no_more_than_the_whole(figures: Mapping[str, Mapping[str, Any]]) -> None:
    figure = figures["killed"]
    assert [t["quantity"] for t in figure["certificate"]["low"]] == [82]
    assert {c["low"] or c["best"] for c in figure["claims"] if c["role"] == "floor"} == {82, 11, 13}


def test_words_without_a_number_stay_visible(figures: Mapping[str, Mapping[str, Any]]) -> None:
    (claim,) = figures["double-taps"]["claims"]
    assert claim["admitted"]
    assert (claim["role"], claim["qualifier"]) == ("none", "vague")


def test_the_speaker_is_not_the_carrier(figures: Mapping[str, Mapping[str, Any]]) -> None:
    speakers = {
        (c["speaker"], c["carrier"]) for name in ("killed", "attacks", "destroyed") for c in figures[name]["claims"]
    }
    assert {("ohchr", "paper"), ("msf", "paper"), ("commission", "paper")} <= speakers
