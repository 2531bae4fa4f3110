"""What the reader may have missed: sentences with a word of harm, or a number beside a word for persons, that is in no proposal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from undercount.read.prose.english.denials import denied_deed
from undercount.read.prose.english.elided import takes_up
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group, groups
from undercount.read.prose.english.triggers import Trigger
from undercount.read.prose.proposal import Miss, Span


def missed(line: Line, found: list[Trigger], joined: Sequence[Group] = (), *, behind_harm: bool = False) -> Miss | None:
    """Return a sentence as a miss, with the word that makes it one; None where nothing in it asks for another claim.

    Args:
        line: The sentence.
        found: Its words of harm.
        joined: Who is counted in its proposals; a number of other persons is still a miss.
        behind_harm: Whether the sentence before tells of harm, so that a bare number can take it up ("The rebels say twenty.").
    """
    whole = Span(line.sentence.start, line.sentence.end)
    told = None if joined else _word_of_harm(line, found) or denied_deed(line)
    if told is not None:
        return Miss(whole, "harm", told)
    if not _may_count(line):
        return None
    counted = {at for group in joined for at in range(group.start, group.end)}
    counted |= {at for one in joined if one.amount is not None for at in range(one.amount.start, one.amount.end)}
    for group in groups(line, frozenset()):
        again = bool(joined or behind_harm) and _goes_on(line, group)
        if (
            group.amount is None
            or group.amount.rule == "number.both"
            or not (group.sort == "person" or again)
            or not counted.isdisjoint(range(group.start, group.end))
        ):
            continue
        if not joined or group.amount.value:
            return Miss(whole, "number", line.span(group.amount.start, group.amount.end))
    return None


def _goes_on(line: Line, group: Group) -> bool:
    """Say whether a bare number tells of more who were harmed: "60 by the army and 12 by rebels", "others put the figure at 90"."""
    if group.sort != "bare" or group.amount is None:
        return False
    if group.part or takes_up(line, group):
        return True  # "23 casualties, three of them dead"
    before, after = line.low[group.start - 1] if group.start else "", line.text(group.end, group.end + 1)
    if line.text(group.start - 2, group.start - 1) in ("in", "at", "near", "on", "around") and line.classes[
        group.start - 1
    ] in ("name", "time"):
        return True  # "12 people were killed in Homs, in Hama 7"
    listed = before in ("and", ",") and after in ("by", "in", "on", "at", "near", "more")
    return listed or line.text(group.start - 2, group.start) in line.lexicon.words("cues", "said_to_be")


def _word_of_harm(line: Line, found: list[Trigger]) -> Span | None:
    """Return the first words of harm of a sentence that gave no proposal, or words of an attack that counts nobody."""
    harm = next((one for one in found if not _is_of_place(line, one)), None)
    if harm is not None:
        return line.span(harm.start, harm.end)
    mentions = line.lexicon.words("triggers", "mentions")
    for at in range(len(line)):
        size = next((size for size in (4, 3, 2, 1) if line.text(at, at + size) in mentions), 0)
        if size and at + size <= len(line):
            return line.span(at, at + size)
    return None


def _is_of_place(line: Line, one: Trigger) -> bool:
    """Say whether what was captured is no person: "captured the area", "arrested development"."""
    if one.rule != "detain":
        return False
    after = next((group for group in groups(line, frozenset()) if group.start == one.end), None)
    return after is not None and after.amount is None and after.sort in ("other", "not", "unit")


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
