"""Who is blamed for harm, or claims it, in a clause of its own: "officials blamed the militia", "the group claimed responsibility".

Such a clause can stand sentences behind the harm, so that it counts only where it speaks of this harm and of no other: nobody is blamed
for nine deaths since they are accused of other killings in the next sentence, nor where the deaths are blamed on something else.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from undercount.read.prose.speech.causes import Known, is_actor
from undercount.read.prose.speech.words import Tree

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "all"})
_TAKEN_UP = frozenset({"it", "this", "that", "them", "these", "those", "which"})
_OTHER = frozenset(
    {
        "other", "another", "previous", "earlier", "past", "similar", "separate", "different", "former", "subsequent", "later", "last",
        "recent",
    }
)  # fmt: skip
_CARRIED = frozenset(
    {
        "be", "carry", "commit", "do", "perpetrate", "stage", "launch", "plan", "orchestrate", "order", "cause", "conduct",
    }
)  # fmt: skip
"""Verbs that only take up a deed that was told: "accused of being behind it", "of carrying out the attack"."""
_TIMES = frozenset({"year", "month", "week", "decade"})
_OF = frozenset({"of", "for", "over", "in"})


@dataclass(frozen=True, slots=True)
class Accused:
    """Who is blamed or claims.

    Args:
        at: The noun; None where something is blamed that does not act ("blamed on a gas leak").
        cue: The words that say so ("largely blamed", "claimed responsibility").
    """

    at: int | None
    cue: str


def accused(tree: Tree, known: Known, own: Container[int], others: Container[int], *, later: bool) -> Accused | None:
    """Return the first whom a verb of a sentence blames for harm, or who claims it.

    Args:
        tree: The sentence.
        known: The words that the rules know.
        own: The words of the harm, where the sentence is its own.
        others: The words of other harm in the sentence.
        later: Whether the sentence stands behind that of the harm: then its words must take the harm up.

    Returns:
        Who, or nobody in particular where something else than an actor is blamed; None where the sentence blames for no such harm.
    """
    for at in range(len(tree.words)):
        found = _at(tree, at, known)
        if found is not None and not _is_of_other(tree, at, own, others, later=later):
            return found
    return None


def _at(tree: Tree, at: int, known: Known) -> Accused | None:
    """Return whom or what a verb blames: "blamed the militia", "was blamed on rebels", "the group claimed responsibility"."""
    low, thing = tree.low(at), tree.kid(at, "dobj")
    if not tree.words[at].tag.startswith("VB"):
        return None
    if low in known.claiming and thing is not None and tree.low(thing) == "responsibility":
        subject = tree.kid(at, "nsubj")
        return None if subject is None else Accused(subject, f"{tree.words[at].text} responsibility")
    if low not in known.blaming:
        return None
    place = next((tree.kid(kid, "pobj") for kid in tree.all_kids(at, "prep") if tree.low(kid) in ("on", "to")), None)
    passive = tree.kid(at, "nsubjpass")
    named = next((k for k in (place, thing, passive) if k is not None and is_actor(tree, k, known)), None)
    return (
        None
        if named is None and place is None
        else Accused(named if place is None or named == place else None, _cue(tree, at))
    )


def _cue(tree: Tree, at: int) -> str:
    """Return a verb that blames, with the adverb that says of how much: "largely blamed"."""
    is_part = (
        at > 0 and tree.words[at - 1].tag == "RB" and tree.words[at - 1].head == at and tree.low(at - 1).endswith("ly")
    )
    return f"{tree.words[at - 1].text} {tree.words[at].text}" if is_part else tree.words[at].text


def _is_of_other(tree: Tree, at: int, own: Container[int], others: Container[int], *, later: bool) -> bool:
    """Say whether a verb blames for, or claims, other harm than is meant; a sentence behind must take that up by a definite word."""
    for what in _complements(tree, at):
        inside = range(tree.left[what], tree.right[what] + 1)
        if any(k in own for k in inside):
            continue
        if any(k in others for k in inside) or (later and not _takes_up(tree, what)):
            return True
    return False


def _complements(tree: Tree, at: int) -> Iterator[int]:
    """Yield what one is blamed for: "blamed for the attack", "claimed responsibility for it", "accused of burning villages"."""
    holders = [at, *tree.all_kids(at, "dobj")]
    for prep in (kid for holder in holders for kid in tree.all_kids(holder, "prep") if kid > at):
        noun = tree.kid(prep, "pobj", "pcomp") if tree.low(prep) in _OF else None
        if noun is not None:
            yield noun
    thing = tree.kid(at, "dobj")
    on = any(tree.low(kid) in ("on", "to") for kid in tree.all_kids(at, "prep"))
    if on and thing is not None:
        yield thing


def _takes_up(tree: Tree, what: int) -> bool:
    """Say whether words speak of what was told before: "it", "the attack", "being behind it", but not "an attack", "the earlier attack"."""
    word = tree.words[what]
    if tree.low(what) in _TAKEN_UP:
        return True
    if word.tag.startswith("VB"):
        things = [*tree.all_kids(what, "dobj", "attr"), *_nouns_behind(tree, what)]
        return word.lemma in _CARRIED and bool(things) and all(_takes_up(tree, thing) for thing in things)
    inside = range(tree.left[what], tree.right[what] + 1)
    if any(tree.low(k) in _OTHER or tree.words[k].lemma in _TIMES or tree.words[k].tag == "CD" for k in inside):
        return False
    return any(tree.low(kid) in _DEFINITE for kid in tree.all_kids(what, "det", "predet"))


def _nouns_behind(tree: Tree, verb: int) -> list[int]:
    """Return what stands behind a verb's prepositions: "being behind the attack"."""
    nouns = (tree.kid(prep, "pobj") for prep in tree.all_kids(verb, "prep") if tree.low(prep) in ("behind", "for"))
    return [noun for noun in nouns if noun is not None]
