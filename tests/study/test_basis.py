"""Admission, groups, printed numbers and words."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from undercount.count import bounds as bounds_module
from undercount.errors import CountError
from undercount.record import ALL_CELLS, Admission, Question, Scope, Space, Tree, When, cells, vocabulary
from undercount.study import words
from undercount.study.admit import admit
from undercount.study.groups import groups_of
from undercount.study.printed import by_list, range_json, sum_json
from undercount.study.rows import Row

PLACES = Tree.of([("city", None), ("east", "city"), ("west", "city"), ("q1", "east"), ("q2", "west")])
SPACE = Space(PLACES, Tree.of([("a", None), ("b", None)]), vocabulary("act").tree(), vocabulary("target").tree(), {})
SOURCES = Tree.of([("un", None), ("un-mission", "un"), ("paper", None)])


def row(claim: str, **more: Any) -> Row:
    text = ("locator", "quote", "phrase", "place_text", "sex", "age", "status", "assurance", "basis", "note", "reader")
    base: dict[str, Any] = {
        **dict.fromkeys(text, ""),
        "claim": claim,
        "item": "0" * 64,
        "row": 2,
        "speaker": "un",
        "carrier": "un",
        "origin": "un",
        "stance": "affirms",
        "act": "killing",
        "unit": "person",
        "low": 1,
        "best": None,
        "high": None,
        "qualifier": "at-least",
        "edtf": "",
        "start": 0,
        "end": 100,
        "time_certain": True,
        "places": ("q1",),
        "actors": None,
        "cells": ALL_CELLS,
        "targets": None,
        "covers": "within",
        "incident": None,
        "list": None,
        "person": None,
        "grade": "",
        "published": "",
        "standing": "coded",
    }
    return Row(**{**base, **more})


def parted(rule: Admission, *rows: Row, accepted: frozenset[str] = frozenset()) -> dict[str, str]:
    found = admit(rows, rule, withdrawn={"gone": ("rejected", "twice")}, accepted=accepted, sources=SOURCES)
    assert len(found.rows) + len(found.aside) == len(rows)
    return {**{r.claim: "in" for r in found.rows}, **{c: reason[0] for c, reason in found.aside.items()}}


def test_a_part_of_one_scope_with_its_whole_is_no_other_number_for_it() -> None:
    rows = [row("whole", low=12), row("part", low=4), row("west", low=3, places=("q2",)), row("other", low=2)]
    wholes = {"part": "whole", "west": "whole"}
    found = admit(rows, Admission(), withdrawn={}, accepted=frozenset(), sources=SOURCES, wholes=wholes)
    assert [one.claim for one in found.rows] == ["whole", "west", "other"]
    assert found.aside == {"part": ("part", "")}
    gone = {"whole": ("rejected", "misread")}
    found = admit(rows, Admission(), withdrawn=gone, accepted=frozenset(), sources=SOURCES, wholes=wholes)
    assert [one.claim for one in found.rows] == ["part", "west", "other"]


@pytest.mark.parametrize(
    ("covers", "standing", "certain"),
    [
        ("within", "proposed", False),
        ("whole", "accepted", True),
        ("within", "coded", True),
        ("within", "derived", True),
    ],
)
def test_what_a_text_denies_somewhere_is_not_denied_everywhere(covers: str, standing: str, certain: bool) -> None:
    denial = row("d", stance="denies", low=None, qualifier="vague", covers=covers, standing=standing)
    assert denial.assertion().certain is certain


def test_each_rule_says_why_a_claim_is_set_aside() -> None:
    fair, weak, none = row("fair", grade="fair"), row("weak", grade="weak"), row("none")
    assert parted(Admission(grade="fair"), fair, weak, none) == {"fair": "in", "weak": "grade", "none": "ungraded"}
    mission, paper = row("mission", speaker="un-mission"), row("paper", speaker="paper")
    assert parted(Admission(speakers=("un",)), none, mission, paper) == {
        "none": "in",
        "mission": "in",
        "paper": "speaker",
    }
    derived = row("derived", standing="derived")
    assert parted(Admission(judged="accepted"), none, derived) == {"none": "in", "derived": "unjudged"}
    assert parted(Admission(judged="accepted"), derived, accepted=frozenset(["derived"])) == {"derived": "in"}


def test_what_a_machine_proposed_waits_for_a_person() -> None:
    proposed = row("p", standing="proposed")
    assert parted(Admission(), proposed) == {"p": "proposed"}
    assert parted(Admission(), proposed, accepted=frozenset(["p"])) == {"p": "in"}


def test_what_a_person_rejected_enters_under_no_rule() -> None:
    assert parted(Admission(), row("gone")) == {"gone": "rejected"}


def test_every_reason_has_words_in_both_languages() -> None:
    for code in words.ASIDE:
        shown = words.aside_words(code, "fair", lambda _kind, thing, _language: thing)
        assert all(shown[language] and "{" not in shown[language] for language in words.LANGUAGES)


def grouped(question: Question, **more: Any) -> dict[tuple[str, ...], Scope]:
    options: dict[str, Any] = {
        "span": (0, 86_400 * 40),
        "zone": "UTC",
        "kinds": {"q1": "quarter", "q2": "quarter"},
        **more,
    }
    return {tuple(v for _, v in g.key): g.scope for g in groups_of(question, SPACE, **options)}


def test_months_part_a_time_and_keep_its_ends() -> None:
    question = Question("q", "person", when=When.parse("2016-11-15/2017-01-02"), by=("month",))
    found = grouped(question)
    assert list(found) == [("2016-11",), ("2016-12",), ("2017-01",)]
    scopes = list(found.values())
    assert (scopes[0].start, scopes[-1].end) == (question.when.start, question.when.end)
    assert all(a.end == b.start for a, b in pairwise(scopes))
    assert list(grouped(Question("q", "person", by=("month",)))) == [("1970-01",), ("1970-02",)]
    assert list(grouped(Question("q", "person", by=("year",)))) == [("1970",)]


def test_places_part_by_children_or_by_kind() -> None:
    assert list(grouped(Question("q", "person", places=("city",), by=("place",)))) == [("east",), ("west",)]
    assert list(grouped(Question("q", "person", places=("east",), by=("place:quarter",)))) == [("q1",)]
    with pytest.raises(CountError, match="no place in it is of that kind"):
        grouped(Question("q", "person", by=("place:village",)))


def test_two_dimensions_multiply_and_victims_part_by_cells() -> None:
    found = grouped(Question("q", "person", by=("actor", "sex")))
    assert list(found) == [("a", "female"), ("a", "male"), ("b", "female"), ("b", "male")]
    ages = grouped(Question("q", "person", by=("age",)))
    assert sum(s.cells for s in ages.values()) == ALL_CELLS


def test_too_many_groups_are_refused() -> None:
    with pytest.raises(CountError, match="groups"):
        grouped(Question("q", "person", when=When.parse("0100/2100"), by=("month", "place")))


def test_printed_numbers_use_the_widest_count_that_fits_and_never_add_two_lists() -> None:
    civilians = cells(status="civilian")
    rows = [
        row("whole", incident="g:1", list="g", low=3, best=4, high=6),
        row("part", incident="g:1", list="g", low=1, best=2, high=2, cells=civilians, status="civilian"),
        row("other", incident="g:1", list="g", speaker="paper", low=2, best=4, high=9),
        row("second", incident="g:2", list="g", low=None, best=None, high=None),
        row("elsewhere", incident="g:3", list="g", places=("q2",)),
        row("a1", incident="a:1", list="a", low=5, best=5, high=7),
    ]
    question = Scope(places=("east",))
    lists = by_list(rows, question, SPACE)
    assert sorted(lists) == ["a", "g"]
    found = range_json({"g": lists["g"]})
    assert (found["low"], found["high"], found["lists"][0]["without_number"]) == (2, 9, 1)
    assert range_json(lists)["low"] is None
    assert sum_json({"g": lists["g"]})["sum"] == 4
    only = by_list(rows, replace(question, cells=civilians), SPACE)
    assert sum_json(only)["sum"] == 2


def test_best_numbers_that_disagree_are_not_chosen_between() -> None:
    entries = [("i", None, 4, None), ("i", None, 5, None), ("j", None, 1, None)]
    found = sum_json({"g": entries})
    assert (found["sum"], found["lists"][0]["disagreeing"]) == (1, 1)


def test_the_sum_in_words_adds_up() -> None:
    def name(_kind: str, thing: str, _language: str) -> str:
        return thing.upper()

    shown = words.sum_words(1150, [(Fraction(1), 1300, ("c",)), (Fraction(-1), 150, ("w",))], name)
    assert shown["en"] == "1,150 = 1,300 (C) − 150 (W)"
    half = words.sum_words(102, [(Fraction(1, 2), 203, ("x", "y"))], name)
    assert half["en"] == "203/2 = 1/2 × 203 (X through Y) → 102"
    many = words.sum_words(20, [(Fraction(1), 2, ("x",))] * 10, name)
    assert many["en"] == "20 = 20 (X, 10 claims)"


def test_the_question_and_the_rule_are_said_in_both_languages() -> None:
    question = Question(
        "q", "person", ("killing",), ("east",), When.parse("2016-12"), ("a",), "female", "child", "civilian"
    )

    def name(_kind: str, thing: str, _language: str) -> str:
        return thing

    shown = words.question_words(question, name)
    assert (
        shown["en"] == "persons · killing · civilians · women and girls · children (under 18) · east · by a · 2016-12"
    )
    assert "قتل" in shown["ar"]
    assert words.admission_words(Admission(), name)["en"] == (
        "All claims are admitted, except what a machine proposed and no person has judged, and what was rejected, set aside or replaced."
    )
    assert words.admission_words(Admission(proposed=True), name)["en"] == (
        "All claims are admitted, also those that a machine proposed and no person has judged, except what was rejected, set aside or "
        "replaced."
    )
    for rule in (Admission(), Admission(proposed=True)):
        assert "نُحّي" in words.admission_words(rule, name)["ar"]
    assert "except" not in words.admission_words(Admission("fair"), name)["en"]
    rule = Admission("fair", ("un",), "accepted")
    assert "graded at least" in words.admission_words(rule, name)["en"]


def test_every_note_of_the_bounds_has_arabic() -> None:
    source = (Path(bounds_module.__file__)).read_text(encoding="utf-8")
    blocks = re.findall(r"left_out\.append\(\s*((?:f?\"[^\"]*\"\s*)+)\)", source)
    assert len(blocks) == source.count("left_out.append("), "every note is written in the form that this test reads"
    for block in blocks:
        sentence = "".join(re.findall(r"\"([^\"]*)\"", block))
        shown = words.note_words(re.sub(r"\{[^}]*\}", "7", sentence))
        assert "\u0627" in shown["ar"]
        assert "{" not in shown["ar"]
    with pytest.raises(ValueError, match="no Arabic"):
        words.note_words("something new")
