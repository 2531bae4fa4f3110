"""The scores of several readers side by side, in words: for the terminal and for the pages that are written from a measurement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from undercount.read.prose.measure.scoring import Score

WORDS = {
    "killed": "killed, exactly",
    "injured": "injured, exactly",
    "children": "children killed, exactly",
    "number": "a number told is proposed",
    "zero": "a death read where nobody died",
    "hedge": "hedge of a number found",
    "verified": "proposals whose words stand in the text",
}
"""The measures in words."""

FEWEST = 20
"""A source with fewer texts is in no row of its own."""


def rows(found: Mapping[str, Sequence[Score]], words: Mapping[str, str] = WORDS) -> list[list[str]]:
    """Return a row for each measure and part: the measure, of which, of how many, and for each reader its share and interval.

    Args:
        found: The scores by the name of the reader; the first one's measures are the rows.
        words: What the measures are called.
    """
    by = {name: {(one.measure, one.part): one for one in some} for name, some in found.items()}
    table = []
    for one in next(iter(found.values())):
        if one.part.startswith("source") and one.of < FEWEST:
            continue
        row = [words[one.measure] if one.part == "all" else "", one.part, f"{one.of:,}"]
        for name in found:
            other = by[name].get((one.measure, one.part))
            row += ["–", ""] if other is None or other.share is None else [f"{other.share:.3f}", interval(other)]
        table.append(row)
    return table


def interval(score: Score) -> str:
    """Return the ends of a score's interval."""
    return f"{score.interval[0]:.2f}–{score.interval[1]:.2f}"
