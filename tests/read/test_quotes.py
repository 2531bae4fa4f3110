"""Verbatim words in a text: typography may differ, letters and digits may not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from undercount.read.quotes import FoldedText, selectors
from undercount.read.text import ItemText
from undercount.record import PageRegion, TextPosition, TextQuote


def spans(text: str, quote: str) -> list[str]:
    return [text[a:b] for a, b in FoldedText.of(ItemText(text, "t/1")).find(quote)]


def test_typography_and_white_space_are_folded() -> None:
    text = "He said: “we\u00a0can’t —\n  not\u200f now”… ـحـلب"
    assert spans(text, '"we can\'t - not now"...') == ["“we\u00a0can’t —\n  not\u200f now”…"]
    assert spans(text, "حلب") == ["حـلب"]


def test_letters_and_digits_are_not() -> None:
    assert spans("41 were killed, ٤١ in all", "٤١") == ["٤١"]
    assert spans("Forty dead", "forty dead") == []
    assert spans("café", "cafe") == []
    assert spans("cafe\u0301 and café", "café") == ["cafe\u0301", "café"]


def test_a_number_is_found_only_whole() -> None:
    assert spans("13 dead; 3 dead", "3 dead") == ["3 dead"]
    assert spans("1,200 people", "200 people") == []
    assert spans("killed 1,200", "killed 1") == []
    assert spans("killed 12. Then", "killed 12") == ["killed 12"]


def test_how_far_a_quote_goes_before_it_parts() -> None:
    text = FoldedText.of(ItemText("at least 82 civilians were killed", "t/1"))
    assert text.longest_start("at least 82 soldiers were killed") == "at least 82"
    assert text.longest_start("nothing of it") == ""


def test_selectors_name_words_position_and_page() -> None:
    text = ItemText("one two three", "t/1", pages=(0, 4))
    assert selectors(text, 4, 7) == (TextQuote("two", "one ", " three"), TextPosition(4, 7, "t/1"), PageRegion(2))


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.data())
def test_any_slice_of_words_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    for a, b in FoldedText.of(ItemText(text, "t/1")).find(quote):
        assert 0 <= a < b <= len(text)
        again = FoldedText.of(ItemText(quote, "t/1")).folded.strip()
        assert FoldedText.of(ItemText(text[a:b], "t/1")).folded.strip() == again
