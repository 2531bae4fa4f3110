"""The page of a linkage's worst errors: one file that opens in a browser, with both records of each error side by side.

It holds names, so it stays in ``build/link`` and goes on no site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from undercount.counted import counted
from undercount.study.evaluation import (
    BLOCKING,
    JUDGED_NOTE,
    MODEL,
    RIVAL,
    WORST,
    Error,
    Evaluated,
    gone_words,
    rows_of,
    scores_json,
    undecided_words,
)
from undercount.study.pair_sheet import shared_of, told_of
from undercount.study.pair_words import FIELDS, levels_in_words

_WHY = {
    BLOCKING: "never compared: the two share no key of blocking",
    MODEL: "compared, and thought to be two persons",
    RIVAL: "thought to be one person, but another record was nearer, or a judgement parts them",
}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-block-start: 2.5rem } .note { color: #555 }
table { border-collapse: collapse; margin-block: .5rem 1.5rem } th, td { padding: .2rem .8rem; text-align: start; vertical-align: top;
border-block-end: 1px solid #ddd } td.number, th.number { text-align: end; font-variant-numeric: tabular-nums }
.warn { border-inline-start: 4px solid #b00020; padding-inline-start: .8rem } .differs td { background: #fdf3e7 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } .note { color: #aaa } th, td { border-color: #444 }
.differs td { background: #3a2c18 } }
"""


def page(of: Evaluated) -> str:
    """Return the page as HTML that asks nothing of any network."""
    parts = [*_head(of), *_tables(of), *_errors_of(of)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Errors of the linkage</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _head(of: Evaluated) -> Iterator[str]:
    yield "<h1>How good the linkage is, and its worst errors</h1>"
    yield '<p class="warn">This page holds names. It stays in build/link and is part of no site and no release.</p>'
    key = of.key
    gone = gone_words(key.gone)
    pairs = (
        " The key gives pairs only: whether two records outside it are two persons is not known."
        if key.by_pairs
        else ""
    )
    unknown = of.scores.unknown
    open_ = undecided_words(unknown)
    yield f"<p>The key knows {key.known:,} of {counted(len(key.keys), 'record')}.{gone}{pairs}{open_}</p>"


def _tables(of: Evaluated) -> Iterator[str]:
    scores = of.scores
    yield "<h2>Scores</h2>"
    told = of.as_json()
    yield _scores("what", rows_of(told))
    if told["alone"] is not None:
        yield f'<p class="note">{escape(JUDGED_NOTE)}</p>'
    blocking = scores.blocking
    yield f"<p>Blocking compared {int(blocking.found):,} of the {int(blocking.true):,} true pairs; no other can be found.</p>"
    yield "<h2>By two lists</h2>"
    yield _scores("lists", [(" and ".join(names), scores_json(one)) for names, one in scores.by_lists.items()])
    yield "<h2>By what a record lacks</h2>"
    yield _scores("at least one record lacks", [(name, scores_json(one)) for name, one in scores.by_missing.items()])


def _scores(what: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    names = ("precision", "recall", "F1")
    head = f"<tr><th>{escape(what)}</th>" + "".join(
        f'<th class="number">{name}</th>' for name in ("right", "found", "true", *names)
    )
    lines = []
    for name, one in rows:
        counts = "".join(f'<td class="number">{one[key]:,}</td>' for key in ("right", "found", "true"))
        shares = "".join(
            f'<td class="number">{percent(one[key])}<br><span class="note">{interval(one[f"{key}_interval"])}</span></td>'
            for key in ("precision", "recall", "f1")
        )
        lines.append(f"<tr><td>{escape(name)}</td>{counts}{shares}</tr>")
    return f"<table>{head}</tr>{''.join(lines)}</table>"


def percent(share: float | None) -> str:
    """Return a share as people read it."""
    return "–" if share is None else f"{share:.1%}".replace("%", " %")


def interval(ends: Sequence[float] | None) -> str:
    """Return a 95 % interval as people read it."""
    return "" if ends is None else f"{ends[0] * 100:.1f}–{ends[1] * 100:.1f} %"


def _errors_of(of: Evaluated) -> Iterator[str]:
    yield f"<h2>Two persons taken for one: {len(of.false):,}</h2>"
    yield _shown(len(of.false), "the most probable first")
    yield from _each(of, of.false[:WORST])
    kinds = ", ".join(
        f"{number:,} {_WHY[why]}" for why in _WHY if (number := sum(one.missed_by == why for one in of.missed))
    )
    yield f"<h2>One person not found: {len(of.missed):,}</h2>"
    yield f"<p>{escape(kinds)}.</p>" if kinds else ""
    yield _shown(len(of.missed), "the most probable first, those never compared last")
    compared = [one for one in of.missed if one.missed_by != BLOCKING][: WORST // 2]
    never = [one for one in of.missed if one.missed_by == BLOCKING][: WORST - len(compared)]
    yield from _each(of, [*compared, *never])


def _shown(number: int, order: str) -> str:
    most = f"; {WORST} are shown" if number > WORST else ""
    return f'<p class="note">{order[0].upper()}{order[1:]}{most}.</p>' if number else "<p>None.</p>"


def _each(of: Evaluated, errors: Sequence[Error]) -> Iterator[str]:
    if not errors:
        return
    left, right = (np.array([getattr(one, side) for one in errors], dtype=np.int64) for side in ("left", "right"))
    alike = levels_in_words(of.found.linkage, left, right, shared_of(of.found, left, right))
    for error, words in zip(errors, alike, strict=True):
        yield _error(of, error, words)


def _error(of: Evaluated, error: Error, words: dict[str, str]) -> str:
    one, other = told_of(of.found, error.left), told_of(of.found, error.right)
    ids = [f"{name}:{record}" for name, record in (of.found.records[error.left], of.found.records[error.right])]
    chance = [] if error.probability is None else [f"probability {error.probability:.3f}"]
    said = " · ".join([*chance, *([_WHY[error.missed_by]] if error.missed_by else [])])
    rows = "".join(
        _row(field, one[field], other[field], words.get(field, "")) for field in FIELDS if one[field] or other[field]
    )
    heads = "".join(f"<th><bdi>{escape(name)}</bdi></th>" for name in ids)
    return f"<p>{escape(said)}</p><table><tr><th></th>{heads}<th>alike</th></tr>{rows}</table>"


def _row(field: str, one: str, other: str, alike: str) -> str:
    cells = "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in (one, other))
    differs = ' class="differs"' if one and other and one != other else ""
    return f"<tr{differs}><th>{escape(field)}</th>{cells}<td>{escape(alike)}</td></tr>"
