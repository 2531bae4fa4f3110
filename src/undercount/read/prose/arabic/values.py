"""The value of a number in Arabic prose, in digits and words, without what stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import counts, has, table

_MOST = 100_000_000


def number_at(words: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Return the value of the number that begins at a word, the index behind it, and the characters of a prefixed "and"."""
    if at >= len(words):
        return None
    word = words[at].word
    if word[0].isdigit():
        return _in_digits(words, at)
    return _spelled(words, at)


def _in_digits(words: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Return a number in digits, with the word of its scale: "2.5 مليون", "14 ألفا و500"."""
    word = words[at].word
    if _is_decimal(words, at):
        decimal = _decimal(words, at)
        return None if decimal is None else (*decimal, 0)
    value, after = int(word.replace(",", "").replace(".", "")), at + 1
    scale = _scale(words, after)
    if scale:
        value, after = value * scale, after + 1
        found = _with_rest(words, after, value, 0)
        if found is None:
            return None
        value, after, _ = found
    return None if value > _MOST else (value, after, 0)


def _decimal(words: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Return "2.5 مليون"."""
    parts = [w.word for w in words[at : at + 3]]
    scale = _scale(words, at + 3)
    if len(parts) < 3 or parts[1] not in (".", ",") or not (parts[0].isdigit() and parts[2].isdigit()) or not scale:
        return None
    return round(float(f"{parts[0]}.{parts[2]}") * scale), at + 4


def _scale(words: Sequence[Token], at: int) -> int:
    return int(table("numbers", "thousands").get((words[at].word,), 0)) if at < len(words) else 0


def _rest(words: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Return what follows a scale in digits: "و500", or without "and" in three digits before what is counted: "30 ألفا 631 شهيدا"."""
    bare = words[at].word if at < len(words) and at > 1 and words[at - 2].word.isdigit() else ""
    if bare.isdigit() and len(bare) <= 3 and at + 1 < len(words) and counts(words[at + 1].word) is not None:
        return int(bare), at + 1
    if at + 1 >= len(words) or words[at].word != "و" or not words[at + 1].word.isdigit():
        return None
    return int(words[at + 1].word), at + 2


def _is_decimal(words: Sequence[Token], at: int) -> bool:
    """Tell whether digits are part of 3.5, 12/05 or 20:30, or of "5ر3", by which some agencies write a decimal."""
    for near in (at - 1, at + 1):
        beyond = near + (near - at)
        if 0 <= near < len(words) and words[near].word in (".", ",", "/", ":", "-", "ر") and 0 <= beyond < len(words):
            touching = (
                words[min(at, near)].end == words[max(at, near)].start
                and words[min(near, beyond)].end == words[max(near, beyond)].start
            )
            if touching and words[beyond].word[0].isdigit():
                return True
    return False


def _spelled(words: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Return a number in words: "ثلاثة وعشرين", "مئة وخمسة", "ألف ومئتي", "خمسة آلاف"."""
    if at and words[at - 1].word[0].isdigit() and _scale(words, at):
        return None  # the scale of a number in digits that was not read
    total, part, shift, end = 0, 0, 0, at
    last: tuple[int, str] = (0, "")
    while end < len(words):
        word = words[end].word
        size = _size(word)
        eleven = word == "واحد" and end + 1 < len(words) and words[end + 1].word == "عشر"
        joined = eleven or (size is None and word.startswith("و") and len(word) > 2)
        size = _size(word[1:]) if joined else size
        led = _led(word) if size is None and end == at else 0
        size = _size(word[led:]) if led else size
        if size is None or (end > at and not _may_follow(last, size, joined=joined)):
            break
        if end == at:
            if word.removeprefix("و") == "الفا" or (at and is_fraction(words[at - 1].word)):
                return None
            if (word[1:] if joined else word) in ("ملايين", "الاف"):
                return None  # "millions" is no number
            shift = led or int(joined)
        value, kind = size
        if kind == "thousands":
            total, part = total + max(part, 1) * value, 0
        elif kind == "scales-two":
            total, part = total + value, 0
        else:
            part += value
        last, end = size, end + 1
    if end == at or total + part == 0:
        return None
    return (
        _with_rest(words, end, total + part, shift)
        if last[1] in ("thousands", "scales-two")
        else (total + part, end, shift)
    )


def _led(word: str) -> int:
    """Return how many letters of prepositions, and "and", stand before a number in its word: "بخمسة عشر", "لسبعة"; "لست" is "I am not"."""
    sizes = (
        len(lead) for lead in ("وب", "ول", "فب", "ب", "ل", "ف") if word.startswith(lead) and _size(word[len(lead) :])
    )
    return 0 if word == "لست" else next(sizes, 0)


def _with_rest(words: Sequence[Token], end: int, value: int, shift: int) -> tuple[int, int, int] | None:
    """Return a number that ends with a scale and what is added to it: "ألف و200"; None where that is no plain number: "مليون ونصف"."""
    follows = words[end].word if end < len(words) else ""
    if follows.startswith("و") and is_fraction(follows):
        return None
    rest = _rest(words, end)
    if rest is None:
        return value, end, shift
    scaled = _scale(words, rest[1]) or _is_decimal(words, end + 1)
    return None if scaled or rest[0] >= 1000 else (value + rest[0], rest[1], shift)


def is_fraction(word: str) -> bool:
    """Tell whether a word says less than one of a scale, with an article or a preposition or without: "نصف مليون", "الربع مليون"."""
    return has(word, "numbers", "fractions")


def _size(word: str) -> tuple[int, str] | None:
    for kind in ("units", "teens", "tens", "hundreds", "thousands", "scales-two"):
        value = table("numbers", kind).get((word,))
        if value is not None:
            return int(value), kind
    return None


def _may_follow(last: tuple[int, str], size: tuple[int, str], *, joined: bool) -> bool:
    """Tell whether a number word goes on a number: "خمسة عشر", "خمسة وعشرين", "مئة وخمسة", "خمسة آلاف"."""
    value, kind = size
    before, sort = last
    big = sort in ("thousands", "scales-two")
    if kind in ("thousands", "scales-two"):
        return kind == "thousands" and not joined and not big
    if value == 10 and not joined:
        return before < 10
    if kind == "hundreds":
        return (joined and big) or (not joined and 3 <= before <= 9)
    return joined and (big or before >= 100 or (before < 10 and kind == "tens"))
