"""How far an estimate hangs on its prior: the same table under other priors, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import Estimator, Report, check_options, entry
from undercount.count.estimators.result import Estimate, check_level
from undercount.count.estimators.strata import Item, estimate_stratum
from undercount.errors import CountError

Settings = Mapping[str, Any]

MOST_MOVED = 0.1
"""A total that moves by more than this part between priors is said to hang on its prior."""


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """Hold one table's estimates under several priors.

    Args:
        method: The estimator's name.
        settings: The options of each; the first is the estimator's own default.
        estimates: One estimate for each.
    """

    method: str
    settings: tuple[Settings, ...]
    estimates: tuple[Estimate, ...]

    @property
    def span(self) -> tuple[float, float] | None:
        """The lowest and the highest estimate (persons); None if all were refused."""
        found = [part.estimate for part in self.estimates if part.estimate is not None]
        return (min(found), max(found)) if found else None

    @property
    def hangs_on_prior(self) -> bool:
        """Whether the totals under these priors lie further apart than a tenth of the lowest."""
        return self.span is not None and self.span[1] > self.span[0] * (1 + MOST_MOVED)

    @property
    def sentence(self) -> str:
        """What a reader must know, in one sentence."""
        if self.span is None:
            return f"{self.method} gives no number under any of these priors"
        low, high = self.span
        word = "hangs on its prior" if self.hangs_on_prior else "hardly depends on its prior"
        return (
            f"{self.method} {word}: over {len(self.settings)} priors the estimate runs from {low:,.0f} to {high:,.0f}"
        )

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values."""
        parts = [
            {"options": {name: str(value) for name, value in options.items()}, **part.as_json()}
            for options, part in zip(self.settings, self.estimates, strict=True)
        ]
        return {
            "method": self.method,
            "hangs_on_prior": self.hangs_on_prior,
            "sentence": self.sentence,
            "priors": parts,
        }

    def __str__(self) -> str:
        """Return a table: one line a prior."""
        names = [
            ", ".join(f"{name}={_plain(value)}" for name, value in part.items()) or "default" for part in self.settings
        ]
        width = max(len(name) for name in names)
        rows = [f"{'prior':<{width}} {'estimate':>10} {'low':>10} {'high':>10}"]
        for name, part in zip(names, self.estimates, strict=True):
            numbers = " ".join(
                f"{'none' if x is None else format(x, ',.0f'):>10}" for x in (part.estimate, part.low, part.high)
            )
            rows.append(f"{name:<{width}} " + (numbers if part.refused is None else f"refused: {part.refused}"))
        return "\n".join([*rows, self.sentence])


def priors_of(method: str, lists: int) -> tuple[Settings, ...]:
    """Return the priors that are tried where none are named; the first is the estimator's default.

    Raises:
        CountError: If the estimator has no prior.
    """
    known: dict[str, tuple[Settings, ...]] = {
        "decomposable": ({}, *({"prior": prior} for prior in (0.0625, 0.125, 0.25, 0.5, 1.0) if prior != 0.5**lists)),
        "latent-class": (
            {},
            {"classes": 5},
            {"classes": 20},
            {"alpha": (1.0, 1.0)},
            {"alpha": (2.0, 4.0)},
        ),
    }
    if method not in known:
        raise CountError(
            f"a prior can be varied where there is one; {method!r} has none that is known here: name the settings to try (settings), or "
            f"choose one of {', '.join(known)}"
        )
    return tuple(MappingProxyType(dict(part)) for part in known[method])


def prior_sensitivity(
    histories: CaptureHistories,
    method: str | Estimator = "decomposable",
    *,
    settings: Sequence[Settings] | None = None,
    level: float = 0.95,
    seed: int = 1,
    report: Report | None = None,
    **options: Any,
) -> Sensitivity:
    """Estimate one table under several priors.

    Use it with every Bayesian estimate that is published: where the answer moves with a prior that nobody can defend, the data do not
    tell it.

    Args:
        histories: The table; its strata are taken together.
        method: ``decomposable``, ``latent-class``, or another estimator if settings are named.
        settings: The options to try, one mapping each; None for those of :func:`priors_of`.
        level: The intervals' nominal probability.
        seed: What the random streams start from, besides the data.
        report: Called after each prior.
        options: Keyword arguments that all share.

    Returns:
        The estimates side by side.

    Raises:
        CountError: If there is no such method or option, no setting, or the level is not between 0 and 1.

    References:
        Manrique-Vallier, Ball and Sadinle (2022), Capture-recapture for casualty estimation and beyond, in Statistics in the Public
        Interest; Aleshin-Guendel, Sadinle and Wakefield (2024), The central role of the identifying assumption in
        population size estimation, Biometrics 80(1).
    """
    check_level(level)
    chosen = entry(method)
    tried = priors_of(chosen.name, len(histories.lists)) if settings is None else tuple(settings)
    if not tried:
        raise CountError("at least one prior is tried; none is named: give one mapping of options for each")
    for part in tried:
        check_options(chosen, {**options, **part})
    found = []
    for number, part in enumerate(tried, 1):
        item = Item(histories.pooled(), method, level, seed, True, {**options, **part})
        found.append(estimate_stratum(item))
        if report is not None:
            report("try priors", number, len(tried))
    return Sensitivity(chosen.name, tried, tuple(found))


def _plain(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value)
