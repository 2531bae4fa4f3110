"""Read the other methods' numbers of a figure: one for each list, since two lists may tell of one event."""

from __future__ import annotations

from dataclasses import dataclass

from undercount.site.built import Figure


@dataclass(frozen=True, slots=True)
class Printed:
    """What one list adds up to by one method.

    Args:
        list: The list, or nothing where the figure does not say.
        low: The lowest sum.
        high: The highest sum, or None where it is open.
        incidents: Incidents that it counts, or None.
        claims: Claims that it counts.
        without: Incidents or claims without a number.
    """

    list: str
    low: int
    high: int | None
    incidents: int | None
    claims: int
    without: int


def ranges(figure: Figure) -> tuple[Printed, ...]:
    """Return the reported range of each list that gives a number for any incident."""
    whole = figure["reported_range"]
    if whole is None:
        return ()
    return tuple(
        Printed(
            one.get("list", ""), low, one["high"], one["incidents"], one["claims"] or 0, one.get("without_number", 0)
        )
        for one in whole.get("lists", [whole])
        if (low := one["low"]) is not None and one["claims"]
    )


def sums(figure: Figure) -> tuple[Printed, ...]:
    """Return the best sum of each list that gives a best number for any incident."""
    whole = figure["best_sum"]
    if whole is None:
        return ()
    return tuple(
        Printed(one.get("list", ""), total, total, None, one["claims"] or 0, one.get("without_number", 0))
        for one in whole.get("lists", [whole])
        if (total := one["sum"]) is not None and one["claims"]
    )
