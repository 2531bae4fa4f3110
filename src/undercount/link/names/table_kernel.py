"""Cut coded texts into units of words that belong together, and give each word its part. Compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled
from undercount.link.names.layout import ALIASES, ALL, HAS_GIVEN, HAS_KUNYA, NAMED
from undercount.link.names.symbols import MOST_NAMED

# What is known of a token, bit by bit: it is not plain; it is Arabic; it waits for the next one; it belongs to the one before; it is an
# article that waits; it may be an ending; it is a title.
UNSAFE, IS_ARABIC, OPEN, ATTACHES, ARTICLE, ENDING, TITLE = (1 << bit for bit in range(7))
# Token numbers that fit three times into a number of 64 bits.
BASE = 1 << 21
MOST_TOGETHER = 3
# What is known of a word: it begins with Abu, with Umm, with Bin or Bint; it has the article.
WITH_ABU, WITH_UMM, WITH_BIN, WITH_ARTICLE = (1 << bit for bit in range(4))
MOST_READ = 32


@compiled
def attaches(tokens: Any, at: Any, end: Any, flags: Any) -> Any:
    """Return whether a token belongs to what stands before it: an ending, or an article with what may be one."""
    known = flags[tokens[at]]
    if known & ATTACHES:
        return True
    return known & ARTICLE != 0 and at + 1 < end and flags[tokens[at + 1]] & (ENDING | OPEN | ATTACHES) != 0


@compiled
def is_plain(tokens: Any, start: Any, end: Any, flags: Any) -> bool:
    """Return whether a text can be read token by token: plain words of one script, no title or article before, nothing open behind."""
    if start == end or flags[tokens[start]] & (TITLE | ARTICLE) or flags[tokens[end - 1]] & OPEN:
        return False
    script = flags[tokens[start]] & IS_ARABIC
    for at in range(start, end):
        if flags[tokens[at]] & UNSAFE or flags[tokens[at]] & IS_ARABIC != script or tokens[at] >= BASE - 1:
            return False
    return True


@compiled
def units(tokens: Any, starts: Any, flags: Any, code: Any, plain: Any) -> None:
    """Write for each token that begins a unit its code: its number, or a negative code of all tokens of the unit; 0 < for no beginning.

    ``code`` gets the number plus one where a unit is one token, minus the numbers plus one to the base where it is more, else 0.
    """
    for text in range(len(starts) - 1):
        start, end = starts[text], starts[text + 1]
        plain[text] = is_plain(tokens, start, end, flags)
        if not plain[text]:
            continue
        begin = start
        for at in range(start + 1, end + 1):
            if at < end and (flags[tokens[at - 1]] & OPEN or attaches(tokens, at, end, flags)):
                continue
            if at - begin > MOST_TOGETHER:
                plain[text] = False
                break
            together = np.int64(0)
            for inside in range(begin, at):
                together = together * BASE + tokens[inside] + 1
            code[begin] = together if at - begin == 1 else -together
            begin = at


@compiled
def assign_parts(starts: Any, unit: Any, plain: Any, unit_starts: Any, unit_words: Any, about: Any, rows: Any) -> None:
    """Write the row of each plain text: its words by their parts, as ``parts.parse`` gives them.

    ``about`` has for each word its flags, its number without Bin, and its number as an alias.
    """
    words = np.empty(MOST_READ, np.int64)
    for text in range(len(starts) - 1):
        if not plain[text]:
            continue
        count = 0
        for at in range(starts[text], starts[text + 1]):
            if unit[at] >= 0:
                for word in range(unit_starts[unit[at]], unit_starts[unit[at] + 1]):
                    if count < MOST_READ:
                        words[count] = unit_words[word]
                    count += 1
        if count > MOST_READ:
            plain[text] = False
        elif count:
            place_words(words, count, about, rows[text])


@compiled
def place_words(words: Any, count: Any, about: Any, row: Any) -> None:
    """Write one row: a leading Abu or Umm is a kunya, the first other word the given name, the last the family name."""
    kunya, alias, start, end = -1, -1, 0, count
    first = about[words[0], 0]
    if first & (WITH_ABU | WITH_UMM):
        kunya, start = words[0], 1
    if end - start > 2:
        last, family = about[words[end - 1], 0], about[words[end - 2], 0]
        if last & WITH_UMM or (last & WITH_ABU and (family & WITH_ARTICLE or family & WITH_ABU)):
            kunya = words[end - 1] if kunya < 0 else kunya
            alias = about[words[end - 1], 2] if last & WITH_ABU else -1
            end -= 1
    at = 0
    if end > start:
        given = first & (WITH_ABU | WITH_UMM | WITH_BIN) == 0 or (kunya >= 0 and end - start > 1)
        rest = start + 1 if given else start
        if given:
            row[at] = words[start]
            at += 1
        most = MOST_NAMED - at
        kept = min(end - rest, most)
        for number in range(kept):
            is_last = number == kept - 1
            row[at] = words[end - 1] if is_last else about[words[rest + number], 1]
            at += 1
        row[HAS_GIVEN] = 1 if given else 0
    row[NAMED] = at
    if alias >= 0:
        row[at] = alias
        row[ALIASES] = 1
        at += 1
    if kunya >= 0:
        row[at] = kunya
        row[HAS_KUNYA] = 1
        at += 1
    row[ALL] = at


@compiled
def fuller(now: Any, rows: Any, of: Any) -> None:
    """Keep in each row of ``now`` the fuller of what it has and the row of ``rows`` that ``of`` names, -1 for none."""
    for record in range(len(of)):
        if of[record] < 0:
            continue
        other = rows[of[record]]
        mine, theirs = now[record, NAMED] + now[record, HAS_KUNYA], other[NAMED] + other[HAS_KUNYA]
        if other[ALL] > 0 and (now[record, ALL] == 0 or theirs > mine):
            for column in range(len(other)):
                now[record, column] = other[column]
