"""Lines that were broken by width are one sentence; notes, rows, headings and messages stay one to a line."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.read.test_text_layout import REPORT
from undercount.read.prose.analysis.tokens import sentences_in
from undercount.read.prose.analysis.wrapping import ends_in

PLACES = ("Ostrel", "Karbeth", "Mirlow", "Sal", "Upper Tamm")
ACTS = (
    "riders shot {n} farmers on the road to the mill",
    "{n} dead after a bomb at the bridge",
    "soldiers held {n} men",
    "a mine hurt {n} children who were looking for wood near the old fort",
    "{n} houses burnt",
)


def sentences(text: str) -> list[str]:
    return [" ".join(span.of(text).split()) for span in sentences_in(text)]


def filled(paragraphs: Sequence[str], width: int, between: str) -> str:
    return between.join(textwrap.fill(one, width, break_on_hyphens=False) for one in paragraphs)


WANTED = [sentence for paragraph in REPORT for sentence in sentences(paragraph)]


@pytest.mark.parametrize("width", [25, 30, 36, 40, 48, 60, 72, 80, 95, 120])
def test_sentences_are_those_of_the_text_that_was_not_broken(width: int) -> None:
    assert sentences(filled(REPORT, width, "\n\n")) == WANTED


@pytest.mark.parametrize("width", [45, 60, 72, 80, 95, 120])
def test_headings_and_rows_around_broken_lines_stay_apart(width: int) -> None:
    heading, rows = "Protection of residents", [f"Valley {n} {7 * n} {9 * n}" for n in range(1, 25)]
    for between in ("\n\n", "\n"):
        text = between.join([heading, filled(REPORT, width, between), "\n".join(rows)])
        assert sentences(text) == [heading, *WANTED, *rows]


def note(draw: random.Random) -> str:
    said = draw.choice(ACTS).format(n=draw.randint(2, 90))
    return draw.choice(
        [f"{draw.choice(PLACES)}: {said}", said[0].upper() + said[1:], f"{draw.choice(PLACES)} - {said}"]
    )


@given(st.integers(0, 10_000), st.integers(1, 14), st.sampled_from(["", "."]))
def test_notes_stay_one_to_a_line(seed: int, count: int, mark: str) -> None:
    draw = random.Random(seed)
    notes = [note(draw) + mark for _ in range(count)]
    assert sentences("\n".join(notes)) == notes


@given(st.integers(0, 10_000), st.integers(1, 14))
def test_messages_in_small_letters_stay_one_to_a_line(seed: int, count: int) -> None:
    draw = random.Random(seed)
    said = [note(draw).lower() for _ in range(count)]
    assert sentences("\n".join(said)) == said


def test_cells_and_items_do_not_join_the_line_before() -> None:
    rows = "Ostrel and the\t12 dead\nvalley of the north, where the\t14 dead\nriders of the army had been\t9 dead"
    assert sentences(rows) == rows.replace("\t", " ").split("\n")
    items = "The observers wrote down three things that the\n- riders shot farmers in the valley of the north\n- the army held 12 men"
    assert sentences(items) == items.split("\n")


@given(st.text(alphabet="aB. \n\t-1", max_size=120))
def test_a_line_ends_something_or_goes_on(text: str) -> None:
    ends = ends_in(text)
    assert ends == sorted(set(ends))
    assert all(text[end - 1] == "\n" for end in ends)
    blank = [at + 1 for at, char in enumerate(text) if char == "\n" and not text[:at].rsplit("\n", 1)[-1].strip()]
    assert set(blank) <= set(ends), "what stands behind a blank line never goes on"


def test_the_mark_of_a_footnote_ends_its_sentence() -> None:
    assert sentences("At least 41 were hurt.1 The army spoke of “nine”.12 It gave no names.3") == [
        "At least 41 were hurt.1",
        "The army spoke of “nine”.12",
        "It gave no names.3",
    ]
    assert sentences("See art.5 The text of no.12 Is short, at 1.5 metres.") == [
        "See art.5 The text of no.12 Is short, at 1.5 metres."
    ]
