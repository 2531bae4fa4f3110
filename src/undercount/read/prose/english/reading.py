"""The rules reader for English: from a document to proposals, each with the rules that gave it, and the misses that it can see.

References:
    The measures it is held to stand in ``benchmarks/prose.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from undercount.read.prose.analysis.parse import PATTERNS
from undercount.read.prose.english.anaphors import across
from undercount.read.prose.english.coverage import missed
from undercount.read.prose.english.elided import at_number, elided, risen
from undercount.read.prose.english.equated import equated
from undercount.read.prose.english.excluded import sure
from undercount.read.prose.english.harm import Link, counted_words, links
from undercount.read.prose.english.joint import undivided
from undercount.read.prose.english.lexicon import Lexicon, lexicon
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.marks import marks
from undercount.read.prose.english.modality import modality
from undercount.read.prose.english.practices import Practice, has_practice, practices
from undercount.read.prose.english.scenes import DEATHS, Scene, scene
from undercount.read.prose.english.struck import has_struck, struck
from undercount.read.prose.english.sums import RULE, common, with_sums
from undercount.read.prose.english.triggers import has_trigger
from undercount.read.prose.english.victims import amount_of, attacked, victims_of
from undercount.read.prose.proposal import Found, Miss, Proposal, Span
from undercount.read.prose.words import Document, plain

_PLACE = re.compile(
    r"\b(?:in|near|of|from|outside|inside|eastern|western|northern|southern|east|west|north|south) ([A-Z][\w-]+)"
)
RULES = "rules-en/4"
BARE = "patterns-en/4"


def is_wanted(sentence: str) -> bool:
    """Say whether a sentence has a word of harm, so that it is worth a parse."""
    words = frozenset(word.strip(".,;:!?()[]\"'“”‘’").lower() for word in plain(sentence).split())
    known = lexicon()
    return has_trigger(words, known) or has_practice(words, known) or has_struck(words, known)


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
    places = frozenset(_PLACE.findall(document.text))
    found: list[Proposal] = []
    misses: list[Miss] = []
    before: list[Proposal] = []
    missing = False
    for sentence in (one for one in document.sentences if one.words):
        line = Line(sentence, known)
        words_here = frozenset(line.low)
        one = scene(line) if has_trigger(words_here, known) else None
        joined = (
            [] if one is None else with_sums(line, _persons_only(sure(one, undivided(one, links(one))), line, places))
        )
        joined = joined if one is None else equated(one, risen(line, joined, one))
        taken_up = elided(line, joined, one, before)
        offset = len(found)
        told = _with_common([_proposal(link, line, offset, reader) for link in joined], offset)
        told = [_of_sentence(one, told) for one in told]
        told += [_taken_up(link, line, reader, () if joined else before) for link in taken_up]
        back = None if one is None else _back(one, joined, before)
        found.extend(told if back is None else [*told, back])
        told_before, before = bool(before), told
        hit = struck(line, counted_words(joined)) if has_struck(words_here, known) else []
        found.extend(_proposal(link, line, 0, reader) for link in hit)
        done = practices(line, [*joined, *hit]) if has_practice(words_here, known) else []
        found.extend(_practised(practice, line, reader) for practice in done)
        groups = [link.group for link in (*joined, *taken_up, *hit, *(practice.link for practice in done))]
        miss = (
            None
            if back
            else missed(line, [] if one is None else one.triggers, groups, behind_harm=told_before or missing)
        )
        misses.extend([] if miss is None else [miss])
        missing = miss is not None and miss.why == "harm"
    return Found(tuple(found), tuple(misses))


def _back(scene: Scene, joined: list[Link], before: list[Proposal]) -> Proposal | None:
    """Return the death of those whom the sentence before says to be held, where this one points back to them."""
    for trigger in scene.triggers:
        victims = [link.group for link in joined if link.trigger == trigger]
        back = across(scene, victims, trigger, before)
        if back is not None:
            return back
    return None


def _persons_only(found: list[Link], line: Line, places: frozenset[str]) -> list[Link]:
    """Return the links without those of a place and their parts, each part still pointing at its whole."""
    kept = [at for at, link in enumerate(found) if not _is_place(link, line, places)]
    new = {at: index for index, at in enumerate(kept)}
    links = (found[at] for at in kept)
    return [link if link.whole is None else replace(link, whole=new.get(link.whole)) for link in links]


def _is_place(link: Link, line: Line, places: frozenset[str]) -> bool:
    """Say whether a victim is one name that the document itself uses as a place's ("in Aleppo"), so that no person is meant."""
    group = link.group
    return group.sort == "name" and group.end - group.start == 1 and line.sentence.words[group.start].text in places


def _proposal(link: Link, line: Line, offset: int, reader: str) -> Proposal:
    sentence = line.sentence
    group = replace(link.group, unit=link.trigger.unit) if link.trigger.unit else link.group
    quantity, amount = amount_of(group, line)
    victims, act = victims_of(group, line), link.trigger.act
    if act == "attack":
        victims, act = attacked(line, link.trigger.end, victims)
    how, cue = modality(line, link)
    return Proposal(
        quote=Span(sentence.start, sentence.end),
        quantity=quantity,
        amount=amount,
        act=act,
        trigger=line.span(link.trigger.start, link.trigger.end),
        victims=victims,
        modality=how,
        part_of=None if link.whole is None else offset + link.whole,
        rules=_rules(link, cue, line),
        reader=reader,
    )


def _of_sentence(one: Proposal, told: Sequence[Proposal]) -> Proposal:
    """Return a claim of "others" without the mark of more where its sentence tells of the first: "two died and ten others were hurt"."""
    if "victims.more" not in one.rules:
        return one
    words = one.victims.span or one.amount
    acts = {*DEATHS, one.act}
    before = [p for p in told if p.act in acts and p.amount.start < words.start and p.part_of is None]
    first = any("victims.more" not in p.rules for p in before)
    return replace(one, rules=tuple(r for r in one.rules if r != "victims.more")) if first else one


def _taken_up(link: Link, line: Line, reader: str, before: Sequence[Proposal]) -> Proposal:
    """Return the claim of a number that takes up an act; where the sentence before tells that act, the passage begins there."""
    made = _proposal(link, line, 0, reader)
    how, cue = modality(line, at_number(link))
    rules = tuple(rule for rule in made.rules if not rule.startswith(made.modality))
    start = before[0].quote.start if before else made.quote.start
    unit = before[-1].quantity.unit if before else made.quantity.unit
    return replace(
        made,
        quote=Span(start, made.quote.end),
        quantity=replace(made.quantity, unit=unit),
        modality=how,
        rules=(*rules, *(["victims.back"] if before else []), *([cue] if cue else [])),
    )


def _with_common(told: list[Proposal], offset: int) -> list[Proposal]:
    """Return a sentence's proposals, of which the sums say what all their members are."""
    made = []
    for at, one in enumerate(told):
        members = [part for part in told if part.part_of == offset + at] if RULE in one.rules else []
        if members:
            marks_here = frozenset.intersection(*(frozenset(part.rules) for part in members))
            rules = tuple(rule for rule in one.rules if rule == RULE or rule in marks_here)
            how = next((part.modality for part in members if part.modality != "asserted"), one.modality)
            one = replace(
                one, victims=common([part.victims for part in members], one.victims), rules=rules, modality=how
            )
        made.append(one)
    return made


def _practised(practice: Practice, line: Line, reader: str) -> Proposal:
    return replace(_proposal(practice.link, line, 0, reader), victims=practice.victims, act=practice.act)


def _rules(link: Link, cue: str, line: Line) -> tuple[str, ...]:
    number = "" if link.group.amount is None else link.group.amount.rule
    return tuple(rule for rule in (f"{link.trigger.rule}.{link.rule}", number, cue, *marks(line, link)) if rule)
