"""The total by a hierarchical log-linear model: one that is given, or the best of all by BIC or AIC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear import notes as words
from undercount.count.estimators.loglinear.enumeration import Models, hierarchical_models, highest_order, listable
from undercount.count.estimators.loglinear.intervals import Bootstrap, log_errors, profile, wald
from undercount.count.estimators.loglinear.intervals import bootstrap as resampled
from undercount.count.estimators.loglinear.listing import LoglinearModels, degrees_of_freedom
from undercount.count.estimators.loglinear.maxima import Maxima, maxima
from undercount.count.estimators.loglinear.search import searched_models
from undercount.count.estimators.loglinear.terms import formula, named, parse
from undercount.count.estimators.methods import Report
from undercount.count.estimators.result import ABSURD, Estimate, Method, check_level
from undercount.count.estimators.stream import generator
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]
Select = Literal["bic", "aic", "stepwise"]
Interval = Literal["bca", "profile", "wald"]

MOST_LISTS = 12
"""The most lists: every possible history has a fitted mean."""

_ASSUMPTIONS = (
    "nobody enters or leaves the population that the lists cover, and records are linked without error",
    "the lists depend on each other only through the model's terms; above all, there is no term of all lists",
    "persons are alike, or differ only in ways that the model's terms between lists can imitate",
)
_CHOSEN = (
    *_ASSUMPTIONS,
    "one of the models compared is close to the truth: models that fit the documented equally well can differ widely in the missed",
)
_PAPER = (
    "Silverman, Chan and Vincent (2024), Bootstrapping multiple systems estimates to account for model selection, Statistics and "
    "Computing 34:44"
)
BIC = Method("loglinear-bic", "Log-linear model chosen by BIC", _CHOSEN, _PAPER)
AIC = Method("loglinear-aic", "Log-linear model chosen by AIC", _CHOSEN, _PAPER)
FIXED = Method(
    "loglinear",
    "Log-linear model that is given",
    _ASSUMPTIONS,
    "Fienberg (1972), The multiple recapture census for closed populations and incomplete 2^k contingency tables, Biometrika 59(3); "
    "Bishop, Fienberg and Holland (1975), Discrete multivariate analysis, chapter 6",
)


@dataclass(frozen=True, slots=True, eq=False)
class Loglinear:
    """Hold the model on which an estimate rests, and those that it was compared with.

    Args:
        model: The formula by the lists' numbers.
        named: The formula by the lists' names.
        parameters: Each term's parameter by the term's formula, ``[]`` for the constant; minus infinity where nobody is on all its lists.
        candidates: The usable models, the best first; the given one alone where there was no choice.
        bootstrap: What the resamples gave, or None without them.
    """

    model: str
    named: str
    parameters: dict[str, float]
    candidates: LoglinearModels
    bootstrap: Bootstrap | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Hold the models that were tried on a table.

    Args:
        fits: Those whose maximum exists, the best first.
        tried: All of them, with and without a maximum.
        criterion: By what they are ordered.
        given: Whether there is one because the caller gave it.
        listed: Whether all hierarchical models were tried; otherwise they were searched.
    """

    fits: Maxima
    tried: LoglinearModels
    criterion: str
    given: bool
    listed: bool


def loglinear(
    histories: CaptureHistories,
    *,
    select: Select | None = "bic",
    model: str | None = None,
    max_order: int | None = None,
    interval: Interval = "bca",
    bootstrap: int = 1000,
    top: int | None = 100,
    level: float = 0.95,
    seed: int = 1,
    report: Report | None = None,
) -> Estimate:
    """Estimate the total by a hierarchical log-linear model of the lists' overlaps.

    Use it for three to six lists. With ``select`` the best of all hierarchical models is chosen (up to five lists, or six with
    ``max_order=2``) or the best that a search finds (more lists), and ``bca`` repeats the choice in every resample. Do not read the
    estimate without the note on models that fit as well.

    A term on whose lists nobody is together has its parameter at minus infinity; the histories that contain it have mean zero, and the
    term still counts in the criterion. A model whose maximum does not exist or is not one point is never chosen, neither for the data
    nor for a resample. BIC takes the logarithm of the persons documented for each term.

    Args:
        histories: The table; all strata together; 2 to 12 lists.
        select: ``bic``, ``aic``, or ``stepwise`` (:func:`undercount.count.estimators.sparse.stepwise`); ignored where a model is given.
        model: The model, such as ``"[123,14,34]"`` or ``"[A*B, C]"``; ``"[1,2,3]"`` is independence.
        max_order: The size of the largest term that a chosen model may have; None for one less than there are lists.
        interval: ``bca``, or ``profile`` and ``wald``, which take the chosen model as known.
        bootstrap: How many resamples are drawn for ``bca``, at least 100.
        top: How many of the data's best models can be chosen in a resample; None for all.
        level: The interval's probability.
        seed: The seed of the resamples and of the search.
        report: Called as the work goes on.

    Returns:
        The estimate, its ``detail`` a :class:`Loglinear`, its ``draws`` the resamples' totals; or a refusal where no model is usable.

    Raises:
        CountError: If a word, the model, ``max_order``, the number of resamples or the level is not one of those allowed.

    Assumptions:
        Those of ``estimate.BIC`` and ``estimate.FIXED``.

    References:
        Silverman, Chan and Vincent (2024), BIC over all models and the bootstrap; Chan, Silverman and Vincent (2021),
        parameters at minus infinity; Fienberg and Rinaldo (2012), existence; Cormack (1992), profile likelihood.

    Examples:
        >>> table = {"A": [1, 0, 0, 1, 1, 0, 1], "B": [0, 1, 0, 1, 0, 1, 1], "C": [0, 0, 1, 0, 1, 1, 1]}
        >>> histories = CaptureHistories.from_counts(table | {"count": [60, 49, 247, 142, 4, 112, 12]})
        >>> found = loglinear(histories, interval="wald")
        >>> found.diagnosis["model"], round(found.estimate), round(found.low), round(found.high)
        ('[12,13]', 734, 702, 781)
    """
    _check(select, model, max_order, interval, bootstrap, top, level)
    if select == "stepwise" and model is None:
        from undercount.count.estimators.sparse import stepwise

        return stepwise(histories, level=level, bootstrap=bootstrap, seed=seed, report=report)
    method = FIXED if model is not None else AIC if select == "aic" else BIC
    given = None if model is None else parse(model, histories.lists)
    why = unusable(histories)
    if why is not None:
        return Estimate.refusal(method, histories, why, level=level)
    compared = compare_models(histories, "aic" if method is AIC else "bic", max_order, seed, given, report)
    why = words.no_estimate(histories, compared.tried, compared.fits, given, ABSURD)
    if why is not None:
        return Estimate.refusal(method, histories, why, level=level, diagnosis=_counted(compared))
    found = None
    if interval == "bca":
        candidates = compared.fits.chosen(np.arange(min(len(compared.fits.models), top or len(compared.fits.models))))
        rng = generator(histories, seed, "loglinear bootstrap")
        found = resampled(candidates, compared.criterion, bootstrap, rng)
        why = words.no_bootstrap(histories, found)
        if why is not None:
            tally = {"resamples": len(found.totals) + found.discarded, "resamples_discarded": found.discarded}
            return Estimate.refusal(method, histories, why, level=level, diagnosis=_counted(compared) | tally)
    return _estimate(histories, method, compared, found, interval, level)


def compare_models(
    histories: CaptureHistories,
    criterion: str,
    max_order: int | None,
    seed: int,
    given: tuple[int, ...] | None = None,
    report: Report | None = None,
) -> Compared:
    """Fit the given model, all models, or those that a search finds."""
    lists, counts = len(histories.lists), histories.full().astype(np.float64)
    listed = listable(lists, max_order)
    if given is not None:
        models = Models.of([given], lists)
    elif listed:
        models = hierarchical_models(lists, max_order)
    else:
        rng = generator(histories, seed, "loglinear search")
        models = searched_models(counts, lists, rng, criterion=criterion, max_order=max_order)
    fits = maxima(models, counts)
    if report is not None:
        report("fit log-linear models", len(models), len(models))
    best = fits.best(criterion)
    return Compared(fits.chosen(best), LoglinearModels(histories.lists, fits), criterion, given is not None, listed)


def unusable(histories: CaptureHistories) -> str | None:
    """Return why no log-linear model can be fitted to a table, or None."""
    why = histories.unusable()
    if why is not None:
        return why
    if len(histories.lists) > MOST_LISTS:
        return (
            f"log-linear models are fitted for at most {MOST_LISTS} lists{histories.where}; there are {len(histories.lists)}: "
            "join lists of one kind (join_lists), or use the latent-class model"
        )
    return None


def _check(
    select: str | None,
    model: str | None,
    max_order: int | None,
    interval: str,
    bootstrap: int,
    top: int | None,
    level: float,
) -> None:
    check_level(level)
    highest_order(2, max_order)
    if select is None and model is None:
        raise CountError("a model is chosen or given; select is None and so is model: give for example select='bic'")
    choices = ("bic", "aic", "stepwise")
    if select is not None and select not in choices:
        raise CountError(f"a model is chosen by bic, aic or stepwise; select is {select!r}: {suggest(select, choices)}")
    intervals = ("bca", "profile", "wald")
    if interval not in intervals:
        raise CountError(
            f"an interval is made by bca, profile or wald; interval is {interval!r}: {suggest(interval, intervals)}"
        )
    if interval == "bca" and bootstrap < 100:
        raise CountError(f"a bootstrap interval needs at least 100 resamples; there are {bootstrap}: give 1000 or more")
    if top is not None and top < 1:
        raise CountError(f"at least one model can be chosen in a resample; top is {top}: give 100, or None for all")


def _estimate(
    histories: CaptureHistories,
    method: Method,
    compared: Compared,
    found: Bootstrap | None,
    interval: str,
    level: float,
) -> Estimate:
    fits = compared.fits
    low, high = _limits(fits, found, interval, level)
    open_above = high is not None and high > ABSURD * histories.documented
    terms = fits.models.model(0)
    parameters = {
        formula([term], len(histories.lists)): float(value)
        for term, value in zip(terms, fits.thetas[0].tolist(), strict=False)
    }
    candidates = LoglinearModels(histories.lists, fits, level)
    return Estimate(
        method=method,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=histories.documented,
        estimate=float(fits.abundances[0]),
        low=low,
        high=None if open_above else high,
        level=level,
        interval=words.interval(interval, found, given=compared.given),
        notes=words.notes(
            histories, candidates, found, compared.criterion, compared.given, compared.listed, interval, level
        )
        + (() if compared.given else words.left_out(compared.tried))
        + words.open_notes(high, ABSURD, histories.documented),
        diagnosis=_diagnosis(compared, found, level),
        draws=None if found is None else found.totals[None, :].copy(),
        detail=Loglinear(
            formula(terms, len(histories.lists)), named(terms, histories.lists), parameters, candidates, found
        ),
    )


def _limits(fits: Maxima, found: Bootstrap | None, interval: str, level: float) -> tuple[float, float | None]:
    if found is not None:
        return found.limits(level)
    if interval == "profile":
        return profile(fits, level)
    best = fits.chosen(np.array([0]))
    missed = float(best.abundances[0]) - best.documented
    low, high = wald(best.documented, missed, float(log_errors(best)[0]), level)
    return float(low), float(high)


def _counted(compared: Compared) -> dict[str, Any]:
    tried = compared.tried
    return {
        "models_compared": tried.usable,
        "models_without_maximum": tried.without_maximum,
        "models_not_identified": tried.not_identified,
        "all_models_listed": compared.listed and not compared.given,
    }


def _diagnosis(compared: Compared, found: Bootstrap | None, level: float) -> dict[str, Any]:
    best = compared.fits.chosen(np.array([0]))
    terms = best.models.model(0)
    missed = float(best.abundances[0]) - best.documented
    error = float(log_errors(best)[0])
    facts: dict[str, Any] = {
        "model": formula(terms, len(compared.tried.lists)),
        "model_by_name": named(terms, compared.tried.lists),
        "bic": float(best.criterion("bic")[0]),
        "aic": float(best.criterion("aic")[0]),
        "deviance": float(best.deviances[0]),
        "degrees_of_freedom": degrees_of_freedom(terms, best.counts, best.models.lists),
        "standard_error": float(np.sqrt(missed + (missed * error) ** 2)),
        "standard_error_log_missed": error,
        **_counted(compared),
    }
    if not compared.given:
        facts["next_best"] = words.next_best(compared.fits, compared.criterion)
    if found is not None:
        facts |= {
            "resamples": len(found.totals) + found.discarded,
            "resamples_discarded": found.discarded,
            "models_in_resamples": int(found.candidates),
        }
        if len(found.totals):
            facts["limits_monte_carlo_error"] = list(found.errors(level))
            facts["share_won"] = found.share_within(1)
            facts["share_of_winners_within_rank"] = {
                str(rank): found.share_within(rank) for rank in (1, 5, 10, 50, 100)
            }
    return facts
