"""In which language each paragraph of a document is: by its letters, and by its words only where they are enough to tell.

A briefing in English may hold a statement in Arabic. Each paragraph is read by the reader of its own language; one that has no reader is
named. A name or a few words in other letters are no paragraph of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from undercount.errors import ReadError
from undercount.read.prose.analysis.wrapping import ends_in
from undercount.read.text import ItemText
from undercount.read.texts.language import ARABIC_LETTERS, is_english, most_likely

LANGUAGES = ("en", "ar")
"""The languages whose prose is read."""

LEAST_WORDS = 5
"""From how many words on a paragraph in other letters than the document's is one of its own; fewer are a name, or go with a neighbour."""

ENOUGH_WORDS = 12
"""From how many words on the words of a paragraph tell its language, where its letters do not."""

MOSTLY = 0.75
"""From what share of its letters on a paragraph is in other letters than the document's."""

SURE = 0.99
"""The least probability at which words in the document's own letters are of another language."""

_REMEDY = "code its claims on a claim sheet, or ask a model with --endpoint"
_SHOWN = 40
_OTHER_LETTERS = frozenset(
    (
        *("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "el", "he", "hy", "ka", "am"),
        *("hi", "bn", "ne", "si", "ta", "my", "th", "zh", "ja", "ko", "km"),
    )
)
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\ufb50-\ufdfb\ufe70-\ufefc]")
_NOT_IN_ARABIC = re.compile(
    "[\u067e\u0686\u0698\u06a9\u06af\u06cc\u06d2\u0679\u0688\u0691\u06ba\u06be\u06c1\u0681\u0693\u067c\u0689]"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_ENDED = re.compile(r"[.!?…:;؟\"”’)\]]$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some characters of a text (code points, half-open) and their language (BCP 47)."""

    start: int
    end: int
    language: str


def base_language(language: str) -> str:
    """Return a language without its region; a text that does not say its language counts as English."""
    return language.lower().split("-")[0].split("_")[0] or "en"


@lru_cache(maxsize=1)
def paragraphs_of(text: ItemText) -> tuple[Paragraph, ...]:
    """Return the whole of a text as stretches of one language, in order."""
    found: list[Paragraph] = []
    starts = sorted({0, *(part.start for part in text.parts)})
    for start, end in pairwise([*starts, len(text.text)]):
        part = text.part_of(start)
        base = base_language(part.language or text.language if part is not None else text.language)
        for one in _stretches(text.text[start:end], base):
            found.append(Paragraph(start + one.start, start + one.end, one.language))
    return tuple(_merged(found))


def languages_in(text: ItemText) -> tuple[str, ...]:
    """Return the languages with a reader in which a document's paragraphs are, its own first.

    Raises:
        ReadError: If no paragraph is in a language with a reader.
    """
    own = base_language(text.language)
    here = {one.language for one in paragraphs_of(text)} if text.text else {own}
    found = tuple(sorted((one for one in here if one in LANGUAGES), key=lambda one: (one != own, LANGUAGES.index(one))))
    if not found:
        its = text.language if own in here else ", ".join(sorted(here))
        raise ReadError(
            f"prose must be in a language with a reader ({', '.join(LANGUAGES)}); this is in {its!r}: {_REMEDY}"
        )
    return found


def only_in(text: ItemText, language: str) -> ItemText:
    """Return a text with empty lines in the place of what is in another language: every position stays what it is."""
    if all(one.language == language for one in paragraphs_of(text)):
        return text
    pieces = (
        text.text[one.start : one.end] if one.language == language else "\n" * (one.end - one.start)
        for one in paragraphs_of(text)
    )
    return replace(text, text="".join(pieces), language=language)


def unread(text: ItemText) -> tuple[str, ...]:
    """Return a sentence for each language of a document's paragraphs that has no reader, where others are read."""
    lost: dict[str, list[str]] = {}
    for one in paragraphs_of(text):
        words = text.text[one.start : one.end].strip()
        if one.language not in LANGUAGES and words and text.in_main(one.start, one.end):
            lost.setdefault(one.language, []).extend(line.strip() for line in words.splitlines() if line.strip())
    return tuple(_told(language, lines) for language, lines in lost.items())


def _told(language: str, lines: Sequence[str]) -> str:
    first = " ".join(lines[0].split())
    shown = first if len(first) <= _SHOWN else f"{first[:_SHOWN].rsplit(' ', 1)[0]} …"
    what = "a paragraph" if len(lines) == 1 else f"{len(lines):,} paragraphs"
    has = "has" if len(lines) == 1 else "have"
    return f"{what} in {_name_of(language)} {has} no reader (“{shown}”): {_REMEDY}"


def _name_of(language: str) -> str:
    from babel import Locale

    name = Locale("en").languages.get(language)
    return f"{name} ({language})" if name else f"another language ({language})"


def _stretches(text: str, base: str) -> Iterator[Paragraph]:
    """Give a document as stretches of one language."""
    starts = sorted({0, *ends_in(text)})
    pieces = [(start, end) for start, end in pairwise([*starts, len(text)]) if end > start]
    own = "arabic" if base in ARABIC_LETTERS else "other" if base in _OTHER_LETTERS else "latin"
    letters = [_letters(text[start:end], own) for start, end in pieces]
    apart = _apart(pieces, letters, own, text)
    languages = [
        _of_words(text[start:end], base, script) if script == own else ""
        for (start, end), script in zip(pieces, letters, strict=True)
    ]
    for first, after in _runs(apart):
        whole = text[pieces[first][0] : pieces[after - 1][1]]
        languages[first:after] = [_of_letters(whole, letters[first])] * (after - first)
    yield from (
        Paragraph(start, end, language)
        for (start, end), language in zip(pieces, _filled(languages, letters, base), strict=True)
    )


def _letters(text: str, own: str) -> str:
    """Return the letters in which a paragraph is, or nothing where it has none; what holds a quotation in others is still in its own.

    Args:
        text: The paragraph.
        own: The letters of the document.
    """
    arabic, latin = len(_ARABIC.findall(text)), len(_LATIN.findall(text))
    counts = {"arabic": arabic, "latin": latin, "other": max(len(_LETTER.findall(text)) - arabic - latin, 0)}
    most = max(counts, key=lambda name: counts[name])
    if not counts[most]:
        return ""
    return most if counts[most] >= MOSTLY * sum(counts.values()) or not counts[own] else own


def _apart(pieces: Sequence[tuple[int, int]], letters: Sequence[str], own: str, text: str) -> list[str]:
    """Return for each paragraph its letters where they make it one of its own, else nothing."""
    found = [
        script
        if script not in ("", own)
        and _size(text[start:end], script) >= LEAST_WORDS
        and not _is_inside(text, start, end)
        else ""
        for (start, end), script in zip(pieces, letters, strict=True)
    ]
    told = [at for at, (start, end) in enumerate(pieces) if text[start:end].strip()]
    for order in (list(pairwise(told)), [(after, before) for before, after in reversed(list(pairwise(told)))]):
        for before, at in order:
            if not found[at] and letters[at] not in ("", own) and found[before] == letters[at]:
                found[at] = letters[at]
    return found


def _is_inside(text: str, start: int, end: int) -> bool:
    """Tell whether a line stands within a sentence that was broken by width: the line before it ends in nothing, the next begins small."""
    before = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)].rstrip()
    after = text[end : end + 2].lstrip(" \t")
    return bool(before) and _ENDED.search(before) is None and after[:1].islower()


def _size(text: str, script: str) -> int:
    """Return how many words a paragraph has; letters of scripts without spaces between words count by fours."""
    words = len(_WORD.findall(text))
    return max(words, len(_LETTER.findall(text)) // 4) if script == "other" else words


def _runs(apart: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give from where to where paragraphs of the same other letters follow each other."""
    first = 0
    for at in range(1, len(apart) + 1):
        if at == len(apart) or apart[at] != apart[first]:
            if apart[first]:
                yield first, at
            first = at


def _of_letters(text: str, script: str) -> str:
    """Return the language of a stretch in other letters than the document's."""
    if script == "arabic":
        return _in_arabic_letters(text, "ar")
    if script == "latin" and is_english(text):
        return "en"
    language, likely = most_likely(text, ())
    if script == "latin":
        return language if likely >= SURE and _size(text, script) >= ENOUGH_WORDS else "en"
    return language if language in _OTHER_LETTERS else "und"


def _in_arabic_letters(text: str, base: str) -> str:
    """Return the language of Arabic letters: another than Arabic only with letters that Arabic has not."""
    enough = len(_WORD.findall(text)) >= LEAST_WORDS * 2
    if not enough or len(_NOT_IN_ARABIC.findall(text)) * 50 < len(_ARABIC.findall(text)):
        return "ar" if base == "ar" or (enough and most_likely(text, ARABIC_LETTERS)[0] == "ar") else base
    language, likely = most_likely(text, ARABIC_LETTERS)
    return language if likely >= SURE else base


def _of_words(text: str, base: str, script: str) -> str:
    """Return the language of a paragraph in the document's own letters, or nothing where its words are too few to tell."""
    words = _WORD.findall(text)
    if len(words) < ENOUGH_WORDS:
        return ""
    if script == "arabic":
        return _in_arabic_letters(text, base)
    if is_english(text):
        return "en"
    small = sum(word[0].islower() for word in words)
    if script != "latin" or small * 2 < len(words):
        return base  # a list of names is in no language
    language, likely = most_likely(text, ())
    return language if likely >= SURE else base


def _filled(languages: Sequence[str], letters: Sequence[str], base: str) -> list[str]:
    """Return the languages; a short paragraph has that of both its neighbours if its letters are theirs, else the document's."""
    told = [at for at, language in enumerate(languages) if language]
    found = list(languages)
    for before, after in pairwise([-1, *told, len(languages)]):
        inside = before >= 0 and after < len(languages) and languages[before] == languages[after]
        for at in range(before + 1, after):
            joins = inside and letters[at] in ("", letters[before])
            found[at] = languages[before] if joins else base
    return found


def _merged(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    last: Paragraph | None = None
    for one in paragraphs:
        if last is not None and last.language == one.language and last.end == one.start:
            last = replace(last, end=one.end)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
