"""Ids of victims: stable from one run to the next, and what became of the victims of an earlier run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from undercount.record.canonical import content_id

Record = tuple[str, str]
"""A record: the name of its list, and its id there."""


def victim_ids(persons: Sequence[int], lists: Sequence[int], records: Sequence[Record]) -> list[str]:
    """Return for each record the id of its victim.

    A victim is named by its founding record: of its records the one whose list is declared first, and in that list the one whose id comes
    first. So the id stays while other records come and go, and while lists are added after the others.

    Args:
        persons: A number for each record; records of one victim have the same.
        lists: The place of each record's list among the declared ones.
        records: Each record's list and id.
    """
    founders: dict[int, tuple[int, str, Record]] = {}
    for person, at, record in zip(persons, lists, records, strict=True):
        mine = (at, record[1], record)
        if person not in founders or mine[:2] < founders[person][:2]:
            founders[person] = mine
    ids = {person: victim_id(found[2]) for person, found in founders.items()}
    return [ids[person] for person in persons]


def victim_id(founder: Record) -> str:
    """Return the id of the victim that a record founds; it tells nothing of the person but that record's list and id."""
    return content_id("victim", {"list": founder[0], "record": founder[1]})


@dataclass(frozen=True, slots=True)
class Changes:
    """Hold what became of the victims of an earlier run; every victim of either run is counted once.

    Args:
        kept: Victims who are still one, with no record of another (of both runs).
        renamed: How many of them have another id, because another record now founds them.
        merged: Earlier victims who are one with another now.
        merged_into: Victims now who were several.
        split: Earlier victims whose records are several victims now.
        split_into: Victims now who were part of one earlier victim.
        gone: Earlier victims of whom no record is left.
        new: Victims now who have no earlier record.
    """

    kept: int
    renamed: int
    merged: int
    merged_into: int
    split: int
    split_into: int
    gone: int
    new: int

    @property
    def before(self) -> int:
        """How many victims there were."""
        return self.kept + self.merged + self.split + self.gone

    @property
    def now(self) -> int:
        """How many victims there are."""
        return self.kept + self.merged_into + self.split_into + self.new

    def as_json(self) -> dict[str, int]:
        """Return the counts as plain values."""
        return {"before": self.before, "now": self.now, **asdict(self)}

    def sums(self) -> tuple[str, str]:
        """Return both sums as a person reads them."""
        old = _sum(
            self.before,
            (
                ("as before", self.kept),
                ("now one with others", self.merged),
                ("now several persons", self.split),
                ("no longer on any list", self.gone),
            ),
        )
        new = _sum(
            self.now,
            (
                ("as before", self.kept),
                ("made of several", self.merged_into),
                ("part of a former one", self.split_into),
                ("new", self.new),
            ),
        )
        return old, new


def _sum(total: int, parts: Sequence[tuple[str, int]]) -> str:
    return f"{total:,} = " + (" + ".join(f"{number:,} {name}" for name, number in parts if number) or "0")


def changes(old: Mapping[Record, str], new: Mapping[Record, str]) -> Changes:
    """Return what became of the victims of an earlier run.

    A victim who was split and part of whom is one with another now counts as split before, and as merged now.

    Args:
        old: The victim of each record, earlier.
        new: The victim of each record, now.
    """
    to: dict[str, set[str]] = {victim: set() for victim in old.values()}
    of: dict[str, set[str]] = {victim: set() for victim in new.values()}
    for record in old.keys() & new.keys():
        to[old[record]].add(new[record])
        of[new[record]].add(old[record])
    became = [_became(to[victim], of) for victim in to]
    came = [_came(of[victim], to) for victim in of]
    kept = [(victim, next(iter(now))) for victim, now in to.items() if _became(now, of) == "kept"]
    return Changes(
        kept=len(kept),
        renamed=sum(before != now for before, now in kept),
        merged=became.count("merged"),
        merged_into=came.count("merged"),
        split=became.count("split"),
        split_into=came.count("split"),
        gone=became.count("gone"),
        new=came.count("new"),
    )


def _became(now: set[str], of: Mapping[str, set[str]]) -> str:
    if not now:
        return "gone"
    if len(now) > 1:
        return "split"
    return "merged" if len(of[next(iter(now))]) > 1 else "kept"


def _came(before: set[str], to: Mapping[str, set[str]]) -> str:
    if not before:
        return "new"
    if len(before) > 1:
        return "merged"
    return "split" if len(to[next(iter(before))]) > 1 else "kept"
