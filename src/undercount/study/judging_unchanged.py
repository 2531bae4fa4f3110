"""Judging unchanged words: what a person decided on an earlier version of a document is decided alike on the newer one's same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undercount.errors import StudyError
from undercount.ledger import Entry
from undercount.record import Judgement
from undercount.study.earlier import STANDS, Before
from undercount.study.judging import kept_entries, need_known
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.opened import Opened


@dataclass(frozen=True, slots=True)
class JudgedAlike:
    """What became of the claims of newer versions that say what was judged in earlier ones.

    Args:
        entries: The entries of judgements that were added.
        note: What is left of the earlier versions' claims and what to do, or empty.
    """

    entries: tuple[Entry, ...]
    note: str


def judge_unchanged(root: Path, *, because: str, at: str, by: str) -> JudgedAlike:
    """Append for every claim of a newer version that says word for word what was judged in an earlier one the same judgement.

    A claim whose passage, number and act are the same, but whose time, place, speaker or victims are read otherwise, is left to a person.

    Args:
        root: The study's folder.
        because: The reason; the earlier claim and the reason given for it are added to it.
        at: The time, UTC to the second.
        by: Who decides.

    Raises:
        StudyError: If no claim of a newer version is so, the study was not read since its items changed, or a correction names what no
            register has any more.
        RecordError: If there is no reason.
    """
    layout = Layout.existing(root)
    opened = Opened.open(root)
    said = {claim for claim, one in opened.said_before.items() if one.decision in STANDS}
    same = {
        claim: was for claim, was in opened.earlier.unchanged.items() if claim not in said
    }  # a sentence counts once
    if not same:
        raise StudyError(
            "to judge unchanged words alike needs a claim of a newer version that says word for word what was judged in the earlier one; "
            f"there is none in {root}: run `undercount read {root}` after a newer version was added, and judge the others one by one "
            f"(`undercount queue {root}`)"
        )
    for was in same.values():
        need_known(was.values, opened)
    made = [("judgement", one.as_json()) for claim, was in same.items() for one in _alike(claim, was, because, by)]
    kept = [entry for claim in same for entry in kept_entries(claim, opened)]
    with open_ledger(layout.ledger, writable=True) as ledger:
        entries = ledger.append_many([*kept, *made], at=at, by=by)
    return JudgedAlike(tuple(entries[len(kept) :]), Opened.open(root).earlier.sentence(root))


def _alike(claim: str, was: Before, because: str, by: str) -> Iterator[Judgement]:
    """Yield the judgements on a claim that make of it what was made of the earlier one: what was corrected before it was accepted too."""
    why = f"{because} (as {was.claim[:18]} of the earlier version: {was.because})" if because.strip() else because
    values: Mapping[str, Any] = was.values
    corrected = bool(values) and was.decision in STANDS
    yield Judgement(claim, "correct" if corrected else was.decision, why, by, values if corrected else {})
    if was.grade:
        yield Judgement(claim, "grade", why, by, {"grade": was.grade})
