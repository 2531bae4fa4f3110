"""The rules reader for English: from a document to proposals, each with the rules that gave it, and the misses that it can see.

References:
    The measures it is held to stand in ``benchmarks/prose.py``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from undercount.read.prose.analysis import PATTERNS
from undercount.read.prose.coverage import misses
from undercount.read.prose.harm import Link, links
from undercount.read.prose.lexicon import Lexicon, lexicon
from undercount.read.prose.lines import Line
from undercount.read.prose.marks import marks
from undercount.read.prose.modality import modality
from undercount.read.prose.proposal import Found, Proposal, Span
from undercount.read.prose.scenes import Scene, scene
from undercount.read.prose.triggers import has_trigger
from undercount.read.prose.victims import amount_of, attacked, victims_of
from undercount.read.prose.words import Document

_PLACE = re.compile(r"\b(?:in|near|of|from|outside|inside|eastern|western|northern|southern|east|west|north|south) ([A-Z][\w-]+)")
RULES = "rules-en/1"
BARE = "patterns-en/1"


def is_wanted(sentence: str) -> bool:
    """Say whether a sentence has a word of harm, so that it is worth a parse."""
    words = frozenset(word.strip(".,;:!?()[]\"'“”‘’").lower() for word in sentence.split())
    return has_trigger(words, lexicon())


def read_english(document: Document, words: Lexicon | None = None) -> Found:
    """Return what the rules find in a document.

    Args:
        document: Its sentences, parsed or by patterns.
        words: The words that the rules know; None is ours alone.

    Returns:
        The proposals in the order of their sentences, and the possible misses.
    """
    known = words or lexicon()
    reader = BARE if document.analysis == PATTERNS else RULES
    found: list[Proposal] = []
    places = frozenset(_PLACE.findall(document.text))
    for sentence in document.sentences:
        if not sentence.words:
            continue
        one = scene(Line(sentence, known))
        offset = len(found)
        joined = [link for link in links(one) if not _is_place(link, one.line, places)]
        found.extend([_proposal(link, one, offset, reader) for link in joined])
    return Found(tuple(found), misses(document, found, known))


def _is_place(link: Link, line: Line, places: frozenset[str]) -> bool:
    """Say whether a victim is one name that the document itself uses as a place's ("in Aleppo"), so that no person is meant."""
    group = link.group
    return group.sort == "name" and group.end - group.start == 1 and line.sentence.words[group.start].text in places


def _proposal(link: Link, scene: Scene, offset: int, reader: str) -> Proposal:
    sentence = scene.line.sentence
    group = replace(link.group, unit=link.trigger.unit) if link.trigger.unit else link.group
    quantity, amount = amount_of(group, scene.line)
    victims, act = victims_of(group, scene.line), link.trigger.act
    if act == "attack":
        victims, act = attacked(scene.line, link.trigger.end, victims)
    how, cue = modality(scene.line, link)
    return Proposal(
        quote=Span(sentence.start, sentence.end),
        quantity=quantity,
        amount=amount,
        act=act,
        trigger=scene.line.span(link.trigger.start, link.trigger.end),
        victims=victims,
        modality=how,
        part_of=None if link.whole is None else offset + link.whole,
        rules=_rules(link, cue, scene.line),
        reader=reader,
    )


def _rules(link: Link, cue: str, line: Line) -> tuple[str, ...]:
    number = "" if link.group.amount is None else link.group.amount.rule
    return tuple(rule for rule in (f"{link.trigger.rule}.{link.rule}", number, cue, *marks(line, link)) if rule)
