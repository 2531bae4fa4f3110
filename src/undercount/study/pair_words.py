"""Pairs in words: what two records say, field by field, and how alike each field is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undercount.study.list_tables import ListRows

if TYPE_CHECKING:
    from undercount.link.persons import Comparison, Linkage

Rows = npt.NDArray[np.int64]
FIELDS = ("name", "sex", "age", "birth", "death", "place", "incident")
"""What is told of a record, in this order."""

_BAND = "band "


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


def level_words(comparison: Comparison, level: int) -> str:
    """Return how alike one field of two records is; of names how far up the scale of likeness they are."""
    text = comparison.levels[level]
    kind, band, number = text.rpartition(_BAND)
    if not band:
        return text
    most = sum(one.rpartition(_BAND)[0] == kind and _BAND in one for one in comparison.levels)
    return f"{kind}alike {number} of {most}"


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
    return [
        {one.name: level_words(one, level) for one, level in zip(comparisons, mine, strict=True)}
        for mine in levels.tolist()
    ]
