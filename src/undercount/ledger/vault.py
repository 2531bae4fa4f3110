"""The vault: every captured file once, under its SHA-256, never opened for writing again."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from undercount.errors import LedgerError, TamperedError
from undercount.ledger.bodies import is_sha256
from undercount.ledger.disk import (
    Progress,
    is_running,
    make_folder,
    no_progress,
    sync_folder,
    write_all,
    write_failure,
)

VAULT_NAME = "vault"
"""Folder inside the ledger's."""

INCOMING_NAME = "incoming"
"""Folder inside the vault where a file stands until it is whole."""

_PIECE = 1024 * 1024
_READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the vault that is not as it must be.

    Attributes:
        kind: ``missing``, ``altered``, ``misnamed``, ``stray`` or ``unreadable``.
        path: The file.
        sentence: What is wrong, and what to do.
    """

    kind: str
    path: Path
    sentence: str


class Vault:
    """A folder of captured files, each named by the SHA-256 of its bytes: ``ab/abcdef…``.

    Args:
        path: The vault's folder; it is made when the first file is added.
    """

    def __init__(self, path: Path | str) -> None:
        self.root = Path(path)

    def add(self, source: Path | str | BinaryIO, *, progress: Progress = no_progress) -> tuple[str, int]:
        """Keep a file; when this returns its bytes are on the disk, under their hash.

        The file is read once, a piece at a time, so its length does not matter. A file that is already there is not
        written again, but its bytes are hashed again.

        Args:
            source: A path, or a stream open for reading bytes.
            progress: Called with the bytes read.

        Returns:
            The SHA-256 (hexadecimal) and the length (bytes).

        Raises:
            LedgerError: The file cannot be read, or the disk is full; nothing was kept.
            TamperedError: The vault holds the file already, but altered.
        """
        if not isinstance(source, str | Path):
            return self._add_stream(source, 0, progress)
        path = Path(source)
        if path.exists() and not path.is_file() and not path.is_dir():
            raise LedgerError(f"{path} is no file but a device or a pipe: save what comes out of it as a file first.")
        try:
            file = path.open("rb")
        except IsADirectoryError as error:
            raise LedgerError(f"{path} is a folder: name the files in it.") from error
        except OSError as error:
            raise LedgerError(f"{path} cannot be read ({error.strerror}): check its name and permissions.") from error
        with file:
            return self._add_stream(file, path.stat().st_size, progress)

    def path(self, sha256: str) -> Path:
        """Give the place of a file by its hash, whether or not it is there.

        Raises:
            ValueError: The text is no SHA-256.
        """
        if not is_sha256(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256: it must be 64 lower-case hexadecimal digits")
        return self.root / sha256[:2] / sha256

    def __contains__(self, sha256: object) -> bool:
        return is_sha256(sha256) and self.path(str(sha256)).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """Open a file for reading; its bytes are not checked (see :meth:`check_one`).

        Raises:
            TamperedError: The file is missing.
            LedgerError: The file cannot be read.
        """
        path = self.path(sha256)
        try:
            return path.open("rb")
        except FileNotFoundError as error:
            raise TamperedError(_missing(path, sha256).sentence) from error
        except OSError as error:
            raise LedgerError(_unreadable(path, error).sentence) from error

    def check_one(self, sha256: str) -> None:
        """Hash one file again.

        Raises:
            TamperedError: The file is missing or altered.
            LedgerError: The file cannot be read.
        """
        finding = self._look_at(self.path(sha256), sha256)
        if finding is not None:
            raise (LedgerError if finding.kind == "unreadable" else TamperedError)(finding.sentence)

    def check(
        self, expected: Mapping[str, int] | None = None, *, progress: Progress = no_progress
    ) -> tuple[Finding, ...]:
        """Hash every file again and list whatever is not as it must be; an empty result means that all is well.

        Args:
            expected: The files that must be there: SHA-256 to length (bytes), a negative length if it is not known.
                A file that is there and not expected is found to be stray. None expects whatever is there.
            progress: Called with the bytes hashed.

        Returns:
            What was found, in the order of the files' names.
        """
        here = {path.name: path for path in self._files() if self._is_in_place(path)}
        findings = [_stray(path) for path in self._files() if not self._is_in_place(path)]
        if expected is not None:
            findings += [_missing(self.path(name), name) for name in expected if name not in here]
            findings += [_unexpected(path) for name, path in here.items() if name not in expected]
        findings += self._hash_all(here, expected or {}, progress)
        return tuple(sorted(findings, key=lambda finding: (str(finding.path), finding.kind)))

    def sweep(self) -> None:
        """Remove what an :meth:`add` left whose process has ended; one that still runs is left alone."""
        folder = self.root / INCOMING_NAME
        for path in folder.iterdir() if folder.is_dir() else ():
            pid = path.name.partition("-")[0]
            if not (pid.isdigit() and is_running(int(pid))):
                path.unlink(missing_ok=True)

    def _add_stream(self, stream: BinaryIO, total: int, progress: Progress) -> tuple[str, int]:
        incoming: Path | None = None
        try:
            make_folder(self.root / INCOMING_NAME)
            descriptor, name = tempfile.mkstemp(prefix=f"{os.getpid()}-", dir=self.root / INCOMING_NAME)
            incoming = Path(name)
            try:
                sha256, size = _copy(stream, descriptor, total, progress)
                incoming.chmod(_READ_ONLY)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._put_in_place(incoming, sha256)
        except OSError as error:
            raise write_failure(error, self.root, "the file was not added") from error
        finally:
            if incoming is not None:
                incoming.unlink(missing_ok=True)
        return sha256, size

    def _put_in_place(self, incoming: Path, sha256: str) -> None:
        path = self.path(sha256)
        if path.exists():
            self.check_one(sha256)
            return
        make_folder(path.parent)
        incoming.rename(path)
        sync_folder(path.parent)

    def _files(self) -> Iterator[Path]:
        for folder, folders, files in os.walk(self.root):
            if Path(folder) == self.root and INCOMING_NAME in folders:
                folders.remove(INCOMING_NAME)
            folders.sort()
            yield from (Path(folder) / name for name in sorted(files))

    def _is_in_place(self, path: Path) -> bool:
        return is_sha256(path.name) and path == self.path(path.name) and not path.is_symlink()

    def _hash_all(self, files: Mapping[str, Path], expected: Mapping[str, int], progress: Progress) -> list[Finding]:
        sizes = {name: path.stat().st_size for name, path in files.items()}
        total, done, findings = sum(sizes.values()), 0, list[Finding]()
        known = files.keys() | expected.keys()
        with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as pool:
            looks = pool.map(lambda name: self._look_at(files[name], name, known), files)
            for name, finding in zip(files, looks, strict=True):
                done += sizes[name]
                progress("vault", done, total)
                if finding is None and expected.get(name, -1) not in (-1, sizes[name]):
                    finding = _wrong_size(files[name], sizes[name], expected[name])
                if finding is not None:
                    findings.append(finding)
        return findings

    def _look_at(self, path: Path, sha256: str, known: Collection[str] = ()) -> Finding | None:
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return _missing(path, sha256)
        except OSError as error:
            return _unreadable(path, error)
        if found == sha256:
            return None
        if found in known:
            return Finding(
                "misnamed", path, f"{path} holds the bytes of another item, {found}: restore it from a copy."
            )
        return Finding(
            "altered", path, f"{path} was altered: its bytes have the SHA-256 {found}; restore it from a copy."
        )


def _copy(stream: BinaryIO, descriptor: int, total: int, progress: Progress) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(_PIECE):
        digest.update(piece)
        write_all(descriptor, piece)
        size += len(piece)
        progress("copy", size, total)
    return digest.hexdigest(), size


def _missing(path: Path, sha256: str) -> Finding:
    return Finding("missing", path, f"The item {sha256} is missing from the vault: restore {path} from a copy.")


def _unreadable(path: Path, error: OSError) -> Finding:
    return Finding("unreadable", path, f"{path} cannot be read ({error.strerror}): check its permissions and the disk.")


def _stray(path: Path) -> Finding:
    return Finding(
        "stray", path, f"{path} is no captured file, for its name and place are no SHA-256: move it elsewhere."
    )


def _unexpected(path: Path) -> Finding:
    return Finding(
        "stray", path, f"{path} is named by no entry of the ledger: add it again, or move it out of the vault."
    )


def _wrong_size(path: Path, size: int, expected: int) -> Finding:
    return Finding("altered", path, f"{path} has {size} bytes and its entry says {expected}: the entry was forged.")
