from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest

from undercount.link.persons.lists import ListOf

_SYLLABLES = ["ba", "ko", "mi", "ra", "su", "te", "lo", "na", "di", "ga", "fe", "shu", "zo", "pi", "ku", "we"]


@dataclass(frozen=True)
class World:
    """Two invented lists of the dead, and which records are one person."""

    lists: tuple[ListOf, ...]
    keys: list[int]


def names(rng: np.random.Generator, number: int) -> list[str]:
    """Return invented names, some common."""
    words = ["".join(rng.choice(_SYLLABLES, rng.integers(2, 4))) for _ in range(80)]
    chance = 1 / np.arange(1, 81)
    return [" ".join(rng.choice(words, 3, p=chance / chance.sum()).tolist()).title() for _ in range(number)]


def worn(rng: np.random.Generator, name: str) -> str:
    """Return a name as another list might have it: a letter off, or a generation left out."""
    words = name.split()
    if rng.random() < 0.2:
        words = [words[0], words[2]]
    if rng.random() < 0.2:
        at = rng.integers(1, len(words[-1]))
        words[-1] = words[-1][:at] + rng.choice(list("aeiou")) + words[-1][at + 1 :]
    return " ".join(words)


def invented(people: int, seed: int, lists: int = 2) -> World:
    """Return invented lists that each name about two thirds of so many people."""
    rng = np.random.default_rng(seed)
    name, sex, age = names(rng, people), rng.choice(["m", "f"], people), rng.integers(0, 90, people)
    died = [date(2014, 1, 1) + timedelta(int(day)) for day in rng.integers(0, 200, people)]
    place = rng.choice(["north", "south", "east", "west"], people)
    found, keys = [], []
    for number in range(lists):
        rows = np.flatnonzero(rng.random(people) < 0.65)
        table: dict[str, Sequence[object]] = {
            "id": [f"{number}-{at}" for at in range(len(rows))],
            "name": [worn(rng, name[row]) for row in rows],
            "sex": [sex[row] for row in rows],
            "age": [None if rng.random() < 0.1 else int(age[row] + rng.choice([0, 0, 0, 1])) for row in rows],
            "died": [(died[row] + timedelta(int(rng.choice([0, 0, 0, 1])))).isoformat() for row in rows],
            "place": [place[row] for row in rows],
        }
        found.append(
            ListOf(
                name=f"list {number}",
                table=table,
                id="id",
                names=("name",),
                sex="sex",
                age="age",
                death="died",
                place=("place",),
            )
        )
        keys += rows.tolist()
    return World(tuple(found), keys)


@pytest.fixture(scope="session")
def world() -> World:
    """Return three invented lists of 400 people."""
    return invented(400, 1, lists=3)
