"""Which of a study's documents say no day of publication, so that "yesterday" in them means no day."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from undercount.errors import ReadError
from undercount.ledger import Vault
from undercount.read.claim_sheet import is_claim_sheet
from undercount.read.text import kind_of
from undercount.read.texts.published import published_of
from undercount.record import Item, When
from undercount.study.layout import Layout

_DATA = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".parquet", ".xlsx", ".ods")
_PROSE = ("plain", "page", "saved page", "mail", "mailbox", "archive", "pdf", "docx")


def without_day(root: Path, items: Iterable[Item]) -> list[str]:
    """Return the names of the items whose prose has no day of publication, neither given nor stated by the item itself.

    Args:
        root: The study's folder.
        items: The items. Tables, claim sheets, pictures and what cannot be read are none of them.
    """
    vault = Vault(Layout.existing(root).vault)
    return [item.name for item in items if _is_prose(item) and not _has_day(vault.path(item.sha256), item)]


def _is_prose(item: Item) -> bool:
    ending, kind = kind_of(item.name, item.media_type)
    is_data = ending in _DATA or is_claim_sheet(Path(PurePosixPath(item.name).name))
    return kind in _PROSE and not is_data and item.size > 0


def _has_day(path: Path, item: Item) -> bool:
    """Tell whether relative dates of an item can be counted from something; one of its documents that has a day is enough."""
    try:
        found = published_of(path, item.name, media_type=item.media_type, given=item.published)
    except ReadError:  # reading says so, and a day would not help
        return True
    days = [found.when, *(one.when for _, one in found.parts)]
    return any(_counts(when) for when in days)


def _counts(when: str) -> bool:
    known = When.parse(when)
    return known.start is not None and known.end is not None and known.certain
