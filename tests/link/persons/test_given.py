"""Given names decide: brothers and sisters are two persons, whatever else agrees and however little lists teach of relatives."""

from __future__ import annotations

import random

import numpy as np
import pytest

from undercount.link.names import encode
from undercount.link.persons import ListOf, draw, link
from undercount.link.persons.comparisons import COMPARISONS, NAME
from undercount.link.persons.given import are_two_names
from undercount.link.persons.usual import FEW, HARDLY, WORTH, known_before

GIVEN = [
    "Omar",
    "Sami",
    "Nabil",
    "Khaled",
    "Yousef",
    "Adel",
    "Ziad",
    "Bilal",
    "Tamer",
    "Majed",
    "Walid",
    "Fares",
    "Rami",
    "Nader",
]
FAMILY = ["Haddad", "Najjar", "Khatib", "Saleh", "Odeh", "Taha", "Halabi", "Masri", "Kurdi", "Shami", "Rifai", "Zoubi"]
COLUMNS = ("id", "given", "father", "family", "sex", "age", "died", "place")


def two(one: str, other: str) -> bool:
    return bool(are_two_names(encode([one, other]), np.array([0]), np.array([1]))[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Omar Sami", "Khaled Sami"),
        ("عمر سامي", "خالد سامي"),
        ("Karima Salem", "كريم سالم"),
        ("Sami Ali", "Rami Ali"),
        ("أمل علي", "فاطمة علي"),
    ],
)
def test_two_names_are_two(one: str, other: str) -> None:
    assert two(one, other)
    assert two(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ghassan Ahmad", "Gbassan Ahmad"), ("K. Ayed", "Khaled Ayed"), ("Salm. Yasser", "Salman Yasser"),
        ("Chris Cameron", "Christopher Cameron"),
        ("Amer Youssef", "عامر يوسف"), ("Umm Khaled", "Fatima Ali"), ("Ismail Samir", "Lsmail Samir"), ("Mohammed Ali", "Muhammad Ali"),
    ],
)  # fmt: skip
def test_slips_initials_short_forms_and_spellings_are_one_name(one: str, other: str) -> None:
    assert not two(one, other)
    assert not two(other, one)


def lists(people: int, brothers: int, seed: int) -> tuple[ListOf, ListOf]:
    """Return two lists without relatives in either, and brothers of whom each list has one, of one father, day and place."""
    rng = random.Random(seed)
    rows: tuple[list[tuple[object, ...]], list[tuple[object, ...]]] = ([], [])
    for number in range(people + brothers):
        names = rng.choice(GIVEN), rng.choice(GIVEN), rng.choice(FAMILY)
        day = f"2016-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        age, place = rng.randint(1, 70), rng.choice(["Aleppo", "Idlib", "Homs", "Hama"])
        if number < people:
            told = (f"person {number}", *names, "m", age, day, place)
            for rows_of, reached in zip(rows, (rng.random() < 0.7, rng.random() < 0.7), strict=True):
                if reached:
                    rows_of.append(told)
        else:
            one, other = rng.sample(GIVEN, 2)
            rows[0].append((f"first {number}", one, *names[1:], "m", 9, day, "Aleppo"))
            rows[1].append((f"second {number}", other, *names[1:], "m", 10, day, "Aleppo"))
    first, second = (
        ListOf(
            name=name,
            table={column: [row[at] for row in of] for at, column in enumerate(COLUMNS)},
            id="id",
            names=(("given", "father", "family"),),
            sex="sex",
            age="age",
            death="died",
            place=("place",),
        )
        for name, of in zip("ab", rows, strict=True)
    )
    return first, second


@pytest.mark.parametrize(("people", "brothers"), [(10, 1), (10, 2), (40, 4), (300, 1), (600, 1), (300, 20)])
def test_brothers_of_whom_each_list_has_one_are_not_joined(people: int, brothers: int) -> None:
    found = link(lists(people, brothers, 1))
    ids = found.prepared.ids
    pairs = [(ids[a], ids[b]) for a, b in zip(found.candidates.left, found.candidates.right, strict=True)]
    family = [at for at, (a, b) in enumerate(pairs) if a.startswith("first") and b == a.replace("first", "second")]
    same = [at for at, (a, b) in enumerate(pairs) if a == b]
    assert len(family) == brothers
    assert found.probability[family].max() < 0.3
    assert (found.probability[same] > 0.5).mean() > 0.9
    drawn = draw(found, 40, np.random.default_rng(1)).persons
    left, right = found.candidates.left[family], found.candidates.right[family]
    assert (drawn[:, left] == drawn[:, right]).mean() < 0.3


def test_draws_agree_with_probabilities_in_very_small_lists() -> None:
    found = link(lists(8, 1, 3))
    drawn = draw(found, 400, np.random.default_rng(2)).persons
    share = (drawn[:, found.candidates.left] == drawn[:, found.candidates.right]).mean(axis=0)
    assert np.abs(share - found.probability).max() < 0.25


def test_what_is_known_before_adds_up_to_its_worth_in_every_group() -> None:
    for one in COMPARISONS:
        counts, groups = known_before(one), np.array(one.groups)
        least = np.where(np.isin(np.arange(len(groups)), one.apart), HARDLY, FEW)
        for group in set(one.groups) - {0}:
            assert (counts - least)[groups == group].sum() == pytest.approx(WORTH, rel=1e-3)
    assert [NAME.levels[level] for level in NAME.apart] == ["no key shared, band 1", "band 1"]
