"""The register of places as linkage uses it: what each place is called, and in which larger place it lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from undercount.errors import LinkError

Path = tuple[str, ...]
"""Places from the uppermost down, each in the one before."""


@dataclass(frozen=True, slots=True)
class Register:
    """Hold the places that are known by name, and which lies in which.

    Args:
        names: For each place the names that are its alone, in any script: whichever of them a list writes, it is that place.
        shared: For some places the names that other places have, too: the row in which such a name stands may tell which is meant.
        parents: For some places the place in which they lie; without any, places are compared by name only.
    """

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shared: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names) or bool(self.shared)

    def words(self, place: str) -> tuple[str, ...]:
        """Return every name of a place, those that are its alone first."""
        return (*self.names.get(place, ()), *self.shared.get(place, ()))

    def paths(self) -> dict[str, Path]:
        """Return for each place those in which it lies, from the uppermost down, and itself.

        Raises:
            LinkError: If a place lies in one that has no entry, or in itself.
        """
        found: dict[str, Path] = {}
        for place in dict.fromkeys([*self.names, *self.shared]):
            way = [place]
            while way[-1] not in found and way[-1] in self.parents:
                way.append(self._above(way))
            above = found.get(way[-1], (way[-1],))
            for at in range(len(way) - 2, -1, -1):
                found.setdefault(way[at + 1], above)
                above = (*above, way[at])
            found[place] = above
        return found

    def _above(self, way: Sequence[str]) -> str:
        above = self.parents[way[-1]]
        if above in way:
            raise LinkError(
                f"a place of a register cannot lie in itself; {' lies in '.join([*way, above])}: correct the parent of one of them"
            )
        if above not in self.names and above not in self.shared:
            raise LinkError(
                f"the larger place of {way[-1]!r} in the register is {above!r}, which has no entry there: add it, or correct the parent"
            )
        return above


NOWHERE = Register()
"""A register without a place."""
