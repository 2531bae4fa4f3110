"""Whether a log-linear model has a best fit at all, and whether that fit says how many are missed.

With empty histories a likelihood may rise for ever, and a program that stops after some steps returns a number all the same: it is
the number of steps, not of persons. Both questions are answered here before a number is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories, Ints
from undercount.count.estimators.loglinear import terms as formulas
from undercount.count.estimators.loglinear.existence import examine
from undercount.errors import CountError

Flags = NDArray[np.bool_]

MOST_LISTS = 12
"""The most lists for which a model is examined: all histories are laid out."""
MOST_LISTS_OF_ALL = 6
"""The most lists for which all models are tried: 2**15 with six."""


@dataclass(frozen=True, slots=True)
class Existence:
    """Say whether a model has a best fit on a table, and whether it is the only one.

    Args:
        exists: Whether the (extended) maximum likelihood estimate exists.
        identified: Whether the histories that are left tell all its parameters apart.
        why: The reason in one sentence.
        infinite: The terms whose parameter is minus infinity because nobody is on all their lists.
    """

    exists: bool
    identified: bool
    why: str
    infinite: tuple[tuple[str, ...], ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the model says how many are missed."""
        return self.exists and self.identified


@dataclass(frozen=True, slots=True, eq=False)
class AllTwoWay:
    """Count the models of main effects and two-list terms by what is wrong with them.

    Args:
        models: How many models there are: two to the number of pairs of lists.
        not_existing: How many have no maximum likelihood estimate.
        not_identified: How many do not identify their parameters.
        usable: How many have neither fault.
        exists: Whether each model's estimate exists; bit p of a model's number is set where it has the p-th pair.
        identified: Whether each model's parameters are identified.
        pairs: The pairs, in the order of the bits.

    Shapes:
        exists, identified: ``(models,)``.
    """

    models: int
    not_existing: int
    not_identified: int
    usable: int
    exists: Flags
    identified: Flags
    pairs: tuple[tuple[str, str], ...]


def existence(histories: CaptureHistories, terms: str | Iterable[Sequence[str]]) -> Existence:
    """Say whether a log-linear model's estimate exists and is identified on a table.

    A term of lists that nobody is on together gets the parameter minus infinity, which takes the histories that contain it out of the
    table; the rest has a maximum if and only if some table without a zero has the same margins (Fienberg and Rinaldo 2012), and its
    parameters are identified if the design has full rank on those histories. The same kernel answers for every fit of the package.

    Args:
        histories: The table; strata are added up.
        terms: The model's largest terms: a formula such as ``"[A*B, C]"``, or the names of the lists of each, such as
            ``[("A", "B")]``. Every list's own term and every part of a term are in the model.

    Returns:
        Whether the estimate exists and is identified, and why.

    Raises:
        CountError: If a term names a list that there is not or all lists, or there are more than 12 lists.
        HistoriesError: If nobody is on a list, everybody is on a list, or nobody is on any.

    References:
        Fienberg and Rinaldo (2012), Maximum likelihood estimation in log-linear models, Annals of Statistics 40(2).
        Chan, Silverman and Vincent (2021), Multiple systems estimation for sparse capture data, JASA 116(535), section 2.6.

    Examples:
        >>> table = {"A": [1, 0, 0, 1], "B": [0, 1, 0, 1], "C": [0, 0, 1, 0], "count": [40, 30, 20, 6]}
        >>> existence(CaptureHistories.from_counts(table), [("A", "B")]).exists
        False
    """
    histories.usable()
    lists = len(histories.lists)
    if lists > MOST_LISTS:
        raise CountError(
            f"existence is decided for at most {MOST_LISTS} lists, of which all histories are laid out; there are {lists}: "
            "join lists, or keep fewer (keep_lists)"
        )
    model = _terms(histories, terms)
    counts = histories.full().astype(np.float64)
    answer = examine(np.array([model], dtype=np.int64), np.array([len(model)]), counts, lists)[0]
    identified, exists = bool(answer[1]), bool(answer[0])
    infinite = [term for term in model if not histories.counts[(histories.patterns & term) == term].any()]
    smallest = [term for term in infinite if not any(other != term and other & term == other for other in infinite)]
    names = tuple(_names(term, histories.lists) for term in smallest)
    return Existence(exists, identified, _why(exists, identified, names), names)


def check_all_two_way(histories: CaptureHistories) -> AllTwoWay:
    """Say how many of all models of main effects and two-list terms exist and are identified on a table.

    Args:
        histories: The table, of at most six lists; strata are added up.

    Returns:
        The counts, and the answer for each model.

    Raises:
        CountError: If there are more than six lists.
        HistoriesError: If nobody is on a list, everybody is on a list, or nobody is on any.

    References:
        Chan, Silverman and Vincent (2021), Multiple systems estimation for sparse capture data, JASA 116(535), section 2.7.
    """
    histories.usable()
    lists = len(histories.lists)
    if lists > MOST_LISTS_OF_ALL:
        raise CountError(
            f"all two-list models are tried for at most {MOST_LISTS_OF_ALL} lists; there are {lists}, and so "
            f"2**{lists * (lists - 1) // 2} models: ask for one model (existence)"
        )
    terms, sizes = _all_two_way(lists)
    answers = examine(terms, sizes, histories.full().astype(np.float64), lists)
    exists, identified = answers[:, 0], answers[:, 1]
    for answer in (exists, identified):
        answer.setflags(write=False)
    return AllTwoWay(
        len(terms),
        int(np.count_nonzero(~exists)),
        int(np.count_nonzero(~identified)),
        int(np.count_nonzero(exists & identified)),
        exists,
        identified,
        tuple(combinations(histories.lists, 2)),
    )


def _terms(histories: CaptureHistories, terms: str | Iterable[Sequence[str]]) -> tuple[int, ...]:
    if not isinstance(terms, str):
        parts = [tuple(term) for term in terms]
        terms = f"[{', '.join('*'.join(part) for part in parts if part)}]"
    return formulas.parse(terms, histories.lists)


def _names(term: int, lists: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for number, name in enumerate(lists) if term >> number & 1)


def _all_two_way(lists: int) -> tuple[Ints, Ints]:
    """Return the terms of every model of main effects and two-list terms, one model a row, and how many each has."""
    pairs = np.array([1 << one | 1 << two for one, two in combinations(range(lists), 2)], dtype=np.int64)
    models = np.arange(1 << len(pairs), dtype=np.int64)
    held = models[:, None] >> np.arange(len(pairs)) & 1
    always = np.array([0, *(1 << number for number in range(lists))], dtype=np.int64)
    first = pairs[np.argsort(-held, axis=1, kind="stable")]
    return np.hstack([np.tile(always, (len(models), 1)), first]), len(always) + held.sum(axis=1)


def _why(exists: bool, identified: bool, infinite: tuple[tuple[str, ...], ...]) -> str:
    gone = ""
    if infinite:
        gone = f"; nobody is on {_joined(infinite)} together, so that the model expects nobody there"
    if exists and identified:
        return f"some table without a zero has the same margins, and the histories left tell all parameters apart{gone}"
    faults = []
    if not exists:
        faults.append(
            "no table without a zero has the same margins, so the likelihood rises for ever and has no best fit"
        )
    if not identified:
        faults.append(
            "the histories left do not tell all parameters apart, so different numbers of missed persons fit equally well"
        )
    return f"{'; '.join(faults)}{gone}: leave terms out, join lists, or pool strata"


def _joined(terms: tuple[tuple[str, ...], ...]) -> str:
    return ", ".join(" and ".join(map(repr, term)) for term in terms)
