"""Incident victims: whom each list names as killed in each of its incidents, by name and, where lists are linked, by victim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from undercount.ledger.disk import Progress
from undercount.study.derived import PERSONS, records
from undercount.study.opened import Opened

Row = tuple[str, int]
"""A captured item (SHA-256) and the number of a row in it."""


def victims_named(opened: Opened) -> dict[str, tuple[str, ...]]:
    """Return the names of each incident's victims, in the script in which most of the study's are named.

    A person who is not named in it is left out: a list in another script is no evidence against anything.

    Args:
        opened: The study.
    """
    persons = list(_persons(opened))
    script = max(("name_ar", "name_en"), key=lambda name: sum(bool(r[name]) for r in persons))
    found: dict[str, set[str]] = {}
    for record in persons:
        if record[script]:
            found.setdefault(record["incident"], set()).add(record[script])
    return {incident: tuple(sorted(names)) for incident, names in found.items()}


def linked_victims(opened: Opened, report: Progress | None = None) -> dict[str, tuple[str, ...]]:
    """Return the ids of each incident's victims, where every person whom its list names is a record of a linked list.

    An incident of which some victims are linked and others are not is left out: it is compared by names.

    Args:
        opened: The study.
        report: Told of the progress, where persons have to be linked first.

    Raises:
        UndercountError: If the lists of persons that such a table is declared to hold cannot be linked.
    """
    persons = list(_persons(opened))
    if not opened.settings.lists or not persons:
        return {}
    if {person["item"] for person in persons}.isdisjoint(one.item.sha256 for one in opened.lists):
        return {}
    victims = _victims_by_row(opened, report)
    found: dict[str, set[str | None]] = {}
    for person in persons:
        found.setdefault(person["incident"], set()).add(victims.get((person["item"], person["row"])))
    return {name: tuple(sorted(v for v in ids if v is not None)) for name, ids in found.items() if None not in ids}


def _persons(opened: Opened) -> Iterator[Mapping[str, Any]]:
    """Yield the persons whom tables name with the incident in which they were killed."""
    for folder in opened.folders:
        yield from (record for record in records(folder / PERSONS) if record["incident"])


def _victims_by_row(opened: Opened, report: Progress | None) -> dict[Row, str]:
    """Return the victim of each row of the lists: as the last run wrote them, if it had what there is now, else linked anew."""
    from undercount.study.linked import inputs_of
    from undercount.study.linked_files import inputs_in, victims_before
    from undercount.study.record_pairs import judgements_in

    kept = None if opened.kept is None else opened.kept.sha256
    inputs = inputs_of(
        opened.lists, opened.settings.link, judgements_in(opened.state), model=kept, places=opened.place_register
    )
    written = victims_before(opened.layout) if inputs_in(opened.layout) == inputs else None
    if written is None:
        linked = opened.linked(report)
        written = dict(zip(linked.records, linked.victims, strict=True))
    return {
        (one.item.sha256, row): victim
        for one in opened.lists
        for record, row in zip(one.ids, one.rows, strict=True)
        if (victim := written.get((one.declared.name, record))) is not None
    }
