"""What a figure's file holds so that its estimate can be drawn: how the draws lie, the chains, the models' weights, the curve."""

from __future__ import annotations

from typing import TypedDict


class Spread(TypedDict):
    """How a method's draws lie: counts in steps of whole persons from a first number on."""

    method: str
    draws: int
    start: int
    step: int
    counts: list[int]
    beyond: int


class Chain(TypedDict):
    """One chain: the middle half and the median of its draws, and some of the draws in their order (persons)."""

    low: float
    median: float
    high: float
    trace: list[int]


class Chains(TypedDict):
    """Several chains and whether they agree: of a method, or of the part whose chains agree least."""

    method: str
    stratum: dict[str, str]
    of: int
    documented: int
    verdict: str
    rhat: float | None
    highest_rhat: float
    ess: int
    least_ess: int
    draws: int
    every: int
    places: list[list[int]]
    chains: list[Chain]


class Model(TypedDict):
    """A model in an average: its weight (probability) and what it estimates alone (persons), if that was kept."""

    model: str
    weight: float
    estimate: float | None


class Weights(TypedDict):
    """The heaviest models of an average, of all persons or of a part, and what the others weigh together."""

    method: str
    stratum: dict[str, str]
    lists: list[str]
    heaviest: list[Model]
    others: float


class Point(TypedDict):
    """The total at one value of the sensitivity parameter (persons)."""

    xi: float
    estimate: float | None
    low: float | None
    high: float | None


class Curve(TypedDict):
    """The total against the sensitivity parameter, or why there is none."""

    lists: list[str]
    documented: int
    points: list[Point]
    refused: str | None
    empty: int
    cells: int
    left_out: int


class Drawn(TypedDict):
    """All that an estimate's pictures are drawn from."""

    spreads: list[Spread]
    chains: list[Chains]
    weights: list[Weights]
    curve: Curve | None
