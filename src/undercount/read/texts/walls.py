"""Tell a page that holds only a notice (cookies, a login, scripts, a robot check, an error) from one that holds what was published."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

MOST_WORDS = 500
"""A page of more words is never taken for a mere notice."""

_FEW = 4
_LONG = 12


def wall_in(text: str) -> str:
    """Return what a page is if it holds nothing but a notice, with the words that say so; else nothing.

    One line with words that are sure, and no line that could be anything else: a page with a single sentence of news beside its banner is
    a page of news.

    Args:
        text: The page's text, a block to a line.
    """
    if len(text) > MOST_WORDS * 20 or len(text.split()) > MOST_WORDS:
        return ""
    walls, near = _patterns()
    said = ""
    for line in text.splitlines():
        sure = [(name, found[0]) for name, pattern in walls if (found := pattern.search(line))]
        if sure:
            said = said or f"{sure[0][0]} (“{sure[0][1]}”)"
        elif not _belongs(line, len(near.findall(line))):
            return ""
    return said


def _belongs(line: str, near: int) -> bool:
    """Tell whether a line without sure words may stand on a page that is only a notice."""
    words = len(line.split())
    if re.match(r"\s*(?:©|\(c\)|copyright)", line, re.I) and words <= _LONG:
        return True
    if words > _LONG or any(char.isdigit() for char in line):
        return near >= 2
    return near >= 1 or words <= _FEW


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], re.Pattern[str]]:
    file = resources.files("undercount.read.texts").joinpath("data/walls.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    walls = tuple((str(one["name"]), _words(one["sure"])) for one in data["wall"])
    return walls, _words(data["near"]["words"])


def _words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.I)
