"""The characters of a page: in the encoding that it is in, which need not be the one that it names."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from undercount.errors import ReadError
from undercount.read.encoding import decode

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.I)
_FEW = 4
"""How many times more bytes must break UTF-8 than make characters in it, for a page to be in an older encoding."""
_WORD = re.compile("[\u0620-\u064a]{3,}")
_LETTER = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Source:
    """A page's characters, and a sentence where its encoding is another than it names, or a guess."""

    text: str
    note: str = ""


def html_source(data: bytes, name: str, declared: str = "", *, earlier: bool = False) -> Source:
    """Return a page's characters: by its mark, as UTF-8 where it is that, else by what is declared, else as browsers do.

    A page that says UTF-8 and is none, but is wholly an older encoding, is taken as that.

    Args:
        data: The page's bytes.
        name: Its name, for messages.
        declared: The encoding that a protocol header names, which goes before the page's own; or empty.
        earlier: Whether they are taken as ``html-text/1`` did: bytes that are no UTF-8 as UTF-8 where the page says that they are.
    """
    found = _CHARSET.search(data[:4096])
    said = known_encoding(declared) or known_encoding(found[1].decode("ascii") if found else "")
    try:
        text = decode(data, name)
    except ReadError:
        return _as_before(data, said) if earlier else not_utf8(data, said)
    other = bool(said) and not codecs.lookup(said).name.startswith("utf") and not text.isascii()
    return Source(text, f"it says that it is {said} and is UTF-8, as which it was read" if other else "")


def not_utf8(data: bytes, said: str) -> Source:
    """Return the characters of bytes that are no UTF-8: as they say, else as an older encoding that all of them are, else with losses.

    Args:
        data: The bytes.
        said: The encoding that they name, or empty.
    """
    if said and codecs.lookup(said).name != "utf-8":
        return Source(data.decode(said, errors="replace"))
    lossy = data.decode("utf-8", errors="replace")
    lost = lossy.count("\ufffd")
    kept = len(_LETTER.findall(lossy)) - lost
    if kept * _FEW > lost:
        return Source(lossy)
    older = "windows-1256" if _is_arabic(data) else "windows-1252"
    try:
        return Source(data.decode(older), _guess(older, said))
    except UnicodeDecodeError:
        return Source(lossy if said else data.decode(older, errors="replace"), "" if said else _guess(older, said))


def _as_before(data: bytes, said: str) -> Source:
    """Return the characters of bytes that are no UTF-8 as ``html-text/1`` gave them."""
    return Source(data.decode(said or "windows-1252", errors="replace"), "" if said else _guess("windows-1252", said))


def _guess(encoding: str, said: str) -> str:
    if said:
        return f"it says that it is {said}, and its bytes are not: it was read as {encoding}, which they all are"
    how = "as browsers do" if encoding == "windows-1252" else "for its letters are Arabic"
    return f"it names no encoding and is no UTF-8: it was read as {encoding}, {how}"


def _is_arabic(data: bytes) -> bool:
    """Tell whether bytes make Arabic words as windows-1256; single letters among Latin ones are accents of another encoding."""
    shown = data.decode("windows-1256", errors="replace")
    high = len(_LETTER.findall(shown))
    return sum(map(len, _WORD.findall(shown))) * 2 > high


def known_encoding(name: str) -> str:
    """Return the name of an encoding as it stands, or nothing where it is none or no text comes of it."""
    try:
        b"ab".decode(name or "utf-8", errors="replace")
    except (LookupError, ValueError):
        return ""
    return name
