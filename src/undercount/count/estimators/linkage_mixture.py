"""The mixture of estimates over several linkages of the same records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import joint
from undercount.count.estimators.linkage_split import Leaf, Split, split
from undercount.count.estimators.mixture import MIXTURE, Mixture
from undercount.count.estimators.result import Estimate
from undercount.count.estimators.totals import kept_notes

Floats = NDArray[np.float64]
Parts: TypeAlias = Sequence[tuple[float, Floats]]
"""The draws of one estimate with their weights, which add up to 1: of a mixture of estimators each part by itself."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Hold what is mixed.

    Args:
        each: For each linkage, imputation and estimator the estimate.
        shares: The linkages' weights, which add up to 1.
        model_shares: The estimators' weights, which add up to 1.
        parts: Gives the draws of an estimate by its linkage, imputation and estimator.
        rng: What the mixture's own draws are chosen with.
    """

    each: tuple[tuple[tuple[Estimate, ...], ...], ...]
    shares: Floats
    model_shares: Floats
    parts: Callable[[int, int, int], Parts]
    rng: np.random.Generator


def mix(
    tree: Tree, labels: Sequence[str], level: float, scale: str, without_refused: bool
) -> tuple[Estimate, Split | None]:
    """Mix estimates of several linkages by their weights.

    Args:
        tree: What is mixed.
        labels: The linkages' names.
        level: The interval's nominal probability.
        scale: On which scale the variance is split: ``log`` of the number missed, or ``persons``.
        without_refused: Mix those that have a number; without it one refusal refuses the whole.

    Returns:
        The mixture and its variance by where it comes from; None where it was refused.
    """
    flat = [
        (labels[number], part)
        for number, imputations in enumerate(tree.each)
        for models in imputations
        for part in models
    ]
    refused = [(label, part) for label, part in flat if part.refused is not None]
    if refused and (not without_refused or len(refused) == len(flat)):
        return _refusal(refused, flat), None
    leaves = _leaves(tree)
    values = np.concatenate([leaf.draws for leaf in leaves])
    each = np.concatenate([np.full(len(leaf.draws), leaf.weight / len(leaf.draws)) for leaf in leaves])
    low, middle, high = (joint.weighted_quantile(values, each, p) for p in ((1 - level) / 2, 0.5, (1 + level) / 2))
    found = split(leaves, scale)
    used = [part for _, part in flat if part.refused is None]
    estimate = Estimate(
        method=used[0].method if len({part.method.name for _, part in flat}) == 1 else MIXTURE,
        lists=tuple(dict.fromkeys(name for part in used for name in part.lists)),
        stratum=_common(used),
        documented=round(sum(leaf.weight * leaf.documented for leaf in leaves)),
        estimate=middle,
        low=low,
        high=None if any(joint.is_open(part) for part in used) else high,
        level=level,
        interval=f"mixture over {len(tree.each)} linkages",
        notes=_notes(used, refused, found),
        diagnosis={"linkages": len(tree.each), "refused": len(refused), "variance": found.shares(), "scale": scale},
        draws=tree.rng.choice(values, size=(1, joint.DRAWS), p=each / each.sum()),
    )
    return estimate, found


def _refusal(refused: Sequence[tuple[str, Estimate]], flat: Sequence[tuple[str, Estimate]]) -> Estimate:
    label, first = refused[0]
    were, first_of = ("was", "that") if len(refused) == 1 else ("were", "first that")
    why = (
        f"an estimate over linkages needs one of each; {len(refused)} of {len(flat)} {were} refused, {first_of} of linkage {label} "
        f"({first.refused}): mend or leave out those linkages, or mix the others (without_refused=True)"
    )
    stratum = _common([part for _, part in flat])
    return replace(first, refused=why, stratum=stratum, notes=(), draws=None, detail=None)


def _common(parts: Sequence[Estimate]) -> tuple[tuple[str, str], ...]:
    """Return the labels that all estimates share: those that tell the linkages apart are none of the whole."""
    return tuple(pair for pair in parts[0].stratum if all(pair in part.stratum for part in parts))


def _leaves(tree: Tree) -> list[Leaf]:
    """Return every estimate with a number, its draws and its weight; the weights of refused ones are spread over the others."""
    leaves = []
    for linkage, imputations in enumerate(tree.each):
        for imputation, models in enumerate(imputations):
            for number, part in enumerate(models):
                weight = float(tree.shares[linkage] * tree.model_shares[number] / len(imputations))
                if part.refused is not None or weight == 0:
                    continue
                leaves += [
                    Leaf(linkage, imputation, weight * share, part.documented, draws)
                    for share, draws in tree.parts(linkage, imputation, number)
                ]
    whole = sum(leaf.weight for leaf in leaves)
    return [replace(leaf, weight=leaf.weight / whole) for leaf in leaves]


def parts_of(part: Estimate, rng: Callable[..., np.random.Generator]) -> Parts:
    """Return an estimate's draws; of a mixture those of each of its estimators, whose disagreement is doubt about the model.

    Args:
        part: An estimate that was not refused.
        rng: Gives a stream, for the parts of a mixture by their place.
    """
    if not isinstance(part.detail, Mixture):
        return ((1.0, joint.draws_of(part, rng())),)
    mixed = zip(part.detail.parts, part.detail.weights, strict=True)
    return tuple((weight, joint.draws_of(one, rng(place))) for place, (one, weight) in enumerate(mixed))


def _notes(used: Sequence[Estimate], refused: Sequence[tuple[str, Estimate]], found: Split) -> tuple[str, ...]:
    least, most = min(used, key=lambda part: part.estimate or 0), max(used, key=lambda part: part.estimate or 0)
    notes = [*kept_notes(used)]
    notes.append(f"the linkages' own estimates run from {least.estimate:,.0f} to {most.estimate:,.0f}")
    fewest, all_of = (end(part.documented for part in used) for end in (min, max))
    if fewest != all_of:
        notes.append(f"the documented count is the mean over the linkages, which hold {fewest:,} to {all_of:,} persons")
    shares = found.shares()
    largest = max(shares, key=lambda name: shares[name])
    if found.total > 0:
        notes.append(f"most of the variance comes from the {largest}: {shares[largest]:.0%} on the {found.scale} scale")
    if refused:
        notes.append(f"left out, since they were refused: {', '.join(dict.fromkeys(label for label, _ in refused))}")
    return tuple(notes)
