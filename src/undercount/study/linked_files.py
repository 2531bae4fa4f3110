"""Files of linked persons: written into ``build/link``, the same bytes for the same input, with every row accounted for."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from undercount.errors import LinkError, StudyError
from undercount.read.rejects import as_meant, harmless
from undercount.study.layout import Layout
from undercount.study.linked import LinkedPersons
from undercount.study.linked_summary import rounded
from undercount.study.pair_words import levels_in_words
from undercount.study.victim_ids import Record
from undercount.study.written import json_bytes

PERSONS, VICTIMS, PAIRS, HISTORIES, MODEL = "persons.json", "victims.csv", "pairs.csv", "histories.csv", "link.json"
FILES = (PERSONS, VICTIMS, PAIRS, HISTORIES, MODEL)
"""What linking persons writes."""

FLOOR = 0.01
"""From which match probability on a pair stands in the table of pairs; one that was joined or judged always does."""

_VICTIMS = ("victim", "list", "id", "row")


def files_of(found: LinkedPersons, told: Mapping[str, Any]) -> dict[str, bytes]:
    """Return what linking persons writes, by the files' names.

    Args:
        found: The linked persons.
        told: Their :func:`~undercount.study.linked_summary.summary`.

    Raises:
        StudyError: If a row of a list is not accounted for exactly once.
    """
    victims = _csv(_VICTIMS, _victim_rows(found))
    need_every_row(victims, found)
    return {
        PERSONS: json_bytes(told),
        VICTIMS: victims,
        PAIRS: _csv(*_pairs(found)),
        HISTORIES: _histories(found),
        MODEL: json_bytes(found.linkage.model.as_json()),
    }


def victims_before(layout: Layout) -> dict[Record, str] | None:
    """Return the victim of each record as the last run wrote it, or None where there was none.

    Raises:
        StudyError: If that table cannot be read.
    """
    path = layout.link / VICTIMS
    if not path.is_file():
        return None
    try:
        return _victims_in(path.read_bytes())
    except (KeyError, UnicodeDecodeError, csv.Error):
        raise StudyError(
            f"the victims of the last run must be a table with the columns {', '.join(_VICTIMS)}; {path} is not: remove it and link again"
        ) from None


def inputs_in(layout: Layout) -> str | None:
    """Return what the linked persons in ``build/link`` were made from, or None where there are none that can be read."""
    try:
        inputs = json.loads((layout.link / PERSONS).read_bytes())["inputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(inputs)


def _victims_in(data: bytes) -> dict[Record, str]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return {(as_meant(row["list"]), as_meant(row["id"])): row["victim"] for row in rows}


def need_every_row(victims: bytes, found: LinkedPersons) -> None:
    """Refuse a table of victims in which a record of a list is missing, stands twice, or is none; counted from the written bytes.

    Raises:
        StudyError: If the table and the lists do not agree row by row.
    """
    rows = list(csv.DictReader(io.StringIO(victims.decode("utf-8-sig"), newline="")))
    written = Counter((as_meant(row["list"]), as_meant(row["id"]), int(row["row"])) for row in rows)
    given = Counter(
        (one.declared.name, record, row) for one in found.lists for record, row in zip(one.ids, one.rows, strict=True)
    )
    counted = all(one.in_file == len(one) + one.left_out for one in found.lists)
    if written != given or max(written.values(), default=1) > 1 or not counted:
        odd = sorted((written - given) + (given - written))[:1] or [("", "", 0)]
        raise StudyError(
            f"every row of a list must be one victim's record, once; row {odd[0][2]} of list {odd[0][0]!r} is not: "
            "this is an error of the program; report it"
        )


def _victim_rows(found: LinkedPersons) -> Iterator[Sequence[str | int]]:
    rows = [row for one in found.lists for row in one.rows]
    for victim, (name, record), row in zip(found.victims, found.records, rows, strict=True):
        yield victim, name, record, row


def _pairs(found: LinkedPersons) -> tuple[list[str], Iterator[Sequence[str | int]]]:
    """Return the header and the rows of the pairs that may be one person, the most probable first."""
    linkage = found.linkage
    candidates, comparisons = linkage.candidates, linkage.model.comparisons
    joined = linkage.clusters.of[candidates.left] == linkage.clusters.of[candidates.right]
    kept = np.flatnonzero((linkage.probability >= FLOOR) | joined | _judged(found))
    kept = kept[np.lexsort((candidates.right[kept], candidates.left[kept], -linkage.probability[kept]))]
    left, right = candidates.left[kept], candidates.right[kept]
    alike = levels_in_words(linkage, left, right, candidates.shared[kept])
    header = ["list_1", "id_1", "list_2", "id_2", "probability", "one_victim", "judged", "found_by"]
    return [*header, *(one.name for one in comparisons)], _pair_rows(found, kept, alike)


def _pair_rows(found: LinkedPersons, kept: np.ndarray, alike: list[dict[str, str]]) -> Iterator[Sequence[str | int]]:
    linkage = found.linkage
    rules = linkage.candidates.rules
    verdicts = {(a, b): "same" if same else "different" for a, b, same in linkage.judged.pairs}
    sides = (linkage.candidates.left[kept].tolist(), linkage.candidates.right[kept].tolist())
    for at, a, b, words in zip(kept.tolist(), *sides, alike, strict=True):
        by = int(linkage.candidates.by[at])
        yield (
            *found.records[a],
            *found.records[b],
            f"{rounded(linkage.probability[at]):.6f}",
            "yes" if linkage.clusters.of[a] == linkage.clusters.of[b] else "no",
            verdicts.get((a, b), ""),
            "; ".join(rule.name for number, rule in enumerate(rules) if by >> number & 1),
            *words.values(),
        )


def _judged(found: LinkedPersons) -> np.ndarray:
    """Return whether each candidate was judged."""
    candidates, pairs = found.linkage.candidates, [(a, b) for a, b, _ in found.linkage.judged.pairs]
    size = len(found.linkage.prepared)
    codes = np.array([a * size + b for a, b in pairs], dtype=np.int64)
    return np.isin(candidates.left * size + candidates.right, codes)


def _histories(found: LinkedPersons) -> bytes:
    table = found.table(found.settings.draws, [one.name for one in found.kept])
    return _csv(list(table.columns), zip(*table.columns.values(), strict=True))


def _csv(header: Sequence[str], rows: Iterator[Sequence[str | int]]) -> bytes:
    """Return a table that every spreadsheet opens, in which no cell runs as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def need_lists(names: Sequence[str]) -> None:
    """Refuse to link where no list is declared.

    Raises:
        LinkError: If there is none.
    """
    if not names:
        raise LinkError(
            "linking needs lists of persons, and study.toml declares none: write a [[list]] block for each, with name, table, id and "
            "names; docs/how-to/link.md shows one"
        )
