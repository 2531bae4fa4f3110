"""Doubled: records of a list that names nobody twice, which people judged to be one person all the same."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from undercount.errors import LinkError
from undercount.link.chains import beside, groups, shortest_way
from undercount.study.record_pairs import Pair
from undercount.study.victim_ids import Record

if TYPE_CHECKING:
    from undercount.study.linked import LinkedPersons


@dataclass(frozen=True, slots=True)
class Doubled:
    """Hold two records of one list that judgements make one person.

    Args:
        pair: The two records, in order.
        way: How judgements lead from the one to the other; just the two where somebody judged this very pair.
    """

    pair: Pair
    way: tuple[Record, ...]

    @property
    def direct(self) -> bool:
        """Whether somebody judged this very pair."""
        return len(self.way) == 2

    def sentence(self) -> str:
        """Return what a person should know of it."""
        (name, one), (_, other) = self.pair
        why = "a person judged them the same" if self.direct else f"judgements join them ({self.steps()})"
        return (
            f'{one} and {other} of "{name}" are one person, since {why}, although the list is declared to name nobody twice: if it does so '
            "more often, set duplicates = true in its [[list]]"
        )

    def steps(self) -> str:
        """Return the judgements that lead from the one to the other, in words."""
        return ", ".join(f"{_said(a)} and {_said(b)} are the same" for a, b in pairwise(self.way))


def doubled(same: Sequence[Pair], single: Set[str]) -> tuple[Doubled, ...]:
    """Return every two records of one list that judgements make one person.

    Args:
        same: The pairs that are judged one person.
        single: The lists that name nobody twice.
    """
    friends = beside(same)
    found = []
    for group in groups(friends):
        for one, other in combinations(sorted(record for record in group if record[0] in single), 2):
            if one[0] == other[0]:
                found.append(Doubled((one, other), tuple(shortest_way(friends, one, other))))
    return tuple(found)


def doubled_in(found: LinkedPersons) -> tuple[Doubled, ...]:
    """Return those of linked persons."""
    same = [(found.records[a], found.records[b]) for a, b in found.linkage.judged.ruled.together]
    single = {one.declared.name for one in found.lists if not one.declared.duplicates}
    return doubled(same, single)


def refuse_implied(before: Sequence[Doubled], now: Sequence[Doubled]) -> None:
    """Refuse judgements from which it follows that two records of such a list are one person, unless somebody judged these two.

    Raises:
        LinkError: If there are new ones that nobody judged.
    """
    held = {one.pair for one in before}
    for one in now:
        if not one.direct and one.pair not in held:
            (name, first), (_, second) = one.pair
            raise LinkError(
                f'list "{name}" is declared to name nobody twice; {one.steps()}, so {first} and {second} of it would be one person: judge '
                f'"{name}:{first} {name}:{second}" same first if they are, or one of these pairs anew'
            )


def _said(record: Record) -> str:
    return f'{record[1]} of "{record[0]}"'
