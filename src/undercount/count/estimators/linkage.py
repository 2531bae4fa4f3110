"""What the linkage does to an estimate: one estimate over several linkages, its variance split by where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import joint, stream
from undercount.count.estimators.engine import estimate_each
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.methods import Estimator, Report, check_options, entry
from undercount.count.estimators.result import Estimate, check_level
from undercount.count.estimators.strata import Item, estimate_stratum
from undercount.errors import CountError

Floats = NDArray[np.float64]
Linkage: TypeAlias = CaptureHistories | Sequence[CaptureHistories]
"""The histories under one linkage: one table, or one for each imputation of missing fields."""

SCALES = ("log", "persons")


@dataclass(frozen=True, slots=True)
class Split:
    """Hold the variance of an estimate by where it comes from.

    Args:
        sampling: Within one estimator on one table: what more persons under the same lists would reduce.
        model: Between estimators on one table.
        imputation: Between imputations under one linkage.
        linkage: Between linkages.
        scale: ``log``: variance of the logarithm of the number missed; ``persons``: variance of the total (persons squared).
    """

    sampling: float
    model: float
    imputation: float
    linkage: float
    scale: str

    @property
    def total(self) -> float:
        """The variance of the mixture: the four parts add up to it."""
        return self.sampling + self.model + self.imputation + self.linkage

    def shares(self) -> dict[str, float]:
        """Return each part of the whole; they add up to 1, unless nothing varies."""
        names = ("sampling", "model", "imputation", "linkage")
        return {name: getattr(self, name) / self.total if self.total > 0 else 0.0 for name in names}


@dataclass(frozen=True, slots=True, eq=False)
class LinkageEstimate:
    """Hold one estimate over several linkages.

    Args:
        estimate: The mixture over linkages, imputations and estimators, or its refusal.
        each: For each linkage, imputation and estimator the estimate that went in.
        weights: The linkages' weights, which add up to 1.
        names: What the linkages are called.
        split: The variance by where it comes from; None where the estimate was refused.
    """

    estimate: Estimate
    each: tuple[tuple[tuple[Estimate, ...], ...], ...] = field(repr=False)
    weights: tuple[float, ...]
    names: tuple[str, ...]
    split: Split | None

    def __str__(self) -> str:
        """Return a table: one line a linkage, the whole, and where its variance comes from."""
        rows = [f"{'linkage':<16} {'weight':>6} {'documented':>10} {'estimate':>10} {'low':>10} {'high':>12}"]
        for name, weight, imputations in zip(self.names, self.weights, self.each, strict=True):
            rows += [f"{name:<16} {weight:>6.3f} {_line(part)}" for models in imputations for part in models]
        rows.append(f"{'all':<16} {1:>6.3f} {_line(self.estimate)}")
        if self.split is not None:
            parts = ", ".join(f"{name} {share:.0%}" for name, share in self.split.shares().items())
            rows.append(f"variance ({self.split.scale} scale): {parts}")
        return "\n".join(rows)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values."""
        split = None if self.split is None else {"scale": self.split.scale, **self.split.shares()}
        return {
            **self.estimate.as_json(),
            "variance": split,
            "linkages": [
                {
                    "name": name,
                    "weight": weight,
                    "estimates": [part.as_json() for models in imputations for part in models],
                }
                for name, weight, imputations in zip(self.names, self.weights, self.each, strict=True)
            ],
        }


def propagate(
    linkages: Sequence[Linkage],
    method: str | Estimator | Sequence[str | Estimator],
    *,
    weights: Sequence[float] | None = None,
    method_weights: Sequence[float] | None = None,
    names: Sequence[str] | None = None,
    scale: str = "log",
    level: float = 0.95,
    seed: int = 1,
    cores: int | None = None,
    without_refused: bool = False,
    report: Report | None = None,
    **options: Any,
) -> LinkageEstimate:
    """Estimate what the lists missed when it is not certain who is the same person.

    Use it with several ways of linking the same records (thresholds, or draws from the posterior of the linkage): each is estimated
    by itself, and the results are mixed by the linkages' weights. One estimate from the one best linkage leaves that doubt out.

    Args:
        linkages: The tables of capture histories, one for each linkage; for a linkage with imputations of missing fields a sequence of
            tables.
        method: An estimator, or several whose disagreement is then part of the variance.
        weights: How probable each linkage is; None for equal weights.
        method_weights: How much each estimator counts; None for equal weights.
        names: What the linkages are called; None for numbers.
        scale: On which scale the variance is split: ``log`` of the number missed, on which one long tail does not drown the rest, or
            ``persons``.
        level: The interval's nominal probability.
        seed: What the random streams start from, besides the data.
        cores: How many tables are worked on at once; None for as many as there are cores.
        without_refused: Mix the tables that have a number and say which have none; without it one refusal refuses the whole.
        report: Called after each table.
        options: The estimator's own keyword arguments, if there is one estimator.

    Returns:
        The mixture, its parts and its variance by where it comes from.

    Raises:
        CountError: If there is no linkage or no method, weights or names do not fit, or the scale is unknown.

    Assumptions:
        The weights are the probabilities of the linkages given the records, and one of the linkages is close to the truth.

    References:
        Sadinle (2018), Bayesian propagation of record linkage uncertainty into population size estimation, Annals of Applied Statistics
        12(2), section 3: linkage averaging. The split is the law of total variance, applied three times.
    """
    check_level(level)
    methods = (method,) if isinstance(method, str) or callable(method) else tuple(method)
    tables = [(part,) if isinstance(part, CaptureHistories) else tuple(part) for part in linkages]
    shares = _checked(weights, len(tables), "linkage")
    model_shares = _checked(method_weights, len(methods), "method")
    labels = tuple(names) if names is not None else tuple(str(number) for number in range(1, len(tables) + 1))
    _check(tables, methods, labels, scale, options)
    items = [Item(table, one, level, seed, True, options) for part in tables for table in part for one in methods]
    found = iter(estimate_each(estimate_stratum, items, cores=cores, report=report))
    each = tuple(tuple(tuple(next(found) for _ in methods) for _ in part) for part in tables)
    tree = _Tree(tables, each, shares, model_shares, seed)
    estimate, split = _mixed(tree, labels, level, scale, without_refused)
    return LinkageEstimate(estimate, each, tuple(shares.tolist()), labels, split)


@dataclass(frozen=True, slots=True)
class _Tree:
    tables: Sequence[tuple[CaptureHistories, ...]]
    each: tuple[tuple[tuple[Estimate, ...], ...], ...]
    shares: Floats
    model_shares: Floats
    seed: int


@dataclass(frozen=True, slots=True)
class _Leaf:
    linkage: int
    imputation: int
    weight: float
    estimate: Estimate
    draws: Floats


def _checked(weights: Sequence[float] | None, number: int, what: str) -> Floats:
    if number == 0:
        raise CountError(f"at least one {what} is needed; there is none: give one")
    shares = np.ones(number) if weights is None else np.asarray(weights, dtype=np.float64)
    if len(shares) != number:
        raise CountError(f"each {what} has one weight; there are {len(shares)} for {number}: give as many")
    if not np.all(np.isfinite(shares)) or shares.min() < 0 or shares.sum() <= 0:
        raise CountError(
            f"weights of a {what} are not negative and not all zero; they are {shares.tolist()}: mend them"
        )
    found: Floats = shares / shares.sum()
    return found


def _check(
    tables: Sequence[tuple[CaptureHistories, ...]],
    methods: Sequence[str | Estimator],
    labels: Sequence[str],
    scale: str,
    options: dict[str, Any],
) -> None:
    if scale not in SCALES:
        raise CountError(f"variance is split on the scale 'log' or 'persons'; {scale!r} is neither: give one of them")
    if len(labels) != len(tables):
        raise CountError(f"each linkage has one name; there are {len(labels)} for {len(tables)}: give as many")
    empty = [label for label, part in zip(labels, tables, strict=True) if not part]
    if empty:
        raise CountError(f"a linkage has at least one table; {empty[0]!r} has none: give it one or leave it out")
    for one in methods:
        check_options(entry(one), options)


def _mixed(
    tree: _Tree, labels: Sequence[str], level: float, scale: str, without_refused: bool
) -> tuple[Estimate, Split | None]:
    flat = [
        (labels[number], part)
        for number, imputations in enumerate(tree.each)
        for models in imputations
        for part in models
    ]
    refused = [(label, part) for label, part in flat if part.refused is not None]
    if refused and (not without_refused or len(refused) == len(flat)):
        label, first = refused[0]
        why = (
            f"an estimate over linkages needs one of each; {len(refused)} of {len(flat)} were refused, first that of linkage {label} "
            f"({first.refused}): mend or leave out those linkages, or mix the others (without_refused=True)"
        )
        return replace(first, refused=why, notes=(), draws=None, detail=None), None
    leaves = _leaves(tree)
    values = np.concatenate([leaf.draws for leaf in leaves])
    each = np.concatenate([np.full(len(leaf.draws), leaf.weight / len(leaf.draws)) for leaf in leaves])
    low, middle, high = (joint.weighted_quantile(values, each, p) for p in ((1 - level) / 2, 0.5, (1 + level) / 2))
    split = _split(leaves, scale)
    used = [leaf.estimate for leaf in leaves]
    documented = sum(leaf.weight * leaf.estimate.documented for leaf in leaves)
    pooled = stream.generator(tree.tables[0][0], tree.seed, "linkage").choice(
        values, size=(1, joint.DRAWS), p=each / each.sum()
    )
    estimate = Estimate(
        method=used[0].method,
        lists=tuple(dict.fromkeys(name for part in used for name in part.lists)),
        stratum=used[0].stratum,
        documented=round(documented),
        estimate=middle,
        low=low,
        high=None if any(joint.is_open(part) for part in used) else high,
        level=level,
        interval=f"mixture over {len(tree.each)} linkages",
        notes=_notes(used, refused, split),
        diagnosis={"linkages": len(tree.each), "refused": len(refused), "variance": split.shares(), "scale": scale},
        draws=pooled,
    )
    return estimate, split


def _leaves(tree: _Tree) -> list[_Leaf]:
    """Return every estimate with a number, its draws and its weight; the weights of refused ones are spread over the others"""
    leaves = []
    for linkage, (tables, imputations) in enumerate(zip(tree.tables, tree.each, strict=True)):
        for imputation, (table, models) in enumerate(zip(tables, imputations, strict=True)):
            for number, part in enumerate(models):
                weight = float(tree.shares[linkage] * tree.model_shares[number] / len(tables))
                if part.refused is not None or weight == 0:
                    continue
                rng = stream.generator(table, tree.seed, "linkage", linkage, imputation, number)
                leaves.append(_Leaf(linkage, imputation, weight, part, joint.draws_of(part, rng)))
    whole = sum(leaf.weight for leaf in leaves)
    return [replace(leaf, weight=leaf.weight / whole) for leaf in leaves]


def _split(leaves: Sequence[_Leaf], scale: str) -> Split:
    """Split the mixture's variance by the law of total variance: within a leaf, between models, imputations and linkages."""
    values = [
        joint.log_missed(leaf.draws, leaf.estimate.documented) if scale == "log" else leaf.draws for leaf in leaves
    ]
    weights = np.array([leaf.weight for leaf in leaves])
    means = np.array([part.mean() for part in values])
    sampling = float(weights @ np.array([part.var() for part in values]))
    at_imputation = _gathered(weights, means, [(leaf.linkage, leaf.imputation) for leaf in leaves])
    at_linkage = _gathered(weights, means, [(leaf.linkage,) for leaf in leaves])
    model = float(weights @ (means - at_imputation) ** 2)
    imputation = float(weights @ (at_imputation - at_linkage) ** 2)
    linkage = float(weights @ (at_linkage - weights @ means) ** 2)
    return Split(sampling, model, imputation, linkage, scale)


def _gathered(weights: Floats, means: Floats, groups: Sequence[tuple[int, ...]]) -> Floats:
    """Return, for each leaf, the weighted mean of its group."""
    _, inverse = np.unique(np.array(groups), axis=0, return_inverse=True)
    number = inverse.ravel()
    found: Floats = (np.bincount(number, weights * means) / np.bincount(number, weights))[number]
    return found


def _notes(used: Sequence[Estimate], refused: Sequence[tuple[str, Estimate]], split: Split) -> tuple[str, ...]:
    least, most = min(used, key=lambda part: part.estimate or 0), max(used, key=lambda part: part.estimate or 0)
    notes = [f"the linkages' own estimates run from {least.estimate:,.0f} to {most.estimate:,.0f}"]
    shares = split.shares()
    largest = max(shares, key=lambda name: shares[name])
    if split.total > 0:
        notes.append(f"most of the variance comes from the {largest}: {shares[largest]:.0%} on the {split.scale} scale")
    if refused:
        notes.append(f"left out, since they were refused: {', '.join(dict.fromkeys(label for label, _ in refused))}")
    return tuple(notes)


def _line(part: Estimate) -> str:
    if part.refused is not None:
        return f"{part.documented:>10,} refused: {part.refused}"
    high = "none" if part.high is None else f"{part.high:,.0f}"
    low = "none" if part.low is None else f"{part.low:,.0f}"
    return f"{part.documented:>10,} {part.estimate:>10,.0f} {low:>10} {high:>12}"
