"""Prose: what a study's settings say about how the text of documents is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from undercount.errors import RecordError
from undercount.record import suggest

HOW = ("rules", "patterns", "none")
"""Read with a parse of each sentence where the extra ``nlp`` is there, by patterns alone, or not at all."""

KEYS = ("prose", "model", "words", "ocr")
"""The settings."""


@dataclass(frozen=True, slots=True)
class Prose:
    """How a study reads prose.

    Args:
        how: One of :data:`HOW`.
        model: Name or folder of the spaCy pipeline; empty for an installed one.
        words: A TOML file with further words (triggers, persons, cues), relative to the study's folder; or empty.
        ocr: Whether text in pictures and scanned pages is recognised by machine.
    """

    how: str = "none"
    model: str = ""
    words: str = ""
    ocr: bool = False


def prose_of(data: object) -> Prose:
    """Read the table ``[read]`` of ``study.toml``.

    Raises:
        RecordError: If it holds an unknown key or a wrong value.
    """
    if not isinstance(data, Mapping):
        raise RecordError(f"read must be a table; it is {data!r}: write [read] and the settings below it")
    for key in data:
        if key not in KEYS:
            raise RecordError(f"study.toml knows no setting [read] {key!r}: {suggest(key, KEYS)}")
    how, model, words = (data.get(key, default) for key, default in (("prose", "none"), ("model", ""), ("words", "")))
    if how not in HOW:
        raise RecordError(f"[read] prose must be one of {', '.join(HOW)}; it is {how!r}: {suggest(str(how), HOW)}")
    for key, value in (("model", model), ("words", words)):
        if not isinstance(value, str):
            raise RecordError(f'[read] {key} must be text in quotes; it is {value!r}: write {key} = "…"')
    ocr = data.get("ocr", False)
    if not isinstance(ocr, bool):
        raise RecordError(f"[read] ocr must be true or false; it is {ocr!r}: write ocr = true, or leave it out")
    return Prose(how, model, words, ocr)
