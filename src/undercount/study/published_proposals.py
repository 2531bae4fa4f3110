"""What of a machine's proposals goes on the site: where the words of each field stand, how they are meant, and what a person decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from undercount.read.text import EARLIER_METHODS
from undercount.study.copies import copies_in
from undercount.study.derived import folder_of
from undercount.study.moved_fields import moved_fields
from undercount.study.opened import Opened
from undercount.study.positions import method_of
from undercount.study.proposed import fields_in, misses_in
from undercount.study.rows import plain

OCR = "ocr-text/"
"""How the name of the method begins by which a machine recognises text in a picture; it stands after another's for a part of a document."""


def proposals_published(opened: Opened) -> dict[str, Any] | None:
    """Return the proposals by claim and the possible misses by document; None where nothing was proposed."""
    readings = [reading for reading in opened.readings.values() if reading.get("proposals")]
    if not readings and not opened.proposals:
        return None
    rows = {row.claim: row for row in opened.rows() if row.claim in opened.proposals}
    claims = {claim: _proposal(claim, rows[claim].unit, opened) for claim in opened.proposals}
    for claim, row in rows.items():
        if method_of(json.loads(row.locator)).startswith(EARLIER_METHODS):
            claims[claim]["fields"] = moved_fields(claims[claim]["fields"], row, opened.layout.texts)
    misses: dict[str, list[dict[str, Any]]] = {}
    for reading in readings:
        found = list(misses_in(folder_of(opened.tables, str(reading["id"]))))
        if found:
            misses.setdefault(str(reading["item"]), []).extend(
                {name: one[name] for name in ("start", "end", "why", "word")} for one in found
            )
    copies = {
        claim: {"first": copy.first, "item": copy.item, "documents": copy.documents, "age": copy.age}
        for claim, copy in copies_in(opened).items()
    }
    return {"claims": claims, "misses": misses, "copies": copies}


def judged_published(opened: Opened) -> dict[str, dict[str, Any]]:
    """Return the claims that a person changed, or judged of what a machine proposed, as they stand now; tables hold what was read."""
    wanted = {
        claim
        for claim, decided in opened.judgements.items()
        if claim in opened.proposals or any(one.decision in ("correct", "grade") for one in decided)
    }
    return {row.claim: plain(row) for row in opened.rows() if row.claim in wanted} if wanted else {}


def recognised_published(opened: Opened) -> dict[str, str]:
    """Return by document the method that took its text, where a machine recognised all of it or a part in pictures."""
    methods = {str(reading["item"]): str(reading.get("text") or "") for reading in opened.readings.values()}
    return {item: method for item, method in methods.items() if OCR in method}


def _proposal(claim: str, unit: str, opened: Opened) -> dict[str, Any]:
    details = opened.proposals[claim]
    decided = opened.decided(claim)
    return {
        "modality": opened.modality(claim),
        "decided": None if decided is None else decided.decision,
        "fields": list(_fields(details, unit)),
        "chain": [
            {
                "words": link["speaker"]["words"] if link["speaker"] else None,
                "meant": link["meant"]["words"] if link["meant"] else None,
                "cue": link["cue"]["words"] if link["cue"] else None,
                "named": link["named"],
                "speech": link["speech"],
            }
            for link in details["chain"]
        ],
        "dated": None if details["when"] is None else details["when"]["why_not"],
        "part_of": details["part_of"],
        "rules": details["rules"],
    }


def _fields(details: Mapping[str, Any], unit: str) -> Iterator[dict[str, Any]]:
    """Yield each field's name and where its words stand in the document's text."""
    for name, span in fields_in(details):
        if name == "meant" or span.get("rule") == "published":  # a date by that rule is in no words
            continue
        start, end = (span["start"], span["end"]) if name != "victims" else _whom(details, unit)
        if start == end:
            continue
        words = {"words": " ".join(str(span["words"]).split())} if name in ("blamed", "places") else {}
        if name == "blamed" and span["certainty"]:
            words["certainty"] = str(span["certainty"])
        yield {"field": name, "start": start, "end": end, **words}


def _whom(details: Mapping[str, Any], unit: str) -> tuple[int, int]:
    """Return where the words for who was harmed stand, without the number before them: "civilians" of "at least 82 civilians".

    Where attacks are counted, their number or the word for them says nothing of what was hit: then there are none.
    """
    span, number, act = details["victims"], details["number"], details["trigger"]
    start, end = int(span["start"]), int(span["end"])
    if unit == "attack" and any(start < one["end"] and one["start"] < end for one in (number, act)):
        return end, end
    if number["start"] <= start < number["end"] < end:
        rest = str(span["words"])[number["end"] - start :]
        start = end - len(rest.lstrip())
    return start, end
