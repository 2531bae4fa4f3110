"""Admission: which claims are taken as true for a figure, and why the others are set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from undercount.record import Admission, Tree, vocabulary
from undercount.study.rows import Row

NO_WHOLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Admitted:
    """The rows of a figure's basis, parted by a rule.

    Args:
        rows: The claims that are taken as true.
        aside: For each other claim the reason, as a code with its parameter (see :mod:`undercount.study.words`).
    """

    rows: tuple[Row, ...]
    aside: Mapping[str, tuple[str, str]]


def admit(
    rows: Iterable[Row],
    rule: Admission,
    *,
    withdrawn: Mapping[str, tuple[str, str]],
    accepted: frozenset[str],
    sources: Tree,
    wholes: Mapping[str, str] = NO_WHOLES,
) -> Admitted:
    """Part rows into those that a rule admits and those that it sets aside.

    Args:
        rows: The claims.
        rule: The rule.
        withdrawn: For claims that a person rejected or set aside, or whose document was replaced: the reason.
        accepted: Claims that a person accepted.
        sources: The tree of sources; a rule that names a source admits what belongs to it.
        wholes: For claims that count a part the claim that counts the whole. A part that is told of in no other way than its whole
            ("12 people, four of them of one family") is set aside where the whole is admitted: else it would seem another number for it.
    """
    kept: list[Row] = []
    aside: dict[str, tuple[str, str]] = {}
    for row in rows:
        reason = withdrawn.get(row.claim) or _refusal(row, rule, accepted, sources)
        if reason is None:
            kept.append(row)
        else:
            aside[row.claim] = reason
    taken = {row.claim: row for row in kept}
    told = {row.claim: ("part", "") for row in kept if _is_told(row, taken.get(wholes.get(row.claim, "")))}
    return Admitted(tuple(row for row in kept if row.claim not in told), {**aside, **told})


def _is_told(row: Row, whole: Row | None) -> bool:
    """Tell whether a claim counts some of those whom another counts, in the same scope and by the same origin."""
    return whole is not None and (row.unit, row.origin, row.scope) == (whole.unit, whole.origin, whole.scope)


def _refusal(row: Row, rule: Admission, accepted: frozenset[str], sources: Tree) -> tuple[str, str] | None:
    if row.standing == "proposed" and not rule.proposed and row.claim not in accepted:
        return ("proposed", "")
    if rule.grade and not _good_enough(row.grade, rule.grade):
        return ("grade", rule.grade) if row.grade else ("ungraded", rule.grade)
    if rule.speakers and not _among(row.speaker, rule.speakers, sources):
        return ("speaker", row.speaker)
    if rule.judged and not is_judged(row, accepted):
        return ("unjudged", "")
    return None


def _good_enough(grade: str, least: str) -> bool:
    grades = vocabulary("grade").terms
    return grade in grades and grades[grade].rank >= grades[least].rank


def _among(speaker: str, speakers: Sequence[str], sources: Tree) -> bool:
    if speaker in speakers:
        return True
    return speaker in sources and any(above in speakers for above in sources.ancestors(speaker))


def is_judged(row: Row, accepted: frozenset[str]) -> bool:
    """Tell whether a person coded the claim by hand or accepted it."""
    return row.standing == "coded" or row.claim in accepted
