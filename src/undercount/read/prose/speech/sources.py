"""Who says it: the subject of a verb, the owner of a noun, and the words that a pronoun stands for."""

from __future__ import annotations

from undercount.read.prose.speech.cues import Cues
from undercount.read.prose.speech.words import Range, Tree

_RELATIVE = frozenset({"who", "which", "that"})
_NOMINAL = ("NN", "NNS", "NNP", "NNPS", "PRP")
_CLOSING = ("”", '"', "''", "»")
_HEARING = frozenset({"asked", "told"})
_EMPTY = frozenset({"it", "there", "this", "that", "what"})
_CLIMBED = ("conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "acl", "relcl", "dep", "acomp", "pobj", "dobj", "attr")


def subject_of(tree: Tree, at: int) -> tuple[Range | None, int | None]:
    """Return who a verb's subject is, and for a relative pronoun the word that it stands for.

    A verb without a subject has that of the verb it hangs on ("said …, adding that …"), a participle its noun ("a report saying …").
    """
    if _is_passive(tree, at):
        return _agent(tree, at), None
    subject = _nearest_subject(tree, at)
    if subject is not None:
        return _subject(tree, at, subject)
    word = tree.words[at]
    if word.role == "acl" and _modifies(tree, at):
        return (tree.left[word.head], at - 1 if word.head < at else word.head), None
    if word.head != at and word.role in _CLIMBED:
        found = _from_above(tree, at)
        if found[0] is not None:
            return found
    beside = _beside(tree, at)
    if beside is None and word.role == "acl" and word.head < at and tree.words[word.head].tag.startswith("NNP"):
        beside = tree.left[word.head], at - 1
    return beside, None


def _nearest_subject(tree: Tree, at: int) -> int | None:
    """Return the subject that stands nearest to a verb: a parse of a quotation before it can leave it two."""
    subjects = tree.all_kids(at, "nsubj")
    return min(subjects, key=lambda kid: abs(kid - at)) if subjects else None


def _modifies(tree: Tree, at: int) -> bool:
    """Say whether a participle belongs to its noun ("a report saying …"), and not, behind a comma or with "to", to the whole sentence."""
    return tree.words[at - 1].text != "," and not any(tree.words[kid].tag == "TO" for kid in tree.kids[at])


def _beside(tree: Tree, at: int) -> Range | None:
    """Return the noun or pronoun beside a finite verb that the parse gave no subject: behind it where a quotation stands before it."""
    if tree.words[at].tag not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    thing = tree.kid(at, "dobj")
    if at and tree.words[at - 1].text in _CLOSING and thing is not None and thing > at:
        return tree.whole(thing)
    end = at - 1
    while end >= 0 and tree.words[end].tag in ("RB", "MD", "VBZ", "VBP", "VBD"):
        end -= 1
    if end > 1 and tree.words[end].text == ",":
        end = _before_comma(tree, end)
    if end < 0 or tree.words[end].tag not in _NOMINAL or tree.words[end].text == "n't":
        return None
    top = end
    while (
        tree.words[top].head != top
        and tree.words[tree.words[top].head].tag in (*_NOMINAL, "IN")
        and tree.right[tree.words[top].head] <= end
    ):
        top = tree.words[top].head
    return tree.left[top], end


def _before_comma(tree: Tree, at: int) -> int:
    """Return the word before the words that two commas set off: "the mayor, speaking on the radio, …"."""
    before = at - 1
    while before > 0 and tree.words[before].text != ",":
        before -= 1
    return before - 1 if before else -1


def _is_passive(tree: Tree, at: int) -> bool:
    word = tree.words[at]
    if word.tag != "VBN" or tree.kid(at, "nsubj") is not None:
        return False
    if tree.kid(at, "nsubjpass", "auxpass") is not None:
        return True
    says = tree.kid(at, "dobj", "ccomp") is not None and tree.kid(at, "agent") is None and tree.low(at) not in _HEARING
    return word.role in ("acl", "advcl") and not says


def _subject(tree: Tree, at: int, subject: int) -> tuple[Range | None, int | None]:
    low = tree.low(subject)
    if low in _RELATIVE and tree.words[at].role == "relcl":
        return tree.whole(subject), tree.words[at].head
    if low in _EMPTY and tree.words[subject].tag != "PRP":
        return None, None
    return tree.whole(subject), None


def _agent(tree: Tree, at: int) -> Range | None:
    by = tree.kid(at, "agent")
    named = None if by is None else tree.kid(by, "pobj")
    return None if named is None else tree.whole(named)


def _from_above(tree: Tree, at: int) -> tuple[Range | None, int | None]:
    word = tree.words[at]
    if word.role not in _CLIMBED:
        return None, None
    head = word.head
    if word.role == "xcomp":
        other = tree.kid(head, "dobj")
        if other is not None:
            return tree.whole(other), None
    for _ in tree.words:
        above = tree.words[head]
        if above.tag[:2] in ("VB", "MD"):
            subject = _nearest_subject(tree, head)
            passive = tree.kid(head, "nsubjpass")
            if subject is not None:
                return _subject(tree, head, subject)
            if passive is not None:
                return _subject(tree, head, passive)
            if above.role == "acl" and _modifies(tree, head):
                return (tree.left[above.head], head - 1 if above.head < head else above.head), None
        if above.head == head or above.role not in _CLIMBED:
            break
        head = above.head
    return None, None


def source_of_noun(tree: Tree, at: int, cues: Cues) -> Range | None:
    """Return whose words a noun is: "his claim", "a claim by the army", "the army made claims"."""
    owner = tree.kid(at, "poss")
    if owner is not None:
        case = tree.kid(owner, "case")
        return tree.left[owner], (tree.right[owner] if case is None else case - 1)
    for kid in tree.all_kids(at, "prep", "agent"):
        if tree.low(kid) in ("by", "from", "among"):
            named = tree.kid(kid, "pobj")
            if named is not None:
                return tree.whole(named)
    for kid in tree.all_kids(at, "compound", "amod", "nmod"):
        if kid and tree.words[kid].text[0].isupper():
            return tree.whole(kid)
    head = tree.words[at].head
    if tree.words[at].role == "pobj" and tree.words[head].role == "prep":
        head = tree.words[head].head
    elif tree.words[at].role != "dobj":
        return None
    if not tree.words[head].tag.startswith("VB") or tree.low(head) in cues.receivers:
        return None
    return subject_of(tree, head)[0]
