"""The verifier: what stands in the text passes, and anything that does not is rejected whatever a reader says."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.read.prose.proposal import Dated, Located, Proposal, Span, Speaker, Victims
from undercount.read.prose.spelled import digits_in, spelled_in, unsaid_in
from undercount.read.prose.verifier import verify
from undercount.record import Quantity

TEXT = "The council said that at least 82 people were killed in Elm Street, while up to five were hurt."


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def proposal(
    words: str,
    number: int | None,
    qualifier: str = "exactly",
    *,
    text: str = TEXT,
    trigger: str = "killed",
    side: str = "best",
) -> Proposal:
    numbers = {"low": None, "best": None, "high": None, side: number}
    return Proposal(
        quote=Span(0, len(text)),
        quantity=Quantity(**numbers, qualifier=qualifier, unit="person", phrase=words),
        amount=span(words, text),
        act="injury" if trigger == "hurt" else "killing",
        trigger=span(trigger, text),
    )


def test_what_stands_in_the_text_passes() -> None:
    assert verify(proposal("at least 82", 82, "at-least", side="low"), TEXT) is None
    assert verify(proposal("up to five", 5, "at-most", side="high", trigger="hurt"), TEXT) is None


@pytest.mark.parametrize("number", [8, 2, 28, 83, 820])
def test_digits_are_never_fuzzy(number: int) -> None:
    fault = verify(proposal("at least 82", number, "at-least", side="low"), TEXT)
    assert fault is not None
    assert fault.field == "number"


@pytest.mark.parametrize("qualifier", ["exactly", "at-most", "about", "vague"])
def test_a_hedge_in_the_text_is_a_hedge_in_the_claim(qualifier: str) -> None:
    for words in ("at least 82", "82"):
        fault = verify(proposal(words, 82, qualifier), TEXT)
        assert fault is not None
        assert fault.field == "hedge"


@pytest.mark.parametrize(
    ("text", "words", "qualifier"),
    [
        ("Five or more men were killed.", "Five", "at-least"),
        ("More than 1,200 men were killed.", "1,200", "at-least"),
        ("Between 3 and 5 men were killed.", "3 and 5", "between"),
        ("Dozens of men were killed.", "Dozens", "vague"),
        ("قتل ما لا يقل عن ٨٢ مدنيا", "٨٢", "at-least"),
    ],
)
def test_hedges_before_within_and_after_a_number_are_seen(text: str, words: str, qualifier: str) -> None:
    trigger = "قتل" if "قتل" in text else "killed"
    number = next(iter(digits_in(words) | spelled_in(words)), None) if qualifier != "vague" else None
    side = {"at-least": "low", "between": "low"}.get(qualifier, "best")
    assert verify(proposal(words, number, qualifier, text=text, trigger=trigger, side=side), text) is None
    other = "about" if qualifier != "about" else "exactly"
    assert verify(proposal(words, number, other, text=text, trigger=trigger), text) is not None


def test_a_span_outside_the_text_or_the_passage_is_refused() -> None:
    good = proposal("at least 82", 82, "at-least", side="low")
    outside = Span(len(TEXT), len(TEXT) + 4)
    for changed in (
        dataclasses.replace(good, places=(Located(outside),)),
        dataclasses.replace(good, when=Dated(outside, None)),
        dataclasses.replace(good, chain=(Speaker(outside),)),
        dataclasses.replace(good, victims=Victims(outside)),
        dataclasses.replace(good, quote=Span(0, 20)),
        dataclasses.replace(good, amount=Span(30, 30)),
    ):
        assert verify(changed, TEXT) is not None


def test_a_phrase_and_terms_that_are_not_there_are_refused() -> None:
    good = proposal("at least 82", 82, "at-least", side="low")
    other = dataclasses.replace(good.quantity, phrase="at least 83")
    assert verify(dataclasses.replace(good, quantity=other), TEXT) is not None
    assert verify(dataclasses.replace(good, act="murdering"), TEXT) is not None
    assert verify(dataclasses.replace(good, victims=Victims(targets=("castle",))), TEXT) is not None


@given(st.integers(0, 10**12))
def test_every_number_in_digits_is_found_as_it_stands_and_no_other(number: int) -> None:
    for written in (str(number), f"{number:,}"):
        assert digits_in(f"about {written} people") == {number}


@given(st.integers(1, 999_999))
def test_numbers_in_english_words_are_found(number: int) -> None:
    assert number in spelled_in(in_words(number))


def in_words(number: int) -> str:
    """Return a number in English words, by another way than the verifier reads them."""
    ones = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    ones += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    tens = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number < 20:
        return ones[number]
    if number < 100:
        return tens[number // 10] + (f"-{ones[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{ones[number // 100]} hundred" + (f" and {in_words(number % 100)}" if number % 100 else "")
    return f"{in_words(number // 1000)} thousand" + (f" {in_words(number % 1000)}" if number % 1000 else "")


def test_words_without_a_number_are_one_or_an_arabic_dual() -> None:
    assert unsaid_in("policeman") == {1}
    assert unsaid_in("قتيلان") == {1, 2}
    assert unsaid_in("5 policemen") == frozenset()
    assert 6 in spelled_in("half a dozen")
    assert spelled_in("a man") == {1}
    assert 25 in spelled_in("خمسة وعشرين")
