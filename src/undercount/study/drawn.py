"""Drawn: what of an estimate's fits a page needs to draw them, as plain values that are the same in every run.

A figure's file holds it, so that what stands in a picture of the page is computed again by whoever checks the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from undercount.count.estimators.convergence import HIGHEST_RHAT, LEAST_ESS
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.joint import speaks_for
from undercount.count.estimators.result import Estimate
from undercount.count.estimators.strata import by_stratum
from undercount.count.estimators.totals import StrataEstimate
from undercount.count.pictures import HasWeights
from undercount.count.pictures.chains import judged
from undercount.ledger.disk import Progress
from undercount.study.estimators import Estimated
from undercount.study.spoken import SETTINGS, spoken

XIS = (0.2, 0.25, 0.4, 0.5, 0.8, 1.0, 1.25, 2.0, 2.5, 4.0, 5.0)
"""Where the sensitivity curve is computed: round values, each with the one that is as far from 1 on the other side."""

FEW_XIS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""The same where many parts are added up."""

MANY_PARTS = 40
"""With more parts than this the curve has few points."""

BINS = 80
"""Steps of a hill of draws at most; each is a whole number of persons."""

FARTHEST = 4
"""How many times the estimate a hill reaches at most; what lies beyond is counted."""

POINTS = 600
"""Points of all chains' traces together, about."""

HEAVIEST = 10
"""Models that are named with their weight."""

PARTS = 6
"""Parts whose models are named."""

_FEWEST = 8
"""Draws of a chain without which its trace says nothing."""


def drawn_json(
    histories: CaptureHistories, found: Estimated, *, level: float, seed: int, without_refused: bool, report: Progress
) -> dict[str, Any]:
    """Return what a page needs to draw an estimate: how its draws lie, its chains, its models' weights, its sensitivity curve.

    Args:
        histories: The table.
        found: What the estimators say of it.
        level: The intervals' nominal probability.
        seed: What random streams start from.
        without_refused: Whether the curve adds up the parts that have a number.
        report: Told of the progress.

    Returns:
        ``spreads`` for each method with draws of which its limits are quantiles; ``chains`` for each method with several chains, of parts
        the one whose chains agree least; ``weights`` for each average over models; ``curve`` of the assumption that no data can test, or
        None where every method gives a bound and none an estimate.
    """
    fits = found.strata or found.totals
    estimating = any(not one.method.bound for one in found.totals)
    return {
        "spreads": [_spread(one) for one in found.totals if one.refused is None and speaks_for(one)],
        "chains": [_chains(one, parts) for one, parts in _least_agreed(fits)],
        "weights": [_weights(one) for one in _averages(fits)],
        "curve": _curve(histories, level, seed, without_refused, report) if estimating else None,
    }


def _spread(one: Estimate) -> dict[str, Any]:
    """Return the draws as counts in steps of whole persons."""
    draws = cast(np.ndarray, one.draws).ravel()
    start = int(np.floor(draws.min()))
    reach = min(float(draws.max()), 1.1 * float(one.high or 0), FARTHEST * float(one.estimate or 0))
    step = max(1, int(np.ceil((reach - start + 1) / BINS)))
    bins = max(1, int(np.ceil((reach - start + 1) / step)))
    counts = np.histogram(draws, bins=bins, range=(start, start + bins * step))[0]
    return {
        "method": one.method.name,
        "draws": len(draws),
        "start": start,
        "step": step,
        "counts": counts.tolist(),
        "beyond": len(draws) - int(counts.sum()),
    }


def _least_agreed(fits: Sequence[Estimate]) -> Iterator[tuple[Estimate, int]]:
    """Yield for each method with several chains the fit whose chains agree least, and how many such fits there are."""
    held: dict[str, list[Estimate]] = {}
    for one in fits:
        if _has_chains(one):
            held.setdefault(one.method.name, []).append(one)
    for several in held.values():
        yield max(several, key=lambda one: judged(one).rhat or np.inf), len(several)


def _has_chains(one: Estimate) -> bool:
    draws = one.draws
    return (
        "rhat" in one.diagnosis
        and draws is not None
        and draws.ndim == 2
        and draws.shape[0] > 1
        and draws.shape[1] >= _FEWEST
        and bool(np.isfinite(draws).all())
    )


def _chains(one: Estimate, fits: int) -> dict[str, Any]:
    draws, verdict = cast(np.ndarray, one.draws), judged(one)
    every = max(1, draws.size // POINTS)
    return {
        "method": one.method.name,
        "stratum": dict(one.stratum),
        "of": fits,
        "documented": one.documented,
        "verdict": verdict.word,
        "rhat": None if verdict.rhat is None else round(verdict.rhat, 6),
        "highest_rhat": HIGHEST_RHAT,
        "ess": round(verdict.ess),
        "least_ess": LEAST_ESS,
        "draws": int(draws.shape[1]),
        "every": every,
        "places": [list(group) for group in verdict.places],
        "chains": [
            {
                "low": round(float(low), 4),
                "median": round(float(median), 4),
                "high": round(float(high), 4),
                "trace": np.rint(trace[::every]).astype(np.int64).tolist(),
            }
            for trace, low, median, high in zip(draws, *np.quantile(draws, [0.25, 0.5, 0.75], axis=1), strict=True)
        ],
    }


def _averages(fits: Sequence[Estimate]) -> Iterator[Estimate]:
    """Yield the fits that average over models, of each method those of the first parts."""
    shown: dict[str, int] = {}
    for one in fits:
        name = one.method.name
        if hasattr(one.detail, "model_weights") and shown.get(name, 0) < PARTS:
            shown[name] = shown.get(name, 0) + 1
            yield one


def _weights(one: Estimate) -> dict[str, Any]:
    given = cast(HasWeights, one.detail).model_weights
    models = sorted((model for model in given if model[1] > 0), key=lambda model: (-model[1], model[0]))
    return {
        "method": one.method.name,
        "stratum": dict(one.stratum),
        "lists": list(one.lists),
        "heaviest": [
            {
                "model": name,
                "weight": round(float(weight), 6),
                "estimate": None if own is None or not np.isfinite(own) else round(float(own), 4),
            }
            for name, weight, own in models[:HEAVIEST]
        ],
        "others": round(max(0.0, 1 - sum(weight for _, weight, _ in models[:HEAVIEST])), 6),
    }


def _curve(
    histories: CaptureHistories, level: float, seed: int, without_refused: bool, report: Progress
) -> dict[str, Any]:
    """Return the total at each value of the sensitivity parameter, which is the same in all parts."""
    xis = XIS if len(histories.keys) <= MANY_PARTS else FEW_XIS
    found = []
    for number, xi in enumerate(xis):
        report("turning the assumption that no data can test", number, len(xis))
        found.append(by_stratum(histories, "no-highest-order", level=level, seed=seed, xi=xi))
    report("turning the assumption that no data can test", len(xis), len(xis))
    stated = found[xis.index(1.0)]
    whole = _whole(stated, without_refused)
    # Along the curve the parts are the same ones, or the total would jump where a part is refused.
    kept = [place for place, one in enumerate(stated.estimates) if one.refused is None] if whole.refused is None else []
    points = [_whole(_only(one, kept), False) for one in found] if kept else []
    empty, cells = _empty(histories, stated, kept)
    return {
        "lists": list(whole.lists),
        "documented": whole.documented,
        "points": [
            {"xi": xi, "estimate": _rounded(one.estimate), "low": _rounded(one.low), "high": _rounded(one.high)}
            for xi, one in zip(xis, points, strict=False)
        ],
        "refused": None if whole.refused is None else spoken(whole.refused, SETTINGS),
        "empty": empty,
        "cells": cells,
        "left_out": len(stated.estimates) - len(kept) if kept else 0,
    }


def _empty(histories: CaptureHistories, parts: StrataEstimate, kept: Sequence[int]) -> tuple[int, int]:
    """Return how many histories nobody has, over all parts, and how many histories there are: there the prior stands in for persons."""
    tables = histories.split()
    cells = [(1 << len(parts.estimates[place].detail.lists)) - 1 for place in kept]
    held = [int((tables[place].keep_lists(parts.estimates[place].detail.lists).counts > 0).sum()) for place in kept]
    return sum(cells) - sum(held), sum(cells)


def _whole(parts: StrataEstimate, without_refused: bool) -> Estimate:
    return parts.total(without_refused=without_refused) if parts.by else parts.estimates[0]


def _only(parts: StrataEstimate, kept: Sequence[int]) -> StrataEstimate:
    """Return the estimates of some parts."""
    return replace(
        parts,
        keys=tuple(parts.keys[place] for place in kept),
        estimates=tuple(parts.estimates[place] for place in kept),
        draws=tuple(parts.draws[place] for place in kept),
    )


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(float(number), 4)
