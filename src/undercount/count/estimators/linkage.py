"""What the linkage does to an estimate: one estimate over several linkages, its variance split by where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import stream
from undercount.count.estimators.engine import estimate_each
from undercount.count.estimators.histories import CaptureHistories, Key
from undercount.count.estimators.linkage_mixture import Parts, Tree, mix, parts_of
from undercount.count.estimators.linkage_split import Split
from undercount.count.estimators.methods import Estimator, Report, check_options, entry
from undercount.count.estimators.result import Estimate, check_level
from undercount.count.estimators.strata import Item, estimate_stratum
from undercount.count.estimators.totals import StrataEstimate
from undercount.errors import CountError

Floats = NDArray[np.float64]
Linkage: TypeAlias = CaptureHistories | Sequence[CaptureHistories]
"""The histories under one linkage: one table, or one for each imputation of missing fields."""

SCALES = ("log", "persons")


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

    def versions(self) -> list[dict[str, Any]]:
        """Return the estimates that went in as plain values: name and weight of the linkage, then the numbers or the refusal."""
        shown = ("method", "documented", "estimate", "low", "high", "refused")
        return [
            {"name": name, "weight": weight / len(imputations), **{key: part.as_json()[key] for key in shown}}
            for name, weight, imputations in zip(self.names, self.weights, self.each, strict=True)
            for models in imputations
            for part in models
        ]

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
        12(2): linkage averaging. The split is the law of total variance, applied three times.
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

    def parts(linkage: int, imputation: int, number: int) -> Parts:
        where = (tables[linkage][imputation], seed, "linkage", linkage, imputation, number)
        return parts_of(each[linkage][imputation][number], lambda *place: stream.generator(*where, *place))

    tree = Tree(each, shares, model_shares, parts, stream.generator(tables[0][0], seed, "linkage"))
    estimate, found_split = mix(tree, labels, level, scale, without_refused)
    return LinkageEstimate(estimate, each, tuple(shares.tolist()), labels, found_split)


@dataclass(frozen=True, slots=True, eq=False)
class LinkageStrata:
    """Hold an estimate over several linkages for each stratum.

    Args:
        by: The columns that part the persons.
        keys: Each stratum's labels.
        strata: Each stratum's estimate over the linkages.
        total: What the strata come to: the mixture of each linkage's own total; None where it was not asked for.
    """

    by: tuple[str, ...]
    keys: tuple[Key, ...]
    strata: tuple[LinkageEstimate, ...]
    total: LinkageEstimate | None


def propagate_strata(
    linkages: Sequence[StrataEstimate | Sequence[StrataEstimate]],
    *,
    weights: Sequence[float] | None = None,
    names: Sequence[str] | None = None,
    scale: str = "log",
    seed: int = 1,
    without_refused: bool = False,
    total: bool = True,
) -> LinkageStrata:
    """Mix the strata of several linkages, stratum by stratum, and their totals.

    Use it where each linkage was estimated by stratum. The total is made under each linkage and then mixed, since a person whom one linkage
    puts into a stratum twice is in the total twice; the strata's mixtures cannot be added.

    Args:
        linkages: For each linkage one result of ``by_stratum``, or one for each imputation; by the same columns, with the same method.
        weights: How probable each linkage is; None for equal weights.
        names: What the linkages are called; None for numbers.
        scale: On which scale the variance is split: ``log`` of the number missed, or ``persons``.
        seed: What draws are chosen with.
        without_refused: Mix what has a number, and say what has none; without it one refusal refuses the stratum, and the total.
        total: Whether to make the total.

    Returns:
        The strata's mixtures and that of the totals. Within a linkage, a total's doubt about the model counts as sampling.

    Raises:
        CountError: If there is no linkage, weights or names do not fit, the scale is unknown, or the linkages are not parted alike.
    """
    tables = [(part,) if isinstance(part, StrataEstimate) else tuple(part) for part in linkages]
    shares = _checked(weights, len(tables), "linkage")
    labels = tuple(names) if names is not None else tuple(str(number) for number in range(1, len(tables) + 1))
    _check(tables, (), labels, scale, {})
    first = tables[0][0]
    if any(
        (part.by, part.level, part.method) != (first.by, first.level, first.method) for one in tables for part in one
    ):
        raise CountError(
            "linkages are parted by the same columns and estimated by one method at one level; these are not: estimate all alike"
        )
    like = next((estimate for one in tables for part in one for estimate in part.estimates), None)
    if like is None:
        raise CountError("a linkage has at least one stratum; none of these has any: give their results of by_stratum")
    keys = tuple(sorted({key for one in tables for part in one for key in part.keys}))

    def mixed(key: Key | None) -> LinkageEstimate:
        held = [tuple(_Stratum.of(part, key, without_refused, like) for part in one) for one in tables]
        each = tuple(tuple((part.estimate,) for part in one) for one in held)

        def parts(linkage: int, imputation: int, _number: int) -> Parts:
            where = [seed, linkage, imputation]
            return held[linkage][imputation].parts(lambda *place: np.random.default_rng([*where, *place]))

        tree = Tree(each, shares, np.ones(1), parts, np.random.default_rng([seed, len(tables)]))
        estimate, found = mix(tree, labels, first.level, scale, without_refused)
        return LinkageEstimate(estimate, each, tuple(shares.tolist()), labels, found)

    return LinkageStrata(first.by, keys, tuple(map(mixed, keys)), mixed(None) if total else None)


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Hold one stratum under one linkage and imputation, or the total, with its joint draws."""

    estimate: Estimate
    draws: Floats | None

    @classmethod
    def of(cls, strata: StrataEstimate, key: Key | None, without_refused: bool, like: Estimate) -> _Stratum:
        if key is None and strata.by:
            kept = [part for part in strata.draws if part is not None]
            return cls(strata.total(without_refused=without_refused), np.sum(kept, axis=0) if kept else None)
        wanted = key or ()
        if wanted in strata.keys:
            return cls(strata.of(wanted), None)
        stratum = tuple(zip(strata.by, wanted, strict=True))
        why = "nobody is in this stratum: leave this linkage out"
        return cls(Estimate(like.method, like.lists, stratum, 0, None, None, None, strata.level, refused=why), None)

    def parts(self, rng: Callable[..., np.random.Generator]) -> Parts:
        return parts_of(self.estimate, rng) if self.draws is None else ((1.0, self.draws),)


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
    tables: Sequence[tuple[object, ...]],
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


def _line(part: Estimate) -> str:
    if part.refused is not None:
        return f"{part.documented:>10,} refused: {part.refused}"
    high = "none" if part.high is None else f"{part.high:,.0f}"
    low = "none" if part.low is None else f"{part.low:,.0f}"
    return f"{part.documented:>10,} {part.estimate:>10,.0f} {low:>10} {high:>12}"
