"""Finding a register's entry by a name as it is written: id, English or Arabic name, or alias; never by likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from undercount.record import Tree

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0xFEFF, 0x00AD, 0x0640]
)
_TYPOGRAPHY = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`´ʼʻ", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−﹘﹣", "-")}
)
_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w]+")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """Return a name without what typography, direction marks, case and vowel signs add to it.

    Two spellings that differ in a letter stay different: likeness is a matter for linkage, not for reading.
    """
    plain = unicodedata.normalize("NFKC", name).translate(_INVISIBLE).translate(_TYPOGRAPHY)
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", bare)).strip().casefold()


def slug(name: str) -> str:
    """Return a name as a part of an id: folded, words joined by hyphens; letters of any script stay."""
    return _NOT_WORD.sub("-", fold(name).replace("'", "")).strip("-_") or "x"


@dataclass(frozen=True)
class NameIndex:
    """Find entries by the words that stand for them.

    Args:
        names: For each entry the words that stand for it, besides its id.
        tree: The tree in which the entries lie.
    """

    names: Mapping[str, tuple[str, ...]]
    tree: Tree
    _by_key: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, dict[str, None]] = {}
        for entry, words in self.names.items():
            for word in (entry, *words):
                if word:
                    found.setdefault(fold(word), {})[entry] = None
        self._by_key.update((key, tuple(entries)) for key, entries in found.items())

    def find(self, text: str, *, under: str | None = None) -> tuple[str, ...]:
        """Return the entries for which a text stands, below another entry if one is given.

        An id that is written exactly wins; of entries that contain one another the widest is meant.
        """
        if text in self.names and (under is None or self.tree.under(text, under)):
            return (text,)
        hits = self._by_key.get(fold(text), ())
        if under is not None:
            hits = tuple(h for h in hits if h != under and self.tree.under(h, under))
        return tuple(h for h in hits if not any(o != h and self.tree.under(h, o) for o in hits))

    def words(self) -> Iterable[str]:
        """Return every id and name, for advice on spelling."""
        yield from self.names
        for words in self.names.values():
            yield from (w for w in words if w)
