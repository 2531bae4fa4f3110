"""The words that the rules for English know: lists in data files, each of which a user's own file can extend.

A list stands in ``data/NAME.toml`` under a heading. A user's file has the same headings below the file's name, such as
``[persons] person = ["gendarme"]``; its words come after ours (``docs/reference/words-file.md``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from undercount.read.prose.english.own_words import CITATION, merged, own_words

FILES = ("grammar", "numbers", "persons", "triggers", "practices", "units", "cues", "speech")
"""The data files, which are also the headings of a user's own file."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The lists, as they were merged.

    Args:
        files: For each data file its headings, each with words or a table.
    """

    files: Mapping[str, Mapping[str, Any]] = field(repr=False)
    _sets: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict, repr=False)

    def words(self, file: str, heading: str) -> frozenset[str]:
        """Return a list's words, in lower case."""
        key = (file, heading)
        if key not in self._sets:
            self._sets[key] = frozenset(word.lower() for word in self.files[file].get(heading, ()))
        return self._sets[key]

    def table(self, file: str, heading: str) -> Mapping[str, Any]:
        """Return a table of a file."""
        found: Mapping[str, Any] = self.files[file].get(heading, {})
        return found

    def headings(self, file: str) -> Mapping[str, Any]:
        """Return all headings of a file but its citation."""
        return {name: value for name, value in self.files[file].items() if name != CITATION}


@cache
def lexicon(own: Path | None = None) -> Lexicon:
    """Return the lists, with those of a user's file merged into them.

    Args:
        own: A TOML file with the user's own words, or None.

    Raises:
        ReadError: If the file is not TOML, or a heading, key or value is not as it must be.
    """
    ours = {name: _ours(name) for name in FILES}
    return Lexicon(ours if own is None else merged(ours, own_words(own), own))


def _ours(name: str) -> dict[str, Any]:
    path = resources.files("undercount.read.prose") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
