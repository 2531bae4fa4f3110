"""Incidents in the bounds: what people judged, clock times a few minutes apart, and lists that repeat themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from undercount.errors import CertificateError, StudyError
from undercount.study.joined_incidents import join
from undercount.study.opened import Opened
from undercount.study.prove import prove
from undercount.study.verify import verify

from .support import Small, quiet
from .told import WELL, decided, joined, judge, row, told, written


@pytest.fixture
def study(tmp_path: Path) -> Small:
    return told(tmp_path)


# What a person judged to be one is one in the bounds.


def low_of(small: Small) -> int:
    (figure,) = small.build().figures
    low: int = figure["low"]
    return low


def test_the_program_changes_no_figure_and_a_person_does(study: Small) -> None:
    before = low_of(study)
    judge(study, "monitor:m3", "clinic:c3", "different")
    assert low_of(study) == before  # the stated times exclude already that they are one
    judge(study, "monitor:m3", "clinic:c3", "same")
    assert low_of(study) == before - 4
    verified = verify(study.root, report=quiet)
    assert verified.certificates == 1
    judge(study, "monitor:m3", "clinic:c3", "unsure")
    assert low_of(study) == before


def test_a_judgement_of_different_lets_the_bounds_add_and_is_named(tmp_path: Path) -> None:
    """Two lists tell of one day at one place: 9 or more in all cases, 13 or more where a person says that they are two events."""
    small = told(tmp_path, {"monitor": [row("a", "2031-05-02")], "clinic": [row("b", "2031-05-02", low="9", high="9")]})
    assert figure_of(small)["low"] == 9
    assert figure_of(small)["incident_judgements"] == []
    judge(small, "monitor:a", "clinic:b", "different")
    figure = figure_of(small)
    assert (figure["low"], figure["robust"]["1"]) == (13, 4)
    assert {term["quantity"] for term in figure["certificate"]["low"]} == {4, 9}
    assert figure["incident_judgements"] == [
        {"left": "clinic:b", "right": "monitor:a", "verdict": "different", "because": "", "coder": "coder 1"}
    ]
    assert any("judged to be different events are added" in line["en"] for line in figure["assumptions"])
    assert verify(small.root, report=quiet).certificates == 1
    judge(small, "monitor:a", "clinic:b", "same", by="lee")
    figure = figure_of(small)
    assert (figure["low"], figure["incident_judgements"]) == (9, [])  # two coders who disagree have decided nothing


def test_a_sum_that_rests_on_a_judgement_falls_with_it(tmp_path: Path) -> None:
    """A figure whose sum needs the judgement does not verify against a ledger in which the coder took it back."""
    small = told(tmp_path, {"monitor": [row("a", "2031-05-02")], "clinic": [row("b", "2031-05-02", low="9", high="9")]})
    judge(small, "monitor:a", "clinic:b", "different")
    figure = figure_of(small)
    assert prove(figure, Opened.open(small.root)) == 1
    judge(small, "monitor:a", "clinic:b", "unsure")
    with pytest.raises(CertificateError, match="does not hold"):
        prove(figure, Opened.open(small.root))


def test_a_third_list_may_be_either_of_two_that_differ_and_not_both(tmp_path: Path) -> None:
    lists = {name: [row(name, "2031-05-02", low=low, high=low)] for name, low in (("a", "4"), ("b", "9"), ("c", "20"))}
    small = told(tmp_path, lists)
    judge(small, "a:a", "b:b", "different")
    assert (
        figure_of(small)["low"] == 20
    )  # c may be a with b beside it as part of c: counts are a measure, and 20 holds both
    judge(small, "a:a", "c:c", "different")
    assert figure_of(small)["low"] == 24
    judge(small, "b:b", "c:c", "same")
    figure = figure_of(small)
    assert figure["low"] == 24
    assert {one["verdict"] for one in figure["incident_judgements"]} == {"same", "different"}
    verify(small.root, report=quiet)


def figure_of(small: Small) -> dict[str, Any]:
    (figure,) = small.build().figures
    return dict(figure)


# What the rules take as one strike the bounds never count as two.


def test_a_minute_apart_is_no_second_strike_to_the_bounds_either(study: Small) -> None:
    """14:05 and 14:06: the monitor's twelve and the clinic's nine may be of one strike, unless a person says that they are not."""
    assert joined(study).counted_apart == ()
    before = low_of(study)
    judge(study, "monitor:m1", "clinic:c1", "same")
    assert low_of(study) == before
    judge(study, "monitor:m1", "clinic:c1", "different")
    assert low_of(study) == before + 9
    verify(study.root, report=quiet)


@pytest.mark.parametrize(
    ("left", "right", "low", "that_day"),
    [
        ("2031-05-02T14:05Z", "2031-05-02T14:09Z", 9, 9),
        ("2031-05-02T14:05Z", "2031-05-02T14:10Z", 13, 13),
        ("2031-05-02T23:58Z", "2031-05-03T00:01Z", 9, 0),  # one strike may have been on either side of midnight
        ("2031-05-02", "2031-05-03T00:01Z", 13, 4),  # a stated day is taken for certain
    ],
)
def test_the_bounds_part_two_clock_times_where_the_rules_block_a_merge(
    tmp_path: Path, left: str, right: str, low: int, that_day: int
) -> None:
    small = told(tmp_path, {"monitor": [row("a", left)], "clinic": [row("b", right, low="9", high="9")]})
    asked = 'name = "{}"\nunit = "person"\nact = "killing"\n'
    small.ask(asked.format("ever"), asked.format("day") + 'when = "2031-05-02"\n')
    assert {name: figure["low"] for name, figure in small.figures().items()} == {"ever": low, "day": that_day}


def test_joined_reports_that_exclude_each_other_are_told(tmp_path: Path) -> None:
    """Two days at one place, one count: a merge to the rules, two events to the bounds, which take a stated day for certain."""
    rows = {
        "monitor": [row("a", "2031-05-02", who="army", low="12", high="12", children="3")],
        "clinic": [row("b", "2031-05-03", who="army", low="12", high="12", children="3")],
    }
    small = told(tmp_path, rows)
    assert joined(small).counted_apart == (("monitor:a", "clinic:b"),)
    before = low_of(small)
    judge(small, "monitor:a", "clinic:b", "same")
    assert joined(small).counted_apart == ()
    assert low_of(small) == before - 12


def test_a_judgement_lets_no_bound_of_a_part_pass_for_certain(tmp_path: Path) -> None:
    """Two reports that are one, at two places: neither place alone has a minimum any more, the region has the greater one."""
    small = told(
        tmp_path, {"monitor": [row("a", "2031-05-02")], "clinic": [row("b", "2031-05-02", WELL, low="9", high="9")]}
    )
    asked = 'name = "{}"\nunit = "person"\nact = "killing"\nplace = "{}"\n'
    small.ask(*(asked.format(place, place) for place in ("mill", "well", "region")))
    assert {name: figure["low"] for name, figure in small.figures().items()} == {"mill": 4, "well": 9, "region": 13}
    judge(small, "monitor:a", "clinic:b", "same")
    assert {name: figure["low"] for name, figure in small.figures().items()} == {"mill": 0, "well": 0, "region": 9}
    verify(small.root, report=quiet)


# A list that may tell of one incident more than once.

PRESS = [
    row("p1", "2031-05-02", who="army", low="4", high="6", children="3"),
    row("p2", "2031-05-02", who="army", low="9", high="9", children="3"),
    row("p3", "2031-06-11", WELL, low="2", high="2"),
]


def repeating(folder: Path, **lists: Any) -> Small:
    small = told(folder, {"press": PRESS, **lists})
    say(small, 'duplicates = ["press"]')
    return small


def say(small: Small, setting: str) -> None:
    settings = small.layout.settings
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n[link]\n{setting}\n", encoding="utf-8")


def test_a_list_that_repeats_itself_is_joined_with_itself_and_not_added(tmp_path: Path) -> None:
    small = told(tmp_path / "once", {"press": PRESS})
    figure = figure_of(small)
    assert (figure["low"], figure["reported_range"]["lists"][0]["low"]) == (15, 15)
    assert join(Opened.open(small.root), quiet) is None
    small = repeating(tmp_path / "twice")
    figure = figure_of(small)
    assert (figure["low"], figure["reported_range"]["lists"][0]) == (
        11,
        {"list": "press", "low": None, "high": None, "incidents": 3, "claims": 3, "without_number": 0},
    )
    assert (figure["reported_range"]["low"], figure["reported_range"]["high"]) == (None, None)
    assert any("may tell of one incident more than once" in line["en"] for line in figure["assumptions"])
    assert decided(joined(small))["press:p1", "press:p2"][0] == "merge"
    assert [one["reports"] for one in written(small)["incidents"]] == [["press:p1", "press:p2"]]
    assert verify(small.root, report=quiet).incidents == 3


def test_a_judgement_parts_two_reports_of_one_list_that_repeats_itself(tmp_path: Path) -> None:
    small = repeating(tmp_path)
    judge(small, "press:p1", "press:p2", "different")
    figure = figure_of(small)
    assert figure["low"] == 15
    assert [one["verdict"] for one in figure["incident_judgements"]] == ["different"]
    assert joined(small).joined.incidents == ()
    judge(small, "press:p1", "press:p2", "same")
    assert figure_of(small)["low"] == 4 + 2  # of two words of one origin on one incident and one day the weaker counts
    verify(small.root, report=quiet)


def test_another_list_adds_to_one_that_repeats_itself_where_it_excludes_it(tmp_path: Path) -> None:
    small = repeating(
        tmp_path, monitor=[row("a", "2031-05-02", low="5", high="5"), row("b", "2031-05-02", low="7", high="7")]
    )
    assert figure_of(small)["low"] == 12 + 2  # the monitor's two are two; the press's nine may be of both
    judge(small, "monitor:a", "press:p2", "different")
    assert figure_of(small)["low"] == 5 + 9 + 2
    verify(small.root, report=quiet)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ('duplicates = ["pres"]', "'pres' is none that was read .*: did you mean 'press'"),
        ('duplicates = "press"', "must be a list of the names"),
        ("duplicates = [1]", "must be a list of the names"),
    ],
)
def test_a_list_that_is_none_gets_one_sentence(tmp_path: Path, setting: str, words: str) -> None:
    small = told(tmp_path, {"press": PRESS})
    say(small, setting)
    with pytest.raises(StudyError, match=words):
        small.build()
