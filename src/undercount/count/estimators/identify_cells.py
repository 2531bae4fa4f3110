"""Draws of how the documented persons are spread over the histories, from a fit or from the table itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate
from undercount.errors import CountError

Floats = NDArray[np.float64]


@runtime_checkable
class CellDraws(Protocol):
    """A fit that draws the probabilities of the histories; a column's number is the pattern, the first is not looked at.

    Shapes:
        cells: ``(draws, 2**lists)``.
    """

    @property
    def cells(self) -> Floats:
        """The probability of each history (probability), up to a factor in each row."""
        ...


@runtime_checkable
class ClassDraws(Protocol):
    """A latent-class fit: for each draw the classes' shares, the probability that a list names a member, and the total.

    Shapes:
        weights: ``(draws, classes)``. capture: ``(draws, classes, lists)``. totals: ``(draws,)``.
    """

    @property
    def weights(self) -> Floats:
        """The share of each class in the whole population (probability)."""
        ...

    @property
    def capture(self) -> Floats:
        """How likely each list names a member of each class (probability)."""
        ...

    @property
    def totals(self) -> Floats:
        """All persons, the missed included (persons)."""
        ...


Fitted = Estimate | CellDraws | ClassDraws
"""What describes the documented: an estimate whose detail can, or the detail itself."""


def detail_of(fit: Fitted) -> Any:
    """Return the fit's own result."""
    return fit.detail if isinstance(fit, Estimate) else fit


def cells_of_classes(fit: ClassDraws) -> Floats:
    """Return the probability of every history under a latent-class fit; shape ``(draws, 2**lists)``."""
    weights, capture = np.asarray(fit.weights, dtype=np.float64), np.asarray(fit.capture, dtype=np.float64)
    cells = weights[:, :, None]
    for number in range(capture.shape[2]):
        on = capture[:, :, number, None]
        cells = np.concatenate([cells * (1 - on), cells * on], axis=2)
    found: Floats = cells.sum(axis=1)
    return found


def cell_draws(
    histories: CaptureHistories,
    lists: Sequence[str],
    *,
    fit: Fitted | None,
    prior: float,
    draws: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Draw the probabilities of the histories on some lists, among the documented.

    Args:
        histories: The whole table.
        lists: The lists to look at; the others are summed over.
        fit: The fit, or None for the Dirichlet posterior of the table with ``prior`` persons in each history.
        prior: The Dirichlet prior's persons in each observable history.
        draws: How many draws without a fit.
        rng: Where they come from.

    Returns:
        The probabilities, of which the first column is not looked at, and the probability of a documented person to be on none of the
        lists.

    Raises:
        CountError: If the fit holds no draws of histories, or holds them for other lists.

    Shapes:
        ``(draws, 2**len(lists))`` and ``(draws,)``.
    """
    if fit is None:
        kept = histories.keep_lists(lists)
        shape = kept.full() + prior
        shape[0] = histories.documented - kept.documented
        sample = rng.standard_gamma(np.maximum(shape, 1e-300), size=(draws, len(shape)))
    else:
        sample = _summed(_fitted(fit, len(histories.lists)), [histories.lists.index(name) for name in lists])
    sample /= sample.sum(axis=1, keepdims=True)
    return sample, sample[:, 0].copy()


def _fitted(fit: Fitted, lists: int) -> Floats:
    detail = detail_of(fit)
    if isinstance(detail, CellDraws):
        cells = np.array(detail.cells, dtype=np.float64)
    elif isinstance(detail, ClassDraws):
        cells = cells_of_classes(detail)
    else:
        raise CountError(
            "a fit must hold draws of the histories' probabilities (cells) or of latent classes (weights, capture, totals); this one does "
            "not: leave it out, and the table itself is used"
        )
    if cells.ndim != 2 or cells.shape[1] != 1 << lists:
        raise CountError(
            f"a fit must be of the same lists as the table, with {1 << lists} histories for {lists} lists; its draws have the shape "
            f"{cells.shape}: fit the same table"
        )
    cells[:, 0] = 0.0
    return cells


def _summed(cells: Floats, chosen: list[int]) -> Floats:
    """Add up the histories that agree on the chosen lists."""
    patterns = np.arange(cells.shape[1])
    moved = sum((patterns >> number & 1) << place for place, number in enumerate(chosen))
    found = np.zeros((len(cells), 1 << len(chosen)))
    np.add.at(found.T, moved, cells.T)
    return found
