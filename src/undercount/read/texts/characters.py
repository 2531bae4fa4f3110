"""What the characters of a text tell of how they were taken: some lost, some decoded twice, some no text at all.

Nothing is repaired: a person must see what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from undercount.read.encoding import detect
from undercount.read.texts.item_text import ItemText

LOST = "\ufffd"
"""What stands in the place of a character that could not be read."""

SAMPLE = 1_000_000
"""How many characters are looked at for text that was decoded twice."""

_AROUND = 24
_BEGINNINGS = (
    (b"%PDF-", "pdf"),
    (b"WARC/", "archive"),
    (b"<!doctype html", "page"),
    (b"<html", "page"),
    (b"From ", "mailbox"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_RUN = re.compile("[^\x00-\x7f]{2,40}")
_PLAUSIBLE = re.compile(
    "[\u00a0-\u017f\u0384-\u03ff\u0400-\u044f\u05d0-\u05ea\u060c-\u06d2\u2010-\u2044\u20ac\u2122\u4e00-\u9fff]"
)
_SURE = 3
"""From how many characters on a run that is UTF-8 in another encoding is no word of any language."""
_PAIRS = 3
"""How many pairs of Latin characters that are one in UTF-8 a text must have, for a capital before a quotation mark is such a pair too."""


def kind_of_bytes(data: bytes) -> str:
    """Return what kind of file bytes are that no name tells: by how they begin, else text where they can be it, else nothing."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, kind in _BEGINNINGS:
        if head[: len(beginning)].lower() == beginning.lower():
            return kind
    return "" if detect(data[:4096]) == "utf-8" and _CONTROLS.search(data[:4096]) else "plain"


def notes_on(found: ItemText) -> Iterator[str]:
    """Give a sentence for each thing that the characters of a text tell of how they were taken."""
    text = found.text
    count = text.count(LOST)
    if count:
        what = (
            "1 character could not be read and stands"
            if count == 1
            else f"{count:,} characters could not be read and stand"
        )
        where = _shown(found, text.index(LOST))
        yield (
            f"{what} as {LOST}, {'in' if count == 1 else 'the first in'} {where}: compare the words and numbers beside "
            f"{'it' if count == 1 else 'them'} with the original, and save that again as UTF-8 if it can be had"
        )
    twice = decoded_twice(text)
    if twice:
        where = _shown(found, text.index(twice))
        yield (
            f"letters and quotation marks of it were decoded twice (“{twice}”, first in {where}), and are read as they stand: save it "
            "again from where it came from, as UTF-8"
        )


def _shown(found: ItemText, at: int) -> str:
    """Return the words around a position, with the document that holds them where there are several."""
    text = found.text
    start, end = max(0, at - _AROUND), at + _AROUND
    before = text[start:at] if start == 0 else text[start:at].partition(" ")[2]
    after = text[at:end] if end >= len(text) else text[at:end].rpartition(" ")[0] or text[at:end]
    words = " ".join((before + after).split())
    part = found.part_of(at)
    return f"“{words}”" + (f" ({part.name})" if part is not None else "")


def decoded_twice(text: str) -> str:
    """Return the first characters of a text that are UTF-8 which somebody took for an older encoding ("â€™" for "’"), or nothing."""
    pairs: list[str] = []
    for run in (found[0] for found in _RUN.finditer(text[:SAMPLE])):
        if not any(pattern.fullmatch(run) and _is_plausible(run, encoding) for encoding, pattern in _twice()):
            continue
        if len(run) >= _SURE:
            return pairs[0] if pairs else run
        pairs += [run] if run[0] <= "\u00ff" else []
        if len(pairs) >= _PAIRS:
            return pairs[0]
    return ""


@lru_cache(maxsize=1)
def _twice() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return for each older encoding what characters of UTF-8 look like in it; the last may be cut."""
    return tuple((encoding, re.compile(_in_utf8(encoding))) for encoding in ("cp1252", "cp1256"))


def _in_utf8(encoding: str) -> str:
    goes_on = _class(range(0x80, 0xC0), encoding)
    two, three, four = (_class(range(*ends), encoding) for ends in ((0xC2, 0xE0), (0xE0, 0xF0), (0xF0, 0xF5)))
    whole = f"{two}{goes_on}|{three}{goes_on}{{2}}|{four}{goes_on}{{3}}"
    return f"(?:{whole})+(?:{two}|{three}{goes_on}?)?"


def _class(numbers: Iterable[int], encoding: str) -> str:
    return f"[{''.join(re.escape(_char(number, encoding)) for number in numbers)}]"


def _char(number: int, encoding: str) -> str:
    """Return the character of a byte; one that the encoding leaves open stands as a control, as in browsers."""
    try:
        return bytes((number,)).decode(encoding)
    except UnicodeDecodeError:
        return chr(number)


def _is_plausible(run: str, encoding: str) -> bool:
    """Tell whether what a run was before is letters and marks that texts have."""
    data = b"".join(char.encode("latin-1") if "\u0080" <= char <= "\u009f" else char.encode(encoding) for char in run)
    shown = data.decode("utf-8", errors="ignore")
    return bool(shown) and len(_PLAUSIBLE.findall(shown)) == len(shown)
