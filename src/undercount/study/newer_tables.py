"""Newer tables: items that look like a new release of a list's table, and that the list does not read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from undercount.errors import ReadError, StudyError, UndercountError
from undercount.ledger import Vault
from undercount.read.recognise import column_names
from undercount.record import Item
from undercount.study.captures import item_named
from undercount.study.lists import Declared
from undercount.study.opened import Opened

_TABLES = (".csv", ".tsv", ".xlsx", ".ods", ".jsonl", ".ndjson", ".parquet")


def unread_releases(opened: Opened, among: Collection[str] | None = None) -> list[str]:
    """Return a sentence for each list whose table has a namesake in another folder, or a table with the same header, that came later.

    An item with another name supersedes nothing by itself: the list goes on with the older rows until somebody says so.

    Args:
        opened: The study.
        among: Only such items, by their SHA-256; None for all.
    """
    read = _read_by(opened)
    taken = {item.sha256 for _, item in read}
    current = [
        item
        for sha, item in opened.items.items()
        if opened.state.items[sha].superseded_by is None and sha not in taken and (among is None or sha in among)
    ]
    told = []
    for declared, item in read:
        first = opened.state.items[item.sha256].first
        newer = [one for one in current if opened.state.items[one.sha256].first > first and _is_like(one, item, opened)]
        if newer:
            told.append(_sentence(declared, item, newer[-1]))
    return told


def unread_releases_in(root: Path, added: Collection[str]) -> list[str]:
    """Return these sentences for items that were just added to a study; none where the study cannot be read as it stands.

    Args:
        root: The study's folder.
        added: The items, by their SHA-256.
    """
    try:
        return unread_releases(Opened.open(root), added)
    except UndercountError:  # what is wrong with settings or registers is said by the command that needs them
        return []


def _read_by(opened: Opened) -> list[tuple[Declared, Item]]:
    """Return each list with the item that it reads; what a list names and is not there, linking will say."""
    superseded = {sha: opened.state.items[sha].superseded_by for sha in opened.items}
    found = []
    for declared in opened.settings.lists:
        try:
            found.append(
                (declared, item_named(declared.table, f"the list {declared.name!r}", opened.items, superseded))
            )
        except StudyError:
            continue
    return found


def _is_like(one: Item, item: Item, opened: Opened) -> bool:
    if PurePosixPath(one.name).name.lower() == PurePosixPath(item.name).name.lower():
        return True
    if not all(name.lower().removesuffix(".gz").endswith(_TABLES) for name in (one.name, item.name)):
        return False
    vault = Vault(opened.layout.vault)
    header = _header(vault, item)
    return len(header) > 1 and header == _header(vault, one)


def _header(vault: Vault, item: Item) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory(prefix="undercount-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / PurePosixPath(item.name).name  # a table's reader goes by the ending of the file's name
        try:
            path.symlink_to(vault.path(item.sha256).resolve())
        except OSError:
            shutil.copyfile(vault.path(item.sha256), path)
        try:
            return column_names(path)
        except ReadError:
            return ()


def _sentence(declared: Declared, item: Item, newer: Item) -> str:
    same = PurePosixPath(newer.name).name == PurePosixPath(item.name).name
    like = "has the same file name" if same else "has the same columns"
    table = "" if same and "/" not in declared.table else f' and write table = "{newer.name}" in study.toml'
    return (
        f'the list "{declared.name}" still reads {item.name}; {newer.name}, added later, {like} and is not read by any list: if it is '
        f"the list's new release, add it again with --supersedes {item.name}{table}"
    )
