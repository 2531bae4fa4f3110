"""Link: which records of a study's lists are one person, written into ``build/link``, and what changed since the last time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undercount.engine import LOCAL, Engine
from undercount.ledger.disk import Progress
from undercount.record import Question
from undercount.study.kept_model import choose
from undercount.study.layout import Layout
from undercount.study.log import log_settings
from undercount.study.opened import Opened
from undercount.study.victim_ids import Changes, changes
from undercount.study.work import at_linking

if TYPE_CHECKING:
    from undercount.study.linked import LinkedPersons
    from undercount.study.worth_judging import Sensitivity


@dataclass(frozen=True, eq=False)
class LinkRun:
    """Hold what one run of linking persons made.

    Args:
        found: The linked persons.
        summary: What ``build/link/persons.json`` holds.
        changes: What became of the victims of the run before; None where there was none.
        folder: Where the files stand.
        questions: The study's figures.
        unread: A sentence for each list that a newer table looks like, which it does not read.
    """

    found: LinkedPersons
    summary: dict[str, Any]
    changes: Changes | None
    folder: Path
    questions: tuple[Question, ...] = ()
    unread: tuple[str, ...] = ()

    @cached_property
    def sensitivity(self) -> Sensitivity | None:
        """How the first figure with an estimate from the linked lists reacts to who is who; None where there is none."""
        from undercount.study.worth_judging import sensitivity_of

        return sensitivity_of(self.found, self.questions)


def link_study(
    root: Path, *, at: str, by: str, model: str = "", engine: Engine = LOCAL, report: Progress
) -> LinkRun | None:
    """Link the lists of persons that a study declares.

    Args:
        root: The study's folder.
        at: The time, UTC to the second: settings that were edited are logged with it.
        by: Who links.
        model: The model to keep from now on: ``last``, ``new`` to train anew, or a file; empty to leave it as it is.
        engine: Where records are compared; the links are the same.
        report: Told of the progress.

    Returns:
        What was made; None where no list is declared.

    Raises:
        UndercountError: If a list, a setting or a judgement is not as it must be, the memory does not suffice, or Spark is not
            there; nothing is then changed.
    """
    layout = Layout.existing(root)
    with at_linking(layout):
        if model:
            _choose_model(layout, model)
        log_settings(root, at=at, by=by)
        opened = Opened.open(root)
        return link_opened(opened, report, engine) if opened.settings.lists else None


def _choose_model(layout: Layout, model: str) -> None:
    """Keep a model for this run and all later ones, or none.

    Raises:
        LinkError: If no list of persons is declared, or there is no such model; what was kept stays.
    """
    from undercount.study.linked_files import need_lists

    opened = Opened.open(layout.root)
    need_lists([one.name for one in opened.settings.lists])
    choose(layout, model, tuple((one.declared.name, one.item.sha256) for one in opened.lists))


def link_opened(opened: Opened, report: Progress, engine: Engine = LOCAL) -> LinkRun:
    """Link the lists of an opened study and write the files, by a caller who is :func:`~undercount.study.work.at_linking` or at work."""
    from undercount.study.linked_files import files_of, victims_before
    from undercount.study.linked_summary import summary
    from undercount.study.newer_tables import unread_releases
    from undercount.study.written import write_link

    before = victims_before(opened.layout)
    found = opened.linked(report, engine)
    report("writing what was linked", 0, 0)
    told = summary(found)
    write_link(opened.layout, files_of(found, told))
    now = dict(zip(found.records, found.victims, strict=True))
    return LinkRun(
        found,
        told,
        None if before is None else changes(before, now),
        opened.layout.link,
        opened.settings.questions,
        tuple(unread_releases(opened)),
    )
