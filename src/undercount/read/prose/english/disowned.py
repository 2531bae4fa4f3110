"""What a sentence tells only to say that nobody said it, that it is not confirmed, or that it is false.

"At no point did the army say that 10 were killed", "the ministry has yet to confirm the deaths of 12", "claims that 60 died are fake news",
"contrary to reports that 12 died", "falsely claimed that 300 were killed".

References:
    Saurí and Pustejovsky 2009, FactBank, Language Resources and Evaluation 43, on the factuality of what a source is said not to say.
"""

from __future__ import annotations

from functools import cache

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.joints import saying
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line

FAR = 30
"""How many words before the harm such words can stand."""
_INVERTED_REACH = 10
"""How many words before a verb of saying "at no point" can stand."""
_SUBJECT_REACH = 4
_CALLED_REACH = 14
"""How many words behind the harm it can be called false."""
_STOPS = frozenset({",", ";", ":", "but", '"', "“", "”"})
_COPULAS = frozenset({"is", "are", "was", "were", "be", "been", "as"})
_NOT = frozenset({"not", "n't", "never"})


def is_unsaid(line: Line, link: Link) -> bool:
    """Say whether a sentence only tells that somebody did not say it, or did not confirm it."""
    first = min(link.group.start, link.trigger.start)
    if _is_unconfirmed(line, first):
        return True
    verbs = _verbs(line.lexicon)
    for at in range(first - 1, max(0, first - FAR) - 1, -1):
        if line.low[at] in (";", ":", "but"):
            return False
        if line.low[at] in verbs and _opens_clause(line, at + 1, first) and _by_nobody(line, at):
            return True
        if (
            line.low[at] in ("confirmed", "confirms", "said", "reported")
            and "nor" in line.low[:at]
            and line.low[0] == "neither"
        ):
            return line.text(at + 1, at + 2) == "that"
    return False


def is_disowned(line: Line, link: Link) -> bool:
    """Say whether a sentence says of such harm that it is false."""
    first, last = min(link.group.start, link.trigger.start), max(link.group.end, link.trigger.end)
    return _is_contrary(line, first) or _is_falsely_said(line, first) or _is_called_false(line, first, last)


@cache
def _verbs(lexicon: Lexicon) -> frozenset[str]:
    return saying(lexicon) | lexicon.words("cues", "saying_base")


def _opens_clause(line: Line, at: int, first: int) -> bool:
    """Say whether what follows a verb of saying is what it says: "that …", "to have …", or the victims at once."""
    return line.text(at, at + 1) == "that" or line.text(at, at + 2) == "to have" or at <= first <= at + 1


def _by_nobody(line: Line, verb: int) -> bool:
    """Say whether it is nobody who says something, or somebody who never does."""
    reach = range(verb - 1, max(-1, verb - 1 - _INVERTED_REACH), -1)
    stop = next((at for at in reach if line.low[at] in _STOPS), max(-1, verb - 1 - _INVERTED_REACH))
    start = stop + 1
    never = line.lexicon.words("cues", "at_no_time")
    if any(line.text(at, at + size) in never for at in range(start, verb) for size in (2, 3, 4)):
        return True
    near = max(start, verb - _SUBJECT_REACH)
    words = line.low[near:verb]
    if line.low[near:verb] and line.text(verb - 2, verb) in ("not only", "only not"):
        return False
    nobody = line.lexicon.words("cues", "nobody")
    return any(w in nobody or line.text(near + i, near + i + 2) in nobody for i, w in enumerate(words)) or (
        not _NOT.isdisjoint(words[-2:]) and line.text(verb + 1, verb + 2) in ("that", "to")
    )


def _is_unconfirmed(line: Line, first: int) -> bool:
    """Say whether somebody could not confirm the harm: "has yet to confirm the deaths of 12", not "the names of the 12 killed"."""
    cues = line.lexicon.words("cues", "unconfirming")
    at = first
    while at > 0 and (line.classes[at - 1] in ("det", "adj") or line.low[at - 1] in ("that", "of", "any", "reported")):
        at -= 1
    if at > 1 and line.low[at - 1] in line.lexicon.words("cues", "telling_nouns"):
        at -= 1
        while at > 0 and line.classes[at - 1] in ("det", "adj"):
            at -= 1
    return any(line.text(at - size, at) in cues for size in (2, 3, 4, 5) if size <= at)


def _is_contrary(line: Line, first: int) -> bool:
    """Say whether the harm is what something is contrary to: "contrary to reports that 12 died"."""
    for at in range(first - 1, max(0, first - _INVERTED_REACH) - 1, -1):
        if line.low[at] in (",", ";", ":"):
            return False
        if line.text(at, at + 2) == "contrary to":
            return True
    return False


def _is_falsely_said(line: Line, first: int) -> bool:
    """Say whether somebody says it wrongly: "falsely claimed that 300 were killed", "claimed falsely that"."""
    wrongly = line.lexicon.words("cues", "wrongly")
    verbs = _verbs(line.lexicon)
    for at in range(max(0, first - FAR), first):
        if line.low[at] in wrongly and (
            line.text(at + 1, at + 2) in verbs or line.text(at - 1, at) in verbs or line.classes[at + 1] == "ing"
        ):
            return not {";", ":", "but"}.intersection(line.low[at:first])
    return False


def _is_called_false(line: Line, first: int, last: int) -> bool:
    """Say whether a claim is called false: "the rumour that 12 were killed is untrue", "claims of 60 deaths are fake news"."""
    nouns = line.lexicon.words("cues", "telling_nouns")
    told = any(
        line.low[at] in nouns and line.text(at + 1, at + 2) in ("that", "of", "about", "saying", "claiming")
        for at in range(max(0, first - FAR), first)
    )
    if not told:
        return False
    false = line.lexicon.words("cues", "false_words")
    reach = range(last, min(len(line), last + _CALLED_REACH))
    at = next((at for at in reach if line.low[at] in _COPULAS), len(line))
    behind = range(at + 1, min(len(line), at + 5))
    end = next((i for i in behind if line.low[i] in ("and", "but", ";")), len(line))
    return any(line.text(i, i + size) in false for i in behind if i < end for size in (1, 2, 3))
