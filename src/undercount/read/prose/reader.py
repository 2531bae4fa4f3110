"""Read the text of a document by the program's own rules: the sentences, what they say of harm, who says it, where and when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from undercount.errors import ReadError
from undercount.read.prose.claims import Captured
from undercount.read.prose.context import Known, in_context, resolved
from undercount.read.prose.gathered import Gathered, gathered
from undercount.read.prose.languages import base_language, languages_in, only_in, unread
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.proposal import Blamed, Dated, Found, Located, Miss, Proposal, Span, Speaker, Victims
from undercount.read.prose.verifier import Fault
from undercount.read.registers import Registers
from undercount.read.text import ItemText

if TYPE_CHECKING:
    from undercount.read.prose.analysis.parse import Pipeline

T = TypeVar("T", Proposal, Miss)

Pieces = Callable[[int, int], None]
"""Takes how many pieces of a text were read, and how many there are."""

LONGEST = 200_000
"""A longer text is read piece by piece (characters), each by itself: the words of all would fill the memory."""


class ProseReader:
    """Read documents by rules, one after another.

    Args:
        registers: The study's registers, in which places, actors and sources are found; None where there are none.
        parse: Whether English sentences are parsed, where the extra ``nlp`` is installed; else they are read by patterns.
        model: Name or folder of the spaCy pipeline; empty for an installed one.
        words: A TOML file with the user's own words, or None.
    """

    def __init__(
        self, registers: Registers | None = None, *, parse: bool = True, model: str = "", words: Path | None = None
    ) -> None:
        self.registers = Registers() if registers is None else registers
        self.parse, self.model, self.words = parse, model, words

    @cached_property
    def pipeline(self) -> Pipeline | None:
        """Return what parses English sentences, loaded once; None where they are read by patterns.

        Raises:
            ReadError: If the pipeline that was named is not there, or its weights are not the official ones.
        """
        from undercount.read.prose.analysis.parse import installed_pipeline

        return installed_pipeline(self.model) if self.parse else None

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Return the names of places, of the study's register and of the world, gathered once."""
        return Gazetteer.of(self.registers)

    @cached_property
    def words_hash(self) -> str:
        """Return the SHA-256 of the user's own words, or nothing.

        Raises:
            ReadError: If the file is not there.
        """
        if self.words is None:
            return ""
        try:
            return hashlib.sha256(self.words.read_bytes()).hexdigest()
        except OSError as error:
            raise ReadError(f"a file of words must be readable; {self.words} is not: {error.strerror}") from None

    def name(self, text: ItemText) -> str:
        """Return the name and version of what reads a text, or of all that do where its paragraphs are in several languages.

        Raises:
            ReadError: If no reader knows its language.
        """
        return " and ".join(self._name_in(language) for language in languages_in(text))

    def _name_in(self, language: str) -> str:
        if language == "ar":
            from undercount.read.prose.arabic.reading import READER

            return READER
        from undercount.read.prose.english.reading import BARE, RULES

        return BARE if self.pipeline is None else f"{RULES} ({self.pipeline.name})"

    def found(self, text: ItemText, published: str = "", zone: str = "UTC") -> Found:
        """Return what the rules of its language find in a text, all of it: proposals not yet verified, and possible misses.

        Args:
            text: The text.
            published: The day of publication (EDTF), or empty: relative dates then stay unresolved.
            zone: The zone in which dates are meant (IANA name).

        """
        if base_language(text.language) == "ar":
            from undercount.read.prose.arabic.reading import read_arabic

            return read_arabic(text, published, self.registers, zone, gazetteer=self.gazetteer)
        from undercount.read.prose.analysis.parse import analyse
        from undercount.read.prose.english.lexicon import lexicon
        from undercount.read.prose.english.reading import is_wanted, read_english

        words = lexicon(self.words)
        document = analyse(text.text, self.pipeline, published=published, wanted=is_wanted)
        return in_context(read_english(document, words), document, self._known(zone), words)

    def found_all(self, texts: Sequence[str]) -> list[Found]:
        """Return what the rules find in several English texts of which no day is known, parsed together, which is faster."""
        from undercount.read.prose.analysis.parse import analyse_all
        from undercount.read.prose.english.lexicon import lexicon
        from undercount.read.prose.english.reading import is_wanted, read_english

        words = lexicon(self.words)
        documents = analyse_all(texts, self.pipeline, wanted=is_wanted)
        return [in_context(read_english(one, words), one, self._known("UTC"), words) for one in documents]

    def _of_parts(self, text: ItemText, about: Captured, report: Pieces | None) -> Found:
        """Return what is found in a text, each document and language in it read by itself, and nothing from around an article."""
        starts = _cut(text.text, sorted({0, *(start for start, _ in about.parts)}))
        pieces = list(pairwise([*starts, len(text.text)]))
        wholes = [only_in(text, language) for language in languages_in(text)]
        proposals: list[Proposal] = []
        misses: list[Miss] = []
        for number, (start, end) in enumerate(pieces):
            if report is not None and len(pieces) > 1:
                report(number, len(pieces))
            for whole in wholes:
                part = ItemText(whole.text[start:end], text.method, whole.language)
                if len(wholes) > 1 and part.text.isspace():
                    continue
                found = self.found(part, about.published_at(start), about.zone)
                before = len(proposals)
                moved = [shifted(one, start) for one in found.proposals]
                proposals += [
                    replace(one, part_of=one.part_of + before) if one.part_of is not None else one for one in moved
                ]
                misses += [shifted(one, start) for one in found.misses]
        if report is not None and len(pieces) > 1:
            report(len(pieces), len(pieces))
        return _in_main(Found(tuple(proposals), tuple(misses)), text)

    def _known(self, zone: str) -> Known:
        return Known(self.registers, self.gazetteer, zone)

    def read(self, text: ItemText, about: Captured, report: Pieces | None = None) -> Gathered:
        """Read a document and verify what was found.

        Args:
            text: The document's text.
            about: What is known of the document.
            report: Told of the progress through a text that is read in several pieces.

        Raises:
            ReadError: If no reader knows its language.
        """
        found = self._of_parts(text, about, report)
        return self.gather(self.name(text), found.proposals, (), text, about, misses=found.misses)

    def note(self, text: ItemText) -> str:
        """Return what the user should know of how a text is read, such as that it is not parsed; empty where there is nothing.

        Raises:
            ReadError: If no reader knows its language.
        """
        if not self.parse or "en" not in languages_in(text) or self.pipeline is not None:
            return ""
        return (
            "English was read by patterns alone, which finds less and errs more: make extras installs what parses its sentences, or "
            'write prose = "patterns" under [read] to say that it is meant so.'
        )

    @staticmethod
    def unread(text: ItemText) -> tuple[str, ...]:
        """Return a sentence for each language in which paragraphs of a document are that the rules do not read."""
        return unread(text)

    def resolved(self, proposals: Iterable[Proposal], text: ItemText, about: Captured) -> tuple[Proposal, ...]:
        """Return a model's proposals with their quoted dates, places, speakers and actors worked out by the program's own rules."""
        return resolved(proposals, text.text, about.published_at, self._known(about.zone))

    def gather(
        self,
        reader: str,
        proposals: Sequence[Proposal],
        faults: Iterable[Fault],
        text: ItemText,
        about: Captured,
        *,
        misses: Iterable[Miss] = (),
    ) -> Gathered:
        """Verify proposals of any reader, and return those that stand as claims."""
        named = [replace(proposal, reader=reader) for proposal in proposals]
        return gathered(reader, named, faults, misses, about=about, text=text, registers=self.registers)


def _cut(text: str, starts: Sequence[int]) -> list[int]:
    """Return where the pieces of a text begin: its documents, and what is longer than :data:`LONGEST` cut where a line or sentence ends."""
    found: list[int] = []
    for start, end in pairwise([*starts, len(text)]):
        while True:
            found.append(start)
            if end - start <= LONGEST:
                break
            start = _end_near(text, start)
    return found


def _end_near(text: str, start: int) -> int:
    """Return where the piece of a long text that begins at a position ends: behind a line, a sentence or at least a word."""
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, start + LONGEST // 2, start + LONGEST)
        if at >= 0:
            return at + len(mark)
    return start + LONGEST


def _in_main(found: Found, text: ItemText) -> Found:
    """Return what stands in the article of a page, and not in the menus and lists around it."""
    if not text.main:
        return found
    kept = [number for number, one in enumerate(found.proposals) if text.in_main(one.quote.start, one.quote.end)]
    place = {number: at for at, number in enumerate(kept)}
    proposals = tuple(
        replace(one, part_of=place.get(one.part_of) if one.part_of is not None else None)
        for one in (found.proposals[number] for number in kept)
    )
    return Found(proposals, tuple(miss for miss in found.misses if text.in_main(miss.span.start, miss.span.end)))


def shifted(value: T, by: int) -> T:
    """Return a proposal or a miss with every position moved, for a text that is part of a longer one."""
    if by == 0:
        return value
    moved: Any = _moved(value, by)
    return cast(T, moved)


def _moved(value: Any, by: int) -> Any:
    if isinstance(value, Span):
        return Span(value.start + by, value.end + by)
    if isinstance(value, tuple):
        return tuple(_moved(one, by) for one in value)
    if type(value) in _WITH_SPANS:
        return replace(value, **{field.name: _moved(getattr(value, field.name), by) for field in fields(value)})
    return value


_WITH_SPANS = (Proposal, Victims, Blamed, Located, Dated, Speaker, Miss)
