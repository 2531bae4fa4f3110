"""Texts with known answers: how many were killed and hurt, as people who read them wrote down.

A set is a table (CSV, or JSON with one object a line; gzipped or not) with a column of texts and columns of numbers. The usual names of
these columns are known; what a set calls otherwise is renamed before.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from undercount.errors import ReadError

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "notes", "note", "summary", "description", "article", "body"),
    "killed": ("killed", "killed_min", "fatalities", "nkill", "deaths", "n_killed", "dead"),
    "injured": ("injured", "injured_min", "nwound", "wounded", "n_injured"),
    "children": ("children", "children_killed"),
    "published": ("published", "date", "event_date", "incident_date", "dateline"),
    "id": ("id", "event_id", "event_id_cnty", "eventid", "doc_id"),
    "source": ("source_type", "source", "genre"),
}
"""What the columns of a set can be called, whatever their case; the first that is there counts."""

MEASURES = ("killed", "injured", "children")


@dataclass(frozen=True, slots=True)
class Told:
    """One number that a text tells: of which act or acts ("12 dead or injured"), how many, and how it is hedged."""

    acts: tuple[str, ...]
    number: int
    hedge: str = ""


@dataclass(frozen=True, slots=True)
class Gold:
    """A text with its answers.

    Args:
        id: Its name in its set.
        text: The text.
        numbers: For each measure of :data:`MEASURES` that is known how many; 0 is known too.
        told: Single numbers that it tells, where the set lists these instead of totals.
        published: When it was published or when the event was, as the set writes it.
        source: Of what kind its source is, or empty.
    """

    id: str
    text: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    published: str = ""
    source: str = ""


def read_gold(path: Path) -> list[Gold]:
    """Read a set of texts with known answers.

    Args:
        path: ``.csv``, ``.jsonl`` or ``.ndjson``, plain or ``.gz``. Beside templates of MUC-4 (``muc4_dev.jsonl.gz``) the file of their
            numbers (``muc4_casualty_fills_dev.jsonl``) must lie.

    Raises:
        ReadError: If the file is not there, is no such table, or has no column of texts or none of numbers.
    """
    rows = _rows(path)
    if not rows:
        raise ReadError(f"a set of texts must have rows; {path.name} has none: check the file")
    columns = {str(name).lower(): str(name) for row in rows[:50] for name in row}
    if "templates" in columns:
        return _templates(rows, path)
    found = {part: next((columns[n] for n in names if n in columns), "") for part, names in NAMES.items()}
    nested = columns.get("killed_breakdown", "")
    if not found["text"] or not (nested or any(found[name] for name in MEASURES)):
        missing = "texts" if not found["text"] else "numbers"
        wanted = NAMES["text"] if not found["text"] else (*NAMES["killed"], *NAMES["injured"])
        raise ReadError(
            f"a set of texts must have a column of {missing}; {path.name} has {', '.join(columns)[:200]}: call one "
            f"{' or '.join(wanted[:3])}"
        )
    return [_gold(row, found, nested, number) for number, row in enumerate(rows, start=1)]


def _gold(row: Mapping[str, Any], found: Mapping[str, str], nested: str, number: int) -> Gold:
    numbers = {name: _number(row.get(found[name])) for name in MEASURES if found[name]}
    inner = row.get(nested) if nested else None
    if isinstance(inner, Mapping) and inner.get("children"):
        numbers["children"] = _number(inner["children"][0])
    known = {name: value for name, value in numbers.items() if value is not None}
    text, published, source = (str(row.get(found[part]) or "") for part in ("text", "published", "source"))
    return Gold(str(row.get(found["id"]) or number), text, known, (), published, source if len(source) < 40 else "")


def _number(value: Any) -> int | None:
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number >= 0 and number == int(number) else None


def _templates(rows: Iterable[Mapping[str, Any]], path: Path) -> list[Gold]:
    """Return MUC-4 documents with the numbers of their templates, of two or more."""
    beside = sorted(path.parent.glob("muc4_casualty_fills*.jsonl"))
    if not beside:
        raise ReadError(
            f"the numbers of MUC-4 must lie beside its texts; there is no muc4_casualty_fills*.jsonl in {path.parent}: "
            "put it there"
        )
    acts = {"DEATH": "killing", "INJURY": "injury"}
    told: dict[str, list[Told]] = {}
    for fill in _rows(beside[0]):
        number = fill["number"]["value"]
        if number is None or number < 2:
            continue
        harms = tuple(acts[effect] for effect in fill["effect"] if effect in acts)
        if harms:
            told.setdefault(str(fill["doc_id"]), []).append(Told(harms, int(number), str(fill["number"]["hedge"])))
    return [
        Gold(str(row["id"]), str(row["text"]), {}, tuple(told.get(str(row["id"]), ())), str(row.get("dateline") or ""))
        for row in rows
    ]


def _rows(path: Path) -> list[Mapping[str, Any]]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    kind = Path(path.name.removesuffix(".gz")).suffix.lower()
    if kind not in (".csv", ".jsonl", ".ndjson"):
        raise ReadError(f"a set of texts must be .csv or .jsonl, gzipped or not; {path.name} is not: save it so")
    csv.field_size_limit(min(sys.maxsize, 1 << 30))
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            if kind == ".csv":
                return list(csv.DictReader(file))
            return [json.loads(line) for line in file if line.strip()]
    except FileNotFoundError:
        raise ReadError(f"a set of texts must be a file; {path} is none: check the path") from None
    except (OSError, EOFError, ValueError, csv.Error, zlib.error) as error:
        raise ReadError(f"a set of texts must be a table in UTF-8; {path.name} is not ({error}): save it so") from None
