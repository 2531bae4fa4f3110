"""Proving a ledger: every byte of it is hashed again, and facts are returned or the damage is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from undercount.errors import LedgerError, TamperedError
from undercount.ledger.bodies import named_files
from undercount.ledger.checkpoint import Checkpoint, read_checkpoint
from undercount.ledger.disk import Progress, no_progress
from undercount.ledger.entry import Entry, line_kinds, read_line
from undercount.ledger.head import Head, check_format, read_head, segment_path
from undercount.ledger.merkle import EMPTY_ROOT, Tree, verify_consistency
from undercount.ledger.note import PublicKey, open_note, split_note
from undercount.ledger.recovery import aside_words, ending_words, find_ending
from undercount.ledger.segments import Block, LinePlace, read_blocks, read_segment, split_lines
from undercount.ledger.vault import VAULT_NAME, Vault

_PLAIN = frozenset(("claim", "judgement", "question"))
"""Kinds that name no file and sign nothing."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What :func:`verify` found to be true.

    Attributes:
        entries: Number of entries, each hashed again.
        root: Root of the tree over all of them (32 bytes).
        kinds: Kind of entry to number of entries.
        segments: Number of segments.
        bytes: Length of all lines (bytes).
        checkpoints: Number of checkpoints, each found to fit the tree before it.
        signed: Number of entries that a trusted signature covers: those before the last checkpoint.
        signers: Names of the trusted keys that signed the last checkpoint.
        published: SHA-256 of the manifest that the last checkpoint names, or None.
        files: Number of files in the vault, each hashed again.
        file_bytes: Their length (bytes).
        notes: Sentences about what is no damage but worth knowing.
    """

    entries: int
    root: bytes
    kinds: Mapping[str, int]
    segments: int
    bytes: int
    checkpoints: int
    signed: int
    signers: tuple[str, ...]
    published: str | None
    files: int
    file_bytes: int
    notes: tuple[str, ...]


def verify(ledger: Path | str, *, trusted_keys: Sequence[PublicKey], progress: Progress = no_progress) -> Facts:
    """Hash every line and every file again, rebuild the tree, and check each checkpoint against it.

    Args:
        ledger: The ledger's folder, with the vault in it.
        trusted_keys: Public keys of those who may sign checkpoints. Without one, signatures are not checked, which is
            said among the notes.
        progress: Called with the bytes checked.

    Returns:
        The facts; if this returns, no bit of the ledger or the vault differs from what was written.

    Raises:
        TamperedError: A line, a checkpoint, the head or a file is altered or missing; the sentence names the first.
        VersionError: A newer version wrote the ledger.
        LedgerError: Something cannot be read.
    """
    folder = Path(ledger)
    check_format(folder)
    head = read_head(folder)
    survey = _Survey(folder, head, trusted_keys, progress)
    for block in read_blocks(folder, head):
        survey.take(block)
    survey.check_unsigned()
    files, file_bytes, strays = _check_vault(folder, survey.files, progress)
    return Facts(
        entries=head.size,
        root=survey.tree.root(),
        kinds=MappingProxyType(dict(sorted(survey.kinds.items()))),
        segments=head.segment if head.size else 0,
        bytes=survey.done,
        checkpoints=survey.kinds["checkpoint"],
        signed=survey.last.size if survey.signers else 0,
        signers=survey.signers,
        published=survey.published,
        files=files,
        file_bytes=file_bytes,
        notes=(*survey.notes(), *strays),
    )


class _Survey:
    """What is gathered while the blocks go by."""

    def __init__(self, folder: Path, head: Head, trusted: Sequence[PublicKey], progress: Progress) -> None:
        self._folder, self._head, self._trusted, self._progress = folder, head, tuple(trusted), progress
        whole = [segment_path(folder, number) for number in range(1, head.segment)]
        self._total = sum(path.stat().st_size for path in whole if path.exists()) + head.end
        self._signed_place = (1, 0)
        self.tree, self.kinds, self.done = Tree(), Counter[str](), 0
        self.last = Checkpoint("", 0, EMPTY_ROOT)
        self.signers: tuple[str, ...] = ()
        self.published: str | None = None
        self.files: dict[str, int] = {}

    def take(self, block: Block) -> None:
        """Count a block's entries, and read those that name files or sign the tree."""
        kinds = line_kinds(block.lines)
        self.kinds.update(kinds)
        taken = 0
        for number in () if _PLAIN.issuperset(kinds) else [n for n, kind in enumerate(kinds) if kind not in _PLAIN]:
            place = LinePlace(self._folder, block.segment, number + 1, block.first + number)
            entry = read_line(block.lines[number], leaf=block.leaves[number], where=place)
            if entry.kind == "checkpoint":
                self.tree.extend(block.leaves[taken:number])
                taken = number
                self._check_checkpoint(entry, place)
                self._signed_place = (block.segment, block.first)
            else:
                self._name_files(entry)
        self.tree.extend(block.leaves[taken:])
        self.done += sum(map(len, block.lines)) + len(block.lines)
        self._progress("ledger", self.done, self._total)

    def check_unsigned(self) -> None:
        """Read the entries that no trusted signature covers, and refuse one that this program would not write.

        What a trusted key signed is byte for byte what its holder's program wrote. The lines after it are checked by
        the chain alone, which anybody who can write to the disk can make anew, so their form is checked too.
        """
        first, index = self._signed_place if self.signers else (1, 0)
        signed = self.last.size if self.signers else 0
        for segment in range(first, self._head.segment + 1 if self._head.size > signed else first):
            end = self._head.end if segment == self._head.segment else None
            lines = split_lines(self._folder, segment, read_segment(self._folder, segment, end), index)
            for number, line in enumerate(lines):
                if index + number >= signed:
                    place = LinePlace(self._folder, segment, number + 1, index + number)
                    read_line(line, leaf=self.tree.leaf(index + number), where=place)
            index += len(lines)

    def notes(self) -> tuple[str, ...]:
        """Say what is no damage but worth knowing."""
        notes = list(aside_words(self._folder))
        ending = ending_words(self._folder, find_ending(self._folder, self._head))
        if ending is not None:
            notes.append(ending)
        signed = self.last.size if self.signers else 0
        if self.kinds["checkpoint"] and not self._trusted:
            notes.append("No public key was given, so the signatures of the checkpoints were not checked.")
        elif signed + bool(self.signers) < self._head.size:
            count = self._head.size - signed - bool(self.signers)
            notes.append(
                f"The last {count} entries are covered by no signature yet, only by the chain of hashes: "
                "make a checkpoint to sign them."
            )
        return tuple(notes)

    def _name_files(self, entry: Entry) -> None:
        for name in named_files(entry.kind, entry.body):
            size = entry.body["size"] if entry.kind == "item" else -1
            self.files[name] = size if size >= 0 else self.files.get(name, -1)

    def _check_checkpoint(self, entry: Entry, place: LinePlace) -> None:
        note = str(entry.body["note"])
        try:
            text, signers = open_note(note, self._trusted) if self._trusted else (split_note(note)[0], ())
            checkpoint = read_checkpoint(text)
        except TamperedError as error:
            raise TamperedError(f"The checkpoint in {place} does not hold: {error}") from error
        if checkpoint.size != entry.index or checkpoint.root != self.tree.root():
            raise TamperedError(
                f"The checkpoint in {place} signs {checkpoint.size} entries with root {checkpoint.root.hex()}, and the "
                f"{entry.index} entries before it have root {self.tree.root().hex()}: they are not those that were "
                "signed; restore the ledger from a copy."
            )
        if self.last.origin not in ("", checkpoint.origin):
            raise TamperedError(
                f"The checkpoint in {place} is of the ledger {checkpoint.origin}, and those before it of "
                f"{self.last.origin}: two ledgers were mixed; restore the ledger from a copy."
            )
        proof = self.tree.consistency(self.last.size, checkpoint.size)
        verify_consistency(self.last.size, checkpoint.size, proof, self.last.root, checkpoint.root)
        self.last, self.signers = checkpoint, tuple(key.name for key in signers)
        self.published = entry.body.get("published")


def _check_vault(folder: Path, expected: Mapping[str, int], progress: Progress) -> tuple[int, int, tuple[str, ...]]:
    """Hash the vault; give the number and length of its files and sentences about files that are too many."""
    vault = Vault(folder / VAULT_NAME)
    findings = vault.check(expected, progress=progress)
    bad = [finding for finding in findings if finding.kind != "stray"]
    if bad:
        more = f" (and {len(bad) - 1} more files; see the notes of this error)" if len(bad) > 1 else ""
        kind = LedgerError if bad[0].kind == "unreadable" else TamperedError
        error = kind(bad[0].sentence + more)
        for finding in bad[1:]:
            error.add_note(finding.sentence)
        raise error
    sizes = [vault.path(name).stat().st_size for name in expected]
    return len(sizes), sum(sizes), tuple(finding.sentence for finding in findings)
