"""The spelling of letters: what is one name is written one way, and what is another name stays another."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.link.names import normalise

ARABIC = st.text(
    st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءٱیکھـ \u064b\u064e\u0651\u0654\u0670"), max_size=20
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("أَحْمَد", "احمد"),
        ("إبراهيم", "ابراهيم"),
        ("آمال", "امال"),
        ("ا\u0654حمد", "احمد"),
        ("ٱلنجار", "النجار"),
        ("رؤى", "روي"),
        ("وائل", "وايل"),
        ("واىل", "وايل"),
        ("ضياء", "ضيا"),
        ("فاطمة", "فاطمه"),
        ("مصطفى", "مصطفي"),
        ("كـــريم", "كريم"),
        ("ﻛﺮﻳﻢ ﻻﻣﻊ", "كريم لامع"),
        ("ﷲ", "الله"),
        ("عبد هللا", "عبد الله"),
        ("االسمر", "الاسمر"),
        ("کریم", "كريم"),
        ("سعدةكريم", "سعده كريم"),
        ("\u200fكريم\u200f", "كريم"),
        ("Karīm  an-NAJJĀR", "karim an-najjar"),
        ("Is’haq", "is'haq"),
        ("AlNajjar AbuSaid", "al najjar abu said"),
    ],
)
def test_spelling_is_one(written: str, plain: str) -> None:
    assert normalise(written) == plain


def test_alef_maqsura_is_never_alef() -> None:
    assert normalise("على") == normalise("علي") != normalise("علا")
    assert normalise("سلمى") == normalise("سلمي") != normalise("سلما")


def test_an_ending_with_taa_is_kept_from_a_bare_one() -> None:
    assert normalise("كريمة") == normalise("كريمه") != normalise("كريم")


@given(ARABIC)
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ARABIC)
def test_decomposed_letters_are_the_composed_ones(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@given(ARABIC)
def test_nothing_is_left_of_signs_and_of_letters_that_have_a_plain_form(text: str) -> None:
    assert not set(normalise(text)) & set("أإآؤئءٱىةیکھـ\u064b\u064e\u0651\u0654\u0670")
