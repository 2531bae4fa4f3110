"""What is said to have done or caused harm: from the words of harm up to who acts, and the weapon or attack by which it was done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from undercount.read.prose.english.forms import plural
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.speech.cues import cues
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
    dying: frozenset[str]
    certainty: frozenset[str]
    blaming: frozenset[str]
    claiming: frozenset[str]
    launching: frozenset[str]
    contests: frozenset[str]
    telling: frozenset[str]
    carriers: frozenset[str]


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
        carriers=both(("cues", "carriers")),
        telling=frozenset(word for word, takes in cues(words).verbs.items() if takes.keys() & _TOLD),
        dying=forms("dying"),
        certainty=forms("certainty"),
        blaming=forms("blaming"),
        claiming=forms("claiming"),
        launching=forms("launching"),
        contests=forms("contests"),
    )


def causes(tree: Tree, at: int, known: Known) -> Iterator[tuple[int, str]]:
    """Yield what is said to have done or caused harm, the nearest first: nouns, with the word of certainty that stands by the verb."""
    owner = tree.kid(at, "poss")
    if owner is not None:
        yield owner, ""
    for k in _upward(tree, at, known):
        certainty = _certainty(tree, k, known)
        for kid in tree.all_kids(k, "agent", "prep"):
            noun = _thing(tree, kid, known)
            is_joined = k != at and tree.words[_below(tree, k, at)].role == "conj"
            if noun is not None and not is_joined and (tree.words[kid].role == "agent" or tree.low(kid) in _CARRYING):
                yield from _if_causing(tree, kid, noun, certainty, known)
        if tree.words[k].tag.startswith(_VERBS):
            yield from _causes_at_verb(tree, k, at, certainty, known)
        for clause in tree.all_kids(k, "advcl"):
            mark = tree.kid(clause, "mark", "advmod")
            if mark is not None and tree.low(mark) in _WHEN:
                yield from _causes_of_clause(tree, clause, known)


def _causes_at_verb(tree: Tree, k: int, at: int, certainty: str, known: Known) -> Iterator[tuple[int, str]]:
    """Yield the subject of a verb that harms, and whom a verb above it doubts or accuses: "is said to have shot", "accused of killing"."""
    if k != at and tree.low(k) in known.blaming:
        accused = tree.kid(k, "dobj", "nsubjpass")
        if accused is not None:
            yield accused, tree.words[k].text
        return
    if k != at and tree.words[k].lemma in known.certainty:
        raised = tree.kid(k, "nsubjpass")
        if raised is not None:
            yield raised, _cue(tree, k)
        return
    if k != at and tree.low(k) in known.telling and tree.words[_below(tree, k, at)].role == "dobj":
        return
    weapon = launched(tree, k, known)
    if weapon is not None:
        yield weapon, certainty
        return
    subject = tree.kid(k, "nsubj", "csubj")
    if subject is None or tree.words[k].lemma in known.dying | (known.contests if k != at else frozenset()):
        return
    is_relative = tree.low(subject) in RELATIVE and tree.words[k].role == "relcl"
    yield (tree.words[k].head if is_relative else subject), certainty


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


def _upward(tree: Tree, at: int, known: Known) -> Iterator[int]:
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
            has_own = tree.words[below].tag.startswith(_VERBS) and tree.kid(below, "nsubj") is not None
            if has_own or (word.role == "conj" and not is_verb):
                return
            below = above
        elif is_verb and (_is_outcome(tree, below) or (word.role == "ccomp" and tree.low(above) in known.claiming)):
            below = above
        else:
            return


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
