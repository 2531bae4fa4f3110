"""The names of places that a reader knows: the study's own register first, then the world's cities and countries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from undercount.read.prose.places.gazetted import Known, words_of
from undercount.read.prose.places.world import arabic_of, arabic_world, by_first_word, world_names
from undercount.read.registers import Registers
from undercount.record import Tree


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
            by_first_word(own),
            registers.place_tree,
            {p.id: p.kind for p in registers.places},
            world_names() if world else {},
        )

    def names(self, word: str) -> tuple[Known, ...]:
        """Return the names that begin with a word, the register's before the world's, the longest first."""
        return (*self.first.get(word, ()), *self.world.get(word, ()))

    def arabic(self, word: str) -> tuple[Known, ...]:
        """Return the Arabic names that begin with a word in one spelling, the register's before the world's, the longest first."""
        return (*self._arabic.get(word, ()), *(arabic_world().get(word, ()) if self.world else ()))

    @cached_property
    def _arabic(self) -> Mapping[str, tuple[Known, ...]]:
        return arabic_of(self.first)

    def under(self, entry: str, other: str) -> bool:
        """Tell whether an entry of the register lies in another, or is it."""
        return self.tree.under(entry, other)


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
