"""Words and sentences of a document, as any analysis gives them: a parser's, or a plain one by patterns."""

from __future__ import annotations

from dataclasses import dataclass

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "\u2010": "-", "\u2011": "-", "\u2212": "-", "\u00ad": None, "\u00a0": ",", "\u202f": ",", "\u2009": ","}
)


def plain(word: str) -> str:
    """Return a word with plain apostrophes and hyphens, commas between thousands, and without hyphens that are not shown."""
    return word if word.isascii() else word.translate(_TYPOGRAPHY) or word  # a hyphen that is not shown may stand alone


def folded(word: str) -> str:
    """Return a word in small letters and plain typography."""
    return plain(word).lower()


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or mark.

    Args:
        text: As it stands in the document.
        start: Position of its first character in the document's text (code points).
        end: Position after its last.
        lemma: Its dictionary form in lower case; by patterns its lower case.
        kind: Universal part of speech ("NOUN", "VERB", "NUM", "PUNCT", …), or empty where the analysis knows none.
        tag: The language's own finer tag ("VBD", "VBN", …), or empty.
        role: Its relation to its head ("nsubj", "nsubjpass", "dobj", …), or empty where the analysis does not parse.
        head: Index of its head in the sentence; its own index for the root, and where the analysis does not parse.
    """

    text: str
    start: int
    end: int
    lemma: str
    kind: str = ""
    tag: str = ""
    role: str = ""
    head: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Args:
        words: Its words in order.
        start: Position of its first character in the document's text (code points).
        end: Position after its last.
        parsed: Whether :attr:`Word.role` and :attr:`Word.head` are known.
    """

    words: tuple[Word, ...]
    start: int
    end: int
    parsed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its sentences.

    Args:
        text: The text as it was taken from the item.
        sentences: Its sentences in order; what lies between them is white space.
        language: BCP 47, such as ``en`` or ``ar``.
        analysis: Name and version of what found the words ("en_core_web_sm 3.8.0", "patterns/1").
        published: The day on which it was published (EDTF), or empty.
    """

    text: str
    sentences: tuple[Sentence, ...]
    language: str
    analysis: str
    published: str = ""
