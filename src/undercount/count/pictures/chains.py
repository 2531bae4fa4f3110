"""Whether several chains tell the same story: the trace of each, and the verdict in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.result import Estimate
from undercount.count.pictures import style
from undercount.errors import CountError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from undercount.count.pictures.sheet import Sheet

Floats = NDArray[np.float64]
Places = tuple[tuple[int, ...], ...]

_BODY = 2.6
_POINTS = 3000
"""At most so many points are drawn over all chains; more cannot be told apart."""

_FEWEST = 8
"""Fewer draws a chain say nothing of whether chains agree."""


def chains(estimate: Estimate, *, ax: Axes | None = None) -> Figure:
    """Draw the trace of each chain side by side on one axis, and say in words whether they agree.

    A refused estimate is drawn too: its chains show why.

    Args:
        estimate: An estimate with draws, one row a chain.
        ax: Axes to draw in, at least 5 by 3 inches; None for a new figure.

    Returns:
        The figure: for each chain its draws, the middle half of them as a band and their median as a line. The axis begins at the
        documented count, below which no total can lie. Chains that stand elsewhere than most are rust and named.

    Raises:
        CountError: If the estimate has no draws, fewer than 8 a chain, or a draw that is not finite.

    References:
        Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Rank-normalization, folding, and localization: an improved R-hat for
        assessing convergence of MCMC, Bayesian Analysis 16(2), section 4.
    """
    draws = _usable(estimate)
    said = judged(estimate)
    warned, verdict = _verdict(estimate, draws, said)
    with style.own_style():
        from undercount.count.pictures import sheet as paper

        opened = paper.sheet(
            style.titled("What each chain draws", style.stratum_words(estimate)),
            [f"{style.method_words(estimate)}.", *([] if warned else [verdict])],
            _BODY,
            ax,
            warning=verdict if warned else "",
            notes=[_how(draws)],
        )
        _draw(opened, estimate, draws, said.places)
        return opened.figure


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say whether the chains of an estimate agree, and by what.

    Args:
        word: ``agree``; ``disagree``, and the draws are not to be used; or ``few``, where too few draws say anything new.
        rhat: R-hat, or None where it is not finite.
        ess: The fewest effective draws of the middle and of the tails (draws).
        places: The chains, counted from zero, in groups whose middle halves touch: the largest group first, then the lowest.
    """

    word: Literal["agree", "disagree", "few"]
    rhat: float | None
    ess: float
    places: tuple[tuple[int, ...], ...]


def judged(estimate: Estimate) -> Verdict:
    """Judge whether several chains tell the same story.

    Use it where the picture is drawn elsewhere, as on a page: the picture and the page then say the same.

    Args:
        estimate: An estimate with draws, one row a chain; a refused one too.

    Returns:
        The verdict, by the diagnosis of the estimate where it has one, else computed from the draws.

    Raises:
        CountError: If the estimate has no draws, fewer than 8 a chain, or a draw that is not finite.

    References:
        Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), section 4.
    """
    from undercount.count.estimators.convergence import HIGHEST_RHAT, LEAST_ESS, convergence

    draws = _usable(estimate)
    places = _places(draws)
    found = convergence(draws)
    rhat = _fact(estimate, "rhat", found.rhat)
    sizes = (_fact(estimate, "ess", found.ess), _fact(estimate, "tail_ess", found.tail_ess))
    fewest = min((size for size in sizes if size is not None), default=0.0)
    if rhat is None or rhat > HIGHEST_RHAT or len(places) > 1:
        return Verdict("disagree", rhat, fewest, places)
    return Verdict("few" if fewest < LEAST_ESS else "agree", rhat, fewest, places)


def _usable(estimate: Estimate) -> Floats:
    draws = estimate.draws
    if draws is None or draws.ndim != 2 or draws.shape[1] < _FEWEST:
        raise CountError(
            f"chains are drawn from at least {_FEWEST} draws of each; {estimate.method.name} has "
            f"{'none' if draws is None else 'fewer'}: use comparison or posterior"
        )
    if not np.isfinite(draws).all():
        raise CountError(
            f"a draw of a total is a finite number of persons; {estimate.method.name} has one that is not: run it again with more draws"
        )
    return draws


def _places(draws: Floats) -> tuple[tuple[int, ...], ...]:
    """Return the chains in groups whose middle halves touch: the largest group first, then the lowest."""
    quarter, middle, three = np.quantile(draws, [0.25, 0.5, 0.75], axis=1)
    groups: list[list[int]] = []
    reach = -np.inf
    for chain in np.argsort(quarter, kind="stable").tolist():
        if quarter[chain] > reach:
            groups.append([])
        groups[-1].append(chain)
        reach = max(reach, float(three[chain]))
    ordered = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), float(middle[group].min())))
    return tuple(tuple(group) for group in ordered)


def _verdict(estimate: Estimate, draws: Floats, found: Verdict) -> tuple[bool, str]:
    """Return whether the draws are not to be used, and R-hat, the effective sample size and who stands elsewhere in words."""
    from undercount.count.estimators.convergence import HIGHEST_RHAT, LEAST_ESS

    said = "R-hat is not finite" if found.rhat is None else f"R-hat {found.rhat:.3f} (at most {HIGHEST_RHAT})"
    said += f", {style.number(found.ess)} effective draws (at least {LEAST_ESS})"
    one = len(draws) == 1
    if found.word == "disagree":
        who = "The two halves of the chain" if one else "The chains"
        return True, f"{who} do not agree: {said}. The draws are not to be used.{_elsewhere(draws, found.places)}"
    if found.word == "few":
        return True, f"Too few draws say anything new: {said}. Run longer."
    agreed = f"{'The chain agrees with itself' if one else 'The chains agree'}: {said}."
    if estimate.refused is None:
        return False, agreed
    return True, f"{agreed} The estimate was refused: {style.reason(estimate.refused)}."


def _fact(estimate: Estimate, name: str, computed: float) -> float | None:
    value = estimate.diagnosis.get(name, computed)
    return style.finite(float(value)) if isinstance(value, int | float | np.number) else style.finite(computed)


def _elsewhere(draws: Floats, places: Places) -> str:
    if len(places) < 2:
        return ""
    medians = np.median(draws, axis=1)
    parts = [f"{_named(group)} near {style.number(float(np.median(medians[list(group)])))}" for group in places[:4]]
    more = f", and {len(places) - 4} more" if len(places) > 4 else ""
    return f" They stand in {len(places)} places: {'; '.join(parts)}{more}."


def _named(group: tuple[int, ...]) -> str:
    if len(group) == 1:
        return f"chain {group[0] + 1}"
    if len(group) > 8:
        return f"{len(group)} chains"
    return f"chains {style.listed([str(chain + 1) for chain in group])}"


def _how(draws: Floats) -> str:
    step = _step(draws)
    drawn = "" if step == 1 else f", one in {step} drawn"
    chains = "chain" if len(draws) == 1 else "chains"
    return f"{len(draws)} {chains} of {style.number(draws.shape[1])} draws{drawn}; band: the middle half of a chain; line: its median."


def _step(draws: Floats) -> int:
    return max(1, draws.size // _POINTS)


def _draw(opened: Sheet, estimate: Estimate, draws: Floats, places: Places) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    from undercount.count.pictures.sheet import MARGIN

    top = float(draws.max()) + 0.03 * max(1.0, float(draws.max()) - estimate.documented)
    floor = min(float(estimate.documented), float(draws.min()))
    left = MARGIN + max(style.width_of(style.number(top), style.SMALL), 0.4) + 0.12
    width, height = opened.width - MARGIN - left, opened.bottom - opened.top - 0.62
    panel = opened.panel(left, opened.top + 0.24, width, height)
    panel.set_ylim(floor, max(top, floor + 1))
    panel.set_xlim(0, len(draws))
    panel.yaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 2.5, 5, 10]))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.number(value)))
    panel.tick_params(axis="y", length=0, pad=4, labelsize=style.SMALL, labelcolor=style.SOFT)
    panel.grid(axis="y", color=style.HAIR, lw=0.8)
    panel.set_axisbelow(True)
    for chain, trace in enumerate(draws):
        away = len(places) > 1 and chain not in places[0]
        _trace(panel, chain, trace, _step(draws), away=away)
        _head(opened, chain, len(draws), left + width * (chain + 0.5) / len(draws), style.RUST if away else style.SOFT)
    panel.axhline(floor, color=style.SOLID, lw=2, clip_on=False)
    words = f"documented {style.number(estimate.documented)}: no total can be lower"
    opened.text(left, opened.top + 0.24 + height + 0.2, words, size=style.SMALL, colour=style.SOLID)


def _head(opened: Sheet, chain: int, count: int, at: float, colour: str) -> None:
    """Name a chain above its trace, by its number alone where there are many, and by every fifth or so where there are very many."""
    skip = -(-count // 30)
    if chain % skip == 0:
        words = f"chain {chain + 1}" if count <= 8 else str(chain + 1)
        opened.text(at, opened.top + 0.12, words, size=style.SMALL, colour=colour, align="center")


def _trace(panel: Axes, chain: int, trace: Floats, step: int, *, away: bool) -> None:
    low, middle, high = np.quantile(trace, [0.25, 0.5, 0.75])
    drawn = trace[::step]
    begin, end = chain + 0.04, chain + 0.96
    pale = style.PALE_RUST if away else style.PALE
    colour = style.RUST if away else style.SOLID
    panel.plot(np.linspace(begin, end, len(drawn)), drawn, color=pale, lw=0.5, label=f"_chain {chain + 1}")
    panel.fill_between([begin, end], low, high, color=colour, alpha=0.4, lw=0, zorder=2.5)
    panel.plot(
        [begin, end], [middle, middle], color=style.INK, lw=1.4, solid_capstyle="butt", label="_median", zorder=3
    )
