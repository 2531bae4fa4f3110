"""Releases of one list: what was added, removed, restored, corrected, merged and split, with counts that add up to the last row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from undercount.lazy import lazily

if TYPE_CHECKING:
    from undercount.link.releases.columns import Asked, Roles
    from undercount.link.releases.files import read_releases
    from undercount.link.releases.lines import Account, Line, Outcome
    from undercount.link.releases.release import Release
    from undercount.link.releases.several import History, history
    from undercount.link.releases.step import Difference, difference
    from undercount.link.releases.written import table

_WHERE = {
    "Account": "lines",
    "Asked": "columns",
    "Difference": "step",
    "History": "several",
    "Line": "lines",
    "Outcome": "lines",
    "Release": "release",
    "Roles": "columns",
    "difference": "step",
    "history": "several",
    "read_releases": "files",
    "table": "written",
}

__all__ = [
    "Account",
    "Asked",
    "Difference",
    "History",
    "Line",
    "Outcome",
    "Release",
    "Roles",
    "difference",
    "history",
    "read_releases",
    "table",
]

__getattr__ = lazily(__name__, _WHERE)
