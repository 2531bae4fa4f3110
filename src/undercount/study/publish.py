"""Publish: everything that the site needs beside the figures, as one plain file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from undercount import __version__
from undercount.record import vocabulary
from undercount.record.vocabulary import LISTS
from undercount.study.incident_judgements import PREFIX
from undercount.study.ledgers import open_ledger
from undercount.study.opened import Opened
from undercount.study.outlines import read_outlines
from undercount.study.published_persons import persons_published, without_records
from undercount.study.published_proposals import judged_published, proposals_published, recognised_published

_WITHDRAWAL = ("reject", "set-aside", "correct", "grade", "accept", "redact")


def publication(opened: Opened, *, truth: Mapping[str, int] | None, texts: Iterable[str]) -> dict[str, Any]:
    """Return what the site needs to know of a study, as plain values in a fixed order.

    Args:
        opened: The study.
        truth: For a fictional study the true number of each figure.
        texts: Hashes of the items whose text stands in ``build/texts``.
    """
    settings = opened.settings
    held = set(texts)
    proposed, recognised = proposals_published(opened), recognised_published(opened)
    return {
        "title": dict(settings.title),
        "description": dict(settings.description),
        "fictional": settings.fictional,
        "banner": dict(settings.banner) if any(settings.banner.values()) else None,
        "languages": list(settings.languages),
        "timezone": settings.timezone,
        "program_version": __version__,
        "figures": settings.names(),
        "labels": {name: _labels(name) for name in LISTS},
        "places": [_entry(p) for p in opened.places.values()],
        "actors": _actors(opened),
        "sources": [_entry(s) for s in opened.sources.values()],
        "facilities": [_entry(f) for f in opened.registers.facilities],
        "agreements": [_agreement(a) for a in opened.registers.agreements],
        "items": _items(opened, held),
        "proofs": proofs(opened),
        "readings": [_reading(r) for r in opened.readings.values()],
        "ledger": {"size": opened.size, "root": opened.root, "checkpoint": None},
        "corrections": without_records(_corrections(opened)),
        "judged": judged_published(opened),
        "truth": dict(truth) if truth else None,
        "outlines": read_outlines(opened.layout.things),
        "persons": persons_published(opened),
        **({"proposed": proposed} if proposed is not None else {}),
        **({"recognised": recognised} if recognised else {}),
    }


def _labels(name: str) -> dict[str, dict[str, str]]:
    return {term.id: {"en": term.en, "ar": term.ar} for term in vocabulary(name).terms.values()}


def _entry(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _actors(opened: Opened) -> list[dict[str, Any]]:
    return [
        {
            "id": a.id,
            "parent": a.parent,
            "from": a.period[0],
            "to": a.period[1],
            "name_en": a.name_en,
            "name_ar": a.name_ar,
        }
        for a in opened.actors
    ]


def _agreement(agreement: Any) -> dict[str, Any]:
    entry = _entry(agreement)
    when = entry.pop("when")
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in entry.items()}
    return {**plain, "when": when.edtf, "start": when.start, "end": when.end}


def _items(opened: Opened, texts: set[str]) -> list[dict[str, Any]]:
    found = []
    for sha, item in opened.items.items():
        state = opened.state.items[sha]
        found.append(
            {
                "sha256": sha,
                "name": item.name,
                "media_type": item.media_type,
                "bytes": item.size,
                "carrier": item.carrier,
                "published": item.published,
                "entry": state.entry,
                "text": f"texts/{sha}.txt" if sha in texts else None,
                "supersedes": item.supersedes,
                "superseded_by": state.superseded_by,
                "because": item.because,
            }
        )
    return found


def proofs(opened: Opened) -> dict[str, dict[str, Any]]:
    """Return for each hand-coded claim and each reading the proof that its entry is in the ledger."""
    ledger = open_ledger(opened.layout.ledger)
    wanted = {claim.id: claim.entry for claim in opened.state.claims.values()}
    wanted.update({reading["id"]: int(reading["entry"]) for reading in opened.readings.values()})
    leaves = {entry.index: entry.leaf.hex() for entry in ledger.entries() if entry.index in set(wanted.values())}
    return {
        name: {
            "index": index,
            "leaf": leaves[index],
            "path": [step.hex() for step in ledger.inclusion(index, opened.size)],
            "size": opened.size,
            "root": opened.root,
        }
        for name, index in wanted.items()
    }


def _reading(reading: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "item", "mapping", "mapping_name", "reader", "rows", "read", "rejected", "claims", "entry")
    return {name: reading.get(name) for name in names}


def _corrections(opened: Opened) -> list[dict[str, Any]]:
    found = []
    for target, judgements in opened.state.judgements.items():
        for judgement in judgements:
            body = judgement.body
            found.append(
                {
                    "when": judgement.at,
                    "kind": body["decision"],
                    "claim": target,
                    "because": opened.coders.reason(body["because"]) if target.startswith(PREFIX) else body["because"],
                    "by": opened.coders.shown(body["coder"]),
                    "entry": judgement.entry,
                    "superseded": judgement.superseded_by is not None,
                }
            )
    for claim in opened.state.claims.values():
        if claim.withdrawn is not None:
            found.append(
                {"kind": "withdrawn", "claim": claim.id, "because": claim.withdrawn, "entry": claim.withdrawn_at}
            )
    for sha, item in opened.items.items():
        if item.supersedes is not None:
            entry = opened.state.items[sha].entry
            found.append(
                {"kind": "replaced", "item": sha, "replaces": item.supersedes, "because": item.because, "entry": entry}
            )
    blank = {"when": None, "claim": None, "item": None, "replaces": None, "by": None, "superseded": False}
    return sorted(({**blank, **one} for one in found), key=lambda one: int(one["entry"]))
