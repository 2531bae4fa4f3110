"""Which numbers some words can mean, read generously: the second opinion by which the verifier checks what a reader made of them.

It shares no code with the readers. It answers "can these words mean 12?", and never which number is meant.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from tomllib import loads

_DIGITS = re.compile(r"\d+(?:[,٬٫.'’\u00a0\u202f ]\d{3})*(?!\d)|\d+")
_SEPARATORS = re.compile(r"[,٬٫.'’\u00a0\u202f ]")
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_JOINT = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_HALF = re.compile(r"\bhalf[\s-](?:a[\s-])?dozen\b")
_NOT_ONE = re.compile(r"\bnot (?:one|a|an|a single)\b")
_ARTICLES = re.compile(r"\b(?:an?|the|his|her|their|its|another)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SCALED = re.compile(r"(\d+(?:\.\d+)?)[\s-]*([^\W\d_]+)(?:\s+(?:و\s?)?(\d+))?")
_ADDED = re.compile(r"[^\W\d_]\s+و\s?(\d{1,3})(?!\d)")
_SPELLING = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ئ": "ي", "ء": ""})
_DUALS = re.compile(r"(?:ان|ين|[اي](?:ه|ها|هم|هن|هما|نا|ك|كم))$")
"""How an Arabic dual ends, with a pronoun too: "طفلان", "طفليها"."""


def digits_in(words: str) -> frozenset[int]:
    """Return the numbers that stand in words as digits of any script, thousands separated or not, each digit as it stands.

    ``1,200`` gives 1200; a number is never read out of part of another.
    """
    found = set()
    for run in _DIGITS.findall(unicodedata.normalize("NFKC", words)):
        whole = _SEPARATORS.sub("", run)
        found.add(int(whole))
    return frozenset(found)


def spelled_in(words: str) -> frozenset[int]:
    """Return the numbers that words can spell, in English or Arabic: "twenty-three", "two dozen", "a man" (1), "none" (0), "خمسة".

    Digits with a word for their scale count too: "3 million", "1.2 lakh".
    """
    plain = _folded(words)
    tokens = _WORD.findall(plain)
    found = {value for start in range(len(tokens)) for value in _from(tokens[start:])}
    if _HALF.search(plain):
        found.add(6)
    if _NOT_ONE.search(plain):
        found.add(0)
    for digits, scale, rest in _SCALED.findall(plain):
        if scale in _scales():
            whole = round(float(digits) * _scales()[scale])
            found.update({whole, whole + int(rest)} if rest else {whole})
    for rest in _ADDED.findall(plain):
        found.update({value + int(rest) for value in found if value >= 1000})
    return frozenset(found)


def unsaid_in(words: str) -> frozenset[int]:
    """Return the numbers that words without any number can mean by their form alone: one, or in Arabic two where they end as a dual."""
    if digits_in(words) or spelled_in(words):
        return frozenset()
    bare = _WORD.findall(_MARKS.sub("", words))
    dual = any("\u0600" <= word[0] <= "\u06ff" and _DUALS.search(word) for word in bare)
    return frozenset({1, 2}) if dual else frozenset({1})


def numbers_in(words: str) -> frozenset[int]:
    """Return every number that words can mean: as digits, spelled, by their form alone, or as the sum of what they list."""
    return _possible_in(words) | sums_in(words)


def is_implied(*numbers: int | None, words: str) -> bool:
    """Tell whether some number stands in no word that is quoted for it: a noun's alone ("the nurse"), or the sum of what is listed."""
    said = digits_in(words) | spelled_in(_ARTICLES.sub(" ", words))
    return any(number is not None and number not in said for number in numbers)


def _possible_in(words: str) -> frozenset[int]:
    return digits_in(words) | spelled_in(words) | unsaid_in(words)


def sums_in(words: str) -> frozenset[int]:
    """Return the numbers that words list, added up: "a father and his two sons" can mean three."""
    items = [item for item in _JOINT.split(words) if item.strip()]
    if len(items) < 2:
        return frozenset()
    found = {0}
    for item in items:
        found = {one + number for one in found for number in _possible_in(item)}
    return frozenset(found)


def _folded(words: str) -> str:
    """Return words in lower case and one spelling: Arabic without vowel signs and hamza, ta marbuta as ه."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", words)).lower().translate(_SPELLING)


def _from(tokens: list[str]) -> list[int]:
    """Return every number that a run of words, from its first on, has spelled after each of its words."""
    total, part, found = 0, 0, []
    for token in tokens:
        if token in ("and", "of", "و"):
            continue
        bare = token[1:] if token.startswith("و") and len(token) > 2 and token not in _units() else token
        bare = bare.removeprefix("ال") if bare.removeprefix("ال") in _units() else bare
        if bare in _units():
            part += _units()[bare]
        elif bare in _scales():
            scale = _scales()[bare]
            part = max(part, 1) * scale
            if scale >= 1000:
                total, part = total + part, 0
        else:
            break
        found.append(total + part)
    return found


@cache
def _units() -> dict[str, int]:
    return {_folded(word): int(value) for value, words in _data()["units"].items() for word in words}


@cache
def _scales() -> dict[str, int]:
    return {_folded(word): int(value) for value, words in _data()["scales"].items() for word in words}


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("undercount.read.prose") / "data" / "spelled.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = loads(text)
    return found
