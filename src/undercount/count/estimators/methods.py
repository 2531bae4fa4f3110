"""Every estimator by its name, called in one way: what the command line, the strata and the comparison choose from.

The estimators themselves stand each in its own module and are imported when they are first called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from inspect import signature
from itertools import combinations
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from undercount.count.estimators.histories import CaptureHistories
from undercount.count.estimators.result import Estimate, Method, check_level
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Report: TypeAlias = Callable[[str, int, int], None]
"""What is called while work goes on: the step in words, how much is done, how much there is."""

Estimator: TypeAlias = Callable[..., Estimate]
"""A function from histories, and keyword arguments such as ``level`` and ``seed``, to an estimate."""

_PACKAGE = "undercount.count.estimators"


@dataclass(frozen=True, slots=True)
class Entry:
    """Say how one estimator is called and what it can take.

    Args:
        name: The name on the command line.
        title: What it is, in a few words.
        module: In which module of ``undercount.count.estimators`` it stands.
        function: Its function there, or the function itself if it is not one of this package.
        options: The keyword arguments that make it this method.
        least_lists: The fewest lists that it can take.
        most_lists: The most lists that it can take, or None.
        draws: Whether its result always holds draws of the total.
        pair: Whether it compares two lists that are named.
    """

    name: str
    title: str
    module: str
    function: str | Estimator
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    least_lists: int = 2
    most_lists: int | None = None
    draws: bool = False
    pair: bool = False

    def takes(self, lists: int) -> bool:
        """Say whether the estimator can take a table of this many lists."""
        return self.least_lists <= lists and (self.most_lists is None or lists <= self.most_lists)

    def call(self) -> Estimator:
        """Import the estimator and return its function."""
        if not isinstance(self.function, str):
            return self.function
        found: Estimator = getattr(import_module(f"{_PACKAGE}.{self.module}"), self.function)
        return found

    def option_names(self) -> tuple[str, ...]:
        """Return the names of the keyword arguments that a caller can set."""
        parameters = list(signature(self.call()).parameters.values())[1:]
        return tuple(p.name for p in parameters if p.kind is not p.VAR_KEYWORD and p.name not in self.options)

    def bare_method(self) -> Method:
        """Return what the estimator is, for a refusal that was made before the estimator could say it itself."""
        return Method(self.name, self.title, (), "")


def _entries() -> Iterator[Entry]:
    yield Entry("chapman", "Chapman's estimator of two lists", "two_lists", "chapman", pair=True)
    yield Entry(
        "lincoln-petersen", "Lincoln and Petersen's estimator of two lists", "two_lists", "lincoln_petersen", pair=True
    )
    yield Entry("chao", "Chao's lower bound", "chao", "chao")
    yield Entry("sample-coverage", "sample coverage of Chao and Tsay", "coverage", "sample_coverage", least_lists=3)
    closed = {
        "m0": "all lists alike",
        "mt": "independent lists",
        "mh-chao": "persons differ: Chao's lower bound",
        "mh-poisson2": "persons differ: Poisson",
        "mh-darroch": "persons differ: Darroch",
        "mh-gamma3.5": "persons differ: Gamma 3.5",
        "mth-chao": "persons and lists differ: Chao's lower bound",
        "mth-poisson2": "persons and lists differ: Poisson",
        "mth-darroch": "persons and lists differ: Darroch",
        "mth-gamma3.5": "persons and lists differ: Gamma 3.5",
    }
    for name, title in closed.items():
        least = 2 if name in ("m0", "mt") else 3
        yield Entry(name, title, "closed", "closed", MappingProxyType({"model": name}), least_lists=least)
    for word in ("bic", "aic"):
        fixed = MappingProxyType({"select": word})
        yield Entry(f"loglinear-{word}", f"log-linear model chosen by {word.upper()}", "loglinear", "loglinear", fixed)
    yield Entry("loglinear", "log-linear model", "loglinear", "loglinear")
    yield Entry(
        "loglinear-average", "log-linear models averaged by weight", "loglinear", "averaged_loglinear", draws=True
    )
    yield Entry("loglinear-stepwise", "log-linear model chosen step by step", "sparse", "stepwise")
    yield Entry("decomposable", "decomposable graphs averaged", "graphs", "decomposable", most_lists=6, draws=True)
    yield Entry(
        "no-highest-order", "no interaction of the highest order", "identify", "no_highest_order", most_lists=20
    )
    yield Entry("latent-class", "latent classes", "latent.latent_class", "latent_class", least_lists=3, draws=True)
    yield Entry("mixture", "mixture of several estimators", "mixture", "mixture", least_lists=3, draws=True)


METHODS: Mapping[str, Entry] = MappingProxyType({entry.name: entry for entry in _entries()})
"""Every estimator by its name."""


def entry(name: str | Estimator) -> Entry:
    """Return the estimator of a name, or what to know of a function that is none of this package's.

    Raises:
        CountError: If there is none; the sentence suggests one that is near, or names them all.
    """
    if not isinstance(name, str):
        title = getattr(name, "__name__", type(name).__name__).replace("_", "-")
        return Entry(title, title, getattr(name, "__module__", ""), name)
    if name not in METHODS:
        raise CountError(_unknown(name))
    return METHODS[name]


def _unknown(name: str) -> str:
    if name.lower().replace("_", "-") == "doubly-robust":
        return (
            f"a method must be one that needs the lists alone; {name!r} needs covariates of each person: call "
            "undercount.count.doubly_robust from Python"
        )
    advice = suggest(name, METHODS) if suggest(name, METHODS).startswith("did") else f"use one of {', '.join(METHODS)}"
    return f"a method must be one of the estimators; {name!r} is not: {advice}"


def estimate(
    histories: CaptureHistories,
    method: str | Estimator,
    *,
    level: float = 0.95,
    seed: int = 1,
    report: Report | None = None,
    **options: Any,
) -> Estimate:
    """Estimate what the lists missed with the estimator of a name.

    Use it where the estimator is chosen by a word, as on the command line; elsewhere call the estimator's own function.

    Args:
        histories: The table; its strata are taken together.
        method: The name of an estimator in ``METHODS``, such as ``decomposable``, or an estimator's function.
        level: The interval's nominal probability.
        seed: What the random streams start from, besides the data; an estimator that draws nothing takes no notice of it.
        report: Called as the work goes on, with the step, what is done and what there is.
        options: The estimator's own keyword arguments. ``chapman`` and ``lincoln-petersen`` take ``first`` and ``second``, the two
            lists; without them the pair that shares most persons is taken, and a note says so.

    Returns:
        The estimate, or a refusal in words.

    Raises:
        CountError: If there is no such method or it has no such option, or the level is not between 0 and 1.
        HistoriesError: If a named list is not one of the table's.

    Examples:
        >>> table = CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]}, ["A", "B"])
        >>> round(estimate(table, "chapman").estimate)
        115
    """
    chosen = entry(method)
    check_level(level)
    if chosen.pair:
        check_options(chosen, options)
        return _of_a_pair(chosen, histories, level, options)
    known = check_options(chosen, options)
    given: dict[str, Any] = {"level": level, "seed": seed, "report": report}
    accepted = {name: value for name, value in given.items() if name in known and value is not None}
    return chosen.call()(histories, **{**chosen.options, **accepted, **options})


def check_options(chosen: Entry, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the options that an estimator takes, if all that are given are among them.

    Raises:
        CountError: If one is not.
    """
    known = chosen.option_names()
    for name in options:
        if name not in known:
            raise CountError(f"an option must be one that {chosen.name} takes; {name!r} is not: {suggest(name, known)}")
    return known


def _of_a_pair(chosen: Entry, histories: CaptureHistories, level: float, options: Mapping[str, Any]) -> Estimate:
    others = {name: value for name, value in options.items() if name not in ("first", "second")}
    first, second = options.get("first"), options.get("second")
    if (first is None) != (second is None):
        raise CountError(f"{chosen.name} compares two lists; one is named, {first or second!r}: name the other")
    if first is None or second is None:
        first, second = _closest_pair(histories)
        found = chosen.call()(histories, first, second, level=level, **others)
        if len(histories.lists) == 2:
            return found
        others_in_words = "other list" if len(histories.lists) == 3 else f"other {len(histories.lists) - 2} lists"
        why = (
            f"{first} and {second} were compared because they share most persons of all pairs; the persons on the {others_in_words} "
            "alone took no part: name two lists to compare others"
        )
        pairs = () if found.refused is not None else (_over_pairs(chosen, histories, level, others),)
        return replace(found, notes=(*found.notes, why, *pairs))
    return chosen.call()(histories, first, second, level=level, **others)


def _over_pairs(chosen: Entry, histories: CaptureHistories, level: float, others: Mapping[str, Any]) -> str:
    """Return what the other pairs say, since the pair that shares most was not chosen blindly."""
    call, pairs = chosen.call(), combinations(histories.lists, 2)
    found = [call(histories, first, second, level=level, **others) for first, second in pairs]
    given = sorted((part.estimate, part.lists) for part in found if part.estimate is not None)
    (low, lowest), (high, highest) = given[0], given[-1]
    refused = f"; {len(found) - len(given)} of {len(found)} pairs were refused" if len(given) < len(found) else ""
    span = (
        f"over all pairs the estimate runs from {low:,.0f} ({' and '.join(lowest)}) to {high:,.0f} ({' and '.join(highest)}){refused}"
        if len(given) > 1
        else "no other pair gives a number"
    )
    return (
        "the pair that shares most persons tends to a number that is too low, since lists that depend on each other share more; "
        + span
    )


def _closest_pair(histories: CaptureHistories) -> tuple[str, str]:
    """Return the two lists that share most persons; of several such pairs the first."""
    shared = np.triu(histories.overlaps + 1, 1)
    first, second = np.unravel_index(int(np.argmax(shared)), shared.shape)
    return histories.lists[int(first)], histories.lists[int(second)]
