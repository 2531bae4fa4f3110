"""The rules by which reports are joined: distances, times and weights, all stated, none hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from undercount.errors import LinkError

EDGES = (0.5, 1.0, 3.0, 5.0, 10.0)
"""Upper edges (kilometres) of the classes of distance between two finely located reports; the last class lies beyond them."""

COARSE, BARE = len(EDGES) + 1, len(EDGES) + 2
"""Two more classes of distance: a point known worse than :attr:`Rules.fine` only, and no point but a place."""

_TOLLS = MappingProxyType(
    {
        ("one", "large"): 3.6,
        ("one", "middle"): 3.3,
        ("one", "small"): 1.2,
        ("double", "large"): 0.9,
        ("double", "middle"): -0.8,
        ("double", "small"): -1.5,
        ("fivefold", "large"): -2.2,
        ("fivefold", "middle"): -2.2,
        ("fivefold", "small"): -2.2,
        ("beyond", "large"): -3.0,
        ("beyond", "middle"): -3.0,
        ("beyond", "small"): -3.0,
        ("none", "large"): -1.5,
        ("none", "middle"): -0.8,
        ("none", "small"): -0.9,
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Hold every number by which reports are joined.

    Weights are logarithms to base 2 of how much more often something is seen between two reports of one event than between two of
    different events. The share for different events is counted in the reports at hand, on other days (see ``window``); the share for one
    event (the ``…_same`` values and ``tolls``) was measured once, between UCDP and Airwars in Syria 2016–18, as the surplus of pairs of the
    same day over pairs three to six days apart, or is marked *set*.

    Args:
        reach: How far apart the nearest points of two spots may be (kilometres).
        slack: How much time may lie between two intervals (hours).
        apart: Two clock times that are this far apart are two strikes (minutes).
        double_tap_within: Two clock times of a double tap are at most this far apart (minutes; *set*).
        double_tap_reach: Two points of a double tap are at most this far apart, or as their precision says (kilometres; *set*).
        fine: A point is finely known if its radius is at most this (kilometres).
        window: How many days before and after a report show what is there by chance (days).
        guard: How many days before and after it are left out of that (days).
        recorded: The share of one source's events that the other records at all (*set*: 0.5 where it is not known).
        distance_same: The share of one event's pairs in each class of distance of :data:`EDGES`.
        day_same: The share of one event's pairs that have the same day; the others are a day apart. Measured on 56 events
            that UCDP takes from Airwars by a code that is still in use: 52.
        clock_same: The share of one event's pairs whose clock times, where both have one, agree (*set*: 0.5).
        agree_same: The share of one event's pairs whose actors agree where both name some; the same for targets (measured for actors).
        cites_same: The share of one event's pairs of which one cites the other's source, or both the same one.
        tolls: Bits for two counts of one kind: whether they can be one count, are within a factor of two, of five, beyond, or none
            against some; by the size of the greater (10 and more, 3 to 9, 1 or 2).
        name_chance: The chance that two unrelated victims' full names are equal (*set* at 1 in 10,000; among 55,202 full Arabic names of
            four parts it is below 1 in 10,000,000).
        merge_at: Pairs of at least so many bits are merged if nothing speaks against it (measured: of such pairs of UCDP and Airwars about
            one in forty is by chance).
        ask_at: Pairs of at least so many bits are shown to a person (measured: about a third of them are by chance).
        merge_alone: Whether a merge may rest on place and day (or worse) with no clock time and nothing else that speaks for it. If not,
            such pairs are shown to a person.
        margin: A pair that another one of the same two sources comes this near (bits) is not merged but shown.

    Raises:
        LinkError: If a number makes no sense.
    """

    reach: float = 5.0
    slack: float = 12.0
    apart: float = 5.0
    double_tap_within: float = 180.0
    double_tap_reach: float = 1.0
    fine: float = 5.0
    window: float = 14.0
    guard: float = 2.0
    recorded: float = 0.5
    distance_same: tuple[float, ...] = (0.40, 0.11, 0.22, 0.13, 0.13, 0.01)
    day_same: float = 0.93
    clock_same: float = 0.5
    agree_same: float = 0.98
    cites_same: float = 0.29
    tolls: Mapping[tuple[str, str], float] = field(default_factory=lambda: _TOLLS)
    name_chance: float = 1e-4
    merge_at: float = 2.75
    ask_at: float = -2.0
    margin: float = 2.0
    merge_alone: bool = False

    def __post_init__(self) -> None:
        for name in ("reach", "apart", "double_tap_within", "fine", "window"):
            if not getattr(self, name) > 0:
                raise LinkError(f"the rule {name!r} must be a positive number; it is {getattr(self, name)}: correct it")
        if not self.guard < self.window:
            raise LinkError(
                f"the guard must be shorter than the window; they are {self.guard} and {self.window} days: widen the window"
            )
        for name in ("recorded", "day_same", "clock_same", "agree_same", "cites_same", "name_chance"):
            if not 0 < getattr(self, name) < 1:
                raise LinkError(
                    f"the rule {name!r} is a share between 0 and 1; it is {getattr(self, name)}: correct it"
                )
        if len(self.distance_same) != len(EDGES) + 1 or min(self.distance_same) <= 0:
            raise LinkError(
                f"distance_same needs {len(EDGES) + 1} positive shares; it has {self.distance_same}: give one for each class"
            )
        if self.ask_at > self.merge_at:
            raise LinkError(
                f"what is merged must be asked about at least; merge_at is {self.merge_at}, ask_at {self.ask_at}: lower ask_at"
            )


DEFAULT = Rules()
"""The rules with their measured values."""
