"""How and by whom people were harmed, as a sentence says it: the weapon or attack, and who is blamed with the speaker's own certainty.

The words stand in ``data/cues.toml``: weapons and attacks, words for those who act, and words of certainty ("allegedly", "suspected"). Who
is only blamed, accused or suspected, or has claimed responsibility, keeps the words that say so; whoever is plainly said to have done it
has none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from undercount.read.prose.english.lexicon import Lexicon, lexicon
from undercount.read.prose.places.gazetted import lexicon as places
from undercount.read.prose.proposal import Blamed, Span
from undercount.read.prose.speech.accusations import accused
from undercount.read.prose.speech.causes import RELATIVE, Known, causes, is_actor, is_method, known_words, launched
from undercount.read.prose.speech.words import Range, Tree
from undercount.read.prose.words import Document, Sentence

AHEAD = 2
"""In how many sentences behind the harm somebody can be blamed for it, or claim it."""

_GOES_ON = frozenset({"levant", "sham"})
"""What goes on a name behind "and": "the Islamic State of Iraq and the Levant"."""
_NOBODY = frozenset({"no", "neither"})
_BY = frozenset({"by", "on", "to", "from"})


def _nobody_known(_: str) -> str:
    """Return no entry: there is no register."""
    return ""


@dataclass(frozen=True, slots=True)
class Deed:
    """How and by whom.

    Args:
        method: The words for the weapon or the attack ("barrel bomb"), or None.
        blamed: Who is said to have done it.
    """

    method: Span | None = None
    blamed: tuple[Blamed, ...] = ()


def deed_of(
    trigger: Span,
    document: Document,
    words: Lexicon | None = None,
    *,
    others: Sequence[Span] = (),
    actor: Callable[[str], str] = _nobody_known,
) -> Deed:
    """Return how and by whom harm was done.

    Args:
        trigger: The words of harm.
        document: Their document.
        words: The words that the rules know; None is ours alone.
        others: The words of other harm in the document, in order: who is blamed in a clause of theirs is not blamed for this.
        actor: Gives the entry of the actor register that some words name, or nothing.

    Returns:
        The weapon or attack nearest to the words of harm, and who is blamed, each once. Nothing where the sentence was not parsed.
    """
    known = known_words(words or lexicon())
    at = max(0, bisect_right(document.sentences, trigger.start, key=lambda one: one.start) - 1)
    if not document.sentences or not document.sentences[at].parsed:
        return Deed()
    sentence = document.sentences[at]
    tree = Tree(sentence.words)
    method: Span | None = None
    blamed: list[Blamed] = []
    for cause in causes(tree, _root(tree, trigger), known, _inside(tree, sentence, others)):
        if is_method(tree, cause.at, known):
            method = method or tree.span(_method(tree, cause.at, known))
            blamed += _behind(tree, cause.at, cause.certainty, known, actor) if cause.own else []
        elif cause.own and is_actor(tree, cause.at, known):
            blamed += _actors(tree, cause.at, cause.certainty, known)
    if not blamed:
        blamed = _blamed_later(document, at, trigger, others, known)
    apart = (one for one in blamed if ":" not in document.text[one.span.end : trigger.start])
    return Deed(method, _once([one for one in apart if not one.span.meets(trigger)]))


def _inside(tree: Tree, sentence: Sentence, spans: Sequence[Span]) -> frozenset[int]:
    """Return the words of a sentence that some spans of its document, in order, hold."""
    if not tree.words:
        return frozenset()
    first = bisect_left(spans, sentence.start, key=lambda one: one.start)
    last = bisect_right(spans, tree.words[-1].start, key=lambda one: one.start)
    held = spans[first:last]
    return frozenset(k for k, word in enumerate(tree.words) if any(one.start <= word.start < one.end for one in held))


def _once(blamed: list[Blamed]) -> tuple[Blamed, ...]:
    """Return each who is blamed once, by the words that say most: "a government helicopter", and not "government" of it too."""
    kept: dict[Span, Blamed] = {}
    for one in blamed:
        if not any(other.span != one.span and other.span.holds(one.span) for other in blamed):
            kept.setdefault(one.span, one)
    return tuple(kept.values())


def _root(tree: Tree, trigger: Span) -> int:
    """Return which of the words of harm the others hang on."""
    inside = [k for k, word in enumerate(tree.words) if trigger.start <= word.start < trigger.end]
    return next(
        (k for k in inside if tree.words[k].head not in inside or tree.words[k].head == k), inside[0] if inside else 0
    )


def _method(tree: Tree, at: int, known: Known) -> Range:
    """Return a weapon with the words that say which: "roadside bomb", "drone strike", but not whose."""
    start = at
    while start > 0:
        word = tree.words[start - 1]
        is_name = word.tag.startswith("NNP") and tree.low(start - 1) not in known.methods
        is_named = is_name or (word.tag == "JJ" and word.text[0].isupper() and start > 1)
        is_part = word.role in ("compound", "amod", "nmod") or (word.tag == "NN" and tree.words[start].role == "appos")
        if is_named or not is_part:
            break
        if tree.low(start - 1) in known.actors | known.certainty:
            break
        start -= 1
    return start, at


def _may_be_where(tree: Tree, at: int, known: Known, actor: Callable[[str], str]) -> bool:
    """Say whether a name before an attack can be where it was ("the Hama massacre"): it is no word, group or nation that acts.

    A name of the actor register is one that acts, and so are letters in capitals ("a UN raid") and who owns the attack ("Hama's …").
    """
    word, low = tree.words[at], tree.low(at)
    if word.role == "poss" or not word.tag.startswith(("NNP", "JJ")) or low in known.actors | known.groups:
        return False
    if word.text.isupper() and len(word.text) > 1:
        return False
    words = places()
    if low in words["demonyms"] or re.search(words["words"]["demonyms"] + "$", low):
        return False
    whole = " ".join(one.text for one in tree.words[tree.left[at] : at + 1])
    return not (whole.lower() in known.groups or actor(word.text) or actor(whole))


def _behind(tree: Tree, at: int, certainty: str, known: Known, actor: Callable[[str], str]) -> list[Blamed]:
    """Return who is behind an attack: "an army shell", "the militia's attack", "shelling by the army", "a blast blamed on rebels"."""
    found: list[Blamed] = []
    for kid in tree.all_kids(at, "poss", "compound", "amod", "nmod"):
        is_name = tree.words[kid].tag == "JJ" and tree.words[kid].text[0].isupper() and kid > 0
        if (is_name or is_actor(tree, kid, known)) and not _may_be_where(tree, kid, known, actor):
            doubt = next(
                (tree.words[k].text for k in (*tree.kids[at], *tree.kids[kid]) if tree.low(k) in known.certainty),
                certainty,
            )
            found.append(Blamed(tree.span((tree.left[kid], kid)), doubt))
    for kid in tree.all_kids(at, "prep"):
        noun = tree.kid(kid, "pobj") if tree.low(kid) in ("by", "from") else None
        if noun is not None and is_actor(tree, noun, known):
            found += _actors(tree, noun, certainty, known)
    for verb in _of_weapon(tree, at):
        doubt = tree.words[verb].text if tree.low(verb) in known.blaming | known.claiming else certainty
        for kid in tree.all_kids(verb, "prep", "agent"):
            noun = tree.kid(kid, "pobj") if tree.low(kid) in _BY else None
            found += [] if noun is None else _doers(tree, noun, doubt, known)
    head = tree.words[at].head
    user = _subject(tree, head) if tree.words[at].role == "dobj" and launched(tree, head, known) == at else None
    return found if user is None else found + _doers(tree, user, certainty, known)


def _of_weapon(tree: Tree, at: int) -> list[int]:
    """Return the participles that say whose a weapon is; a parse can take one for the verb: "a bomb dropped by a helicopter killed …"."""
    head = tree.words[at].head
    is_lost = (
        tree.words[at].role == "nsubj"
        and tree.words[head].tag in ("VBD", "VBN")
        and tree.kid(head, "agent") is not None
    )
    return [*tree.all_kids(at, "acl"), *([head] if is_lost else [])]


def _subject(tree: Tree, verb: int) -> int | None:
    """Return a verb's subject, or that of the verb that "and" joins it to."""
    subject = tree.kid(verb, "nsubj")
    if subject is None and tree.words[verb].role == "conj":
        subject = tree.kid(tree.words[verb].head, "nsubj")
    is_relative = subject is not None and tree.low(subject) in RELATIVE and tree.words[verb].role == "relcl"
    return tree.words[verb].head if is_relative else subject


def _doers(tree: Tree, at: int, certainty: str, known: Known) -> list[Blamed]:
    """Return who uses a weapon: those who act, or what acts for an owner that is named: "a government helicopter", "Russian jets"."""
    if is_actor(tree, at, known) and tree.words[at].lemma not in known.carriers:
        return _actors(tree, at, certainty, known)
    if tree.words[at].lemma not in known.carriers:
        return []
    owners = tree.all_kids(at, "poss", "compound", "amod", "nmod")
    has_owner = any(
        is_actor(tree, k, known) or (tree.words[k].tag == "JJ" and tree.words[k].text[0].isupper()) for k in owners
    )
    return _actors(tree, at, certainty, known) if has_owner else []


def _actors(tree: Tree, at: int, certainty: str, known: Known) -> list[Blamed]:
    """Return those whom a noun and what "and" joins to it name, each with the word of certainty that stands before it."""
    found = []
    if any(tree.low(kid) in _NOBODY for kid in tree.all_kids(at, "det")):
        return []
    joined = [kid for kid in tree.all_kids(at, "conj") if is_actor(tree, kid, known)]
    one_name = [kid for kid in joined if any(tree.low(k) in _GOES_ON for k in range(tree.left[kid], kid + 1))]
    for head in (at, *(kid for kid in joined if kid not in one_name)):
        doubt = next((k for k in tree.all_kids(head, "amod", "advmod") if tree.low(k) in known.certainty), None)
        start = tree.left[head] if doubt is None else doubt + 1
        start = (tree.trimmed((start, head)) or (start, head))[0]
        while start < head and not tree.words[start].text[0].isalnum():
            start += 1
        ends = [
            tree.right[kid] for kid in tree.all_kids(head, "prep") if tree.low(kid) in ("of", "from") and kid > head
        ]
        ends = [tree.right[kid] for kid in one_name if kid > head] or ends
        ends += [kid for kid in tree.all_kids(head, "appos") if kid == head + 1]  # "Harakat al-Nujaba" is one name
        certain = certainty if doubt is None else tree.words[doubt].text
        found.append(Blamed(tree.span((min(start, head), max([head, *ends[:1]]))), certain))
        found += _included(tree, head, certain, known)
    return found


def _included(tree: Tree, at: int, certainty: str, known: Known) -> list[Blamed]:
    """Return those of whom it is said that they are among others who are blamed: "forces, including the militia Red Front"."""
    within = (tree.kid(kid, "pobj") for kid in tree.all_kids(at, "prep") if tree.low(kid) == "including")
    return [
        one
        for noun in within
        if noun is not None and is_actor(tree, noun, known)
        for one in _actors(tree, noun, certainty, known)
    ]


def _blamed_later(document: Document, at: int, trigger: Span, others: Sequence[Span], known: Known) -> list[Blamed]:
    """Return who is blamed for harm, or claims it, in its own sentence, the ``at``-th, and those behind it."""
    for number, sentence in enumerate(document.sentences[at : at + 1 + AHEAD]):
        if not sentence.parsed:
            continue
        tree = Tree(sentence.words)
        own, other = (_inside(tree, sentence, spans) for spans in ([trigger], others))
        found = accused(tree, known, own, other - own, later=number > 0)
        if found is not None:
            return [] if found.at is None else _actors(tree, found.at, found.cue, known)
    return []
