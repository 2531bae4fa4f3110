"""Designs that several tests draw from."""

from __future__ import annotations

import math
from functools import cache

from undercount.link.synthetic import Design, Hand, ListDesign, SyntheticLists, generate

WORN = Hand(
    systems={"press": 3, "english": 1, "french": 0.5},
    loose=0.1,
    spelling=0.1,
    typing=0.03,
    scanning=0.02,
    abbreviated=0.03,
    kunya_only=0.02,
    family_first=0.05,
    husbands_name=0.5,
    drops={"father": 0.2, "grandfather": 0.5},
)


def one_list(hand: Hand | None = None, *, persons: int = 10_000, **settings: object) -> Design:
    """Return a design of one list that names everybody, with these settings of the list."""
    return Design(persons=persons, lists=(ListDesign("A", 1.0, hand=hand or Hand(), **settings),))  # type: ignore[arg-type]


def dependent(persons: int = 60_000) -> Design:
    """Return four lists with two classes, two dependent pairs and one list that copies from another."""
    return Design(
        persons=persons,
        lists=(
            ListDesign("A", (0.3, 0.6)),
            ListDesign("B", 0.4, duplicates=0.05),
            ListDesign("C", (0.1, 0.5), copies={"A": 0.25}),
            ListDesign("D", 0.2),
        ),
        classes=(0.7, 0.3),
        pairs=(("A", "B", 3.0), ("B", "D", 0.4)),
    )


@cache
def drawn(seed: int = 3) -> SyntheticLists:
    """Return the draw of ``dependent`` that tests share and leave as it is."""
    return generate(dependent(), seed)


def near(found: float, wanted: float, count: int, *, errors: float = 4.5) -> bool:
    """Say whether a share of ``count`` independent cases is within some standard errors of what it should be."""
    return abs(found - wanted) <= errors * math.sqrt(wanted * (1 - wanted) / count) + 1e-12
