"""Canonical bytes (RFC 8785) and the ids that are made from them.

What the ledger holds is hashed, so the same value must give the same bytes on every machine and for ever. RFC 8785
fixes them: keys sorted by UTF-16 code units, no white space, shortest escapes, UTF-8.

Numbers with a fraction are refused. No value of the record needs one (counts are integers, times are integer
seconds, names and phrases are text), and a binary fraction is the one JSON value whose text and meaning part ways
between languages. A fraction that must be kept verbatim is kept as text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import rfc8785

from undercount.errors import RecordError

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"

LARGEST_INTEGER = 2**53 - 1
"""The largest integer (and its negative the smallest) that every JSON reader reads exactly."""

ID_HEX_DIGITS = 24
"""Length of the hash part of a content id (hexadecimal digits, 96 bits)."""

_KIND = re.compile(r"[a-z][a-z-]*")
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True).encode


def canonical_bytes(value: JSON) -> bytes:
    """Give the one byte string that RFC 8785 allows for a value.

    Args:
        value: ``None``, booleans, integers within ±(2**53 - 1), text, and lists, tuples and dicts of them.

    Returns:
        UTF-8 bytes without white space or a final line break.

    Raises:
        RecordError: The value holds a fraction, a larger integer, a key that is not text, text with a lone
            surrogate, another type, or itself.
    """
    try:
        if _keys_are_ascii(value, "value"):
            return _encode(value).encode()
        return rfc8785.dumps(value)
    except (UnicodeEncodeError, rfc8785.CanonicalizationError) as error:
        raise RecordError(
            "Text holds half of a surrogate pair, which has no UTF-8 form; save the file again as UTF-8."
        ) from error
    except RecursionError as error:
        raise RecordError("A value holds itself, or is nested too deeply to be written; flatten it.") from error


def content_id(kind: str, body: JSON) -> str:
    """Name a value by its content: the same content has the same id wherever it was made.

    Args:
        kind: The kind of value, lower-case letters and hyphens (``claim``, ``reading``). It is part of what is hashed,
            so the same body under two kinds has unrelated ids.
        body: The value.

    Returns:
        The kind, a colon, and the first 24 hexadecimal digits of the SHA-256 of a domain prefix and the canonical
        bytes.

    Raises:
        RecordError: The body cannot be written canonically.
        ValueError: The kind is not a lower-case word.
    """
    if _KIND.fullmatch(kind) is None:
        raise ValueError(f"a kind of content id is a lower-case word, not {kind!r}")
    digest = hashlib.sha256(b"undercount:id:v1:" + kind.encode() + b"\n" + canonical_bytes(body))
    return f"{kind}:{digest.hexdigest()[:ID_HEX_DIGITS]}"


def _keys_are_ascii(value: object, where: str) -> bool:
    """Check every part of a value; tell whether Python's own key order is RFC 8785's.

    Python sorts keys by code point and RFC 8785 by UTF-16 code unit. The two agree on ASCII keys.
    """
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return True
    if kind is int:
        if -LARGEST_INTEGER <= value <= LARGEST_INTEGER:  # type: ignore[operator]
            return True
        raise RecordError(
            f"{where} is {_short(value)}, and an integer must lie within ±{LARGEST_INTEGER}; "
            "write a larger number as text."
        )
    if kind is dict:
        return _dict_keys_are_ascii(value, where)  # type: ignore[arg-type]
    if kind is list or kind is tuple:
        ascii_keys = True
        for place, part in enumerate(value):  # type: ignore[var-annotated,arg-type]
            ascii_keys &= _keys_are_ascii(part, f"{where}[{place}]")
        return ascii_keys
    raise RecordError(
        f"{where} is {_short(value)} of type {kind.__name__}, and a record holds only text, whole numbers, "
        "true, false, null, lists and objects; write it as text."
    )


def _dict_keys_are_ascii(value: dict[object, object], where: str) -> bool:
    ascii_keys = True
    for key, part in value.items():
        if type(key) is not str:
            raise RecordError(f"{where} has the key {_short(key)}, and a key must be text; write it as text.")
        if not key.isascii():
            ascii_keys = False
        part_type = type(part)
        if part_type is str or part is None:
            continue
        ascii_keys &= _keys_are_ascii(part, f"{where}.{key}")
    return ascii_keys


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
