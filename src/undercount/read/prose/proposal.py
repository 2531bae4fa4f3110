"""Proposals: what a reader found in a passage, before anybody judged it.

A proposal is richer than a claim: it keeps the words of every field, so that each can be shown and checked where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from undercount.errors import RecordError
from undercount.record import Quantity, When

MODALITIES = ("asserted", "denied", "hypothetical", "background", "cumulative")
"""How words are meant: said to be so; said not to be so; feared, threatened or possible; of another time or place than the report
is about; a toll that adds up over a longer time."""

SPEECH = ("direct", "indirect", "mixed")


@dataclass(frozen=True, slots=True)
class Span:
    """Some characters of a document's text: ``start`` to ``end`` in code points, half-open."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words."""
        return text[self.start : self.end]

    def meets(self, other: Span) -> bool:
        """Tell whether both have a character in common."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Tell whether all characters of the other are its own."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Victims:
    """Who was harmed.

    Args:
        span: The words ("11 women", "a family of five"), or None.
        sex: Term of ``sex``, or empty.
        age: Term of ``age``, or empty.
        status: Term of ``status``, or empty.
        targets: Terms of ``target`` (what was hit, or the victims' trade), sorted.
    """

    span: Span | None = None
    sex: str = ""
    age: str = ""
    status: str = ""
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blamed:
    """Who is said to have done it.

    Args:
        span: The words that name them.
        certainty: The speaker's own degree ("allegedly", "believed"), or empty where it is plainly said.
        actors: Entries of the actor register that the words name; empty where they name none.
    """

    span: Span
    certainty: str = ""
    actors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """Where.

    Args:
        span: The words.
        place: Entry of the place register, or empty where it is unresolved.
        precision: Term of ``precision``, or empty.
        known_as: Where the register lacks it: what a gazetteer knows it as ("Aleppo, SY"), or empty; without a precision the
            candidates, parted by semicolons, or what is known of the name or of what lies around it.
    """

    span: Span
    place: str = ""
    precision: str = ""
    known_as: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """When.

    Args:
        span: The words.
        when: The interval they name, resolved against the day of publication; None where it is unresolved.
        why_not: Why it is unresolved, or empty.
        rule: The id of the rule that read it.
    """

    span: Span
    when: When | None
    why_not: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One link of an attribution chain.

    Args:
        span: The words that name the speaker, or None for the document's own author.
        cue: The words by which they speak ("said", "according to"), or None.
        named: Whether they are named ("the UN"), not only described ("a resident").
        speech: One of :data:`SPEECH`.
        source: Entry of the source register, or empty where the register lacks it.
        meant: For a pronoun the words before it that it stands for, or None.
    """

    span: Span | None
    cue: Span | None = None
    named: bool = False
    speech: str = "indirect"
    source: str = ""
    meant: Span | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One assertion that a reader found.

    Args:
        quote: The passage that says it: a sentence, or the clause of one.
        quantity: How many, with the phrase as it stands ("at least 82").
        amount: Where the phrase stands.
        act: What was done (term of ``act``).
        trigger: The words that say so ("killed", "summary killings").
        victims: Who was harmed, or what was hit.
        modality: One of :data:`MODALITIES`.
        method: How or with what ("airstrike"), where it is said.
        blamed: Who is said to have done it.
        places: Where, the nearest first.
        when: When.
        chain: Who says it: the document's author first, the first speaker last ("author ← spokesman ← hospital"). Never empty.
        part_of: Index, in the reader's list, of the proposal of which this counts a part; None where it is no part.
        rules: Ids of the rules that gave it.
        reader: Name and version of the reader.
    """

    quote: Span
    quantity: Quantity
    amount: Span
    act: str
    trigger: Span
    victims: Victims = Victims()
    modality: str = "asserted"
    method: Span | None = None
    blamed: tuple[Blamed, ...] = ()
    places: tuple[Located, ...] = ()
    when: Dated | None = None
    chain: tuple[Speaker, ...] = (Speaker(None),)
    part_of: int | None = None
    rules: tuple[str, ...] = ()
    reader: str = ""

    def __post_init__(self) -> None:
        if self.modality not in MODALITIES:
            raise RecordError(
                f"a modality must be one of {', '.join(MODALITIES)}; {self.modality!r} is none of them: use one of these"
            )


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence that speaks of harm, or sets a number beside a word for persons, and gave no proposal.

    Args:
        span: The sentence.
        why: ``harm`` or ``number``.
        word: The word that made it one.
    """

    span: Span
    why: str
    word: Span


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found in a document: the proposals in the order of their words, and the possible misses."""

    proposals: tuple[Proposal, ...]
    misses: tuple[Miss, ...]
