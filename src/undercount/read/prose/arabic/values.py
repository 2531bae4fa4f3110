"""The value of a number in Arabic prose, in digits and words, without what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import phrases, table

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
    """Return what follows a scale in digits: "و500"."""
    if at + 1 >= len(words) or words[at].word != "و" or not words[at + 1].word.isdigit():
        return None
    return int(words[at + 1].word), at + 2


def _is_decimal(words: Sequence[Token], at: int) -> bool:
    """Tell whether digits are part of 3.5, 12/05 or 20:30."""
    for near in (at - 1, at + 1):
        beyond = near + (near - at)
        if 0 <= near < len(words) and words[near].word in (".", ",", "/", ":", "-") and 0 <= beyond < len(words):
            touching = (
                words[min(at, near)].end == words[max(at, near)].start
                and words[min(near, beyond)].end == words[max(near, beyond)].start
            )
            if touching and words[beyond].word[0].isdigit():
                return True
    return False


def _spelled(words: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Return a number in words: "ثلاثة وعشرين", "مئة وخمسة", "ألف ومئتي", "خمسة آلاف"."""
    total, part, shift, end = 0, 0, 0, at
    last: tuple[int, str] = (0, "")
    while end < len(words):
        word = words[end].word
        size = _size(word)
        joined = size is None and word.startswith("و") and len(word) > 2
        size = _size(word[1:]) if joined else size
        if size is None or (end > at and not _may_follow(last, size, joined=joined)):
            break
        if end == at:
            if word.removeprefix("و") == "الفا" or words[max(0, at - 1)].word.removeprefix("و") in fractions():
                return None
            shift = int(joined)
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


def _with_rest(words: Sequence[Token], end: int, value: int, shift: int) -> tuple[int, int, int] | None:
    """Return a number that ends with a scale and what is added to it: "ألف و200"; None where that is no plain number: "مليون ونصف"."""
    follows = words[end].word if end < len(words) else ""
    if follows.removeprefix("و") in fractions() and follows.startswith("و"):
        return None
    rest = _rest(words, end)
    if rest is None:
        return value, end, shift
    scaled = _scale(words, rest[1]) or _is_decimal(words, end + 1)
    return None if scaled or rest[0] >= 1000 else (value + rest[0], rest[1], shift)


@cache
def fractions() -> frozenset[str]:
    """Return the words that say less than one of a scale: "نصف مليون"."""
    return frozenset(word for (word,) in phrases("numbers", "fractions"))


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
