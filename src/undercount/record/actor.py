"""Actors: entries of the actor tree, whose membership can be bound to a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from undercount.record.tree import Period, Tree


@dataclass(frozen=True, slots=True)
class Membership:
    """One row of the actor register: who belonged to whom, and when.

    Args:
        id: The actor.
        parent: The actor to which it belonged, or None.
        period: Half-open interval of UTC seconds in which it did; None is open.
        name_en: Name in English or in Latin letters.
        name_ar: Name in Arabic.
    """

    id: str
    parent: str | None = None
    period: Period = (None, None)
    name_en: str = ""
    name_ar: str = ""


def actor_tree(rows: Iterable[Membership]) -> Tree:
    """Build the actor tree from its memberships; several rows of one actor are several periods or parents.

    Raises:
        RegisterError: If a parent is no actor, or the memberships form a cycle.
    """
    parents: dict[str, tuple[tuple[str, Period], ...]] = {}
    for row in rows:
        held = parents.get(row.id, ())
        parents[row.id] = held if row.parent is None else (*held, (row.parent, row.period))
    return Tree(parents)
