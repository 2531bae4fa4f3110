"""Which of an Arabic text's dates a claim is about: a date beside a word of saying is that of the speech, and not of the harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import act_of, has
from undercount.read.prose.dates.belonging import when_of
from undercount.read.prose.proposal import Dated, Span
from undercount.read.prose.words import Document
from undercount.record import When
from undercount.record.when import iso_day

_REACH = 9
"""How many words behind a verb of saying the date of the speech can stand: the speaker stands between."""

_MONTH = 31

_WHAT = frozenset(["ان", "بان", "انه", "انها", "بانه", "بانها", "عن", ".", ";", ":", "?", "!", '"', "«", "“"])
"""Words and marks at which what was said begins, so that a date behind them is part of it."""


@dataclass
class Days:
    """The dates of a text: those that can be a claim's, and those of speeches.

    Args:
        told: Dates of what is told.
        said: Dates of speeches.
    """

    told: list[Dated] = field(default_factory=list)
    said: list[Dated] = field(default_factory=list)

    def add(self, words: Sequence[Token], found: Sequence[tuple[Dated, range]]) -> None:
        """Add the dates of a sentence."""
        for dated, indexes in found:
            (self.said if _is_said(words, indexes.start) else self.told).append(dated)

    def of(self, trigger: Span, document: Document, zone: str) -> Dated | None:
        """Return the date of what some words say: one that is told, else no later than the speech, else than the publication.

        Args:
            trigger: The words of harm.
            document: The document.
            zone: The time zone in which days are meant (IANA name).
        """
        found = when_of(trigger, self.told, document, zone=zone)
        if found is not None and found.rule != "published":
            return found
        here = next((s for s in document.sentences if s.start <= trigger.start < s.end), None)
        said = [
            d for d in self.said if here is not None and here.start <= d.span.start < here.end and d.when is not None
        ]
        return _no_later(said[0], zone) if said else found


def _is_said(words: Sequence[Token], at: int) -> bool:
    """Tell whether a date stands behind a verb of saying and before what was said."""
    for before in range(at - 1, max(-1, at - 1 - _REACH), -1):
        word = words[before].word
        if has(word, "speech", "verbs"):
            return True
        if word in _WHAT or act_of(word):
            return False
    return False


def _no_later(dated: Dated, zone: str) -> Dated:
    """Return the time up to the end of a date."""
    end = dated.when.end if dated.when is not None else None
    if end is None:
        return dated
    when = When.parse(f"../{iso_day(end - 1, zone=zone)}", zone=zone)
    return replace(dated, when=when, rule=f"said:{dated.rule}")


def is_recent(dated: Dated | None) -> bool:
    """Tell whether a time begins with a day that words name, no more than a month before it ends: "منذ 9 أيار" in a report of May.

    Such a number is of that time, and adds up over no longer one.
    """
    if dated is None or dated.when is None or not dated.rule.startswith(("since:", "since-until")):
        return False
    first, _, last = dated.when.edtf.partition("/")
    if len(first) != len("2024-01-31") or len(last) != len(first):
        return False
    return (date.fromisoformat(last) - date.fromisoformat(first)).days <= _MONTH
