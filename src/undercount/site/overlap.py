"""Lay out who is on which list: the overlap of linked lists, on how many lists persons are, and where each row's victims stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undercount.site.built import ListSize, SiteError
from undercount.site.charts import HEADROOM, Axis, Span
from undercount.site.estimates import Overlap, overlap
from undercount.site.persons import OnSoMany, Persons


@dataclass(frozen=True, slots=True)
class Lists:
    """The overlap of linked lists.

    Args:
        sizes: Each list with the persons on it, and on it alone.
        drawn: The most frequent histories, each with a bar.
        many: On how many lists persons are, each with a bar.
        addresses: Where the victims of each history stand, by its lists; empty where victims are not published.
    """

    sizes: tuple[ListSize, ...]
    drawn: Overlap
    many: tuple[tuple[OnSoMany, Span], ...]
    addresses: dict[tuple[str, ...], str]


def lists_of(persons: Persons, addresses: dict[tuple[str, ...], str], *, mirrored: bool) -> Lists:
    """Return the overlap of linked lists.

    Args:
        persons: The linked persons.
        addresses: Where the victims of each history stand.
        mirrored: Whether the language reads from the right.

    Raises:
        SiteError: If the persons of all histories are not all persons.
    """
    if sum(row["persons"] for row in persons["overlap"]) != persons["persons"]:
        raise SiteError(
            "the persons of all overlaps of lists must add up to all persons, and do not: build the study again"
        )
    axis = Axis(max([1, *(row["persons"] for row in persons["by_lists"])]) * HEADROOM, mirrored)
    return Lists(
        sizes=tuple(_size(one["list"], persons) for one in persons["lists"]),
        drawn=overlap([{"lists": row["lists"], "persons": row["persons"]} for row in persons["overlap"]], mirrored),
        many=tuple((row, axis.span(0, row["persons"])) for row in persons["by_lists"]),
        addresses=addresses,
    )


def _size(name: str, persons: Persons) -> ListSize:
    on = [row for row in persons["overlap"] if name in row["lists"]]
    return {"list": name, "persons": _sum(on), "alone": _sum([row for row in on if row["lists"] == [name]])}


def _sum(rows: Sequence[object]) -> int:
    return sum(row["persons"] for row in rows if isinstance(row, dict))
