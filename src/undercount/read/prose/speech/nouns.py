"""Attributions in a parsed sentence by a noun, an adjective, an adverb or a phrase: "claims that …", "critical of …", "according to …"."""

from __future__ import annotations

from undercount.read.prose.speech.cues import Cues, Phrase, Takes
from undercount.read.prose.speech.sources import source_of_noun, subject_of
from undercount.read.prose.speech.verbs import held_by
from undercount.read.prose.speech.words import Attribution, Found, Range, Tree, is_infinitive, made, without

_MAKING = frozenset({"make", "makes", "made", "making"})
_EMPTY = frozenset({"it", "that", "this"})


def by_noun(tree: Tree, at: int, cues: Cues) -> Attribution | None:
    """Return what a noun says: "claims that …", "his call for …"."""
    takes = cues.nouns[tree.low(at)]
    found = _noun_clause(tree, at, takes) or _noun_preposition(tree, at, takes)
    if found is None:
        return None
    what, pieces = found
    rule, standing = takes[what]
    source = source_of_noun(tree, at, cues)
    return made(tree, pieces, source, (at, at), f"{rule}/{what}", standing, None)


def _noun_clause(tree: Tree, at: int, takes: Takes) -> Found | None:
    for kid in tree.all_kids(at, "acl", "ccomp"):
        if kid < at:
            continue
        what = "infinitive" if is_infinitive(tree, kid) else "clause"
        has_subject = tree.kid(kid, "nsubj", "nsubjpass", "csubj", "expl") is not None
        if what in takes and (what == "infinitive" or has_subject):
            return what, [tree.whole(kid)]
    return None


def _noun_preposition(tree: Tree, at: int, takes: Takes) -> Found | None:
    for kid in tree.all_kids(at, "prep"):
        thing = tree.kid(kid, "pobj", "pcomp")
        if tree.low(kid) in takes and thing is not None:
            return tree.low(kid), [tree.whole(thing)]
    return None


def by_adjective(tree: Tree, at: int, cues: Cues) -> Attribution | None:
    """Return what an adjective says of its noun ("the alleged attack") or of what a subject holds ("is critical of …")."""
    word, takes = tree.words[at], cues.adjectives[tree.low(at)]
    if "noun" in takes:
        return _by_modifier(tree, at, takes) if word.role == "amod" else None
    found = _adjective_clause(tree, at, takes) or _noun_preposition(tree, at, takes)
    if found is None or word.role not in ("acomp", "ROOT", "conj", "oprd", "ccomp"):
        return None
    what, pieces = found
    rule, standing = takes[what]
    top = _first_of(tree, at)
    head = tree.words[top].head
    if word.role == "ccomp" and tree.low(head) not in _MAKING:
        return None
    source = subject_of(tree, head, cues)[0] if head != at else None
    if source is None or tree.low(source[0]) in _EMPTY:
        source = None
    start = head if head < at and tree.words[head].tag.startswith("VB") and top == at else at
    return made(tree, pieces, source, (start, at), f"{rule}/{what}", standing, None)


def _first_of(tree: Tree, at: int) -> int:
    """Return the first of co-ordinated adjectives, on which the others hang."""
    while tree.words[at].role == "conj" and tree.words[tree.words[at].head].tag.startswith(("JJ", "VBN", "NN", "RB")):
        at = tree.words[at].head
    return at


def _by_modifier(tree: Tree, at: int, takes: Takes) -> Attribution | None:
    noun = tree.words[at].head
    rule, standing = takes["noun"]
    pieces = without(tree.whole(noun), [tree.whole(at), *_determiners(tree, noun, at)])
    return made(tree, pieces, None, (at, at), f"{rule}/noun", standing, None)


def _adjective_clause(tree: Tree, at: int, takes: Takes) -> Found | None:
    kid = tree.kid(at, "ccomp", "xcomp")
    if kid is None:
        kid = next((k for k in tree.all_kids(at, "csubj", "advcl") if k > at and _is_that(tree, k)), None)
    what = "" if kid is None else "infinitive" if is_infinitive(tree, kid) else "clause"
    return (what, [tree.whole(kid)]) if kid is not None and what in takes else None


def _is_that(tree: Tree, at: int) -> bool:
    mark = tree.kid(at, "mark")
    return mark is not None and tree.low(mark) == "that"


def by_adverb(tree: Tree, at: int, cues: Cues) -> Attribution | None:
    """Return what an adverb gives as an unnamed other's: "reportedly"."""
    rule, standing = cues.adverbs[tree.low(at)]
    head = tree.words[at].head
    pieces = without(tree.whole(head), [(at, at)])
    return made(tree, pieces, None, (at, at), f"{rule}/clause", standing, None)


def by_phrase(tree: Tree, at: int, phrase: Phrase, cues: Cues) -> Attribution | None:
    """Return what a phrase before a source gives: "according to …"; "citing …" gives what its verb says."""
    last = at + len(phrase.words) - 1
    named = tree.kid(last, "pobj", "dobj")
    if named is None or (phrase.only_sources and not _is_source(tree, named, cues)):
        return None
    source = tree.whole(named)
    own = (at, max(source[1], last))
    if _has_number(tree, at):
        return made(tree, [(at - 1, at - 1)], source, (at, last), f"{phrase.rule}/{phrase.how}", phrase.standing, None)
    head = tree.words[at].head
    while not tree.words[head].tag.startswith(("VB", "MD")) and tree.words[head].head != head:
        head = tree.words[head].head
    if own[0] <= head <= own[1]:
        return None
    said = _said_by(tree, head, cues) if phrase.carries else [tree.whole(head)]
    pieces = [part for piece in said for part in without(piece, [own])]
    return made(tree, pieces, source, (at, last), f"{phrase.rule}/{phrase.how}", phrase.standing, None)


def _has_number(tree: Tree, at: int) -> bool:
    """Say whether a bare number behind a comma is all that a phrase gives: "30 died according to the union, 12 according to the police"."""
    return at > 1 and tree.words[at - 1].tag == "CD" and tree.words[at - 2].text in (",", ";", "and", "but")


def _said_by(tree: Tree, at: int, cues: Cues) -> list[Range]:
    """Return what a verb says, or its clause where it says nothing."""
    takes = cues.verbs.get(tree.low(at))
    held = None if takes is None else held_by(tree, at, takes, cues)
    return [tree.whole(at)] if held is None else held[1]


def _determiners(tree: Tree, noun: int, at: int) -> list[Range]:
    return [(kid, kid) for kid in tree.all_kids(noun, "det") if kid < at]


def stands(tree: Tree, at: int, phrase: Phrase) -> bool:
    """Say whether a phrase begins at a word."""
    return all(at + k < len(tree.words) and tree.low(at + k) == word for k, word in enumerate(phrase.words))


def _is_source(tree: Tree, at: int, cues: Cues) -> bool:
    return tree.words[at].tag.startswith("NNP") or tree.low(at) in cues.sources
