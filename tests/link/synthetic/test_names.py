"""Names: how they are written and romanised, how often they are borne, and what damage does to them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.link.synthetic.cases import drawn, near
from undercount.link.synthetic import common
from undercount.link.synthetic.damage import misread, mistyped
from undercount.link.synthetic.romanise import SYSTEMS, romanise
from undercount.link.synthetic.sounds import sounds, written
from undercount.link.synthetic.surnames import MOST_SURNAMES, surnames, towns
from undercount.link.synthetic.vocabulary import MEN, WOMEN, cumulative, names, spellings

ROLLS = st.floats(0, 1, exclude_max=True)

# Spellings as reference works and newspapers print them.
ROMANISED = [
    ("مُحَمَّد", "scholarly", "Muhammad"),
    ("مُحَمَّد", "press", "Mohammed"),
    ("مُحَمَّد", "letters", "Mhmd"),
    ("يوسُف", "scholarly", "Yusuf"),
    ("يوسُف", "press", "Youssef"),
    ("حُسَين", "scholarly", "Husayn"),
    ("خالِد", "press", "Khaled"),
    ("جَمال", "egyptian", "Gamal"),
    ("عَبد الرَحمٰن", "scholarly", "Abd al-Rahman"),
    ("عَبد الرَحمٰن", "french", "Abderrahman"),
    ("عَبد الرَحمٰن", "english", "Abdulrahman"),
    ("عَبد القادِر", "french", "Abdelkader"),
    ("عَبد الله", "english", "Abdullah"),
    ("هِشام", "french", "Hicham"),
    ("عَطا الله", "press", "Ata Allah"),
    ("العَبد الله", "scholarly", "al-Abd Allah"),
    ("فاطِمَة", "scholarly", "Fatima"),
    ("فاطِمَة", "english", "Fatimah"),
    ("هُدى", "scholarly", "Huda"),
    ("عيسى", "scholarly", "Isa"),
    ("سَعد", "press", "Saad"),
    ("يَحيى", "scholarly", "Yahya"),
    ("عَمرو", "scholarly", "Amr"),
    ("فُؤاد", "scholarly", "Fuad"),
    ("طٰهٰ", "scholarly", "Taha"),
    ("الشامي", "scholarly", "al-Shami"),
    ("أَبو سالِم", "scholarly", "Abu Salim"),
    ("صَلاح الدين", "scholarly", "Salah al-Din"),
    ("حَياة", "scholarly", "Hayat"),
    ("زَكَرِيّا", "scholarly", "Zakariyya"),
    ("سُمَيّة", "press", "Somayya"),
]


@pytest.mark.parametrize(("name", "system", "latin"), ROMANISED)
def test_romanisations_are_the_known_ones(name: str, system: str, latin: str) -> None:
    assert romanise(name, system) == latin


def test_every_name_can_be_written_and_romanised() -> None:
    for name in (*common.men(), *common.women(), *surnames(3_000), *towns(300)):
        assert re.fullmatch("[\u0621-\u064a ]+", written(name)), name
        for write in SYSTEMS.values():
            latin = write(name)
            assert re.fullmatch("[A-Za-z][A-Za-z' -]*", latin), (name, latin)
            assert len(latin.split()) <= 3


def test_sounds_are_those_of_the_word() -> None:
    assert sounds("مَحمود") == ("m", "a", "H", "m", "uu", "d")
    assert sounds("مُؤَيَّد") == ("m", "u", "'", "a", "y", "y", "a", "d")
    assert sounds("عائِشَة") == ("E", "aa", "'", "i", "sh", "A")


def test_names_typed_in_are_different_ones() -> None:
    for typed in (common.men(), common.women(), common.families()):
        plain = [written(name) for name in typed]
        assert len(set(plain)) == len(plain)
    assert written(common.men()[0]) == "محمد"


def test_surnames_are_different_and_the_first_ones_stay() -> None:
    many = surnames(MOST_SURNAMES)
    assert len({written(name) for name in many}) == MOST_SURNAMES
    assert surnames(700) == many[:700]
    assert len({written(name) for name in towns(21_000)}) == 21_000


@given(st.integers(2, 3_000), st.floats(0.0, 1.0))
def test_shares_fall_by_a_power_of_the_rank_from_the_stated_one(count: int, part: float) -> None:
    largest = 1 / count + part * (0.5 - 1 / count)
    shares = np.diff(cumulative(count, largest), prepend=0.0)
    assert shares[0] == pytest.approx(largest, rel=1e-6)
    assert shares.sum() == pytest.approx(1)
    tail = shares[1:] / shares[0]
    exponent = -np.log(tail) / np.log(np.arange(2, count + 1))
    assert np.ptp(exponent) < 1e-4


def test_one_man_in_sixteen_is_a_mohammed() -> None:
    people = drawn().population
    men = people["sex"] == "male"
    assert near(float((people["given"][men] == "محمد").mean()), 1 / 16, int(men.sum()), errors=6)
    # Brothers share a father, so a name of fathers counts once for each household.
    _, once = np.unique(people["household"], return_index=True)
    assert near(float((people["father"][once] == "محمد").mean()), 1 / 16, len(once))


def test_given_and_family_names_have_their_shares() -> None:
    people = drawn().population
    _, once = np.unique(people["household"], return_index=True)
    heads = Counter(people["grandfather"][once].tolist())
    shares = np.diff(cumulative(MEN, 1 / 16), prepend=0.0)
    for rank in (0, 1, 5, 40, 200):
        assert near(heads[written(common.men()[rank])] / len(once), float(shares[rank]), len(once))
    # Cousins die together under one name: of incidents, each counts once.
    _, incident = np.unique(people["incident"], return_index=True)
    families = Counter(people["family"][incident].tolist())
    assert near(families[written(surnames(1)[0])] / len(incident), 0.01, len(incident))
    assert len(families) > 2_000


def test_women_have_womens_names() -> None:
    people = drawn().population
    for sex, typed in (("male", common.men()), ("female", common.women())):
        assert set(people["given"][people["sex"] == sex]) == {written(name) for name in typed}
    assert {len(common.men()), len(common.women())} == {MEN, WOMEN}


def folded(text: str) -> str:
    """Return Arabic with one letter for all forms of alef, ha and ya, and without hamza and joins; a second, plain fold."""
    text = unicodedata.normalize("NFC", text).replace("ـ", "").replace(" ", "")
    return text.translate(str.maketrans("أإآىةؤئ", "ااايهوي", "ء"))


def test_other_spellings_are_the_same_name() -> None:
    for name in (*common.men(), *common.women(), *surnames(500)):
        plain = written(name)
        for other in spellings(plain):
            assert other != plain
            assert folded(other) == folded(plain)
    assert "عبدالله" in spellings("عبد الله")
    assert {"احمد"} <= set(spellings("أحمد"))
    assert spellings("خالد") == []


def test_vocabulary_puts_the_correct_spelling_first() -> None:
    table = names(300, 20, 3).given
    assert table.arabic[0, 0] == "محمد"
    assert table.latin[0].tolist() == [write(common.men()[0]) for write in SYSTEMS.values()]
    assert table.short_latin[0].tolist() == ["Moh.", "Mhd."]


@given(st.sampled_from(["محمد", "عبد الله", "Mohammed", "Al Shami", "ا", "Z"]), ROLLS, ROLLS, ROLLS)
def test_damage_changes_a_name_by_one_error(text: str, kind: float, where: float, which: float) -> None:
    for change in (mistyped, misread):
        found = change(text, kind, where, which)
        assert found != text
        assert found
        assert abs(len(found) - len(text)) <= 1
    assert distance(text, mistyped(text, kind, where, which)) == 1
    assert distance(text, misread(text, kind, where, which)) <= 2


def distance(one: str, other: str) -> int:
    """Return how many letters are lost, added, changed or turned round, ignoring case (Damerau, one turn a place)."""
    a, b = one.lower(), other.lower()
    table = [[i + j if not i or not j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]
