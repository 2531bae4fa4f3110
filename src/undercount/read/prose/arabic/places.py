"""The places that an Arabic sentence names: the register's and the world's names in one spelling, and names behind "بلدة" or "قرية"."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import act_of, bare_forms, has, noun_of, table
from undercount.read.prose.places.names import Gazetteer, Known
from undercount.read.prose.proposal import Located, Span

_PRECISION = {"country": "country", "adm1": "adm1", "adm2": "adm2", "adm3": "adm2"}


def arabic_places(words: Sequence[Token], gazetteer: Gazetteer) -> tuple[Located, ...]:
    """Return the places of a sentence in the order of their words.

    Args:
        words: The sentence.
        gazetteer: The names that are known.
    """
    out: list[Located] = []
    at = 0
    while at < len(words):
        hit = _known(words, at, gazetteer)
        if hit is not None:
            known, after, cut = hit
            out.append(_located(words, at, after, cut, known, gazetteer))
            at = after
            continue
        known_next = at + 1 < len(words) and _known(words, at + 1, gazetteer) is not None
        end = None if known_next else _unknown(words, at)
        if end is not None:
            out.append(Located(Span(words[at].start, words[end - 1].end)))
        at = at + 1 if end is None else end
    return tuple(out)


def _known(words: Sequence[Token], at: int, gazetteer: Gazetteer) -> tuple[Known, int, int] | None:
    """Return the known name that begins at a word, the index behind it, and how many letters its first word has before it."""
    word = words[at].word
    for form, _ in ((word, False), *bare_forms(word)):
        if not word.endswith(form):
            continue
        cut = len(word) - len(form)
        if not cut and any((f,) in table("places", "kinds") for f, definite in bare_forms(word) if not definite):
            continue
        if cut and word[:cut] not in ("و", "ف", "ب", "ل", "وب", "ول", "فب"):
            continue
        for known in gazetteer.arabic(form):
            after = at + len(known.words)
            if (
                tuple(w.word for w in words[at + 1 : after]) == known.words[1:]
                and after <= len(words)
                and (known.entries or _led(words, at, cut, known))
            ):
                return known, after, cut
    return None


def _led(words: Sequence[Token], at: int, cut: int, known: Known) -> bool:
    """Tell whether a name of the world's list stands where a place stands: many are words too."""
    if known.size == 0 or len(known.words) > 1:
        return True
    if noun_of(words[at].word) is not None or act_of(words[at].word):
        return False
    before = words[at - 1].word if at else ""
    return (
        bool(cut)
        or has(before, "places", "leads")
        or any((f,) in table("places", "kinds") for f, _ in bare_forms(before))
    )


def _unknown(words: Sequence[Token], at: int) -> int | None:
    """Return the index behind "بلدة" with the name that follows it, or None."""
    if not any((form,) in table("places", "kinds") for form, definite in bare_forms(words[at].word) if not definite):
        return None
    after = at + 1
    if (
        after >= len(words)
        or not words[after].word.isalpha()
        or has(words[after].word, "places", "leads")
        or len(words[after].word) < 3
    ):
        return None
    return after + 1


def _located(words: Sequence[Token], at: int, after: int, cut: int, known: Known, gazetteer: Gazetteer) -> Located:
    kinds: list[str] = []
    first = at
    if not cut and at > 0:
        for form, definite in bare_forms(words[at - 1].word):
            kind = table("places", "kinds").get((form,))
            if kind is not None and not definite:
                kinds, first = [str(kind)], at - 1
                break
    before = words[first - 1].word if first else ""
    span = Span(words[first].start + (cut if first == at else 0), words[after - 1].end)
    if has(before, "places", "beside"):
        return Located(span, precision="near", known_as=known.known_as or span_words(words, first, after))
    entries = [e for e in known.entries if gazetteer.kinds.get(e) in kinds] or list(known.entries)
    widest = [e for e in entries if not any(o != e and gazetteer.under(e, o) for o in entries)]
    if len(widest) == 1:
        kind = gazetteer.kinds.get(widest[0], "")
        return Located(span, widest[0], _PRECISION.get(kind, "exact" if kind else ""), known.known_as)
    return Located(
        span, precision="" if known.entries else "exact" if known.size else "country", known_as=known.known_as
    )


def span_words(words: Sequence[Token], first: int, after: int) -> str:
    """Return some words in one spelling."""
    return " ".join(token.word for token in words[first:after])
