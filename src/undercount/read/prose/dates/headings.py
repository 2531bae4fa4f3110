"""The day that a list's heading gives to all of its lines: "Deaths on 5 April 2017:", "حصيلة الضحايا ليوم 5 نيسان 2017"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from undercount.read.prose.dates.words import any_of, lexicon
from undercount.read.prose.proposal import Dated

_MOST_WORDS = 14
"""The most words of a heading."""

_REACH = 20_000
"""The most characters from a heading to the last line of its list."""

_LONGEST = 300
"""The most characters of a line of a list; a longer one is a paragraph, which goes on with something else."""


def heading_date(text: str, at: int, found: Sequence[Dated]) -> Dated | None:
    """Return the day or month that heads the list in which a line stands, or None where it stands in none.

    A heading is a line of few words that says what is listed and of which day ("… on 5 April 2017"). Its list ends at the next heading that
    is dated, at a paragraph, and at an empty line that does not stand right behind it.

    Args:
        text: The document.
        at: A position in the line.
        found: The dates of the document.
    """
    end = text.rfind("\n", 0, at)
    own = text[end + 1 : at + len(text[at:].partition("\n")[0])]
    if end < 0 or len(own) > _LONGEST or _TWO.search(own) is not None:
        return None
    has_gap = False
    while end > 0 and at - end < _REACH:
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        if not line.strip():
            has_gap = True
        elif (headed := _heads(text, start, end, found)) is not None:
            return headed
        elif has_gap or len(line) > _LONGEST:
            return None
        end = start - 1
    return None


def _heads(text: str, start: int, end: int, found: Sequence[Dated]) -> Dated | None:
    """Return the one day that a line gives to a list below it, or None where it heads none."""
    line = text[start:end].strip()
    if len(line.split()) > _MOST_WORDS or line.endswith((".", "!", "?", "؟", ";", "،", ",")):
        return None
    here = [one for one in found if start <= one.span.start < end]
    if len(here) != 1 or here[0].when is None or here[0].when.start is None or here[0].when.end is None:
        return None
    listed, taking, numbered = _patterns()
    before = text[start : here[0].span.start]
    if re.search(r"\d", before) or numbered.search(before):
        return None
    if listed.match(before) is None or taking.search(text, start, _day_at(text, here[0])) is None:
        return None
    return here[0]


_TWO = re.compile(r"[.!?؟]\s+\w")
"""The end of one sentence and the begin of another: a line of a list is one."""
_WEEKDAY = re.compile(r"[^\d\n]{0,24}?(?=[\d\u0660-\u0669])")


def _day_at(text: str, dated: Dated) -> int:
    """Return where the figures of a date begin: its words can hold "ليوم" themselves."""
    found = _WEEKDAY.match(text, dated.span.start, dated.span.end)
    return found.end() if found is not None else dated.span.start


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what is listed, at the begin of a line; what takes the day, right before its figures; and numbers, which make it a claim."""
    words = lexicon()["headings"]
    listed = rf"\W*(?:[^\W\d_]+\W+){{0,3}}?(?:{any_of(words['lists'])})(?!\w)"
    takes = rf"(?<!\w)(?:{any_of(words['takes'])})\s+(?:[^\W\d_]+,?\s+){{0,2}}$"
    numbers = rf"(?<!\w)(?:{any_of([one for one in lexicon()['numbers'] if one not in ('a', 'an')])})(?!\w)"
    return re.compile(listed, re.IGNORECASE), re.compile(takes, re.IGNORECASE), re.compile(numbers, re.IGNORECASE)
