"""What a stated identifying assumption says of those whom no list names: no highest-order interaction.

No table says how many persons are on no list: two models that fit it equally can differ without limit. Here the model of the documented
persons and the assumption that leads from them to the others are kept apart, and the assumption has a dial (xi) that can be turned.

References:
    Aleshin-Guendel, Sadinle and Wakefield (2024), The central role of the identifying assumption in population size estimation,
    Biometrics 80(1) (arXiv 2101.09304).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, pdtr, pdtrik

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.identify_cells import Fitted, cell_draws
from undercount.count.estimators.result import ABSURD, Estimate, Method, check_level
from undercount.count.estimators.stream import generator
from undercount.errors import CountError, HistoriesError

Floats = NDArray[np.float64]

NO_HIGHEST_ORDER = Method(
    name="no-highest-order",
    title="no highest-order interaction between the lists",
    assumptions=(
        (
            "With xi = 1 the dependence between all but one of the lists is the same among those on the last list and those not on it; xi "
            "states by what factor the number missed differs from that."
        ),
        "The population is closed, and the lists are linked without error.",
    ),
    reference=(
        "Aleshin-Guendel, S., Sadinle, M. and Wakefield, J. (2024), The central role of the identifying assumption in population size "
        "estimation, Biometrics 80(1)"
    ),
)

MOST_LISTS = 10
"""With more lists most histories are empty, and the assumption rests on their product."""

JEFFREYS = 0.5
"""The prior's persons in each history."""

_FARTHEST = 34.0
_LARGE = 1000.0

Interval = Literal["posterior", "wald"]


def no_highest_order(
    histories: CaptureHistories,
    *,
    level: float = 0.95,
    xi: float = 1.0,
    lists: Sequence[str] | None = None,
    interval: Interval = "posterior",
    fit: Fitted | None = None,
    prior: float = JEFFREYS,
    draws: int = 4000,
    seed: int = 1,
) -> Estimate:
    """Estimate the total from the assumption that all lists together do not interact, or interact by a stated factor.

    The number missed is ``xi`` times the product of the histories on an odd number of lists divided by the product of those on an even
    number. It is the weakest assumption of the log-linear kind that identifies the total; its interval is wide, and honest about it.

    Args:
        histories: The table.
        level: The interval's nominal probability.
        xi: How many times more were missed than no highest-order interaction says; for two lists their odds ratio.
        lists: The lists whose joint table has no highest-order interaction, the others summed over; None for all.
        interval: ``posterior``, from draws of the histories' probabilities; or ``wald``, around the maximum-likelihood estimate.
        fit: A fitted estimate whose draws describe the documented persons, such as that of ``latent_class``; None for the table itself
            with a Dirichlet prior. Of a fit only what it says of the documented is used. With ``interval="posterior"`` alone.
        prior: The Dirichlet prior's persons in each observable history on these lists; without ``fit``.
        draws: How many draws of the total; a fit gives as many as it has.
        seed: Of the draws.

    Returns:
        The posterior median with equal-tailed limits, or the maximum-likelihood estimate with a Wald interval on the log of the number
        missed. ``detail`` holds the draws of the odds that a person is missed, at xi = 1 (:class:`MissedOdds`).

    Raises:
        CountError: If ``level``, ``xi``, ``prior``, ``draws`` or ``interval`` is not as said above, or the fit has no draws of histories.
        HistoriesError: If a named list is no list of the table.

    Assumptions:
        See ``NO_HIGHEST_ORDER.assumptions``. Total given odds: prior 1 / N.

    References:
        Aleshin-Guendel, Sadinle and Wakefield (2024): the no-highest-order-interaction assumption, its marginal form for
        some of the lists, and the sensitivity parameter. Bishop, Fienberg and Holland (1975), Discrete Multivariate Analysis, chapter 6.

    Examples:
        >>> two = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}, ["A", "B"])
        >>> no_highest_order(two, interval="wald").estimate
        120.0
        >>> no_highest_order(two, interval="wald", xi=2).estimate
        180.0
    """
    check_level(level)
    _check_dial(xi)
    if interval not in ("posterior", "wald"):
        raise CountError(f"the interval is one of 'posterior', 'wald'; it is {interval!r}: give one of the two")
    if interval == "wald" and fit is not None:
        raise CountError(
            "a Wald interval describes the table itself, not a fit: leave the fit out, or give interval='posterior'"
        )
    kept = histories if lists is None else histories.keep_lists(lists)
    try:
        kept.usable()
    except HistoriesError as error:
        return Estimate.refusal(NO_HIGHEST_ORDER, histories, str(error), level=level)
    if len(kept.lists) > MOST_LISTS:
        why = (
            f"the assumption is used for at most {MOST_LISTS} lists{histories.where}; there are {len(kept.lists)}, and most of their "
            "histories have nobody: name some lists (lists=[…]), or join some (join_lists)"
        )
        return Estimate.refusal(NO_HIGHEST_ORDER, histories, why, level=level)
    if interval == "wald":
        return _wald(histories, kept, xi, level)
    odds = missed_odds(histories, kept, fit=fit, prior=prior, draws=draws, seed=seed)
    return at_xi(histories, odds, xi, level)


@dataclass(frozen=True, slots=True, eq=False)
class MissedOdds:
    """Hold draws of how many are missed for each documented person, under no highest-order interaction.

    Args:
        lists: The lists whose joint table has none.
        odds: The expected number missed for each documented person at xi = 1, less ``left``; shape ``(draws,)``.
        left: Documented persons on none of these lists, for each documented person: they are part of what the odds count.
        uniform: Where in its own distribution each draw's number missed is, so that a curve over xi is one and the same set of draws.
        scale: Each draw of the documented persons' gamma variable, by which the total given the odds is drawn.
    """

    lists: tuple[str, ...]
    odds: Floats
    left: Floats
    uniform: Floats
    scale: Floats

    def expected(self, xi: float) -> Floats:
        """Return each draw of the expected number missed (persons), below 0 where the assumption contradicts the draw."""
        found: Floats = (xi * self.odds - self.left) * self.scale
        return found

    def missed(self, xi: float) -> Floats:
        """Return each draw of the number missed (whole persons).

        Given the odds it is negative binomial under the prior 1 / N: Poisson with a gamma mean. Each draw keeps its place in its own
        distribution while xi is turned, so that a curve over xi never falls.
        """
        mean = np.maximum(self.expected(xi), 0.0)
        large = mean > _LARGE
        score = ndtri(self.uniform)
        # Cornish and Fisher (1938): the first correction for the skewness of the Poisson distribution, here to within one person.
        near = np.rint(mean + score * np.sqrt(mean) + (score * score - 1) / 6)
        found: Floats = np.where(large, near, _poisson_quantile(self.uniform, np.where(large, 0.0, mean)))
        return found


def _poisson_quantile(probability: Floats, mean: Floats) -> Floats:
    """Return the least whole number up to which a Poisson distribution holds at least a probability."""
    above = np.ceil(pdtrik(probability, mean))
    below = np.maximum(above - 1, 0)
    found: Floats = np.where(pdtr(below, mean) >= probability, below, above)
    return found


def missed_odds(
    histories: CaptureHistories,
    kept: CaptureHistories,
    *,
    fit: Fitted | None = None,
    prior: float = JEFFREYS,
    draws: int = 4000,
    seed: int = 1,
) -> MissedOdds:
    """Draw the odds that a person is missed, under no highest-order interaction of the kept lists.

    Args:
        histories: The whole table.
        kept: The table on the lists of the assumption.
        fit: A fitted estimate, or None for the Dirichlet posterior of the table.
        prior: The Dirichlet prior's persons in each observable history.
        draws: How many draws.
        seed: Of the draws.

    Raises:
        CountError: If the prior or the number of draws is not positive, or the fit has no draws of histories.
    """
    if not (np.isfinite(prior) and prior > 0) or draws < 100:
        raise CountError(
            f"the posterior needs a positive prior and at least 100 draws; they are {prior} and {draws}: give for example {JEFFREYS} and "
            "4000"
        )
    rng = generator(histories, seed, "no highest order")
    cells, outside = cell_draws(histories, kept.lists, fit=fit, prior=prior, draws=draws, rng=rng)
    with np.errstate(divide="ignore"):
        logs = np.log(cells[:, 1:])
    sign = np.where(_parity(len(kept.lists))[1:], 1.0, -1.0)
    odds = np.exp(np.clip(np.nan_to_num(logs, neginf=-700.0) @ sign, -_FARTHEST, _FARTHEST))
    return MissedOdds(
        kept.lists,
        odds,
        outside,
        rng.random(len(odds)),
        rng.gamma(float(max(histories.documented, 1)), size=len(odds)),
    )


def _check_dial(xi: float) -> None:
    if not (np.isfinite(xi) and xi > 0):
        raise CountError(f"xi is a positive factor; it is {xi}: give 1 for no highest-order interaction")


def _parity(lists: int) -> NDArray[np.bool_]:
    """Return whether each history is on an odd number of lists."""
    return np.array([mask.bit_count() % 2 == 1 for mask in range(1 << lists)])


def history_name(lists: Sequence[str], mask: int) -> str:
    """Return a history in words, such as ``on A and C alone``."""
    if mask == (1 << len(lists)) - 1:
        return "on all lists" if len(lists) > 2 else f"on both {lists[0]} and {lists[1]}"
    return "on " + " and ".join(name for number, name in enumerate(lists) if mask >> number & 1) + " alone"


def _empty(kept: CaptureHistories) -> list[int]:
    """Return the histories that nobody has, those on most lists first."""
    counts = kept.full()
    return sorted((mask for mask in range(1, len(counts)) if counts[mask] == 0), key=lambda mask: -mask.bit_count())


def _nobody(kept: CaptureHistories, empty: Sequence[int]) -> str:
    more = len(empty) - 1
    others = f" and {more} other {'history is' if more == 1 else 'histories are'} empty" if more else ""
    return f"nobody is {history_name(kept.lists, empty[0])}{others}"


def _remedy(lists: int) -> str:
    """Return what to do where too few persons are on several lists: three lists joined to two would not bear the assumption."""
    join = ", join some (join_lists)" if lists > 3 else ""
    fewer = f"name fewer lists (lists=[…]){join}" if lists > 2 else "add a list"
    return f"{fewer}, pool the stratum with another, or take a method that averages over simpler models (decomposable, loglinear-average)"


def _wald(histories: CaptureHistories, kept: CaptureHistories, xi: float, level: float) -> Estimate:
    """Return the maximum-likelihood estimate; the log of the missing cell is a sum of logs of counts."""
    counts = kept.full()
    empty = _empty(kept)
    if empty:
        why = (
            f"without highest-order interaction the estimate exists only if somebody has every history{histories.where}; "
            f"{_nobody(kept, empty)}: {_remedy(len(kept.lists))}, or give interval='posterior'"
        )
        return Estimate.refusal(NO_HIGHEST_ORDER, histories, why, level=level)
    odd = _parity(len(kept.lists))
    missed = xi * (math.prod(counts[odd].tolist()) / math.prod(counts[~odd].tolist()[1:]))
    spread = float(np.exp(ndtri((1 + level) / 2) * np.sqrt((1 / counts[1:]).sum())))
    total = kept.documented + missed
    if total < histories.documented:
        return Estimate.refusal(NO_HIGHEST_ORDER, histories, _contradiction(histories, kept, total, xi), level=level)
    found = _estimate(
        histories, xi, level, (total, kept.documented + missed / spread, kept.documented + missed * spread)
    )
    return replace(found, interval="Wald, on the log of the number missed", notes=_notes(kept.lists, histories, None))


def at_xi(histories: CaptureHistories, odds: MissedOdds, xi: float, level: float) -> Estimate:
    """Return the posterior estimate at one value of the sensitivity parameter, from draws made once.

    Args:
        histories: The table.
        odds: The draws.
        xi: The sensitivity parameter.
        level: The interval's nominal probability.

    Raises:
        CountError: If xi is not positive.
    """
    _check_dial(xi)
    broken = float(np.mean(odds.expected(xi) < 0))
    totals = histories.documented + odds.missed(xi)
    if broken > 0.5:
        why = _contradiction(histories, odds, histories.documented + float(np.median(odds.expected(xi))), xi)
        return Estimate.refusal(NO_HIGHEST_ORDER, histories, why, level=level, detail=odds)
    side = (1 - level) / 2
    low, middle, high = np.quantile(totals, [side, 0.5, 1 - side])
    if high > ABSURD * histories.documented:
        why = (
            f"{_thin(histories.keep_lists(odds.lists))}{histories.where}, so the upper limit is more than {ABSURD:,} times the "
            f"{histories.documented:,} documented, which is no information: {_remedy(len(odds.lists))}"
        )
        return Estimate.refusal(NO_HIGHEST_ORDER, histories, why, level=level, detail=odds)
    found = _estimate(histories, xi, level, (float(middle), float(low), float(high)))
    notes = _notes(odds.lists, histories, broken)
    return replace(found, interval="posterior, equal tails", notes=notes, draws=totals[None, :], detail=odds)


def _thin(kept: CaptureHistories) -> str:
    empty = _empty(kept)
    if not empty:
        return f"too few persons are on several of {', '.join(kept.lists)}"
    return f"{_nobody(kept, empty)}, and the assumption multiplies and divides by every history's persons"


def _estimate(histories: CaptureHistories, xi: float, level: float, numbers: tuple[float, float, float]) -> Estimate:
    total, low, high = numbers
    return Estimate(
        method=NO_HIGHEST_ORDER,
        lists=histories.lists,
        stratum=histories.stratum,
        documented=histories.documented,
        estimate=total,
        low=max(low, float(histories.documented)),
        high=max(high, float(histories.documented)),
        level=level,
        diagnosis={"xi": xi},
    )


def _contradiction(histories: CaptureHistories, kept: CaptureHistories | MissedOdds, total: float, xi: float) -> str:
    return (
        f"the assumption must leave room for the {histories.documented:,} documented{histories.where}; with xi = {xi:g} for "
        f"{', '.join(kept.lists)} it says {total:,.0f} in all: raise xi, or name other lists"
    )


def _notes(lists: tuple[str, ...], histories: CaptureHistories, broken: float | None) -> tuple[str, ...]:
    notes = ["the total rests on an assumption that no table can test: see how it moves with xi (sensitivity_curve)"]
    empty = (1 << len(lists)) - 1 - int((histories.keep_lists(lists).counts > 0).sum())
    if empty:
        notes.append(
            f"nobody has {empty} of the {(1 << len(lists)) - 1} histories: for them the prior, or the fit, stands in for persons"
        )
    if len(lists) < len(histories.lists):
        notes.append(f"the assumption is made of {', '.join(lists)} alone; the other lists only tell who is documented")
    if broken is not None and broken > 0.001:
        notes.append(
            f"in {broken:.1%} of the draws the assumption leaves no room for the documented: there nobody is missed"
        )
    return tuple(notes)
