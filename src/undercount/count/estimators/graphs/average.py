"""The number missed, averaged over all decomposable graphs of the lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from undercount.count.estimators.graphs.enumerate import MOST_LISTS, Factors, Graphs, decomposable_graphs, members
from undercount.count.estimators.graphs.marginal import Marginals
from undercount.count.estimators.graphs.posterior import EXACT, FEW, Posterior, at_points, on_panels
from undercount.count.estimators.graphs.words import GraphAverage, WeightedGraph, notes_on, refusal_of
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate, Method, check_level
from undercount.count.estimators.stream import generator
from undercount.errors import CountError

Floats = NDArray[np.float64]

DECOMPOSABLE = Method(
    name="decomposable",
    title="average over decomposable graphs",
    assumptions=(
        "The lists depend on each other as in one of the decomposable graphs, and which one is a matter of probability.",
        "Every person has the same probabilities: what differs between persons shows only as dependence between lists.",
        "The population is closed, and the lists are linked without error.",
        "The prior has the same few persons in every history (delta), and 1 / N for the total.",
    ),
    reference=(
        "Madigan, D. and York, J. C. (1997), Bayesian methods for estimation of the size of a closed population, Biometrika 84(1), 19-31"
    ),
)

_SHOWN = 1e-4
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, eq=False)
class _Averaging:
    """What is computed of one table: the posterior over the graphs that are averaged, and under the complete graph alone."""

    marginals: Marginals
    factors: Factors
    rows: NDArray[np.intp]
    posterior: Posterior
    others: Posterior
    alone: Posterior
    saturated_weight: float
    prior_only: NDArray[np.bool_]

    def prior_share(self, missed: float) -> float:
        """Return the probability, given a number missed, of the graphs under which only the prior binds it."""
        logs = self.factors @ self.marginals.logs(np.array([missed]))[:, 0]
        shares = np.exp(logs - logs.max())
        return float(shares[self.prior_only].sum() / shares.sum())


def decomposable(
    histories: CaptureHistories,
    *,
    level: float = 0.95,
    prior: float | None = None,
    saturated: Literal["exclude", "keep"] = "exclude",
    missed: Sequence[int] | None = None,
    draws: int = 4000,
    seed: int = 1,
) -> Estimate:
    """Estimate the total by averaging over every decomposable graph of the lists.

    Use it for two to six lists. It weighs models instead of choosing one, and is exact: there is no sampler that could fail, and the draws
    are independent. Do not use it where persons differ much in how likely they are to be listed.

    The complete graph is left out by default. It describes any table, but says nothing of those who were missed: there the posterior is
    the prior, which for small ``prior`` means that nobody was missed. On large tables it wins, and an average that holds it collapses to
    the documented count. Its weight, and what keeping it would have done, is in ``notes`` and in ``detail``.

    Args:
        histories: The table.
        level: The interval's nominal probability.
        prior: Prior persons in each of the 2**lists histories (delta); None for 2**-lists, one person in all. The larger it is, the more
            edges the probable graphs have, and the answer moves much with it: vary it.
        saturated: ``exclude`` or ``keep`` the complete graph.
        missed: The numbers of missed persons that are thought possible (persons), such as ``range(1, 301)``; None for all from 0, as far
            as the posterior reaches.
        draws: How many independent draws of the total the result holds.
        seed: Of the draws alone; the estimate and its interval do not depend on it.

    Returns:
        The posterior median with equal-tailed limits, as whole persons; ``detail`` is a :class:`GraphAverage`.

    Raises:
        CountError: If ``level``, ``prior``, ``saturated``, ``missed`` or ``draws`` is not as said above.

    Assumptions:
        See ``DECOMPOSABLE.assumptions``.

    References:
        Madigan and York (1997), Biometrika 84(1). Dawid and Lauritzen (1993), Annals of Statistics 21(3): the
        hyper-Dirichlet law.

    Examples:
        >>> births = {"A": [1, 0, 1, 0, 1, 0, 1], "B": [0, 1, 1, 0, 0, 1, 1], "C": [0, 0, 0, 1, 1, 1, 1]}
        >>> table = {**births, "count": [60, 49, 4, 247, 112, 142, 12]}
        >>> spina_bifida = CaptureHistories.from_counts(table, ["A", "B", "C"])
        >>> result = decomposable(spina_bifida, prior=1, missed=range(1, 301), saturated="keep")
        >>> result.estimate, result.low, result.high
        (732.0, 682.0, 798.0)
    """
    check_level(level)
    delta = _check_prior(prior, len(histories.lists))
    points = _check_missed(missed)
    if saturated not in ("exclude", "keep"):
        raise CountError(f"the complete graph is one of 'exclude', 'keep'; it is {saturated!r}: give one of the two")
    if draws < 1:
        raise CountError(f"a posterior is shown by at least one draw; draws is {draws}: give for example 4000")
    why = histories.unusable()
    if why is not None:
        return Estimate.refusal(DECOMPOSABLE, histories, why, level=level)
    if len(histories.lists) > MOST_LISTS:
        why = (
            f"decomposable graphs are averaged over at most {MOST_LISTS} lists{histories.where}; there are {len(histories.lists)}: join "
            "lists of one kind (join_lists) or drop some (drop_list), or use latent_class"
        )
        return Estimate.refusal(DECOMPOSABLE, histories, why, level=level)
    graphs = decomposable_graphs(len(histories.lists))
    found = _average(histories, graphs, delta, points, keep=saturated == "keep")
    return _result(histories, graphs, found, delta, level, draws, seed, ranged=points is not None)


def _check_prior(prior: float | None, lists: int) -> float:
    if prior is None:
        return 2.0**-lists
    if not (np.isfinite(prior) and prior > 0):
        raise CountError(
            f"the prior is a positive number of persons in each history; it is {prior}: give for example {2.0**-lists}"
        )
    return float(prior)


def _check_missed(missed: Sequence[int] | None) -> range | Floats | None:
    """Return the numbers that are thought possible: a range without gaps stays one."""
    if missed is None:
        return None
    if isinstance(missed, range) and missed.step == 1 and len(missed) and missed[0] >= 0:
        return missed
    points = np.unique(np.asarray(missed, dtype=np.float64))
    if not len(points) or points[0] < 0 or not np.isfinite(points[-1]) or np.any(points != np.floor(points)):
        raise CountError(
            "the numbers of missed persons are whole numbers from 0, at least one; they are not: give for example range(0, 10_000), or "
            "None for all"
        )
    return points


def _average(
    histories: CaptureHistories, graphs: Graphs, prior: float, points: range | Floats | None, *, keep: bool
) -> _Averaging:
    marginals = Marginals.of(histories, prior)
    whole = graphs.saturated
    rows = np.delete(np.arange(len(graphs.factors)), whole)
    others = _posterior(marginals, graphs.factors[rows], points)
    alone = _posterior(marginals, graphs.factors[whole : whole + 1], points, blocks=4 * FEW)
    weight = float(1 / (1 + np.exp(np.clip(others.evidence - alone.evidence, -700, 700))))
    posterior = others
    if keep:
        rows = np.arange(len(graphs.factors))
        posterior = _posterior(marginals, graphs.factors, points)
    factors = graphs.factors[rows]
    binding = factors.astype(np.int64) @ marginals.seen - marginals.documented
    return _Averaging(marginals, factors, rows, posterior, others, alone, weight, binding == 0)


def _posterior(
    marginals: Marginals, factors: Factors, points: range | Floats | None, *, blocks: int = EXACT
) -> Posterior:
    sparse = csr_array(factors.astype(np.float64))

    def logs(missed: Floats) -> Floats:
        found: Floats = sparse @ marginals.logs(missed)
        found += marginals.common(missed)
        return found

    if points is None:
        return on_panels(logs, 0, None, marginals.documented, blocks=blocks)
    if isinstance(points, range):
        return on_panels(logs, points[0], points[-1], marginals.documented, blocks=blocks)
    return at_points(logs, points)


def _result(
    histories: CaptureHistories,
    graphs: Graphs,
    found: _Averaging,
    prior: float,
    level: float,
    draws: int,
    seed: int,
    *,
    ranged: bool,
) -> Estimate:
    documented, posterior = histories.documented, found.posterior
    side = (1 - level) / 2
    uniform = generator(histories, seed, "decomposable").random(draws)
    low, middle, high, *sample = documented + posterior.quantiles(np.append([side, 0.5, 1 - side], uniform))
    kept = len(found.rows) == len(graphs.factors)
    detail = GraphAverage(
        prior,
        _weighted(histories.lists, graphs, found),
        posterior,
        found.saturated_weight,
        documented + _mixed_median(found),
        float(posterior.weights[found.prior_only].sum()),
    )
    open_above = not (kept or ranged) and found.prior_share(high - documented) > 0.5
    shown = Estimate(
        method=DECOMPOSABLE,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=documented,
        estimate=float(middle),
        low=float(low),
        high=None if open_above else float(high),
        level=level,
        interval="posterior, equal tails",
        notes=notes_on(
            detail, documented, float(middle), float(high) if open_above else None, kept=kept, ranged=ranged
        ),
        diagnosis=_diagnosis(detail, len(found.rows)),
        draws=np.array([sample]),
        detail=detail,
    )
    why = refusal_of(detail, histories, float(high), kept=kept, open_above=open_above)
    if why is None:
        return shown
    return replace(shown, estimate=None, low=None, high=None, interval="", refused=why, notes=())


def _diagnosis(detail: GraphAverage, graphs: int) -> dict[str, float | str]:
    return {
        "graphs": graphs,
        "prior": detail.prior,
        "best_graph": detail.graphs[0].name,
        "best_weight": detail.graphs[0].weight,
        "saturated_weight": detail.saturated_weight,
        "prior_only_weight": detail.prior_only_weight,
        "tail": detail.posterior.tail,
    }


def _weighted(lists: tuple[str, ...], graphs: Graphs, found: _Averaging) -> tuple[WeightedGraph, ...]:
    weights = found.posterior.weights
    order = np.argsort(-weights, kind="stable")[:_MOST_SHOWN]
    shown = [place for place in order.tolist() if weights[place] >= _SHOWN] or order[:1].tolist()
    return tuple(_graph(lists, graphs, found, place) for place in shown)


def _graph(lists: tuple[str, ...], graphs: Graphs, found: _Averaging, place: int) -> WeightedGraph:
    sequence = graphs.sequence(int(found.rows[place]))
    named = [tuple(tuple(lists[number] for number in members(mask)) for mask in pair) for pair in sequence]
    return WeightedGraph(
        tuple(clique for clique, _ in named),
        tuple(separator for _, separator in named[1:]),
        float(found.posterior.weights[place]),
        bool(found.prior_only[place]),
    )


def _mixed_median(found: _Averaging) -> float:
    """Return the median number missed with the complete graph kept, from the two posteriors."""
    share = found.saturated_weight
    if share < _SHOWN:
        return float(found.others.quantiles([0.5])[0])
    low, high = sorted(float(part.quantiles([0.5])[0]) for part in (found.others, found.alone))
    while high - low >= 1:
        middle = np.floor((low + high) / 2)
        at = np.array([middle])
        reached = share * found.alone.cumulative(at)[0] + (1 - share) * found.others.cumulative(at)[0]
        low, high = (low, middle) if reached >= 0.5 else (middle + 1, high)
    return low
