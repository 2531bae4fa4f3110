"""Where the variance of a mixture over linkages comes from: sampling, model, imputation, linkage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import joint

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Split:
    """Hold the variance of an estimate by where it comes from.

    Args:
        sampling: Within one estimator on one table: what more persons under the same lists would reduce.
        model: Between estimators on one table, the parts of a mixture of estimators among them.
        imputation: Between imputations under one linkage.
        linkage: Between linkages.
        scale: ``log``: variance of the logarithm of the number missed; ``persons``: variance of the total (persons squared).
    """

    sampling: float
    model: float
    imputation: float
    linkage: float
    scale: str

    @property
    def total(self) -> float:
        """The variance of the mixture: the four parts add up to it."""
        return self.sampling + self.model + self.imputation + self.linkage

    def shares(self) -> dict[str, float]:
        """Return each part of the whole; they add up to 1, unless nothing varies."""
        names = ("sampling", "model", "imputation", "linkage")
        return {name: getattr(self, name) / self.total if self.total > 0 else 0.0 for name in names}


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """Hold the draws of one estimator on one table, which none of the four parts divides further.

    Args:
        linkage: The linkage's place.
        imputation: The imputation's place under it.
        weight: How much of the mixture the draws are; over all leaves the weights add up to 1.
        documented: Persons on at least one list of the table.
        draws: Totals (persons).

    Shapes:
        draws: ``(draws,)``.
    """

    linkage: int
    imputation: int
    weight: float
    documented: int
    draws: Floats


def split(leaves: Sequence[Leaf], scale: str) -> Split:
    """Split a mixture's variance by the law of total variance: within a leaf, between models, imputations and linkages.

    Args:
        leaves: All that is mixed.
        scale: ``log`` of the number missed, or ``persons``.
    """
    values = [joint.log_missed(leaf.draws, leaf.documented) if scale == "log" else leaf.draws for leaf in leaves]
    weights = np.array([leaf.weight for leaf in leaves])
    means = np.array([part.mean() for part in values])
    sampling = float(weights @ np.array([part.var() for part in values]))
    at_imputation = _gathered(weights, means, [(leaf.linkage, leaf.imputation) for leaf in leaves])
    at_linkage = _gathered(weights, means, [(leaf.linkage,) for leaf in leaves])
    model = float(weights @ (means - at_imputation) ** 2)
    imputation = float(weights @ (at_imputation - at_linkage) ** 2)
    linkage = float(weights @ (at_linkage - weights @ means) ** 2)
    return Split(sampling, model, imputation, linkage, scale)


def _gathered(weights: Floats, means: Floats, groups: Sequence[tuple[int, ...]]) -> Floats:
    """Return, for each leaf, the weighted mean of its group."""
    _, inverse = np.unique(np.array(groups), axis=0, return_inverse=True)
    number = inverse.ravel()
    found: Floats = (np.bincount(number, weights * means) / np.bincount(number, weights))[number]
    return found
