"""Quotations: where they stand, how they run on over sentences and paragraphs, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from undercount.read.prose.proposal import Span
from undercount.read.prose.speech.cues import Cues
from undercount.read.prose.speech.sources import subject_of
from undercount.read.prose.speech.words import Attribution, Tree
from undercount.read.prose.words import Document, Sentence

LONGEST = 3000
"""The most characters of a quotation within one paragraph: a mark that is never closed opens none."""

ALONE = 4
"""The fewest words of a quotation that can be somebody's words without a cue of its own; a shorter one only sets off a term."""

NEAR_TAG = 9
"""Within how many words behind a quotation that ends in a question mark the verb of its speaker stands."""

_MARKS = re.compile(r"“|”|\"|''|``|«|»|\n\s*\n")
_OPENERS = ("“", "«", "``")
_CLOSERS = ("”", "»")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks.

    Args:
        span: Where it stands.
        runs_on: Whether it goes on from the one before it, whose paragraph ended without a closing mark.
        opens: Whether it begins a paragraph.
    """

    span: Span
    runs_on: bool = False
    opens: bool = False


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text in order."""
    found: list[Quotation] = []
    opened: int | None = None
    runs_on = False
    for mark in _MARKS.finditer(text):
        sign = mark[0]
        if sign[0] == "\n":
            if opened is not None:
                after = text[mark.end() : mark.end() + 2]
                continues = after[:1] in _OPENERS or after[:1] == '"' or after in ("''", "``")
                if continues or mark.start() - opened <= LONGEST // 4:
                    found.append(_quotation(text, opened, mark.start(), runs_on))
                runs_on, opened = continues, None
            continue
        opens = sign in _OPENERS or (sign not in _CLOSERS and _looks_open(text, mark.start(), mark.end()))
        if opened is None or (opens and (sign in _OPENERS or not _looks_closed(text, mark.start()))):
            if opens:
                opened = mark.start()
            continue
        if mark.end() - opened <= LONGEST:
            found.append(_quotation(text, opened, mark.end(), runs_on))
        opened, runs_on = None, False
    return found


def _quotation(text: str, start: int, end: int, runs_on: bool) -> Quotation:
    return Quotation(Span(start, end), runs_on, not text[:start].rstrip(" ") or text[:start].rstrip(" ").endswith("\n"))


def _looks_open(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1] in " \n\t\xa0([—–-:") and end < len(text) and not text[end].isspace()


def _looks_closed(text: str, start: int) -> bool:
    return start > 0 and not text[start - 1].isspace()


def with_quotations(
    document: Document, found: Sequence[Attribution], quoted: Sequence[Quotation], cues: Cues
) -> list[Attribution]:
    """Return attributions with the quotations that belong to them, and those that quotations alone give.

    Args:
        document: The document.
        found: The attributions that its sentences hold, in the order of the text.
        quoted: Its quotations.
        cues: The cues.
    """
    made = [_within_quotation(one, quoted) for one in found]
    before: tuple[Quotation, int] | None = None
    for one in quoted:
        owner = _owner(document, made, one, before, cues)
        if owner is not None:
            made[owner] = _given(made[owner], one.span)
            before = one, owner
        elif _is_long(one, document):
            before = None
    return made


def _within_quotation(one: Attribution, quoted: Sequence[Quotation]) -> Attribution:
    """Return an attribution that stands inside a quotation without the words beyond it."""
    if one.cue is None:
        return one
    around = next((q.span for q in quoted if q.span.holds(one.cue)), None)
    if around is None:
        return one
    kept = tuple(Span(max(p.start, around.start), min(p.end, around.end)) for p in one.content if p.meets(around))
    return replace(one, content=kept) if kept else one


def _is_long(one: Quotation, document: Document) -> bool:
    return len(one.span.of(document.text).split()) >= ALONE


def _owner(
    document: Document, made: list[Attribution], one: Quotation, before: tuple[Quotation, int] | None, cues: Cues
) -> int | None:
    """Return the place of the attribution that a quotation belongs to, which may be new."""
    spoken = [at for at, a in enumerate(made) if _outside(a, one.span)]
    overlapping = [at for at in spoken if any(piece.meets(one.span) for piece in made[at].content)]
    if overlapping:
        return max(overlapping, key=lambda at: (_shared(made[at].content, one.span), -_length(made[at])))
    touched = [s for s in document.sentences if one.span.meets(Span(s.start, s.end))]
    last = document.text[one.span.start : one.span.end].rstrip("\"”»'’")[-1:]
    is_closed = last == "."
    goes_on = before is not None and is_closed and "\n" not in document.text[before[0].span.end : one.span.start]
    if not (_is_long(one, document) or goes_on) and last not in (",", "?", "!"):
        return None
    for sentence in touched if _is_long(one, document) else ():
        beside = [
            at
            for at in spoken
            if _within(made[at].cue, sentence)
            and made[at].standing != "attitude"
            and not (is_closed and _is_behind(made[at].cue, one.span))
        ]
        if beside:
            return min(beside, key=lambda at: _distance(made[at].cue, one.span))
    for sentence in touched if _is_long(one, document) else ():
        new = _spoken_by(sentence, one.span, cues, is_closed)
        if new is not None:
            made.append(new)
            return len(made) - 1
    new = _tagged(document, one, touched, cues) if last in (",", "?", "!") else None
    if new is not None:
        made.append(new)
        return len(made) - 1
    if not ((_is_long(one, document) or goes_on) and touched) or any(_outside_words(s, one.span) for s in touched):
        return None
    return _earlier(document, made, one, before)


def _earlier(
    document: Document, made: list[Attribution], one: Quotation, before: tuple[Quotation, int] | None
) -> int | None:
    """Return the attribution before a quotation that stands alone: it runs on, or what comes before introduces it."""
    if one.runs_on and before is not None:
        return before[1]
    ahead = document.text[: one.span.start].rstrip()
    paragraph = document.text.rfind("\n", 0, one.span.start if not one.opens else max(0, len(ahead))) + 1
    near = [
        at
        for at, a in enumerate(made)
        if a.cue is not None
        and paragraph <= a.cue.start
        and a.cue.end <= one.span.start
        and a.standing != "attitude"
        and _outside(a, one.span)
    ]
    outer = [at for at in near if not any(made[other].holds(made[at].cue or one.span) for other in near if other != at)]
    if not outer:
        return None
    if one.opens and not (ahead.endswith(":") or (before is not None and before[1] == outer[-1])):
        return None
    return outer[-1]


def _outside_words(sentence: Sentence, span: Span) -> list[str]:
    """Return the words of a sentence that stand before a quotation, but for a single one, such as a wrong split leaves."""
    words = [w.text for w in sentence.words if w.end <= span.start and w.text[0].isalpha()]
    return words if len(words) > 1 else []


def _spoken_by(sentence: Sentence, span: Span, cues: Cues, is_closed: bool) -> Attribution | None:
    """Return the attribution of a quotation to the verb beside it, whatever the verb."""
    if not sentence.parsed:
        return None
    tree = Tree(sentence.words)
    verbs = [
        at
        for at, word in enumerate(sentence.words)
        if word.tag.startswith("VB")
        and (word.end <= span.start or (word.start >= span.end and not is_closed))
        and "quote" in cues.verbs.get(tree.low(at), ())
    ]
    for at in sorted(verbs, key=lambda at: _distance(tree.span((at, at)), span)):
        new = _attributed(tree, at, span, cues)
        if new is not None:
            return new
    return None


def _attributed(tree: Tree, at: int, span: Span, cues: Cues) -> Attribution | None:
    """Return the attribution of a quotation to a verb, or None where nobody outside the quotation is its subject."""
    source, head = subject_of(tree, at, cues)
    if source is None or span.meets(tree.span(source)):
        return None
    rule, standing = cues.verbs[tree.low(at)]["quote"]
    meant = None if head is None else tree.span((tree.left[head], head))
    named = tree.trimmed(source)
    said = None if named is None else tree.span(named)
    return Attribution((span,), said, tree.span((at, at)), f"{rule}/quote", standing, meant=meant)


def _tagged(document: Document, one: Quotation, touched: Sequence[Sentence], cues: Cues) -> Attribution | None:
    """Return the attribution of a quotation to the words right behind it, which a question mark parts from it: "Why?" she asked."""
    rest = next((s for s in (*touched, *_next(document, one)) if s.end > one.span.end), None)
    if rest is None or not rest.parsed:
        return None
    near = [w for w in rest.words if w.start >= one.span.end][:NEAR_TAG]
    if not near or near[0].start - one.span.end > 2:
        return None
    tree = Tree(rest.words)
    for at, word in enumerate(rest.words):
        if word not in near or word.tag not in ("VBD", "VBZ") or "quote" not in cues.verbs.get(tree.low(at), ()):
            continue
        return _attributed(tree, at, one.span, cues) if tree.kid(at, "ccomp") is None else None
    return None


def _next(document: Document, one: Quotation) -> list[Sentence]:
    """Return the sentence that begins right behind a quotation in its paragraph."""
    found = [s for s in document.sentences if one.span.end <= s.start <= one.span.end + 2]
    return [s for s in found if "\n" not in document.text[one.span.end : s.start]]


def _given(one: Attribution, span: Span) -> Attribution:
    """Return an attribution whose content holds a quotation too."""
    pieces = sorted((*one.content, span), key=lambda piece: piece.start)
    out = [pieces[0]]
    for piece in pieces[1:]:
        if piece.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, piece.end))
        else:
            out.append(piece)
    return replace(one, content=tuple(out))


def speech_of(one: Attribution, quoted: Sequence[Quotation]) -> str:
    """Return whether words are given as they were said (``direct``), in other words (``indirect``) or partly so (``mixed``)."""
    total = sum(piece.end - piece.start for piece in one.content)
    inside = sum(
        max(0, min(piece.end, q.span.end) - max(piece.start, q.span.start)) for piece in one.content for q in quoted
    )
    if inside >= 0.9 * total:
        return "direct"
    return "mixed" if inside else "indirect"


def _outside(one: Attribution, span: Span) -> bool:
    """Say whether an attribution's own cue and source stand outside a quotation."""
    return all(part is None or not part.meets(span) for part in (one.cue, one.source))


def _within(span: Span | None, sentence: Sentence) -> bool:
    return span is not None and sentence.start <= span.start and span.end <= sentence.end


def _shared(pieces: Sequence[Span], span: Span) -> int:
    return sum(max(0, min(piece.end, span.end) - max(piece.start, span.start)) for piece in pieces)


def _length(one: Attribution) -> int:
    return sum(piece.end - piece.start for piece in one.content)


def _is_behind(a: Span | None, b: Span) -> bool:
    return a is not None and a.start >= b.end


def _distance(a: Span | None, b: Span) -> int:
    return 0 if a is None else max(b.start - a.end, a.start - b.end, 0)
