"""The Arabic reader on invented sentences of many genres: every claim, no other, and what it cannot read is listed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.read.prose.arabic_sentences import SENTENCES
from undercount.read.prose.arabic.reading import read_arabic
from undercount.read.prose.proposal import Found, Proposal
from undercount.read.prose.verifier import verify
from undercount.read.text import ItemText


def _read(text: str) -> Found:
    return read_arabic(ItemText(text, "test/1", "ar"), "2024-03-12")


def _said(proposal: Proposal) -> str:
    """Return a claim as the lists write it."""
    q = proposal.quantity
    number = {
        "vague": "some",
        "exactly": f"{q.best}",
        "about": f"~{q.best}",
        "at-least": f">={q.low}",
        "at-most": f"<={q.high}",
        "between": f"{q.low}-{q.high}",
    }[q.qualifier]
    unit = "" if q.unit == "person" else q.unit
    part = "" if proposal.part_of is None else "part"
    how = "" if proposal.modality == "asserted" else proposal.modality
    return " ".join(word for word in (proposal.act, number, unit, part, how) if word)


@pytest.mark.parametrize(("text", "claims"), SENTENCES)
def test_a_sentence_yields_its_claims_and_no_other(text: str, claims: str) -> None:
    found = _read(text)
    assert "; ".join(_said(one) for one in found.proposals) == claims
    assert [verify(one, text) for one in found.proposals] == [None] * len(found.proposals)


@pytest.mark.parametrize("text", [text for text, _ in SENTENCES])
def test_only_the_number_that_is_said_is_given(text: str) -> None:
    for one in _read(text).proposals:
        numbers = one.quantity.numbers()
        given = {name for name, value in numbers.items() if value is not None}
        allowed = {
            "exactly": {"best"},
            "about": {"best"},
            "at-least": {"low"},
            "at-most": {"high"},
            "between": {"low", "high"},
            "vague": set(),
        }
        assert given == allowed[one.quantity.qualifier]


@pytest.mark.parametrize(
    "text",
    [
        "مقتل وإصابة العشرات في انفجار.",
        "7 شهداء وجرحى بقصف.",
        "الحصيلة ترتفع إلى 45.",
        "استهدف قصف مدفعي الأحياء السكنية.",
        "نجا ثلاثة أطفال من الموت.",
        "نزح نصف مليون شخص.",
        "مقتل مليون ونصف مليون شخص.",
        "الطفلة ليان (7 سنوات) قتلت.",
        "لم ترد تقارير عن سقوط ضحايا.",
        "الإفراج عن 12 معتقلا في صفقة تبادل.",
        "سجلت الوزارة 120 إصابة بالكوليرا.",
        "زار الوفد مدرسة تضم 400 طفل.",
        "القتل جريمة.",
        "فقدت العائلة 13 من أفرادها في غارة واحدة.",
        "انفجار لغم يودي بحياة راعيي أغنام.",
    ],
)
def test_what_holds_a_word_of_harm_and_gives_no_claim_is_listed(text: str) -> None:
    found = _read(text)
    assert found.proposals == ()
    assert len(found.misses) == 1


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("إصابة 9 مسعفين", ("", "", "", ("first-responder",))),
        ("سقوط 12 قتيلا في صفوف المدنيين", ("", "", "civilian", ())),
        ("مقتل طفلتين", ("female", "child", "", ())),
        ("مقتل ثلاثة جنود", ("", "", "armed-member", ())),
        ("قصف مستشفى", ("", "", "", ("hospital",))),
        ("تدمير 3 منازل", ("", "", "", ("home",))),
        ("23 هجوما على مستشفيات", ("", "", "", ("hospital",))),
        ("مقتل 20 امرأة وطفلا", ("", "", "", ())),
    ],
)
def test_who_they_were_is_what_the_words_say(text: str, who: tuple[str, str, str, tuple[str, ...]]) -> None:
    (one,) = _read(text).proposals
    victims = one.victims
    assert (victims.sex, victims.age, victims.status, victims.targets) == who


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("مقتل خمسة في غارة جوية على السوق", "غارة جوية"),
        ("مقتل امرأة بقذيفة", "بقذيفة"),
        ("مقتل ثمانية في انفجار سيارة مفخخة", "انفجار سيارة مفخخة"),
        ("مقتل شاب برصاص قناص", "برصاص قناص"),
        ("مقتل طفلين ببرميل متفجر", "ببرميل متفجر"),
        ("مقتل شاب في المدينة", ""),
    ],
)
def test_the_method_is_the_whole_phrase(text: str, method: str) -> None:
    one = _read(text).proposals[0]
    assert (one.method.of(text) if one.method is not None else "") == method


def test_some_of_the_injured_who_died_are_a_share_of_them() -> None:
    (one,) = _read("توفي ثلاثة من الجرحى متأثرين بجراحهم").proposals
    assert (one.act, one.quantity.best) == ("killing", 3)
    assert "victims.share" in one.rules


def test_a_toll_says_so() -> None:
    (one,) = _read("ارتفعت حصيلة القتلى إلى 45 شخصا").proposals
    assert one.rules == ("ar.toll", "victims.total")


def test_a_part_stands_under_its_whole_whatever_the_order_of_things_and_persons() -> None:
    found = _read("دمر القصف منزلا وقتل خمسة بينهم طفل").proposals
    assert [(one.act, one.part_of) for one in found] == [("destruction", None), ("killing", None), ("killing", 1)]


WORDS = sorted({word for text, _ in SENTENCES for word in text.split()})


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
def test_whatever_words_stand_together_every_claim_verifies(words: list[str]) -> None:
    text = " ".join(words)
    found = _read(text)
    assert [verify(one, text) for one in found.proposals] == [None] * len(found.proposals)
    for one in found.proposals:
        assert one.part_of is None or found.proposals[one.part_of].part_of is None
