"""Who says it: the attributions that the rules find, against the PolNeAR corpus of American political news.

Run with ``python -m benchmarks.attribution [FILE] [--rules]``; FILE is ``polnear_train.jsonl.gz``. Sentences are parsed once, and read by
patterns once. A third of the articles, chosen by the hash of their name, is set aside: the rules were written looking at the others only.

What counts as found. The corpus gives each word to one attribution at most, so of ours those are scored that the author makes, not those
inside another's words. Contents are compared as sets of words (marks left out). A content is found if ours and the corpus's share words
with F ≥ 0.5, each used once, the best pair first; the strict figure needs the same words. Beside it stands the measure of Pareti and
others (EMNLP 2013) for partial matches: the share of each content's words that the best match covers. A source is right, given that the
content is found, if both are none, or if they share a word ("Smith" for "Smith, the mayor,"); the strict figure needs the same words. Where
contents of two attributions lie in each other, the pair may join different ones: the row "the cue is the same" looks only at pairs whose
cues meet.

References:
    Newell, Margolin and Ruths, An Attribution Relations Corpus for Political News (LREC 2018).
    Pareti, O'Keefe, Konstas, Curran and Koprinska, Automatically Detecting and Attributing Indirect Quotations (EMNLP 2013).
    Wilson, Probable inference, the law of succession, and statistical inference (JASA 22, 1927).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from undercount.read.prose.analysis.parse import Pipeline, analyse_all, installed_pipeline
from undercount.read.prose.speech.attribution import Attribution, attributions, outermost
from undercount.read.prose.words import Document
from undercount.shares import wilson

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "text" / "polnear_train.jsonl.gz"
FOUND = 0.5
BATCH = 40
ROWS = (
    ("content recall (F ≥ 0.5)", "found", "gold"),
    ("content precision (F ≥ 0.5)", "found", "ours"),
    ("content recall, same words", "same", "gold"),
    ("content precision, same words", "same", "ours"),
    ("source right given content", "source", "found"),
    ("… same words", "source same", "found"),
    ("… where the content has the same words", "source of same", "same"),
    ("… where the cue is the same", "source of cue", "cue"),
)

Article = Mapping[str, Any]
Words = frozenset[int]


def articles(path: Path) -> list[Article]:
    """Return the articles of the corpus."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_set_aside(name: str) -> bool:
    """Say whether an article is one of the third that nobody looked at."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def documents(read: Iterable[Article], pipeline: Pipeline | None) -> Iterator[Document]:
    """Yield the articles with their sentences, parsed a few at a time."""
    every = list(read)
    for start in range(0, len(every), BATCH):
        yield from analyse_all([one["text"] for one in every[start : start + BATCH]], pipeline)


def score(
    article: Article,
    document: Document,
    ours: Iterable[Attribution],
    total: Counter[str],
    rules: Counter[tuple[str, bool]],
) -> None:
    """Add what was found of an article to the counts."""
    starts = [word.start for sentence in document.sentences for word in sentence.words if word.text[0].isalnum()]
    gold = [one for one in article["attributions"] if _words(starts, _spans(one, "content"))]
    found = [one for one in ours if _words(starts, [(piece.start, piece.end) for piece in one.content])]
    theirs = [_words(starts, _spans(one, "content")) for one in gold]
    mine = [_words(starts, [(piece.start, piece.end) for piece in one.content]) for one in found]
    total.update({"gold": len(gold), "ours": len(found)})
    total["covered gold"] += round(1e6 * sum(max((len(g & m) / len(g) for m in mine), default=0) for g in theirs))
    total["covered ours"] += round(1e6 * sum(max((len(g & m) / len(m) for g in theirs), default=0) for m in mine))
    pairs = matched(theirs, mine)
    for g, m in pairs.items():
        _score_pair(gold[g], found[m], theirs[g] == mine[m], starts, total)
    used = set(pairs.values())
    rules.update((one.rule, at in used) for at, one in enumerate(found))


def matched(theirs: list[Words], mine: list[Words]) -> dict[int, int]:
    """Return which of ours matches which of the corpus's, each once, the best first."""
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


def _score_pair(
    gold: Mapping[str, Any], one: Attribution, is_same: bool, starts: list[int], total: Counter[str]
) -> None:
    theirs = _words(starts, _spans(gold, "source"))
    mine = _words(starts, [] if one.source is None else [(one.source.start, one.source.end)])
    cue = _words(starts, [] if one.cue is None else [(one.cue.start, one.cue.end)])
    is_right = bool(theirs & mine) or theirs == mine
    has_cue = bool(cue & _words(starts, _spans(gold, "cue")))
    total.update({"found": 1, "same": int(is_same), "source": int(is_right), "source same": int(theirs == mine)})
    total.update(
        {"source of same": int(is_same and is_right), "cue": int(has_cue), "source of cue": int(has_cue and is_right)}
    )


def _spans(one: Mapping[str, Any], part: str) -> list[tuple[int, int]]:
    return [(start, end) for piece in one.get(part, ()) for start, end in piece["spans"]]


def _words(starts: list[int], spans: Iterable[tuple[int, int]]) -> Words:
    return frozenset(at for start, end in spans for at in range(bisect_left(starts, start), bisect_left(starts, end)))


def _f(a: Words, b: Words) -> float:
    return 2 * len(a & b) / (len(a) + len(b))


def measured(
    read: list[Article], pipeline: Pipeline | None
) -> tuple[Counter[str], Counter[tuple[str, bool]], float, float]:
    """Return the counts, the rules, and the seconds of processor time that the parse and the rules took."""
    total: Counter[str] = Counter()
    rules: Counter[tuple[str, bool]] = Counter()
    start = time.process_time()
    seconds = 0.0
    for article, document in zip(read, documents(read, pipeline), strict=True):
        before = time.process_time()
        found = outermost(attributions(document))
        seconds += time.process_time() - before
        total["words"] += sum(len(sentence.words) for sentence in document.sentences)
        score(article, document, found, total, rules)
    return total, rules, time.process_time() - start - seconds, seconds


def line(right: int, of: int) -> str:
    """Return a share with its interval."""
    low, high = wilson(right, of)
    return f"{right / of if of else 0:.3f} [{low:.3f}, {high:.3f}]"


def main(path: Path, *, with_rules: bool = False) -> None:
    """Print the table."""
    every = articles(path)
    pipeline = installed_pipeline()
    ways: list[tuple[str, Pipeline | None]] = [("by patterns", None)]
    if pipeline is not None:
        ways.insert(0, (f"parsed ({pipeline.name})", pipeline))
    for name, aside in (("the articles the rules were written on", False), ("the articles set aside", True)):
        part = [one for one in every if is_set_aside(one["id"]) is aside]
        results = [measured(part, way) for _, way in ways]
        print(f"\n{name}: {len(part)} articles, {results[0][0]['gold']:,} attributions; 95 % intervals by Wilson")
        print(f"{'':42}" + "".join(f"{label:>36}" for label, _ in ways))
        for label, right, of in ROWS:
            print(f"{label:42}" + "".join(f"{line(total[right], total[of]):>36}" for total, *_ in results))
        for label, right, of in (
            ("words of contents covered", "covered gold", "gold"),
            ("words of ours that are content", "covered ours", "ours"),
        ):
            print(f"{label:42}" + "".join(f"{total[right] / 1e6 / total[of]:>36.3f}" for total, *_ in results))
        print(
            f"{'ms for 40 words, rules alone':42}"
            + "".join(f"{40e3 * took / total['words']:>36.2f}" for total, _, _, took in results)
        )
        print(
            f"{'ms for 40 words, parse and scoring':42}"
            + "".join(f"{40e3 * took / total['words']:>36.2f}" for total, _, took, _ in results)
        )
        if with_rules and not aside:
            _print_rules(results[0][1])


def _print_rules(rules: Counter[tuple[str, bool]]) -> None:
    print(f"\n{'rule':28}{'found':>8}{'right':>8}")
    for rule in sorted({rule for rule, _ in rules}, key=lambda rule: -rules[rule, True]):
        right, wrong = rules[rule, True], rules[rule, False]
        print(f"{rule:28}{right + wrong:8}{right / (right + wrong):8.2f}")


if __name__ == "__main__":
    named = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    corpus = Path(named[0]) if named else CORPUS
    if not corpus.exists():
        sys.exit(f"the corpus must be a file; {corpus} is not there: name polnear_train.jsonl.gz")
    main(corpus, with_rules="--rules" in sys.argv)
