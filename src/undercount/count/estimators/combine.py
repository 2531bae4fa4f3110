"""One estimate from several imputations of the same records: by mixing their draws, or by Rubin's rules on the log scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from undercount.count.estimators import joint
from undercount.count.estimators.histories import Key
from undercount.count.estimators.result import ABSURD, Estimate, check_level
from undercount.count.estimators.totals import StrataEstimate
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]

RULES = ("mixture", "verdata")

MOST_APART = 2.0
"""How many standard deviations of one replicate its centre may lie from that of the others. Replicates share all but the imputed fields,
so that their posteriors should nearly coincide; one that lies further away has mostly found another mode."""

LEAST_COMPARED = 3
"""Of two replicates that differ nothing tells which is the one astray."""


_MOST_LOG = 300.0
"""Where the logarithm of a number missed is cut."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """Hold what imputation replicates say of each other, on the scale of the logarithm of the number missed.

    Args:
        names: What each replicate is called.
        centres: Each one's mean.
        spreads: Each one's standard deviation.
        within: The mean of their variances.
        between: The variance of their centres.
        missing_information: Which part of the total variance comes from the imputation (proportion).
        disagreeing: The replicates whose centre lies too far from that of the others; none where there are fewer than three.
        each: Each one's estimate.
    """

    names: tuple[str, ...]
    centres: tuple[float, ...]
    spreads: tuple[float, ...]
    within: float
    between: float
    missing_information: float
    disagreeing: tuple[str, ...]
    each: tuple[Estimate, ...] = field(default=(), repr=False)

    def versions(self) -> list[dict[str, Any]]:
        """Return each replicate's estimate as plain values."""
        shown = ("method", "documented", "estimate", "low", "high", "refused")
        return [
            {"name": name, "weight": 1 / len(self.each), **{key: one.as_json()[key] for key in shown}}
            for name, one in zip(self.names, self.each, strict=True)
        ]


def combine_replicates(
    estimates: Sequence[Estimate],
    rule: str = "mixture",
    *,
    level: float = 0.95,
    names: Sequence[str] | None = None,
    without_refused: bool = False,
    seed: int = 1,
) -> Estimate:
    """Combine the estimates from several imputations of missing fields into one.

    Use ``mixture`` to carry the imputation through as it is; use ``verdata`` to repeat what the Colombian truth commission published.

    Args:
        estimates: One for each replicate, in order; with draws, or with an interval to which draws are matched.
        rule: ``mixture`` takes as many draws of each; ``verdata`` takes the mean of all draws, and limits by Rubin's rules with Student's
            t for the logarithm of the number missed.
        level: The interval's nominal probability.
        names: What the replicates are called; None for R1, R2 and so on.
        without_refused: Combine those that have a number, and say which are left out; without it one refused replicate refuses all.
        seed: What draws are made from, where an estimate has none.

    Returns:
        One estimate. A note names the replicates that disagree with the others, of at least three: a chain that was trapped looks just
        so. It is refused where Rubin's rules on few replicates put a limit at more than ``ABSURD`` times the documented persons.

    Raises:
        CountError: If there are fewer than two estimates, the rule is unknown, or the names are not as many as the estimates.

    Assumptions:
        The imputations are draws from the distribution of the missing fields given the records.

    References:
        Rubin (1987), Multiple imputation for nonresponse in surveys, equations 3.1.2 to 3.1.6.
        Gargiulo and others (2024), verdata: the rule of the Colombian truth commission, JEP and HRDAG (2022).
    """
    check_level(level)
    labels = _labels(estimates, rule, names)
    refused = [(label, part) for label, part in zip(labels, estimates, strict=True) if part.refused is not None]
    kept = [(label, part) for label, part in zip(labels, estimates, strict=True) if part.refused is None]
    if refused and (not without_refused or len(kept) < 2):
        return _refusal(estimates, refused, level)
    used = [part for _, part in kept]
    streams = [np.random.default_rng([seed, number]) for number in range(len(used))]
    draws = [joint.draws_of(part, rng) for part, rng in zip(used, streams, strict=True)]
    detail = _compare([label for label, _ in kept], used, draws)
    made = _mixed(used, draws, level) if rule == "mixture" else _by_rubin(used, draws, level, detail)
    if rule == "verdata" and max(made["estimate"], made["high"] or 0.0) > ABSURD * _documented(used):
        refusal = _refused(used[0], _absurd(used), level)
        return replace(refusal, documented=round(_documented(used)), diagnosis=_diagnosis(used, detail))
    return replace(
        used[0],
        **made,
        level=level,
        documented=round(_documented(used)),
        lists=tuple(dict.fromkeys(name for part in used for name in part.lists)),
        notes=_notes(used, refused, detail),
        diagnosis=_diagnosis(used, detail),
        detail=detail,
    )


def combine_strata(
    replicates: Sequence[StrataEstimate], rule: str = "mixture", *, names: Sequence[str] | None = None, seed: int = 1
) -> StrataEstimate:
    """Combine the strata of several imputations, stratum by stratum, with joint draws for totals and shares.

    Use it where the imputed fields are those that part the strata. One joint draw takes all its strata from one replicate, since a person
    whom an imputation puts into one stratum is then in no other.

    Args:
        replicates: One result of ``by_stratum`` for each imputation, by the same columns.
        rule: As in :func:`combine_replicates`; it makes the strata's intervals, while totals always come from the mixture of joint draws.
        names: What the replicates are called.
        seed: What draws are made from, where an estimate has none.

    Returns:
        The combined strata. A stratum that is refused in any replicate is refused; one that an imputation left empty holds nobody there.

    Raises:
        CountError: If there are fewer than two replicates, the rule is unknown, or they are parted by different columns.
    """
    first = replicates[0] if replicates else None
    if first is None or len(replicates) < 2:
        raise CountError(f"at least two replicates are combined; there are {len(replicates)}: give more")
    if any(part.by != first.by or part.level != first.level for part in replicates):
        raise CountError(
            "replicates are parted by the same columns at the same level; these are not: estimate all alike"
        )
    keys = tuple(sorted({key for part in replicates for key in part.keys}))
    labels = tuple(names) if names is not None else tuple(f"R{number}" for number in range(1, len(replicates) + 1))
    estimates, draws = [], []
    for key in keys:
        there = [(label, part) for label, part in zip(labels, replicates, strict=True) if key in part.keys]
        parts = [part.of(key) for _, part in there]
        combined = _combined_stratum(parts, rule, [label for label, _ in there], first.level, seed)
        estimates.append(combined)
        draws.append(None if combined.refused is not None else _stacked(replicates, key))
    return StrataEstimate(first.method, first.by, keys, tuple(estimates), first.level, tuple(draws))


def _combined_stratum(parts: Sequence[Estimate], rule: str, names: Sequence[str], level: float, seed: int) -> Estimate:
    if len(parts) > 1:
        return combine_replicates(parts, rule, level=level, names=names, seed=seed)
    return replace(parts[0], notes=(*parts[0].notes, f"only replicate {names[0]} has anybody in this stratum"))


def _stacked(replicates: Sequence[StrataEstimate], key: Key) -> Floats:
    """Return a stratum's draws, an equal block from each replicate, so that equal places of all strata hold one replicate."""
    each = joint.DRAWS // len(replicates)
    blocks = []
    for part in replicates:
        drawn = part.draws[part.keys.index(key)] if key in part.keys else None
        blocks.append(np.zeros(each) if drawn is None else drawn[:each])
    return np.concatenate(blocks)


def _labels(estimates: Sequence[Estimate], rule: str, names: Sequence[str] | None) -> tuple[str, ...]:
    if rule not in RULES:
        raise CountError(f"the rule must be one of {', '.join(RULES)}; {rule!r} is not: {suggest(rule, RULES)}")
    if len(estimates) < 2:
        raise CountError(
            f"at least two replicates are combined; there are {len(estimates)}: give more, or use the estimate as it is"
        )
    if names is None:
        return tuple(f"R{number}" for number in range(1, len(estimates) + 1))
    if len(names) != len(estimates):
        raise CountError(
            f"each replicate has one name; there are {len(names)} names for {len(estimates)} estimates: give as many"
        )
    return tuple(names)


def _refusal(estimates: Sequence[Estimate], refused: Sequence[tuple[str, Estimate]], level: float) -> Estimate:
    label, first = refused[0]
    why = (
        f"all replicates are combined or none; {len(refused)} of {len(estimates)} were refused, first {label} ({first.refused}): mend "
        "them, or combine the others (without_refused=True)"
    )
    return _refused(first, why, level)


def _refused(like: Estimate, why: str, level: float) -> Estimate:
    return replace(
        like,
        estimate=None,
        low=None,
        high=None,
        interval="",
        refused=why,
        level=level,
        notes=(),
        draws=None,
        detail=None,
    )


def _absurd(used: Sequence[Estimate]) -> str:
    return (
        f"{len(used)} replicates are too few for Rubin's rules where they lie so far apart: the limits reach more than {ABSURD:,} times "
        f"the {_documented(used):,.0f} documented, which is no information; give more replicates, or mix their draws (rule='mixture')"
    )


def _documented(used: Sequence[Estimate]) -> float:
    return float(np.mean([part.documented for part in used]))


def _mixed(used: Sequence[Estimate], draws: Sequence[Floats], level: float) -> dict[str, Any]:
    everything = np.stack(draws)
    low, middle, high = np.quantile(everything, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return {
        "estimate": float(middle),
        "low": float(low),
        "high": None if any(joint.is_open(part) for part in used) else float(high),
        "interval": f"mixture of the draws of {len(used)} replicates",
        "draws": everything,
    }


def _by_rubin(used: Sequence[Estimate], draws: Sequence[Floats], level: float, detail: Replicates) -> dict[str, Any]:
    """Return the rule of verdata: equations 3.1.2 to 3.1.6 of Rubin (1987) for the logarithm of the number missed."""
    number = len(used)
    carried = (1 + 1 / number) * detail.between
    total = detail.within + carried
    documented = _documented(used)
    # Replicates that do not differ leave infinitely many degrees of freedom, with which Student's t is the normal distribution.
    freedom = (number - 1) * (1 + detail.within / carried) ** 2 if carried > 0 else None
    deviate = float(ndtri((1 + level) / 2) if freedom is None else stdtrit(freedom, (1 + level) / 2))
    centre = float(np.mean(detail.centres))
    # Few replicates can leave next to no degrees of freedom; far beyond what is absurd a limit is cut, so that it does not overflow.
    ends = documented + np.exp(np.minimum(centre + np.array([-1.0, 1.0]) * deviate * np.sqrt(total), _MOST_LOG))
    return {
        "estimate": float(np.mean(draws)),
        "low": float(ends[0]),
        "high": None if any(joint.is_open(part) for part in used) else float(ends[1]),
        "interval": f"Rubin's rules on the log scale, {number} replicates",
        "draws": None,
    }


def _compare(names: Sequence[str], used: Sequence[Estimate], draws: Sequence[Floats]) -> Replicates:
    logs = [joint.log_missed(part, estimate.documented) for part, estimate in zip(draws, used, strict=True)]
    centres = np.array([part.mean() for part in logs])
    variances = np.array([part.var(ddof=1) for part in logs])
    within, between = float(variances.mean()), float(centres.var(ddof=1))
    total = within + (1 + 1 / len(used)) * between
    # With the median of all replicates as the reference, one astray cannot move what it is compared with.
    typical = max(float(np.median(np.sqrt(variances))), 1e-9)
    apart = np.abs(centres - np.median(centres)) / typical
    enough = len(used) >= LEAST_COMPARED
    far = tuple(name for name, distance in zip(names, apart, strict=True) if enough and distance > MOST_APART)
    return Replicates(
        tuple(names),
        tuple(centres.tolist()),
        tuple(np.sqrt(variances).tolist()),
        within,
        between,
        0.0 if total == 0 else (1 + 1 / len(used)) * between / total,
        far,
        tuple(used),
    )


def _notes(used: Sequence[Estimate], refused: Sequence[tuple[str, Estimate]], detail: Replicates) -> tuple[str, ...]:
    notes = []
    least, most = (end(part.documented for part in used) for end in (min, max))
    if least != most:
        notes.append(f"the documented count is the mean over the replicates, which hold {least:,} to {most:,} persons")
    if detail.disagreeing:
        one = len(detail.disagreeing) == 1
        chains = any(part.diagnosis.get("rhat") is not None for part in used)
        them = "it" if one else "them"
        remedy = (
            f"a trapped chain looks like this, so run {them} again with other seeds before the number is used"
            if chains
            else f"look at what the imputation changed in {them} before the number is used"
        )
        notes.append(
            f"{'replicate' if one else 'replicates'} {', '.join(detail.disagreeing)} {'lies' if one else 'lie'} more than {MOST_APART:g} "
            f"standard deviations from the others on practically the same records: {remedy}"
        )
    if refused:
        notes.append(f"left out, since they were refused: {', '.join(label for label, _ in refused)}")
    notes += dict.fromkeys(note for part in used for note in part.notes)
    return tuple(notes)


def _diagnosis(used: Sequence[Estimate], detail: Replicates) -> dict[str, Any]:
    rhats = [part.diagnosis["rhat"] for part in used if part.diagnosis.get("rhat") is not None]
    found: dict[str, Any] = {
        "replicates": len(used),
        "within": detail.within,
        "between": detail.between,
        "missing_information": detail.missing_information,
        "disagreeing": list(detail.disagreeing),
    }
    return {**found, "rhat": max(rhats)} if rhats else found
