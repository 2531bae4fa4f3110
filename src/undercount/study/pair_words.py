"""Pairs in words: what two records say, field by field, and how alike each field is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undercount.study.list_tables import ListRows

if TYPE_CHECKING:
    from undercount.link.names import Name
    from undercount.link.persons import Linkage, Prepared

Rows = npt.NDArray[np.int64]
FIELDS = ("name", "sex", "age", "birth", "death", "place", "incident")
"""What is told of a record, in this order."""

_NAME, _MISSING = "name", "missing"
_FATHERS = ("father", "grandfather")
_LEVELS = {
    "missing": "missing",
    "different": "differs",
    "moved": "at another place",
    "close": "a letter or two apart",
    "variant": "spelt otherwise",
    "same": "same",
}
"""How two records' parts of a name compare, in words."""

_SCRIPTS = {"arabic": "in Arabic", "latin": "in Latin letters", "both": "in both scripts", "across": "across scripts"}
"""In which script they were compared."""


def told(of: ListRows, at: int) -> dict[str, str]:
    """Return what a list says of one of its records, as it is written there, by :data:`FIELDS`.

    Args:
        of: The list's records.
        at: The record's place among them.
    """
    one = of.declared
    names = [" ".join(_cells(of, at, columns)) for columns in one.names]
    age = [*_cells(of, at, one.age), *_cells(of, at, one.age_group)]
    return {
        "name": " / ".join(name for name in names if name),
        "sex": " ".join(_cells(of, at, one.sex)),
        "age": ", ".join(age),
        "birth": "-".join(_cells(of, at, one.birth)),
        "death": "-".join(_cells(of, at, one.death)),
        "place": ", ".join(_cells(of, at, one.place)),
        "incident": " ".join(_cells(of, at, one.incident)),
    }


def _cells(of: ListRows, at: int, columns: str | tuple[str, ...] | None) -> list[str]:
    names = (columns,) if isinstance(columns, str) else columns or ()
    return [cell for cell in (of.columns[name][at] for name in names) if cell]


def levels_in_words(linkage: Linkage, left: Rows, right: Rows, shared: npt.NDArray[np.bool_]) -> list[dict[str, str]]:
    """Return for pairs of records how alike each field is; fields of which a side says nothing are "missing".

    Args:
        linkage: The linkage.
        left: The row of each pair's first record, the smaller one.
        right: That of its second.
        shared: Whether their names share a key of blocking.
    """
    from undercount.link.persons.comparisons import Pairs, levels_of

    comparisons = linkage.model.comparisons
    levels = levels_of(linkage.prepared, comparisons, Pairs.of(linkage.prepared, left, right, shared))
    names = names_in_words(linkage.prepared, left, right) if any(one.name == _NAME for one in comparisons) else []
    return [
        {
            one.name: names[at] if one.name == _NAME else one.levels[level]
            for one, level in zip(comparisons, mine, strict=True)
        }
        for at, mine in enumerate(levels.tolist())
    ]


def names_in_words(prepared: Prepared, left: Rows, right: Rows) -> list[str]:
    """Return for pairs of records how their names compare, part by part, in words that hold no name.

    A part that only one of the two has is "missing"; one that neither has is not told of.

    Args:
        prepared: The records.
        left: The row of each pair's first record.
        right: That of its second.
    """
    from undercount.link.names import compare_many
    from undercount.link.names.comparison import PARTS

    compared = compare_many(prepared.names, prepared.names, left, right)
    held = {row: _parts_of(prepared.parsed[row]) for row in {*left.tolist(), *right.tolist()}}
    found = []
    for at, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        one = compared[at]
        if one.script == "none":
            found.append(_MISSING)
            continue
        levels = [(part, str(getattr(one, part))) for part in PARTS]
        told = [
            f"{part} {_LEVELS[level]}"
            for part, level in levels
            if level != _MISSING or (part in held[a]) != (part in held[b])
        ]
        found.append(f"{', '.join(told)} ({_SCRIPTS[str(one.script)]})")
    return found


def _parts_of(name: Name) -> frozenset[str]:
    """Return the parts that a name has, in either script."""
    found: set[str] = set()
    for parts in (name.arabic, name.latin):
        if parts is not None:
            has = (parts.given, len(parts.fathers) > 0, len(parts.fathers) > 1, parts.family, parts.kunya)
            found.update(
                part for part, there in zip(("given", *_FATHERS, "family", "kunya"), has, strict=True) if there
            )
    return frozenset(found)
