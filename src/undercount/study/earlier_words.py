"""Earlier words: whether two claims that were read in two versions of a document are of the same words, and say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from undercount.study.positions import start_of

_AUTHOR = "prose:author/"

Line = Mapping[str, Any]
"""A proposed claim with ``id``, ``claim`` and ``proposal``."""

Key = tuple[str, str, int, str, str]
"""A passage, the words of its number, where in the passage they stand, act and unit."""


def item_of(line: Line) -> str:
    """Return the item in which a claim was read (SHA-256)."""
    return str(line["claim"]["item"])


def reader_of(line: Line) -> str:
    """Return which reader it was, whatever its version: a newer one of the same may have read the newer document."""
    return str(line["claim"]["reader"]).partition("/")[0]


def key_of(line: Line) -> Key:
    """Return by what two claims of the same words are found."""
    claim, number = line["claim"], line["proposal"]["number"]
    before = claim["quote"][: max(0, number["start"] - start_of(claim["selectors"]))]
    return _folded(claim["quote"]), _folded(number["words"]), len(_folded(before)), claim["act"], claim["unit"]


def _folded(words: str) -> str:
    return " ".join(words.split())


_FIELDS = {
    "number": ("low", "best", "high", "qualifier"),
    "victims": ("sex", "age", "status", "targets"),
    "who did it": ("actors",),
    "what it says": ("stance", "covers", "incident", "person"),
}


def otherwise(old: Line, new: Line) -> tuple[str, ...]:
    """Return the fields that two claims of the same words have otherwise, in words."""
    one, other = old["claim"], new["claim"]
    differs = {what: any(one[name] != other[name] for name in names) for what, names in _FIELDS.items()}
    differs["how it is meant"] = old["proposal"]["modality"] != new["proposal"]["modality"]
    differs["part or whole"] = (old["proposal"]["part_of"] is None) != (new["proposal"]["part_of"] is None)
    differs["time"] = _time(old) != _time(new)
    differs["place"] = _places(old) != _places(new)
    differs["speaker"] = any(_source(old, name) != _source(new, name) for name in ("speaker", "origin"))
    return tuple(what for what, is_so in differs.items() if is_so)


def _time(line: Line) -> Any:
    """Return when it was; that it was before the day of publication is no time."""
    when = line["proposal"]["when"]
    return None if when is None or when["rule"] == "published" else line["claim"]["when"]


def _places(line: Line) -> Any:
    return line["claim"]["places"], [(_folded(one["words"]), one["place"]) for one in line["proposal"]["places"]]


def _source(line: Line, name: str) -> str:
    """Return who speaks: an entry of the register, or the words that name who has none, whose id is another in each document."""
    source = str(line["claim"][name])
    return "the document" if source.startswith(_AUTHOR) else str(line["proposal"]["sources"].get(source, source))


def likeness(one: Line, other: Line) -> float:
    """Return the share of words that two passages have in common (0 to 1); 0 for another act or unit."""
    if (one["claim"]["act"], one["claim"]["unit"]) != (other["claim"]["act"], other["claim"]["unit"]):
        return 0.0
    mine, theirs = (set(line["claim"]["quote"].split()) for line in (one, other))
    return len(mine & theirs) / max(1, len(mine | theirs))
