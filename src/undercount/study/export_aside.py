"""What an export leaves out, in sentences: nothing is dropped without a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from undercount.counted import counted
from undercount.study.opened import Opened

_DECIDED = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "set-aside": "set aside"}


def redacted(opened: Opened) -> frozenset[str]:
    """Return what a person decided to keep from others: ids of claims, incidents, persons and items."""
    return frozenset(
        target
        for target, decided in opened.judgements.items()
        if any(judgement.decision == "redact" for judgement in decided)
    )


def is_kept_back(ids: Iterable[str | None], kept_back: frozenset[str]) -> bool:
    """Tell whether any of the ids that belong to one record is to be kept from others."""
    return any(one in kept_back for one in ids if one is not None)


def kept_back_sentence(count: int, noun: str) -> list[str]:
    """Say how much is not in a file because a person redacted it."""
    return [f"Not in the file: {counted(count, noun)} that a person redacted."] if count else []


def withdrawn_sentence(opened: Opened) -> list[str]:
    """Say how many hand-coded claims are not in a file because they were withdrawn."""
    gone = sum(1 for claim in opened.state.claims.values() if claim.withdrawn is not None)
    if not gone:
        return []
    return [
        f"Not in the file: {counted(gone, 'hand-coded claim')} withdrawn since; the ledger and the site's page of corrections keep them."
    ]


def persons_sentence(opened: Opened) -> list[str]:
    """Say how many records of persons are not in a file."""
    count = sum(int(reading.get("persons", 0)) for reading in opened.readings.values())
    if not count:
        return []
    return [
        f"Not in the file: {counted(count, 'record of a person', 'records of persons')}; they stand in build/tables/*/persons.parquet."
    ]


def rejected_sentence(opened: Opened) -> list[str]:
    """Say how many rows of tables, and proposals of documents, were rejected on reading."""
    counts = {"row": 0, "proposal": 0}
    for reading in opened.readings.values():
        counts["proposal" if reading.get("proposals") else "row"] += int(reading.get("rejected", 0))
    told = [counted(count, noun) for noun, count in counts.items() if count]
    if not told:
        return []
    return [
        f"Not in the file: {' and '.join(told)} rejected on reading; build/reports/rejected.csv says which and why."
    ]


def judged_sentence(opened: Opened, claims: Iterable[str], manner: str) -> list[str]:
    """Say what persons decided about the claims of a file that the file cannot hold.

    Args:
        opened: The study.
        claims: The claims in the file.
        manner: How they stand in the file instead.
    """
    counts: dict[str, int] = {}
    for claim in claims:
        for judgement in opened.judgements.get(claim, ()):
            word = _DECIDED.get(judgement.decision, judgement.decision)
            counts[word] = counts.get(word, 0) + 1
    if not counts:
        return []
    told = ", ".join(f"{count:,} {word}" for word, count in sorted(counts.items()))
    return [f"Persons' judgements of these claims ({told}) stay in the ledger; {manner}."]


def readings_from_tables(opened: Opened) -> list[Mapping[str, Any]]:
    """Return the current readings of tables that gave claims; a document whose words were read is no table."""
    return [r for r in opened.readings.values() if r.get("tables", True) and r.get("claims") and not r.get("proposals")]
