"""Quotations: where they stand, against a second way of finding them, and over paragraphs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.read.prose.speech.quotes import LONGEST, quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("She said “no” and “yes, yes”.", ["“no”", "“yes, yes”"]),
        ('He said "no." Then "yes".', ['"no."', '"yes"']),
        ("''It fell,'' he said.", ["''It fell,''"]),
        ("« Six morts », dit-il.", ["« Six morts »"]),
        ("A 6' wall and 5\" pipe.", []),
    ],
)
def test_the_marks_of_a_quotation(text: str, quoted: list[str]) -> None:
    assert [one.span.of(text) for one in quotations(text)] == quoted


def test_a_quotation_without_its_closing_mark_runs_on_in_the_next_paragraph() -> None:
    text = "He said: “It fell.\n\n“We ran.”\n\nThen it was over."
    found = quotations(text)
    assert [one.span.of(text) for one in found] == ["“It fell.", "“We ran.”"]
    assert [one.runs_on for one in found] == [False, True]
    assert [one.opens for one in found] == [False, True]


def test_a_mark_that_is_never_closed_quotes_nothing_far_away() -> None:
    assert quotations("He said “" + "word " * LONGEST + "\n\nEnd.") == []


_WORD = st.text("abc é١", min_size=1, max_size=6).filter(lambda word: word.strip() == word and word)


@given(st.lists(st.tuples(st.booleans(), _WORD), max_size=12))
def test_curly_quotations_are_those_that_a_regular_expression_finds(parts: list[tuple[bool, str]]) -> None:
    text = " ".join(f"“{word}”" if is_quoted else word for is_quoted, word in parts)
    assert [(one.span.start, one.span.end) for one in quotations(text)] == [
        match.span() for match in re.finditer("“[^“”]*”", text)
    ]
