"""Whether a fitted model would produce overlaps like those that were seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import stream
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate
from undercount.errors import CountError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_DRAWS = 500
"""Posterior draws that are checked: enough for a probability to two digits."""

EXTREME = 0.025
"""A probability below it, or above one minus it, marks an overlap that the model does not explain."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Hold one overlap of lists beside what the model says of it.

    Args:
        lists: Two or three lists.
        seen: Persons on all of them.
        expected: Their mean number in replicated data (persons).
        low: The 2.5 % quantile of replicated data (persons).
        high: The 97.5 % quantile of replicated data (persons).
        probability: The chance that replicated data have more, counting ties half.
    """

    lists: tuple[str, ...]
    seen: int
    expected: float
    low: float
    high: float
    probability: float

    @property
    def extreme(self) -> bool:
        """Whether the model does not explain the overlap."""
        return not EXTREME <= self.probability <= 1 - EXTREME


@dataclass(frozen=True, slots=True)
class Predictive:
    """Hold the overlaps that were seen beside those that the model predicts.

    Args:
        method: The estimator's name.
        pairs: One for each two lists.
        triples: One for each three lists, where all three overlaps together were asked for.
        draws: How many draws of the model were used.
    """

    method: str
    pairs: tuple[Overlap, ...]
    triples: tuple[Overlap, ...]
    draws: int

    @property
    def unexplained(self) -> tuple[Overlap, ...]:
        """The overlaps that the model does not explain, the worst first."""
        found = [part for part in (*self.pairs, *self.triples) if part.extreme]
        return tuple(sorted(found, key=lambda part: min(part.probability, 1 - part.probability)))

    @property
    def sentence(self) -> str:
        """What a reader must know, in one sentence."""
        number, bad = len(self.pairs) + len(self.triples), self.unexplained
        if not bad:
            return f"{self.method} explains all {number} overlaps of two or three lists"
        worst = bad[0]
        return (
            f"{self.method} does not explain {len(bad)} of {number} overlaps (by chance alone about {number * 2 * EXTREME:.0f} would be "
            f"extreme); the worst is {' and '.join(worst.lists)}: {worst.seen:,} seen, {worst.expected:,.1f} expected"
        )

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values."""
        rows = [
            {
                "lists": list(part.lists),
                "seen": part.seen,
                "expected": round(part.expected, 3),
                "low": part.low,
                "high": part.high,
                "probability": round(part.probability, 4),
            }
            for part in (*self.pairs, *self.triples)
        ]
        return {"method": self.method, "draws": self.draws, "sentence": self.sentence, "overlaps": rows}

    def __str__(self) -> str:
        """Return a table: one line an overlap."""
        rows = [f"{'lists':<24} {'seen':>7} {'expected':>9} {'low':>7} {'high':>7} {'p':>6}"]
        for part in (*self.pairs, *self.triples):
            mark = " *" if part.extreme else ""
            rows.append(
                f"{' & '.join(part.lists):<24} {part.seen:>7,} {part.expected:>9,.1f} {part.low:>7,.0f} {part.high:>7,.0f} "
                f"{part.probability:>6.3f}{mark}"
            )
        return "\n".join([*rows, self.sentence])


def predictive_check(
    histories: CaptureHistories, estimate: Estimate, *, triples: bool = True, seed: int = 1
) -> Predictive:
    """Compare the overlaps of two and of three lists with those in data replicated from a fitted model.

    Use it to see which dependence of lists a model leaves out. A model that explains all overlaps can still give a wrong total: two models
    with the same overlaps can differ in whom nobody listed.

    Args:
        histories: The table that was estimated.
        estimate: An estimate whose detail holds the model's cells: ``cells``, for each draw the probabilities of the table's histories or
            of all histories by their number; ``expected``, the fitted counts in place of draws; ``weights`` and ``capture`` of latent
            classes; or the log-linear model or models of :func:`~undercount.count.estimators.loglinear.loglinear` and
            :func:`~undercount.count.estimators.loglinear.averaged_loglinear`, whose cells follow from their parameters. An average is
            checked as a whole, each model as often as its weight says.
        triples: Whether to check three lists too.
        seed: What the random stream starts from, besides the data.

    Returns:
        Each overlap with the probability that replicated data have more.

    Raises:
        CountError: If the estimate was made from other lists, or its detail does not hold the model's cells.

    Shapes:
        cells: ``(draws, histories)`` or ``(draws, 2 ** lists)``, of which the first column is not looked at. expected:
        ``(2 ** lists,)``. weights: ``(draws, classes)``. capture: ``(draws, classes, lists)``.

    References:
        Gelman, Meng and Stern (1996), Posterior predictive assessment of model fitness via realized discrepancies, Statistica Sinica 6.
    """
    if estimate.lists != histories.lists:
        raise CountError(
            f"a model is checked on the lists it was fitted to, {', '.join(estimate.lists)}; these are {', '.join(histories.lists)}: give "
            "the same table"
        )
    rng = stream.generator(histories, seed, "predictive")
    model = _model(histories, estimate, rng)
    pairs = _checked(histories, model, 2, rng)
    three = _checked(histories, model, 3, rng) if triples and len(histories.lists) > 2 else ()
    return Predictive(estimate.method.name, pairs, three, model.draws)


@dataclass(frozen=True, slots=True)
class _Model:
    """Hold what gives the chance to be on several lists, for each draw: cells with their bits, or classes."""

    weights: Floats
    capture: Floats
    listed: Floats

    @property
    def draws(self) -> int:
        return len(self.weights)

    def chance(self, lists: Sequence[int]) -> Floats:
        """Return, for each draw, the chance of a listed person to be on all of the lists."""
        together = np.prod(self.capture[:, :, list(lists)], axis=2)
        found: Floats = (self.weights * together).sum(axis=1) / self.listed
        return np.clip(found, 0.0, 1.0)


def _model(histories: CaptureHistories, estimate: Estimate, rng: np.random.Generator) -> _Model:
    """Return the model in one form: a mixture of classes; a history is a class whose members are surely on its lists."""
    detail = estimate.detail
    if getattr(detail, "capture", None) is not None and getattr(detail, "weights", None) is not None:
        chosen = _thinned(len(detail.weights), rng)
        weights, capture = np.asarray(detail.weights)[chosen], np.asarray(detail.capture)[chosen]
        unlisted = (weights * np.prod(1 - capture, axis=2)).sum(axis=1)
        return _Model(weights, capture, 1 - unlisted)
    cells, bits = _cells(histories, detail)
    if cells is None:
        cells, bits = loglinear_cells(histories, detail, rng), _all_bits(len(histories.lists))
    if cells is None:
        raise CountError(
            f"a predictive check needs the model's cells, which {estimate.method.name} does not give"
            f"{'' if estimate.refused is None else ' since it was refused'}: check another estimator, such as latent-class"
        )
    chosen = _thinned(len(cells), rng)
    return _Model(cells[chosen], np.broadcast_to(bits, (len(chosen), *bits.shape)), cells[chosen].sum(axis=1))


def _cells(histories: CaptureHistories, detail: Any) -> tuple[Floats | None, Floats]:
    lists = len(histories.lists)
    for name in ("cells", "expected"):
        cells = getattr(detail, name, None)
        if cells is None or np.ndim(cells) == 0:
            continue
        rows = np.atleast_2d(np.asarray(cells, dtype=np.float64))
        if rows.shape[1] == len(histories.patterns):
            return rows, histories.bits.astype(np.float64)
        if rows.shape[1] == 1 << lists:
            return rows[:, 1:], _all_bits(lists)
    return None, histories.bits.astype(np.float64)


def _all_bits(lists: int) -> Floats:
    """Return whether each possible history but that on no list, by its number, is on each list."""
    return ((np.arange(1, 1 << lists)[:, None] >> np.arange(lists)) & 1).astype(np.float64)


def loglinear_cells(histories: CaptureHistories, detail: Any, rng: np.random.Generator) -> Floats | None:
    """Return the expected count of every history but that on no list under a log-linear fit, or None if it is none (persons).

    Args:
        histories: The table that was fitted.
        detail: What the fit found.
        rng: What the models of an average are drawn with, by their weight.

    Shapes:
        Returns ``(1, 2 ** lists - 1)``, and for an average ``(draws, 2 ** lists - 1)``.
    """
    from undercount.count.estimators.loglinear.average import LoglinearAverage
    from undercount.count.estimators.loglinear.enumeration import Models
    from undercount.count.estimators.loglinear.estimate import Loglinear
    from undercount.count.estimators.loglinear.maxima import maxima
    from undercount.count.estimators.loglinear.terms import parse

    if isinstance(detail, Loglinear):
        fits = detail.candidates.fits
        return _expected(fits.models.model(0), fits.thetas[0], fits.models.lists)[None, :]
    if not isinstance(detail, LoglinearAverage):
        return None
    names = [
        f"list {number}" for number in range(len(histories.lists))
    ]  # a list's own name may be another one's number
    models = Models.of([parse(model, names) for model in detail.models], len(names))
    fits = maxima(models, histories.full().astype(np.float64))
    cells = np.stack(
        [_expected(models.model(number), fits.thetas[number], models.lists) for number in range(len(models))]
    )
    found: Floats = cells[rng.choice(len(models), MOST_DRAWS, p=detail.weights)]
    return found


def _expected(terms: Sequence[int], parameters: Floats, lists: int) -> Floats:
    """Return the mean of every history but that on no list: the exponential of the sum of the parameters of its parts."""
    logs = np.zeros(1 << lists)
    logs[list(terms)] = parameters[: len(terms)]
    shaped = logs.reshape((2,) * lists)
    for axis in range(lists):  # Yates' method: add to who is on a list what holds for who is not
        whole = np.moveaxis(shaped, axis, 0)
        whole[1] += whole[0]
    found: Floats = np.exp(logs[1:])
    return found


def _thinned(draws: int, rng: np.random.Generator) -> Ints:
    if draws <= MOST_DRAWS:
        return np.arange(draws, dtype=np.int64)
    return np.sort(rng.choice(draws, MOST_DRAWS, replace=False)).astype(np.int64)


def _checked(histories: CaptureHistories, model: _Model, number: int, rng: np.random.Generator) -> tuple[Overlap, ...]:
    bits = histories.bits.astype(bool)
    found = []
    # Among the listed persons the number on given lists is binomial; a fitted model of one draw is replicated as often as a posterior.
    repeats = max(1, MOST_DRAWS // model.draws) * 4
    for lists in combinations(range(len(histories.lists)), number):
        seen = int(histories.counts[bits[:, list(lists)].all(axis=1)].sum())
        replicated = rng.binomial(histories.documented, model.chance(lists), size=(repeats, model.draws)).ravel()
        low, high = np.quantile(replicated, [0.025, 0.975])
        chance = float(np.mean(replicated > seen) + 0.5 * np.mean(replicated == seen))
        names = tuple(histories.lists[number] for number in lists)
        found.append(Overlap(names, seen, float(replicated.mean()), float(low), float(high), chance))
    return tuple(found)
