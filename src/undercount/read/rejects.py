"""What could not be read: one line per row or cell, with its place, value, rule and remedy."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing in a file that was not taken as it stands.

    Args:
        file: Name of the file.
        row: Row as a spreadsheet shows it (the header is row 1), or 0 for the file as a whole.
        column: Column, or empty for the whole row.
        value: What stands there.
        rule: The rule that it breaks; says first whether the row or only the cell was left out.
        remedy: What to do.
    """

    file: str
    row: int
    column: str
    value: str
    rule: str
    remedy: str

    def sentence(self) -> str:
        """Return the reject as one sentence: rule, value, place, remedy."""
        where = (
            self.file + (f", row {self.row}" if self.row else "") + (f", column {self.column!r}" if self.column else "")
        )
        shown = f"; it is {shorten(self.value)!r}" if self.value else ""
        return f"{self.rule}{shown} ({where}): {self.remedy}"


REJECT_COLUMNS = tuple(field.name for field in fields(Reject))


def shorten(text: str, longest: int = 120) -> str:
    """Return text cut to a length that a sentence can hold."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def rule_and_remedy(error: Exception, otherwise: str) -> tuple[str, str]:
    """Return the rule and the remedy of one of this program's errors, which reads ``rule; value: remedy``."""
    rule, semicolon, rest = str(error).partition("; ")
    remedy = rest.rpartition(": ")[2] if ": " in rest else otherwise
    return (rule, remedy) if semicolon else (str(error), otherwise)


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs as a formula: what would run gets an apostrophe before it; :func:`as_meant` undoes it."""
    return "'" + text if text.lstrip("'").startswith(_RUNS_AS_FORMULA) else text


def as_meant(text: str) -> str:
    """Return a cell without the apostrophe that :func:`harmless` put before it."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RUNS_AS_FORMULA) else text


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write rejects as CSV that every spreadsheet opens: UTF-8 with its mark, CRLF, no cell that runs as a formula."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REJECT_COLUMNS)
        for reject in rejects:
            writer.writerow([harmless(v) if isinstance(v, str) else v for v in astuple(reject)])
