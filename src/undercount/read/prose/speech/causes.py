"""What is said to have done or caused harm: from the words of harm up to who acts, and the weapon or attack by which it was done."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache

from undercount.read.prose.english.forms import plural
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.speech.cues import cues
from undercount.read.prose.speech.dealing import (
    ATTACKING,
    COMMITTING,
    deals_with,
    doubted_subject,
    is_apart,
    is_occasion,
)
from undercount.read.prose.speech.words import Tree

_VERBS = ("VB", "MD")
RELATIVE = frozenset({"that", "which", "who"})
"""Pronouns for the noun that their clause hangs on."""
_WHEN = frozenset({"when", "after", "as", "while", "where"})
_CARRYING = frozenset({"in", "by", "from", "with", "during", "under", "after", "of", "to", "at", "following", "amid"})
_TOLD = frozenset({"object", "figure", "clause", "passive", "for"})
"""What a verb takes of which the subject tells, or judges, and does not do: "reported nine deaths", "condemned the killing"."""
_CLIMBED = (
    "conj", "xcomp", "oprd", "acomp", "dobj", "pcomp", "prep", "relcl", "acl", "attr", "pobj", "nmod", "amod",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Known:
    """The words, with their plurals."""

    methods: frozenset[str]
    actors: frozenset[str]
    groups: frozenset[str]
    dying: frozenset[str]
    certainty: frozenset[str]
    blaming: frozenset[str]
    claiming: frozenset[str]
    launching: frozenset[str]
    doing: frozenset[str]
    contests: frozenset[str]
    telling: frozenset[str]
    figuring: frozenset[str]
    speaking: frozenset[str]
    carriers: frozenset[str]
    serving: frozenset[str]


@cache
def known_words(words: Lexicon) -> Known:
    """Return the words of ``data/cues.toml`` and of the user's own file."""

    def both(*names: tuple[str, str]) -> frozenset[str]:
        return frozenset(form for name in names for word in words.words(*name) for form in (word, plural(word)))

    def forms(name: str) -> frozenset[str]:
        return words.words("cues", name)

    return Known(
        methods=both(("cues", "weapons"), ("cues", "attacks")),
        actors=both(("cues", "actors"), ("persons", "forces"), ("persons", "rebels")),
        groups=forms("groups"),
        carriers=both(("cues", "carriers")),
        serving=both(("cues", "serving")),
        telling=frozenset(word for word, takes in cues(words).verbs.items() if takes.keys() & _TOLD),
        figuring=frozenset(word for word, takes in cues(words).verbs.items() if "figure" in takes),
        speaking=frozenset(word for word, takes in cues(words).verbs.items() if {"of", "about"} & takes.keys()),
        dying=forms("dying"),
        certainty=forms("certainty"),
        blaming=forms("blaming"),
        claiming=forms("claiming"),
        launching=forms("launching"),
        doing=forms("doing") | forms("launching"),
        contests=forms("contests"),
    )


@dataclass(frozen=True, slots=True)
class Cause:
    """What is said to have done or caused harm.

    Args:
        at: The noun.
        certainty: The word of certainty that stands by the verb, or empty.
        own: Whether it stands in the clause of the words of harm; False where that clause tells of other harm and only stands beside it.
    """

    at: int
    certainty: str
    own: bool = True


def causes(tree: Tree, at: int, known: Known, others: Container[int] = ()) -> Iterator[Cause]:
    """Yield what is said to have done or caused harm, the nearest first.

    Args:
        tree: The sentence.
        at: The word of harm.
        known: The words that the rules know.
        others: The words of other harm in the sentence.
    """
    owner = tree.kid(at, "poss")
    if owner is not None:
        yield Cause(owner, "")
    below, own, deals = at, True, False
    for k in _upward(tree, at, known, others):
        if k != at and (is_occasion(tree, below) or is_apart(tree, k, below, known.methods | ATTACKING)):
            return
        own = own and not (k != at and k in others and has_subject(tree, below))
        deals = deals or (k != at and deals_with(tree, k, below, known.doing, known.blaming))
        for head, certainty in _causes_on_the_way(tree, k, at, known, deals=deals):
            yield Cause(head, certainty, own)
        for clause in () if _is_told_by_whom(tree, at, known) else tree.all_kids(k, "advcl"):
            mark = tree.kid(clause, "mark", "advmod")
            if mark is not None and tree.low(mark) in _WHEN and tree.low(clause) not in known.telling:
                is_own = own and clause not in others
                yield from (
                    Cause(head, certainty, is_own) for head, certainty in _causes_of_clause(tree, clause, known)
                )
        below = k


def _is_told_by_whom(tree: Tree, at: int, known: Known) -> bool:
    """Say whether words of harm name who did it behind "by", whatever another clause tells: "killed by civilians after officials …"."""
    doers = (tree.kid(kid, "pobj") for kid in tree.all_kids(at, "agent"))
    return any(doer is not None and not is_method(tree, doer, known) for doer in doers)


def _causes_on_the_way(tree: Tree, k: int, at: int, known: Known, *, deals: bool) -> Iterator[tuple[int, str]]:
    """Yield what a word on the way up from the words of harm says of their cause: behind "by", "in" or "from", or as a verb's subject."""
    certainty = _certainty(tree, k, known)
    is_joined = k != at and tree.words[_below(tree, k, at)].role == "conj"
    for kid in () if k != at and tree.low(k) in known.telling else tree.all_kids(k, "agent", "prep"):
        noun = _thing(tree, kid, known)
        if noun is not None and not is_joined and (tree.words[kid].role == "agent" or tree.low(kid) in _CARRYING):
            yield from _if_causing(tree, kid, noun, certainty, known)
    if tree.words[k].tag.startswith(_VERBS):
        yield from () if deals else _causes_at_verb(tree, k, at, certainty, known)
    elif k == at:
        yield from ((noun, certainty) for noun in _doers_behind_harmed(tree, k))


def _doers_behind_harmed(tree: Tree, at: int) -> Iterator[int]:
    """Yield who stands behind "by" where the parse hangs it on who was harmed: "the killing of nine nurses by the army"."""
    for of in tree.all_kids(at, "prep"):
        harmed = tree.kid(of, "pobj") if tree.low(of) == "of" else None
        for by in () if harmed is None else tree.all_kids(harmed, "prep"):
            doer = tree.kid(by, "pobj") if tree.low(by) == "by" else None
            if doer is not None:
                yield doer


def _causes_at_verb(tree: Tree, k: int, at: int, certainty: str, known: Known) -> Iterator[tuple[int, str]]:
    """Yield the subject of a verb that harms, and whom a verb above it doubts or accuses: "is said to have shot", "accused of killing"."""
    if k != at and tree.low(k) in known.blaming:
        accused = tree.kid(k, "dobj", "nsubjpass")
        if accused is not None:
            yield accused, tree.words[k].text
        return
    if k != at and tree.words[k].lemma in known.certainty:
        raised = tree.kid(k, "nsubjpass")
        if raised is not None and not _is_undergone(tree, at):
            yield raised, _cue(tree, k)
        return
    is_told = tree.low(k) in known.telling and tree.words[k].lemma not in COMMITTING
    if k != at and is_told and tree.words[_below(tree, k, at)].role == "dobj":
        return
    if tree.low(k) in (known.figuring if k == at else known.speaking):
        return
    weapon = launched(tree, k, known)
    if weapon is not None:
        yield weapon, certainty
        return
    if _is_with(tree, k):
        return
    subject, certainty = doubted_subject(tree, k) or (tree.kid(k, "nsubj", "csubj"), certainty)
    subject = lost_subject(tree, k) if subject is None else subject
    if subject is None or tree.words[k].lemma in known.dying | (known.contests if k != at else frozenset()):
        return
    is_relative = tree.low(subject) in RELATIVE and tree.words[k].role == "relcl"
    yield (tree.words[k].head if is_relative else subject), certainty


def lost_subject(tree: Tree, verb: int) -> int | None:
    """Return a subject that the parse joined to the object before it: "killed three people and soldiers killed two"."""
    word, noun = tree.words[verb], tree.words[verb - 1]
    if word.tag != "VBD" or word.role != "conj" or noun.role != "conj" or not noun.tag.startswith("NN"):
        return None
    joined = tree.words[noun.head]
    is_object = joined.role == "dobj" and joined.head == word.head and noun.head < verb - 1
    return verb - 1 if is_object and tree.kid(verb, "nsubj", "nsubjpass") is None else None


def has_subject(tree: Tree, at: int) -> bool:
    """Say whether a word is a verb with a subject of its own, which may be who was harmed: "and two people were wounded"."""
    is_verb = tree.words[at].tag.startswith(_VERBS)
    return is_verb and (tree.kid(at, "nsubj", "nsubjpass") is not None or lost_subject(tree, at) is not None)


def _is_undergone(tree: Tree, at: int) -> bool:
    """Say whether words of harm say what somebody underwent: "are believed dead", "were reported killed", not "to have killed"."""
    word = tree.words[at]
    if word.tag == "VBN":
        return tree.kid(at, "auxpass") is not None or not any(
            tree.low(kid) == "have" for kid in tree.all_kids(at, "aux")
        )
    return not word.tag.startswith("VB")


def launched(tree: Tree, verb: int, known: Known) -> int | None:
    """Return the weapon or attack that a verb says is used: "dropped barrel bombs"."""
    thing = tree.kid(verb, "dobj")
    is_used = thing is not None and tree.words[verb].lemma in known.launching and is_method(tree, thing, known)
    return thing if is_used else None


def _below(tree: Tree, above: int, at: int) -> int:
    """Return the word that hangs on a word and holds, or is, another below it."""
    while tree.words[at].head not in (above, at):
        at = tree.words[at].head
    return at


def _thing(tree: Tree, prep: int, known: Known) -> int | None:
    """Return what stands behind a preposition, a weapon in apposition or an attack that looks like a verb ("by shelling") too."""
    noun = tree.kid(prep, "pobj", "pcomp")
    if noun is None or is_method(tree, noun, known):
        return noun
    return next((kid for kid in tree.all_kids(noun, "appos") if kid == noun + 1 and is_method(tree, kid, known)), noun)


def _causes_of_clause(tree: Tree, clause: int, known: Known) -> Iterator[tuple[int, str]]:
    certainty = _certainty(tree, clause, known)
    for kid in tree.all_kids(clause, "nsubj", "dobj"):
        yield kid, certainty
    for kid in tree.all_kids(clause, "agent", "prep"):
        noun = tree.kid(kid, "pobj")
        if noun is not None and (tree.words[kid].role == "agent" or is_method(tree, noun, known)):
            yield noun, certainty


def _if_causing(tree: Tree, prep: int, noun: int, certainty: str, known: Known) -> Iterator[tuple[int, str]]:
    """Yield the noun behind a preposition where it can be a cause: anything behind "by", else a weapon or an attack."""
    if tree.low(prep) == "by" or tree.words[prep].role == "agent" or is_method(tree, noun, known):
        yield noun, certainty


def _upward(tree: Tree, at: int, known: Known, others: Container[int]) -> Iterator[int]:
    """Yield words of harm and what they hang on, as far as it can say who did it: "left five dead", "is said to have shot"."""
    below = at
    for _ in range(5):
        yield below
        word = tree.words[below]
        above = word.head
        if above == below:
            return
        is_verb = tree.words[above].tag.startswith(_VERBS)
        if word.role in _CLIMBED:
            has_own = has_subject(tree, below) and tree.kid(below, "nsubjpass") is None
            has_own = has_own and not _is_with_what(tree, below, known, others)
            has_own = has_own or _stands_alone(tree, below, known)
            if has_own or (word.role == "conj" and not is_verb):
                return
            below = above
        elif is_verb and (
            _is_outcome(tree, below)
            or _is_there(tree, below, above)
            or (word.role == "ccomp" and tree.low(above) in known.claiming)
        ):
            below = above
        else:
            return


def _is_with(tree: Tree, at: int) -> bool:
    """Say whether a word is a participle behind "with", whose subject underwent it: "with nine houses destroyed"."""
    word = tree.words[at]
    return word.role == "pcomp" and word.tag == "VBN" and tree.low(word.head) == "with"


def _is_with_what(tree: Tree, at: int, known: Known, others: Container[int]) -> bool:
    """Say whether a participle behind "with" says what came of an attack of the main clause: "shelled it, with nine houses destroyed"."""
    above = tree.words[at].head
    verb = tree.words[above].head
    if not _is_with(tree, at) or _stands_alone(tree, at, known) or not tree.words[verb].tag.startswith(_VERBS):
        return False
    kids = tree.kids[verb]
    is_harm = verb in others or any(kid in others and kid != above for kid in kids)
    return is_harm or any(is_method(tree, k, known) for k in (verb, *kids)) or tree.words[verb].lemma in known.methods


def _stands_alone(tree: Tree, at: int, known: Known) -> bool:
    """Say whether a participle behind "with" has no doer but its own: it names one, or forces were harmed, who can be the main clause's.

    A parse hangs the participle on "with" or on the noun behind it: "attacked the town, with nine soldiers killed".
    """
    word = tree.words[at]
    noun = word.head if word.role == "acl" and tree.words[word.head].role == "pobj" else tree.kid(at, "nsubj")
    above = tree.words[noun].head if word.role == "acl" and noun is not None else word.head
    if noun is None or word.tag != "VBN" or tree.low(above) != "with":
        return False
    has_doer = any(tree.low(kid) == "by" for kid in tree.all_kids(at, "agent", "prep"))
    return has_doer or is_actor(tree, noun, known)


def _is_there(tree: Tree, at: int, verb: int) -> bool:
    """Say whether a noun is what there is: "there has been targeting of hospitals by the army"."""
    return tree.kid(verb, "expl") is not None and tree.words[at].tag.startswith("NN")


def _is_outcome(tree: Tree, at: int) -> bool:
    """Say whether a participle behind a comma says what came of the verb that it hangs on: "dropped bombs on the market, killing nine"."""
    word = tree.words[at]
    return (
        word.role == "advcl"
        and word.tag == "VBG"
        and word.head < at
        and tree.words[at - 1].text == ","
        and tree.kid(at, "nsubj", "mark") is None
    )


def _certainty(tree: Tree, at: int, known: Known) -> str:
    """Return the word by a verb that keeps its distance ("allegedly"), or nothing."""
    kid = next((kid for kid in tree.all_kids(at, "advmod") if tree.low(kid) in known.certainty), None)
    return "" if kid is None else tree.words[kid].text


def _cue(tree: Tree, at: int) -> str:
    """Return a passive verb with what helps it: "is believed"."""
    start = min([at, *(kid for kid in tree.all_kids(at, "aux", "auxpass") if kid < at)])
    return " ".join(word.text for word in tree.words[start : at + 1])


def is_method(tree: Tree, at: int, known: Known) -> bool:
    """Say whether a word is one for a weapon or an attack."""
    return tree.low(at) in known.methods or (
        tree.words[at].lemma in known.methods and tree.words[at].tag.startswith("NN")
    )


def is_actor(tree: Tree, at: int, known: Known) -> bool:
    """Say whether a word is a name, or one for those who act."""
    word = tree.words[at]
    return word.tag.startswith(("NN", "JJ")) and (word.tag.startswith("NNP") or tree.low(at) in known.actors)
