"""Add: capture files byte for byte, with who published them and when."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath

from undercount.errors import StudyError
from undercount.ledger import State, Vault, replay
from undercount.ledger.disk import Progress
from undercount.read.registers import read_registers
from undercount.record import Item, Tree, When, suggest
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.settings import load_settings

_TYPES = {
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".eml": "message/rfc822",
    ".mbox": "application/mbox",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
    ".warc": "application/warc",
    ".wacz": "application/wacz",
    ".webp": "image/webp",
    ".gz": "application/gzip",
}


@dataclass(frozen=True, slots=True)
class Addition:
    """One file to add.

    Args:
        path: The file.
        name: The name that the item gets; by default the path as it was given.
        carrier: The source that published it, or empty.
        published: The day of publication (EDTF), or empty.
        supersedes: Name or SHA-256 of the item that it corrects or updates, or None.
        because: Why it supersedes it.
    """

    path: Path
    name: str = ""
    carrier: str = ""
    published: str = ""
    supersedes: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file."""

    item: Item
    outcome: str
    is_new: bool


def add(root: Path, additions: Sequence[Addition], *, at: str, by: str, report: Progress) -> list[Added]:
    """Capture files into a study's vault and ledger; all of them or, if one is refused, none.

    Args:
        root: The study's folder.
        additions: The files.
        at: The time, UTC to the second (``2016-12-13T09:00:00Z``).
        by: Who adds.
        report: Told of the progress.

    Returns:
        What became of each file, in order.

    Raises:
        StudyError: If a carrier is in no register, or an item to be superseded is not there.
        RecordError: If a date is not EDTF.
        LedgerError: If a file cannot be read, or the disk is full.
    """
    layout = Layout.existing(root)
    settings = load_settings(layout.settings)
    sources = read_registers(layout.things, zone=settings.timezone).source_tree
    for addition in additions:
        _check(addition, sources, settings.timezone)
    vault = Vault(layout.vault)
    with open_ledger(layout.ledger, writable=True) as ledger:
        state = replay(ledger.entries())
        captured = []
        for number, addition in enumerate(additions):
            report("adding", number, len(additions))
            captured.append(vault.add(addition.path))
        report("adding", len(additions), len(additions))
        added = _placed(additions, captured, state)
        ledger.append_many([("item", asdict(one.item)) for one in added if one.is_new], at=at, by=by)
    return added


def _check(addition: Addition, sources: Tree, zone: str) -> None:
    name = addition.name or item_name(addition.path)
    if not name.isprintable() and any("\ud800" <= char <= "\udfff" for char in name):
        raise StudyError(f"the name of a file must be text in UTF-8; {name!r} is not: rename the file")
    if addition.carrier and addition.carrier not in sources:
        raise StudyError(
            f"a carrier must be an id of things/sources.csv; {addition.carrier!r} is not: {suggest(addition.carrier, sources.nodes)}"
        )
    When.parse(addition.published, zone=zone)


def item_name(path: Path) -> str:
    """Return the name of an item for a path: as it was given, without a drive, a root or leading dots."""
    parts = [part for part in PurePath(path).parts if part not in (path.anchor, ".", "..")]
    return path.name if path.is_absolute() else "/".join(parts)


def media_type(name: str) -> str:
    """Return the media type that a file's name tells (RFC 6838)."""
    suffix = PurePath(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _placed(additions: Sequence[Addition], captured: Sequence[tuple[str, int]], state: State) -> list[Added]:
    """Return each file as an item, knowing what the ledger and the files before it hold."""
    bodies = {sha: dict(item.body) for sha, item in state.items.items()}
    current = {str(item.body["name"]): sha for sha, item in state.items.items() if item.superseded_by is None}
    added = []
    for addition, (sha, size) in zip(additions, captured, strict=True):
        name = addition.name or item_name(addition.path)
        old = _superseded(addition, name, sha, current, bodies)
        which = "an earlier version of {} was added again" if sha in bodies else "a newer version of {} was added"
        because = addition.because or (which.format(name) if old else "")
        item = Item(
            sha, name, media_type(name), size, addition.carrier, addition.published, old, because if old else ""
        )
        added.append(_outcome(item, bodies, current))
        bodies[sha] = asdict(item)
        if old is not None:
            current = {n: s for n, s in current.items() if s != old}
        current[name] = sha
    return added


def _outcome(item: Item, bodies: dict[str, dict[str, object]], current: dict[str, str]) -> Added:
    known = bodies.get(item.sha256)
    over = f"supersedes {bodies[item.supersedes]['name']}" if item.supersedes is not None else ""
    if known is None:
        return Added(item, f"captured; {over}" if over else "captured", True)
    if over:
        again = item.sha256 not in current.values() and item.supersedes in current.values()
        return Added(item, f"already there{', and current again' if again else ''}; {over}", True)
    fields = ("name", "carrier", "published")
    is_new = any(getattr(item, f) and getattr(item, f) != known.get(f) for f in fields)
    what = "already there; its description is new" if is_new else "already there"
    if item.sha256 not in current.values():
        what += ", but another item superseded it: to go back to it, name that one with --supersedes"
    return Added(item, what, is_new)


def _superseded(
    addition: Addition, name: str, sha: str, current: dict[str, str], bodies: dict[str, dict[str, object]]
) -> str | None:
    if addition.supersedes is None:
        old = current.get(name)
        return old if old != sha else None
    old = current.get(addition.supersedes) or (addition.supersedes if addition.supersedes in bodies else None)
    if old is None:
        raise StudyError(
            f"an item that is superseded must be in the study; {addition.supersedes!r} is not: {suggest(addition.supersedes, current)}"
        )
    return old if old != sha else None
