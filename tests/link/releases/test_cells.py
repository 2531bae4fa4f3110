"""What cells say, which columns hold what, and how spellings differ."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import MappingError
from undercount.link.releases.cells import FEMALE, MALE, UNKNOWN, age_years, birth_year, plain_id, sex_of
from undercount.link.releases.columns import Asked, Roles, roles_of
from undercount.link.releases.spelling import Difference, difference, letters_between


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("401-234 567", "401234567"),
        ("٤٠١٢٣٤٥٦٧", "401234567"),
        ("0012", "12"),
        ("AB-12", "ab12"),
        ("40123****", ""),
        ("4012xxxxx", ""),
        ("000000000", ""),
        ("999999999", ""),
        ("unknown", ""),
        ("لا يوجد", ""),
        ("", ""),
        ("7", "7"),
    ],
)
def test_an_id_has_one_spelling_and_a_placeholder_is_none(text: str, expected: str) -> None:
    assert plain_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("34", 34), ("34.0", 34), ("٣٤", 34), ("0", 0), ("7 months", 0), ("13 months", 1), ("Less than a day", 0), ("400 days", 1),
        ("12 months", 1), ("24 months", 2), ("3 أيام", 0), ("5 سنوات", 5), ("5 years old", 5), ("20-25", UNKNOWN), ("adult", UNKNOWN),
        ("", UNKNOWN), ("999", UNKNOWN), ("-1", UNKNOWN),
    ],
)  # fmt: skip
def test_an_age_is_read_in_completed_years(text: str, expected: int) -> None:
    assert age_years(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1984", 1984),
        ("1984-03-02", 1984),
        ("02/03/1984", 1984),
        ("١٩٨٤", 1984),
        ("1984 or 1986", UNKNOWN),
        ("84", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_birth_has_one_year(text: str, expected: int) -> None:
    assert birth_year(text) == expected


def test_a_sex_is_read_in_both_languages() -> None:
    assert [sex_of(text) for text in ("F", "أنثى", "female", "M", "ذكر", "", "x")] == [FEMALE] * 3 + [MALE] * 2 + [
        UNKNOWN
    ] * 2


@cache
def naive(one: str, other: str) -> int:
    """Optimal string alignment by its definition."""
    if not one or not other:
        return len(one) + len(other)
    best = min(naive(one[1:], other) + 1, naive(one, other[1:]) + 1, naive(one[1:], other[1:]) + (one[0] != other[0]))
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        best = min(best, naive(one[2:], other[2:]) + 1)
    return best


@given(st.text("ab", max_size=7), st.text("abc", max_size=7), st.integers(0, 3))
def test_letters_between_words_are_those_of_the_definition(one: str, other: str, most: int) -> None:
    assert letters_between(one, other, most) == min(naive(one, other), most + 1)


def test_spellings_differ_in_orthography_in_letters_or_in_more() -> None:
    assert difference(("أحمد", "احمد"), ("أحمد", "احمد")) == Difference.NONE
    assert difference(("أحمد", "احمد"), ("احمد", "احمد")) == Difference.ORTHOGRAPHY
    assert difference(("سالم", "سالم"), ("سليم", "سليم")) == Difference.LETTERS
    assert difference(("سالم", "سالم"), ("مروان", "مروان")) == Difference.MORE


def test_columns_are_told_by_their_names() -> None:
    columns = ["no", "Full name", "Place name", "ID number", "Gender", "Date of birth", "Age in years", "hospital_id"]
    assert roles_of("a.csv", columns, Asked()) == Roles(
        ("Full name",), "ID number", "Gender", "Date of birth", "Age in years"
    )
    arabic = ["الاسم الرباعي", "رقم الهوية", "الجنس", "تاريخ الميلاد", "العمر"]
    assert roles_of("a.csv", arabic, Asked()) == Roles((arabic[0],), *arabic[1:])
    both = ["name_ar", "name_en", "moh_key"]
    assert roles_of("a.csv", both, Asked()) == Roles(("name_ar", "name_en"))


def test_what_a_person_says_of_columns_counts() -> None:
    asked = Asked(("who",), {"id": "name"})
    assert roles_of("a.csv", ["who", "name", "age"], asked) == Roles(("who",), "name", age="age")
    assert Asked(("a=b",), {"age": "x=y"}).of(1, 2) == Asked(("b",), {"age": "y"})


@pytest.mark.parametrize(
    ("columns", "asked", "words"),
    [
        (["a", "b"], Asked(), ("no column of r.csv looks like one", "--name")),
        (["name"], Asked(("nmae",)), ("'nmae' is not in r.csv", "did you mean 'name'?")),
        (["name", "n"], Asked(("n",), {"id": "n"}), ("'n' is named twice for r.csv",)),
    ],
)
def test_columns_that_cannot_be_found_are_named(columns: list[str], asked: Asked, words: tuple[str, ...]) -> None:
    with pytest.raises(MappingError) as error:
        roles_of("r.csv", columns, asked)
    assert all(word in str(error.value) for word in words)


def test_a_column_with_a_name_for_each_release_has_as_many_names() -> None:
    with pytest.raises(MappingError, match=r"'a=b' has 2 for 3 releases"):
        Asked(("a=b",)).of(0, 3)
