"""Actors: the entry of the actor register that is named in the words for who is blamed: "Government" in "Government helicopters"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from undercount.read.names import NameIndex
from undercount.read.prose.english.lexicon import Lexicon, lexicon
from undercount.read.prose.speech.causes import Known, known_words

_ARTICLES = frozenset({"a", "an", "the", "some", "several", "these", "those"})
_JOINS = frozenset({"of", "from"})
_NO_ROLE = frozenset({"suspect", "suspects", "perpetrator", "perpetrators"})
"""Words for who acts that do not say for whom."""


def actor_in(names: NameIndex, words: Lexicon | None = None) -> Callable[[str], str]:
    """Return what gives the one entry of the actor register that the words for who is blamed name; empty where it is none, or several.

    The whole words are looked up first, then names inside them, the longest first. A name inside counts only where the words around it
    say no more than what serves it: articles, words of certainty, forces, weapons. "Anti-government fighters", "the Turkish government"
    and "opponents of the Government" name no entry "Government".

    Args:
        names: The names of the register.
        words: The words that the rules know; None is ours alone.
    """
    known = known_words(words or lexicon())

    def actor(phrase: str) -> str:
        tokens = [token.strip(',;:."“”()') for token in phrase.replace("’", "'").split()]
        bare = [token for token in tokens if token]
        while bare and bare[0].lower() in _ARTICLES:
            bare = bare[1:]
        hits = names.find(" ".join(phrase.split())) or names.find(" ".join(bare))
        return (hits[0] if len(hits) == 1 else "") if hits else _inside(tokens, names, known)

    return actor


def _inside(tokens: Sequence[str], names: NameIndex, known: Known) -> str:
    """Return the one entry that the longest name inside some words stands for; empty where none does, or several are as long."""
    for length in range(len(tokens), 0, -1):
        found = set()
        for start in range(len(tokens) - length + 1):
            name = " ".join(tokens[start : start + length]).removesuffix("'s").removesuffix("'")
            hits = names.find(name)
            if hits and _belongs(tokens[:start], name, tokens[start + length :], known):
                found.add(hits[0] if len(hits) == 1 else "")
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _belongs(before: Sequence[str], name: str, after: Sequence[str], known: Known) -> bool:
    """Tell whether the words around a name say only what serves it: "a suspected … fighter", "soldiers of the …"."""
    serving = known.serving | known.carriers | known.methods
    if any(word.lower() not in known.actors for word in name.split()):
        serving |= known.actors - _NO_ROLE
    ahead = [word.lower() for word in before if word.lower() not in _ARTICLES | known.certainty]
    if ahead and (after or ahead[-1] not in _JOINS):
        return False
    return all(word in serving for word in ahead[:-1]) and all(word.lower() in serving for word in after)
