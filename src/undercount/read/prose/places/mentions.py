"""Find the places that a text names: by the study's register, by the world's list, and by the words around a name; never by the label of a
recogniser of names, which takes Aleppo for a person.

Parts that contain one another are one place ("the village of Anab, Idlib province"): the words of all, and of the register the innermost
entry that it has. A place that something lies near, or north of, is not the place where it lies: it stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from undercount.read.prose.places.actors import of_groups
from undercount.read.prose.places.gazetted import Known, lexicon, settled
from undercount.read.prose.places.known import countries_in, is_sure, known_names
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.places.unknown import unknown_names
from undercount.read.prose.places.words import AND, Name, Token, is_shouting, place_nouns, tokens_of, words_in
from undercount.read.prose.proposal import Located, Span

_PRECISION = {"country": "country", "adm1": "adm1", "adm2": "adm2", "adm3": "adm2"}


def places(text: str, gazetteer: Gazetteer) -> tuple[Located, ...]:
    """Return the places that a text names, in the order of their words.

    Args:
        text: A sentence or a whole document. All positions are code points into it.
        gazetteer: The names that are known.

    Returns:
        For each its words and the register's entry. An entry is missing where the register lacks it, where its name is that of several
        entries and nothing tells them apart, and where something is said to lie beside it.
    """
    tokens = tokens_of(text)
    shouting = is_shouting(text)
    countries = countries_in(tokens, gazetteer)
    groups = of_groups(text, tokens)
    names = [n for n in known_names(text, tokens, gazetteer, countries, shouting=shouting) if not _is_group(n, groups)]
    countries |= {n.known.country for n in names if n.known is not None and is_sure(n.known)}
    if not shouting:
        names = sorted((*names, *unknown_names(text, tokens, names, groups)), key=lambda n: n.first)
    names = [_with_nouns(text, tokens, n) for n in names]
    return tuple(_located(text, chain, gazetteer, countries) for chain in _chains(text, names, gazetteer))


def _is_group(name: Name, groups: Collection[int]) -> bool:
    """Tell whether a name that the register of places lacks is, or is part of, that of an armed group."""
    own = name.known is not None and bool(name.known.entries)
    return not own and any(at in groups for at in range(name.first, name.after))


def _with_nouns(text: str, tokens: Sequence[Token], name: Name) -> Name:
    """Return a name with the kinds of places and directions around it, and whether something lies only beside it."""
    nouns: list[str] = []
    first, after = name.first, name.after
    known = name.known
    while (
        after < len(tokens)
        and tokens[after].word in place_nouns()
        and text[tokens[after - 1].end : tokens[after].start] in (" ", "\u00a0", "'s ", "’s ")
    ):
        nouns.append(tokens[after].word)
        after += 1
    if known is not None and known.known_as and _is_of_another(known, nouns):
        known = None
    part = _part_behind(text, tokens, after)
    if part:
        known, after = None, after + part
        nouns.append(tokens[after - 1].word)
    back = first - 1
    while back >= 0 and text[tokens[back].end : tokens[back + 1].start] in (" ", "-", "\u00a0", "\n"):
        word = tokens[back].word
        if word in words_in("directions"):
            first = back
        elif word in place_nouns():
            if (
                back > 0
                and tokens[back - 1].capital
                and tokens[back - 1].word not in words_in("directions")
                and tokens[back - 1].word not in ("the", "a", "an", "in", "at", "near")
                and text[tokens[back - 1].end : tokens[back].start] in (" ", "\u00a0")
            ):
                break
            nouns.append(word)
            first = back
        elif word not in ("of", "the", "a", "an") or not _noun_before(tokens, back):
            break
        back -= 1
    first = _number_before(tokens, first) if any(n.endswith("s") for n in nouns) else first
    before = (
        re.sub(r"\s+", " ", text[max(0, tokens[first].start - 40) : tokens[first].start].lower())
        .rstrip(" ")
        .removesuffix(" the")
    )
    beside = any(before == b or before.endswith(f" {b}") for b in lexicon()["beside"])
    return replace(
        name, start=tokens[first].start, end=tokens[after - 1].end, known=known, nouns=tuple(nouns), beside=beside
    )


def _is_of_another(known: Known, nouns: Sequence[str]) -> bool:
    """Tell whether a city only lends its name to what bears it: "Charlotte Street", and a hospital of one of its further names."""
    if any(n in lexicon()["elsewhere"] for n in nouns):
        return True
    return known.other and any("site" in lexicon()["nouns"][n] for n in nouns)


_PARTS = frozenset(
    ["district", "districts", "county", "division", "taluk", "tehsil", "upazila", "township", "ward", "areas", "area"]
)


def _part_behind(text: str, tokens: Sequence[Token], after: int) -> int:
    """Return how many words behind a name make it that of a part: "West district" behind "Imphal"; 0 where none do."""
    if after + 1 >= len(tokens) or text[tokens[after].end : tokens[after + 1].start] not in (" ", "\u00a0"):
        return 0
    side, noun = tokens[after], tokens[after + 1]
    gap = text[tokens[after - 1].end : side.start]
    return (
        2 if gap == " " and side.capital and side.word in words_in("directions") and noun.word in place_nouns() else 0
    )


def _noun_before(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "of" or an article at a token belongs to "the village of"."""
    if tokens[at].word != "of":
        return False
    return at > 0 and tokens[at - 1].word in place_nouns()


def _number_before(tokens: Sequence[Token], first: int) -> int:
    """Return where "four different" before "neighbourhoods" begins."""
    back = first
    while (
        back > 0
        and first - back < 2
        and tokens[back - 1].word
        in (
            "different",
            "several",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "various",
            "many",
        )
    ):
        back -= 1
    return back


_INSIDE = re.compile(
    r"(?:['’]s)?\s*(?:,\s*)?(?:\(\s*)?(?:located\s+)?(?:in|of|within)\s+(?:the\s+)?$|^\s*\(\s*$", re.IGNORECASE
)
_COMMA = re.compile(r"^\s*,\s*(?:in\s+)?(?:the\s+)?$", re.IGNORECASE)
_POSSESS = re.compile(r"^['’]s\s+$")


def _chains(text: str, names: Sequence[Name], gazetteer: Gazetteer) -> list[tuple[Name, ...]]:
    """Return the names in groups of which each part lies in the next."""
    chains: list[tuple[Name, ...]] = []
    at = 0
    while at < len(names):
        chain = [names[at]]
        while at + 1 < len(names) and _contains(text, names, at, gazetteer):
            at += 1
            chain.append(names[at])
        if len(chain) > 1 and _POSSESS.match(text[chain[0].end : chain[1].start]):
            chain.reverse()
        chains.append(tuple(chain))
        at += 1
    return chains


def _contains(text: str, names: Sequence[Name], at: int, gazetteer: Gazetteer) -> bool:
    """Tell whether the next name contains this one: "X in Y", "X, Y" with no "and" behind, or "Y's X"."""
    left, right = names[at], names[at + 1]
    gap = text[left.end : right.start]
    if left.start >= right.start or len(gap) > 24:
        return False
    if _POSSESS.match(gap):
        return _may_contain(right, left, gazetteer)
    if _INSIDE.search(gap) and re.fullmatch(
        r"(?:['’]s)?[\s,(]*(?:located\s+)?(?:in|of|within)?\s*(?:the\s+)?", gap, re.IGNORECASE
    ):
        return _may_contain(left, right, gazetteer)
    if not _COMMA.match(gap):
        return False
    return not _is_list(text, names, at + 1) and _may_contain(left, right, gazetteer)


def _is_list(text: str, names: Sequence[Name], at: int) -> bool:
    """Tell whether names between commas from one on end in "and": then they stand side by side."""
    while at + 1 < len(names):
        gap = text[names[at].end : names[at + 1].start]
        if AND.match(gap):
            return True
        if not _COMMA.match(gap):
            return False
        at += 1
    return False


def _may_contain(inner: Name, outer: Name, gazetteer: Gazetteer) -> bool:
    """Tell whether one place can lie in another: what is known of both must not speak against it."""
    a, b = inner.known, outer.known
    if a is not None and b is not None and a.entries and b.entries:
        return any(x != y and gazetteer.under(x, y) for x in a.entries for y in b.entries)
    if a is not None and b is not None and a.country and b.country:
        if b.holds_others:
            some = (b, *b.rivals)
            return a != b and (
                b.weak or any(one.lies_in(c) for one in (a, *a.rivals) if one.precision != "country" for c in some)
            )
        return a.country == b.country and 0 < a.size <= b.size
    return not (a is not None and not a.entries and a.precision == "country")


_ADM1 = frozenset(
    [
        "governorate",
        "province",
        "provinces",
        "state",
        "states",
        "region",
        "regions",
        "oblast",
        "department",
        "countryside",
    ]
)
_ADM2 = frozenset(["district", "districts", "county", "subdistrict", "sub-district"])


def _located(text: str, chain: tuple[Name, ...], gazetteer: Gazetteer, countries: Collection[str]) -> Located:
    span = Span(min(n.start for n in chain), max(n.end for n in chain))
    precision, known_as = _in_world(chain, countries)
    if chain[0].beside:
        words = text[chain[0].start : chain[0].end]
        return Located(span, precision="near", known_as=known_as or words)
    for at, name in enumerate(chain):
        if name.known is None or not name.known.entries or name.beside:
            continue
        entry = _entry(name, chain[at + 1 :], gazetteer)
        if entry:
            kind = gazetteer.kinds.get(entry, "")
            return Located(span, entry, _PRECISION.get(kind, "exact" if kind else ""), known_as)
    return Located(span, precision=precision, known_as=known_as)


def _in_world(chain: tuple[Name, ...], countries: Collection[str]) -> tuple[str, str]:
    """Return the precision to which the world's list knows the first of some names, each in the next, and what it knows it as.

    Of a name that the list lacks it is that of the first country or region around it.
    """
    for at, name in enumerate(chain):
        if name.known is None or not name.known.known_as:
            continue
        above = [
            n.known
            for n in chain[at + 1 :]
            if n.known is not None and n.known.holds_others and n.known.country and not n.known.rivals
        ]
        known = settled(name.known, countries, above)
        precision = known.precision
        if precision == "exact":
            precision = (
                "adm1" if _ADM1.intersection(name.nouns) else "adm2" if _ADM2.intersection(name.nouns) else precision
            )
        if at and precision == "exact":
            precision = ""
        if known.known_as:
            return precision, known.known_as
    return "", ""


def _entry(name: Name, outer: Sequence[Name], gazetteer: Gazetteer) -> str:
    """Return the one entry of the register that a name means: by the kind and the containers that are said, else the widest; or nothing."""
    entries = list(name.known.entries) if name.known is not None else []
    wanted = {kind for noun in name.nouns for kind in lexicon()["nouns"][noun]}
    if wanted and any(gazetteer.kinds.get(e) in wanted for e in entries):
        entries = [e for e in entries if gazetteer.kinds.get(e) in wanted]
    elif "countryside" in name.nouns:
        return ""
    for other in outer:
        above = other.known.entries if other.known is not None else ()
        inside = [e for e in entries if any(e != a and gazetteer.under(e, a) for a in above)]
        entries = inside or entries
    widest = [e for e in entries if not any(o != e and gazetteer.under(e, o) for o in entries)]
    return widest[0] if len(widest) == 1 else ""
