"""How well speakers are found: the attributions of a reader against a corpus in which every attribution was marked by hand.

What counts as found. The corpus gives each word to one attribution at most, so of ours those are scored that the author makes, not those
inside another's words. Contents are compared as sets of words (marks left out). A content is found if ours and the corpus's share words
with F ≥ 0.5, each used once, the best pair first; the strict figure needs the same words. A source is right, given that the content is
found, if both are none, or if they share a word ("Smith" for "Smith, the mayor,"); the strict figure needs the same words. Where contents
of two attributions lie in each other, the pair may join different ones: the part "the cue is the same" looks only at pairs whose cues meet.

References:
    Newell, Margolin and Ruths, An Attribution Relations Corpus for Political News (LREC 2018).
    Pareti, O'Keefe, Konstas, Curran and Koprinska, Automatically Detecting and Attributing Indirect Quotations (EMNLP 2013).
"""

from __future__ import annotations

import gzip
import json
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

from undercount.errors import ReadError
from undercount.read.prose.analysis.parse import Pipeline, analyse_all
from undercount.read.prose.measure.scoring import Score
from undercount.read.prose.proposal import Span
from undercount.read.prose.speech.attribution import Attribution, attributions, outermost
from undercount.read.prose.words import Document

FOUND = 0.5
"""From which F of shared words on a content is found."""

BATCH = 40
"""How many articles are parsed together."""

MEASURES = {
    "content": "content found (F ≥ 0.5)",
    "content precision": "content of ours that is one (F ≥ 0.5)",
    "content same": "content found with the same words",
    "content same precision": "content of ours with the same words",
    "source": "source right, of contents found",
    "source same": "source of the same words, of contents found",
}
"""The measures in words."""

Words = frozenset[int]
"""Words by their place in a document."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An attribution as people marked it: the pieces of its content, of its source (none where nobody is named) and of its cue."""

    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its marked attributions."""

    id: str
    text: str
    marked: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class ScoredAttributions:
    """How well the attributions of a corpus were found, and how fast.

    Args:
        scores: The scores, their measures those of :data:`MEASURES`.
        rules: For each rule how many it found, and how many of these are contents of the corpus.
        words: How many words were read.
        parse_seconds: Processor time of the analysis of the texts (seconds).
        rule_seconds: Processor time of the rules that find attributions (seconds).
    """

    scores: tuple[Score, ...]
    rules: tuple[tuple[str, int, int], ...]
    words: int
    parse_seconds: float
    rule_seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "scores": [one.as_json() for one in self.scores],
            "rules": [{"rule": rule, "found": found, "right": right} for rule, found, right in self.rules],
            "words": self.words,
        }


def is_attributed(path: Path) -> bool:
    """Say whether a file is a corpus of attributions: JSON Lines, gzipped or not, whose first row has ``attributions``."""
    if not path.name.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return False
    try:
        with _opened(path) as lines:
            first = json.loads(next(iter(lines), "null"))
    except (OSError, EOFError, ValueError, zlib.error):
        return False
    return isinstance(first, dict) and "attributions" in first and "text" in first


def read_articles(path: Path) -> list[Article]:
    """Read a corpus of attributions.

    Args:
        path: JSON Lines, gzipped or not; each row with ``id``, ``text`` and ``attributions``, of which each has ``content``, ``source`` and
            ``cue``: lists of pieces with ``spans``, pairs of code points.

    Raises:
        ReadError: If the file cannot be read, or a row is no such article.
    """
    found = []
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    found.append(_article(line, number, path))
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise ReadError(
            f"a corpus of attributions must be JSON Lines; {path} cannot be read ({error}): check it"
        ) from None
    if not found:
        raise ReadError(f"a corpus of attributions must have rows; {path.name} has none: check the file")
    return found


def _opened(path: Path) -> Any:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def _article(line: str, number: int, path: Path) -> Article:
    try:
        row = json.loads(line)
        marked = tuple(
            Marked(*(_spans(one, part) for part in ("content", "source", "cue"))) for one in row["attributions"]
        )
        text = row["text"]
        if not isinstance(text, str) or any(s.end > len(text) for one in marked for s in one.content):
            raise ValueError("a span ends behind the text")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError(
            f"a row of a corpus of attributions must have text and attributions with spans; row {number} of {path.name} has not "
            f"({type(error).__name__}: {error}): mend or leave it out"
        ) from None
    return Article(str(row.get("id", number)), text, marked)


def _spans(one: Any, part: str) -> tuple[Span, ...]:
    return tuple(Span(int(start), int(end)) for piece in one.get(part, ()) for start, end in piece["spans"])


def scored_attributions(
    articles: Sequence[Article], pipeline: Pipeline | None, tell: Callable[[int, int], None] | None = None
) -> ScoredAttributions:
    """Read a corpus and score the attributions that are found.

    Args:
        articles: The articles with their marked attributions.
        pipeline: The parser; None is by patterns alone.
        tell: Told how many articles were read, and of how many; None is nobody.
    """
    counts = _Counts()
    begun, seconds, words, read = process_time(), 0.0, 0, 0
    for start in range(0, len(articles), BATCH):
        batch = articles[start : start + BATCH]
        for article, document in zip(batch, analyse_all([one.text for one in batch], pipeline), strict=True):
            before = process_time()
            found = outermost(attributions(document))
            seconds += process_time() - before
            words += sum(len(sentence.words) for sentence in document.sentences)
            counts.add(article, document, found)
            read += 1
        if tell is not None:
            tell(read, len(articles))
    return ScoredAttributions(counts.scores(), counts.by_rule(), words, process_time() - begun - seconds, seconds)


class _Counts:
    """What was right, of how many, by measure and part."""

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.of: Counter[tuple[str, str]] = Counter()
        self.rules: Counter[tuple[str, bool]] = Counter()

    def add(self, article: Article, document: Document, ours: Iterable[Attribution]) -> None:
        """Add what was found of an article."""
        starts = [word.start for sentence in document.sentences for word in sentence.words if word.text[0].isalnum()]
        gold = [one for one in article.marked if _words(starts, one.content)]
        found = [one for one in ours if _words(starts, one.content)]
        theirs = [_words(starts, one.content) for one in gold]
        mine = [_words(starts, one.content) for one in found]
        pairs = matched(theirs, mine)
        same = sum(theirs[g] == mine[m] for g, m in pairs.items())
        for measure, right, of in (
            ("content", len(pairs), len(gold)),
            ("content precision", len(pairs), len(found)),
            ("content same", same, len(gold)),
            ("content same precision", same, len(found)),
        ):
            self._count((measure, "all"), right, of)
        for g, m in pairs.items():
            self._add_source(gold[g], found[m], starts, is_same=theirs[g] == mine[m])
        used = set(pairs.values())
        self.rules.update((one.rule, at in used) for at, one in enumerate(found))

    def _add_source(self, gold: Marked, one: Attribution, starts: list[int], *, is_same: bool) -> None:
        theirs = _words(starts, gold.source)
        mine = _words(starts, () if one.source is None else (one.source,))
        cues_meet = bool(_words(starts, gold.cue) & _words(starts, () if one.cue is None else (one.cue,)))
        is_right = bool(theirs & mine) or theirs == mine
        parts = ["all", "nobody is named" if not theirs else "somebody is named"]
        parts += ["the content is the same"] * is_same + ["the cue is the same"] * cues_meet
        for part in parts:
            self._count(("source", part), is_right, 1)
        self._count(("source same", "all"), theirs == mine, 1)

    def _count(self, key: tuple[str, str], right: int, of: int) -> None:
        self.right[key] += right
        self.of[key] += of

    def scores(self) -> tuple[Score, ...]:
        """Return the scores, in the order of :data:`MEASURES`, all before the parts."""
        order = list(MEASURES)
        keys = sorted(self.of, key=lambda key: (order.index(key[0]), key[1] != "all", key[1]))
        return tuple(Score(*key, self.right[key], self.of[key]) for key in keys)

    def by_rule(self) -> tuple[tuple[str, int, int], ...]:
        """Return the rules, those that found most first."""
        names = sorted({rule for rule, _ in self.rules}, key=lambda rule: (-self.rules[rule, True], rule))
        return tuple((name, self.rules[name, True] + self.rules[name, False], self.rules[name, True]) for name in names)


def matched(theirs: Sequence[Words], mine: Sequence[Words]) -> dict[int, int]:
    """Return which of ours matches which of the corpus's, each once, the best first.

    Args:
        theirs: The words of each content of the corpus.
        mine: The words of each content of ours.

    Returns:
        For places in ``theirs`` their places in ``mine``.
    """
    likely = sorted(
        (
            (_f(g, m), -at, -to)
            for at, g in enumerate(theirs)
            for to, m in enumerate(mine)
            if g & m and _f(g, m) >= FOUND
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for _, at, to in likely:
        if -at not in pairs and -to not in pairs.values():
            pairs[-at] = -to
    return pairs


def _f(a: Words, b: Words) -> float:
    return 2 * len(a & b) / (len(a) + len(b))


def _words(starts: list[int], spans: Iterable[Span]) -> Words:
    return frozenset(
        at for span in spans for at in range(bisect_left(starts, span.start), bisect_left(starts, span.end))
    )
