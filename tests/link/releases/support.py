"""Made-up lists: names put together from common parts, so that they are nobody's."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import product

from undercount.link.releases import Release, Roles

GIVEN = ("سالم", "وليد", "طارق", "زياد", "مروان", "نبيل", "هشام", "بلال", "رامي", "فراس", "ناديه", "سلوى", "هبة", "رنا")
FATHER = ("كمال", "منصور", "جابر", "عادل", "حازم", "قاسم", "لؤي", "يحيى", "عيسى", "صابر", "فيصل", "غسان")
FAMILY = ("التفاحي", "الزيتوني", "القنطري", "الجسري", "البحيري", "الغيمي", "الصخري", "النهري", "الورقي", "الرملي")

COLUMNS = ("id", "name", "sex", "age")
ROLES = Roles(("name",), "id", "sex", "", "age")

Row = tuple[str, ...]


def people(number: int, seed: int = 1, *, shared: int = 3) -> list[list[str]]:
    """Return rows of different people: id, name, sex, age; no two share more than so many of their four names, wherever
    these stand."""
    rng = random.Random(seed)
    names = list(product(GIVEN, FATHER, FATHER[::-1], FAMILY))
    chosen: list[tuple[str, ...]] = []
    for parts in rng.sample(names, number if shared == 3 else len(names)):
        if len(chosen) < number and all(shared == 3 or len({*parts} & {*other}) <= shared for other in chosen):
            chosen.append(parts)
    assert len(chosen) == number
    return [
        [str(400_000_001 + 7 * at), " ".join(parts), "f" if parts[0] in GIVEN[10:] else "m", str(rng.randint(18, 80))]
        for at, parts in enumerate(chosen)
    ]


def release(
    rows: Sequence[Sequence[str]], *, file: str = "old.csv", columns: Sequence[str] = COLUMNS, roles: Roles = ROLES
) -> Release:
    """Return a release of rows."""
    cells: Mapping[str, Sequence[str]] = {name: tuple(row[at] for row in rows) for at, name in enumerate(columns)}
    return Release.of(file, range(2, len(rows) + 2), cells, roles)


def without_ids(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows whose ids are empty."""
    return [["", *row[1:]] for row in rows]
