"""Link: which records of a study's lists are one person, written into ``build/link``, and what changed since the last time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undercount.engine import LOCAL, Engine
from undercount.ledger.disk import Progress
from undercount.study.layout import Layout
from undercount.study.log import log_settings
from undercount.study.opened import Opened
from undercount.study.victim_ids import Changes, changes
from undercount.study.work import at_work, finished_reading

if TYPE_CHECKING:
    from undercount.study.linked import LinkedPersons


@dataclass(frozen=True, eq=False)
class LinkRun:
    """Hold what one run of linking persons made.

    Args:
        found: The linked persons.
        summary: What ``build/link/persons.json`` holds.
        changes: What became of the victims of the run before; None where there was none.
        folder: Where the files stand.
    """

    found: LinkedPersons
    summary: dict[str, Any]
    changes: Changes | None
    folder: Path


def link_study(root: Path, *, at: str, by: str, engine: Engine = LOCAL, report: Progress) -> LinkRun | None:
    """Link the lists of persons that a study declares.

    Args:
        root: The study's folder.
        at: The time, UTC to the second: settings that were edited are logged with it.
        by: Who links.
        engine: Where records are compared; the links are the same.
        report: Told of the progress.

    Returns:
        What was made; None where no list is declared.

    Raises:
        UndercountError: If a list, a setting or a judgement is not as it must be, the memory does not suffice, or Spark is not
            there; nothing is then changed.
    """
    layout = Layout.existing(root)
    with at_work(layout):
        log_settings(root, at=at, by=by)
        opened = Opened.open(root)
        made = link_opened(opened, report, engine) if opened.settings.lists else None
        finished_reading(layout)
    return made


def link_opened(opened: Opened, report: Progress, engine: Engine = LOCAL) -> LinkRun:
    """Link the lists of an opened study and write the files, by a caller who is :func:`~undercount.study.work.at_work`."""
    from undercount.study.linked_files import files_of, victims_before
    from undercount.study.linked_summary import summary
    from undercount.study.written import write_link

    before = victims_before(opened.layout)
    found = opened.linked(report, engine)
    report("writing what was linked", 0, 0)
    told = summary(found)
    write_link(opened.layout, files_of(found, told))
    now = dict(zip(found.records, found.victims, strict=True))
    return LinkRun(found, told, None if before is None else changes(before, now), opened.layout.link)
