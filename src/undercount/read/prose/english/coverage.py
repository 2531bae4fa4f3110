"""What the reader may have missed: sentences with a word of harm, or a number beside a word for persons, that gave no proposal."""

from __future__ import annotations

from functools import cache

from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import groups
from undercount.read.prose.english.triggers import Trigger
from undercount.read.prose.proposal import Miss, Span


def missed(line: Line, found: list[Trigger]) -> Miss | None:
    """Return a sentence that gave no proposal as a miss, with the word that makes it one; None where nothing in it asks for a claim.

    Args:
        line: The sentence.
        found: Its words of harm.
    """
    whole = Span(line.sentence.start, line.sentence.end)
    if found:
        return Miss(whole, "harm", line.span(found[0].start, found[0].end))
    if not _may_count(line):
        return None
    for group in groups(line, frozenset()):
        if group.amount is not None and group.sort == "person":
            return Miss(whole, "number", line.span(group.amount.start, group.amount.end))
    return None


def _may_count(line: Line) -> bool:
    """Say whether a sentence has a digit or a word that begins a number, before it is looked at closely."""
    return not _first_words(line.lexicon).isdisjoint(line.low) or any(word[0].isdigit() for word in line.low)


@cache
def _first_words(lexicon: Lexicon) -> frozenset[str]:
    lists = (lexicon.words("numbers", heading) for heading in ("zero", "vague"))
    first = {words.split()[0] for several in lists for words in several}
    units = {
        *lexicon.table("numbers", "units"),
        *lexicon.table("numbers", "scales"),
        *lexicon.table("numbers", "nouns"),
    }
    return frozenset(
        first | units | {"half", "dozens", "scores", "hundreds", "thousands", "several", "many", "numerous", "few"}
    ) - {"a", "an"}
