"""Tables of capture histories with a known total, drawn from stated designs: what the coverage of an estimator is measured on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators.histories import CaptureHistories
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Design:
    """Hold a population in classes, whose members are listed independently with their class's probabilities.

    Args:
        name: Its name.
        sizes: Persons in each class.
        chances: For each class the probability to be on each list.
        source: Where it was published, or what it is for.
        random_classes: Whether the class of each person is drawn too; else the sizes of the classes are fixed.
    """

    name: str
    sizes: tuple[int, ...]
    chances: tuple[tuple[float, ...], ...]
    source: str
    random_classes: bool = False

    @property
    def total(self) -> int:
        """Persons in the population: what an estimator is to find."""
        return sum(self.sizes)

    def cells(self) -> Floats:
        """Return the probability of each history, in the order of the pattern's number; shape ``(2 ** lists,)``."""
        weights = np.array(self.sizes, dtype=np.float64) / self.total
        found: Floats = np.sum(
            [weight * _products(row) for weight, row in zip(weights, self.chances, strict=True)], axis=0
        )
        return found


@dataclass(frozen=True, slots=True)
class Tilted:
    """Hold a population whose lists depend on each other as in a log-linear model.

    Args:
        name: Its name.
        total: Persons in the population.
        chances: The probability to be on each list, were the lists independent.
        pairs: Two lists' numbers with the logarithm of their odds ratio.
        source: Where it was published, or what it is for.
    """

    name: str
    total: int
    chances: tuple[float, ...]
    pairs: tuple[tuple[int, int, float], ...]
    source: str

    def cells(self) -> Floats:
        """Return the probability of each history, in the order of the pattern's number; shape ``(2 ** lists,)``."""
        logs = np.log(_products(self.chances))
        number = np.arange(len(logs))
        for first, second, effect in self.pairs:
            logs = logs + effect * ((number >> first) & (number >> second) & 1)
        found = np.exp(logs - logs.max())
        return np.asarray(found / found.sum(), dtype=np.float64)


Population = Design | Tilted


def simulate(design: str | Population, seed: int = 1) -> tuple[CaptureHistories, int]:
    """Draw one table of capture histories from a design.

    Args:
        design: A design or the name of one in ``DESIGNS``.
        seed: What the random stream starts from.

    Returns:
        The histories of those on a list, and how many persons there are in truth.

    Raises:
        CountError: If there is no such design.

    Examples:
        >>> histories, truth = simulate("sim1", seed=3)
        >>> truth, len(histories.lists), histories.documented < truth
        (2000, 5, True)
    """
    if isinstance(design, str):
        if design not in DESIGNS:
            raise CountError(f"a design must be one of the known ones; {design!r} is not: {suggest(design, DESIGNS)}")
        design = DESIGNS[design]
    rng = np.random.default_rng([seed, *design.name.encode()])
    if isinstance(design, Tilted) or design.random_classes:
        counts = rng.multinomial(design.total, design.cells())
    else:
        counts = np.sum(
            [rng.multinomial(size, _products(row)) for size, row in zip(design.sizes, design.chances, strict=True)],
            axis=0,
        )
    return _histories(counts), design.total


def _histories(counts: NDArray[np.int64]) -> CaptureHistories:
    patterns = np.flatnonzero(counts)
    patterns = patterns[patterns > 0].astype(np.int64)
    lists = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: (len(counts) - 1).bit_length()])
    return CaptureHistories(lists, patterns, counts[patterns][None, :].astype(np.int64))


def _products(chances: Sequence[float]) -> Floats:
    cells = np.ones(1)
    for chance in chances:
        cells = np.concatenate([cells * (1 - chance), cells * chance])
    return cells


_STAN = "HRDAG (2022), StanLCMCR: five simulations with 2,000 persons and five lists"
_LINK = (
    "after Link (2003), Nonidentifiability of population size from capture-recapture data with heterogeneous detection probabilities, "
    "Biometrics 59(4): the histories of those on a list have the same distribution in both populations of the pair"
)
_FITTED = "the model that the stepwise search of Chan, Silverman and Vincent (2021) finds in"
_GRID = "own grid: five sparse lists, alike or not, with effects of pairs that are none, positive or of both signs"


def _latent_classes() -> Iterator[Population]:
    yield Design(
        "sim1",
        (1800, 200),
        ((0.033, 0.033, 0.099, 0.132, 0.033), (0.660, 0.825, 0.759, 0.990, 0.693)),
        f"{_STAN}; the first is simulation 1 of Manrique-Vallier (2016)",
    )
    yield Design("sim2", (1600, 400), ((0.013, 0.013, 0.099, 0.132, 0.033), (0.560, 0.825, 0.759, 0.990, 0.593)), _STAN)
    yield Design("sim3", (1600, 400), ((0.113, 0.113, 0.199, 0.232, 0.133), (0.860, 0.925, 0.859, 0.990, 0.793)), _STAN)
    yield Design(
        "sim4",
        (1600, 200, 200),
        ((0.1, 0.05, 0.15, 0.2, 0.1), (0.5, 0.4, 0.6, 0.4, 0.5), (0.8, 0.9, 0.6, 0.7, 0.7)),
        _STAN,
    )
    yield Design("sim5", (1600, 400), ((0.113, 0.113, 0.199, 0.832, 0.733), (0.860, 0.925, 0.859, 0.190, 0.193)), _STAN)


def _not_identified() -> Iterator[Population]:
    """Yield two populations whose documented parts have the same distribution, and whose totals are 5,000 and 3,178."""
    yield Design("pair-large", (3000, 1600, 400), ((0.03,) * 4, (0.2,) * 4, (0.65,) * 4), _LINK, random_classes=True)
    near = (0.14041359, 0.63291686)
    yield Design("pair-small", (2724, 454), tuple((chance,) * 4 for chance in near), _LINK, random_classes=True)


def _fitted() -> Iterator[Population]:
    uk = ((0, 1, 1.524), (0, 2, 0.922), (1, 3, -0.553), (1, 4, -2.922), (2, 4, -1.247), (3, 4, -1.191))
    yield Tilted(
        "uk5",
        11313,
        (0.00613, 0.0519, 0.1045, 0.07435, 0.03539),
        uk,
        f"{_FITTED} the United Kingdom's five lists of 2013",
    )
    yield Tilted(
        "new-orleans5", 1034, (0.02998, 0.03094, 0.07252, 0.03771, 0.02127), (), f"{_FITTED} New Orleans' five lists"
    )
    western = (0.02364, 0.03946, 0.05074, 0.02094, 0.00992)
    yield Tilted("western5", 2483, western, ((0, 4, 2.335),), f"{_FITTED} five lists of the western United States")
    dutch = ((0, 1, -2.349), (0, 2, 0.819), (0, 4, 2.622), (1, 3, -30.0), (2, 3, 1.156), (2, 4, 1.471))
    chances = (0.006747, 0.01124, 0.03798, 0.005693, 0.005616)
    yield Tilted("netherlands5", 121522, chances, dutch, f"{_FITTED} the Netherlands' five lists")


def _sparse_grid() -> Iterator[Population]:
    effects = {
        "none": (),
        "positive": ((0, 1, 2.0), (2, 3, 1.0)),
        "both": ((0, 1, 2.0), (1, 2, -1.5), (2, 3, 1.0), (3, 4, -30.0)),
    }
    for total in (1000, 5000):
        for level, chances in (("low", (0.02, 0.03, 0.05, 0.04, 0.02)), ("high", (0.05, 0.08, 0.15, 0.1, 0.06))):
            for word, pairs in effects.items():
                yield Tilted(f"sparse-{total}-{level}-{word}", total, chances, pairs, _GRID)


def _designs() -> Iterator[Population]:
    yield from _latent_classes()
    yield from _not_identified()
    yield from _fitted()
    yield from _sparse_grid()


DESIGNS: Mapping[str, Population] = MappingProxyType({design.name: design for design in _designs()})
"""Every design by its name."""
