"""Verify what was linked: link the persons and join the incidents again, and compare with what stands in ``build/link``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from undercount.errors import TamperedError
from undercount.ledger.disk import Progress
from undercount.study.opened import Opened

if TYPE_CHECKING:
    from undercount.study.linked import LinkedPersons


def check_linked(opened: Opened, report: Progress) -> tuple[int, list[str]]:
    """Link the lists again and compare with what stands in ``build/link``; return the number of records, and a note where it is older.

    Args:
        opened: The study.
        report: Told of the progress.

    Raises:
        TamperedError: If a file follows from the same lists, settings and judgements, and holds other bytes.
    """
    if not opened.settings.lists:
        return 0, []
    from undercount.study.linked_files import files_of, inputs_in
    from undercount.study.linked_summary import summary

    found, root = opened.linked(report), opened.layout.root
    if inputs_in(opened.layout) != found.inputs:
        note = f"the persons in {opened.layout.link} were linked from something else than the ledger has now: run `undercount link {root}`"
        return 0, [note]
    for name, data in files_of(found, summary(found)).items():
        path = opened.layout.link / name
        if not path.is_file() or path.read_bytes() != data:
            raise TamperedError(
                f"{path} does not follow from the study's lists, settings and judgements: run `undercount link {root}` and compare"
            )
    _check_published(opened, found)
    return len(found.records), []


def _check_published(opened: Opened, found: LinkedPersons) -> None:
    """Compare what was published of linked persons with what follows from them now.

    Raises:
        TamperedError: If it is something else.
    """
    from undercount.study.published_persons import differs

    path = opened.layout.build / "publication.json"
    if differs(json.loads(path.read_bytes()).get("persons"), found, opened.settings.publish, opened.coders):
        raise TamperedError(
            f"what {path} holds of the linked persons does not follow from the study's lists, settings and judgements: "
            f"run `undercount build {opened.layout.root}` and compare"
        )


def check_incidents(opened: Opened, report: Progress) -> int:
    """Join the incidents again and compare with what stands in ``build/link``; return how many incidents were compared.

    Args:
        opened: The study, as its ledger was when it was built.
        report: Told of the progress.

    Raises:
        TamperedError: If a file is missing, holds other bytes than what follows from the ledger, or stands there though nothing
            could be joined.
    """
    from undercount.study.incident_files import NAMES, files_of_incidents
    from undercount.study.joined_incidents import join

    found, root = join(opened, report), opened.layout.root
    held = {} if found is None else files_of_incidents(found, zone=opened.settings.timezone, coders=opened.coders)
    for name in NAMES:
        path = opened.layout.link / name
        written = path.read_bytes() if path.is_file() else None
        if written is None and name in held:
            raise TamperedError(f"{path} was built and is missing: run `undercount build {root}` to have it again")
        if written != held.get(name):
            raise TamperedError(
                f"{path} does not follow from the study's claims and judgements: run `undercount build {root}` and compare"
            )
    return 0 if found is None else len(found.told.reports)
