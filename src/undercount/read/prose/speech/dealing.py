"""Whose verb stands above words of harm and only deals with it: "urged Colombia to investigate the killings", "found nine dead".

What is done in answer to harm ("launched a campaign in response to the attack, in which …") is not what did it, either.
"""

from __future__ import annotations

from collections.abc import Container

from undercount.read.prose.speech.words import Tree

_REASONS = frozenset(
    {"after", "following", "since", "before", "until", "over", "despite", "because", "due", "about", "like", "unlike", "than", "as"}
)  # fmt: skip
"""Prepositions behind which harm is why, or when, something else was done."""
_ANSWERS = frozenset(
    {"response", "retaliation", "reaction", "reprisal", "revenge", "answer", "retribution", "vengeance"}
)
_FOR = frozenset({"for", "against"})
_VERBS = ("VB", "MD")
SAID_OF = frozenset(
    {
        "suspected", "believed", "thought", "alleged", "reported", "said", "understood", "presumed", "assumed", "considered", "known",
        "rumoured", "rumored", "reputed", "feared",
    }
)  # fmt: skip
"""Participles that say of somebody what others think of them."""
COMMITTING = frozenset({"commit", "perpetrate"})
"""Verbs whose subject did what their object tells, though one can commit to a plan, too."""
ATTACKING = frozenset({"bombard", "storm", "hit", "strike", "kill", "shoot", "fire", "ram", "torch", "burn", "overrun"})
"""Verbs of an attack, beside the words for attacks."""


def is_occasion(tree: Tree, below: int) -> bool:
    """Say whether a word on the way up from harm is a preposition that makes the harm the occasion of what the verb above it tells."""
    low, word = tree.low(below), tree.words[below]
    if word.role not in ("prep", "agent", "pcomp"):
        return False
    head = tree.words[word.head]
    if head.lemma in _ANSWERS:
        return True
    return low in _REASONS or (
        low in _FOR and head.tag.startswith("VB") and head.lemma not in ("account", "blame", "claim", "use")
    )


def deals_with(tree: Tree, verb: int, below: int, doing: Container[str], blaming: Container[str]) -> bool:
    """Say whether a verb above a noun or state of harm is none of doing it, so that its subject did not do it.

    Args:
        tree: The sentence.
        verb: The verb.
        below: What hangs on it and holds the words of harm.
        doing: Dictionary forms of verbs by which somebody does what their object or phrase tells ("carried out the killings").
        blaming: Forms of verbs that accuse.
    """
    word = tree.words[verb]
    if not word.tag.startswith(_VERBS) or tree.low(verb) in blaming or word.lemma in doing:
        return False
    return tree.words[below].role in ("dobj", "prep", "pobj", "dative") and word.lemma != "be"


def is_apart(tree: Tree, k: int, below: int, attacking: Container[str]) -> bool:
    """Say whether a passive clause behind "and" is another's than the verb's before it: "launched a campaign, and 251 were taken hostage".

    It can be the same one's where that verb is an attack ("shelled the town, and nine people were killed"), unless the clause names who did
    it, or a relative clause stands between, of which a parse can have torn it off.
    """
    if tree.words[below].role != "conj" or tree.kid(below, "nsubjpass") is None or tree.kid(k, "nsubj") is None:
        return False
    if tree.kid(below, "agent") is not None or tree.words[k].lemma not in attacking:
        return True
    return any(tree.words[r].role == "relcl" for r in range(k + 1, below))


def doubted_subject(tree: Tree, verb: int) -> tuple[int, str] | None:
    """Return who did something of whom it is doubted who they are: "gunmen suspected to be bandits killed seven".

    A parse can take the words of doubt for the main verb, on which the verb of what they did then hangs.

    Returns:
        The noun and the word of doubt, or None.
    """
    own = tree.kid(verb, "nsubj")
    doubts = [] if own is None else [k for k in tree.all_kids(own, "acl") if _is_who_they_are(tree, k)]
    if own is not None and doubts:
        return own, tree.words[doubts[0]].text
    doubt = tree.words[verb].head
    if tree.words[doubt].lemma == "be" and tree.words[doubt].role == "xcomp":
        doubt = tree.words[doubt].head
    subject = tree.kid(doubt, "nsubj")
    is_below = tree.words[verb].role in ("ccomp", "conj") and doubt < verb
    return (
        (subject, tree.words[doubt].text)
        if is_below and subject is not None and _is_who_they_are(tree, doubt)
        else None
    )


def _is_who_they_are(tree: Tree, at: int) -> bool:
    """Say whether a participle with "to be" only doubts who somebody is."""
    being = tree.kid(at, "xcomp")
    if being is None or being != at + 2 or tree.words[being].lemma != "be" or tree.low(at + 1) != "to":
        return False
    return tree.low(at) in SAID_OF and tree.kid(at, "auxpass") is None
