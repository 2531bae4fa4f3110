"""How many persons had a real chance to be listed: the part of the population that a table can speak of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.identify_cells import ClassDraws
from undercount.count.estimators.result import Estimate, Method, check_level
from undercount.errors import CountError

Floats = NDArray[np.float64]

OBSERVABLE = Method(
    name="observable",
    title="persons with a probability above alpha to be on at least one list",
    assumptions=(
        "Within a class the lists are independent, and every member of a class has the same probabilities.",
        "The population is closed, and the lists are linked without error.",
        "Nothing is said of persons with a smaller probability: they may be any number.",
    ),
    reference=(
        "Johndrow, J. E., Lum, K. and Manrique-Vallier, D. (2019), Low-risk population size estimates in the presence of capture "
        "heterogeneity, Biometrika 106(1), 197-210 (arXiv 1606.02235)"
    ),
)


def observable(fit: Estimate, alpha: float = 0.1, *, level: float = 0.95) -> Estimate:
    """Estimate how many persons had a probability above alpha to be on at least one list.

    Persons who could hardly be listed leave no trace in a table, and no estimator can bound their number. Those who had a fair chance can
    be counted with far less risk; report them where a total moves with the prior. A person's probability is that to be on at least one of
    the lists; the number is the total times the share of the classes in which it exceeds alpha, draw by draw.

    Args:
        fit: A latent-class estimate, whose detail holds draws of ``weights``, ``capture`` and ``totals`` (:class:`ClassDraws`).
        alpha: The probability that a person must exceed (probability, from 0 and below 1); 0 counts all who can be listed at all.
        level: The interval's nominal probability.

    Returns:
        The posterior median with equal-tailed limits. It may be below the documented count, of whom some are of classes that are hardly
        ever listed. A refused fit is refused with its own words.

    Raises:
        CountError: If alpha is not from 0 to below 1, ``level`` is not between 0 and 1, or the fit has no classes.

    Assumptions:
        See ``OBSERVABLE.assumptions``.

    References:
        Johndrow, Lum and Manrique-Vallier (2019), Biometrika 106(1); arXiv 1606.02235: the observable population size.
    """
    check_level(level)
    if not 0 <= alpha < 1:
        raise CountError(f"alpha is a probability from 0 and below 1; it is {alpha}: give for example 0.1")
    if fit.refused is not None:
        return replace(fit, method=OBSERVABLE, level=level, detail=None, draws=None)
    if not isinstance(fit.detail, ClassDraws):
        raise CountError(
            f"the observable population needs draws of latent classes (weights, capture, totals); {fit.method.name} has none: use "
            "latent_class"
        )
    return _counted(fit, fit.detail, alpha, level)


def observable_draws(detail: ClassDraws, alpha: float) -> Floats:
    """Return each draw of the number of persons with a probability above alpha (persons); shape ``(draws,)``."""
    listed = 1.0 - np.prod(1.0 - np.asarray(detail.capture, dtype=np.float64), axis=2)
    share = np.where(listed > alpha, detail.weights, 0.0).sum(axis=1)
    found: Floats = np.asarray(detail.totals, dtype=np.float64).reshape(-1) * share
    return found


def _counted(fit: Estimate, detail: ClassDraws, alpha: float, level: float) -> Estimate:
    draws = observable_draws(detail, alpha)
    side = (1 - level) / 2
    low, middle, high = np.quantile(draws, [side, 0.5, 1 - side])
    share = float(np.median(draws / np.asarray(detail.totals, dtype=np.float64).reshape(-1)))
    chains = 1 if fit.draws is None or fit.draws.size != draws.size else len(fit.draws)
    note = (
        f"of the estimated total, {share:.1%} had a probability above {alpha:g} to be on at least one list; how many had less is what the "
        "table says least about"
    )
    return replace(
        fit,
        method=OBSERVABLE,
        estimate=float(middle),
        low=float(low),
        high=float(high),
        level=level,
        interval="posterior, equal tails",
        notes=(note, *fit.notes),
        diagnosis={**fit.diagnosis, "alpha": alpha, "share": share},
        draws=draws.reshape(chains, -1),
    )
