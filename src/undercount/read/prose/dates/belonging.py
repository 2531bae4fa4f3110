"""Which of a document's dates a claim is about.

The date of the same clause wins over the date of the sentence, and that over the one of the sentence before. The date of a speech is not
the date of what it tells: "the ministry said on Monday" says only that it was no later. What a report tells is never later than the report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from undercount.errors import RecordError
from undercount.read.prose.dates.headings import heading_date
from undercount.read.prose.dates.others import is_afterwards, is_another_event
from undercount.read.prose.dates.phrases import dates
from undercount.read.prose.dates.words import any_of, lexicon
from undercount.read.prose.proposal import Dated, Span
from undercount.read.prose.words import Document
from undercount.record import When
from undercount.record.when import iso_day

BACK = 1
"""How many sentences before its own a claim may take its date from, where they stand in the same paragraph."""

_CLAUSE = re.compile(r"[,;:–—]\s|\b(?:but|while|whereas|although|and|after|before|when)\b", re.IGNORECASE)
_PER_CLAUSE = 25
_SAID = 150
_UNRESOLVED = 60


def when_of(
    trigger: Span, found: Sequence[Dated], document: Document, *, zone: str = "UTC", back: bool = True
) -> Dated | None:
    """Return the date that belongs to some words that say that harm was done.

    Args:
        trigger: The words ("killed").
        found: The dates of the document, as :func:`~undercount.read.prose.dates.phrases.dates` gives them for its whole text.
        document: The document.
        zone: The time zone in which days are meant (IANA name).
        back: Whether the sentence before may date it, as it dates an event that is told on; it does not date a practice.

    Returns:
        The date of its clause, sentence or paragraph, or of the heading of its list. Where there is none, any time up to the day of
        publication (rule ``published``, its words being the trigger); None where the document has no such day either.
    """
    number = _sentence(trigger, document)
    sentence = document.sentences[number]
    here = [
        d
        for d in found
        if sentence.start <= d.span.start < sentence.end and d.rule != "clock" and not _is_dateline(d, document)
    ]
    agreed = next((d for d in here if _is_agreed(trigger, d, document.text)), None)
    if agreed is not None:
        return _ever_since(agreed, document, zone)
    here = [
        _when_then(d, trigger, document, zone)
        for d in here
        if not (_is_compared(d, document.text) or is_another_event(trigger, d, document, sentence))
    ]
    whole = _both_ends(trigger, here, document, zone)
    if whole is not None:
        return whole
    if here:
        best = min(here, key=lambda d: _distance(trigger, d, document.text))
        if (_is_said(best, document.text) and not _about(trigger, best, document.text)) or is_afterwards(
            trigger, best, document, sentence
        ):
            earlier = _before(number, found, document) if back else None
            return _in_time(no_later(best, zone) if earlier is None else earlier, document, zone)
        return _in_time(best, document, zone)
    earlier = _before(number, found, document) if back else None
    if earlier is None:
        earlier = heading_date(document.text, sentence.start, found)
    if earlier is not None:
        return _in_time(earlier, document, zone)
    last = _published(document, zone)
    return None if not last else Dated(trigger, When.parse(f"../{last}", zone=zone), rule="published")


_AGREED = re.compile(
    r"\s*,?\s*(?:(?:that|which)\s+(?:was|had\s+been)\s+)?"
    r"(?:(?:enacted|agreed(?:\s+to)?|signed|announced|brokered|declared|reached|negotiated|concluded)\s+(?:only\s+)?(?:on|in|late|early)?"
    r"|(?:(?:that|which)\s+)?(?:came\s+into\s+force|took\s+effect)\s*(?:on|in)?|of)\s*",
    re.IGNORECASE,
)
_AGREEMENT = re.compile(
    r"\b(?:cease-?fire|truce|armistice|cessation\s+of\s+hostilities)(?:\s+(?:agreement|deal))?$", re.IGNORECASE
)


def _is_agreed(trigger: Span, dated: Dated, text: str) -> bool:
    """Tell whether a date is that of the agreement whose breach is told: "breached a ceasefire enacted yesterday"."""
    if dated.when is None or dated.when.end is None or dated.span.start < trigger.end:
        return False
    said = _AGREED.fullmatch(text, trigger.end, dated.span.start)
    return said is not None and _AGREEMENT.search(trigger.of(text)) is not None


def _ever_since(agreed: Dated, document: Document, zone: str) -> Dated:
    """Return the time from a date up to the day of publication: what is agreed on a day is breached no earlier."""
    start, last = agreed.when and agreed.when.edtf.split("/")[0], _published(document, zone)
    if not start or start == ".." or not last:
        return agreed
    return _in_time(
        replace(agreed, when=When.parse(f"{start}/{last}", zone=zone), rule=f"agreed:{agreed.rule}"), document, zone
    )


def _sentence(trigger: Span, document: Document) -> int:
    """Return the index of the sentence in which some words stand."""
    for number, sentence in enumerate(document.sentences):
        if trigger.start < sentence.end:
            return number
    return len(document.sentences) - 1


def _published(document: Document, zone: str) -> str:
    """Return the last day on which the document may have been published, or nothing."""
    when = When.parse(document.published, zone=zone)
    return "" if when.end is None or not when.certain else iso_day(when.end - 1, zone=zone)


def _distance(trigger: Span, dated: Dated, text: str) -> int:
    """Return how far a date stands from the words of harm: characters, and more for each clause between and for a date of a speech."""
    left, right = (trigger, dated.span) if trigger.start < dated.span.start else (dated.span, trigger)
    gap = text[left.end : right.start]
    far = len(gap) + _PER_CLAUSE * len(_CLAUSE.findall(gap))
    if _is_said(dated, text):
        far += _SAID
    return far + (_UNRESOLVED if dated.when is None else 0)


@cache
def _saying() -> re.Pattern[str]:
    said = any_of(lexicon()["cues"]["saying"])
    where = rf"(?:{any_of(lexicon()['cues']['hearing'])}|(?-i:[A-Z][a-z][\w.’'-]*|UN|U\.N\.))"
    return re.compile(
        rf"\b(?:{said}|according\s+to(?:\s+[\w'’-]+){{1,6}})"
        rf"(?:\s+(?:that|on|in|late|early|reporters|a|the|statement|in\s+a\s+statement)|(?<=\btold)(?:\s+{where})+)*\s*$",
        re.IGNORECASE,
    )


def _is_said(dated: Dated, text: str) -> bool:
    """Tell whether a date stands beside a word of saying, and so dates the speech."""
    if _saying().search(text, max(0, dated.span.start - 90), dated.span.start) is not None:
        return True
    return _saying_next().match(text, dated.span.end) is not None


@cache
def _saying_next() -> re.Pattern[str]:
    said = any_of(lexicon()["cues"]["saying"])
    return re.compile(rf"\s+(?:\w+ly\s+|also\s+)?(?:{said})\b(?!\s+(?:killed|dead|injured|missing))", re.IGNORECASE)


_DATELINE = re.compile(r"\s*(?:\([^)\n]{2,60}\)\s*|\)\s*)?(?:--|[-–—])\s")


def _is_dateline(dated: Dated, document: Document) -> bool:
    """Tell whether a date heads the document: where and when it was written, not what it tells."""
    return dated.span.start < 160 and _DATELINE.match(document.text, dated.span.end) is not None


def _about(trigger: Span, dated: Dated, text: str) -> bool:
    """Tell whether a date behind a word of saying still goes with the harm: "reported killed on Monday"."""
    return trigger.end <= dated.span.start and len(text[trigger.end : dated.span.start].split()) <= 3


def _before(number: int, found: Sequence[Dated], document: Document) -> Dated | None:
    """Return the date that the sentences before speak of: the last one resolved that dates no speech."""
    for back in range(number - 1, max(-1, number - 1 - BACK), -1):
        sentence, following = document.sentences[back], document.sentences[back + 1]
        if "\n\n" in document.text[sentence.end : following.start]:
            break
        here = [d for d in found if sentence.start <= d.span.start < sentence.end and d.when is not None]
        here = [d for d in here if not _is_said(d, document.text) and not _is_dateline(d, document)]
        if here:
            return here[-1]
    return None


def no_later(dated: Dated, zone: str) -> Dated:
    """Return the time up to the end of a date."""
    when = dated.when
    if when is None or when.end is None:
        return dated
    return replace(
        dated, when=When.parse(f"../{iso_day(when.end - 1, zone=zone)}", zone=zone), rule=f"said:{dated.rule}"
    )


def _in_time(dated: Dated, document: Document, zone: str) -> Dated:
    """Return a date that is not later than the document: read back where it is, cut where it reaches beyond."""
    last, when = _published(document, zone), dated.when
    if not last or when is None or when.end is None or not when.certain:
        return dated
    limit = When.parse(last, zone=zone)
    if limit.end is None or when.end <= limit.end:
        return dated
    if when.start is not None and when.start >= limit.end:
        again = dates(dated.span.of(document.text), document.published, zone=zone, past=True)
        if (
            len(again) == 1
            and again[0].when is not None
            and again[0].when.start is not None
            and again[0].when.start < limit.end
        ):
            return _in_time(replace(dated, when=again[0].when, rule=f"past:{dated.rule}"), document, zone)
        return replace(dated, when=None, why_not="it lies after the day of publication")
    return replace(dated, when=When.parse(f"{when.edtf.split('/')[0]}/{last}", zone=zone))


def _both_ends(trigger: Span, here: Sequence[Dated], document: Document, zone: str) -> Dated | None:
    """Return "by October 7 … since July" as one interval, where a sentence names one end of each.

    Its words are those of the end that stands nearer, and of both only where little stands between them: a sentence is no date.
    """
    ends = [d for d in here if d.rule.startswith("until:") and d.when is not None and d.when.end is not None]
    starts = [d for d in here if d.rule.startswith("since:") and d.when is not None and d.when.start is not None]
    if len(ends) != 1 or len(starts) != 1 or ends[0].when is None or starts[0].when is None:
        return None
    left, right = starts[0].when.edtf.split("/")[0], ends[0].when.edtf.split("/")[-1]
    try:
        when = When.parse(f"{left}/{right}", zone=zone)
    except RecordError:
        return None
    first, last = sorted((starts[0].span, ends[0].span), key=lambda span: span.start)
    near = min((first, last), key=lambda span: max(span.start - trigger.end, trigger.start - span.end))
    span = Span(first.start, last.end) if last.start - first.end <= _ADJACENT else near
    return _in_time(Dated(span, when, rule="since-until"), document, zone)


_ADJACENT = 12
"""The most characters between two ends of one interval that are shown as one phrase."""

_WHEN = re.compile(r"\s*,?\s*when\b", re.IGNORECASE)
_OPENS = re.compile(r"(?:ever\s+)?(?:since|until|till|before)\s+", re.IGNORECASE)
_MOST = re.compile(
    r"\b(?:the\s+most(?!\s+of)|(?!(?:west|east|forest|protest|arrest|harvest|request|interest|test|rest|guest|contest|least|most)\b)[a-z]{3,}est|worst|"
    r"first)\s+(?:[\w'’-]+\s+){0,9}$",
    re.IGNORECASE,
)
"""A superlative before a date: what follows "since" is then another event's, with which this one is compared."""


def _is_compared(dated: Dated, text: str) -> bool:
    """Tell whether a date is only what something is compared with: "the deadliest attack since 2011"."""
    if not dated.rule.startswith("since:") or _WHEN.match(text, dated.span.end) is not None:
        return False
    return _MOST.search(text, max(0, dated.span.start - 100), dated.span.start) is not None


def _when_then(dated: Dated, trigger: Span, document: Document, zone: str) -> Dated:
    """Return of "since 2011, when 77 were killed" the year alone, for the words behind "when"."""
    text = document.text
    if trigger.start < dated.span.end or _WHEN.match(text, dated.span.end) is None:
        return dated
    opens = _OPENS.match(text, dated.span.start)
    if opens is None:
        return dated
    start = opens.end()
    alone = dates(text[start : dated.span.end], document.published, zone=zone, past=True)
    if len(alone) != 1:
        return dated
    return replace(alone[0], span=Span(start + alone[0].span.start, start + alone[0].span.end))
