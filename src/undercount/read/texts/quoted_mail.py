"""What a message quotes of an earlier one: lines that begin with ``>``, what its HTML marks as quoted, and all below an earlier header.

A quoted message has its own sender and its own day; read as the sender's words it would be counted from the wrong day.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import lxml.html

from undercount.read.texts.item_text import Span

_CLASSES = frozenset(
    (
        "gmail_quote",
        "gmail_extra",
        "yahoo_quoted",
        "protonmail_quote",
        "zmail_extra",
        "moz-cite-prefix",
        "tutanota_quote",
    )
)
_ORIGINAL = re.compile(
    r"\W*(?:original message|forwarded message|begin forwarded message|message d.origine|message transféré|ursprüngliche nachricht|"
    r"weitergeleitete nachricht|mensaje original|mensaje reenviado|исходное сообщение|пересылаемое сообщение|الرسالة الأصلية|رسالة أصلية|"
    r"رسالة معاد توجيهها)\W*",
    re.I,
)
_FROM = r"[\W_]*(?:from|de|von|da|от|від|من|المرسل)[*_ \u00a0]*:"
_SENT = (
    r"[\W_]*(?:sent|date|envoyé|gesendet|datum|enviado(?: el)?|fecha|inviato|отправлено|дата|تاريخ الإرسال|تم الإرسال|أُ?رسلت?|التاريخ)"
    "[*_ \u00a0]*:"
)
_HEAD = re.compile(rf"{_FROM}.*\S", re.I)
_DAY = re.compile(rf"{_SENT}.*\d", re.I)
_BOTH = re.compile(rf"{_FROM}.*?\S\s{_SENT}.*\d", re.I)
_WROTE = re.compile(
    r"\W*(?:on|le|am|el|в|في)\b.*\S@\S.*(?:wrote|a écrit|schrieb|escribió|написал\w*|пишет|كتبت?)\W*:\s*", re.I | re.S
)
_MOST_BETWEEN = 3
"""Within how many lines below the sender an earlier header names its day."""


def is_quoting(element: lxml.html.HtmlElement) -> bool:
    """Tell whether mail programs mark by an element of HTML what they quote."""
    if element.tag == "blockquote" and (element.get("type") or "").lower() == "cite":
        return True
    return not _CLASSES.isdisjoint((element.get("class") or "").split())


def own_lines(text: str, quoted: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Return where the lines of a message's body stand that quote no earlier message.

    Args:
        text: The body.
        quoted: Lines that its HTML marks as quoted, in order.
    """
    found: list[Span] = []
    at = 0
    starts = [start for start, _ in quoted]
    lines = text.splitlines(keepends=True)
    last = _tail(lines)
    for line in lines[:last]:
        before = bisect_right(starts, at)
        is_marked = before > 0 and at < quoted[before - 1][1]
        if not line.startswith(">") and not is_marked:
            begun = found.pop()[0] if found and found[-1][1] == at else at
            found.append((begun, at + len(line)))
        at += len(line)
    return tuple(found)


def quotes_note(own: Sequence[Span], text: str) -> str:
    """Return a sentence where not all lines of a message are its own, else nothing."""
    if tuple(own) == ((0, len(text)),):
        return ""
    return "what it quotes from an earlier message is not read as its own: add that message as an item"


def own_of_page(own: Sequence[Span], main: Sequence[Span]) -> tuple[Span, ...]:
    """Return what a message in HTML says itself: of what was found to be its text, the lines that are its own."""
    both = tuple(
        (max(start, first), min(end, last))
        for start, end in own
        for first, last in main
        if start < last and first < end
    )
    return both or tuple(own) or ((0, 0),)


def _tail(lines: Sequence[str]) -> int:
    """Return the number of the line from which on all is an earlier message."""
    return next((at for at in range(len(lines)) if _begins_earlier(lines, at)), len(lines))


def _begins_earlier(lines: Sequence[str], at: int) -> bool:
    """Tell whether an earlier message begins at a line, which a mail program set there and no person wrote as a sentence."""
    line = lines[at].strip()
    if not line or line.startswith(">"):
        return False
    if _ORIGINAL.fullmatch(line) and (line[0] in "-_*—–" or line.endswith(":")):
        return True
    below = [said for one in lines[at + 1 : at + 1 + 2 * _MOST_BETWEEN] if (said := one.strip())]
    if _BOTH.match(line) or (_HEAD.match(line) and any(_DAY.match(one) for one in below[:_MOST_BETWEEN])):
        return True
    wrote = bool(_WROTE.fullmatch(line))
    if not wrote and below and _WROTE.fullmatch(f"{line} {below[0]}"):
        wrote, below = True, below[1:]
    return wrote and bool(below) and not below[0].startswith(">")
