"""Hedges as a person types them on a claim sheet: case, hyphens, vowel signs and hamza make no difference."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from undercount.read.names import fold
from undercount.record.hedge import hedges
from undercount.record.quantity import QUALIFIERS


def qualifier_said(words: str) -> str | None:
    """Return the qualifier that words mean: its own name ("at-least") or a hedge ("no fewer than"); None if they mean none."""
    term = words.lower().replace(" ", "-")
    return term if term in QUALIFIERS else _folded().get(_bare(words))


@cache
def _folded() -> Mapping[str, str]:
    return {_bare(words): qualifier for words, qualifier in hedges().items()}


def _bare(words: str) -> str:
    return fold(words).replace("-", " ")
