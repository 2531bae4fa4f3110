"""Who says it: the attributions that the rules find, against the PolNeAR corpus of American political news.

Run with ``python -m benchmarks.attribution [FILE] [--rules]``; FILE is ``polnear_train.jsonl.gz``. Sentences are parsed once, and read by
patterns once. A third of the articles, chosen by the hash of their name, is set aside: the rules were written looking at the others only.
What counts as found, :mod:`undercount.read.prose.measure.attribution` says.

References:
    Newell, Margolin and Ruths, An Attribution Relations Corpus for Political News (LREC 2018).
    Wilson, Probable inference, the law of succession, and statistical inference (JASA 22, 1927).
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from undercount.errors import ReadError
from undercount.read.prose.analysis.parse import Pipeline, installed_pipeline
from undercount.read.prose.measure.attribution import MEASURES, ScoredAttributions, read_articles, scored_attributions
from undercount.read.prose.measure.scoring import Score

DATA = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data" / "text"
CORPUS = DATA / "polnear_train.jsonl.gz"


def is_set_aside(name: str) -> bool:
    """Say whether an article is one of the third that nobody looked at."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def main(path: Path, *, with_rules: bool = False) -> None:
    """Print the table."""
    every = read_articles(path)
    pipeline = installed_pipeline()
    ways: list[tuple[str, Pipeline | None]] = [("by patterns", None)]
    if pipeline is not None:
        ways.insert(0, (f"parsed ({pipeline.name})", pipeline))
    for name, aside in (("the articles the rules were written on", False), ("the articles set aside", True)):
        part = [one for one in every if is_set_aside(one.id) is aside]
        results = [(label, scored_attributions(part, way)) for label, way in ways]
        print(f"\n{name}: {len(part)} articles, {results[0][1].scores[0].of:,} attributions; 95 % intervals by Wilson")
        _print(results)
        if with_rules and not aside:
            _print_rules(results[0][1])


def _print(results: list[tuple[str, ScoredAttributions]]) -> None:
    print(f"{'':44}" + "".join(f"{label:>46}" for label, _ in results))
    by = [{(one.measure, one.part): one for one in result.scores} for _, result in results]
    for one in results[0][1].scores:
        label = MEASURES[one.measure] if one.part == "all" else f"… {one.part}"
        found = [scores.get((one.measure, one.part), Score("", "", 0, 0)) for scores in by]
        print(f"{label:44}" + "".join(f"{_share(score):>46}" for score in found))
    for label, seconds in (("rules alone", "rule_seconds"), ("parse and scoring", "parse_seconds")):
        shown = [f"{40e3 * float(getattr(result, seconds)) / result.words:.2f}" for _, result in results]
        print(f"{f'ms for 40 words, {label}':44}" + "".join(f"{one:>46}" for one in shown))


def _share(score: Score) -> str:
    low, high = score.interval
    return "–" if score.share is None else f"{score.share:.3f} [{low:.3f}, {high:.3f}] of {score.of:,}"


def _print_rules(result: ScoredAttributions) -> None:
    print(f"\n{'rule':28}{'found':>8}{'right':>8}")
    for rule, found, right in result.rules:
        print(f"{rule:28}{found:8}{right / found:8.2f}")


if __name__ == "__main__":
    named = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    try:
        main(Path(named[0]) if named else CORPUS, with_rules="--rules" in sys.argv)
    except ReadError as error:
        sys.exit(f"{error}")
