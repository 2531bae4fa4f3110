"""The words that name who acts in Arabic: "قوات الدعم السريع", "الجيش الإسرائيلي", "مسلحين مجهولين", "إسرائيل"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undercount.read.prose.arabic.acts import act_at
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.values import number_at
from undercount.read.prose.arabic.words import THINGS, begins, has, lexicon, noun_of, phrases
from undercount.read.prose.proposal import Span

_NAMED = frozenset(["حركه", "جماعه", "تنظيم", "حزب", "ميليشيا", "مليشيا", "جبهه"])
"""Bands that can have the name of persons: "حركة الشباب"."""

_FIRED = frozenset(["النار", "الرصاص", "القذايف", "الصواريخ", "النيران", "السيطره"])
"""What a band fires or takes, and no part of its name: "أطلق مسلحو التنظيم النار"."""

_REACH = 12
"""How many words behind "accused" the deed can stand."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Words that name who acts: tokens ``first`` to ``after``.

    Args:
        first: Index of the first token.
        after: Index behind the last.
        span: The words, without a preposition that is written together with them.
        kind: ``bands``, ``persons`` or ``named``.
        prefix: The letters before the first word: ``ال``, ``ل``, ``لل``, ``ب``, ``و``, or none.
    """

    first: int
    after: int
    span: Span
    kind: str
    prefix: str


def actor_at(words: Sequence[Token], text: str, at: int, prefixes: Sequence[str] = ("", "ال")) -> Actor | None:
    """Return the actor whom the words from one on name, or None.

    Args:
        words: The sentence.
        text: The document.
        at: Index of the first word.
        prefixes: What can be written together with it.
    """
    if at >= len(words):
        return None
    found = next(
        ((p, k) for p in prefixes for k in ("bands", "persons", "named") if _is_head(words[at].word, p, k)), None
    )
    if found is None:
        return None
    prefix, kind = found
    after = at + 1 if kind == "named" else _end(words, text, at + 1, kind, definite=prefix.endswith(("ال", "لل")))
    glued = int(prefix in ("ل", "ب", "و", "وال"))
    return Actor(at, after, Span(_letter(text, words[at], glued), words[after - 1].end), kind, prefix)


def _is_head(word: str, prefix: str, kind: str) -> bool:
    return word.startswith(prefix) and (word[len(prefix) :],) in phrases("blame", kind)


def _letter(text: str, token: Token, number: int) -> int:
    """Return where a letter of a word stands in the text; signs above letters are no letters."""
    at = token.start
    while number and at < token.end:
        at += 1
        number -= text[at : at + 1].isalpha() or at == token.end
    return at


def _end(words: Sequence[Token], text: str, after: int, kind: str, *, definite: bool) -> int:
    """Return the index behind the words that say which band or person."""
    inner = actor_at(words, text, after, ("", "ال")) if kind == "bands" and not definite else None
    if inner is not None and inner.kind == "bands":
        return inner.after
    if kind == "bands" and not definite and _says_which(words, after):
        after += 1
        more = _says_which(words, after) and words[after].word.startswith("ال")
        if more and words[after].word not in _FIRED:
            after += 1
    while after < len(words) and _is_adjective(words, text, after, definite=definite or kind == "bands"):
        after += 1
    return _owner(words, text, after)


def _says_which(words: Sequence[Token], at: int) -> bool:
    """Tell whether a word can say which band is meant: no mark, number, preposition, victim or thing."""
    word = words[at].word if at < len(words) else "."
    if (
        not word[0].isalpha()
        or (has(word, "hits", "ends") and not word.startswith("ال"))
        or word.startswith(("و", "ب", "ل"))
    ):
        return False
    if number_at(words, at) is not None or act_at(words, at) is not None or _is_place(word):
        return False
    if any(has(word, "blame", kind) for kind in ("did", "accusing", "ascribing", "believing", "doubts", "tools")):
        return False
    noun = noun_of(word)
    if noun is not None and noun.definite and noun.sort == "person" and words[at - 1].word in _NAMED:
        return True
    return not has(word, "speech", "verbs") and (noun is None or is_nation(word, word)) and word not in ("امس", "اليوم")


def _is_place(word: str) -> bool:
    kinds = lexicon()["places"]["kinds"]
    noun = noun_of(word)
    return has(word, "places", "kinds") or word in kinds or (noun is not None and noun.sort in THINGS)


def _is_adjective(words: Sequence[Token], text: str, at: int, *, definite: bool) -> bool:
    """Tell whether a word describes the actor before it: "الإسرائيلي", "مجهولين"; what only looks like it is a place or a thing."""
    word = words[at].word
    if word.startswith("ال"):
        ends = word.endswith(("ي", "يه")) and not words[at].span.of(text).endswith("ى")
        return definite and ends and len(word) > 5 and not _is_place(word)
    plain = word.startswith(tuple(w for (w,) in phrases("blame", "adjectives")))
    return plain or is_nation(word, word)


def is_nation(word: str, tool: str) -> bool:
    """Tell whether a word says of a band or an attack whose it is: "روسية"; in the plural it names persons, except of two attacks."""
    body = word.removeprefix("ال")
    stem = next((w for (w,) in phrases("blame", "nations") if body.startswith(w)), None)
    ends = ("", "ه", "تين", "تان", "ين") if tool.endswith("ين") and tool != word else ("", "ه", "تين", "تان")
    return stem is not None and body[len(stem) :] in ends


def _owner(words: Sequence[Token], text: str, after: int) -> int:
    """Return the index behind whose they are: "عناصر من الجيش", "تابعة للنظام"."""
    word = words[after].word if after < len(words) else ""
    if word == "من":
        owner = actor_at(words, text, after + 1, ("", "ال"))
        return after if owner is None or owner.kind == "persons" else owner.after
    if begins(words[after - 1].word, lexicon()["blame"]["adjectives"]):
        owner = actor_at(words, text, after, ("ل", "لل"))
        return after if owner is None else owner.after
    return after


def accused_at(words: Sequence[Token], text: str, at: int) -> Actor | None:
    """Return whom a verb at a word accuses: the last actor before the deed ("بقتل") or before "responsibility".

    Args:
        words: The sentence.
        text: The document.
        at: Index of the verb.
    """
    load = has(words[at].word, "blame", "loading")
    actors = [a for i in range(at + 1, min(len(words), at + _REACH)) if (a := actor_at(words, text, i)) is not None]
    for deed in range(at + 1, min(len(words), at + 1 + _REACH)):
        found = [a for a in actors if a.after == deed]
        if found and _is_deed(words[deed].word, load=load):
            return _widest(found)
    return None


def _widest(found: Sequence[Actor]) -> Actor:
    """Return the last actor, with the band before it of which it says whose it is: "قوات الجيش"."""
    last = found[-1]
    for one in reversed(found[:-1]):
        if one.first == last.first - 1 and one.prefix == "" and one.kind == "bands":
            last = one
    return last


def _is_deed(word: str, *, load: bool) -> bool:
    """Tell whether a word says of what somebody is accused: "بقتل", or with a verb of loading "مسؤولية"."""
    return word in ("مسووليه", "المسووليه") if load else word.startswith("ب") and len(word) > 3


def accuser_at(words: Sequence[Token], text: str, at: int) -> Sequence[Token] | None:
    """Return who accuses by a verb at a word: the words between it and the accused; None where those cannot be told from it."""
    accused = accused_at(words, text, at)
    return None if accused is None else words[at + 1 : accused.first]
