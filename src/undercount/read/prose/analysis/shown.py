"""How the words of a sentence are shown to a parser: in the form in which it learned them.

A parser trained on other tokens takes "n’t" for a pronoun and the full stop of "Dr." for a part of the name behind it. It is shown straight
apostrophes, and an abbreviation with its full stop as one word, and no dateline, which it takes for a part of the subject; the words of the
sentence stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from undercount.read.prose.english.lexicon import lexicon
from undercount.read.prose.places.datelines import datelines
from undercount.read.prose.words import Sentence, Word, plain

_DASHES = frozenset({"-", "--", "–", "—", ":"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What a parser is shown.

    Args:
        words: The words.
        spaces: For each whether a space stands behind it.
        firsts: For each which word of the sentence it begins with.
        places: For each word of the sentence in which shown word it lies.
    """

    words: list[str]
    spaces: list[bool]
    firsts: list[int]
    places: list[int]


def behind_dateline(sentence: Sentence, text: str) -> int:
    """Return with how many words a sentence begins that are only a dateline: "(Nairobi) –"; 0 where it has none."""
    words = sentence.words
    head = text[sentence.start : sentence.end]
    line = next(iter(datelines(head)), None) if sentence.start == 0 or head.startswith("(") else None
    if line is None or line.start > 1:
        return 0
    end = next((at for at, word in enumerate(words) if word.start >= sentence.start + line.end), 0)
    while end < len(words) and words[end].text in _DASHES:
        end += 1
    return end if end < len(words) else 0


def shown(words: Sequence[Word], said: Sequence[str], begin: int = 0) -> Shown:
    """Return what a parser is shown of a sentence.

    Args:
        words: Its words.
        said: Their letters, which may be recased.
        begin: The first word that is shown; those before it belong to it as marks do.
    """
    out = Shown([], [], [], [0] * begin)
    for at, word in enumerate(words[begin:], begin):
        touches = at > begin and words[at - 1].end == word.start
        if touches and _is_one(words, at, out.words[-1]):
            out.words[-1] += word.text
        else:
            out.words.append(plain(said[at]))
            out.firsts.append(at)
            out.spaces.append(False)
        out.places.append(len(out.words) - 1)
        out.spaces[-1] = at + 1 < len(words) and words[at + 1].start > word.end
    return out


def _is_one(words: Sequence[Word], at: int, before: str) -> bool:
    """Say whether a mark is one with what it touches: the full stop of "Dr." inside a sentence, the second mark of "''"."""
    mark = words[at].text
    if mark == "." and at + 1 < len(words):
        last = words[at - 1].text
        return len(last) > 1 and last.lower() in _abbreviations()
    return mark == before == "'"


@cache
def _abbreviations() -> frozenset[str]:
    return lexicon().words("grammar", "abbreviations")
