"""Quantities, vocabularies, places, passages, claims, judgements: rules and round trips."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import RecordError
from undercount.record import (
    Admission,
    Claim,
    Item,
    Judgement,
    MediaTime,
    PageRegion,
    Passage,
    Person,
    Place,
    Quantity,
    Question,
    TableCell,
    TextPosition,
    TextQuote,
    When,
    vocabulary,
)
from undercount.record.canonical import canonical_bytes
from undercount.record.place import ACLED_GEO, UCDP_WHERE, from_acled, from_ucdp, to_acled, to_ucdp
from undercount.record.quantity import QUALIFIERS
from undercount.record.victims import AGES, SEXES, STATUSES
from undercount.record.vocabulary import LISTS

NUMBERS = st.one_of(st.none(), st.integers(0, 500))


def claim(**changes: Any) -> Claim:
    base: dict[str, Any] = {
        "passage": Passage("ab" * 32, (TextQuote("at least 82"), TextPosition(3, 14, "plain/1"))),
        "quote": "at least 82",
        "speaker": "un",
        "carrier": "paper",
        "origin": "un",
        "stance": "affirms",
        "quantity": Quantity(82, None, None, "at-least", "person", "at least 82"),
        "act": "killing",
        "when": When.parse("2016-12-10/2016-12-13"),
        "places": ("east",),
        "status": "civilian",
    }
    return Claim(**{**base, **changes})


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(QUALIFIERS))
def test_low_best_high_in_order_or_refused(low: int | None, best: int | None, high: int | None, word: str) -> None:
    said = [n for n in (low, best, high) if n is not None]
    if said == sorted(said):
        quantity = Quantity(low, best, high, word, "person")
        assert quantity.floor is None or quantity.floor in said
        assert quantity.ceiling is None or quantity.ceiling in said
    else:
        with pytest.raises(RecordError, match="low ≤ best ≤ high"):
            Quantity(low, best, high, word, "person")


def test_about_is_no_floor_and_vague_no_number() -> None:
    assert Quantity(None, 80, None, "about", "person").floor is None
    assert Quantity(None, 80, None, "exactly", "person").floor == 80
    assert Quantity(None, 80, None, "exactly", "person").ceiling == 80
    assert Quantity(None, None, None, "vague", "person", "dozens").is_empty
    with pytest.raises(RecordError, match="negative"):
        Quantity(-1, None, None, "exactly", "person")
    with pytest.raises(RecordError, match="qualifier"):
        Quantity(1, None, None, "roughly", "person")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_a_citation_and_both_labels(name: str) -> None:
    found = vocabulary(name)
    assert len(found.citation) > 20
    assert found.terms
    for term in found.terms.values():
        assert term.en
        assert any("\u0600" <= letter <= "\u06ff" for letter in term.ar), term.id
    found.tree()


def test_lists_agree_with_the_values_that_use_them() -> None:
    assert set(vocabulary("qualifier").terms) == set(QUALIFIERS)
    for name, leaves in (("sex", SEXES), ("age", AGES), ("status", STATUSES)):
        assert set(leaves) <= set(vocabulary(name).terms)


def test_an_unknown_term_names_the_nearest() -> None:
    with pytest.raises(RecordError, match="did you mean 'killing'"):
        vocabulary("act").need("kiling")
    with pytest.raises(RecordError, match="must be one of the lists"):
        vocabulary("acts!")


def test_precision_codes_go_in_and_out() -> None:
    for code, term in UCDP_WHERE.items():
        assert from_ucdp(code) == term
        assert from_ucdp(to_ucdp(term)) == term
    for code in ACLED_GEO:
        assert to_acled(from_acled(code)) == code
    assert to_acled("anywhere") == 3
    for wrong in (from_ucdp, from_acled):
        with pytest.raises(RecordError, match="check the row"):
            wrong(9)


def test_a_place_off_the_globe_is_refused() -> None:
    with pytest.raises(RecordError, match="swapped"):
        Place("x", lat=137.0, lon=36.0)
    with pytest.raises(RecordError, match="both lat and lon"):
        Place("x", lat=1.0)


def test_selectors_go_out_and_back() -> None:
    passage = Passage(
        "cd" * 32,
        (
            TextQuote("x", "before", "after"),
            TextPosition(0, 1, "html-text/1"),
            TableCell(2, ("low", "high"), "Sheet1"),
            PageRegion(3, 1.0, 2.0, 3.0, 4.0),
            MediaTime(0.0, 2.5),
        ),
    )
    assert Passage.from_json(passage.item, json.loads(canonical_bytes(passage.as_json()))) == passage
    page = Passage("cd" * 32, (PageRegion(3),))
    assert page.as_json() == [{"type": "PageRegionSelector", "page": 3}]
    assert Passage.from_json(page.item, page.as_json()) == page
    with pytest.raises(RecordError, match="known type"):
        Passage.from_json("x", [{"type": "Guess"}])


@given(NUMBERS, st.text(max_size=20), st.sampled_from(["", "female"]), st.sampled_from(["within", "whole"]))
def test_a_claim_goes_out_and_back_with_its_id(n: int | None, note: str, sex: str, covers: str) -> None:
    made = claim(quantity=Quantity(n, None, None, "at-least", "person"), note=note, sex=sex, covers=covers)
    again = Claim.from_json(json.loads(canonical_bytes(made.as_json())))
    assert again == made
    assert again.id == made.id
    assert made.id.startswith("claim:")


def test_the_id_follows_the_words_and_not_the_row() -> None:
    assert claim(row=2).id == claim(row=9).id
    assert claim(note="x").id != claim().id


def test_an_uncertain_date_leaves_the_scope_open_in_time() -> None:
    scope = claim(when=When.parse("2016-12-10~")).scope
    assert (scope.start, scope.end) == (None, None)


def test_words_that_are_not_known_are_refused() -> None:
    with pytest.raises(RecordError, match="stance must be"):
        claim(stance="doubts")
    with pytest.raises(RecordError, match="an item is named"):
        Item("abc", "x", "text/plain", 1)
    with pytest.raises(RecordError, match="a decision must be"):
        Judgement("claim:1", "maybe", "x", "me")
    with pytest.raises(RecordError, match="needs a reason"):
        Judgement("claim:1", "accept", " ", "me")
    with pytest.raises(RecordError, match=r"admit\.judged"):
        Admission(judged="perhaps")


def test_age_groups() -> None:
    ages = {0: "child", 17: "child", 18: "adult-under-60", 59: "adult-under-60", 60: "older"}
    assert {years: Person("p", "l", age_years=years).age for years in ages} == ages
    assert Person("p", "l").age == ""


def test_a_question_is_its_scope_and_rule() -> None:
    question = Question(
        "q",
        "person",
        ("killing",),
        ("east",),
        When.parse("2016-12"),
        status="civilian",
        admit=Admission("fair", ("un",), "accepted"),
    )
    assert question.scope.acts == ("killing",)
    assert question.admit.rule == "grade ≥ fair; speakers = un; judged = accepted"
    assert Admission().rule == "all"
    assert question.as_json()["when"] == "2016-12"
