"""Verify: hash, prove and check everything of a study again; facts, or the first thing that is wrong."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undercount.counted import counted
from undercount.errors import LedgerError, StudyError, TamperedError
from undercount.ledger import replay
from undercount.ledger import verify as verify_ledger
from undercount.ledger.disk import Progress
from undercount.ledger.note import read_public_key
from undercount.ledger.verify import Facts
from undercount.study.build import PUBLISHED, materialised
from undercount.study.layout import Layout
from undercount.study.ledgers import need_ledger, open_ledger
from undercount.study.opened import Opened
from undercount.study.prove import prove
from undercount.study.settings import load_settings
from undercount.study.verify_link import check_incidents, check_linked
from undercount.study.verify_prose import check_prose
from undercount.study.work import BUILD, OF_READING, READ, unfinished
from undercount.study.written import json_bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found to be true of a study.

    Args:
        ledger: What is true of the ledger and the vault.
        files: Number of built files, each hashed again and equal to the manifest that the last checkpoint names.
        figures: Number of figures, each computed again from the ledger and equal byte for byte.
        certificates: Number of certificates checked by adding up, without a solver.
        notes: Sentences about what is no damage but worth knowing.
        records: Number of records of lists, linked again into the same persons byte for byte.
        incidents: Number of incidents of lists, joined again into the same incidents byte for byte.
        proposals: Number of claims that a machine proposed, each word of which stands where it is said to stand.
        waiting: How many of these nobody has judged.
    """

    ledger: Facts
    files: int
    figures: int
    certificates: int
    notes: tuple[str, ...]
    records: int = 0
    incidents: int = 0
    proposals: int = 0
    waiting: int = 0

    def sentences(self) -> list[str]:
        """Return the facts as sentences."""
        ledger = self.ledger
        lines = [
            f"The ledger's {ledger.entries:,} entries are as they were written; root {ledger.root.hex()}.",
            f"{_checkpoints(ledger.checkpoints)} before them; a trusted signature covers {ledger.signed:,} entries.",
            f"The vault's {ledger.files:,} files ({ledger.file_bytes:,} bytes) have the hashes that the ledger names.",
        ]
        if self.files:
            lines.append(f"The {self.files:,} built files are those that the last checkpoint names.")
        if self.figures:
            lines.append(f"{_figures(self.figures, self.certificates)}.")
        if self.records:
            lines.append(
                f"The linked persons follow from {counted(self.records, 'record')} of the lists byte for byte."
            )
        if self.incidents:
            lines.append(
                f"The joined incidents follow from {counted(self.incidents, 'incident')} of the lists byte for byte."
            )
        if self.proposals:
            wait = (
                "nobody has judged any"
                if self.waiting == self.proposals
                else f"{self.waiting:,} of them nobody has judged"
            )
            lines.append(
                f"Every word of {counted(self.proposals, 'proposed claim')} stands where it is said to stand, in the captured documents; "
                f"{wait if self.waiting else 'all are judged'}."
            )
        lines += [f"Note: {note}" for note in (*ledger.notes, *self.notes)]
        lines.append("This proves existence and that nothing was altered. It does not prove that a claim is true.")
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the facts as plain values."""
        names = (
            "entries",
            "segments",
            "bytes",
            "checkpoints",
            "signed",
            "signers",
            "published",
            "files",
            "file_bytes",
            "notes",
        )
        facts = {name: getattr(self.ledger, name) for name in names}
        counted = {
            "files": self.files,
            "figures": self.figures,
            "certificates": self.certificates,
            "records": self.records,
            "incidents": self.incidents,
            "proposals": self.proposals,
            "waiting": self.waiting,
            "notes": list(self.notes),
        }
        return {"ledger": {**facts, "root": self.ledger.root.hex(), "kinds": dict(self.ledger.kinds)}, **counted}


def verify(root: Path, *, keys: Sequence[str] = (), report: Progress) -> Verified:
    """Check a study from its bytes up.

    Args:
        root: The study's folder.
        keys: Public keys to trust instead of those that ``study.toml`` names.
        report: Told of the progress.

    Raises:
        TamperedError: If anything is not as the ledger says; the sentence names it.
        CertificateError: If a certificate does not prove its bound.
        UndercountError: If the study cannot be read.
    """
    layout = Layout.existing(root)
    trusted = keys or load_settings(layout.settings).public_keys
    need_ledger(layout.ledger)
    facts = verify_ledger(layout.ledger, trusted_keys=[read_public_key(key) for key in trusted], progress=report)
    if not layout.manifest.is_file():
        return _unbuilt(facts, root)
    if unfinished(layout) == BUILD:
        raise StudyError(
            f"the last build of {root} was stopped before its end, so what is built may not fit together: run `undercount build {root}`"
        )
    manifest, notes = _manifest(layout, facts)
    files, skipped = _check_files(layout, manifest["files"], report)
    notes += skipped
    with tempfile.TemporaryDirectory() as folder:
        report("replaying the ledger", 0, 1)
        written = materialised(layout, replay(open_ledger(layout.ledger).entries()), Path(folder))
        opened = Opened.open(root, written=written, report=report)
        if manifest["ledger"] != {"size": opened.size, "root": opened.root}:
            note = f"entries were added since the last build, so the figures were not computed again: run `undercount build {root}`"
            return Verified(facts, files, 0, 0, (*notes, note))
        proposals = check_prose(opened, report)
        records, unlinked = check_linked(opened, report)
        incidents = check_incidents(opened, report)
        figures, certificates = _check_figures(opened, report)
    said = (*notes, *unlinked, *_edited(layout, opened))
    waiting = len(opened.waiting)
    return Verified(facts, files, figures, certificates, said, records, incidents, proposals, waiting)


def _figures(figures: int, certificates: int) -> str:
    follow = f"{counted(figures, 'figure follows', 'figures follow')} from the ledger byte for byte"
    if not certificates:
        return f"{follow}; none has a bound that needs a certificate"
    whose, them = ("its", "it") if figures == 1 else ("their", "them")
    return f"{follow}; {whose} {counted(certificates, 'certificate proves', 'certificates prove')} {them} by adding up"


def _checkpoints(count: int) -> str:
    return "1 checkpoint fits the entries" if count == 1 else f"{count:,} checkpoints fit the entries"


def _unbuilt(facts: Facts, root: Path) -> Verified:
    if facts.published is not None:
        note = f"what was built is not here: run `undercount build {root}` to have it again, byte for byte"
    else:
        note = f"nothing was built yet: run `undercount build {root}`"
    return Verified(facts, 0, 0, 0, (note,))


def _manifest(layout: Layout, facts: Facts) -> tuple[dict[str, Any], list[str]]:
    """Return the manifest of what is built, and a note if nobody signed it: a build without the key after the last checkpoint."""
    data = layout.manifest.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    try:
        manifest = json.loads(data)
        manifest = {"files": dict(manifest["files"]), "ledger": dict(manifest["ledger"])}
    except (ValueError, KeyError, TypeError):
        raise TamperedError(f"{layout.manifest} is damaged: run `undercount build {layout.root}`") from None
    if facts.published is None or found == facts.published:
        return manifest, []
    if manifest["ledger"] == {"size": facts.entries, "root": facts.root.hex()} and facts.entries > facts.signed + 1:
        return manifest, ["What is built is newer than the last signed checkpoint: build with the key to sign it."]
    raise TamperedError(
        f"{layout.manifest} is not the one that the last checkpoint names: it has SHA-256 {found} and not {facts.published}; "
        f"run `undercount build {layout.root}` and compare"
    )


def _check_files(layout: Layout, files: Mapping[str, str], report: Progress) -> tuple[int, list[str]]:
    """Hash every built file again; what a reading wrote since the last build is left out, and said in a note."""
    if unfinished(layout) == READ:
        held = {name: sha for name, sha in files.items() if name.split("/")[0] not in OF_READING}
        _hash_files(layout.build, held, [name for name in PUBLISHED if name not in OF_READING], report)
        note = f"items were read since the last build, so their tables are not checked: run `undercount build {layout.root}`"
        return len(held), [note]
    _hash_files(layout.build, files, PUBLISHED, report)
    return len(files), []


def _hash_files(build: Path, files: Mapping[str, str], published: Sequence[str], report: Progress) -> None:
    for number, (name, expected) in enumerate(files.items()):
        if number % 100 == 0:
            report("hashing what was built", number, len(files))
        path = build / name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise TamperedError(f"{path} was built and is missing: run `undercount build` to have it again") from None
        except OSError as error:
            raise LedgerError(f"{path} cannot be read ({error.strerror}): check its permissions") from None
        if found != expected:
            raise TamperedError(
                f"{path} was altered after it was built: it has SHA-256 {found} and not {expected}; "
                "run `undercount build` to have it as it was"
            )
    for path in sorted(build.rglob("*")):
        name = path.relative_to(build).as_posix()
        if path.is_file() and name.split("/")[0] in published and name not in files:
            raise TamperedError(f"{path} stands among what was built and was not built: remove it")
    report("hashing what was built", len(files), len(files))


def _check_figures(opened: Opened, report: Progress) -> tuple[int, int]:
    certificates = 0
    names = opened.settings.names()
    for number, name in enumerate(names):
        report("checking figures", number, len(names))
        path = opened.layout.figures / f"{name}.json"
        published = path.read_bytes()
        figure = opened.figure(name, report=report)
        if json_bytes(figure.body) != published:
            _refuse_estimate(figure.body, published, path)
            raise TamperedError(
                f"the figure {name!r} in {path} does not follow from the ledger: computed again it has "
                f"minimum {figure.low:,} and other bytes; run `undercount build {opened.layout.root}` and compare"
            )
        certificates += prove(json.loads(published), opened)
    report("checking figures", len(names), len(names))
    return len(names), certificates


def _refuse_estimate(body: Mapping[str, Any], published: bytes, path: Path) -> None:
    """Say it if nothing of a figure differs but its estimate, whose last digits another machine's arithmetic can change.

    Raises:
        TamperedError: If only the estimate differs.
    """
    try:
        held = json.loads(published)
    except ValueError:
        return
    if isinstance(held, dict) and json_bytes({**held, "estimate": body["estimate"]}) == json_bytes(body):
        raise TamperedError(
            f"the estimate in {path} does not follow from the ledger, while its bounds do: computed again here it is another; on the "
            "machine and with the versions of numpy, scipy and numba that built it, it must be the same to the last digit"
        )


def _edited(layout: Layout, opened: Opened) -> tuple[str, ...]:
    notes = []
    for name, sha in opened.state.registers.items():
        path = layout.settings if name == "study.toml" else layout.things / name
        here = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        if here != sha:
            notes.append(f"{path} was edited since the last build: run `undercount build {layout.root}` to use it")
    return tuple(notes)
