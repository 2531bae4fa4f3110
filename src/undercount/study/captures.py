"""Captures: from a table's text to its capture histories, with the file's name and row numbers in every error."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from undercount.count.estimators.histories import MOST_LISTS, CaptureHistories
from undercount.errors import HistoriesError, StudyError
from undercount.ledger import Vault
from undercount.read.captures import WORKBOOKS, CaptureTable, read_captures
from undercount.record import Item, suggest
from undercount.record.figure import Estimation
from undercount.study.spoken import SETTINGS, spoken

READER = "capture-histories 1"
"""Name and version of what reads a table of capture histories."""

COUNT = "count"
"""The column of counts where none is named."""

_SHORTEST = 8
"""The fewest letters of a SHA-256 that name an item."""

_LIKE_COUNT = frozenset({"count", "counts", "n", "freq", "frequency"})


def histories_of(
    table: CaptureTable,
    lists: Sequence[str] | None,
    *,
    by: Sequence[str] = (),
    count: str = "",
    merge: bool = False,
) -> CaptureHistories:
    """Return the capture histories that a table holds: one row a history with its count, or one row a person.

    Where some of a table's lists are named, whoever is on none of these is left out.

    Args:
        table: The table.
        lists: The lists' columns; None for every column that is neither the count nor a stratum.
        by: The columns that part the persons into strata.
        count: The column of counts; empty for ``count`` where there is such a column, else each row is one person.
        merge: Add up rows of one history.

    Raises:
        HistoriesError: If the table breaks a rule; the sentence names the file and the row as the file shows it.
    """
    column = _count_column(table, [*(lists or ()), *by], count)
    try:
        whole = None if lists is None else [*lists, *unused_lists(table, lists, by=by, count=count)]
        if column is None:
            found = CaptureHistories.from_records(table.columns, whole, strata=by, rows=table.rows)
        else:
            found = CaptureHistories.from_counts(
                table.columns, whole, strata=by, count=column, merge=merge, rows=table.rows
            )
        return found if lists is None or found.lists == tuple(lists) else found.keep_lists(lists)
    except HistoriesError as error:
        raise HistoriesError(f"{table.name}: {error}") from None


def unused_lists(
    table: CaptureTable, lists: Sequence[str], *, by: Sequence[str] = (), count: str = ""
) -> tuple[str, ...]:
    """Return the columns of 0 and 1 that are lists like those that are named, and are not named."""
    if len(set(lists)) < 2 or any(name not in table.columns for name in (*lists, *by)):
        return ()
    other = {*lists, *by, count or COUNT}
    found = [name for name, cells in table.columns.items() if name not in other and {"0", "1"}.issuperset(set(cells))]
    return tuple(found) if len(found) + len(lists) <= MOST_LISTS else ()


def has_counts(table: CaptureTable, count: str = "") -> bool:
    """Return whether a table's rows are histories with their counts, and not persons."""
    return bool(count) or COUNT in table.columns


def _count_column(table: CaptureTable, named: Sequence[str], count: str) -> str | None:
    if has_counts(table, count):
        return count or COUNT
    for column in table.columns:
        if column not in named and column.lower() in _LIKE_COUNT:
            raise HistoriesError(
                f"{table.name}: a table without a column of counts has one row for each person; {column!r} looks like counts: say that "
                f"{column!r} is the count, name it as a list or a stratum, or leave that column out"
            )
    return None


def item_of(asked: Estimation, figure: str, items: Mapping[str, Item], superseded_by: Mapping[str, str | None]) -> Item:
    """Return the captured item that a figure's estimate is made from.

    Args:
        asked: What the figure says of its estimate.
        figure: The figure's name.
        items: All items of the study by their SHA-256.
        superseded_by: For each of them the one that replaces it, or None.

    Raises:
        StudyError: If no item, or several, have that name, or another one replaced it.
    """
    return item_named(asked.table, f"the estimate of figure {figure!r}", items, superseded_by)


def item_named(given: str, what: str, items: Mapping[str, Item], superseded_by: Mapping[str, str | None]) -> Item:
    """Return the captured item that a setting names.

    Args:
        given: The item's name, the end of it after a ``/``, or the first letters of its SHA-256.
        what: What rests on the item, as a sentence begins with it.
        items: All items of the study by their SHA-256.
        superseded_by: For each of them the one that replaces it, or None.

    Raises:
        StudyError: If no item, or several, have that name, or another one replaced it.
    """
    current = {item.name: sha for sha, item in items.items() if superseded_by[sha] is None}
    found = {sha for sha in items if len(given) >= _SHORTEST and sha.startswith(given.lower())}
    found |= {sha for name, sha in current.items() if name == given}
    if not found:
        found = {sha for name, sha in current.items() if name.endswith(f"/{given}")}
    if len(found) > 1:
        raise StudyError(f"{what} must name one item; {given!r} names {len(found)}: give more of its name or SHA-256")
    if not found:
        raise StudyError(
            f"{what} needs a table that was added to the study; {given!r} was not: "
            f"{suggest(given, current) if current else 'add it with `undercount add`'}"
        )
    (sha,) = found
    newer = superseded_by[sha]
    if newer is not None:
        raise StudyError(
            f"{what} must rest on the newest version of its table; {given!r} was replaced by "
            f"{items[newer].name} ({newer[:12]}…): name that one"
        )
    return items[sha]


def table_in(vault: Vault, item: Item) -> CaptureTable:
    """Return the table that a captured item holds, after hashing its bytes again.

    Raises:
        TamperedError: If the bytes are not those that were captured.
        ReadError: If they are no table.
    """
    vault.check_one(item.sha256)
    if not item.name.lower().endswith(WORKBOOKS):
        return read_captures(vault.path(item.sha256), name=item.name)
    with TemporaryDirectory() as folder:  # a workbook's reader goes by the ending of the file's name
        path = Path(folder) / PurePosixPath(item.name).name
        shutil.copyfile(vault.path(item.sha256), path)
        return read_captures(path, name=item.name)


def asked_of(table: CaptureTable, asked: Estimation) -> CaptureHistories:
    """Return the capture histories that a figure asks of a table.

    Raises:
        ReadError: If the rows cannot be chosen.
        HistoriesError: If the table breaks a rule.
    """
    chosen = table.where(dict(asked.where))
    try:
        return histories_of(chosen, asked.lists, by=asked.by, count=asked.count, merge=asked.merge)
    except HistoriesError as error:
        raise HistoriesError(spoken(str(error), SETTINGS)) from None
