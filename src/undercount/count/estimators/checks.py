"""What bears on whether an estimate can be made and believed: facts about a table of capture histories, in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from undercount.count.estimators.dependence import Dependence, dependences
from undercount.count.estimators.fact import Fact, Facts
from undercount.count.estimators.histories import CaptureHistories

__all__ = ["Fact", "Facts", "facts"]

FEWEST_PERSONS = 30
"""Below this many documented persons no interval has the level it states (persons)."""
FEWEST_ON_TWO = 10
"""Below this many persons on two lists or more, chance alone moves an estimate by a third (persons)."""
SMALLEST_LIST = 5
"""A list of fewer names says next to nothing (persons)."""
MOST_GRAPH_LISTS = 6
MOST_HIERARCHICAL_LISTS = 5
MOST_LOGLINEAR_LISTS = 20
_MOST_LISTS_IN_PROGRAM = 10
_SHOWN = 5
_CHANCE = 0.05


def facts(histories: CaptureHistories) -> Facts:
    """Return the facts of a table, the gravest first.

    A table with strata gives the facts of all persons together and the grave facts of each stratum.

    Args:
        histories: The table.

    Returns:
        Empty and full lists, lists or pairs that share nobody, copies, too few persons, overlaps or lists, models without a best fit,
        dependence that can be seen, and which estimators the number of lists allows.

    References:
        Fienberg and Rinaldo (2012), Annals of Statistics 40(2), for the existence of estimates.
        Mantel and Haenszel (1959), JNCI 22(4), for the dependence of two lists given the others.
        Chao (1987), Estimating the population size for capture-recapture data with unequal catchability, Biometrics 43(4).

    Examples:
        >>> table = {"A": [1, 0, 1], "B": [0, 1, 1], "count": [300, 200, 50]}
        >>> [fact.code for fact in facts(CaptureHistories.from_counts(table))]
        ['two-lists-only']
    """
    found = list(_ordered(histories.pooled(), grave_only=False))
    if histories.by:
        for part in histories.split():
            found += [replace(fact, stratum=part.name) for fact in _ordered(part, grave_only=True)]
    elif histories.stratum:
        found = [replace(fact, stratum=histories.name) for fact in found]
    return Facts(sorted(found, key=lambda fact: not fact.grave))


def _ordered(histories: CaptureHistories, *, grave_only: bool) -> Iterator[Fact]:
    """Yield the grave facts, then the others; what follows from a graver fact is not said again."""
    if histories.documented == 0:
        yield Fact("nobody", "nobody is on any list: leave it out", True)
        return
    found = [fact for check in _GRAVE for fact in check(histories)]
    if not grave_only and not any(fact.code in ("empty-list", "full-list", "no-overlap") for fact in found):
        found += [fact for check in _OTHER for fact in check(histories)]
    elif not grave_only:
        found += list(_many_lists(histories))
    yield from (fact for fact in found if fact.grave)
    if not grave_only:
        yield from (fact for fact in found if not fact.grave)


def _empty_lists(histories: CaptureHistories) -> Iterator[Fact]:
    for name, size in _sized(histories):
        if size == 0:
            yield Fact("empty-list", f"nobody is on {name!r}: leave it out (drop_list({name!r}))", True, (name,))


def _full_lists(histories: CaptureHistories) -> Iterator[Fact]:
    for name, size in _sized(histories):
        if size == histories.documented:
            text = (
                f"everybody is on {name!r}, so nothing tells how many it missed: leave it out (drop_list({name!r})), "
                "or give the documented count alone"
            )
            yield Fact("full-list", text, True, (name,))


def _no_overlap(histories: CaptureHistories) -> Iterator[Fact]:
    if _on_two(histories) == 0:
        text = (
            "nobody is on two lists: any number of missed persons fits equally well, and even independent lists have no "
            "estimate: link the lists, or pool strata"
        )
        yield Fact("no-overlap", text, True, histories.lists)


def _lists_apart(histories: CaptureHistories) -> Iterator[Fact]:
    """Name the lists that share nobody with any other; those of a handful of names are too small to wonder at."""
    if _on_two(histories) == 0:
        return
    shared = histories.overlaps.sum(axis=1) - histories.sizes
    for (name, size), others in zip(_sized(histories), shared.tolist(), strict=True):
        if size >= SMALLEST_LIST and others == 0:
            text = (
                f"none of the {size:,} persons on {name!r} is on another list: see whether it was linked, and whether it covers the same "
                f"place and time; else leave it out (drop_list({name!r}))"
            )
            yield Fact("list-apart", text, True, (name,))


def _copies(histories: CaptureHistories) -> Iterator[Fact]:
    """Name pairs of which one list holds the other, where chance does not explain it."""
    for a, b in combinations(range(len(histories.lists)), 2):
        sizes, both = histories.sizes, int(histories.overlaps[a, b])
        if both == 0 or both not in (sizes[a], sizes[b]):
            continue
        one, two = histories.lists[a], histories.lists[b]
        if sizes[a] == sizes[b]:
            text = (
                f"{one!r} and {two!r} name the same {both:,} persons: one is a copy, so count them as one list "
                f"(join_lists([{one!r}, {two!r}], …))"
            )
            yield Fact("copy", text, True, (one, two))
            continue
        inner, outer = (a, b) if sizes[a] == both else (b, a)
        yield from _subset(histories, inner, outer)


def _subset(histories: CaptureHistories, inner: int, outer: int) -> Iterator[Fact]:
    size = int(histories.sizes[inner])
    rest = histories.documented - size
    share = (int(histories.sizes[outer]) - size) / rest if rest else 1.0
    if size < SMALLEST_LIST or share**size >= _chance_of_a_pair(histories):
        return
    one, two = histories.lists[inner], histories.lists[outer]
    text = (
        f"all {size:,} persons on {one!r} are also on {two!r}, which holds {share:.0%} of the others: {one!r} was taken from {two!r} or "
        "the reverse; join the two (join_lists), or use a model with a term for the pair"
    )
    yield Fact("subset", text, True, (one, two))


def _few_persons(histories: CaptureHistories) -> Iterator[Fact]:
    if histories.documented < FEWEST_PERSONS:
        text = (
            f"only {histories.documented} persons are documented, fewer than {FEWEST_PERSONS}: no interval has the level that it "
            "states; pool strata"
        )
        yield Fact("too-few-persons", text, True)


def _few_overlaps(histories: CaptureHistories) -> Iterator[Fact]:
    on_two, documented = _on_two(histories), histories.documented
    if 0 < on_two < FEWEST_ON_TWO:
        verb, rest = ("is", "that one") if on_two == 1 else ("are", "these few")
        text = (
            f"only {on_two} of {documented:,} persons {verb} on two lists or more: every estimate rests on {rest} and moves by "
            f"about {1 / math.sqrt(on_two):.0%} by chance alone; pool strata, or link more completely"
        )
        yield Fact("few-overlaps", text, True)
    elif 0 < on_two < 0.05 * documented:
        text = (
            f"{on_two:,} of {documented:,} persons ({on_two / documented:.1%}) are on two lists or more: most of any total comes from the "
            "model, and each link missed or made in error moves it much"
        )
        yield Fact("few-overlaps", text, False)


def _two_lists(histories: CaptureHistories) -> Iterator[Fact]:
    if len(histories.lists) == 2:
        one, two = histories.lists
        text = (
            f"there are only {one!r} and {two!r}, and two lists cannot show whether they depend on each other: an estimate is too low if "
            "who is on one is likelier to be on the other; find a third list"
        )
        yield Fact("two-lists-only", text, True, histories.lists)


def _empty_pairs(histories: CaptureHistories) -> Iterator[Fact]:
    """Name pairs that share nobody: alone where that is surprising, all others in one sentence."""
    some = histories.sizes > 0
    empty = np.argwhere(np.triu((histories.overlaps == 0) & some & some[:, None], 1)).tolist()
    total = _independent(histories) if empty else None
    if total is None:
        return
    plain = []
    for a, b in empty:
        expected = int(histories.sizes[a]) * int(histories.sizes[b]) / total
        one, two = histories.lists[a], histories.lists[b]
        if math.exp(-expected) >= _chance_of_a_pair(histories):
            plain.append((one, two))
            continue
        text = (
            f"nobody is on both {one!r} and {two!r}, where independent lists would share about {expected:.0f}: either nobody can be on "
            "both, or the two were not linked; a log-linear model with their term expects nobody there"
        )
        yield Fact("empty-pair", text, True, (one, two))
    if plain:
        yield _plain_pairs(plain)


def _plain_pairs(pairs: list[tuple[str, str]]) -> Fact:
    named = ", ".join(f"{one}–{two}" for one, two in pairs[: 2 * _SHOWN])
    more = f" and {len(pairs) - 2 * _SHOWN} more pairs" if len(pairs) > 2 * _SHOWN else ""
    text = (
        f"nobody is on both lists of {named}{more}, which chance explains: models with a term for such a pair give it the parameter minus "
        "infinity; take the stepwise model, which says so"
    )
    return Fact("empty-pair", text, False, tuple(dict.fromkeys(name for pair in pairs for name in pair)))


def _all_two_way(histories: CaptureHistories) -> Iterator[Fact]:
    """Say whether the model with all two-list terms has a best fit."""
    if not 3 <= len(histories.lists) <= _MOST_LISTS_IN_PROGRAM:
        return
    from undercount.count.estimators.existence import existence

    found = existence(histories, list(combinations(histories.lists, 2)))
    remedy = "let the terms be chosen (stepwise, or by BIC), which passes over such models"
    if not found.exists:
        text = f"the log-linear model with all two-list terms has no best fit, since too many histories are empty: {remedy}"
        yield Fact("two-way-not-existing", text, False)
    if not found.identified:
        text = f"the log-linear model with all two-list terms fits different numbers of missed persons equally well: {remedy}"
        yield Fact("two-way-not-identified", text, False)


def _dependence(histories: CaptureHistories) -> Iterator[Fact]:
    found = dependences(histories)
    for pair in found[:_SHOWN]:
        yield _dependent(pair)
    if len(found) > _SHOWN:
        more = len(found) - _SHOWN
        pairs = "1 more pair of lists depends" if more == 1 else f"{more} more pairs of lists depend"
        yield Fact("dependence", f"{pairs} on each other, less clearly", False)


def _dependent(pair: Dependence) -> Fact:
    one, two = pair.lists
    odds = "higher without bound" if math.isinf(pair.odds_ratio) else f"{pair.odds_ratio:.3g} times as high"
    start = f"among persons on a third list, the odds of being on {one!r} are {odds} for those on {two!r}"
    if pair.odds_ratio > 1:
        text = f"{start}: the lists seek or feed each other, and an estimate without a term for the pair is too low"
        return Fact("positive-dependence", text, False, pair.lists)
    text = f"{start}: the lists cover different persons, and an estimate without a term for the pair is too high"
    return Fact("negative-dependence", text, False, pair.lists)


def _persons_differ(histories: CaptureHistories) -> Iterator[Fact]:
    """Compare Chao's lower bound (1987, lists of different size) with independent lists, which it equals if persons do not differ."""
    total = _independent(histories) if len(histories.lists) >= 3 else None
    if total is None:
        return
    on = histories.bits.sum(axis=1)
    alone, two = histories.counts[on == 1].astype(np.float64), int(histories.counts[on == 2].sum())
    if two == 0 or len(alone) < 2:
        return
    bound = float(alone.sum() ** 2 - (alone**2).sum()) / (2 * two)
    plain = total - histories.documented
    error = math.sqrt(4 / alone.sum() + 1 / two)
    if bound > 1.2 * plain and math.log(bound / plain) > 2.6 * error:
        text = (
            f"persons on one list and on two point to at least {bound:,.0f} missed (Chao's lower bound), where independent lists give "
            f"{plain:,.0f}: persons differ in how easily lists find them, or lists feed each other, so an estimate from independent "
            "lists is too low; take the latent-class model, or strata"
        )
        yield Fact("persons-differ", text, False)


def _dominant(histories: CaptureHistories) -> Iterator[Fact]:
    alone = {int(pattern): int(count) for pattern, count in zip(histories.patterns, histories.counts, strict=True)}
    for number, (name, _) in enumerate(_sized(histories)):
        share = alone.get(1 << number, 0) / histories.documented
        if share > 0.8:
            text = (
                f"{share:.0%} of the documented are on {name!r} alone: how many it missed is told by the few whom other lists hold; "
                f"see what is left without it (drop_list({name!r}))"
            )
            yield Fact("one-list-dominates", text, False, (name,))


def _small_lists(histories: CaptureHistories) -> Iterator[Fact]:
    small = [(name, size) for name, size in _sized(histories) if 0 < size < SMALLEST_LIST]
    if small:
        named = ", ".join(f"{name!r} ({size})" for name, size in small)
        text = (
            f"fewer than {SMALLEST_LIST} persons are on {named}: such a list costs a parameter and tells next to nothing; join it with one "
            "of the same kind (join_lists)"
        )
        yield Fact("small-list", text, False, tuple(name for name, _ in small))


def _sparse(histories: CaptureHistories) -> Iterator[Fact]:
    possible = (1 << len(histories.lists)) - 1
    empty = possible - int(np.count_nonzero(histories.counts))
    if 2 * empty > possible and len(histories.lists) > 2:
        text = (
            f"{empty:,} of the {possible:,} possible histories are empty ({empty / possible:.0%}): chi-squared tests and AIC mislead on "
            "such a table; take intervals from a bootstrap, or the latent-class model"
        )
        yield Fact("sparse-table", text, False)


def _many_lists(histories: CaptureHistories) -> Iterator[Fact]:
    lists = len(histories.lists)
    limits = (
        (MOST_HIERARCHICAL_LISTS, "not all hierarchical models can be compared, only searched"),
        (MOST_GRAPH_LISTS, "decomposable graphs cannot be averaged"),
        (MOST_LOGLINEAR_LISTS, "no log-linear model can be fitted"),
    )
    passed = [f"{text} (at most {most} lists)" for most, text in limits if lists > most]
    if passed:
        yield Fact(
            "many-lists", f"with {lists} lists {'; '.join(passed)}; the latent-class model takes them all", False
        )


def _chance_of_a_pair(histories: CaptureHistories) -> float:
    """Return the probability below which something about a pair is surprising, given that there are many pairs."""
    return _CHANCE / math.comb(len(histories.lists), 2)


def _sized(histories: CaptureHistories) -> list[tuple[str, int]]:
    return list(zip(histories.lists, histories.sizes.tolist(), strict=True))


def _on_two(histories: CaptureHistories) -> int:
    return int(histories.counts[histories.bits.sum(axis=1) > 1].sum())


def _independent(histories: CaptureHistories) -> float | None:
    """Return the total if all lists are independent (Darroch 1958), or None if there is none."""
    from undercount.count.estimators.sparse_search import independence  # loading what is compiled takes half a second

    total = independence(np.array([float(histories.documented)]), histories.sizes.astype(np.float64))
    return total if math.isfinite(total) else None


_Check = Callable[[CaptureHistories], Iterator[Fact]]
_GRAVE: tuple[_Check, ...] = (
    _empty_lists,
    _full_lists,
    _no_overlap,
    _copies,
    _lists_apart,
    _few_overlaps,
    _few_persons,
    _empty_pairs,
    _two_lists,
)
_OTHER: tuple[_Check, ...] = (_persons_differ, _dependence, _all_two_way, _dominant, _small_lists, _sparse, _many_lists)
