"""Signed notes (C2SP signed-note): a short text with Ed25519 signatures below it.

References:
    C2SP, signed-note (https://c2sp.org/signed-note), and golang.org/x/mod/sumdb/note, whose keys and notes are read
    and written byte for byte.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from undercount.errors import LedgerError, TamperedError

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A named Ed25519 key that checks signatures.

    Attributes:
        name: The signer's name: no white space and no plus sign.
        raw: The key (32 bytes).
    """

    name: str
    raw: bytes

    def __str__(self) -> str:
        """Give the key as text: name, key id and key, joined by plus signs."""
        return f"{self.name}+{_key_id(self).hex()}+{_base64(_ED25519 + self.raw)}"


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A named Ed25519 key that signs.

    Attributes:
        name: The signer's name.
        seed: The secret (32 bytes); left out when the key is printed.
    """

    name: str
    seed: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The key that checks this one's signatures."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return PublicKey(self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def text(self) -> str:
        """Give the key as text, secret included."""
        return f"{_PRIVATE}{self.name}+{_key_id(self.public).hex()}+{_base64(_ED25519 + self.seed)}"


def check_name(name: str) -> str:
    """Refuse a name that cannot stand in a note.

    Raises:
        LedgerError: The name is empty, or holds white space, a plus sign or a control character.
    """
    if not name or "+" in name or not name.isprintable() or any(letter.isspace() for letter in name):
        raise LedgerError(
            f"{name!r} cannot name a ledger: it must not be empty and must hold no white space and no plus sign, "
            "as in example.org/aleppo-2016."
        )
    return name


def read_public_key(text: str) -> PublicKey:
    """Read a public key from its text.

    Raises:
        LedgerError: The text is no Ed25519 key, or a character of it was changed.
    """
    name, key_id, raw = _split_key(text.strip(), text)
    key = PublicKey(name, raw)
    if key_id != _key_id(key).hex():
        raise LedgerError(
            f"{text!r:.120} is no public key: its parts do not fit; copy it again from where it is published."
        )
    return key


def read_private_key(text: str) -> PrivateKey:
    """Read a private key from its text; the text is never repeated in an error.

    Raises:
        LedgerError: The text is no Ed25519 key.
    """
    name, key_id, seed = _split_key(text.strip().removeprefix(_PRIVATE), "the private key")
    key = PrivateKey(name, seed)
    if not text.startswith(_PRIVATE) or key_id != _key_id(key.public).hex():
        raise LedgerError("The private key is damaged: its parts do not fit; restore the key file from a copy.")
    return key


def sign_note(text: str, key: PrivateKey) -> str:
    """Put a signature below a text.

    Args:
        text: Lines that each end with a line break, none of them empty.
        key: Whose signature.

    Returns:
        The note: the text, an empty line and the signature line.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(text.encode())
    return f"{text}\n{_DASH}{key.name} {_base64(_key_id(key.public) + signature)}\n"


def open_note(note: str, trusted: Sequence[PublicKey]) -> tuple[str, tuple[PublicKey, ...]]:
    """Check a note's signatures.

    Args:
        note: The whole note.
        trusted: Keys that count. Signatures of other keys are passed over.

    Returns:
        The signed text, and those trusted keys that signed it (at least one).

    Raises:
        TamperedError: The note is not well formed, a trusted key's signature does not fit the text, or no trusted
            key signed it.
    """
    text, lines = split_note(note)
    signers: list[PublicKey] = []
    for name, blob in lines:
        for key in trusted:
            if key.name == name and blob[:4] == _key_id(key):
                _check_signature(key, blob[4:], text)
                signers.append(key)
    if not signers:
        names = ", ".join(name for name, _ in lines)
        known = ", ".join(str(key) for key in trusted)
        raise TamperedError(f"The note is signed by {names} with a key that is not trusted (trusted: {known}).")
    return text, tuple(signers)


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Split a note into its text and its signature lines (name and bytes), checking no signature.

    Raises:
        TamperedError: The note is not well formed.
    """
    text, gap, rest = note.rpartition("\n\n")
    lines = rest.split("\n")
    if not gap or lines.pop() != "" or not lines:
        raise TamperedError("The note is damaged: it has no signature line after an empty line.")
    return text + "\n", [_split_signature(line) for line in lines]


def _split_signature(line: str) -> tuple[str, bytes]:
    name, gap, blob = line.removeprefix(_DASH).partition(" ")
    raw = _from_base64(blob)
    if not line.startswith(_DASH) or not gap or not name or raw is None or len(raw) < 5:
        raise TamperedError(f"The note's signature line {line!r:.80} is damaged.")
    return name, raw


def _check_signature(key: PublicKey, signature: bytes, text: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, text.encode())
    except (InvalidSignature, ValueError) as error:
        raise TamperedError(
            f"The signature of {key.name} does not fit the note: one of the two was altered."
        ) from error


def _split_key(text: str, shown: str) -> tuple[str, str, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, blob = rest.partition("+")
    raw = _from_base64(blob)
    if not name or raw is None or len(raw) != 33 or raw[:1] != _ED25519:
        raise LedgerError(
            f"{shown!r:.120} is no Ed25519 key: it must read name+key id+key, as `undercount` printed it."
        )
    return check_name(name), key_id, raw[1:]


def _key_id(key: PublicKey) -> bytes:
    return hashlib.sha256(key.name.encode() + b"\n" + _ED25519 + key.raw).digest()[:4]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _from_base64(text: str) -> bytes | None:
    """Decode base64 that is written in the one canonical way; anything else is None."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _base64(data) == text else None
