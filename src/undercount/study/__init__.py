"""The steps of one study folder: new, add, read, build, figure, verify, export.

From Python a study is opened for reading with :func:`open_study`:

    study = undercount.study.open_study("aleppo-2016")
    study.figure("killed").low
    undercount.count.CaptureHistories.from_study(study, "killed")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from undercount.study.opened import Opened

__all__ = ["open_study"]


def open_study(root: Path | str) -> Opened:
    """Open a study for reading: its figures, its items and the capture histories behind its estimates.

    Args:
        root: The study's folder.

    Raises:
        StudyError: If the folder is no study, or its settings are not as they must be.
        RegisterError: If a register is inconsistent.
        LedgerError: If the ledger cannot be read or was altered.
    """
    from undercount.study.opened import Opened

    return Opened.open(Path(root))
