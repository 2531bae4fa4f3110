"""Sentences that stand word for word in other texts, against a comparison of every text with every other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import LinkError
from undercount.link.incidents.verbatim import folded_words, standing_in


def naive(texts: list[str], least: int) -> dict[int, frozenset[int]]:
    found = {}
    for at, text in enumerate(texts):
        own = f" {' '.join(folded_words(text))} "
        holders = {n for n, other in enumerate(texts) if n != at and own in f" {' '.join(folded_words(other))} "}
        if holders and len(own.split()) >= least:
            found[at] = frozenset(holders)
    return found


@given(st.lists(st.lists(st.sampled_from("ab"), max_size=9).map(" ".join), max_size=8), st.integers(1, 4))
def test_the_same_as_comparing_each_with_each(texts: list[str], least: int) -> None:
    assert dict(standing_in(texts, least_words=least)) == naive(texts, least)


def test_signs_case_and_digits_of_either_script_are_folded_and_words_are_not() -> None:
    texts = [
        "At least 1,200 people fled from Elm Street on Monday.",
        "“At least ١,٢٠٠ people fled from ELM Street, on Monday,” the council wrote.",
        "At least 1,300 people fled from Elm Street on Monday.",
        "At least 1,200 people fled from Elm Streets on Monday.",
    ]
    assert standing_in(texts) == {0: frozenset({1})}


def test_a_stock_phrase_says_nothing() -> None:
    assert standing_in(["Three people were killed on Monday.", "Three people were killed on Monday, it said."]) == {}


def test_a_length_of_nothing_is_refused() -> None:
    with pytest.raises(LinkError, match="at least one word"):
        standing_in(["a"], least_words=0)
