"""Export: write a study's claims to one file that other programs open and that can be read back."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from undercount.errors import ExportError
from undercount.ledger.disk import Progress
from undercount.study.layout import Layout
from undercount.study.opened import Opened

NAMES = {
    "csv": "claims.claims.csv",
    "xlsx": "claims.claims.xlsx",
    "geojson": "incidents.claims.geojson",
    "ucdp": "incidents.ucdp.csv",
}
"""For each format the name of the file in ``build/export``."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Args:
        path: The file.
        rows: Its rows or features.
        sentences: What is not in it and why, what to use instead, and what to know before reading it back.
    """

    path: Path
    rows: int
    sentences: Sequence[str]


class Content(Protocol):
    """What goes into a file: worked out first, then written."""

    @property
    def rows(self) -> int:
        """How many rows or features there are."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What to tell the user."""

    def write(self, file: BinaryIO) -> None:
        """Write everything to an open file."""


def export(root: Path, form: str, target: Path | None, *, report: Progress) -> Written:
    """Write a study's claims as a claim sheet, as GeoJSON or in UCDP's columns.

    Args:
        root: The study's folder.
        form: ``csv`` or ``xlsx`` (a claim sheet of the hand-coded claims), ``geojson`` (the incidents and located claims) or
            ``ucdp`` (one row for each incident in the columns of UCDP GED 19.1).
        target: The file to write; None is the format's own name in ``build/export``.
        report: Told of the progress.

    Returns:
        Where the file stands, how much is in it, and a sentence for everything that is not.

    Raises:
        ExportError: If there is no such format, or the file cannot be written. What stood there before is still there.
        StudyError: If the folder is no study, or its tables were not read.
        LedgerError: If the ledger cannot be read, or captured bytes were altered.
    """
    if form not in NAMES:
        raise ExportError(f"a format must be one of {', '.join(NAMES)}; {form!r} is none: use one of these")
    path = _target(Layout.existing(root), form, target)
    opened = Opened.open(root, report=report)
    report("exporting", 0, 1)
    content = _content(opened, form)
    _write_whole(path, content.write)
    report("exporting", 1, 1)
    sheet = form in ("csv", "xlsx")
    misnamed = sheet and not path.name.lower().endswith(f".claims.{form}")
    about_name = f"To be read as a claim sheet the file must be named *.claims.{form}: rename it before it is added."
    return Written(path, content.rows, (*content.sentences, *((about_name,) if misnamed else ())))


def _content(opened: Opened, form: str) -> Content:
    if form in ("csv", "xlsx"):
        from undercount.study.export_sheet import sheet_of

        return sheet_of(opened, form)
    if form == "geojson":
        from undercount.study.export_geojson import features_of

        return features_of(opened)
    from undercount.study.export_ucdp import table_of

    return table_of(opened)


def _target(layout: Layout, form: str, given: Path | None) -> Path:
    """Return the file to write, having checked that it can be one."""
    if given is None:
        return layout.build / "export" / NAMES[form]
    ending = Path(NAMES[form]).suffix
    endings = (ending, ".json") if form == "geojson" else (ending,)
    if given.is_dir():
        raise ExportError(f"an export must be a file; {str(given)!r} is a folder: name a file in it")
    if given.suffix.lower() not in endings:
        raise ExportError(
            f"an export in the format {form} must end in {' or '.join(endings)}; {given.name!r} does not: "
            "change its name, or choose its format with --format"
        )
    if not given.parent.is_dir():
        raise ExportError(f"an export must go into a folder that is there; {str(given.parent)!r} is not: make it first")
    return given


def _write_whole(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Write a file beside its place and move it there when it is whole: nobody ever finds half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if path.parent.name == "export":
            path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise ExportError(
                f"the disk must have room for the export; the one that holds {path} is full: free some space and run the "
                "command again; nothing is half-written"
            ) from None
        raise ExportError(
            f"an export must be written to a place that allows it; {path} does not ({error.strerror or error}): check the "
            "folder's permissions, or give another file with --out"
        ) from None
    finally:
        fresh.unlink(missing_ok=True)


__all__ = ["NAMES", "Content", "Written", "export"]
