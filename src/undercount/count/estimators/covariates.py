"""What is known of each documented person, as columns that a learner can take; what is missing stays visible as missing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import tables
from undercount.errors import HistoriesError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ABSENT = frozenset({"", "na", "nan", "none", "null"})
"""How a missing cell is written, in small letters."""


@dataclass(frozen=True, slots=True, eq=False)
class Covariates:
    """Hold the covariates of the documented persons.

    Args:
        names: The covariates, in order.
        design: One column for each number (standardised, 0 where missing), one for «this number is missing», and one 0/1 column for each
            label of a category, «missing» being a label.
        labels: The number of each person's label in each covariate, for learners that work cell by cell.
        missing: How many persons lack each covariate (persons).

    Shapes:
        design: ``(persons, columns)``. labels: ``(persons, covariates)``.
    """

    names: tuple[str, ...]
    design: Floats
    labels: Ints
    missing: tuple[int, ...]

    @classmethod
    def of(cls, columns: Mapping[str, Sequence[Any]], names: Sequence[str], categories: Sequence[str]) -> Covariates:
        """Read covariates from a table.

        A column whose cells are all numbers, or missing, is a number; any other is a category.

        Args:
            columns: The table.
            names: The covariates' columns.
            categories: Those of them whose numbers are labels, such as the code of a district.

        Raises:
            HistoriesError: If a name is no column, is named twice, or a category is no covariate.
        """
        tables.check_names(columns, names, "a covariate")
        for name in categories:
            if name not in names:
                raise HistoriesError(
                    f"a category must be one of the covariates; {name!r} is not: name it among the covariates too"
                )
        persons = len(next(iter(columns.values())))
        design, labels, missing = [np.zeros((persons, 0))], [], []
        for name in names:
            numbers = None if name in categories else _numbers(columns[name])
            codes, absent = _coded(columns[name])
            design.append(_indicators(codes) if numbers is None else _standardised(numbers))
            labels.append(codes)
            missing.append(absent)
        stacked = np.stack(labels, axis=1) if labels else np.zeros((persons, 0), dtype=np.int64)
        return cls(tuple(names), np.concatenate(design, axis=1), stacked, tuple(missing))

    @property
    def cells(self) -> Ints:
        """Return the number of each person's combination of labels; shape ``(persons,)``."""
        if not self.names:
            return np.zeros(len(self.labels), dtype=np.int64)
        found: Ints = np.unique(self.labels, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
        return found


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _numbers(column: Sequence[Any]) -> Floats | None:
    """Return a column of numbers, not a number where missing; None if some cell is no number."""
    found = np.full(len(column), np.nan)
    for row, cell in enumerate(column):
        text = _text(cell)
        if text.lower() in ABSENT:
            continue
        try:
            found[row] = float(text)
        except ValueError:
            return None
        if not math.isfinite(found[row]):
            return None
    return found


def _coded(column: Sequence[Any]) -> tuple[Ints, int]:
    """Return the rank of each cell's label among all labels in order, and how many are missing (label 0 if any is)."""
    texts = [_text(cell) for cell in column]
    texts = ["" if text.lower() in ABSENT else text for text in texts]
    rank = {text: number for number, text in enumerate(sorted(set(texts)))}
    return np.array([rank[text] for text in texts], dtype=np.int64), texts.count("")


def _standardised(numbers: Floats) -> Floats:
    absent = np.isnan(numbers)
    if absent.all():
        return np.ones((len(numbers), 1))
    known = np.sort(numbers[~absent])
    centre, spread = float(known.mean()), float(known.std())
    column = np.where(absent, 0.0, (numbers - centre) / (spread if spread > 0 else 1.0))
    return np.stack([column, absent.astype(np.float64)], axis=1) if absent.any() else column[:, None]


def _indicators(codes: Ints) -> Floats:
    columns: Floats = (codes[:, None] == np.unique(codes)[None, :]).astype(np.float64)
    return columns
