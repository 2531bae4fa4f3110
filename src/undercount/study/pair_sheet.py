"""The pair sheet: pairs of records for a person to judge, side by side, as a table that a spreadsheet opens; and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from undercount.errors import StudyError
from undercount.link.filled import coders_of, need_one_verdict, rows_of
from undercount.read.rejects import as_meant, harmless
from undercount.record import suggest
from undercount.study.linked import LinkedPersons
from undercount.study.list_tables import ListRows
from undercount.study.pair_words import FIELDS, levels_in_words, told
from undercount.study.record_pairs import VERDICTS
from undercount.study.victim_ids import Record
from undercount.study.worth_judging import Sensitivity, Worth, worth_judging

_RECORDS = ("list_1", "id_1", "list_2", "id_2")
ASKED = ("verdict", "reason", "coder")
"""The columns that a person fills in."""

COLUMNS = (
    "pair",
    *_RECORDS,
    *(f"{field}_{side}" for field in FIELDS for side in (1, 2)),
    "probability",
    "moves_persons_by",
    "moves_estimate_by",
    "alike",
    *ASKED,
)
"""The columns of the sheet."""


def pair_sheet(found: LinkedPersons, number: int, of: Sensitivity | None) -> tuple[bytes, int]:
    """Return the pairs that are most worth judging as a table, and how many they are; it holds names.

    A verdict is expected to move the number of persons on record by ``moves_persons_by``, and a figure's estimate by
    ``moves_estimate_by`` (:func:`undercount.study.worth_judging.worth_judging`).

    Args:
        found: The linked persons.
        number: How many pairs at most.
        of: How a figure's estimate reacts, or None.
    """
    pairs = worth_judging(found, number, of)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in _rows(found, pairs):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig"), len(pairs)


def _rows(found: LinkedPersons, pairs: Sequence[Worth]) -> Iterator[list[str]]:
    left, right = (np.array([getattr(pair, side) for pair in pairs], dtype=np.int64) for side in ("left", "right"))
    alike = levels_in_words(found.linkage, left, right, shared_of(found, left, right)) if pairs else []
    for at, (pair, words) in enumerate(zip(pairs, alike, strict=True), start=1):
        one, other = told_of(found, pair.left), told_of(found, pair.right)
        sides = [cell for field in FIELDS for cell in (one[field], other[field])]
        said = "; ".join(f"{field}: {word}" for field, word in words.items() if word != "missing")
        chance = "" if pair.chance is None else f"{pair.chance:.3f}"
        moves = [f"{pair.persons:.2f}", "" if pair.estimate is None else f"{pair.estimate:.2f}"]
        yield [str(at), *found.records[pair.left], *found.records[pair.right], *sides, chance, *moves, said, "", "", ""]


def shared_of(found: LinkedPersons, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return whether the names of each pair share a key of blocking."""
    candidates, size = found.linkage.candidates, len(found.linkage.prepared)
    codes = candidates.left * size + candidates.right
    named = codes[candidates.shared]
    return np.isin(left * size + right, named)


def told_of(found: LinkedPersons, row: int) -> dict[str, str]:
    """Return what a record says, by its row among all records."""
    of, at = place_of(found.lists, row)
    return told(of, at)


def place_of(lists: Sequence[ListRows], row: int) -> tuple[ListRows, int]:
    """Return the list of a row among all records, and its place there."""
    for one in lists:
        if row < len(one):
            return one, row
        row -= len(one)
    raise IndexError(row)


@dataclass(frozen=True, slots=True)
class Filled:
    """Hold one row of a filled sheet.

    Args:
        row: Its number, as a spreadsheet shows it.
        one: A record.
        other: The other one.
        verdict: What was decided.
        reason: Why.
        coder: Who.
    """

    row: int
    one: Record
    other: Record
    verdict: str
    reason: str
    coder: str


def read_sheet(path: Path, coder: str) -> tuple[list[Filled], int]:
    """Return the rows of a filled sheet that have a verdict, and how many have none.

    Args:
        path: The sheet, as :func:`pair_sheet` writes it and a person filled it in.
        coder: Who judges where no row names a coder.

    Raises:
        StudyError: If it is no such sheet, or a row is not as it must be; the sentence names the row.
        LinkError: If it lacks a column, a row has no coder, or a coder gives one pair two verdicts.
    """
    filled: list[Filled] = []
    empty = 0
    for number, row in _read(path):
        cells = {name: as_meant((row[name]).strip()) for name in (*_RECORDS, *ASKED)}
        verdict = cells["verdict"].lower()
        if not verdict:
            empty += 1
            continue
        where = f"row {number} of {path.name}"
        if verdict not in VERDICTS:
            raise StudyError(
                f"a verdict must be one of {', '.join(VERDICTS)}; {where} has {cells['verdict']!r}: {suggest(verdict, VERDICTS)}"
            )
        if not cells["reason"]:
            raise StudyError(f"a judgement needs a reason; {where} has none: say it in the column reason")
        one, other = (cells["list_1"], cells["id_1"]), (cells["list_2"], cells["id_2"])
        filled.append(Filled(number, one, other, verdict, cells["reason"], cells["coder"]))
    coders = coders_of([(row.row, row.coder) for row in filled], coder, path.name)
    filled = [replace(row, coder=by) for row, by in zip(filled, coders, strict=True)]
    need_one_verdict([(row.row, frozenset({row.one, row.other}), row.coder, row.verdict) for row in filled], path.name)
    return filled, empty


def _read(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StudyError(f"a pair sheet must be readable; {path} is not ({error.strerror}): check the path") from None
    except UnicodeDecodeError:
        raise StudyError(f"a pair sheet must be UTF-8; {path} is not: save it as CSV in UTF-8") from None
    yield from rows_of(text, (*_RECORDS, *ASKED), path.name, "`undercount link STUDY --pairs 50 --out pairs.csv`")
