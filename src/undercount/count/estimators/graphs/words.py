"""What an average over graphs found, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undercount.count.estimators.graphs.posterior import Posterior
from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import ABSURD

HEAVY = 1e-4
"""The share of the posterior beyond every limit from which on it is said not to fall."""


@dataclass(frozen=True, slots=True)
class WeightedGraph:
    """Hold one graph with its posterior probability.

    Args:
        cliques: Lists that depend on each other, in a perfect sequence.
        separators: The lists by which each clique after the first joins those before it; empty between parts that are independent.
        weight: The posterior probability of the graph.
        prior_only: Whether nothing in the table binds the number missed under this graph, so that only the prior does.
    """

    cliques: tuple[tuple[str, ...], ...]
    separators: tuple[tuple[str, ...], ...]
    weight: float
    prior_only: bool

    @property
    def name(self) -> str:
        """The graph as its cliques, such as ``[EXH ABA] [ABA OSCE]``."""
        return " ".join(f"[{' '.join(clique)}]" for clique in self.cliques)


@dataclass(frozen=True, slots=True, eq=False)
class GraphAverage:
    """Hold what the average over graphs found.

    Args:
        prior: Prior persons in each history (delta).
        graphs: The graphs with a probability of at least 0.0001, at most 200, the most probable first.
        posterior: The posterior of the number missed (persons).
        saturated_weight: The probability that the complete graph has if it is kept.
        saturated_total: The median total if it is kept (persons).
        prior_only_weight: The probability of graphs, among those averaged, under which only the prior binds the number missed.
    """

    prior: float
    graphs: tuple[WeightedGraph, ...]
    posterior: Posterior
    saturated_weight: float
    saturated_total: float
    prior_only_weight: float

    @property
    def model_weights(self) -> tuple[tuple[str, float, float | None], ...]:
        """Each graph's name and probability; its own total is not kept."""
        return tuple((graph.name, graph.weight, None) for graph in self.graphs)


def notes_on(
    detail: GraphAverage, documented: int, estimate: float, unbound: float | None, *, kept: bool, ranged: bool
) -> tuple[str, ...]:
    """Return what a reader of the number must know.

    Args:
        detail: What was found.
        documented: Persons on at least one list.
        estimate: The median total (persons).
        unbound: The upper limit that is not given because it is the prior's (persons), or None.
        kept: Whether the complete graph is among those averaged.
        ranged: Whether the caller named the numbers that are possible.
    """
    notes = [_saturated_note(detail, documented, estimate, kept=kept)]
    others = detail.prior_only_weight - (detail.saturated_weight if kept else 0.0)
    if others >= 0.01:
        notes.append(
            f"graphs with weight {others:.3f} have a list, or a group of lists, that shares nobody with the others: under them only the "
            "prior says how many were missed"
        )
    if unbound is not None:
        notes.append(
            f"there is no upper limit: that of the posterior, {unbound:,.0f}, comes from graphs under which only the prior says how many "
            "were missed"
        )
    last = detail.posterior
    if ranged and float(last.mass[-max(1, len(last.mass) // 100) :].sum()) > 0.001 and len(last.mass) > 1:
        notes.append(
            f"the range of missed persons ends at {last.start[-1] + last.width[-1] - 1:,.0f}, where the posterior has not vanished: give "
            "a longer one, or None"
        )
    if ranged and len(last.mass) > 1 and float(np.diff(last.start).max()) > 1 and float(last.mass.max()) > 0.2:
        notes.append(
            f"one of the numbers that were given holds {float(last.mass.max()):.0%} of the posterior, so they are too coarse: give a "
            "range, or None"
        )
    return tuple(note for note in notes if note)


def _saturated_note(detail: GraphAverage, documented: int, estimate: float, *, kept: bool) -> str:
    weight = detail.saturated_weight
    if not kept and weight < 0.001:
        return ""
    if not kept:
        return (
            f"the complete graph, under which only the prior says how many were missed, is left out; kept, it has weight {weight:.3f} and "
            f"the estimate is {detail.saturated_total:,.0f} instead of {estimate:,.0f}"
        )
    if weight < 0.01:
        return ""
    return (
        f"NOT TO BE USED AS IT STANDS: the complete graph is kept and has weight {weight:.3f}; under it only the prior says how many were "
        f"missed, and draws the total to the {documented:,} documented: leave it out (saturated='exclude')"
    )


def refusal_of(
    detail: GraphAverage, histories: CaptureHistories, high: float, *, kept: bool, open_above: bool
) -> str | None:
    """Return why the number is not to be used, or None.

    Args:
        detail: What was found.
        histories: The table.
        high: The posterior's upper limit (persons).
        kept: Whether the complete graph is among those averaged.
        open_above: Whether the upper limit is withheld.
    """
    if detail.posterior.tail > HEAVY:
        return (
            f"the posterior must vanish for large totals{histories.where}; with prior {detail.prior:g} it does not: raise the prior, or "
            "name the numbers that are possible (missed=range(…))"
        )
    if not kept and detail.prior_only_weight > 0.5:
        return (
            f"the lists must share persons for the number missed to be known{histories.where}; the graphs with most of the weight "
            f"({detail.prior_only_weight:.2f}) join lists that share nobody, such as {detail.graphs[0].name}: drop the list without "
            "overlap, or give the documented count alone"
        )
    documented = histories.documented
    if high > ABSURD * documented and not open_above:
        return (
            f"the upper limit is more than {ABSURD:,} times the {documented:,} documented{histories.where}, so the table does not say "
            "how many were missed: join or drop lists with little overlap, or give the documented count alone"
        )
    return None
