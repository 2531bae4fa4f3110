"""What is asked of synthetic lists: the dead, the lists that name some of them, and what goes wrong on the way."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from undercount.errors import LinkError
from undercount.link.synthetic import capture
from undercount.link.synthetic.romanise import SYSTEMS
from undercount.link.synthetic.surnames import MOST_SURNAMES
from undercount.link.synthetic.vocabulary import GIVEN_NAMES
from undercount.record.vocabulary import suggest

FIELDS = ("name_ar", "name_en", "sex", "age", "born", "died", "place_ar", "place_en", "governorate", "incident")
"""The columns that a list can have beside ``record``."""
PARTS = ("father", "grandfather", "family")
MOST_LISTS = 12
_RATES = ("spelling", "typing", "scanning", "abbreviated", "kunya_only", "family_first", "husbands_name", "loose")
_LIST_RATES = ("duplicates", "age_off", "month_only", "date_off", "sex_wrong")


class DesignError(LinkError):
    """A design of synthetic lists asks for what cannot be."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Say how a list writes names: what each error or habit does, and how often (probabilities, all 0 unless asked for).

    Args:
        systems: The systems of romanisation that its writers use, with weights; one is drawn for each record.
        loose: How often a part of a name is romanised by any other system than the record's.
        spelling: How often a part of a name or place in Arabic is written in another current orthography, where it has one: hamza left
            out or apart, ta marbuta as ha, alef maqsura and ya for each other, Abd and Abu joined to the next word; one time in eight it
            gets a tatweel instead, whatever it is.
        typing: How often a part is mistyped: a letter lost, doubled, changed for its neighbour on the keyboard, or two turned round.
        scanning: How often a part is misread by machine: a letter for one of its shape, a word broken, lam and alef turned round.
        abbreviated: How often the given or a father's name is shortened ("Moh.", "Abd.", "A.").
        kunya_only: How often an adult is named by kunya alone; half of these with the family name.
        family_first: How often the family name stands first.
        husbands_name: How often a married woman stands under her husband's family name instead of her father's.
        drops: How often ``father``, ``grandfather`` and ``family`` are left out, each by itself.
    """

    systems: Mapping[str, float] = field(default_factory=lambda: {"press": 1.0})
    loose: float = 0.0
    spelling: float = 0.0
    typing: float = 0.0
    scanning: float = 0.0
    abbreviated: float = 0.0
    kunya_only: float = 0.0
    family_first: float = 0.0
    husbands_name: float = 0.0
    drops: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _rates(self, _RATES, "a hand's")
        _known("a hand's drops", self.drops, PARTS)
        _known("a hand's systems", self.systems, SYSTEMS)
        for name, rate in self.drops.items():
            _rate(f"a hand's drops of {name!r}", rate)
        _weights("a hand's systems", self.systems.values())
        object.__setattr__(self, "drops", MappingProxyType(dict(self.drops)))
        object.__setattr__(self, "systems", MappingProxyType(dict(self.systems)))


@dataclass(frozen=True, slots=True)
class ListDesign:
    """Say whom a list reaches, what it records of them, and what is wrong in it.

    Args:
        name: Its name, which also begins the ids of its records.
        coverage: The probability that a person is on it by its own work: one for all, or one for each class of persons.
        fields: Its columns, of ``FIELDS``.
        hand: How it writes names.
        missing: For some of its fields, the probability that a record leaves it empty.
        duplicates: The probability that a person on the list stands on it twice, written anew the second time.
        age_off: The probability that an age is wrong by a year (seven of ten times) or two.
        month_only: The probability that a date is known to its month only.
        date_off: The probability that the date of death is one to three days late.
        sex_wrong: The probability that the sex is the other one.
        copies: Earlier lists of the design, with the probability that a person on that list and not on this one is copied from it, word
            by word as far as the fields are the same.
    """

    name: str
    coverage: float | tuple[float, ...]
    fields: tuple[str, ...] = FIELDS
    hand: Hand = field(default_factory=Hand)
    missing: Mapping[str, float] = field(default_factory=dict)
    duplicates: float = 0.0
    age_off: float = 0.0
    month_only: float = 0.0
    date_off: float = 0.0
    sex_wrong: float = 0.0
    copies: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = f"list {self.name!r}:"
        if not self.name or not self.name.replace("_", "").replace("-", "").isalnum() or not self.name.isascii():
            raise DesignError(
                f"a list's name must be ASCII letters, digits, - and _, since it names a file; {self.name!r} is not"
            )
        _known(f"{where} the fields", self.fields, FIELDS)
        if len(set(self.fields)) < len(self.fields):
            raise DesignError(f"{where} a field can be there once; leave each of {', '.join(self.fields)} in once")
        if not {"name_ar", "name_en"}.intersection(self.fields):
            raise DesignError(f"{where} a list names persons; add 'name_ar' or 'name_en' to its fields")
        _known(f"{where} the missing fields", self.missing, self.fields)
        _rates(self, _LIST_RATES, where)
        for name, rate in [*self.missing.items(), *self.copies.items()]:
            _rate(f"{where} the rate for {name!r}", rate)
        for chance in self.chances:
            _rate(f"{where} a coverage", chance)
        object.__setattr__(self, "missing", MappingProxyType(dict(self.missing)))
        object.__setattr__(self, "copies", MappingProxyType(dict(self.copies)))

    @property
    def chances(self) -> tuple[float, ...]:
        """The coverage of each class, or the one of all."""
        return self.coverage if isinstance(self.coverage, tuple) else (float(self.coverage),)


@dataclass(frozen=True, slots=True)
class Design:
    """Hold the dead of an invented conflict and the lists that name some of them.

    Args:
        persons: How many have died.
        lists: The lists, at most twelve.
        classes: The share of each latent class; in a class every list reaches each person with that class's coverage.
        classes_by: Whether a class is drawn for each ``"person"`` or for each ``"incident"`` with all who died in it.
        pairs: Two lists' names with their odds ratio: how much the odds to be on the one are multiplied for a person on the other, given
            the class and the other lists. The coverage stays what it is.
        surnames: How many different family names there are.
        commonest: The share of men and fathers who bear the commonest given name.
        commonest_surname: The share of households that bear the commonest family name.
        alone: The share of households in which one person died; in others two or more died together.
        household: The mean number of dead in those other households.
        households: The mean number of households in an incident.
        towns: How many places there are.
        governorates: How many governorates these lie in.
        first: The first day of the conflict.
        days: How long it lasts (days).

    Raises:
        DesignError: If a value is out of its range, a name is not known, or two settings contradict each other.
    """

    persons: int
    lists: tuple[ListDesign, ...]
    classes: tuple[float, ...] = (1.0,)
    classes_by: str = "person"
    pairs: tuple[tuple[str, str, float], ...] = ()
    surnames: int = 5_000
    commonest: float = 1 / 16
    commonest_surname: float = 0.01
    alone: float = 0.6
    household: float = 3.5
    households: float = 1.8
    towns: int = 400
    governorates: int = 14
    first: datetime.date = datetime.date(2012, 1, 1)
    days: int = 1_461

    def __post_init__(self) -> None:
        _check_population(self)
        _check_lists(self)
        _check_pairs(self)

    @property
    def names(self) -> tuple[str, ...]:
        """The lists' names, in order."""
        return tuple(one.name for one in self.lists)

    def own(self) -> NDArray[np.float64]:
        """Return for each class the probability of each history before lists copy from each other.

        Shapes: ``(classes, 2 ** lists)``; bit *k* of a history's number stands for list *k*.
        """
        chances = np.array([one.chances * (len(self.classes) // len(one.chances)) for one in self.lists]).T
        pairs = [(self.names.index(a), self.names.index(b), odds) for a, b, odds in self.pairs]
        return np.array([capture.cells(row, pairs) for row in chances])

    def cells(self) -> NDArray[np.float64]:
        """Return the true probability of each history, with what is copied; shape ``(2 ** lists,)``."""
        mixed = np.array(self.classes) / math.fsum(self.classes) @ self.own()
        return capture.after_copying(mixed, self.copying())

    def copying(self) -> list[tuple[int, int, float]]:
        """Return who copies: the copying list's number, the copied list's, the probability; in the order in which it happens."""
        return [
            (number, self.names.index(source), rate)
            for number, one in enumerate(self.lists)
            for source, rate in one.copies.items()
        ]


def _check_population(design: Design) -> None:
    for name, least, most in (
        ("persons", 1, 10**9),
        ("surnames", 1, MOST_SURNAMES),
        ("towns", 1, 20_000),
        ("governorates", 1, 1_000),
        ("days", 1, 36_525),
    ):
        value = getattr(design, name)
        if not isinstance(value, int) or not least <= value <= most:
            raise DesignError(f"a design's {name} must be a whole number from {least:,} to {most:,}; {value!r} is not")
    _rate("a design's alone", design.alone)
    for name, least_mean in (("household", 2.0), ("households", 1.0)):
        mean = getattr(design, name)
        if not least_mean <= mean <= 100:
            raise DesignError(
                f"a design's {name} is a mean of at least {least_mean:g} and at most 100; {mean!r} is not"
            )
    for name, count in (("commonest", GIVEN_NAMES), ("commonest_surname", design.surnames)):
        share = getattr(design, name)
        if count > 1 and not 1 / count <= share <= 0.5:
            raise DesignError(
                f"a design's {name} is the largest of {count:,} shares, so from {1 / count:.3g} to 0.5; {share!r} is not"
            )
    if design.classes_by not in ("person", "incident"):
        raise DesignError(f"a design's classes_by must be 'person' or 'incident'; {design.classes_by!r} is neither")
    _weights("a design's classes", design.classes)


def _check_lists(design: Design) -> None:
    if not 1 <= len(design.lists) <= MOST_LISTS:
        raise DesignError(f"a design has from 1 to {MOST_LISTS} lists; {len(design.lists)} are given")
    if len({name.lower() for name in design.names}) < len(design.lists):
        raise DesignError(
            f"each list needs a name of its own, capitals apart, since it names a file; rename one of {', '.join(design.names)}"
        )
    for number, one in enumerate(design.lists):
        if len(one.chances) not in (1, len(design.classes)):
            raise DesignError(
                f"list {one.name!r}: a coverage is one number or one for each of the {len(design.classes)} classes; "
                f"{len(one.chances)} are given"
            )
        for source in one.copies:
            _check_copy(design, number, source)


def _check_copy(design: Design, number: int, source: str) -> None:
    one = design.lists[number]
    if source not in design.names[:number]:
        raise DesignError(
            f"list {one.name!r} can copy only from a list before it in the design; {source!r} is not: put that list first"
        )
    shared = set(one.fields).intersection(design.lists[design.names.index(source)].fields)
    if not shared.intersection(("name_ar", "name_en")):
        raise DesignError(
            f"list {one.name!r} copies from {source!r} word by word, so both need names in one script; "
            "add 'name_ar' or 'name_en' to both"
        )


def _check_pairs(design: Design) -> None:
    seen: set[frozenset[str]] = set()
    for first, second, odds in design.pairs:
        for name in (first, second):
            if name not in design.names:
                raise DesignError(
                    f"a pair must name two lists of the design; {name!r} is none: {suggest(name, design.names)}"
                )
        if first == second or frozenset((first, second)) in seen:
            raise DesignError(f"a pair must be two lists, once; {first!r} and {second!r} are not: leave it out")
        seen.add(frozenset((first, second)))
        if not 0 < odds <= 1e6:
            raise DesignError(
                f"an odds ratio must be above 0 and at most 1,000,000; {odds!r} for {first!r} and {second!r} is not"
            )


def _rates(values: object, names: Iterable[str], where: str) -> None:
    for name in names:
        _rate(f"{where} {name}", getattr(values, name))


def _rate(what: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise DesignError(f"{what} must be a probability from 0 to 1; {value!r} is not")


def _weights(what: str, weights: Iterable[float]) -> None:
    found = list(weights)
    if not found or not all(math.isfinite(w) and w >= 0 for w in found) or not math.fsum(found) > 0:
        raise DesignError(f"{what} need weights that are 0 or more and not all 0; {found} are not")


def _known(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    words = list(known)
    for name in given:
        if name not in words:
            raise DesignError(f"{what} must be among those known; {name!r} is not: {suggest(name, words)}")
