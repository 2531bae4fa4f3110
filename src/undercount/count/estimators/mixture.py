"""Several estimators at once: the mixture of their draws, which holds the doubt about the model that each of them leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import joint, stream
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import Entry, Estimator, Report, entry, estimate
from undercount.count.estimators.result import Estimate, Method, check_level
from undercount.errors import CountError

Floats = NDArray[np.float64]

MIXTURE = Method(
    "mixture",
    "mixture of several estimators",
    (
        "The assumptions of at least one of the mixed estimators hold, and no more is known about which.",
        "Who is on a list is told apart without error, and nobody comes or goes.",
    ),
    "Draper (1995), Assessment and propagation of model uncertainty, JRSS B 57(1); Stone (1961), The opinion pool, "
    "Annals of Mathematical Statistics 32(4).",
)

PARTS = ("loglinear-average", "loglinear-stepwise", "decomposable", "latent-class")
"""What is mixed unless something else is named.

One of each kind that carries the choice among its own models into its interval: log-linear models averaged, log-linear models searched
step by step, decomposable graphs averaged, latent classes. Where one kind misses the truth in the simulated designs, another mostly holds
it: graphs miss negative dependence, log-linear models miss persons who differ.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Hold what was mixed.

    Args:
        parts: The estimates that were mixed.
        weights: Their weights, which add up to 1.
        left_out: The estimates that were refused.
    """

    parts: tuple[Estimate, ...]
    weights: tuple[float, ...]
    left_out: tuple[Estimate, ...]

    @property
    def model_weights(self) -> tuple[tuple[str, float, float | None], ...]:
        """Each part's method, weight and own total (persons)."""
        return tuple(
            (part.method.name, weight, part.estimate) for part, weight in zip(self.parts, self.weights, strict=True)
        )


def mixture(
    histories: CaptureHistories,
    *,
    methods: Sequence[str | Estimator] = PARTS,
    weights: Sequence[float] | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    level: float = 0.95,
    seed: int = 1,
    report: Report | None = None,
) -> Estimate:
    """Mix the draws of several estimators with fixed weights.

    Use it where no family of models is known to hold, which is nearly always: the data of two models can be alike while their totals are
    not, so weights taken from the data are too sure of themselves. The interval is wide where the families disagree.

    Args:
        histories: The table; its strata are taken together.
        methods: Names of estimators, or their functions. One that is refused or cannot take this many lists is left out, and said so.
        weights: One weight for each method, from 0; None for equal ones.
        options: Keyword arguments of a method, by its name.
        level: The interval's nominal probability.
        seed: What the random streams start from, besides the data.
        report: Called as the work goes on.

    Returns:
        The mixture's median and quantiles, or a refusal if no method gives a number.

    Raises:
        CountError: If there is no such method, or the weights are not as many as the methods, negative, or all zero.

    Assumptions:
        See ``MIXTURE``.

    References:
        Draper (1995); Stone (1961).
    """
    check_level(level)
    chosen = [entry(method) for method in methods]
    shares = _shares(chosen, weights)
    found = [
        _one(part, method, histories, level, seed, report, (options or {}).get(part.name, {}))
        for part, method in zip(chosen, methods, strict=True)
    ]
    return mixed(histories, found, shares, level=level, seed=seed)


def mixed(
    histories: CaptureHistories, found: Sequence[Estimate], weights: Sequence[float], *, level: float, seed: int
) -> Estimate:
    """Mix estimates of one table that were made already.

    Args:
        histories: The table that they are of.
        found: The estimates; refused ones are left out.
        weights: One weight for each; those of refused ones are spread over the others.
        level: The interval's nominal probability.
        seed: What the draws are ordered or made from.
    """
    kept = [(part, weight) for part, weight in zip(found, weights, strict=True) if part.refused is None and weight > 0]
    left_out = tuple(part for part in found if part.refused is not None)
    if not kept:
        reasons = "; ".join(f"{part.method.name}: {part.refused}" for part in left_out)
        why = f"a mixture needs at least one estimator that gives a number; none does ({reasons}): mend what they name"
        return Estimate.refusal(MIXTURE, histories, why, level=level, detail=Mixture((), (), left_out))
    parts = tuple(part for part, _ in kept)
    shares = np.array([weight for _, weight in kept])
    shares = shares / shares.sum()
    draws = [
        joint.draws_of(part, stream.generator(histories, seed, "mixture", part.method.name, number))
        for number, part in enumerate(parts)
    ]
    everything = np.concatenate(draws)
    each = np.repeat(shares / joint.DRAWS, joint.DRAWS)
    low, middle, high = (joint.weighted_quantile(everything, each, p) for p in ((1 - level) / 2, 0.5, (1 + level) / 2))
    pooled = stream.generator(histories, seed, "mixture").choice(everything, size=(1, joint.DRAWS), p=each)
    return Estimate(
        method=MIXTURE,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=histories.documented,
        estimate=middle,
        low=low,
        high=None if any(joint.is_open(part) for part in parts) else high,
        level=level,
        interval=f"mixture of {len(parts)} estimators",
        notes=(
            *_notes(parts, shares.tolist(), left_out),
            *_apart(draws, everything, each, middle, histories.documented),
        ),
        diagnosis=_diagnosis(parts, shares.tolist()),
        draws=pooled,
        detail=Mixture(parts, tuple(shares.tolist()), left_out),
    )


def _shares(chosen: Sequence[Entry], weights: Sequence[float] | None) -> list[float]:
    if not chosen:
        raise CountError("a mixture needs at least one method; none is named: name some, or leave methods out")
    if weights is None:
        return [1.0] * len(chosen)
    if len(weights) != len(chosen):
        raise CountError(
            f"each method has one weight; there are {len(weights)} for {len(chosen)} methods: give as many"
        )
    if min(weights) < 0 or not 0 < sum(weights) < float("inf"):
        raise CountError(f"weights are not negative and not all zero; they are {list(weights)}: mend them")
    return [float(weight) for weight in weights]


def _one(
    part: Entry,
    method: str | Estimator,
    histories: CaptureHistories,
    level: float,
    seed: int,
    report: Report | None,
    options: Mapping[str, Any],
) -> Estimate:
    if not part.takes(len(histories.lists)):
        most = f" and at most {part.most_lists}" if part.most_lists is not None else ""
        why = f"it takes at least {part.least_lists}{most} lists, and there are {len(histories.lists)}"
        return Estimate.refusal(part.bare_method(), histories, why, level=level)
    return estimate(histories, method, level=level, seed=seed, report=report, **options)


def _notes(parts: Sequence[Estimate], shares: Sequence[float], left_out: Sequence[Estimate]) -> tuple[str, ...]:
    said = "; ".join(
        f"{part.method.name} {part.estimate:,.0f} [{_shown(part.low)}, {_shown(part.high)}] with weight {share:.2f}"
        for part, share in zip(parts, shares, strict=True)
    )
    notes = [f"mixed: {said}"]
    notes += [f"left out: {part.method.name}, since {part.refused}" for part in left_out]
    if len(parts) == 1:
        notes.append("only one estimator gave a number, so that the doubt about the model is not in the interval")
    return tuple(notes)


def _apart(
    draws: Sequence[Floats], everything: Floats, weights: Floats, middle: float, documented: int
) -> tuple[str, ...]:
    """Return what is to be said where the middle of the mixture is a number that hardly any part, or any draw, stands for."""
    halves = [np.quantile(part, [0.25, 0.75]) for part in draws]
    if len(draws) > 1 and not any(low <= middle <= high for low, high in halves):
        return ("the parts disagree: the middle of the mixture is no part's estimate",)
    if _in_a_trough(everything, weights, middle, documented):
        return ("the draws fall into two camps: the middle of the mixture lies between them, where few draws are",)
    return ()


def _in_a_trough(draws: Floats, weights: Floats, middle: float, documented: int) -> bool:
    """Say whether the log missed number is at most half as dense at the middle as somewhere on either side of it."""
    logs = joint.log_missed(draws, documented)
    centre = float(joint.log_missed(np.array([middle]), documented)[0])
    low, high = (joint.weighted_quantile(logs, weights, p) for p in (0.005, 0.995))
    spread = min(float(np.std(logs)), float(np.subtract(*np.quantile(logs, [0.75, 0.25]))) / 1.34)
    # Silverman (1986), equation 3.31; whole persons leave gaps of 1 / missed between the logarithms, which are no troughs.
    width = max(0.9 * spread * len(logs) ** -0.2, 1.0 / max(middle - documented, joint.LEAST_MISSED))
    if high - low < 4 * width:
        return False
    mass, edges = np.histogram(logs, bins=400, range=(low, high), weights=weights)
    places = (edges[:-1] + edges[1:]) / 2
    grid = np.linspace(low, high, 100)
    density = np.exp(-(((grid[:, None] - places) / width) ** 2) / 2) @ mass
    here = float(np.interp(centre, grid, density))
    below, above = density[grid < centre], density[grid > centre]
    return bool(len(below) and len(above) and 2 * here <= min(below.max(), above.max()))


def _diagnosis(parts: Sequence[Estimate], shares: Sequence[float]) -> dict[str, Any]:
    found: dict[str, Any] = {"mixed": {part.method.name: share for part, share in zip(parts, shares, strict=True)}}
    rhats = [part.diagnosis["rhat"] for part in parts if part.diagnosis.get("rhat") is not None]
    return {**found, "rhat": max(rhats)} if rhats else found


def _shown(number: float | None) -> str:
    return "none" if number is None else f"{number:,.0f}"
