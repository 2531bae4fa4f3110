"""All hierarchical log-linear models at once, each with its weight: an interval that holds the doubt about the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear import notes as words
from undercount.count.estimators.loglinear.enumeration import highest_order
from undercount.count.estimators.loglinear.estimate import compare_models, unusable
from undercount.count.estimators.loglinear.intervals import log_errors
from undercount.count.estimators.loglinear.maxima import Maxima
from undercount.count.estimators.loglinear.terms import formula
from undercount.count.estimators.methods import Report
from undercount.count.estimators.result import ABSURD, Estimate, Method, check_level
from undercount.count.estimators.stream import generator
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]

AVERAGE = Method(
    "loglinear-average",
    "Log-linear models averaged by weight",
    (
        "nobody enters or leaves the population that the lists cover, and records are linked without error",
        "one of the models averaged is close to the truth; none has a term of all lists",
        "persons are alike, or differ only in ways that the models' terms between lists can imitate",
        "before the data all models are equally likely, so that the weights speak of the fit to the documented, not of the missed",
    ),
    "Buckland, Burnham and Augustin (1997), Model selection: an integral part of inference, Biometrics 53(2); Raftery (1995), Bayesian "
    "model selection in social research, Sociological Methodology 25: weights from BIC",
)

_LEAST = 1e-8
"""Models with a smaller share of the best one's weight are left out: together they cannot move a limit."""


@dataclass(frozen=True, slots=True, eq=False)
class LoglinearAverage:
    """Hold the models of an average, the heaviest first.

    Args:
        models: Their formulas by the lists' numbers.
        weights: Their weights, which add up to 1.
        totals: Their estimates of the total (persons).
        log_errors: The standard errors of the logarithms of the persons on no list.
        within: The part of the total's variance that is left when the model is known (persons squared).
        between: The part that comes from not knowing the model (persons squared).
    """

    models: tuple[str, ...]
    weights: Floats
    totals: Floats
    log_errors: Floats
    within: float
    between: float

    @property
    def model_weights(self) -> tuple[tuple[str, float, float | None], ...]:
        """Each model's formula, weight and own total (persons)."""
        return tuple(zip(self.models, self.weights.tolist(), self.totals.tolist(), strict=True))


def averaged_loglinear(
    histories: CaptureHistories,
    *,
    weights: Literal["bic", "aic"] = "bic",
    max_order: int | None = None,
    draws: int = 4000,
    level: float = 0.95,
    seed: int = 1,
    report: Report | None = None,
) -> Estimate:
    """Estimate the total by the average of all hierarchical log-linear models, weighted by how well each fits.

    Use it where several models fit about as well and differ in the missed, which is the rule. The estimate is the weighted mean of the
    models' totals. The interval is cut from the mixture of their log-normal distributions, so it holds the variance within the
    models and that between them, and where the models fall into two camps it reaches from one to the other. Its standard error is
    the root of the sum of both variances.

    Args:
        histories: The table; all strata together; 2 to 12 lists. Beyond five lists (six with ``max_order=2``) the models are searched.
        weights: ``bic`` for weights exp(-BIC/2), which approximate the models' posterior probabilities, or ``aic`` for Akaike's.
        max_order: The size of the largest term that a model may have; None for one less than there are lists.
        draws: How many draws of the total are given, from the mixture.
        level: The interval's probability.
        seed: The seed of the draws and of the search.
        report: Called as the work goes on.

    Returns:
        The estimate, its ``detail`` a :class:`LoglinearAverage`; or a refusal where no model is usable.

    Raises:
        CountError: If a word, ``max_order``, the number of draws or the level is not one of those allowed.

    Assumptions:
        Those of ``average.AVERAGE``.

    References:
        Buckland, Burnham and Augustin (1997), the variance; Raftery (1995), the weights.

    Examples:
        >>> table = {"A": [1, 0, 0, 1, 1, 0, 1], "B": [0, 1, 0, 1, 0, 1, 1], "C": [0, 0, 1, 0, 1, 1, 1]}
        >>> histories = CaptureHistories.from_counts(table | {"count": [60, 49, 247, 142, 4, 112, 12]})
        >>> round(averaged_loglinear(histories).estimate)
        735
    """
    _check(weights, max_order, draws, level)
    why = unusable(histories)
    if why is not None:
        return Estimate.refusal(AVERAGE, histories, why, level=level)
    compared = compare_models(histories, weights, max_order, seed, report=report)
    if len(compared.fits.models) == 0:
        why = words.no_estimate(histories, compared.tried, compared.fits, None, ABSURD)
        return Estimate.refusal(AVERAGE, histories, str(why), level=level)
    detail = _averaged(compared.fits, weights)
    estimate = float(detail.weights @ detail.totals)
    if estimate > ABSURD * histories.documented:
        why = (
            f"the average of the models is more than {ABSURD:,} times the {histories.documented:,} documented{histories.where}, so "
            "the overlaps do not say how many were missed: join lists or strata, or give the documented count alone"
        )
        return Estimate.refusal(AVERAGE, histories, why, level=level, detail=detail)
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = (histories.documented + _quantile(detail, histories.documented, tail) for tail in tails)
    outside = (
        ()
        if low <= estimate <= high
        else ("the mean of the models lies outside the interval: a few unlikely models are far off",)
    )
    listed = () if compared.listed else (f"the models are too many to list, so {len(compared.tried):,} were searched",)
    return Estimate(
        method=AVERAGE,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=histories.documented,
        estimate=estimate,
        low=low,
        high=None if high > ABSURD * histories.documented else high,
        level=level,
        interval=f"mixture of the models' log-normal distributions, weights by {weights.upper()}",
        notes=_notes(detail)
        + outside
        + listed
        + words.left_out(compared.tried)
        + words.open_notes(high, ABSURD, histories.documented),
        diagnosis=_diagnosis(detail, compared.tried.usable),
        draws=_drawn(detail, histories.documented, draws, generator(histories, seed, "loglinear average"))[None, :],
        detail=detail,
    )


def _check(weights: str, max_order: int | None, draws: int, level: float) -> None:
    check_level(level)
    highest_order(2, max_order)
    if weights not in ("bic", "aic"):
        raise CountError(
            f"models are weighted by bic or aic; weights is {weights!r}: {suggest(weights, ('bic', 'aic'))}"
        )
    if draws < 1:
        raise CountError(f"at least one draw is given; draws is {draws}: give for example 4000")


def _averaged(fits: Maxima, criterion: str) -> LoglinearAverage:
    values = fits.criterion(criterion)
    raw = np.exp((values[0] - values) / 2)
    errors = log_errors(fits)
    kept = np.flatnonzero((raw > _LEAST) & np.isfinite(errors))
    weights = raw[kept] / raw[kept].sum()
    totals, errors = fits.abundances[kept], errors[kept]
    missed = totals - fits.documented
    within = float(weights @ (missed + (missed * errors) ** 2))
    between = float(weights @ (totals - weights @ totals) ** 2)
    models = tuple(formula(fits.models.model(int(index)), fits.models.lists) for index in kept)
    return LoglinearAverage(models, weights, totals, errors, within, between)


def _quantile(detail: LoglinearAverage, documented: int, probability: float) -> float:
    """Return a quantile of the missed under the mixture (persons)."""
    logs = np.log(detail.totals - documented)
    errors = np.maximum(detail.log_errors, 1e-12)
    each = logs + ndtri(probability) * errors

    def beyond(log: float) -> float:
        return float(detail.weights @ ndtr((log - logs) / errors)) - probability

    low, high = float(each.min()), float(each.max())
    high = min(high, float(np.log(10.0 * ABSURD * documented)))
    if beyond(low) >= 0 or high - low < 1e-12:
        return float(np.exp(min(low, high)))
    return float(np.exp(high if beyond(high) <= 0 else brentq(beyond, low, high)))


def _drawn(detail: LoglinearAverage, documented: int, draws: int, rng: np.random.Generator) -> Floats:
    """Draw a model by its weight, then the total from its log-normal distribution, cut where a limit is none at all."""
    picked = rng.choice(len(detail.weights), size=draws, p=detail.weights)
    missed = np.log(detail.totals[picked] - documented) + detail.log_errors[picked] * rng.standard_normal(draws)
    return documented + np.exp(np.minimum(missed, np.log(10.0 * ABSURD * documented)))


def _diagnosis(detail: LoglinearAverage, usable: int) -> dict[str, object]:
    heaviest = zip(detail.models[:10], detail.weights.tolist(), detail.totals.tolist(), strict=False)
    return {
        "models_compared": usable,
        "models_averaged": len(detail.models),
        "effective_models": float(1 / np.sum(detail.weights**2)),
        "standard_error": float(np.sqrt(detail.within + detail.between)),
        "share_of_variance_between_models": detail.between / (detail.within + detail.between),
        "heaviest": [{"model": name, "weight": weight, "estimate": total} for name, weight, total in heaviest],
    }


def _notes(detail: LoglinearAverage) -> tuple[str, ...]:
    share = detail.between / (detail.within + detail.between)
    sentence = (
        f"{share:.0%} of the variance comes from not knowing the model; the heaviest, {detail.models[0]}, has a weight of "
        f"{detail.weights[0]:.0%} and gives {detail.totals[0]:,.0f} persons"
    )
    return (sentence,)
