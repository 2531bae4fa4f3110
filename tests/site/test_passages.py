"""A quote is found in its text, and what stands around it is cut between words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from undercount.site import passages
from undercount.site.built import Field
from undercount.site.tables import Claim, of_figure

from .sample import EN, sample


def claim(quote: str, *selectors: Mapping[str, object]) -> Claim:
    made = sample(0)
    entry = next(entry for figure in made.figures for entry in figure["claims"])
    return replace(of_figure(entry), quote=quote, selectors=tuple(dict(one) for one in selectors))


def test_the_position_is_believed_where_it_holds_the_quote() -> None:
    text = "one two one two"
    at = {"type": "TextPositionSelector", "start": 8, "end": 11}
    assert passages.find(text, claim("one", at)) == (8, 11)


def test_a_wrong_position_is_not_believed() -> None:
    at = {"type": "TextPositionSelector", "start": 0, "end": 3}
    assert passages.find("and one", claim("one", at)) == (4, 7)


def test_the_prefix_tells_two_equal_quotes_apart() -> None:
    selector = {"type": "TextQuoteSelector", "exact": "one", "prefix": "not "}
    assert passages.find("one, but not one", claim("one", selector)) == (13, 16)


def test_a_quote_is_found_over_line_breaks() -> None:
    found = passages.find(EN, claim("were killed in four neighbourhoods"))
    assert found is not None
    assert EN[slice(*found)] == "were killed\nin four neighbourhoods"


def test_what_is_not_there_is_not_found() -> None:
    assert passages.find("one", claim("two")) is None
    assert passages.find("one", claim("")) is None


def test_a_selector_alone_is_enough() -> None:
    assert passages.find("a one", claim("", {"type": "TextQuoteSelector", "exact": "one"})) == (2, 5)


def test_a_long_text_is_cut_between_words() -> None:
    text = "word " * 2000 + "NEEDLE" + " word" * 2000
    at = text.index("NEEDLE")
    cut = passages.cut(text, (at, at + 6))
    assert cut.quote == "NEEDLE"
    assert cut.cut_before
    assert cut.cut_after
    assert set((cut.before + cut.after).split()) == {"word"}


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=5))
def test_stretches_are_the_text_and_name_who_quotes_it(text: str, starts: list[tuple[int, int]]) -> None:
    spans = {f"c{n}": (a, min(len(text), a + b)) for n, (a, b) in enumerate(starts) if a < len(text)}
    made = passages.stretches(text, spans)
    assert "".join(stretch.text for stretch in made) == text
    for name, (start, end) in spans.items():
        assert "".join(s.text for s in made if name in s.claims) == text[start:end]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)), max_size=6), st.integers(41, 60))
def test_stretches_are_those_of_a_slow_second_way(starts: list[tuple[int, int]], end: int) -> None:
    text = "".join(chr(ord("a") + at % 26) for at in range(end))
    spans = {f"c{-n}": (a, min(end, a + b)) for n, (a, b) in enumerate(starts)}
    by_char = [tuple(name for name, (first, last) in spans.items() if first <= at < last) for at in range(end)]
    made = [claims for one in passages.stretches(text, spans) for claims in [one.claims] * len(one.text)]
    assert made == by_char


def test_a_possible_miss_has_its_number_and_no_claim() -> None:
    made = passages.stretches("one two three four", {"a": (0, 3)}, [(4, 7), (8, 13)])
    assert [(one.text, one.claims, one.miss) for one in made] == [
        ("one", ("a",), 0),
        (" ", (), 0),
        ("two", (), 1),
        (" ", (), 0),
        ("three", (), 2),
        (" four", (), 0),
    ]


@given(
    st.lists(st.tuples(st.sampled_from(["number", "when", "where"]), st.integers(0, 30), st.integers(1, 9)), max_size=6)
)
def test_what_is_said_is_the_quote_and_each_field_its_words(given_fields: list[tuple[str, int, int]]) -> None:
    text = "".join(chr(ord("a") + at % 26) for at in range(40))
    fields: list[Field] = [{"field": f, "start": a, "end": a + b} for f, a, b in given_fields]
    made = passages.said(text, (5, 30), fields)
    assert "".join(one.text for one in made) == text[5:30]
    inside = [one for one in fields if one["start"] >= 5 and one["end"] <= 30]
    by_char = [{o["field"] for o in inside if o["start"] <= at < o["end"]} for at in range(5, 30)]
    assert [set(fields) for one in made for fields in [one.fields] * len(one.text)] == by_char
