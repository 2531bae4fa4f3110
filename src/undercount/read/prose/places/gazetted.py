"""A place by one of its names, and which of the places of one name is meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from tomllib import loads
from typing import Any

from undercount.read.names import fold

WORD = re.compile(r"['’]s\b|(?P<word>[^\W\d_]+(?:['’`](?!s\b)[^\W\d_]+)*|\d+)")
"""Words; the "s" of a possessive is none."""

_FAR_LARGER = 10
"""How many times as many people as in the next place of its name make a city the one that is meant where nothing else tells."""

_SHOWN = 3
"""How many places are shown of a name of which nothing tells which is meant."""


@dataclass(frozen=True, slots=True)
class Known:
    """A place by one of its names.

    Args:
        words: The words of the name, folded.
        entries: Entries of the place register that have the name; empty for a place that only the world's list has.
        known_as: For such a place what that list calls it ("Aleppo, SY").
        country: Its country (ISO 3166), for a place of the world's list.
        size: Its inhabitants (persons), for a city of the world's list; 0 for a country or a region.
        within: For a facility of the register the place in which it lies.
        precision: For a place of the world's list the term of ``precision`` that its name gives.
        region: For a city or a state of the United States the state's code ("OH").
        other: Whether the name is only one of a city's further ones: spellings, other languages, older names.
        weak: Whether the name is a common word or a person's too, so that something must say that the place is meant.
        rivals: The other places of the world's list that have the name, the largest first.
    """

    words: tuple[str, ...]
    entries: tuple[str, ...] = ()
    known_as: str = ""
    country: str = ""
    size: int = 0
    within: str = ""
    precision: str = ""
    region: str = ""
    other: bool = False
    weak: bool = False
    rivals: tuple[Known, ...] = ()

    @property
    def holds_others(self) -> bool:
        """Tell whether it is a country or a region."""
        return bool(self.precision) and not self.size

    def lies_in(self, above: Known) -> bool:
        """Tell whether it lies in a country, or in a state of the United States."""
        return self.country == above.country and above.region in ("", self.region)


def settled(known: Known, countries: Collection[str], above: Sequence[Known] = ()) -> Known:
    """Return the place of the world's list that a name means.

    Args:
        known: The place, with the others of its name.
        countries: The countries (ISO 3166) that the document names.
        above: The countries and regions in which the words say that it lies, the nearest first.

    Returns:
        The one that lies where the words say, else in a country that the document names, else the one that is far larger than the next that
        has the name as its first. Without a precision and with the candidates where nothing tells them apart, and with neither where none
        lies where it should.
    """
    some: tuple[Known, ...] = (replace(known, rivals=()), *known.rivals)
    for one in above:
        some = tuple(k for k in some if k.lies_in(one))
    if not some:
        return replace(known, known_as="", precision="", rivals=())
    some = tuple(k for k in some if k.country in countries) or some
    some = tuple(k for k in some if not k.other) or some
    if len(some) == 1 or some[0].size >= _FAR_LARGER * some[1].size > 0:
        return some[0]
    return replace(some[0], known_as="; ".join(k.known_as for k in some[:_SHOWN]), precision="")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded; hyphens part words, apostrophes do not."""
    return tuple(word.lower() if word.isascii() else fold(word) for word in WORD.findall(name) if word)


@cache
def lexicon() -> Mapping[str, Any]:
    """Return the data file of words about places."""
    data: Mapping[str, Any] = loads(
        (resources.files("undercount.read.prose") / "data" / "places.toml").read_text(encoding="utf-8")
    )
    return data
