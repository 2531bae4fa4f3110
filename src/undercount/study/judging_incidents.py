"""Judging incidents: append what people decide of two incidents, refusing what contradicts what stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from undercount.errors import LinkError, StudyError
from undercount.ledger import Entry
from undercount.link.filled import columns_of, rows_of
from undercount.link.incidents import Verdict
from undercount.link.incidents.judged import judged
from undercount.link.incidents.sheet import IDS, WRITTEN
from undercount.record import Judgement, suggest
from undercount.study.export_incidents import incidents_of
from undercount.study.incident_judgements import (
    PREFIX,
    incident_pair,
    incident_target,
    judgements_of_sheet,
    verdicts_in,
)
from undercount.study.judging_pairs import JudgedSheet
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.opened import Opened


def names_incidents(target: str) -> bool:
    """Tell whether a person means two incidents: ``incident:ID incident:ID``."""
    return target.startswith(PREFIX)


def is_incident_sheet(sheet: Path) -> bool:
    """Tell whether a file is a sheet of pairs of incidents, by its columns."""
    try:
        columns = columns_of(sheet.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return False
    return {*IDS, "verdict"} <= set(columns)


def judge_incidents(root: Path, target: str, verdict: str, *, because: str, at: str, by: str) -> Entry:
    """Append a judgement on two incidents to a study's ledger; a coder's later one on the same two takes its place.

    Args:
        root: The study's folder.
        target: The two incidents as ``incident:ID incident:ID``.
        verdict: ``same``, ``different`` or ``unsure``.
        because: The reason.
        at: The time, UTC to the second.
        by: Who decides.

    Raises:
        StudyError: If they are no two incidents of the study.
        LinkError: If it contradicts judgements that stand.
        RecordError: If there is no reason.
    """
    opened = Opened.open(root)
    known = _known(opened)
    pair = _named(target, known)
    made = Judgement(incident_target(*pair), verdict, because, by)
    _need_agreement(opened, known, [made])
    with open_ledger(Layout.existing(root).ledger, writable=True) as ledger:
        return ledger.append("judgement", made.as_json(), at=at, by=by)


def judge_incident_sheet(root: Path, sheet: Path, *, at: str, by: str, coder: str = "") -> JudgedSheet:
    """Append the judgements of a filled sheet of pairs of incidents to a study's ledger: all of them, or none.

    Args:
        root: The study's folder.
        sheet: The sheet.
        at: The time, UTC to the second.
        by: Who enters it.
        coder: Who judged, where no row of the sheet names a coder; empty is nobody, and then such a sheet is refused.

    Raises:
        StudyError: If no row has a verdict, or one names an incident that the study does not have.
        LinkError: If a row lacks its reason or coder, or contradicts judgements that stand or another row.
    """
    opened = Opened.open(root)
    known = _known(opened)
    text = sheet.read_text(encoding="utf-8-sig")
    made = list(judgements_of_sheet(text, known, name=sheet.name, coder=coder))
    if not made:
        raise StudyError(
            f"a filled sheet has a verdict in some row; {sheet.name} has none: write same, different or unsure in the column verdict"
        )
    _need_agreement(opened, known, made)
    with open_ledger(Layout.existing(root).ledger, writable=True) as ledger:
        entries = ledger.append_many([("judgement", one.as_json()) for one in made], at=at, by=by)
    rows = sum(1 for _ in rows_of(text, IDS, sheet.name, WRITTEN))
    return JudgedSheet(tuple(entries), rows - len(made))


def _known(opened: Opened) -> frozenset[str]:
    """Return the ids of the study's incidents.

    Raises:
        StudyError: If it has none.
    """
    known = frozenset(event.id for event in incidents_of(opened, opened.rows()))
    if not known:
        raise StudyError(
            f"a judgement is on incidents of the study; it has none: run `undercount read {opened.layout.root}` and look at what it rejects"
        )
    return known


def _named(target: str, known: frozenset[str]) -> tuple[str, str]:
    """Return the two incidents that a person names; an id may hold blanks, as it stands in its table."""
    parts = [part.strip() for part in target.split(f" {PREFIX}")]
    if len(parts) != 2:
        raise StudyError(
            f'two incidents are named as "{PREFIX}ID {PREFIX}ID"; {target!r} is not so: copy both from build/link/incident_pairs.csv'
        )
    left, right = parts[0].removeprefix(PREFIX), parts[1]
    if not {left, right} <= known and (escaped := incident_pair(target)) is not None:
        left, right = escaped
    for one in (left, right):
        if one not in known:
            raise StudyError(
                f"a judgement is on incidents of the study; {one!r} is none: {suggest(one, sorted(known))}"
            )
    if left == right:
        raise StudyError(f"a judgement is about two incidents; {left!r} is named twice: name the other one")
    return left, right


def _need_agreement(opened: Opened, known: frozenset[str], made: Sequence[Judgement]) -> None:
    """Refuse judgements that contradict those that stand, or each other."""
    standing = [verdict for verdict in verdicts_in(opened.state) if known >= set(verdict.pair)]
    new = []
    for one in made:
        pair = incident_pair(one.target)
        if pair is None or pair[0] == pair[1]:
            raise LinkError(f"a judgement is about two incidents; {one.target!r} does not name two: name them")
        new.append(Verdict(*pair, one.decision, one.because, one.coder))
    judged([*standing, *new], known)
