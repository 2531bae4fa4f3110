"""Positions: where a claim's passage begins in its document's text, and which method took that text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Selectors = Iterable[Mapping[str, Any]]
"""What says where a passage stands, as a claim keeps it (W3C Web Annotation Data Model, 2017)."""


def position_of(selectors: Selectors) -> tuple[int, str]:
    """Return where a passage begins (code points) and the method that took the text; 0 and empty where it has no position in a text."""
    for one in selectors:
        if one["type"] == "TextPositionSelector":
            return int(one["start"]), str(one["method"])
    return 0, ""


def start_of(selectors: Selectors) -> int:
    """Return where a passage begins in its document's text (code points); 0 where it has no position in a text."""
    return position_of(selectors)[0]


def method_of(selectors: Selectors) -> str:
    """Return the method that took the text in which a passage's position is; empty where it has none."""
    return position_of(selectors)[1]
