"""Log-linear models of lists of unequal size and persons of unequal visibility, fitted from list sizes and capture counts alone.

A model of this family gives the history ω of a person who is on k lists the expected count

    log μ(ω) = β₀ + Σ_j β_j ω_j + Σ_m τ_m h_m(k),

so all that it needs of the data is how many persons each list names and how many are on exactly k lists. The sums over the 2**t histories
are elementary symmetric polynomials of exp(β), so forty lists cost hardly more than four.

References:
    Cormack (1989), Log-linear models for capture-recapture, Biometrics 45(2).
    Rivest and Baillargeon (2007), Applications and extensions of Chao's moment estimator for the size of a closed population,
    Biometrics 63(4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaincinv, gammaln

from undercount.count.estimators.histories import CaptureHistories

Floats = NDArray[np.float64]

_STEPS = 200
_SETTLED = 1e-7
"""A last step so small leaves an error of its square. Where there is no maximum, every step stays near 1."""

_FARTHEST = 1e4
"""The profile of the likelihood is followed up to so many times the documented persons; beyond, there is no upper limit."""


class NoFitError(Exception):
    """The likelihood has no maximum: some parameter runs off without end."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold what a model of the family needs of a table.

    Args:
        sizes: Persons on each list (persons).
        captured: Persons on exactly 1, 2, …, t lists (persons).

    Shapes:
        sizes: ``(lists,)``. captured: ``(lists,)``.
    """

    sizes: Floats
    captured: Floats

    @classmethod
    def of(cls, histories: CaptureHistories) -> Summary:
        """Return the summary of a table."""
        lists = len(histories.lists)
        on = histories.bits.sum(axis=1, dtype=np.int64)
        captured = np.bincount(on, weights=histories.counts, minlength=lists + 1)[1:]
        return cls(histories.sizes.astype(np.float64), captured.astype(np.float64))


@dataclass(frozen=True, slots=True)
class Design:
    """Say which model of the family is meant.

    Args:
        equal: Whether all lists have one common parameter.
        columns: h(k) at k = 0, …, t for each heterogeneity term; 0 at k = 0, so that exp(β₀) is the number missed.

    Shapes:
        columns: ``(terms, lists + 1)``.
    """

    equal: bool
    columns: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """Hold a fitted model.

    Args:
        missed: exp(β₀), the expected number of persons on no list (persons).
        error: Its standard error, with the randomness of who is missed (persons).
        likelihood: The Poisson log-likelihood without the terms in the counts alone.
        theta: β₀, the lists' parameters, the heterogeneity terms' parameters.
    """

    missed: float
    error: float
    likelihood: float
    theta: Floats = field(repr=False)


def fit(summary: Summary, design: Design, missed: float | None = None, start: Floats | None = None) -> Fit:
    """Maximise the likelihood by Newton steps, halved until it grows.

    Args:
        summary: What the table says.
        design: The model.
        missed: The number of persons on no list, as if it were known; None to leave that history out (persons).
        start: Where to begin: the parameters of a near fit; None for independent lists.

    Raises:
        NoFitError: If the likelihood has no maximum.
    """
    family = _Family(summary, design, missed)
    theta = family.start() if start is None else start
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        value, slope, information = family.at(theta)
        for _ in range(_STEPS):
            step = _solved(information, slope)
            theta, value, slope, information = _halved(family, theta, step, value)
            if float(np.max(np.abs(step * family.reach))) < _SETTLED:
                break
        else:
            raise NoFitError
    found = float(np.exp(theta[0]))
    return Fit(found, math.sqrt(found + found * found * _first_variance(information)), value, theta)


def lower_bound(summary: Summary, *, equal: bool) -> tuple[Fit, Design]:
    """Fit Chao's lower bound: h(k) is any convex function that is straight between 0, 1 and 2.

    Whatever makes persons differ makes log μ convex in k, so the straight line through k = 1 and 2 gives at most the number missed. The
    convex functions are the sums of (k − m)₊ with weights of at least 0, m = 2, …, t − 1; a weight that wants to be negative is 0.

    Returns:
        The fit, and the design of the terms whose weights are positive.

    Raises:
        NoFitError: If the likelihood has no maximum.

    References:
        Chao (1987), Estimating the population size for capture-recapture data with unequal catchability, Biometrics 43(4).
        Rivest and Baillargeon (2007).
    """
    lists = len(summary.sizes)
    terms = np.array([np.maximum(np.arange(lists + 1) - m, 0.0) for m in range(2, lists)]).reshape(-1, lists + 1)
    chosen: list[int] = []
    for _ in range(3 * lists + 1):
        design = Design(equal, terms[chosen])
        found = fit(summary, design)
        weights = found.theta[len(found.theta) - len(chosen) :]
        if len(chosen) and float(weights.min()) < 0:
            chosen.pop(int(np.argmin(weights)))
            continue
        slopes = summary.captured @ terms[:, 1:].T - _expected(summary, design, found.theta) @ terms[:, 1:].T
        slopes[chosen] = -np.inf
        if not len(slopes) or float(slopes.max()) <= 1e-6 * float(summary.captured.sum()):
            return found, design
        chosen = sorted([*chosen, int(np.argmax(slopes))])
    return found, design


def profile(summary: Summary, design: Design, near: float, level: float) -> tuple[float, float | None]:
    """Return the limits of the number missed at which the multinomial profile likelihood has fallen by half a chi-squared quantile.

    Args:
        summary: What the table says.
        design: The model.
        near: The estimate, near which the likelihood is highest (persons).
        level: The interval's probability.

    Returns:
        The lower limit, and the upper limit or None where the likelihood never falls that far (persons).

    References:
        Cormack (1992), Interval estimation for mark-recapture studies of closed populations, Biometrics 48(2).
    """
    documented = float(summary.captured.sum())
    last: Floats | None = None

    def height(logarithm: float) -> float:
        nonlocal last
        missed = math.expm1(logarithm)
        total = documented + missed
        found = fit(summary, design, missed, last)
        last = found.theta
        known = found.likelihood + total - total * math.log(total)
        return known + float(gammaln(total + 1) - gammaln(missed + 1))

    middle = math.log1p(near)
    top = minimize_scalar(lambda x: -height(x), bounds=(max(middle - 1, 0.0), middle + 1), method="bounded")
    floor = -float(top.fun) - float(gammaincinv(0.5, level))
    end = math.log1p(documented * _FARTHEST)

    def above(logarithm: float) -> float:
        return height(logarithm) - floor

    low = 0.0 if above(0.0) >= 0 else math.expm1(brentq(above, 0.0, float(top.x), xtol=1e-7))
    reach = float(top.x)
    while reach < end:
        reach = min(reach + 1.5, end)
        if above(reach) < 0:
            return low, math.expm1(brentq(above, float(top.x), reach, xtol=1e-7))
    return low, None


class _Family:
    """The Poisson likelihood of one model for one table, with its slope and information."""

    def __init__(self, summary: Summary, design: Design, missed: float | None) -> None:
        self.lists = len(summary.sizes)
        self.design = design
        self.first = 1 if missed is None else 0
        self.total = float(summary.captured.sum()) + (missed or 0.0)
        self.sizes = summary.sizes
        self.on = np.arange(self.lists + 1, dtype=np.float64)
        sizes = np.array([summary.sizes.sum()]) if design.equal else summary.sizes
        terms = design.columns[:, 1:] @ summary.captured
        self.observed = np.concatenate([[self.total], sizes, terms])
        widest = np.abs(design.columns).max(axis=1) if len(design.columns) else np.zeros(0)
        self.reach = np.concatenate([np.ones(1 + len(sizes)), widest / self.lists])

    def start(self) -> Floats:
        share = np.clip(self.sizes / (self.total + 1.0), 1e-6, 1 - 1e-6)
        if self.design.equal:
            share = np.array([share.mean()])
        odds = np.log(share / (1 - share))
        theta = np.concatenate([[0.0], odds, np.zeros(len(self.design.columns))])
        theta[0] = math.log(self.total / self._by_count(theta)[self.first :].sum())
        return theta

    def at(self, theta: Floats) -> tuple[float, Floats, Floats]:
        expected, information = self._equal(theta) if self.design.equal else self._unequal(theta)
        value = float(self.observed @ theta) - float(expected[0])
        return value, self.observed - expected, information

    def _parts(self, theta: Floats) -> tuple[Floats, Floats]:
        """Return exp(β) of each list, and exp(β₀ + Σ τ h(k)) at each k."""
        terms = theta[len(theta) - len(self.design.columns) :]
        lists = theta[1 : len(theta) - len(terms)]
        odds = np.exp(np.broadcast_to(lists, (self.lists,)))
        weight: Floats = np.exp(theta[0] + terms @ self.design.columns)
        weight[: self.first] = 0.0
        return odds, weight

    def _by_count(self, theta: Floats) -> Floats:
        odds, weight = self._parts(theta)
        return weight * symmetric(odds)

    def _equal(self, theta: Floats) -> tuple[Floats, Floats]:
        mass = self._by_count(theta)
        rows = np.vstack([np.ones_like(self.on), self.on, self.design.columns])
        return rows @ mass, (rows * mass) @ rows.T

    def _unequal(self, theta: Floats) -> tuple[Floats, Floats]:
        odds, weight = self._parts(theta)
        mass = weight * symmetric(odds)
        one, two = containing(odds)
        one, two = one * weight, two @ weight
        rows = np.vstack([np.ones_like(self.on), self.design.columns])
        inner, cross = (rows * mass) @ rows.T, one @ rows.T
        np.fill_diagonal(two, one.sum(axis=1))
        order = [0, *range(len(rows), len(rows) + self.lists), *range(1, len(rows))]
        information = np.block([[inner, cross.T], [cross, two]])[np.ix_(order, order)]
        return information[0], information


def symmetric(odds: Floats) -> Floats:
    """Return the elementary symmetric polynomials of orders 0, …, t.

    Shapes:
        odds: ``(t,)``. Returns: ``(t + 1,)``.
    """
    found = np.zeros(len(odds) + 1)
    found[0] = 1.0
    for value in odds:
        found[1:] += value * found[:-1]
    return found


def containing(odds: Floats) -> tuple[Floats, Floats]:
    """Return the part of each symmetric polynomial in which one list stands, and in which two lists stand.

    Shapes:
        odds: ``(t,)``. Returns: ``(t, t + 1)`` and ``(t, t, t + 1)``.
    """
    lists = len(odds)
    without = np.zeros((lists, lists, lists + 1))
    without[:, :, 0] = 1.0
    for number, value in enumerate(odds):
        factor = np.full((lists, lists), value)
        factor[number, :] = factor[:, number] = 0.0
        without[:, :, 1:] += factor[:, :, None] * without[:, :, :-1]
    one, two = np.zeros((lists, lists + 1)), np.zeros_like(without)
    one[:, 1:] = odds[:, None] * np.diagonal(without).T[:, :-1]
    two[:, :, 2:] = np.outer(odds, odds)[:, :, None] * without[:, :, :-2]
    return one, two


def _expected(summary: Summary, design: Design, theta: Floats) -> Floats:
    """Return how many persons are expected on exactly 1, …, t lists."""
    return _Family(summary, design, None)._by_count(theta)[1:]


def _halved(family: _Family, theta: Floats, step: Floats, value: float) -> tuple[Floats, float, Floats, Floats]:
    size = 1.0
    for _ in range(60):
        moved = theta + size * step
        found = family.at(moved)
        if found[0] >= value - 1e-10 * abs(value) and np.all(np.isfinite(found[2])):
            return (moved, *found)
        size /= 2
    raise NoFitError


def _solved(information: Floats, right: Floats) -> Floats:
    """Solve for a step, each parameter in its own scale."""
    scale = np.sqrt(np.diag(information))
    if not np.all(scale > 0):
        raise NoFitError
    try:
        step: Floats = np.linalg.solve(information / np.outer(scale, scale), right / scale) / scale
    except np.linalg.LinAlgError:
        raise NoFitError from None
    return step


def _first_variance(information: Floats) -> float:
    unit = np.zeros(len(information))
    unit[0] = 1.0
    variance = float(_solved(information, unit)[0])
    if not math.isfinite(variance) or variance < 0:
        raise NoFitError
    return variance
