"""The pair sheet: pairs for a person to judge, both sides beside each other, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from undercount.errors import LinkError
from undercount.link.filled import coders_of, need_one_verdict, rows_of
from undercount.link.incidents.judged import VERDICTS, Verdict
from undercount.link.incidents.pairs import ASK, Pair
from undercount.link.incidents.report import Report

_SIDE = (
    "id",
    "source",
    "when",
    "lat",
    "lon",
    "radius_km",
    "places",
    "actors",
    "targets",
    "tolls",
    "victims",
    "cites",
    "text",
)
_PAIR = ("distance_km", "bits", "decision", "reason", "rests_on", "blocks", "evidence")
_ASKED = ("verdict", "reason_of_verdict", "coder")
COLUMNS = ("pair", *(f"{name}_{side}" for name in _SIDE for side in ("a", "b")), *_PAIR, *_ASKED)
"""The columns of the sheet: each field of both reports side by side, what was found, and three empty ones."""

WRITTEN = "`undercount link STUDY` (build/link/incident_pairs.csv)"
"""What writes a sheet of pairs of incidents, as messages name it."""

IDS = ("id_a", "id_b")
"""The columns that name the two incidents."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def pair_sheet(pairs: Iterable[Pair], reports: Mapping[str, Report]) -> str:
    """Return the pairs as a CSV table with empty columns for verdict, reason and coder.

    A text that a spreadsheet would run as a formula has an apostrophe before it.

    Args:
        pairs: The pairs, in the order in which they are to be judged.
        reports: The reports by id.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for pair in pairs:
        row = {"pair": f"{pair.left} {pair.right}", **_found(pair), **dict.fromkeys(_ASKED, "")}
        for side, name in (("a", pair.left), ("b", pair.right)):
            row |= {f"{field}_{side}": value for field, value in _told(reports[name]).items()}
        writer.writerow({key: _safe(value) for key, value in row.items()})
    return out.getvalue()


def to_ask(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs that are for a person to decide, the nearest to a merge first."""
    return sorted((pair for pair in pairs if pair.decision == ASK), key=lambda p: (-p.bits, p.left, p.right))


def verdicts_of(sheet: str, *, name: str = "the sheet", coder: str = "") -> tuple[Verdict, ...]:
    """Read the verdicts that were written into a pair sheet; rows without one are passed over.

    Args:
        sheet: The sheet's text.
        name: Its name, for messages.
        coder: Who judged where no row names a coder; empty is nobody.

    Raises:
        LinkError: If a column is lacking, a row's verdict is no known word or lacks its reason or coder, or a coder gives one pair two
            verdicts.
    """
    filled = [(number, row) for number, row in rows_of(sheet, (*IDS, *_ASKED), name, WRITTEN) if row["verdict"].strip()]
    coders = coders_of([(number, row["coder"]) for number, row in filled], coder, name)
    found = [(number, _verdict(number, row, by)) for (number, row), by in zip(filled, coders, strict=True)]
    need_one_verdict([(number, frozenset(one.pair), one.coder, one.verdict) for number, one in found], name)
    return tuple(one for _, one in found)


def _verdict(number: int, row: Mapping[str, str], coder: str) -> Verdict:
    word = row["verdict"].strip().casefold()
    if word not in VERDICTS:
        raise LinkError(
            f"a verdict must be one of {', '.join(VERDICTS)}; that in row {number} is {word!r}: use one of these"
        )
    left, right = (_plain(row[name]) for name in IDS)
    reason = row["reason_of_verdict"]
    if not reason.strip():
        raise LinkError(f"a verdict needs a reason; row {number} has none: say it in the column reason_of_verdict")
    return Verdict(left, right, word, reason, coder)


def _told(report: Report) -> dict[str, str]:
    spot = report.spot
    return {
        "id": report.id,
        "source": report.source,
        "when": "; ".join(moment.edtf for moment in report.moments),
        "lat": "" if spot is None else f"{spot.lat:.6f}",
        "lon": "" if spot is None else f"{spot.lon:.6f}",
        "radius_km": "" if spot is None else f"{spot.radius:g}",
        "places": "; ".join(report.places),
        "actors": "; ".join(report.actors),
        "targets": "; ".join(report.targets),
        "tolls": "; ".join(_toll(report)),
        "victims": "; ".join(report.victims),
        "cites": "; ".join(report.cites),
        "text": report.text,
    }


def _toll(report: Report) -> Iterator[str]:
    for toll in report.tolls:
        said = ", ".join(f"{name} {n}" for name, n in toll.quantity.numbers().items() if n is not None)
        yield f"{toll.of or 'killed'}: {said or toll.quantity.phrase or 'no number'}"


def _found(pair: Pair) -> dict[str, str]:
    return {
        "distance_km": "" if pair.distance is None else f"{pair.distance:.2f}",
        "bits": f"{pair.bits:.1f}",
        "decision": pair.decision,
        "reason": pair.reason,
        "rests_on": pair.rests_on,
        "blocks": "; ".join(block.says for block in pair.blocks),
        "evidence": "; ".join(f"{item.kind} {item.bits:+.1f}: {item.says}" for item in pair.evidence),
    }


def _safe(value: str) -> str:
    """Return a cell that no spreadsheet runs; a negative number stays a number."""
    if not value.startswith(_FORMULA):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


def _plain(value: str) -> str:
    return value[1:] if value.startswith("'") and value[1:].startswith(_FORMULA) else value
