"""Find names with a capital that stand where a place stands, and that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from undercount.read.prose.places.gazetted import lexicon
from undercount.read.prose.places.words import AND, Name, Token, place_nouns, words_in


def unknown_names(
    text: str, tokens: Sequence[Token], names: Sequence[Name], groups: Collection[int] = ()
) -> list[Name]:
    """Return names with a capital that stand where a place stands, and that nobody knows; none of the tokens of ``groups`` are in one."""
    places = {i for n in names for i in range(n.first, n.after)}
    taken = places | set(groups)
    found: list[Name] = []
    for at in range(len(tokens)):
        if (
            at in taken
            or tokens[at].word in words_in("not_unknown")
            or not (tokens[at].capital or _is_article(text, tokens, at))
        ):
            continue
        listed = at - 1 in places and text[tokens[at - 1].end : tokens[at].start] == ", "
        listed = listed or (
            at - 2 in places
            and tokens[at - 1].word == "and"
            and AND.match(text[tokens[at - 2].end : tokens[at].start]) is not None
        )
        led = _stands_as_place(text, tokens, at)
        after = _run(text, tokens, at, taken)
        if after is None or _belongs_to_next(tokens, at, after, taken):
            continue
        if not led and not listed:
            after = _to_noun(text, tokens, at, after)
            if after is None:
                continue
        if listed and not led and not _goes_on(text, tokens, after):
            continue
        found.append(Name(at, after, tokens[at].start, tokens[after - 1].end, None))
        places.update(range(at, after))
        taken.update(range(at, after))
    return found


def _belongs_to_next(tokens: Sequence[Token], at: int, after: int, taken: set[int]) -> bool:
    """Tell whether words with capitals only go with the known name behind them: "North Darfur", "State of Manipur"."""
    if not all(t.word in words_in("directions") or t.word in place_nouns() for t in tokens[at:after]):
        return False
    return after in taken or (after + 1 in taken and tokens[after].word == "of")


_OFFICES = frozenset(
    ["department", "division", "station", "state", "states", "base", "capital", "city", "cities", "border", "court"]
)
"""Kinds of places that as often end the name of an office."""

_ARTICLES = frozenset(["al", "el", "as", "ash", "ad", "ar", "at", "az", "an"])


def _is_article(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word is the Arabic article before a name with a capital: "al-Bab"."""
    if tokens[at].word not in _ARTICLES or at + 1 == len(tokens) or not tokens[at + 1].capital:
        return False
    return text[tokens[at].end : tokens[at + 1].start] in ("-", "‑", "‐")


def _to_noun(text: str, tokens: Sequence[Token], at: int, after: int) -> int | None:
    """Return the index behind a name that a kind of place ends ("Poonch district"), or None where none does."""
    for end in range(at + 1, after + 1):
        if end < len(tokens) and tokens[end].word in place_nouns() and tokens[end].word not in _OFFICES:
            plain = text[tokens[end - 1].end : tokens[end].start] in (" ", "\u00a0")
            return end if plain and tokens[at].start > 0 and end - at <= 3 else None
    return None


def _goes_on(text: str, tokens: Sequence[Token], after: int) -> bool:
    """Tell whether what follows an unknown name in a list of places can follow one: the list's next name, its end, or a kind of place."""
    end = tokens[after - 1].end
    if after == len(tokens) or text[end : end + 1] in (".", ";", ")"):
        return True
    gap, word = text[end : tokens[after].start], tokens[after]
    return (
        (gap == ", " and word.capital)
        or (gap in (" ", ", ") and word.word == "and")
        or (gap == " " and word.word in place_nouns())
    )


def _stands_as_place(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "in", "near" or "the village of" stands before a word, or a kind of place behind it."""
    back = at - 1
    while (
        back >= 0
        and (tokens[back].word in words_in("directions") or tokens[back].word in ("the", "nearby", "al", "el"))
        and text[tokens[back].end : tokens[back + 1].start] in (" ", "-", "\u00a0")
    ):
        back -= 1
    if back < 0 or text[tokens[back].end : tokens[back + 1].start].strip(" \u00a0\n"):
        return False
    word = tokens[back].word
    begins = tokens[back].capital and word in ("in", "at", "near")
    if begins or (word in lexicon()["unknown"] and not tokens[back].capital):
        return True
    if word == "of" and back > 0 and tokens[back - 1].word in place_nouns():
        return True
    return word in place_nouns() and not tokens[back].capital


_BEHIND_NAMES = frozenset(
    ["on", "in", "at", "and", "of", "was", "were", "is", "the", "when", "by", "near", "after", "for", "with", "to", "from", "where", "who"]
)  # fmt: skip


def _counts(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a number behind a name counts what follows: "in Salma 3 people", but not "in Zone 5 on Monday", nor "Camp 3"."""
    if at + 1 >= len(tokens) or tokens[at - 1].word in place_nouns():
        return False
    word = tokens[at + 1]
    plain = text[tokens[at].end : word.start] == " " and not word.capital and word.word.isalpha()
    return plain and word.word not in _BEHIND_NAMES


def _run(text: str, tokens: Sequence[Token], at: int, taken: set[int]) -> int | None:
    """Return the index behind the words with capitals that begin at one, or None where they are no name of a place."""
    after = at + 1
    while after < len(tokens) and after not in taken:
        gap, word = text[tokens[after - 1].end : tokens[after].start], tokens[after]
        if gap not in (" ", "-", "\u00a0", "'", ". ") or (gap == ". " and len(tokens[after - 1].text) > 2):
            break
        if word.capital or (word.text.isdigit() and not _counts(text, tokens, after)):
            after += 1
            continue
        joins = (
            word.word in words_in("joining")
            and after + 1 < len(tokens)
            and tokens[after + 1].capital
            and after + 1 not in taken
        )
        if not joins or text[word.end : tokens[after + 1].start] not in (" ", "-", "'"):
            break
        after += 2
    words = tokens[at:after]
    if len(words) == 1 and (
        re.search(rf"{lexicon()['words']['demonyms']}$", words[0].word)
        or (words[0].text.isupper() and len(words[0].text) > 1)
    ):
        return None
    if words[-1].word in words_in("makes_other") or (
        words[0].word in words_in("titles") and words[0].word not in _ARTICLES
    ):
        return None
    if len(words) == 1 and words[0].word in _ARTICLES:
        return None
    return None if words[0].text.isdigit() else after
