"""What an export has of the claims that a machine read out of documents: those that a person accepted or corrected, as they were judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from undercount.counted import counted
from undercount.read.prose.claims import COUNTED
from undercount.record import Claim
from undercount.study.decided import STANDING
from undercount.study.opened import Opened
from undercount.study.rows import Row, row_of

_PREFIX = "prose:"
_SOURCES = ("speaker", "carrier", "origin")
_DECIDED = {"accept": "accepted", "correct": "corrected"}


@dataclass(frozen=True, slots=True)
class Judged:
    """The claims that a machine proposed, as far as an export has them.

    Args:
        rows: Those that a person accepted or corrected and that figures can count, as they were judged.
        left_out: How many are left out, by the reason.
    """

    rows: tuple[Row, ...]
    left_out: Counter[str]

    @property
    def ids(self) -> frozenset[str]:
        """The claims that an export has."""
        return frozenset(row.claim for row in self.rows)

    def sentences(self) -> list[str]:
        """Return a sentence for every reason for which some are left out."""
        why = {
            "proposed": "that a machine proposed and nobody has judged yet: `undercount queue` lists them",
            "rejected": "that a machine proposed and a person rejected or set aside",
            "uncounted": "whose words a person left as feared, possible or of another time or place: no figure counts them",
            "replaced": "that a person accepted in a document that a newer version has replaced since: `undercount judge --unchanged` and "
            "`undercount queue` bring them to the newer one",
        }
        return [
            f"Not in the file: {counted(self.left_out[code], 'claim')} {words}."
            for code, words in why.items()
            if self.left_out[code]
        ]


def judged_in(opened: Opened) -> Judged:
    """Return the claims that a machine proposed and a person accepted or corrected; only what the ledger keeps is looked through.

    Args:
        opened: The study.
    """
    left_out: Counter[str] = Counter()
    rows = []
    for claim in opened.state.standing_claims():
        last = opened.decided(claim.id) if "proposal" in claim.body else None
        if last is None:
            continue
        replaced = opened.state.items[str(claim.body["item"])].superseded_by is not None
        if STANDING[last.decision] != "accepted":
            left_out["rejected"] += not replaced
        elif replaced:
            left_out["replaced"] += claim.id not in opened.earlier.repeated
        elif opened.modality(claim.id) not in COUNTED:
            left_out["uncounted"] += 1
        else:
            rows.append(opened.as_judged(row_of(Claim.from_json(claim.body), claim.id)))
    left_out["proposed"] = len(opened.waiting)
    return Judged(tuple(rows), left_out)


def how_read(row: Row, opened: Opened) -> dict[str, Any]:
    """Return who read an accepted claim in a document, and who judged it how.

    Args:
        row: The claim.
        opened: The study.
    """
    last = opened.decided(row.claim)
    if last is None:
        raise ValueError(f"nobody decided on {row.claim}")
    corrected = sorted(
        {name for one in opened.judgements[row.claim] if one.decision == "correct" for name in one.value}
    )
    return {
        "reader": row.reader,
        "decision": _DECIDED[last.decision],
        "by": opened.coders.shown(last.coder),
        "because": last.because,
        "corrected": corrected,
    }


def with_note(row: Row, opened: Opened) -> Row:
    """Return an accepted claim whose note says who read it, who judged it how, and the words for whom no register has.

    Args:
        row: The claim.
        opened: The study.
    """
    how, details = how_read(row, opened), opened.proposals[row.claim]
    said = f"{how['decision']} by {how['by']} ({how['because']})"
    corrected = f"; corrected: {', '.join(how['corrected'])}" if how["corrected"] else ""
    parts = [row.note, f"read by {how['reader']}; {said}{corrected}"]
    words = {name: details["sources"].get(getattr(row, name)) for name in _SOURCES}
    parts += [f"{name}: {' '.join(said.split())}" for name, said in words.items() if said]
    places = [" ".join(one["words"].split()) for one in details["places"] if not one["place"]]
    parts += [f"place: {', '.join(places)}"] if places and not row.places else []
    parts += [f"a part of what {details['part_of'][:18]} counts"] if details["part_of"] is not None else []
    return replace(row, note="; ".join(filter(None, parts)))


def sheet_sentences(rows: list[Row]) -> list[str]:
    """Say what to know of accepted claims on a claim sheet before it is read back.

    Args:
        rows: The claims.
    """
    if not rows:
        return []
    one = len(rows) == 1
    number = counted(len(rows), "claim")
    alike = (
        f"{number} of the file {'was' if one else 'were'} read by a machine and accepted or corrected by a person: "
        f"{'it stands' if one else 'they stand'} as judged, with reader, judge and reason in the note, and would come back as a person's "
        "own, under other ids. Read the file in another study: in this one they would stand twice."
    )
    unknown = sum(any(str(getattr(row, name)).startswith(_PREFIX) for name in _SOURCES) for row in rows)
    if not unknown:
        return [alike]
    has = "has" if unknown == 1 else "have"
    named = (
        f"{counted(unknown, 'claim')} of the file {has} a speaker or carrier whom no register has (prose:…, with the words in the note): "
        "enter them in things/sources.csv of the study that reads the file, or write other ids."
    )
    return [alike, named]
