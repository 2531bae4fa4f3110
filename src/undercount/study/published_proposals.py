"""What of a machine's proposals goes on the site: where the words of each field stand, how they are meant, and what a person decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from undercount.study.copies import copies_in
from undercount.study.derived import folder_of
from undercount.study.opened import Opened
from undercount.study.proposed import fields_in, misses_in
from undercount.study.rows import plain

_DECIDED = ("accept", "correct", "reject", "set-aside")


def proposals_published(opened: Opened) -> dict[str, Any] | None:
    """Return the proposals by claim and the possible misses by document; None where nothing was proposed."""
    readings = [reading for reading in opened.readings.values() if reading.get("proposals")]
    if not readings and not opened.proposals:
        return None
    claims = {claim: _proposal(claim, details, opened) for claim, details in opened.proposals.items()}
    misses: dict[str, list[dict[str, Any]]] = {}
    for reading in readings:
        found = list(misses_in(folder_of(opened.tables, str(reading["id"]))))
        if found:
            misses.setdefault(str(reading["item"]), []).extend(
                {name: one[name] for name in ("start", "end", "why", "word")} for one in found
            )
    copies = {
        claim: {"first": copy.first, "item": copy.item, "documents": copy.documents}
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


def _proposal(claim: str, details: Mapping[str, Any], opened: Opened) -> dict[str, Any]:
    decided = [j.decision for j in opened.judgements.get(claim, ()) if j.decision in _DECIDED]
    return {
        "modality": opened.modality(claim),
        "decided": decided[-1] if decided else None,
        "fields": list(_fields(details)),
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


def _fields(details: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each field's name and where its words stand in the document's text."""
    for name, span in fields_in(details):
        if name == "meant" or span.get("rule") == "published":  # a date by that rule is in no words
            continue
        words = {"words": " ".join(str(span["words"]).split())} if name in ("blamed", "places") else {}
        if name == "blamed" and span["certainty"]:
            words["certainty"] = str(span["certainty"])
        yield {"field": name, "start": span["start"], "end": span["end"], **words}
