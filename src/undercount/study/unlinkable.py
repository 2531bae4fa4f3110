"""Unlinkable: why a study has nothing to link, in a sentence that says what to do next."""

from __future__ import annotations

from pathlib import Path

from undercount.counted import counted
from undercount.errors import LinkError
from undercount.study.opened import Opened

PERSONS = (
    "persons are linked from lists that study.toml declares, and it declares none: write a [[list]] block for each, with name, table, id "
    "and names"
)
"""What is missing for persons."""


def refuse_to_link(root: Path) -> None:
    """Say why a study has neither lists of persons nor incidents of two lists.

    Args:
        root: The study's folder.

    Raises:
        LinkError: Always.
    """
    opened = Opened.open(root)
    raise LinkError(f"{_incidents(opened, root)}; {PERSONS}; docs/how-to/link.md shows one")


def _incidents(opened: Opened, root: Path) -> str:
    """Return what was found of incidents, which are joined where two lists tell of them."""
    lists = sorted(set(opened.incident_lists.values()))
    rejected = sum(int(reading.get("rejected", 0)) for reading in opened.readings.values())
    why = ""
    if rejected:
        told = counted(rejected, "row was", "rows were")
        why = f" ({told} rejected on reading, see {opened.layout.build / 'reports' / 'rejected.csv'})"
    if not opened.items:
        return f"linking needs lists, and this study holds no file: `undercount add {root} FILE` first"
    if not opened.readings:
        return f"incidents are joined from tables that were read, and none was: run `undercount read {root}` and look at what it rejects"
    if not lists:
        return f"incidents are joined where two lists tell of them; what was read names none{why}"
    named = ", ".join(lists)
    return (
        f"incidents are joined where two lists tell of them; only {named} does{why}: read a second list, or name {named} in duplicates "
        "under [link]"
    )
