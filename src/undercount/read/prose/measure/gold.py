"""Texts with known answers: how many were killed and hurt, as people who read them wrote down.

A set is a table (CSV, or JSON with one object a line; gzipped or not) with a column of texts and columns of numbers. The usual names of
these columns are known; what a set calls otherwise is renamed before. An empty number is one that nobody knows; what is no whole number is
rejected, and listed.
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
    "killed_hedge": ("killed_hedge", "hedge", "qualifier"),
    "injured_hedge": ("injured_hedge", "hedge", "qualifier"),
    "children_hedge": ("children_hedge", "hedge", "qualifier"),
}
"""What the columns of a set can be called, whatever their case; the first that is there counts."""

MEASURES = ("killed", "injured", "children")

HEDGES = {"exact": "exactly", "at_least": "at-least", "approx": "about", "at_most": "at-most"}
"""What sets call the hedges of single numbers."""

_QUALIFIERS = ("exactly", "at-least", "at-most", "about", "between", "vague")


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
        hedges: How each measure's number is hedged, where the set says so; a term of ``qualifier``.
    """

    id: str
    text: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    published: str = ""
    source: str = ""
    hedges: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A value of a set that is not what its column must hold.

    Args:
        row: The row, as a spreadsheet numbers it; of JSON the object's number.
        column: The column, as the set calls it.
        value: The value, as it stands there.
        why: What it must be.
    """

    row: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        """Return it as a sentence without its full stop."""
        said = f"{self.value!r} is none" if self.value else "there is none"
        return f"row {self.row:,}, column {self.column}: {self.why} must stand there; {said}"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A set of texts with known answers, and the values of it that were rejected."""

    golds: tuple[Gold, ...]
    refused: tuple[Refused, ...] = ()


def read_gold(path: Path) -> list[Gold]:
    """Return the texts of a set with their answers; what is rejected of them :func:`read_set` tells."""
    return list(read_set(path).golds)


def read_set(path: Path) -> GoldSet:
    """Read a set of texts with known answers.

    A number that is none is not known of its text, and a row without a text is left out; both are listed.

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
        return GoldSet(tuple(_templates(rows, path)))
    found = {part: next((columns[n] for n in names if n in columns), "") for part, names in NAMES.items()}
    nested = columns.get("killed_breakdown", "")
    if not found["text"] or not (nested or any(found[name] for name in MEASURES)):
        missing = "texts" if not found["text"] else "numbers"
        wanted = NAMES["text"] if not found["text"] else (*NAMES["killed"], *NAMES["injured"])
        raise ReadError(
            f"a set of texts must have a column of {missing}; {path.name} has {', '.join(columns)[:200]}: call one "
            f"{' or '.join(wanted[:3])}"
        )
    first = 1 if Path(path.name.removesuffix(".gz")).suffix.lower() != ".csv" else 2
    golds: list[Gold] = []
    refused: list[Refused] = []
    for number, row in enumerate(rows, start=first):
        read = _Row(row, found, nested, number, refused)
        if str(read.value("text") or "").strip():
            golds.append(read.gold(str(number - first + 1)))
        else:
            refused.append(Refused(number, found["text"], "", "a text"))
    return GoldSet(tuple(golds), tuple(refused))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a set: its values, the columns by what they hold, its number, and the list of what is rejected."""

    row: Mapping[str, Any]
    columns: Mapping[str, str]
    nested: str
    number: int
    refused: list[Refused]

    def value(self, part: str) -> Any:
        return self.row.get(self.columns[part]) if self.columns[part] else None

    def gold(self, name: str) -> Gold:
        numbers = {one: self._number(self.value(one), self.columns[one]) for one in MEASURES}
        inner = self.row.get(self.nested) if self.nested else None
        if isinstance(inner, Mapping) and inner.get("children"):
            numbers["children"] = self._number(inner["children"][0], self.nested)
        known = {one: value for one, value in numbers.items() if value is not None}
        hedges = {one: hedge for one in known if (hedge := self._hedge(f"{one}_hedge"))}
        text, published, source = (str(self.value(part) or "") for part in ("text", "published", "source"))
        named = str(self.value("id") or name)
        return Gold(named, text, known, (), published, source if len(source) < 40 else "", hedges)

    def _number(self, value: Any, column: str) -> int | None:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            number = -1.0 if isinstance(value, bool) else float(value)
            if number >= 0 and number.is_integer():
                return int(number)
        except (TypeError, ValueError):
            pass
        self._refuse(column, value, "a whole number, 0 or more,")
        return None

    def _hedge(self, part: str) -> str:
        value = str(self.value(part) or "").strip()
        hedge = HEDGES.get(value.lower(), "-".join(value.lower().split()))
        if not hedge or hedge in _QUALIFIERS:
            return hedge
        self._refuse(self.columns[part], value, f"one of {', '.join(_QUALIFIERS)}")
        return ""

    def _refuse(self, column: str, value: Any, why: str) -> None:
        one = Refused(self.number, column, str(value)[:60], why)
        if one not in self.refused[-len(MEASURES) :]:  # one column of hedges may serve several measures
            self.refused.append(one)


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
