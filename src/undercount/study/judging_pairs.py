"""Judging pairs: append what people decide of two records, refusing what contradicts the rest, and saying what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from undercount.errors import LinkError, StudyError
from undercount.ledger import Entry
from undercount.record import Judgement, suggest
from undercount.study.doubled import doubled, refuse_implied
from undercount.study.judging import JudgedEntry
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.linked_files import need_lists
from undercount.study.opened import Opened
from undercount.study.pair_sheet import Filled, read_sheet
from undercount.study.record_pairs import judgements_in, named_pair, target_of
from undercount.study.victim_ids import Record

if TYPE_CHECKING:
    from undercount.link.persons.judgements import Judged


@dataclass(frozen=True, slots=True)
class JudgedSheet:
    """Hold what became of a filled sheet.

    Args:
        entries: The entries that were added, one a verdict.
        empty: How many rows have no verdict.
        notes: Sentences about what the judgements leave open, or are an exception to.
    """

    entries: tuple[Entry, ...]
    empty: int
    notes: tuple[str, ...] = ()


def judge_pair(root: Path, records: str, verdict: str, *, because: str, at: str, by: str) -> JudgedEntry:
    """Append a judgement on two records to a study's ledger; a coder's later one on the same two takes its place.

    Args:
        root: The study's folder.
        records: The two records as ``LIST:ID LIST:ID``.
        verdict: ``same``, ``different`` or ``unsure``.
        because: The reason.
        at: The time, UTC to the second.
        by: Who decides.

    Raises:
        StudyError: If they are no two records of declared lists.
        LinkError: If it contradicts judgements that stand, or joins records of a list that names nobody twice by way of others.
        RecordError: If there is no reason.
    """
    opened = Opened.open(root)
    ids = _ids(opened)
    pair = named_pair(records, ids)
    made = Judgement(target_of(pair), verdict, because, by)
    notes = _need_agreement(opened, ids, [Filled(0, *pair, verdict, because, by)], "")
    with open_ledger(Layout.existing(root).ledger, writable=True) as ledger:
        return JudgedEntry(ledger.append("judgement", made.as_json(), at=at, by=by), notes)


def judge_sheet(root: Path, sheet: Path, *, at: str, by: str, coder: str = "") -> JudgedSheet:
    """Append the judgements of a filled pair sheet to a study's ledger: all of them, or none.

    Args:
        root: The study's folder.
        sheet: The sheet.
        at: The time, UTC to the second.
        by: Who enters it.
        coder: Who judged, where no row of the sheet names a coder; empty is nobody, and then such a sheet is refused.

    Raises:
        StudyError: If the sheet or one of its rows is not as it must be.
        LinkError: If a row contradicts judgements that stand, or another row, or joins records of a list that names nobody twice by way
            of others.
    """
    opened = Opened.open(root)
    ids = _ids(opened)
    filled, empty = read_sheet(sheet, coder)
    if not filled:
        raise StudyError(
            f"a filled sheet has a verdict in some row; {sheet.name} has none in {empty:,} rows: write same, different or unsure in the "
            "column verdict"
        )
    for row in filled:
        _need_records(row, ids, sheet.name)
    notes = _need_agreement(opened, ids, filled, sheet.name)
    made = [Judgement(target_of((row.one, row.other)), row.verdict, row.reason, row.coder) for row in filled]
    with open_ledger(Layout.existing(root).ledger, writable=True) as ledger:
        entries = ledger.append_many([("judgement", one.as_json()) for one in made], at=at, by=by)
    return JudgedSheet(tuple(entries), empty, notes)


def _ids(opened: Opened) -> dict[str, frozenset[str]]:
    """Return the ids of each declared list."""
    need_lists([one.name for one in opened.settings.lists])
    return {one.declared.name: frozenset(one.ids) for one in opened.lists}


def _need_records(row: Filled, ids: dict[str, frozenset[str]], sheet: str) -> None:
    for name, record in (row.one, row.other):
        if name not in ids:
            raise StudyError(
                f"a record is of a list that study.toml declares; {name!r} in row {row.row} of {sheet} is none: {suggest(name, ids)}"
            )
        if record not in ids[name]:
            raise StudyError(
                f"a record must be in its list; list {name!r} has no {record!r} (row {row.row} of {sheet}): "
                f"{suggest(record, sorted(ids[name]))}; a spreadsheet may have changed the id"
            )
    if row.one == row.other:
        raise StudyError(f"a judgement is about two records; row {row.row} of {sheet} names one twice: mend it")


def _need_agreement(
    opened: Opened, ids: dict[str, frozenset[str]], filled: Sequence[Filled], sheet: str
) -> tuple[str, ...]:
    """Refuse judgements that contradict those that stand or each other; of a sheet the first row that does is named.

    Returns:
        Sentences about what the new judgements leave open, or are an exception to.
    """
    from undercount.link.persons import Judgement as OfPair
    from undercount.link.persons import Verdict
    from undercount.link.persons.judgements import in_force

    rows: dict[Record, int] = {}
    for name, held in ids.items():
        for record in sorted(held):
            rows[name, record] = len(rows)
    single = frozenset(one.name for one in opened.settings.lists if not one.duplicates)
    standing = list(judgements_in(opened.state))
    new = [OfPair(row.one, row.other, Verdict(row.verdict), reason=row.reason, coder=row.coder) for row in filled]
    try:
        now = in_force([*standing, *new], rows, single)
    except LinkError:
        in_force(standing, rows, single)  # if these contradict each other already, no row is to blame
        for number, row in enumerate(filled, start=1):
            try:
                in_force([*standing, *new[:number]], rows, single)
            except LinkError as error:
                where = f"row {row.row} of {sheet}: " if sheet else ""
                raise LinkError(f"{where}{error}") from None
        raise
    return _notes(single, rows, in_force(standing, rows, single), now)


def _notes(single: frozenset[str], rows: dict[Record, int], before: Judged, now: Judged) -> tuple[str, ...]:
    """Return what new judgements leave open or are an exception to.

    Raises:
        LinkError: If one coder makes records of a list that names nobody twice one person by way of others.
    """
    records = list(rows)
    old, new = (
        doubled([(records[a], records[b]) for a, b in judged.ruled.together], single) for judged in (before, now)
    )
    refuse_implied(old, new)
    held = {one.pair for one in old}
    exceptions = [one.sentence() for one in new if one.pair not in held]
    return (*(one for one in now.disputed if one not in before.disputed), *exceptions)
