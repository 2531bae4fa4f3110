"""Find the names of places that are known, and tell them from persons, parties and papers of the same name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from undercount.read.prose.places.actors import is_actor
from undercount.read.prose.places.gazetted import Known, lexicon
from undercount.read.prose.places.names import Gazetteer
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


def known_names(
    text: str, tokens: Sequence[Token], gazetteer: Gazetteer, countries: Collection[str], *, shouting: bool
) -> list[Name]:
    """Return the known names, the longest where several begin at one word.

    Args:
        text: The text.
        tokens: Its words.
        gazetteer: The names that are known.
        countries: The countries (ISO 3166) that the document names.
        shouting: Whether it is written in capitals throughout.
    """
    found: list[Name] = []
    at = 0
    while at < len(tokens):
        name = next(
            (
                n
                for k in gazetteer.names(tokens[at].word)
                if (n := _match(text, tokens, at, k)) is not None
                and _is_place(text, tokens, n, found, shouting=shouting)
                and _is_supported(text, tokens, n, found, countries)
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


def countries_in(tokens: Sequence[Token], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the countries (ISO 3166) that a text names, by name or by an adjective."""
    adjectives: Mapping[str, str] = lexicon()["demonyms"]
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if not token.capital:
            continue
        if token.word in adjectives:
            found.add(adjectives[token.word])
            continue
        if token.text == "US" or (token.text == "U" and at + 1 < len(tokens) and tokens[at + 1].text == "S"):
            found.add("US")
            continue
        for known in gazetteer.world.get(token.word, ()):
            if (
                known.holds_others
                and not known.rivals
                and known.words == tuple(t.word for t in tokens[at : at + len(known.words)])
            ):
                found.add(known.country)
    return frozenset(found)


def _is_supported(
    text: str, tokens: Sequence[Token], name: Name, found: Sequence[Name], countries: Collection[str]
) -> bool:
    """Tell whether a name is that of no actor, and a city's further name has a word that leads to it or its country beside."""
    known = name.known
    if known is None or "\u0600" <= text[name.start] <= "\u06ff":
        return True
    if (
        is_actor(text, name.start, name.end, known)
        and _lead(text, tokens, name) in ("", "and")
        and not _goes_on(text, tokens, name)
    ):
        return False
    if not known.other or (name.after < len(tokens) and tokens[name.after].word in place_nouns()):
        return True
    if _lead(text, tokens, name):
        return True
    return (
        any(k.country in countries for k in (known, *known.rivals))
        or _is_listed(text, tokens, name, found)
        or _POSSESS.search(text, max(0, name.start - 4), name.start) is not None
    )


def _goes_on(text: str, tokens: Sequence[Token], name: Name) -> bool:
    """Tell whether a name goes on another with a comma between, as a place does in which one lies: "in Orangi Town, Karachi killed two"."""
    return name.first > 0 and tokens[name.first - 1].capital and text[tokens[name.first - 1].end : name.start] == ", "


def is_sure(known: Known) -> bool:
    """Tell whether a name of the world's list alone says in which country a text is: that of a large city which no other has."""
    return known.size >= _LARGE and not (known.other or known.weak or known.rivals or known.entries)


_POSSESS = re.compile(r"['’]s\s+$")


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
    led = bool(_lead(text, tokens, name))
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
    one = " ".join(words)
    if one in words_in("not_places") and not (
        one in words_in("countries_too") and (led or (known is not None and not known.size))
    ):
        return False
    if len(one) in (1, 2):
        return one in ("uk",) and tokens[name.first].text == "UK"
    if led or (known is not None and not known.size and (not known.weak or listed)):
        return True
    if known is not None and known.weak:
        return False
    if shouting:
        return name.first == 0 or listed
    return listed or (known is not None and known.size >= _LARGE)


@cache
def _between() -> frozenset[str]:
    """Return what may stand between a name and the word that takes a place."""
    return words_in("directions") | place_nouns() | {"the", "city", "old", "nearby"}


def _lead(text: str, tokens: Sequence[Token], name: Name) -> str:
    """Return the word that takes a place before a name, directions, articles and kinds of places between them; nothing where none does."""
    at = name.first - 1
    while (
        at >= 0
        and tokens[at].word in _between()
        and not text[tokens[at].end : tokens[at + 1].start].strip(" \u00a0\n-")
    ):
        at -= 1
    if at < 0:
        return ""
    gap, word = text[tokens[at].end : tokens[at + 1].start], tokens[at].word
    takes = word in ("near", "outside") or (not gap.strip(" \u00a0\n\"'“") and word in lexicon()["inside"])
    return word if takes else ""


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
