"""Which cells of one record differ between two releases, besides the spelling of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from undercount.link.releases.cells import UNKNOWN
from undercount.link.releases.learned import Clock
from undercount.link.releases.release import Release, Small

FILLED, EMPTIED = "filled in", "emptied"


@dataclass(frozen=True)
class Fields:
    """Compare the cells of two releases, field by field.

    Args:
        old: The older release.
        new: The newer one.
        clock: How ages or births go together.
        others: The columns without a role that both have.
    """

    old: Release
    new: Release
    clock: Clock
    others: tuple[str, ...]

    @classmethod
    def of(cls, old: Release, new: Release, clock: Clock) -> Fields:
        """Return the comparison of two releases."""
        taken = old.roles.taken | new.roles.taken
        return cls(old, new, clock, tuple(c for c in old.columns if c in new.columns and c not in taken))

    @property
    def compared(self) -> tuple[str, ...]:
        """Return the fields that are compared, besides the name."""
        kinds = [kind for kind in ("id", "sex", "birth", "age") if self._has(kind)]
        return (*kinds, *(["age or birth"] if self._is_mixed else []), *self.others)

    def left_out(self) -> list[str]:
        """Return a sentence for the columns that are not compared."""
        said = []
        for one, other in ((self.old, self.new), (self.new, self.old)):
            roles = [kind for kind in ("id", "sex", "birth", "age") if self._has(kind)]
            known = {*one.roles.names, *self.others, *(getattr(one.roles, kind) for kind in roles)}
            if self._is_mixed:
                known |= {one.roles.birth, one.roles.age}
            alone = [column for column in one.columns if column not in known]
            if alone:
                said.append(f"Not compared, since {other.file} has no such column: {', '.join(alone)} of {one.file}.")
        return said

    def changed(self, i: int, j: int, apart: float) -> tuple[str, ...]:
        """Return which fields of a record differ, besides its name, and whether one was filled in or emptied.

        Args:
            i: The place of its row in the older release.
            j: That in the newer.
            apart: Years between the births beyond what is expected; NaN where unknown.
        """
        found = []
        for kind, ours, theirs in (("sex", self.old.sexes, self.new.sexes), ("age", self.old.ages, self.new.ages)):
            if self._has(kind) and (change := self._read(kind, (i, j), ours, theirs)):
                found.append(change)
        if self._has("birth"):
            found += self._written(
                "birth", self.old.columns[self.old.roles.birth][i], self.new.columns[self.new.roles.birth][j]
            )
        if self._has("id"):
            old_id, new_id = self.old.ids[i], self.new.ids[j]
            texts = self.old.columns[self.old.roles.id][i], self.new.columns[self.new.roles.id][j]
            found += [] if old_id and old_id == new_id else self._written("id", *texts)
        if self._is_mixed and not np.isnan(apart) and apart > 1:
            found.append("age or birth")
        for column in self.others:
            found += self._written(column, self.old.columns[column][i], self.new.columns[column][j])
        return tuple(found)

    @property
    def _is_mixed(self) -> bool:
        return bool(self.clock.old) and self.clock.old != self.clock.new

    def _has(self, kind: str) -> bool:
        return bool(getattr(self.old.roles, kind) and getattr(self.new.roles, kind))

    def _read(self, kind: str, places: tuple[int, int], ours: Small, theirs: Small) -> str:
        """Return how a cell that is read as a number differs: by what it says where both can be read, else by its text."""
        i, j = places
        if ours[i] != UNKNOWN and theirs[j] != UNKNOWN:
            expected = self.clock.offset if kind == "age" and self.clock.old == self.clock.new == "age" else 0
            off = abs(int(ours[i]) - int(theirs[j]) - expected)
            return kind if off > (self.clock.slack + (expected != 0) if expected else 0) else ""
        columns = getattr(self.old.roles, kind), getattr(self.new.roles, kind)
        return next(iter(self._written(kind, self.old.columns[columns[0]][i], self.new.columns[columns[1]][j])), "")

    @staticmethod
    def _written(field: str, before: str, after: str) -> Sequence[str]:
        if before == after:
            return ()
        return (f"{field} ({FILLED})" if not before else f"{field} ({EMPTIED})" if not after else field,)
