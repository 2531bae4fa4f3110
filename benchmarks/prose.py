"""Prose: ``python -m benchmarks.prose`` reads development texts and compares each one's numbers with what coders wrote down for it.

**ACLED** South and South-East Asia 2015: the number killed of a note against ``FATALITIES``, where that is above zero; and the share of
notes with zero from which a death was read. One report can be split over several rows, so that the key is a share of the note's number:
about 0.93 is the ceiling. **Airwars** Gaza: the least number killed, injured, and of children among the killed. Airwars counts an unnamed
plural as two, "dozens" as twelve; the comparison does so too, and no claim does. **MUC-4**: of the keys for death and injury with a
number of two or more, how many are among the proposals of the document; and, of those found, how many bear the key's hedge. The keys that
say "at most" are about a sum of dead and injured and hedge no word of the text: their row is shown, and the goal leaves them out.

Beside the reader stands the same reader by patterns alone, without a parser. Intervals are Wilson's, 95 %. Speed is of one core's processor
time, for the texts of ACLED: the whole way, the rules without speakers, dates and places, and spaCy's own parse.

``python -m benchmarks.prose write`` writes every row into ``docs/reference/reading-scores.md``. The scores are those of ``undercount
evaluate SET``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import process_time

from benchmarks.attribution import CORPUS, is_set_aside
from undercount.read.prose.analysis.parse import Pipeline, analyse_all
from undercount.read.prose.english.reading import is_wanted, read_english
from undercount.read.prose.measure.attribution import (
    MEASURES,
    ScoredAttributions,
    read_articles,
    scored_attributions,
)
from undercount.read.prose.measure.gold import Gold, read_gold
from undercount.read.prose.measure.rows import WORDS, rows
from undercount.read.prose.measure.scoring import Score, Scored, scored
from undercount.read.prose.reader import ProseReader

DATA = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data" / "text"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "reading-scores.md"
SETS = {
    "ACLED": "acled_south_southeast_asia_2015_dev.csv.gz",
    "Airwars": "airwars_gaza_dev.jsonl.gz",
    "MUC-4": "muc4_dev.jsonl.gz",
}
REACH = {
    ("ACLED", "killed"): 0.86, ("ACLED", "zero"): 0.02, ("Airwars", "killed"): 0.86, ("Airwars", "injured"): 0.72,
    ("Airwars", "children"): 0.62, ("MUC-4", "number"): 0.77, ("MUC-4", "hedge"): 0.97,
}  # fmt: skip
SOURCES = {"ACLED": "ACLED South and South-East Asia, 2015", "Airwars": "Airwars, Gaza", "MUC-4": "MUC-4"}
INTRODUCTION = """Written by `python -m benchmarks.prose write` from the development sets, on which the rules were tuned. What each
measure is, and what the numbers mean, [reading](../explanation/reading.md) says; `undercount evaluate SET` prints the same
table of a set of yours. Each share stands with its 95 % interval (Wilson).
"""


def goals(name: str, scores: Sequence[Score]) -> list[tuple[str, float, Score]]:
    """Return the measures of a set that have a goal, with the goal and the score."""
    by = {(one.measure, one.part): one for one in scores}
    found = []
    for (of, measure), goal in REACH.items():
        if of != name:
            continue
        score = by[measure, "all"]
        if measure == "hedge":
            most = by.get((measure, "hedge: at-most"), Score("", "", 0, 0))
            score = Score(measure, "all", score.right - most.right, score.of - most.of)
        found.append((f"{name} {measure}", goal, score))
    return found


def shown(score: Score) -> str:
    """Return a share with its interval and counts."""
    low, high = score.interval
    return f"{score.share or 0:.3f} [{low:.3f}, {high:.3f}] {score.right:,}/{score.of:,}"


def speed(golds: Sequence[Gold], pipeline: Pipeline | None, found: dict[str, Scored]) -> Iterable[str]:
    """Yield what the texts of a set cost in processor time, beside the parse alone."""
    texts = [gold.text for gold in golds]
    for name, one in found.items():
        yield f"{len(texts):,} notes of ACLED by {name}, with dates, places and speakers: {one.per_second:.0f} a processor second"
    start = process_time()
    documents = list(analyse_all(texts, pipeline, wanted=is_wanted))
    parsed = process_time() - start
    for document in documents:
        read_english(document)
    whole = process_time() - start
    start = process_time()
    list(analyse_all(texts, pipeline))
    every = process_time() - start
    yield f"  by rules without these: {len(texts) / whole:.0f} a second, of which the parse {parsed / whole:.0%}"
    yield f"  spaCy on every sentence, without any rule: {len(texts) / every:.0f} a second"


def table(title: str, found: Mapping[str, Scored | ScoredAttributions], words: Mapping[str, str] = WORDS) -> str:
    """Return the rows of one set as Markdown, below its title."""
    heads = ["measure", "of which", "of", *(head for reader in found for head in (reader, "95 %"))]
    lines = [f"## {title}\n", f"| {' | '.join(heads)} |", "| --- | --- |" + " ---: |" * (len(heads) - 2)]
    lines += [f"| {' | '.join(row)} |" for row in rows({n: one.scores for n, one in found.items()}, words)]
    return "\n".join(lines) + "\n"


def spoken(readers: Mapping[str, ProseReader]) -> str:
    """Return the table of who is found to say what, in the articles that nobody looked at."""
    articles = [one for one in read_articles(CORPUS) if is_set_aside(one.id)]
    found = {name: scored_attributions(articles, one.pipeline) for name, one in readers.items()}
    return table(f"PolNeAR, articles set aside: {len(articles):,}", found, MEASURES)


def main(wanted: Sequence[str] = ()) -> int:
    """Print the measures with a goal and the speed, and with ``write`` write all rows into the page."""
    if not DATA.is_dir():
        print(
            f"the development texts are not at {DATA}: set UNDERCOUNT_SHARED to the folder above data", file=sys.stderr
        )
        return 1
    readers = {"rules": ProseReader(), "patterns": ProseReader(parse=False)}
    pipeline = readers["rules"].pipeline
    if pipeline is not None:
        _ = pipeline.nlp  # loaded before anything is timed
    else:
        print("no parser is installed: install undercount[nlp] to see more than patterns", file=sys.stderr)
        del readers["rules"]
    tables: list[str] = []
    scores: dict[str, dict[str, Scored]] = {}
    for name, file in SETS.items():
        golds = read_gold(DATA / file)
        found = scores[name] = {reader: scored(golds, one) for reader, one in readers.items()}
        tables.append(table(f"{SOURCES[name]}: {len(golds):,} texts", found))
        for cells in zip(*(goals(name, one.scores) for one in found.values()), strict=True):
            title, goal, _ = cells[0]
            sign = "≤" if title.endswith("zero") else "≥"
            both = "   ".join(f"{reader} {shown(score):34}" for reader, (_, _, score) in zip(found, cells, strict=True))
            print(f"{title:18} {sign} {goal:.2f}  {both}", flush=True)
    lines = list(speed(read_gold(DATA / SETS["ACLED"]), pipeline, scores["ACLED"]))
    print("\n".join(lines))
    if "write" in wanted:
        tables.append(spoken(readers))
        tables.append("## Speed\n\n" + "\n".join(f"- {line.strip()}" for line in lines) + "\n")
        head = "# Reading scores: every measure, hedge, kind and source\n"
        PAGE.write_text("\n".join([head, INTRODUCTION, *tables]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
