"""The latent-class model: classes of persons that differ in how each list catches them, as many as the data ask for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.convergence import HIGHEST_RHAT, LEAST_ESS, Convergence, convergence
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.latent.chain import Chain, Prior
from undercount.count.estimators.latent.sampler import Plan, Sampler, totals_of
from undercount.count.estimators.methods import Report
from undercount.count.estimators.result import Estimate, Method, check_level
from undercount.errors import CountError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

METHOD = Method(
    name="latent-class",
    title="Bayesian latent-class model",
    assumptions=(
        "Within each class of persons, being on one list tells nothing about being on another.",
        "Classes that some list can reach say what the classes that none reaches are like.",
        "All lists cover the same population, and nobody's records are linked wrongly.",
    ),
    reference=(
        "Manrique-Vallier (2016), Bayesian population size estimation using Dirichlet process mixtures, Biometrics 72(4), 1246-1254"
    ),
)

_KEPT = 250
"""How many draws of the classes are kept of each chain, about."""

_WIDE = 8
"""Beyond so many lists more classes are allowed, and more sweeps."""


@dataclass(frozen=True, slots=True, eq=False)
class LatentClasses:
    """Hold the posterior draws of the classes.

    Args:
        weights: Each class's part of the population (probability).
        capture: Each class's probability of being on each list.
        totals: The total that was drawn with them (persons).
        used: The probability of each number of classes that hold somebody, from 0.
        splits: How often a split, and a join, of classes was accepted (probability).
        leaps: How often a leap to another state was accepted (probability).
        glides: How often a glide along the posterior was accepted (probability).
        sweeps: Sweeps of each chain, the discarded ones included.

    Shapes:
        weights: ``(draws, classes)``. capture: ``(draws, classes, lists)``. totals: ``(draws,)``.
    """

    weights: Floats
    capture: Floats
    totals: Floats
    used: Floats
    splits: tuple[float, float]
    leaps: float
    glides: float
    sweeps: int


def latent_class(
    histories: CaptureHistories,
    *,
    seed: int = 1,
    level: float = 0.95,
    classes: int | None = None,
    alpha: tuple[float, float] = (0.25, 0.25),
    most_missed: float = 20.0,
    chains: int = 4,
    least_ess: float = 1000,
    most_sweeps: int | None = None,
    cores: int | None = None,
    report: Report | None = None,
) -> Estimate:
    """Estimate the total under a mixture of classes, by a sampler whose answer does not depend on its seed.

    Use it with three or more lists when persons differ in ways that no covariate tells. Several chains run until they agree; if they do
    not within the sweeps allowed, the result is refused and says so, and what they drew stays in ``draws``.

    The priors are those of the paper and of LCMCR: stick-breaking weights with concentration ~ Gamma(alpha), capture probabilities uniform,
    p(N) ~ 1/N. As in LCMCR, but said aloud, at most ``most_missed`` persons are missed for each documented one: without such a limit the
    posterior of a table with little overlap has no mean.

    Each sweep is a Gibbs sweep, a step of each class's missed persons with the parameters integrated out, sometimes a split or a join of
    classes with everybody's class integrated out, a glide of all parameters along the posterior, and leaps to whole states that the chains'
    first draws taught. Chains start where the
    shortest runs from random starts ended furthest apart; only what they draw after their last lesson is used.

    Args:
        histories: The table; strata are taken together.
        seed: With the same table, version and seed come the same bits, on any number of cores.
        level: Probability of the equal-tailed posterior interval.
        classes: The most classes; by default 10, and 15 beyond 8 lists, but never more than there are histories.
        alpha: Shape and rate of the gamma prior of the concentration.
        most_missed: The most persons missed for each documented one.
        chains: How many chains; at least 2.
        least_ess: Effective draws, in bulk and in both tails, at which the chains may stop; with fewer than 400 the result is refused.
        most_sweeps: Sweeps of each chain after which it must; by default about a minute's work.
        cores: Threads for the chains; by default as many as the machine has.
        report: Takes what is being done, how much is done and how much there is in all.

    Returns:
        The posterior median and interval; ``diagnosis`` holds ``rhat``, ``ess``, ``tail_ess``, ``mean``, ``sd``, ``chains``, ``sweeps`` and
        ``classes`` (mean number that hold somebody); ``detail`` is a :class:`LatentClasses`.

    Raises:
        CountError: If an option is out of its range.

    Assumptions:
        See ``METHOD``.

    References:
        Manrique-Vallier (2016), Biometrics 72(4). Glides: Neal (2011), MCMC using Hamiltonian dynamics. Gelman-Rubin diagnosis: Vehtari
        et al. (2021).
    """
    plan = _planned(histories, level, classes, alpha, most_missed, chains, least_ess, most_sweeps, cores)
    why = _unusable(histories)
    if why is not None:
        return Estimate.refusal(METHOD, histories, why, level=level)
    held = histories.pooled()
    runs = Sampler(held, plan, seed, report).run()
    return _result(histories, runs, plan, level)


def _planned(
    histories: CaptureHistories,
    level: float,
    classes: int | None,
    alpha: tuple[float, float],
    most_missed: float,
    chains: int,
    least_ess: float,
    most_sweeps: int | None,
    cores: int | None,
) -> Plan:
    check_level(level)
    lists = len(histories.lists)
    wanted = (10 if lists <= _WIDE else 15) if classes is None else classes
    for name, value, least in (("classes", wanted, 1), ("chains", chains, 2), ("least_ess", least_ess, 1)):
        if value < least:
            raise CountError(f"{name} must be at least {least}; it is {value}: give a larger number")
    if min(alpha) <= 0 or most_missed <= 0:
        raise CountError(
            f"alpha and most_missed must be positive; they are {alpha} and {most_missed}: give positive numbers"
        )
    most = most_sweeps if most_sweeps is not None else (200_000 if lists <= _WIDE else 800_000)
    if most < 1000:
        raise CountError(f"most_sweeps must be at least 1000; it is {most}: allow more sweeps")
    prior = Prior(min(wanted, 2 ** min(lists, 30) - 1), *alpha, most_missed)
    return Plan(prior, chains, least_ess, most, cores or os.cpu_count() or 1)


def _unusable(histories: CaptureHistories) -> str | None:
    where = histories.where
    why = histories.unusable()
    if why is not None:
        return why
    if len(histories.lists) < 3:
        return (
            f"a mixture of classes needs at least three lists{where}; there are {len(histories.lists)}: with two, only independence can be "
            "assumed (chapman) or its failure explored (sensitivity_curve)"
        )
    if int(histories.counts[histories.bits.sum(axis=1) > 1].sum()) == 0:
        return (
            f"somebody must be on two lists{where}; nobody is, so nothing tells how many were missed: link the lists again, or give the "
            "documented count alone"
        )
    return None


def _result(histories: CaptureHistories, runs: list[Chain], plan: Plan, level: float) -> Estimate:
    totals = totals_of(runs)
    agreed = convergence(totals)
    detail = _classes(runs)
    diagnosis = _diagnosis(totals, agreed, runs, detail)
    thinned = np.ascontiguousarray(totals[:, :: max(1, totals.shape[1] // 5000)])
    if agreed.rhat > HIGHEST_RHAT or min(agreed.ess, agreed.tail_ess) < min(plan.least_ess, LEAST_ESS):
        why = _disagreement(histories, agreed, totals, runs[0].sweeps)
        return Estimate.refusal(METHOD, histories, why, level=level, diagnosis=diagnosis, draws=thinned, detail=detail)
    low, middle, high = np.quantile(totals, [(1 - level) / 2, 0.5, (1 + level) / 2]).tolist()
    return Estimate(
        method=METHOD,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=histories.documented,
        estimate=middle,
        low=low,
        high=high,
        level=level,
        interval="equal-tailed posterior interval",
        notes=_notes(totals, histories, plan),
        diagnosis=diagnosis,
        draws=thinned,
        detail=detail,
    )


def _classes(runs: list[Chain]) -> LatentClasses:
    shares, odds, totals = [], [], []
    documented = runs[0].table.documented
    for chain in runs:
        share, odd, missed = np.concatenate(chain.shares), np.concatenate(chain.odds), np.concatenate(chain.missed)
        first = len(share) // 4
        step = max(1, (len(share) - first) // _KEPT)
        shares.append(share[first::step])
        odds.append(odd[first::step])
        totals.append(missed[chain.every - 1 :: chain.every][: len(share)][first::step] + documented)
    used = np.concatenate([np.concatenate(chain.used)[chain.kept // 4 :] for chain in runs])
    odd = np.concatenate(odds).transpose(0, 2, 1)
    moved = np.sum([chain.moved for chain in runs], axis=0)
    accepted = (moved[:, 1] / np.maximum(1.0, moved[:, 0])).tolist()
    return LatentClasses(
        weights=np.concatenate(shares),
        capture=odd / (1.0 + odd),
        totals=np.concatenate(totals).astype(np.float64),
        used=np.bincount(used, minlength=runs[0].prior.classes + 1) / len(used),
        splits=(accepted[0], accepted[1]),
        leaps=accepted[2],
        glides=accepted[3],
        sweeps=runs[0].sweeps,
    )


def _diagnosis(totals: Floats, agreed: Convergence, runs: list[Chain], detail: LatentClasses) -> dict[str, Any]:
    return {
        "rhat": agreed.rhat,
        "ess": agreed.ess,
        "tail_ess": agreed.tail_ess,
        "mean": float(totals.mean()),
        "sd": float(totals.std(ddof=1)),
        "chain_medians": [float(np.median(row)) for row in totals],
        "chains": agreed.chains,
        "sweeps": runs[0].sweeps,
        "leaps": detail.leaps,
        "glides": detail.glides,
        "classes": float(detail.used @ np.arange(len(detail.used))),
        "most_classes": runs[0].prior.classes,
    }


def _notes(totals: Floats, histories: CaptureHistories, plan: Plan) -> tuple[str, ...]:
    notes = []
    apart = two_parts(totals)
    if apart is not None:
        part, lower, upper = apart
        notes.append(
            f"the posterior falls into two parts: {part:.0%} of it lies about {lower:,.0f} persons and {1 - part:.0%} about {upper:,.0f}, "
            "with hardly anything between: the table does not tell which, and the median is no summary of either"
        )
    limit = histories.documented * (1 + plan.prior.most_missed)
    near = float((totals > histories.documented + 0.95 * plan.prior.most_missed * histories.documented).mean())
    if near > 0.005:
        notes.append(
            f"{near:.1%} of the posterior lies at the limit that is set on the missed ({limit:,.0f} persons in all): the upper limit "
            "of the interval depends on it (most_missed)"
        )
    if plan.prior.classes < 3:
        notes.append(f"only {plan.prior.classes} classes were allowed: persons may differ more than that")
    return tuple(notes)


def two_parts(totals: Floats) -> tuple[float, float, float] | None:
    """Say whether draws of a total fall into two parts.

    Args:
        totals: The draws (persons).

    Returns:
        The lower part (probability) and the medians of the lower and the upper (persons); nothing unless each holds 5 %, and between
        their peaks the density of the logarithm falls below a fifth of the lesser.
    """
    logs = np.log(totals.ravel())
    first, last = np.quantile(logs, [0.002, 0.998]).tolist()
    if not last > first:
        return None
    edges = np.linspace(first, last, 41)
    heights = np.convolve(np.histogram(logs, edges)[0], [0.25, 0.5, 0.25], mode="same")
    lesser = np.minimum(np.maximum.accumulate(heights), np.maximum.accumulate(heights[::-1])[::-1])
    place = int(np.argmax(lesser - heights))
    cut = 0.5 * (edges[place] + edges[place + 1])
    part = float((logs < cut).mean())
    if heights[place] > 0.2 * lesser[place] or not 0.05 < part < 0.95:
        return None
    lower, upper = np.exp(np.median(logs[logs < cut])), np.exp(np.median(logs[logs >= cut]))
    return part, float(lower), float(upper)


def _disagreement(histories: CaptureHistories, agreed: Convergence, totals: Floats, sweeps: int) -> str:
    where = histories.where
    medians = ", ".join(f"{np.median(row):,.0f}" for row in totals)
    return (
        f"chains must agree before their draws are used: R-hat at most {HIGHEST_RHAT} and {LEAST_ESS} effective draws{where}; here "
        f"R-hat is {agreed.rhat:.3f} with {min(agreed.ess, agreed.tail_ess):,.0f} effective draws after {sweeps:,} sweeps of each chain, "
        f"whose medians are {medians}: allow more sweeps (most_sweeps), or believe none of them"
    )
