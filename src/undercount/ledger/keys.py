"""The key that signs a study's checkpoints: one small file, kept outside the study."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from undercount.errors import LedgerError
from undercount.ledger.disk import make_folder, sync_folder, write_all, write_failure
from undercount.ledger.note import PrivateKey, check_name, read_private_key


def keys_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Give the folder for keys: ``UNDERCOUNT_KEYS``, or ``undercount/keys`` in the user's data folder.

    Args:
        environment: The environment variables.
        home: The user's home folder, used when neither ``UNDERCOUNT_KEYS`` nor ``XDG_DATA_HOME`` is set.
    """
    if environment.get("UNDERCOUNT_KEYS"):
        return Path(environment["UNDERCOUNT_KEYS"])
    data = environment.get("XDG_DATA_HOME")
    return (Path(data) if data else home / ".local" / "share") / "undercount" / "keys"


def key_path(folder: Path, origin: str) -> Path:
    """Give the file of a ledger's key by the ledger's origin."""
    return folder / f"{quote(check_name(origin), safe='')}.key"


def make_key(origin: str) -> PrivateKey:
    """Make a new key for a ledger, from the system's source of randomness.

    Args:
        origin: The ledger's name, as in ``example.org/aleppo-2016``.

    Raises:
        LedgerError: The name holds white space or a plus sign.
    """
    return PrivateKey(check_name(origin), os.urandom(32))


def save_key(key: PrivateKey, folder: Path) -> Path:
    """Write a key to its file, readable by its owner only; a key that is there is never replaced.

    Raises:
        LedgerError: There is a key for this origin already, or the file cannot be written.
    """
    path = key_path(folder, key.name)
    try:
        make_folder(folder)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            write_all(descriptor, key.text().encode() + b"\n")
            os.fsync(descriptor)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
        sync_folder(folder)
    except FileExistsError as error:
        raise LedgerError(
            f"{path} holds a key already, and a key is never replaced: use it, or choose another origin."
        ) from error
    except OSError as error:
        raise write_failure(error, path, "no key was kept") from error
    return path


def load_key(folder: Path, origin: str) -> PrivateKey:
    """Read a ledger's key.

    Raises:
        LedgerError: There is no key for this origin, others can read it, or the file is damaged.
    """
    path = key_path(folder, origin)
    try:
        text = path.read_text("ascii")
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise LedgerError(
            f"There is no key for {origin} in {folder}: copy {path.name} there from where the study was made, "
            "or set UNDERCOUNT_KEYS to the folder that holds it."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(f"{path} cannot be read as a key: restore it from a copy.") from error
    if os.name == "posix" and mode & 0o077:
        raise LedgerError(f"Others can read the key {path} (mode {mode & 0o777:o}): run chmod 600 on it.")
    key = read_private_key(text)
    if key.name != origin:
        raise LedgerError(f"{path} holds the key of {key.name}, not of {origin}: put the right file there.")
    return key
