"""Hedges: the words by which a report says how a number is meant, in English and Arabic."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from undercount.record.quantity import QUALIFIERS


@cache
def hedges() -> Mapping[str, str]:
    """Return for each hedge, as it is written ("no fewer than", "عشرات"), its qualifier."""
    text = (resources.files("undercount.record") / "data" / "hedges.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return MappingProxyType({words: qualifier for qualifier in QUALIFIERS for words in data[qualifier]})
