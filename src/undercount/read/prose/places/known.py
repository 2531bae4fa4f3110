"""Find the names of places that are known, and tell them from persons, parties and papers of the same name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from undercount.read.prose.places.names import Gazetteer, Known, lexicon
from undercount.read.prose.places.words import Name, Token, place_nouns, words_in

_LARGE = 100_000
"""The fewest people of a city whose name alone, without a word that takes a place, stands for it."""

_ADVERBS = frozenset(
    [
        "in",
        "at",
        "near",
        "from",
        "to",
        "inside",
        "outside",
        "meanwhile",
        "yesterday",
        "today",
        "however",
        "but",
        "and",
        "for",
        "the",
        "while",
        "across",
    ]
)


def known_names(text: str, tokens: Sequence[Token], gazetteer: Gazetteer, *, shouting: bool) -> list[Name]:
    """Return the known names, the longest where several begin at one word."""
    found: list[Name] = []
    at = 0
    while at < len(tokens):
        name = next(
            (
                n
                for k in gazetteer.names(tokens[at].word)
                if (n := _match(text, tokens, at, k)) is not None
                and _is_place(text, tokens, n, found, shouting=shouting)
            ),
            None,
        )
        if name is None:
            at += 1
            continue
        found.append(name)
        at = name.after
    return found


def _match(text: str, tokens: Sequence[Token], at: int, known: Known) -> Name | None:
    after = at + len(known.words)
    if after > len(tokens) or any(tokens[at + i].word != w for i, w in enumerate(known.words)):
        return None
    for i in range(at, after - 1):
        if text[tokens[i].end : tokens[i + 1].start].strip("\u00a0 -‐‑–.'’\n"):
            return None
    return Name(at, after, tokens[at].start, tokens[after - 1].end, known)


def _is_place(text: str, tokens: Sequence[Token], name: Name, found: Sequence[Name], *, shouting: bool) -> bool:
    """Tell whether a known name stands for the place: written with a capital, and no person, party or paper of that name."""
    known = name.known
    arabic = "\u0600" <= text[name.start] <= "\u06ff"
    if arabic:
        return True
    if not any(tokens[i].capital for i in range(name.first, name.after)):
        return False
    own = known is not None and bool(known.entries)
    if not shouting and not own and not tokens[name.after - 1].capital:
        return False
    led = _led(text, tokens, name)
    if not shouting and _is_other(text, tokens, name, led=led):
        return False
    if own:
        return (
            led
            or len(name_words(name)) > 1
            or name_words(name)[0] not in words_in("not_places")
            or name_words(name)[0] in words_in("countries_too")
        )
    listed = _is_listed(text, tokens, name, found)
    return _is_world_place(tokens, name, led=led, listed=listed, shouting=shouting)


def name_words(name: Name) -> tuple[str, ...]:
    """Return the folded words of a known name."""
    return name.known.words if name.known is not None else ()


def _is_world_place(tokens: Sequence[Token], name: Name, *, led: bool, listed: bool, shouting: bool) -> bool:
    """Tell whether a name of the world's list stands for the place: many are words or people's names too."""
    words, known = name_words(name), name.known
    one = words[0] if len(words) == 1 else ""
    if one in words_in("not_places") and not (
        one in words_in("countries_too") and (led or (known is not None and not known.size))
    ):
        return False
    if len(one) in (1, 2):
        return one in ("uk",) and tokens[name.first].text == "UK"
    if led or (known is not None and not known.size):
        return True
    if shouting:
        return name.first == 0 or listed
    return listed or (known is not None and known.size >= _LARGE)


@cache
def _between() -> frozenset[str]:
    """Return what may stand between a name and the word that takes a place."""
    return words_in("directions") | place_nouns() | {"the", "city", "old", "nearby"}


def _led(text: str, tokens: Sequence[Token], name: Name) -> bool:
    """Tell whether a word that takes a place stands before a name, directions, articles and kinds of places between them."""
    at = name.first - 1
    while (
        at >= 0
        and tokens[at].word in _between()
        and not text[tokens[at].end : tokens[at + 1].start].strip(" \u00a0\n-")
    ):
        at -= 1
    if at < 0:
        return False
    gap, word = text[tokens[at].end : tokens[at + 1].start], tokens[at].word
    return word in ("near", "outside") or (not gap.strip(" \u00a0\n\"'“") and word in lexicon()["inside"])


_AT = re.compile(r"\b(?:at|outside|near|opposite|inside|front\s+of)\s+(?:the\s+)?$", re.IGNORECASE)


def _is_listed(text: str, tokens: Sequence[Token], name: Name, found: Sequence[Name]) -> bool:
    """Tell whether a name goes on a list of names with capitals that begins where a place stands: "in Mon, Tuensang"."""
    at = name.first - 1
    if at < 0 or text[tokens[at].end : name.start] != ", ":
        return False
    if found and found[-1].after == name.first:
        return True
    while at >= max(0, name.first - 14) and (tokens[at].capital or tokens[at].word in words_in("joining")):
        if text[tokens[at].end : tokens[at + 1].start] not in (" ", "-", ", ", "\u00a0"):
            return False
        at -= 1
    return (
        at >= 0 and tokens[at].word in lexicon()["unknown"] and not text[tokens[at].end : tokens[at + 1].start].strip()
    )


def _is_other(text: str, tokens: Sequence[Token], name: Name, *, led: bool) -> bool:
    """Tell whether a name is that of a person, a party, a paper or an armed group."""
    behind = _other_behind(text, tokens, name, led=led)
    return _other_before(text, tokens, name, led=led) if behind is None else behind


def _other_behind(text: str, tokens: Sequence[Token], name: Name, *, led: bool) -> bool | None:
    """Tell it by the word behind: "Aleppo Media Centre", "Paris Hilton"; None where that says nothing."""
    after = tokens[name.after] if name.after < len(tokens) else None
    if after is None or not after.capital or text[name.end : after.start] not in (" ", "\u00a0"):
        return None
    if after.word in words_in("makes_other"):
        return True
    known = name.known
    single = name.after - name.first == 1 and known is not None and not known.entries
    if single and known is not None and known.size >= _LARGE and _AT.search(text, max(0, name.start - 16), name.start):
        return False
    plain = after.word in place_nouns() or after.word in words_in("directions") or after.word in words_in("not_unknown")
    return True if not plain and (single or not led) else None


def _other_before(text: str, tokens: Sequence[Token], name: Name, *, led: bool) -> bool:
    """Tell it by the words before: "Michael Jordan", "the Democratic Party of India", "anti-India"."""
    if name.first == 0:
        return False
    before, gap = tokens[name.first - 1], text[tokens[name.first - 1].end : name.start]
    if before.word in ("anti", "pro", "non") and gap == "-":
        return True
    maker = tokens[name.first - 2] if before.word == "of" and name.first > 1 else None
    if maker is not None and maker.capital and maker.word in words_in("makes_other"):
        return True
    if led or gap not in (" ", "\u00a0", ". ", "-"):
        return False
    if before.word in words_in("titles") and (before.capital or before.word in ("abu", "bin", "ibn", "al", "umm")):
        return True
    starts = name.first < 2 or text[tokens[name.first - 2].end : before.start].strip()[-1:] in _STOPS
    if starts and name_words(name)[:1] and name_words(name)[0] in words_in("not_places"):
        return before.capital and before.word not in _ADVERBS
    plain = before.word in words_in("directions") or before.word in place_nouns()
    return before.capital and not starts and not plain and gap != ". "


_STOPS = frozenset('.!?\n:”"')
