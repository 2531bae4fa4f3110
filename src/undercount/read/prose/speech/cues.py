"""The cues of attribution: which words say that somebody says something, what they take, and how they stand to its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from undercount.errors import ReadError
from undercount.read.prose.english.forms import plural, verb_forms
from undercount.read.prose.english.lexicon import Lexicon

STANDINGS = ("neutral", "knowledge", "doubt", "denial", "attitude")
"""How a cue stands to the truth of what is said; ``data/speech.toml`` says what each means."""

_DOUBLED = frozenset("bdgklmnprt")
_VOWELS = frozenset("aeiou")

Takes = Mapping[str, tuple[str, str]]
"""For each thing that a cue takes ("clause", "object", "of") the list that says so, and its standing."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase before a source ("according to").

    Args:
        words: Its words in lower case.
        rule: The list that has it.
        standing: One of :data:`STANDINGS`.
        only_sources: Whether it needs a name or a noun for a source behind it ("per Reuters", not "per day").
        carries: Whether it speaks of what its subject does, who speaks too ("the paper, citing the ministry, said").
    """

    words: tuple[str, ...]
    rule: str
    standing: str
    only_sources: bool = False
    carries: bool = False

    @property
    def how(self) -> str:
        """Return the last part of the id of its rule."""
        return "carried" if self.carries else "phrase"


@dataclass(frozen=True, eq=False)
class Cues:
    """The cues, by their forms in lower case.

    Args:
        verbs: What each form of a verb takes.
        nouns: What each form of a noun takes.
        adjectives: What each adjective takes.
        adverbs: For each adverb its list and standing.
        phrases: The phrases before a source, by their first words.
        hearers: Forms of verbs whose object is who was spoken to.
        finite: The forms of verbs that can stand alone behind a subject.
        sources: Nouns for who or what can be cited ("officials", "report").
        receivers: Forms of verbs whose subject is who is spoken of ("faced criticism").
        writings: Nouns for what is given out and says something ("statement", "letter").
        issuers: Forms of verbs by which somebody gives out words ("issued a statement", "repeated its claim").
        uses: Base forms of verbs whose object does not act in what hangs on them ("used the ruling to say").
        felt: Forms of verbs whose passive says what its subject thinks ("is convinced that").
        bodies: Nouns for organisations, for which "it" and "they" stand.
        men: Words by which a man is known, for whom "he" stands.
        women: Words by which a woman is known.
        every: The first words of all of them: a sentence without any holds no cue.
    """

    verbs: Mapping[str, Takes] = field(repr=False)
    nouns: Mapping[str, Takes] = field(repr=False)
    adjectives: Mapping[str, Takes] = field(repr=False)
    adverbs: Mapping[str, tuple[str, str]] = field(repr=False)
    phrases: Mapping[str, tuple[Phrase, ...]] = field(repr=False)
    hearers: frozenset[str] = field(repr=False)
    finite: frozenset[str] = field(repr=False)
    sources: frozenset[str] = field(repr=False)
    receivers: frozenset[str] = field(repr=False)
    writings: frozenset[str] = field(repr=False)
    issuers: frozenset[str] = field(repr=False)
    uses: frozenset[str] = field(repr=False)
    felt: frozenset[str] = field(repr=False)
    bodies: frozenset[str] = field(repr=False)
    men: frozenset[str] = field(repr=False)
    women: frozenset[str] = field(repr=False)
    every: frozenset[str] = field(repr=False)


@cache
def cues(lexicon: Lexicon) -> Cues:
    """Return the cues of ``data/speech.toml`` and of the user's own file.

    Raises:
        ReadError: If a list lacks its id or its words, or has a standing that is none.
    """
    lists = lexicon.headings("speech")
    irregular = lists.get("irregular", {})

    def verb(word: str) -> tuple[str, ...]:
        return forms_of(word, irregular)

    verbs = _taking(lists, "verbs", verb)
    nouns = _taking(lists, "nouns", lambda word: (word, plural(word)))
    adjectives = _taking(lists, "adjectives", lambda word: (word,))
    adverbs = {word: (one["id"], one["standing"]) for one in _lists(lists, "adverbs") for word in one["words"]}
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for one in _lists(lists, "phrases"):
        carries = bool(one.get("carries"))
        for said in one["words"]:
            phrase = Phrase(
                tuple(said.split()), one["id"], one["standing"], carries or bool(one.get("only_sources")), carries
            )
            phrases[phrase.words[0]] = (*phrases.get(phrase.words[0], ()), phrase)
    finite = frozenset(
        form
        for one in _lists(lists, "verbs")
        for word in one["words"]
        for form in verb(word)
        if not form.endswith("ing")
    )
    every = frozenset({*verbs, *nouns, *adjectives, *adverbs, *phrases})
    hearers, receivers, issuers, felt = (
        frozenset(form for word in lists.get(name, ()) for form in verb(word))
        for name in ("hearers", "receivers", "issuers", "felt")
    )
    sources, writings = (
        frozenset(form for word in lists.get(name, ()) for form in (word, plural(word)))
        for name in ("sources", "writings")
    )
    uses, bodies, men, women = (lexicon.words("speech", name) for name in ("uses", "bodies", "men", "women"))
    return Cues(
        verbs=verbs,
        nouns=nouns,
        adjectives=adjectives,
        adverbs=adverbs,
        phrases=phrases,
        hearers=hearers,
        finite=finite,
        sources=sources,
        receivers=receivers,
        writings=writings,
        issuers=issuers,
        uses=uses,
        felt=felt,
        bodies=bodies,
        men=men,
        women=women,
        every=every,
    )


def forms_of(verb: str, irregular: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the forms of a verb, with those that double its last letter ("admit": "admitted", "admitting")."""
    forms = verb_forms(verb, irregular)
    if verb in irregular or len(verb) < 3 or verb[-1] not in _DOUBLED or verb[-2] not in _VOWELS or verb[-3] in _VOWELS:
        return forms
    return (*forms, f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")


def _taking(
    lists: Mapping[str, Any], kind: str, forms: Callable[[str], tuple[str, ...]]
) -> dict[str, dict[str, tuple[str, str]]]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for one in _lists(lists, kind):
        for word in one["words"]:
            for form in forms(word.lower()):
                takes = found.setdefault(form, {})
                for what in one.get("takes", ()):
                    takes.setdefault(what, (one["id"], one["standing"]))
    return found


def _lists(lists: Mapping[str, Any], kind: str) -> Iterable[Mapping[str, Any]]:
    for one in lists.get(kind, ()):
        if not isinstance(one, Mapping) or not one.get("id") or not one.get("words"):
            raise ReadError(
                f"a list of cues under {kind} must have an id and words; {one!r} lacks one of them: write it"
            )
        if one.get("standing") not in STANDINGS:
            raise ReadError(
                f"the standing of a list of cues must be one of {', '.join(STANDINGS)}; {one['id']!r} has {one.get('standing')!r}: use one "
                "of these"
            )
        yield one
