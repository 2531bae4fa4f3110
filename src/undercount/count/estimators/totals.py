"""What estimates of several strata come to: totals, groups and shares, from draws that go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undercount.count.estimators import joint
from undercount.count.estimators.histories import Key
from undercount.count.estimators.result import LOWER_BOUND, Estimate, Method
from undercount.errors import CountError
from undercount.record.vocabulary import suggest

Floats = NDArray[np.float64]

_MOST_NAMED = 6
"""How many refused strata a total names one by one; the reasons stand in the strata's own estimates."""


@dataclass(frozen=True, slots=True)
class Share:
    """Hold which part of a total falls into some strata.

    Args:
        of: The strata's labels.
        documented: Their part of the documented persons (proportion).
        estimate: Their part of the estimated total: the median over joint draws (proportion).
        low: The interval's lower limit (proportion).
        high: The interval's upper limit (proportion); None where a stratum has no upper limit.
        level: The interval's nominal probability.
        notes: What a reader must know.
    """

    of: tuple[Key, ...]
    documented: float
    estimate: float
    low: float
    high: float | None
    level: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class StrataEstimate:
    """Hold an estimate for each stratum, and draws of all of them that can be added.

    The strata are independent given the data: each stratum's draws are in an order of their own, so that the n-th draws of all strata
    together are one draw from the joint distribution.

    Args:
        method: The estimator's name.
        by: The columns that part the persons.
        keys: Each stratum's labels.
        estimates: Each stratum's estimate; a refused one keeps its reason.
        level: The intervals' nominal probability.
        draws: Each stratum's joint draws, or None where it was refused (persons).
    """

    method: str
    by: tuple[str, ...]
    keys: tuple[Key, ...]
    estimates: tuple[Estimate, ...]
    level: float
    draws: tuple[Floats | None, ...] = field(repr=False)

    @property
    def rows(self) -> tuple[Estimate, ...]:
        """The estimates one by one, as a comparison's ``rows`` gives them too."""
        return self.estimates

    @property
    def refused(self) -> tuple[Estimate, ...]:
        """The strata without a number."""
        return tuple(part for part in self.estimates if part.refused is not None)

    @property
    def documented(self) -> int:
        """Documented persons in all strata, refused ones included."""
        return sum(part.documented for part in self.estimates)

    def of(self, key: Sequence[str] | str) -> Estimate:
        """Return the estimate of one stratum.

        Raises:
            CountError: If there is no such stratum.
        """
        return self.estimates[self._position(key)]

    def total(self, *, without_refused: bool = False) -> Estimate:
        """Add up the strata.

        Args:
            without_refused: Add up the strata that have a number, and say which are left out with how many documented persons; without
                it the total is refused as soon as one stratum is.

        Returns:
            The total: median and limits of the joint draws. A note gives the sum of the strata's own estimates, which is another number
            where their distributions are skewed.
        """
        return self._sum(range(len(self.keys)), (), without_refused)[0]

    def group(self, by: Sequence[str] | str, *, without_refused: bool = False) -> StrataEstimate:
        """Add up the strata that share their labels in some of the columns.

        Args:
            by: The columns to keep.
            without_refused: As in :meth:`total`, group by group.

        Raises:
            CountError: If a column is none of those that part the persons.
        """
        kept = (by,) if isinstance(by, str) else tuple(by)
        columns = [self._column(name) for name in kept]
        members: dict[Key, list[int]] = {}
        for position, key in enumerate(self.keys):
            members.setdefault(tuple(key[column] for column in columns), []).append(position)
        sums, draws = [], []
        for key, positions in members.items():
            part, drawn = self._sum(positions, tuple(zip(kept, key, strict=True)), without_refused)
            sums.append(part)
            draws.append(drawn)
        return StrataEstimate(self.method, kept, tuple(members), tuple(sums), self.level, tuple(draws))

    def share(self, key: Sequence[str] | str, *, without_refused: bool = False) -> Share:
        """Return which part of the total one stratum is.

        To see the part of several strata together, :meth:`group` first.

        Raises:
            CountError: If there is no such stratum, it was refused, or another was and ``without_refused`` is not set.
        """
        chosen = self._position(key)
        total, whole = self._sum(range(len(self.keys)), (), without_refused)
        mine = self.draws[chosen]
        if whole is None or mine is None:
            raise CountError(
                f"a share needs the stratum and the total; {total.refused or self.estimates[chosen].refused}"
            )
        parts = mine / whole
        low, estimate_, high = np.quantile(parts, [(1 - self.level) / 2, 0.5, (1 + self.level) / 2])
        documented = self.estimates[chosen].documented / max(total.documented, 1)
        is_open = joint.is_open(self.estimates[chosen])
        return Share(
            (self.keys[chosen],), documented, float(estimate_), float(low), None if is_open else float(high), self.level,
            total.notes,
        )  # fmt: skip

    def as_json(self) -> list[dict[str, Any]]:
        """Return each stratum's result as plain values."""
        return [part.as_json() for part in self.estimates]

    def __str__(self) -> str:
        """Return a table: one line a stratum, and the total."""
        rows = [_row(", ".join(key) or "all", part) for key, part in zip(self.keys, self.estimates, strict=True)]
        rows.append(_row("total", self.total()))
        width = max(len(row[0]) for row in rows)
        head = f"{'stratum':<{width}}  {'documented':>10}  {'estimate':>10}  {'low':>10}  {'high':>10}"
        return "\n".join([head, *(f"{name:<{width}}  {rest}" for name, rest in rows)])

    def _position(self, key: Sequence[str] | str) -> int:
        wanted = (key,) if isinstance(key, str) else tuple(key)
        if wanted not in self.keys:
            names = [", ".join(known) for known in self.keys]
            raise CountError(
                f"a stratum must be one of the table's; {', '.join(wanted)!r} is not: {suggest(', '.join(wanted), names)}"
            )
        return self.keys.index(wanted)

    def _column(self, name: str) -> int:
        if name not in self.by:
            raise CountError(
                f"strata are grouped by a column that parts them; {name!r} is none: {suggest(name, self.by)}"
            )
        return self.by.index(name)

    def _sum(
        self, positions: Sequence[int], stratum: tuple[tuple[str, str], ...], without_refused: bool
    ) -> tuple[Estimate, Floats | None]:
        parts = [self.estimates[position] for position in positions]
        left_out = [part for part in parts if part.refused is not None]
        kept = [self.draws[position] for position in positions if self.draws[position] is not None]
        used = [part for part in parts if part.refused is None]
        method, lists = _sum_method(parts[0].method), _all_lists(parts)
        if left_out and not (without_refused and used):
            why = _why_no_total(left_out, len(parts))
            documented = sum(part.documented for part in parts)
            return Estimate(method, lists, stratum, documented, None, None, None, self.level, refused=why), None
        draws = np.sum([part for part in kept if part is not None], axis=0)
        low, middle, high = np.quantile(draws, [(1 - self.level) / 2, 0.5, (1 + self.level) / 2])
        if not low <= middle <= high:
            raise ValueError("a total lies within its interval: both come from the same joint draws, which hold a nan")
        drawn = all(joint.speaks_for(part) for part in used)
        added = Estimate(
            method=method,
            lists=lists,
            stratum=stratum,
            level=self.level,
            documented=sum(part.documented for part in used),
            estimate=float(middle),
            low=float(low),
            high=None if any(joint.is_open(part) for part in used) else float(high),
            interval=f"joint draws of {len(used)} strata",
            notes=_sum_notes(used, left_out, drawn),
            diagnosis={"strata": len(parts), "refused": len(left_out)},
            draws=draws[None, :] if drawn else None,
        )
        return added, draws


def _sum_method(method: Method) -> Method:
    independent = "The strata are independent of each other given the data."
    return replace(method, title=f"sum over strata: {method.title}", assumptions=(*method.assumptions, independent))


def _all_lists(parts: Sequence[Estimate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.lists))


def _named(part: Estimate) -> str:
    return ", ".join(label for _, label in part.stratum) or "all"


def _why_no_total(left_out: Sequence[Estimate], strata: int) -> str:
    named = [f"{_named(part)} ({part.documented:,} documented)" for part in left_out[:_MOST_NAMED]]
    others = [f"{len(left_out) - _MOST_NAMED} more"] if len(left_out) > _MOST_NAMED else []
    *before, last = [*named, *others]
    which = f"{', '.join(before)} and {last}" if before else last
    were, them = ("were", "them") if len(left_out) > 1 else ("was", "it")
    return (
        f"a total needs every stratum; {len(left_out)} of {strata} {were} refused, {which}: mend or join {them}, "
        f"or ask for the total without {them} (without_refused=True)"
    )


def _sum_notes(used: Sequence[Estimate], left_out: Sequence[Estimate], drawn: bool) -> tuple[str, ...]:
    added = sum(part.estimate or 0 for part in used)
    notes = [*kept_notes(used)]
    notes.append(f"the estimate is the median of the joint draws; the strata's own estimates add up to {added:,.0f}")
    if left_out:
        missing = "; ".join(f"{_named(part)} ({part.documented} documented)" for part in left_out)
        notes.append(f"left out, since no estimate of them could be made: {missing}")
    if not drawn:
        notes.append(
            "the interval takes each stratum without draws of its own as log-normal in the number missed, matched to its own interval"
        )
    unbounded = [part for part in used if joint.is_open(part)]
    if unbounded:
        notes.append(f"there is no upper limit, since these have none: {', '.join(_named(part) for part in unbounded)}")
    return tuple(notes)


def kept_notes(parts: Sequence[Estimate]) -> tuple[str, ...]:
    """Return the notes that hold of several estimates together: those of every one, and that one of them is a lower bound.

    Args:
        parts: Estimates that were not refused.
    """
    every = [set(part.notes) for part in parts]
    common = set.intersection(*every) if len(every) > 1 else set()
    noted = dict.fromkeys(note for part in parts for note in part.notes)
    return tuple(note for note in noted if note in common or note == LOWER_BOUND)


def _row(name: str, part: Estimate) -> tuple[str, str]:
    if part.refused is not None:
        return name, f"{part.documented:>10,}  refused: {part.refused}"
    return name, "  ".join(
        [
            f"{part.documented:>10,}",
            *(f"{'none' if x is None else format(x, ',.0f'):>10}" for x in (part.estimate, part.low, part.high)),
        ]
    )
