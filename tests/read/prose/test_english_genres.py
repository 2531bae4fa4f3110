"""The rules reader for English on genres that it was not tuned on: invented sentences, with the numbers that a person would write down."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from undercount.read.prose.measure.summary import totals
from undercount.read.prose.proposal import Found
from undercount.read.prose.reader import ProseReader
from undercount.read.prose.verifier import verify

PARSED = find_spec("spacy") is not None
GENRES = tomllib.loads((Path(__file__).parent / "genres.toml").read_text(encoding="utf-8"))


@cache
def reader(*, parsed: bool) -> ProseReader:
    return ProseReader(parse=parsed)


def read(text: str, *, parsed: bool = True) -> Found:
    """Return what is found in a text, with who says it: what two speakers say of one thing is never added up."""
    return reader(parsed=parsed).found_all([text])[0]


def number(found: Found, act: str, *, age: str = "") -> int | str:
    """Return what a text says: 0 where it speaks of nobody or denies it, "some" where it gives no number."""
    quantity = totals(found, act, age=age)
    if quantity is None:
        return 0
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), "some")


def cases(key: str) -> list[Any]:
    """Return the sentences of all genres; those of which it is known why the reader errs must err, so that what is mended shows."""
    every = [(genre, case) for genre, table in GENRES.items() for case in table["cases"]]
    return [
        pytest.param(
            case["text"],
            (case.get("killed", 0), case.get("injured", 0)),
            id=f"{genre}-{at}",
            marks=[pytest.mark.xfail(reason=case[key], strict=True)] if key in case else [],
        )
        for at, (genre, case) in enumerate(every)
    ]


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
@pytest.mark.parametrize(("text", "numbers"), cases("fails"))
def test_a_sentence_gives_the_numbers_that_a_person_would_write_down(
    text: str, numbers: tuple[int | str, int | str]
) -> None:
    found = read(text)
    assert all(verify(proposal, text) is None for proposal in found.proposals)
    assert (number(found, "killing"), number(found, "injury")) == numbers


@pytest.mark.parametrize(("text", "numbers"), cases("bare"))
def test_patterns_alone_give_them_too(text: str, numbers: tuple[int | str, int | str]) -> None:
    found = read(text, parsed=False)
    assert all(verify(proposal, text) is None for proposal in found.proposals)
    assert (number(found, "killing"), number(found, "injury")) == numbers


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The raid was the deadliest since 2014, when 130 people died in a bombing.", "background"),
        ("In 1931 more than 2,000 people were massacred in the town.", "background"),
        ("Since January 412 civilians have been killed in the province.", "cumulative"),
        ("When 130 people died in the bombing, the market was full.", "asserted"),
        ("In the raid 12 people were killed.", "asserted"),
    ],
)
def test_harm_of_another_time_is_no_news(text: str, modality: str) -> None:
    found = [one for one in read(text).proposals if one.act == "killing"]
    assert [one.modality for one in found] == [modality]


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
@pytest.mark.parametrize(
    ("text", "words", "trigger"),
    [
        ("Gunmen abducted seven farmers; their bodies were found on Monday.", "seven", "bodies"),
        ("Gunmen abducted seven farmers. Their bodies were found on Monday.", "seven", "bodies"),
        ("Rebels kidnapped three nurses. They were later executed.", "three", "executed"),
        ("Rebels kidnapped three nurses. The hostages were shot dead on Friday.", "three", "shot dead"),
    ],
)
def test_those_who_were_held_are_the_dead_to_whom_a_later_word_points(text: str, words: str, trigger: str) -> None:
    found = read(text).proposals
    (dead,) = [one for one in found if one.act in ("killing", "summary-killing") and one.quantity.best is not None]
    assert (dead.amount.of(text), dead.trigger.of(text)) == (words, trigger)
    assert dead.quote.of(text) == text
    assert any(rule.endswith(".anaphor") for rule in dead.rules)
    assert verify(dead, text) is None


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
@pytest.mark.parametrize(
    "text",
    [
        "Gunmen abducted seven farmers. Their bodies ached when they were set free.",
        "Gunmen abducted seven farmers. They were freed on Monday.",
        "Seven farmers were hurt. Their bodies were strong.",
        "Rebels kidnapped three nurses. The attackers were killed by soldiers on Monday.",
    ],
)
def test_nobody_dies_of_a_pronoun_alone(text: str) -> None:
    assert number(read(text), "killing") in (0, "some")


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
@pytest.mark.parametrize(
    ("text", "killed", "children"),
    [
        ("Five children, two boys, two girls and one infant, were killed.", 5, 5),
        (
            "On Monday 18 civilians, all members of one family, including seven children and six women, were killed.",
            18,
            7,
        ),
        (
            "Four civilians were killed, including two children, and at least 13 others, including ten children, were injured.",
            4,
            2,
        ),
        ("Five people were killed, a woman and four children, and others were injured.", 5, 4),
        ("Nina Marou, an eleven-year-old girl, was killed.", 1, 1),
        ("Six-year-old Nina Marou was killed.", 1, 1),
        ("Nina Marou (9) and Omar Marou (41) were killed.", 2, 1),
        ("Seven members of the family, including a mother with her five children, were killed.", 7, 5),
    ],
)
def test_children_are_counted_once_and_among_the_dead_alone(text: str, killed: int, children: int) -> None:
    found = read(text)
    assert (number(found, "killing"), number(found, "killing", age="child")) == (killed, children)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("Officials gave no details about 12 villagers killed in the raid.", "exactly"),
        ("Relatives asked about three farmers killed in the raid.", "exactly"),
        ("About 12 villagers were killed in the raid.", "about"),
        ("Officials said about 12 villagers were killed in the raid.", "about"),
    ],
)
def test_about_is_a_hedge_only_where_it_is_no_preposition(text: str, qualifier: str) -> None:
    for parsed in (PARSED, False):
        (dead,) = [one for one in read(text, parsed=parsed).proposals if one.act == "killing"]
        assert dead.quantity.qualifier == qualifier
        assert verify(dead, text) is None
