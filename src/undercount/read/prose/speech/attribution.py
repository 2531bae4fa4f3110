"""Who says it: the words that a text gives as somebody's, and for a claim the chain from the author to the first speaker.

Attributions are found in three ways: by the parse of a sentence, by patterns where it was not parsed, and by quotation marks and layout.
The cues stand in ``data/speech.toml``, which a study can extend; every attribution names the rule that found it.

References:
    Pareti, Annotating Attribution Relations and Their Features (PhD thesis, University of Edinburgh, 2015).
    Newell, Margolin and Ruths, An Attribution Relations Corpus for Political News (LREC 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from undercount.read.prose.english.lexicon import Lexicon, lexicon
from undercount.read.prose.proposal import Span, Speaker
from undercount.read.prose.speech.checked import WHO, attributed, checked
from undercount.read.prose.speech.clauses import in_parsed
from undercount.read.prose.speech.cues import cues as cues_of
from undercount.read.prose.speech.parts import apart, in_plain_parts
from undercount.read.prose.speech.patterns import in_layout
from undercount.read.prose.speech.quotes import quotations, speech_of, with_quotations
from undercount.read.prose.speech.speakers import is_author, is_named, is_nobody, with_meaning
from undercount.read.prose.speech.words import Attribution
from undercount.read.prose.words import Document

__all__ = ["Attribution", "attributions", "chain_of", "outermost"]


def attributions(document: Document, words: Lexicon | None = None) -> tuple[Attribution, ...]:
    """Return the words of a document that it gives as somebody's.

    What one speaker says that another said is an attribution of its own, whose content lies inside that of the first.

    Args:
        document: Its sentences, parsed or not.
        words: The words that the rules know; None is ours alone.

    Returns:
        The attributions, in the order of their content.
    """
    cues = cues_of(words or lexicon())
    found: list[Attribution] = []
    known = _names(document)
    for sentence in document.sentences:
        found.extend(apart(in_parsed(sentence, cues), sentence) if sentence.parsed else in_plain_parts(sentence, cues))
        found.extend(attributed(sentence))
        laid = in_layout(document, sentence, cues, known)
        if laid is not None:
            found.append(laid)
    found = checked(found, document)
    quoted = quotations(document.text)
    if quoted:
        found = with_quotations(document, found, quoted, cues)
        found = [replace(one, speech=speech_of(one, quoted)) for one in found]
    inner = {id(one) for one in _inside(found)}
    found = [
        replace(one, named=is_named(one, document))
        for one in found
        if id(one) not in inner or not (one.standing == "attitude" or is_author(one, document))
    ]
    return tuple(
        with_meaning(sorted(found, key=lambda one: (one.content[0].start, -one.content[-1].end)), document, cues)
    )


def outermost(found: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Return the attributions that are not part of what somebody else says: those that the document's author makes."""
    inner = {id(one) for one in _inside(found)}
    return tuple(one for one in found if id(one) not in inner)


def _inside(found: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions whose cue stands in what another gives; two whose cues each stand in the other's words are neither."""
    cued = [(one, one.cue or one.source) for one in found]
    pieces = sorted((piece.start, piece.end, at) for at, one in enumerate(found) for piece in one.content)
    inner = []
    for one, cue in cued:
        if cue is None:
            continue
        for start, end, at in pieces:
            if start > cue.start:
                break
            other, its = cued[at]
            if other is not one and cue.end <= end and not (its is not None and one.holds(its)):
                inner.append(one)
                break
    return inner


def chain_of(
    span: Span,
    found: Sequence[Attribution],
    document: Document,
    *,
    entry_of: Callable[[str], str] | None = None,
) -> tuple[Speaker, ...]:
    """Return who says some words: the document's author first, the first speaker last.

    Wishes and judgements ("condemned the killing of …") are no links: what they speak of is the author's to say. Nor is one who speaks of
    their own words again ("witnesses said they had counted …"): they are one link; nor is "nobody". A link of which nobody is named
    ("reportedly") has its cue and no words of a speaker.

    Args:
        span: The words, such as a claim's words of harm.
        found: The document's attributions.
        document: The document.
        entry_of: Returns the source register's entry for a name, or nothing; None leaves every entry empty.
    """
    links = [
        one
        for one in found
        if one.standing != "attitude"
        and not one.rule.endswith(WHO)
        and one.holds(span)
        and not (is_author(one, document) or is_nobody(one, document))
    ]
    links.sort(
        key=lambda one: (one.rule.endswith("/carried"), -_reach(one, span), one.cue.start if one.cue is not None else 0)
    )
    chain = [Speaker(None)]
    said: set[Span | str] = set()
    for one in links:
        name = one.meant or one.source
        words = "" if name is None else name.of(document.text)
        own = {one.source, one.meant, " ".join(words.lower().split())} - {None, ""}
        if said & own:
            continue
        said |= {which for which in own if which is not None}
        entry = entry_of(words) if entry_of is not None and words else ""
        chain.append(Speaker(one.source, one.cue, one.named, one.speech, entry, one.meant))
    return tuple(chain)


def _reach(one: Attribution, span: Span) -> int:
    return max(piece.end - piece.start for piece in one.content if piece.holds(span))


def _names(document: Document) -> frozenset[str]:
    """Return the capitalised words that stand inside sentences, in lower case."""
    found: set[str] = set()
    for sentence in document.sentences:
        words = sentence.words
        found.update(
            word.text.lower()
            for at, word in enumerate(words)
            if at and word.text[0].isupper() and (at + 1 == len(words) or words[at + 1].text != ":")
        )
    return frozenset(found)
