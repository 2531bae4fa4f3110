"""The difference between releases as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from undercount.link.releases.lines import Line
from undercount.link.releases.release import Release
from undercount.link.releases.several import History
from undercount.link.releases.step import Difference

COLUMNS = ("older", "newer", "outcome", "older_row", "newer_row", "changed", "rests_on", "back_from", "notes")
"""The columns of the table: the releases, what became of the record, its row in each, the fields that differ, what the match rests on,
where a restored record stood last, and what a person should know."""

VALUES = ("older_id", "newer_id", "older_name", "newer_name", "older_values", "newer_values")
"""Further columns, with what the cells say."""


def table(found: History, *, values: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table, step by step: those of the older release in its order, then the others of the newer.

    Args:
        found: The releases and their differences.
        values: Whether ids, names and the values that differ stand in it.
    """
    for step in found.steps:
        for line in step.lines:
            yield (*_plain(found, step, line), *(_values(step, line) if values else ()))


def _plain(found: History, step: Difference, line: Line) -> tuple[str, ...]:
    back = ""
    if line.since is not None:
        release = found.releases[line.since[0]]
        back = f"row {release.rows[line.since[1]]} of {release.file}"
    return (
        step.old.file,
        step.new.file,
        str(line.outcome),
        "" if line.old is None else str(step.old.rows[line.old]),
        "" if line.new is None else str(step.new.rows[line.new]),
        "; ".join(line.changed),
        " + ".join(line.rests_on),
        back,
        "; ".join(line.notes),
    )


def _values(step: Difference, line: Line) -> tuple[str, ...]:
    sides = ((step.old, line.old), (step.new, line.new))
    ids = [
        release.columns[release.roles.id][place] if release.roles.id and place is not None else ""
        for release, place in sides
    ]
    names = ["" if place is None else release.written[place] for release, place in sides]
    differ = [_cells(release, place, line.changed) for release, place in sides]
    return (*ids, *names, *differ)


def _cells(release: Release, place: int | None, changed: tuple[str, ...]) -> str:
    """Return the cells of a row in the fields that differ, but for its name and id."""
    if place is None:
        return ""
    said = []
    for field in (change.partition(" (")[0] if change.endswith(")") else change for change in changed):
        columns = {
            "age or birth": [release.roles.birth or release.roles.age],
            "orthography": [],
            "letters": [],
            "name": [],
            "id": [],
        }.get(field, [getattr(release.roles, field, "") if field in ("sex", "birth", "age") else field])
        said += [f"{column}: {release.columns[column][place]}" for column in columns if column in release.columns]
    return "; ".join(said)
