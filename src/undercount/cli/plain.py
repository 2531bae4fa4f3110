"""Text from documents and file names as a terminal can show it: no control character reaches it, and no line is broken."""

from __future__ import annotations

import unicodedata

_RUNS_BACKWARDS = frozenset("\u202a\u202b\u202d\u202e\u202c")


def plain(text: str, *, lines: bool = False) -> str:
    """Return text in which what would steer the terminal is shown as an escape, such as ``\\x1b`` or ``\\n``.

    Args:
        text: Any text.
        lines: Whether line breaks may stay.
    """
    return "".join(c if (lines and c == "\n") or not _steers(c) else _shown(c) for c in text)


def _steers(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _RUNS_BACKWARDS


def _shown(char: str) -> str:
    return repr(char)[1:-1] if not char.isprintable() else f"\\u{ord(char):04x}"
