"""Plain text: every character of a file, in one encoding or not at all."""

from __future__ import annotations

from undercount.errors import ReadError
from undercount.read.encoding import decode, detect
from undercount.read.texts.item_text import ItemText
from undercount.read.texts.language import language_of

METHOD = "plain-text/1"
_REMEDY = "save it as UTF-8, and add that as an item of its own"


def plain_text(data: bytes, name: str) -> ItemText:
    """Return the text of a plain file.

    Args:
        data: Its bytes.
        name: Its name, for messages.

    Raises:
        ReadError: If a byte breaks the encoding; the text says in which line, and whether the file mixes two encodings.
    """
    try:
        text = decode(data, name)
    except ReadError:
        raise ReadError(_broken(data, name)) from None
    return ItemText(text, METHOD, language_of(text)[0])


def _broken(data: bytes, name: str) -> str:
    """Return why bytes are no text in one encoding, having looked at each line."""
    if detect(data[:4096]) != "utf-8":
        return f"a text must be whole; {name} is UTF-16 and is cut off or broken: capture it again, or {_REMEDY}"
    first, first_line, good = 0, b"", 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        if _is_utf8(line):
            good += 1
        elif not first:
            first, first_line = number, line
    looks = f"; it looks like {guessed(first_line)}"
    if good:
        lines = "1 line" if good == 1 else f"{good:,} lines"
        return (
            f"a text must be in one encoding; {name} has {lines} in UTF-8, and line {first:,} is not{looks}: take each part from "
            "where it came from and save it as UTF-8 by itself, since no program can turn both at once"
        )
    return f"a text must be UTF-8 or UTF-16; {name} is not, from line {first:,} on{looks}: {_REMEDY}"


def guessed(line: bytes) -> str:
    """Return the encoding that bytes above 127 look like: Arabic where they make Arabic letters, else Western."""
    shown = line.decode("windows-1256", errors="replace")
    high = [char for char in shown if ord(char) > 127]
    arabic = sum("\u0600" <= char <= "\u06ff" for char in high)
    return "windows-1256 (Arabic)" if arabic * 2 > len(high) else "windows-1252 (Western)"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
