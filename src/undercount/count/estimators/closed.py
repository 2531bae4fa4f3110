"""The classical models of a closed population: all lists alike or not, all persons alike or not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from undercount.count.estimators.heterogeneity import Design, Fit, NoFitError, Summary, fit, lower_bound, profile
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import ABSURD, LOWER_BOUND, Estimate, Method, check_level
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]

_REFERENCE = (
    "Baillargeon and Rivest (2007), Rcapture: loglinear models for capture-recapture in R, Journal of Statistical Software 19(5); "
    "Rivest and Baillargeon (2007), Applications and extensions of Chao's moment estimator for the size of a closed population, "
    "Biometrics 63(4)"
)
_CLOSED = "nobody enters or leaves the population that the lists cover, and records are linked without error"
_ALONE = "given a person's visibility, being on one list changes nothing for the others"
_SHAPES = {
    "chao": ("Chao's lower bound", "persons differ in visibility in any way: the number is a lower bound of the total"),
    "poisson2": ("Poisson, 2", "persons differ in visibility as in Rivest and Baillargeon's Poisson model with θ = 2"),
    "darroch": (
        "Darroch",
        "the log-odds of being listed are normal among those whom no list names (Darroch et al. 1993)",
    ),
    "gamma3.5": ("Gamma, 3.5", "persons differ in visibility as in Rivest and Baillargeon's Gamma model with θ = 3.5"),
}


def _method(letters: str, shape: str | None) -> Method:
    lists = "every list names the same share of the persons" if "t" not in letters else "each list has its own reach"
    if shape is None:
        assumptions: tuple[str, ...] = (_CLOSED, "all persons are equally visible and the lists are independent", lists)
        return Method(letters, f"Closed population, {letters.capitalize()}", assumptions, _REFERENCE)
    title, how = _SHAPES[shape]
    return Method(
        f"{letters}-{shape}",
        f"Closed population, {letters.capitalize()} {title}",
        (_CLOSED, _ALONE, how, lists),
        _REFERENCE,
        bound=shape == "chao",
    )


METHODS = {
    method.name: method
    for method in [_method("m0", None), _method("mt", None)]
    + [_method(letters, shape) for letters in ("mh", "mth") for shape in _SHAPES]
}
"""Every model of the family by name."""


@dataclass(frozen=True, slots=True)
class ClosedFit:
    """Hold a fitted model of a closed population.

    Args:
        error: The standard error of the estimate (persons).
        intercept: β₀, the logarithm of the number missed.
        lists: The parameter of each list; one for all where the model makes all lists alike.
        heterogeneity: The parameters of the heterogeneity terms that are in the model.
    """

    error: float
    intercept: float
    lists: tuple[float, ...]
    heterogeneity: tuple[float, ...]


def closed(histories: CaptureHistories, *, model: str = "mth-darroch", level: float = 0.95) -> Estimate:
    """Estimate the total by one of the classical models of a closed population.

    Use it to see how far the answer hangs on what is assumed of persons who differ: the heterogeneous models often fit alike and
    disagree by multiples. None of them knows of two lists that depend on each other; log-linear models do.

    Args:
        histories: The table; all strata together.
        model: ``m0``, ``mt``, or ``mh-`` or ``mth-`` with ``chao``, ``poisson2``, ``darroch`` or ``gamma3.5``. With ``t`` the lists
            differ in reach, with ``h`` the persons differ in visibility.
        level: The interval's probability.

    Returns:
        The estimate with its multinomial profile likelihood interval, or a refusal where the table has no such estimate. ``diagnosis``
        holds the standard error, deviance, degrees of freedom, AIC and BIC, as Rcapture prints them.

    Raises:
        CountError: If there is no such model, or the level is not between 0 and 1.

    Assumptions:
        Those in ``closed.METHODS[model].assumptions``.

    References:
        Baillargeon and Rivest (2007); Rivest and Baillargeon (2007); Cormack (1992) for the interval.

    Examples:
        >>> table = {"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}
        >>> round(closed(CaptureHistories.from_counts(table), model="mt").estimate)
        120
    """
    check_level(level)
    if model not in METHODS:
        raise CountError(
            f"a closed-population model must be one of the family; {model!r} is not: {suggest(model, METHODS)}"
        )
    return fitted(histories, METHODS[model], model, level)


def fitted(histories: CaptureHistories, method: Method, model: str, level: float) -> Estimate:
    """Fit one model of the family and return its result under the given method's name."""
    why = histories.unusable()
    if why is not None:
        return Estimate.refusal(method, histories, why, level=level)
    try:
        summary, equal = Summary.of(histories), "t" not in model.partition("-")[0]
        found, design = _fit(summary, model, equal)
        low, high = profile(summary, design, found.missed, level)
    except NoFitError:
        return Estimate.refusal(method, histories, _no_estimate(histories, method), level=level)
    if found.missed > ABSURD * histories.documented:
        return Estimate.refusal(method, histories, _no_information(histories, method), level=level)
    documented = histories.documented
    split = 2 if equal else 1 + len(histories.lists)
    theta = tuple(found.theta.tolist())
    return Estimate(
        method=method,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=documented,
        estimate=documented + found.missed,
        low=documented + min(low, found.missed),
        high=None if high is None else documented + max(high, found.missed),
        level=level,
        interval="profile likelihood",
        notes=_notes(model, high),
        diagnosis=_diagnosis(histories, found),
        detail=ClosedFit(found.error, theta[0], theta[1:split], theta[split:]),
    )


def _fit(summary: Summary, model: str, equal: bool) -> tuple[Fit, Design]:
    shape = model.partition("-")[2]
    if shape == "chao":
        return lower_bound(summary, equal=equal)
    if shape and _on_an_edge(summary):
        raise NoFitError
    design = Design(equal, _columns(shape, len(summary.sizes)))
    return fit(summary, design), design


def _on_an_edge(summary: Summary) -> bool:
    """Whether the persons' numbers of lists lie on one edge of the polygon with the corners (k, h(k)), where no fit exists.

    h is strictly convex, so the edges join k with k + 1, and 1 with t.
    """
    held = np.flatnonzero(summary.captured).tolist()
    return len(held) < 2 or (len(held) == 2 and held[1] - held[0] in (1, len(summary.captured) - 1))


def _columns(shape: str, lists: int) -> Floats:
    """Return h(k) at k = 0, …, t (Baillargeon and Rivest 2007)."""
    on = np.arange(lists + 1, dtype=np.float64)
    if shape == "poisson2":
        return (2.0**on - 1)[None, :]
    if shape == "darroch":
        return (on**2 / 2)[None, :]
    if shape == "gamma3.5":
        return (math.log(3.5) - np.log(3.5 + on))[None, :]
    return np.zeros((0, lists + 1))


def _diagnosis(histories: CaptureHistories, found: Fit) -> dict[str, Any]:
    counts = histories.counts.astype(np.float64)
    cells = 2.0 ** len(histories.lists) - 1
    saturated = float((xlogy(counts, counts) - counts).sum())
    poisson = found.likelihood - float(gammaln(counts + 1).sum())
    terms = len(found.theta)
    return {
        "standard_error": found.error,
        "deviance": 2 * (saturated - found.likelihood),
        "degrees_of_freedom": int(cells) - terms,
        "aic": 2 * terms - 2 * poisson,
        "bic": math.log(histories.documented) * terms - 2 * poisson,
    }


def _notes(model: str, high: float | None) -> tuple[str, ...]:
    notes = []
    if model.endswith("chao"):
        notes.append(LOWER_BOUND)
    if high is None:
        notes.append(
            "the likelihood never falls far enough to give an upper limit: the table is compatible with any larger total"
        )
    return tuple(notes)


def _no_estimate(histories: CaptureHistories, method: Method) -> str:
    if "-" in method.name and len(histories.lists) < 3 and not method.name.endswith("chao"):
        return (
            f"{method.title} needs at least three lists to see how persons differ{histories.where}; there are "
            f"{len(histories.lists)}: add a list, or take chapman"
        )
    return (
        f"{method.title} has no estimate{histories.where}: its likelihood has no maximum, because too few persons are on more than "
        f"one of the lists {', '.join(histories.lists)}: join lists that overlap little, or pool the stratum with another"
    )


def _no_information(histories: CaptureHistories, method: Method) -> str:
    return (
        f"{method.title} puts the total at more than {ABSURD} times the documented persons{histories.where}, which says that the "
        f"overlap of {', '.join(histories.lists)} holds no information on it: take chao for a lower bound, or add a list"
    )
