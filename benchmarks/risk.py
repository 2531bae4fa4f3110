"""How much each reason to look at a proposed claim tells: ``python -m benchmarks.risk`` measures it and writes ``study/data/risk.toml``.

The truth of a single claim is not known in the sets; that of a text is. A text's claims of killing are taken as wrong where its total is
not the one that people wrote down, and as right where it is: a claim that is right in a text whose total is wrong counts as wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from undercount.read.prose.claims import Captured
from undercount.read.prose.measure.gold import Gold, read_gold
from undercount.read.prose.measure.scoring import least
from undercount.read.prose.measure.summary import ACTS, totals
from undercount.read.prose.proposal import Found
from undercount.read.prose.reader import ProseReader
from undercount.read.text import ItemText
from undercount.study.queue import REASONS, reasons_of
from undercount.study.rows import row_of

SETS = ("acled_south_southeast_asia_2015_dev.csv.gz", "airwars_gaza_dev.jsonl.gz")
TARGET = Path(__file__).resolve().parents[1] / "src" / "undercount" / "study" / "data" / "risk.toml"
BATCH = 256


def main() -> None:
    """Measure on the development sets beside the project, and write the table."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/text")
    counts: Counter[tuple[str, bool]] = Counter()
    for name in SETS:
        for reasons, wrong in _judged(read_gold(folder / name)):
            counts["", wrong] += 1
            for reason in reasons:
                counts[reason, wrong] += 1
    TARGET.write_text(_table(counts), encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))


def _judged(golds: list[Gold]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield for each claim of killing by rules its reasons, and whether its text was misread."""
    readers = {"rules": ProseReader(), "patterns": ProseReader(parse=False)}
    told = [gold for gold in golds if gold.numbers.get("killed") is not None]
    for start in range(0, len(told), BATCH):
        some = told[start : start + BATCH]
        texts = [one.text for one in some]
        read = [reader.found_all(texts) for reader in readers.values()]
        for gold, *found in zip(some, *read, strict=True):
            yield from _of_text(gold, dict(zip(readers, found, strict=True)), readers["rules"])


def _of_text(gold: Gold, found: dict[str, Found], reader: ProseReader) -> Iterator[tuple[tuple[str, ...], bool]]:
    text, item = ItemText(gold.text, "plain-text/1", "en"), "0" * 64
    made = [
        one
        for name, some in found.items()
        for one in reader.gather(name, some.proposals, (), text, Captured(item, gold.id)).proposed
    ]
    rows, details = [row_of(one.claim, one.id) for one in made], {one.id: one.details for one in made}
    reasons = reasons_of(rows, details, {(item, name) for name in found})
    wrong = (least(totals(found["rules"], "killing")) or 0) != gold.numbers["killed"]
    for one in made:
        if one.claim.reader == "rules" and one.claim.act in ACTS["killing"] and one.claim.stance == "affirms":
            yield reasons[one.id], wrong


def _table(counts: Counter[tuple[str, bool]]) -> str:
    lines = [
        "# How often claims of killing stood in texts that were misread, by reason to look at them: [wrong, right].",
        "# Measured by `python -m benchmarks.risk` on the development sets of ACLED and Airwars; do not edit by hand.",
        f"wrong = {counts['', True]}",
        f"right = {counts['', False]}",
        "",
        "[reasons]",
    ]
    lines += [f"{reason} = [{counts[reason, True]}, {counts[reason, False]}]" for reason in REASONS]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
