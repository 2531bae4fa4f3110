"""Who says it: the subject of a verb, the owner of a noun, and the one behind a passive."""

from __future__ import annotations

from undercount.read.prose.speech.beside import beside, earlier, is_set_off, named
from undercount.read.prose.speech.cues import Cues
from undercount.read.prose.speech.words import CLOSING, NEGATED, Range, Tree, is_infinitive

Source = tuple[Range | None, int | None]
"""Who speaks, and for a relative pronoun the word that it stands for."""

NOBODY: Source = (None, None)

_RELATIVE = frozenset({"who", "which", "that"})
_HEARING = frozenset({"asked", "told"})
_EMPTY = frozenset({"it", "there", "this", "that", "what"})
_CLIMBED = ("conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "acl", "relcl", "dep", "acomp", "pobj", "dobj", "attr")
_ELSEWHERE = frozenset({"because", "despite", "before", "after", "amid", "from", "following", "over"})
"""Prepositions behind which a noun's words are not the subject's own: "resigned after reports that …"."""
_HAS = frozenset({"'s", "’s"})
_OTHERS = frozenset({"by", "from", "among"})


def subject_of(tree: Tree, at: int, cues: Cues) -> Source:
    """Return who a verb's subject is, and for a relative pronoun the word that it stands for.

    A verb without a subject has that of the verb it hangs on ("said …, adding that …"), a participle its noun ("a report saying …"), or who
    gave it out ("issued a statement saying …").
    """
    if _is_passive(tree, at):
        return _agent(tree, at, cues), None
    subject = _nearest_subject(tree, at)
    if subject is None:
        subject = tree.kid(at, "nsubjpass")
    if subject is not None:
        return _subject(tree, at, subject)
    word = tree.words[at]
    if word.role == "acl" and _modifies(tree, at):
        return _issuer(tree, word.head, cues) or ((tree.left[word.head], at - 1 if word.head < at else word.head), None)
    if word.role == "acl" and word.head < at and tree.words[word.head].tag.startswith("NNP"):
        return named(tree, word.head, at), None
    if word.head != at and word.role in _CLIMBED:
        found = _from_above(tree, at, cues)
        if found is not None:
            return found
    return beside(tree, at) or earlier(tree, at), None


def _nearest_subject(tree: Tree, at: int) -> int | None:
    """Return the subject that stands nearest to a verb, before it unless a quotation or a comma does: a parse can leave it two."""
    subjects = [kid for kid in tree.all_kids(at, "nsubj") if tree.low(kid) not in NEGATED]
    before = [kid for kid in subjects if kid < at]
    if before and len(subjects) > 1 and tree.words[at - 1].text not in (*CLOSING, ","):
        subjects = before
    return min(subjects, key=lambda kid: abs(kid - at)) if subjects else None


def _modifies(tree: Tree, at: int) -> bool:
    """Say whether a participle belongs to its noun ("a report saying …"), and not, behind a comma or with "to", to the whole sentence."""
    return tree.words[at - 1].text != "," and not is_infinitive(tree, at)


def _issuer(tree: Tree, noun: int, cues: Cues) -> Source | None:
    """Return who gave out a writing that says something ("issued a statement saying …") or had trouble saying it, or None of others."""
    head = tree.words[noun].head
    is_given = tree.low(noun) in cues.writings and tree.low(head) in cues.issuers
    if tree.words[noun].role != "dobj" or not (is_given or tree.words[head].lemma in cues.uses):
        return None
    found = subject_of(tree, head, cues)
    return None if found[0] is None else found


def _is_passive(tree: Tree, at: int) -> bool:
    word = tree.words[at]
    if word.tag not in ("VBN", "VBD") or tree.kid(at, "nsubj") is not None:
        return False
    if word.tag == "VBD":
        return word.role == "advcl" and tree.low(at) in _HEARING
    helper = tree.kid(at, "auxpass")
    if helper is not None and tree.low(helper) in _HAS and tree.kid(at, "ccomp", "prt") is not None:
        passive = tree.kid(at, "nsubjpass")
        return passive is None or tree.low(passive) == "it"
    if tree.kid(at, "nsubjpass", "auxpass") is not None:
        return True
    says = tree.kid(at, "dobj", "ccomp") is not None and tree.kid(at, "agent") is None and tree.low(at) not in _HEARING
    names = len([kid for kid in tree.all_kids(at, "oprd", "dobj", "attr", "acomp") if kid > at]) > 1
    return word.role in ("acl", "advcl") and not (says or names or (word.role == "acl" and is_set_off(tree, at)))


def _subject(tree: Tree, at: int, subject: int) -> Source:
    low = tree.low(subject)
    if low in _RELATIVE and tree.words[at].role == "relcl":
        return tree.whole(subject), tree.words[at].head
    if low in _EMPTY and tree.words[subject].tag != "PRP":
        return NOBODY
    return tree.whole(subject), None


def _agent(tree: Tree, at: int, cues: Cues) -> Range | None:
    by = tree.kid(at, "agent")
    named = None if by is None else tree.kid(by, "pobj")
    if named is None and tree.low(at) in cues.felt:
        named = tree.kid(at, "nsubjpass")
    return None if named is None else tree.whole(named)


def _from_above(tree: Tree, at: int, cues: Cues) -> Source | None:
    """Return who the subject of what a verb hangs on is; nobody where that verb has only an empty "it"; None where nothing is found."""
    said = _said_before(tree, at, cues)
    if said is not None:
        return said
    below = at
    for _ in tree.words:
        word = tree.words[below]
        head = word.head
        if head == below or word.role not in _CLIMBED:
            return None
        above = tree.words[head]
        if above.tag[:2] in ("VB", "MD"):
            found = _of_verb(tree, head, below, cues)
            if found is not None:
                return found
            if above.role == "acl" and _modifies(tree, head):
                return (tree.left[above.head], head - 1 if above.head < head else above.head), None
        elif word.role == "pcomp" and above.role == "agent" and tree.kid(above.head, "auxpass") is not None:
            return NOBODY
        elif above.tag.startswith("NN") and is_infinitive(tree, below):
            owned = _of_noun(tree, head, below)
            if owned is not None:
                return owned
        below = head
    return None


def _of_noun(tree: Tree, noun: int, below: int) -> Source | None:
    """Return who is to do what hangs on a noun: its owner ("the army's refusal to say"), or itself where the parse has no more."""
    owner = tree.kid(noun, "poss")
    if owner is not None:
        case = tree.kid(owner, "case")
        return (tree.left[owner], tree.right[owner] if case is None else case - 1), None
    return ((tree.left[noun], noun), None) if tree.words[below].role in ("xcomp", "relcl") else None


def _of_verb(tree: Tree, head: int, below: int, cues: Cues) -> Source | None:
    """Return who does what hangs on a verb: its object where that is made to ("asked them to say"), else its subject."""
    other = tree.kid(head, "dobj")
    if tree.words[below].role == "xcomp" and other is not None and tree.words[head].lemma not in cues.uses:
        return tree.whole(other), None
    subject = _nearest_subject(tree, head)
    if subject is not None:
        is_empty = tree.low(subject) == "it" and tree.kid(head, "acomp", "attr") is not None
        return NOBODY if is_empty else _subject(tree, head, subject)
    passive = tree.kid(head, "nsubjpass")
    if passive is not None and tree.words[below].role == "conj" and tree.words[head].role == "ccomp":
        return None
    if passive is not None:
        return _subject(tree, head, passive)
    near = beside(tree, head) if tree.words[head].head == head else None
    return None if near is None else (near, None)


def _said_before(tree: Tree, at: int, cues: Cues) -> Source | None:
    """Return who speaks before a participle at the end of what they say, which a parse can hang on a verb in it: "…, adding that …"."""
    word = tree.words[at]
    if word.tag != "VBG" or word.role != "advcl" or not at or tree.words[at - 1].text != ",":
        return None
    if "clause" not in cues.verbs.get(tree.low(at), ()) or "clause" in cues.verbs.get(tree.low(word.head), ()):
        return None
    for k in range(at - 1, -1, -1):
        if tree.words[k].tag in ("VBD", "VBZ", "VBP") and "around" in cues.verbs.get(tree.low(k), ()):
            subject = _nearest_subject(tree, k)
            return None if subject is None else _subject(tree, k, subject)
    return None


def source_of_noun(tree: Tree, at: int, cues: Cues) -> Range | None:
    """Return whose words a noun is: "his claim", "a claim by the army", "the army made claims"."""
    owner = tree.kid(at, "poss")
    if owner is not None:
        return _speaking_owner(tree, at, owner, cues)
    for kid in tree.all_kids(at, "prep", "agent"):
        named = tree.kid(kid, "pobj") if tree.low(kid) in _OTHERS else None
        if named is not None:
            return tree.whole(named)
    for kid in tree.all_kids(at, "compound", "amod", "nmod"):
        if kid and tree.words[kid].text[0].isupper():
            return tree.whole(kid)
    return _from_verb(tree, at, cues)


def _from_verb(tree: Tree, at: int, cues: Cues) -> Range | None:
    """Return who makes, expresses or is a noun: the subject of the verb that it hangs on."""
    role, head = tree.words[at].role, tree.words[at].head
    if role == "attr":
        subject = tree.kid(head, "nsubj")
        return None if subject is None or tree.low(subject) in _EMPTY else tree.whole(subject)
    if role == "pobj" and tree.words[head].role == "prep" and tree.low(head) not in _ELSEWHERE:
        head = tree.words[head].head
    elif role != "dobj":
        return None
    if not tree.words[head].tag.startswith("VB") or tree.low(head) in cues.receivers or _is_denied(tree, head, cues):
        return None
    source = subject_of(tree, head, cues)[0]
    return (
        None if source is not None and tree.words[head].lemma == "raise" and _is_thing(tree, source, cues) else source
    )


def _is_denied(tree: Tree, verb: int, cues: Cues) -> bool:
    """Say whether a verb denies: who "rejected the claim that …" did not make it."""
    return any(standing == "denial" for _, standing in cues.verbs.get(tree.low(verb), {}).values())


def _is_thing(tree: Tree, source: Range, cues: Cues) -> bool:
    """Say whether a subject is a common noun for what cannot speak: "the delay raised questions about …"."""
    return not any(
        tree.words[k].tag in ("NNP", "NNPS", "PRP") or tree.low(k) in cues.sources
        for k in range(source[0], source[1] + 1)
    )


def _speaking_owner(tree: Tree, at: int, owner: int, cues: Cues) -> Range | None:
    """Return the owner of a noun; for a pronoun in what its own verb expresses the subject it stands for: "the army repeated its claim"."""
    head = tree.words[at].head
    if tree.words[owner].tag == "PRP$" and tree.words[at].role == "dobj" and tree.low(head) in cues.issuers:
        subject = subject_of(tree, head, cues)[0]
        if subject is not None:
            return subject
    case = tree.kid(owner, "case")
    return tree.left[owner], (tree.right[owner] if case is None else case - 1)
