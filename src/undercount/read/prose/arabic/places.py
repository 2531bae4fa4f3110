"""The places that an Arabic sentence names: the register's and the world's names in one spelling, and names behind "بلدة" or "قرية"."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import act_of, bare_forms, has, noun_of, table
from undercount.read.prose.places.gazetted import Known, settled
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.places.world import arabic_words
from undercount.read.prose.proposal import Located, Span

_PRECISION = {"country": "country", "adm1": "adm1", "adm2": "adm2", "adm3": "adm2"}


def arabic_places(words: Sequence[Token], gazetteer: Gazetteer) -> tuple[Located, ...]:
    """Return the places of a sentence in the order of their words.

    Args:
        words: The sentence.
        gazetteer: The names that are known.
    """
    hits: list[tuple[int, int, int, Known | None]] = []
    at = 0
    while at < len(words):
        hit = _known(words, at, gazetteer)
        if hit is not None:
            known, after, cut = hit
            hits.append((at, after, cut, known))
            at = after
            continue
        known_next = at + 1 < len(words) and _known(words, at + 1, gazetteer) is not None
        end = None if known_next else _unknown(words, at)
        if end is not None:
            hits.append((at, end, 0, None))
        at = at + 1 if end is None else end
    countries = {k.country for _, _, _, k in hits if k is not None and k.holds_others and not k.rivals}
    return tuple(
        Located(Span(words[at].start, words[after - 1].end))
        if known is None
        else _located(words, at, after, cut, settled(known, countries), gazetteer)
        for at, after, cut, known in hits
    )


def _known(words: Sequence[Token], at: int, gazetteer: Gazetteer) -> tuple[Known, int, int] | None:
    """Return the known name that begins at a word, the index behind it, and how many letters its first word has before it."""
    word = words[at].word
    for form, _ in ((word, False), *bare_forms(word)):
        if not word.endswith(form):
            continue
        cut = len(word) - len(form)
        if not cut and _is_kind(word):
            continue
        if cut and at and _is_kind(words[at - 1].word):
            continue  # "in the village of Bilyun" is not "in Lyon"
        if cut and word[:cut] not in ("و", "ف", "ب", "ل", "وب", "ول", "فب"):
            continue
        for known in gazetteer.arabic(form):
            after = at + len(known.words)
            if (
                tuple(w.word for w in words[at + 1 : after]) == known.words[1:]
                and after <= len(words)
                and _stands(words, at, cut, known, gazetteer)
            ):
                return known, after, cut
    return None


def _is_kind(word: str) -> bool:
    """Tell whether a word says which kind of place the next one names: "قرية", "بلدة"."""
    return any((form,) in table("places", "kinds") for form, definite in bare_forms(word) if not definite)


def _stands(words: Sequence[Token], at: int, cut: int, known: Known, gazetteer: Gazetteer) -> bool:
    """Tell whether a known name is that of a place here: no speaker ("قالت الخرطوم"), and not cut out of a word ("ولاية")."""
    before = words[at - 1].word if at else ""
    if (cut and words[at].word in arabic_words()) or (not cut and has(before, "speech", "verbs")):
        return False
    if known.entries:
        return True
    return not _is_word(words[at].word, known) and _led(words[at].word[:cut], before, known, gazetteer)


def _is_word(word: str, known: Known) -> bool:
    """Tell whether a word that has the name of a city of the world's list is a noun or a verb of harm."""
    return known.size > 0 and len(known.words) == 1 and (noun_of(word) is not None or act_of(word) != "")


def _led(cut: str, before: str, known: Known, gazetteer: Gazetteer) -> bool:
    """Tell whether a name of the world's list stands where a place stands: many are words too."""
    if not known.size or len(known.words) > 1:
        return True
    kinds = [k for f, d in bare_forms(before) if not d and (k := table("places", "kinds").get((f,))) is not None]
    if any(not known.weak or not str(kind).startswith("adm") for kind in kinds):
        return True
    if known.weak:
        return False
    if cut and cut[-1] in ("و", "ف"):  # "and": it goes on a list of places, or is a letter of a word
        return any(gazetteer.arabic(form) for form, _ in bare_forms(before))
    return bool(cut) or has(before, "places", "leads")


def _unknown(words: Sequence[Token], at: int) -> int | None:
    """Return the index behind "بلدة" with the name that follows it, or None."""
    if not _is_kind(words[at].word):
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
    precision = (
        _PRECISION.get(kinds[0], known.precision) if kinds and known.size and known.precision else known.precision
    )
    return Located(span, precision="" if known.entries else precision, known_as=known.known_as)


def span_words(words: Sequence[Token], first: int, after: int) -> str:
    """Return some words in one spelling."""
    return " ".join(token.word for token in words[first:after])
