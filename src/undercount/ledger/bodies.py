"""What each kind of entry must say.

The list of kinds is closed. A body may hold more than its kind needs; what is listed here is what replay and
verification rely on. Fields that end in ``?`` may be null or absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from undercount.errors import RecordError
from undercount.record.judgement import DECISIONS

KINDS = ("item", "reading", "claim", "register", "judgement", "question", "checkpoint")
"""The closed list of kinds of entry."""

_FIELDS: dict[str, dict[str, str]] = {
    "item": {"sha256": "sha256", "size": "count", "name": "text", "supersedes": "sha256?"},
    "reading": {"id": "text", "item": "sha256", "reader": "text", "mapping": "text?"},
    "claim": {"id": "text"},
    "register": {"name": "text", "sha256": "sha256?"},
    "judgement": {
        "id": "text?",
        "target": "text",
        "decision": "text",
        "because": "words",
        "coder": "text",
        "value": "object?",
        "supersedes": "text?",
    },
    "question": {"name": "text", "question": "object?"},
    "checkpoint": {"note": "text", "published": "sha256?"},
}

_SHA256 = re.compile(r"[0-9a-f]{64}")
_NEEDED = {
    "text": "text that is not empty",
    "words": "text",
    "sha256": "64 lower-case hexadecimal digits",
    "count": "a whole number from 0 up",
    "object": "an object",
}


def is_sha256(value: object) -> bool:
    """Tell whether a value is the hexadecimal text of a SHA-256."""
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def check_body(kind: str, body: Mapping[str, object]) -> None:
    """Refuse a body that lacks what its kind needs.

    Raises:
        RecordError: A field is missing or is not what it must be.
        ValueError: The kind is not in the closed list.
    """
    fields = _FIELDS.get(kind)
    if fields is None:
        raise ValueError(f"{kind!r} is no kind of entry; the kinds are {', '.join(KINDS)}")
    if not isinstance(body, dict):
        raise RecordError(f"The body of a {kind} entry is {body!r:.60}, and must be an object.")
    for field, need in fields.items():
        value = body.get(field)
        if not (need[-1] == "?" and value is None) and not _fits(value, need.rstrip("?")):
            raise RecordError(
                f"The field {field} of a {kind} entry is {value!r:.60}, and must be {_NEEDED[need.rstrip('?')]}."
            )
    if kind == "judgement":
        _check_judgement(body)
    elif kind == "claim" and "withdrawn" in body:
        _check_withdrawal(body)


def named_files(kind: str, body: Mapping[str, object]) -> tuple[str, ...]:
    """List the SHA-256 of every file that an entry relies on, and that the vault must therefore hold.

    An item and a register name their own bytes; a reading names its mapping's, if the mapping is a file, and those of a model's answers.
    """
    fields = {"item": ("sha256",), "register": ("sha256",), "reading": ("mapping", "answers")}.get(kind, ())
    return tuple(str(body[field]) for field in fields if is_sha256(body.get(field)))


def _fits(value: object, need: str) -> bool:
    if need == "text":
        return isinstance(value, str) and value != ""
    if need == "words":
        return isinstance(value, str)
    if need == "sha256":
        return is_sha256(value)
    if need == "count":
        return type(value) is int and value >= 0
    return isinstance(value, dict)


def _check_judgement(body: Mapping[str, object]) -> None:
    decision = body["decision"]
    if decision not in DECISIONS:
        raise RecordError(f"A judgement decides {decision!r}, and can decide only {', '.join(DECISIONS)}.")
    if not str(body["because"]).strip():
        raise RecordError(f"A judgement to {decision} {body['target']} gives no reason; say why in `because`.")


def _check_withdrawal(body: Mapping[str, object]) -> None:
    because = body.get("because")
    if body["withdrawn"] is not True or not isinstance(because, str) or not because.strip():
        raise RecordError(
            f"The withdrawal of {body['id']} must say `withdrawn: true` and give its reason in `because`."
        )
