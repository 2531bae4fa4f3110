"""The difference between two releases, line by line, and the account that must add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from undercount.errors import CountError


class Outcome(StrEnum):
    """What became of a record from one release to the next."""

    UNCHANGED = "unchanged"
    CORRECTED = "spelling corrected"
    CHANGED = "changed"
    MERGED = "merged"
    SPLIT = "split"
    REMOVED = "removed"
    DUPLICATE = "duplicate"
    RESTORED = "restored"
    ADDED = "added"


IN_OLD = (Outcome.UNCHANGED, Outcome.CORRECTED, Outcome.CHANGED, Outcome.MERGED, Outcome.SPLIT, Outcome.REMOVED)
"""What can become of a row of the older release."""

IN_NEW = (
    Outcome.UNCHANGED,
    Outcome.CORRECTED,
    Outcome.CHANGED,
    Outcome.MERGED,
    Outcome.SPLIT,
    Outcome.DUPLICATE,
    Outcome.RESTORED,
    Outcome.ADDED,
)
"""What a row of the newer release can be."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the difference.

    Args:
        outcome: What became of the record.
        old: The place of its row in the older release, or None.
        new: The place of its row in the newer release, or None.
        changed: The fields that differ; of the name ``orthography``, ``letters`` for one or two, ``name`` for more.
        rests_on: What the rows are taken for one record by.
        notes: What a person should know of it.
        since: For a restored record: in which release it stood last, from 0, and the place of its row there.
    """

    outcome: Outcome
    old: int | None
    new: int | None
    changed: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    since: tuple[int, int] | None = None


@dataclass(frozen=True)
class Account:
    """Count the rows of two releases by what became of them. It adds up, or there is no account.

    Args:
        old_rows: How many rows the older release has.
        new_rows: How many rows the newer release has.
        old: How many rows of the older release have each outcome of :data:`IN_OLD`.
        new: How many rows of the newer release have each outcome of :data:`IN_NEW`.
    """

    old_rows: int
    new_rows: int
    old: Counter[Outcome]
    new: Counter[Outcome]

    @classmethod
    def of(cls, lines: Iterable[Line], old_rows: int, new_rows: int) -> Account:
        """Count lines.

        Raises:
            CountError: If a row is missing, has two outcomes or an outcome that its side cannot have, or one that stands for a pair of
                rows has more or fewer: a defect of the program.
        """
        old: dict[int, Outcome] = {}
        new: dict[int, Outcome] = {}
        times: Counter[tuple[str, int]] = Counter()
        for line in lines:
            for side, place, outcomes in (("older", line.old, old), ("newer", line.new, new)):
                if place is not None:
                    times[side, place] += 1
                    if outcomes.setdefault(place, line.outcome) != line.outcome:
                        raise _defect(f"a row of the {side} release has two outcomes")
        _check(old, old_rows, IN_OLD, "older")
        _check(new, new_rows, IN_NEW, "newer")
        for side, outcomes, several in (("older", old, Outcome.SPLIT), ("newer", new, Outcome.MERGED)):
            for place, outcome in outcomes.items():
                if (times[side, place] > 1) != (outcome == several):
                    raise _defect(f"a row of the {side} release that is {outcome} stands on {times[side, place]} lines")
        account = cls(old_rows, new_rows, Counter(old.values()), Counter(new.values()))
        for outcome in (Outcome.UNCHANGED, Outcome.CORRECTED, Outcome.CHANGED):
            if account.old[outcome] != account.new[outcome]:
                raise _defect(
                    f"{account.old[outcome]} rows are {outcome} in one release and {account.new[outcome]} in the other"
                )
        return account

    def sums(self) -> tuple[str, str]:
        """Return the two sums, each on one line."""
        return _sum(self.old_rows, self.old, IN_OLD), _sum(self.new_rows, self.new, IN_NEW)


def _check(outcomes: dict[int, Outcome], rows: int, possible: tuple[Outcome, ...], side: str) -> None:
    if len(outcomes) != rows or set(outcomes) != set(range(rows)):
        raise _defect(f"{len(outcomes)} rows of the {side} release have an outcome and it has {rows}")
    if wrong := set(outcomes.values()) - set(possible):
        raise _defect(f"a row of the {side} release is {wrong.pop()}")


def _sum(rows: int, found: Counter[Outcome], order: tuple[Outcome, ...]) -> str:
    parts = [f"{found[outcome]:,} {outcome}" for outcome in order if found[outcome]]
    return f"{rows:,} rows = {' + '.join(parts)}"


def _defect(what: str) -> CountError:
    return CountError(
        f"every row of both releases must be accounted for once; {what}: this is a defect of the program, please report it; nothing was "
        "written"
    )
