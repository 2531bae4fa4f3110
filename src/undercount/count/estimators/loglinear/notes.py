"""What a reader of a log-linear estimate must know, in sentences."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.loglinear.existence import NOT_IDENTIFIED
from undercount.count.estimators.loglinear.intervals import Bootstrap
from undercount.count.estimators.loglinear.listing import LoglinearModels
from undercount.count.estimators.loglinear.maxima import Maxima
from undercount.count.estimators.loglinear.terms import Terms, formula, named

_NEAR = (2.0, 6.0)
"""Within 2 of the best a model has nearly as much support, within 6 still some (Kass and Raftery 1995)."""
_SHOWN = 5
"""How many near models are named."""
_UNSTEADY = 0.05
"""A limit whose Monte Carlo standard error is a larger share of it is called unsteady."""


def no_estimate(
    histories: CaptureHistories, tried: LoglinearModels, fits: Maxima, given: Terms | None, absurd: int
) -> str | None:
    """Return why there is no estimate, or None."""
    if len(fits.models) == 0:
        return _nothing_exists(histories, tried, given)
    if fits.abundances[0] > absurd * fits.documented:
        return (
            f"the estimate of {named(fits.models.model(0), histories.lists)} is more than {absurd:,} times the {histories.documented:,} "
            f"documented{histories.where}, so the overlaps do not say how many were missed{_empty_pairs(histories)}: join lists or "
            "strata, or give the documented count alone"
        )
    return None


def _nothing_exists(histories: CaptureHistories, tried: LoglinearModels, given: Terms | None) -> str:
    if given is None:
        return (
            f"no log-linear model has an estimate for this table{histories.where}{_empty_pairs(histories)}: join lists or strata so that "
            "they overlap, or give the documented count alone"
        )
    name = named(given, histories.lists)
    remedy = "take a model with fewer terms, or let one be chosen (select='bic'), which leaves such models out"
    if tried.fits.states[0] == NOT_IDENTIFIED:
        return (
            f"the histories that people have do not tell the terms of {name} apart{histories.where}{_empty_pairs(histories)}, so any "
            f"number of missed fits equally well: {remedy}"
        )
    return (
        f"the likelihood of {name} has no maximum for this table{histories.where}{_empty_pairs(histories)}, so there is no estimate: "
        f"{remedy}"
    )


def _empty_pairs(histories: CaptureHistories) -> str:
    """Return in brackets the pairs of lists that share nobody, or else the pairs that share nobody who is on no third list."""
    pairs = list(combinations(range(len(histories.lists)), 2))
    full = histories.full()
    apart = [pair for pair in pairs if histories.overlaps[pair] == 0]
    alone = [(one, other) for one, other in pairs if full[1 << one | 1 << other] == 0]
    empty = [f"{histories.lists[one]} and {histories.lists[other]}" for one, other in apart or alone]
    shown = ", ".join(empty[:3]) + (f" and {len(empty) - 3} more pairs" if len(empty) > 3 else "")
    return f" (nobody is on both of {shown}{'' if apart else ' alone'})" if empty else ""


def no_bootstrap(histories: CaptureHistories, found: Bootstrap) -> str | None:
    """Return why the resamples give no interval, or None."""
    if len(found.totals) >= found.discarded and len(found.left_totals) > 0:
        return None
    return (
        f"in {found.discarded:,} of {len(found.totals) + found.discarded:,} resamples no model has an estimate{histories.where}"
        f"{_empty_pairs(histories)}, so the table is too thin for an interval: join lists or strata, or let more"
        " models be chosen (top=None)"
    )


def interval(kind: str, found: Bootstrap | None, *, given: bool) -> str:
    """Return how the interval was made."""
    if found is None:
        return {
            "profile": "profile likelihood, the model taken as known",
            "wald": "log-normal, the model taken as known",
        }[kind]
    many = f"{len(found.totals) + found.discarded:,} resamples"
    return f"BCa bootstrap, {many}" if given else f"BCa bootstrap, the model chosen again in each of {many}"


def next_best(fits: Maxima, criterion: str) -> list[dict[str, Any]]:
    """Return the models nearest to the chosen one: formula, total and how much higher their criterion is."""
    differences = fits.criterion(criterion)[: _SHOWN + 1] - fits.criterion(criterion)[0]
    return [
        {
            "model": formula(fits.models.model(rank), fits.models.lists),
            "estimate": float(fits.abundances[rank]),
            "difference": float(differences[rank]),
        }
        for rank in range(1, len(differences))
    ]


def notes(
    histories: CaptureHistories,
    candidates: LoglinearModels,
    found: Bootstrap | None,
    criterion: str,
    given: bool,
    listed: bool,
    kind: str,
    level: float,
) -> tuple[str, ...]:
    """Return the sentences of one estimate, the weightiest first."""
    sentences = []
    if not given:
        sentences += _near(candidates, criterion)
        if not listed:
            sentences.append(
                f"the models are too many to list, so {len(candidates):,} were searched; a better one may have been missed"
            )
        if kind != "bca":
            sentences.append("the interval takes the chosen model as known and leaves out that another may be true")
    sentences += _infinite(candidates.fits, histories.lists)
    if found is not None:
        sentences += _resampling(found, level)
    return tuple(sentences)


def left_out(tried: LoglinearModels) -> tuple[str, ...]:
    """Return what is to be said of models that could not be chosen."""
    count = tried.without_maximum + tried.not_identified
    if not count:
        return ()
    verb = "has no maximum or is" if count == 1 else "have no maximum or are"
    return (
        f"{count:,} of {len(tried):,} models {verb} not identified on this table and {'was' if count == 1 else 'were'} left out",
    )


def open_notes(high: float | None, absurd: int, documented: int) -> tuple[str, ...]:
    """Return what is to be said where there is no upper limit."""
    if high is None or high > absurd * documented:
        return ("there is no upper limit: the overlaps do not rule out any number of missed persons",)
    return ()


def _near(candidates: LoglinearModels, criterion: str) -> list[str]:
    values = candidates.fits.criterion(criterion)
    totals = candidates.fits.abundances
    counts = [int(np.count_nonzero(values <= values[0] + width)) for width in _NEAR]
    sentences: list[str] = []
    for width, count, before in zip(_NEAR, counts, (1, counts[0]), strict=True):
        if count > before:
            shown = "; ".join(
                f"{named(candidates.fits.models.model(rank), candidates.lists)} {totals[rank]:,.0f}"
                for rank in range(min(count, 3))
            )
            listed = f", the best {shown}" if not sentences else ""
            low, high = totals[:count].min(), totals[:count].max()
            sentences.append(
                f"models within {width:.0f} {criterion.upper()} give from {low:,.0f} to {high:,.0f} persons ({count} models{listed})"
            )
    return sentences


def _infinite(fits: Maxima, lists: tuple[str, ...]) -> list[str]:
    terms = fits.models.model(0)
    empty = [term for term, value in zip(terms, fits.thetas[0].tolist(), strict=False) if value == -np.inf]
    if not empty:
        return []
    return [
        f"nobody is together on the lists of {named(empty, lists)[1:-1]}, so that part of the model is at minus infinity"
    ]


def _resampling(found: Bootstrap, level: float) -> list[str]:
    sentences = []
    if found.discarded:
        sentences.append(
            f"in {found.discarded:,} of {len(found.totals) + found.discarded:,} resamples no model had an estimate; they were left out, "
            "which makes the interval too short"
        )
    limits, errors = found.limits(level), found.errors(level)
    for limit, error, name in zip(limits, errors, ("lower", "upper"), strict=True):
        if error > _UNSTEADY * limit:
            sentences.append(
                f"the {name} limit moves by about {error / limit:.0%} from one set of resamples to another: "
                "raise bootstrap for a steadier one"
            )
    if not limits[0] <= found.point <= limits[1]:
        sentences.append("the estimate lies outside its interval: the choice of the model is not stable on this table")
    return sentences
