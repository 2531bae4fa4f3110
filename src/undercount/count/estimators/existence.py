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
from scipy.optimize import linprog
from scipy.sparse import csc_matrix, hstack

from undercount.count.estimators.compiled import compiled
from undercount.count.estimators.histories import Bits, CaptureHistories, Ints
from undercount.count.estimators.loglinear import terms as formulas
from undercount.count.estimators.sparse_fit import FITTED, add_over_supersets, fit, full_rank
from undercount.errors import CountError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_LISTS = 12
"""The most lists for which the linear program is set up: it has a variable for every history."""
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
    table; the rest has a maximum if and only if some table without a zero has the same margins (Fienberg and Rinaldo 2012), which a
    linear program decides, and its parameters are identified if the design has full rank on those histories.

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
        Fienberg and Rinaldo (2012), Maximum likelihood estimation in log-linear models, Annals of Statistics 40(2), theorem 3.
        Chan, Silverman and Vincent (2021), Multiple systems estimation for sparse capture data, JASA 116(535), section 2.

    Examples:
        >>> table = {"A": [1, 0, 0, 1], "B": [0, 1, 0, 1], "C": [0, 0, 1, 0], "count": [40, 30, 20, 6]}
        >>> existence(CaptureHistories.from_counts(table), [("A", "B")]).exists
        False
    """
    histories.usable()
    lists = len(histories.lists)
    if lists > MOST_LISTS:
        raise CountError(
            f"existence is decided for at most {MOST_LISTS} lists, whose histories fill a linear program; there are {lists}: "
            "join lists, or keep fewer (keep_lists)"
        )
    model = _terms(histories, terms)
    margins = histories.full().astype(np.float64)
    add_over_supersets(margins, lists)
    infinite = [term for term in model if margins[term] == 0]
    finite = np.array([term for term in model if margins[term] > 0], dtype=np.int64)
    cells = np.arange(1, 1 << lists, dtype=np.int64)
    left = cells[~np.any([(cells & term) == term for term in infinite], axis=0)] if infinite else cells
    design = (left[:, None] & finite) == finite
    identified = int(np.linalg.matrix_rank(design.astype(np.float64))) == len(finite)
    exists = _positive(design, margins[finite])
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
        Chan, Silverman and Vincent (2021), Multiple systems estimation for sparse capture data, JASA 116(535), section 2.3.
    """
    histories.usable()
    lists = len(histories.lists)
    if lists > MOST_LISTS_OF_ALL:
        raise CountError(
            f"all two-list models are tried for at most {MOST_LISTS_OF_ALL} lists; there are {lists}, and so "
            f"2**{lists * (lists - 1) // 2} models: ask for one model (existence)"
        )
    margins = histories.full().astype(np.float64)
    add_over_supersets(margins, lists)
    models = 1 << (lists * (lists - 1) // 2)
    answers = np.zeros((models, 2), dtype=np.int8)
    _check_all(margins, lists, answers)
    exists, identified = answers[:, 0] == 1, answers[:, 1] == 1
    for answer in (exists, identified):
        answer.setflags(write=False)
    return AllTwoWay(
        models,
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


def _positive(design: Flags, margins: Floats) -> bool:
    """Say whether some table without a zero has these margins: maximise the least cell, up to 1."""
    if not len(design):
        return False
    shares = csc_matrix(design.T.astype(np.float64))
    least = shares.sum(axis=1)
    # A cell is the least one plus something from 0, so the least is one more variable with all columns' sum as its column.
    whole = hstack([shares, csc_matrix(least)], format="csc")
    cost = np.zeros(whole.shape[1])
    cost[-1] = -1.0
    bounds = [*[(0.0, None)] * len(design), (0.0, 1.0)]
    found = linprog(cost, A_eq=whole, b_eq=margins, bounds=bounds, method="highs")
    return bool(found.status == 0 and found.x[-1] > 1e-7)


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


@compiled
def _check_all(observed: Floats, lists: int, answers: Bits) -> None:
    """Set for every model whether it exists and is identified; shape ``(models, 2)``."""
    most = 1 + lists + lists * (lists - 1) // 2
    terms = np.empty(most, np.int64)
    theta = np.empty(most)
    factors = np.empty((lists, lists))
    matrix = np.empty((most, most))
    room = np.empty((2, observed.size))
    for model in range(len(answers)):
        size = _set_up(observed, lists, model, terms, theta, factors)
        kept = full_rank(terms, size, factors, lists, room, matrix)
        answers[model, 1] = 1 if kept == size else 0
        # Whether the estimate exists depends only on what the columns span, so that dependent ones may be left out.
        found = fit(observed, lists, terms, kept, theta, factors, room, matrix)
        answers[model, 0] = 1 if found == FITTED else 0


@compiled
def _set_up(observed: Floats, lists: int, model: int, terms: Ints, theta: Floats, factors: Floats) -> int:
    """Set the free parameters of a model to a plain start; return how many there are."""
    for j in range(lists):
        for k in range(lists):
            factors[j, k] = 1.0
    documented = observed[0]
    terms[0] = 0
    theta[0] = np.log(documented)
    size = 1
    for j in range(lists):
        terms[size] = 1 << j
        theta[size] = np.log(observed[1 << j] / documented) - 1.0
        size += 1
    place = 0
    for j in range(lists):
        for k in range(j + 1, lists):
            if model >> place & 1:
                pair = (1 << j) | (1 << k)
                if observed[pair] == 0.0:
                    factors[k, j] = 0.0
                else:
                    terms[size] = pair
                    theta[size] = 0.0
                    size += 1
            place += 1
    return size
