"""Incident files: what came of joining a study's incidents, as ``build/link/incidents.json`` and a sheet of pairs to judge."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from undercount.ledger.disk import Progress
from undercount.link.incidents import Evidence, JoinedIncident, Pair, Report, Verdict, pair_sheet, to_ask
from undercount.link.incidents.agreement import Agreement
from undercount.link.incidents.clock import DAYLONG, PRECISIONS
from undercount.link.incidents.judged import verdict_json
from undercount.link.incidents.pairs import APART, MERGE, STRIKES
from undercount.record import When
from undercount.record.when import describe, describe_local
from undercount.study.coders import Coders
from undercount.study.joined_incidents import JoinedIncidents, incident_id, join
from undercount.study.layout import Layout
from undercount.study.log import log_settings
from undercount.study.opened import Opened
from undercount.study.rows import Row, plain
from undercount.study.work import at_linking
from undercount.study.written import write_link

FORMAT = 1
"""The format of ``incidents.json``."""

JSON_NAME, SHEET_NAME = "incidents.json", "incident_pairs.csv"
NAMES = (JSON_NAME, SHEET_NAME)
"""What joining incidents writes in ``build/link``."""

_DIGITS = 4
"""Decimals of weights, shares and distances: what another machine's arithmetic can change lies far beyond them."""


def write_incidents(
    layout: Layout, found: JoinedIncidents | None, *, zone: str, coders: Coders | None = None
) -> tuple[Path, ...]:
    """Write what came of joining, and return the files; where nothing could be joined, remove what an earlier run left.

    Args:
        layout: Where the study's files stand.
        found: What came of it, or None.
        zone: The time zone in which days are meant (IANA name).
        coders: How those who judged are called where the pages show them; by default by a number in the order of these verdicts.
    """
    files = tuple(layout.link / name for name in NAMES)
    if found is None:
        for path in files:
            path.unlink(missing_ok=True)
        return ()
    write_link(layout, files_of_incidents(found, zone=zone, coders=coders))
    return files


def files_of_incidents(found: JoinedIncidents, *, zone: str, coders: Coders | None = None) -> dict[str, bytes]:
    """Return the bytes of each file that joining writes, by its name.

    Args:
        found: What came of it.
        zone: The time zone in which days are meant (IANA name).
        coders: How those who judged are called where the pages show them; by default by a number in the order of these verdicts.
    """
    reports = {report.id: report for report in found.told.reports}
    sheet = b"\xef\xbb\xbf" + pair_sheet(to_ask(found.joined.pairs), reports).encode("utf-8")
    return {JSON_NAME: by_line(incidents_json(found, zone=zone, coders=coders)), SHEET_NAME: sheet}


def join_study(root: Path, *, at: str, by: str, report: Progress) -> tuple[JoinedIncidents, tuple[Path, ...]] | None:
    """Join the incidents of a study's lists, write ``build/link``, and return what came of it with the files.

    Args:
        root: The study's folder.
        at: The time, UTC to the second: settings that were edited are logged with it.
        by: Who joins.
        report: Told of the progress.

    Returns:
        None where there are not two lists with incidents.

    Raises:
        UndercountError: If the study cannot be read, or judgements contradict each other; nothing is then changed.
    """
    layout = Layout.existing(root)
    with at_linking(layout):
        log_settings(root, at=at, by=by)
        opened = Opened.open(root)
        found = join(opened, report)
        files = write_incidents(layout, found, zone=opened.settings.timezone, coders=opened.coders)
    return None if found is None else (found, files)


def by_line(value: Mapping[str, Any]) -> bytes:
    """Return an object as JSON in UTF-8 in which each entry of its lists and objects stands on a line of its own."""
    parts = []
    for name, part in value.items():
        if isinstance(part, list) and part:
            inner = ",\n".join(_line(one) for one in part)
            parts.append(f"{_line(name)}: [\n{inner}\n]")
        elif isinstance(part, dict) and part:
            inner = ",\n".join(f"{_line(key)}: {_line(one)}" for key, one in part.items())
            parts.append(f"{_line(name)}: {{\n{inner}\n}}")
        else:
            parts.append(f"{_line(name)}: {_line(part)}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def incidents_json(found: JoinedIncidents, *, zone: str, coders: Coders | None = None) -> dict[str, Any]:
    """Return what came of joining as plain values in a fixed order; ``docs/how-to/incidents.md`` says what each means.

    Args:
        found: What came of it.
        zone: The time zone in which days are meant (IANA name).
        coders: How those who judged are called where the pages show them; by default by a number in the order of these verdicts.
    """
    shown = found.shown
    called = coders or Coders.of(verdict.coder for verdict in found.verdicts)
    joined = {name for incident in found.joined.incidents for name in incident.reports}
    named = joined.union(name for pair in shown for name in (pair.left, pair.right))
    said: dict[frozenset[str], list[Verdict]] = {}
    for verdict in found.verdicts:
        said.setdefault(frozenset(verdict.pair), []).append(verdict)
    return {
        "format": FORMAT,
        "summary": summary_json(found),
        "lists": found.told.lists,
        "rules": _rules(found),
        "without_time": list(found.told.without_time),
        "without_place": list(found.told.without_place),
        "incidents": sorted((_incident(found, one, zone) for one in found.joined.incidents), key=_by_time),
        "reports": {r.id: _report(found, r, r.id in joined, zone) for r in found.told.reports if r.id in named},
        "pairs": [
            {
                **_pair(pair, [called.verdict(one) for one in said.get(frozenset((pair.left, pair.right)), ())]),
                "repeats": _copy(found, pair),
            }
            for pair in shown
        ],
        "apart": [[p.left, p.right, _rounded(p.bits)] for p in found.joined.pairs if _is_little(p)],
        "cuts": [
            {"left": c.left, "right": c.right, "first": c.first, "second": c.second, "because": c.because}
            for c in found.joined.cuts
        ],
        "gone": [verdict_json(verdict) for verdict in found.gone],
    }


def _is_little(pair: Pair) -> bool:
    return pair.decision == APART and pair.because == "little"


def summary_json(found: JoinedIncidents) -> dict[str, Any]:
    """Return the counts, which add up: of reports, pairs and decisions, and on what merges rest."""
    summary = found.joined.summary
    return {
        "reports": summary.reports,
        "pairs": summary.pairs,
        "decisions": dict(summary.decisions),
        "joined": summary.decisions[MERGE] + summary.decisions[STRIKES],
        "incidents": summary.incidents,
        "rests_on": {term: summary.rests_on[term] for term in PRECISIONS if term in summary.rests_on},
        "by_person": summary.by_person,
        "incidents_on_day_alone": found.on_day,
        "incidents_by_person": found.by_person,
        "on_day_alone": summary.rests_on.get(DAYLONG, 0),
        "on_place_and_day_alone": summary.day_alone,
        "cut": summary.cut,
        "judged": len(found.verdicts),
        "judged_gone": len(found.gone),
        "disputed": found.disputed,
        "agreement": [_agreed(one) for one in found.agreements],
        "copies": len(found.copies),
        "without_time": len(found.told.without_time),
        "without_place": len(found.told.without_place),
        "counted_apart": len(found.counted_apart),
    }


def _agreed(one: Agreement) -> dict[str, Any]:
    kappa = None if one.kappa is None else _rounded(one.kappa)
    return {"coders": list(one.coders), "pairs": one.pairs, "agreed": one.agreed, "kappa": kappa}


def _rules(found: JoinedIncidents) -> dict[str, Any]:
    values = {f: getattr(found.rules, f) for f in type(found.rules).__dataclass_fields__}
    values["tolls"] = {" ".join(key): bits for key, bits in sorted(found.rules.tolls.items())}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _by_time(incident: Mapping[str, Any]) -> tuple[int, str]:
    return incident["strikes"][0]["start"] or 0, incident["id"]


def _incident(found: JoinedIncidents, incident: JoinedIncident, zone: str) -> dict[str, Any]:
    founder = found.founder(incident.reports)
    order = sorted(incident.reports, key=lambda name: (found.told.first[name], name))
    written = {(m.start, m.end): m.edtf for r in found.told.reports if r.id in incident.reports for m in r.moments}
    rests = incident.rests_on
    strikes = [_when(strike.when, written, zone) for strike in incident.strikes]
    return {
        "id": found.id_of(incident),
        "founded_on": founder,
        "reports": order,
        "span": _span(strikes, zone),
        "strikes": [
            {**when, "reports": sorted(strike.reports, key=order.index)}
            for when, strike in zip(strikes, incident.strikes, strict=True)
        ],
        "untold": sorted(incident.untold, key=order.index),
        "least_strikes": incident.least_strikes,
        "rests_on": {term: rests.count(term) for term in PRECISIONS if term in rests},
        "counted_apart": [list(pair) for pair in found.counted_apart if set(pair) <= set(order)],
    }


def _when(when: When, written: Mapping[tuple[int | None, int | None], str], zone: str) -> dict[str, Any]:
    said = written.get((when.start, when.end)) or describe(when.start, when.end, zone=zone)
    edtf = _by_one_clock(said, when.start, when.end, zone)
    return {"edtf": edtf, "start": when.start, "end": when.end, "certain": when.certain}


def _span(strikes: Sequence[Mapping[str, Any]], zone: str) -> str:
    """Return from when to when all strikes of an incident were (EDTF)."""
    starts, ends = ([one[side] for one in strikes] for side in ("start", "end"))
    if len(strikes) == 1 or None in starts or None in ends:
        return str(strikes[0]["edtf"])
    return describe_local(min(starts), max(ends), zone=zone)


def _by_one_clock(edtf: str, start: int | None, end: int | None, zone: str) -> str:
    """Return a date as it was said; one with clock times by the study's own clock, so that all on a page are by one."""
    return edtf if "T" not in edtf or start is None or end is None else describe_local(start, end, zone=zone)


def _report(found: JoinedIncidents, report: Report, whole: bool, zone: str) -> dict[str, Any]:
    """Return what is said of one report; with its claims where it was joined with others."""
    event = found.told.events[report.id]
    spot = report.spot
    return {
        "list": report.source,
        "founds": incident_id(report.id),
        "title": {"en": event.title_en, "ar": event.title_ar},
        "note": event.note if whole else "",
        "edtf": event.edtf,
        "shown": _by_one_clock(event.edtf, report.when.start, report.when.end, zone),
        "start": report.when.start,
        "end": report.when.end,
        "places": list(event.places),
        "place_text": event.place_text,
        "precision": event.precision,
        "lat": None if spot is None else round(spot.lat, 6),
        "lon": None if spot is None else round(spot.lon, 6),
        "radius_km": None if spot is None else _rounded(spot.radius),
        "actors": list(event.actors),
        "claims": [_claim(row) for row in event.claims] if whole else [],
        "claims_aside": found.told.aside.get(report.id, 0),
    }


_OF_CLAIM = (
    *("claim", "item", "row", "quote", "speaker", "carrier", "origin", "stance", "act", "unit", "low", "best", "high"),
    *("qualifier", "phrase", "edtf", "places", "place_text", "actors", "sex", "age", "status", "targets", "covers"),
    *("incident", "assurance", "basis", "grade", "note", "published", "standing", "reader"),
)


def _claim(row: Row) -> dict[str, Any]:
    value = plain(row)
    return {name: value[name] for name in _OF_CLAIM}


def _pair(pair: Pair, verdicts: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {
        "left": pair.left,
        "right": pair.right,
        "decision": pair.decision,
        "because": pair.because,
        "details": dict(pair.details),
        "says": pair.reason,
        "bits": _rounded(pair.bits),
        "distance_km": None if pair.distance is None else _rounded(pair.distance),
        "rests_on": pair.rests_on,
        "alone": pair.alone,
        "evidence": [_evidence(one) for one in pair.evidence],
        "blocks": [{**asdict(block), "reports": list(block.reports), "says": block.says} for block in pair.blocks],
        "judged": [dict(verdict) for verdict in verdicts],
    }


def _copy(found: JoinedIncidents, pair: Pair) -> dict[str, Any] | None:
    """Return by what the two reports of a pair repeat one another, and which was first; None where they do not."""
    copy = found.copies.get((pair.left, pair.right))
    if copy is None:
        return None
    share = _rounded(copy.found.similarity)
    return {
        "kind": copy.found.kind,
        "share": share,
        "words": copy.found.words,
        "first": copy.first,
        "claim": copy.claim,
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    facts = {name: _rounded(value) if isinstance(value, float) else value for name, value in one.facts}
    return {"kind": one.kind, "bits": _rounded(one.bits), "form": one.form, "facts": facts, "says": one.says}


def _rounded(value: float) -> float | None:
    """Return a number with few decimals; None where it has no end, which JSON cannot say."""
    return round(value, _DIGITS) + 0.0 if abs(value) != float("inf") else None
