"""Which lines of a PDF go on in the next: one that was broken by width is one into which the next word would not have fitted."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import quantiles

from undercount.read.texts.pdf_lines import Line

RAISED, ON, LINE, APART = "", " ", "\n", "\n\n"
"""What is written between two lines: a mark of a footnote behind its word, one paragraph, two lines of something, two things."""

_SAME_FONT = 1.08
"""By what factor the heights of lines of one font differ at most; those of connected letters differ more."""
_SAME_FONT_CONNECTED = 2.0
_PITCH = 1.3
"""From how many usual distances of lines on there is a gap between them."""
_TOUCHING = (0.3, 3.0)
"""Between how many heights of a line the one below it may stand."""
_INDENT = 0.7
"""From how many heights on a line begins further in."""
_COLUMN = 3.5
"""By how many heights the lines of a column begin further in at most."""
_SLACK = 0.3
"""By how many heights a word may seem to fit and not have fitted."""
_FULL = 0.8
"""What share of its column a line of connected letters fills that was broken by width: its words cannot be measured."""
_RAGGED = 0.15
"""By what share of its column a line may be shorter that was broken by width."""
_FILLED = 0.4
"""What share of the lines of a block are that long, if its lines were broken by width."""
_ODD = 0.1
"""What share of the lines of a block may be longer than its column, such as a heading above it."""
_RUNNING = 0.25
"""What share of the full lines of a font goes on with a small letter, where its lines are running text."""
_EDGE = 3
"""How many lines from the top and from the bottom of a page can be its head and foot."""
_NEAR = 2.0
"""How far a head or foot may stand from where it stands on another page (points)."""
_ANY = -1
"""The page of a column that is not looked for on one page."""
_GAP = 1.2
"""Up to how many heights behind a line what stands beside it belongs to it."""
_MARK = re.compile(r"\d{1,3}|[*†‡]+")
_MARKED = re.compile(r"[\w.!?\"”’)]$")
_ENDED = re.compile(r"[.!?…:؟。][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[-–—•*·▪●◦]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in its column.

    Args:
        line: The line.
        page: The number of its page, from 0.
        block: The number of the run of lines, each right below the other, to which it belongs.
        right: Where the lines of its column end (points).
        sure: Whether several lines show that the column ends there.
        row: What parts it from the line before, if it stands beside that; else None.
    """

    line: Line
    page: int
    block: int = 0
    right: float = 0.0
    sure: bool = False
    row: str | None = None

    @property
    def font(self) -> int:
        """Return what tells its font from others: its height in half points."""
        return _font(self.line)


def edges_of(pages: Sequence[Sequence[Line]]) -> list[frozenset[int]]:
    """Return for each page which of its lines recur at its head or foot and touch no other text: running titles and page numbers."""
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    outer = [_outer(page) for page in pages]
    for number, (page, at_edge) in enumerate(zip(pages, outer, strict=True)):
        for at in at_edge:
            seen[_alike(page[at].text)].append((number, page[at].low))
    pitch = _pitches(pages)
    found = []
    for number, (page, at_edge) in enumerate(zip(pages, outer, strict=True)):
        again = {
            at
            for at in at_edge
            if any(other != number and abs(low - page[at].low) < _NEAR for other, low in seen[_alike(page[at].text)])
        }
        found.append(_set_apart(page, again, pitch))
    return found


def _set_apart(page: Sequence[Line], again: set[int], pitch: dict[int, float]) -> frozenset[int]:
    """Return those of a page's lines that touch no other text, and of one another no more than two."""
    touched = {
        at: {n for n, line in enumerate(page) if _touch(page[at], line, pitch) or _touch(line, page[at], pitch)}
        for at in again
    }
    kept = set(again)
    while gone := {at for at in kept if len(touched[at]) > 1 or not touched[at] <= kept}:
        kept -= gone
    return frozenset(kept)


def _outer(page: Sequence[Line]) -> list[int]:
    placed = sorted((at for at, line in enumerate(page) if line.is_placed), key=lambda at: page[at].low)
    return sorted({*placed[:_EDGE], *placed[-_EDGE:]})


def _alike(text: str) -> str:
    return " ".join(re.sub(r"\d+", "#", text.casefold()).split())


def in_columns(pages: Sequence[Sequence[Line]]) -> list[Placed]:
    """Return the lines of all pages in one row, each with its block and the end of its column."""
    pitch = _pitches(pages)
    found: list[Placed] = []
    block = 0
    for number, page in enumerate(pages):
        before: Line | None = None
        for one in page:
            line, row = (one, None) if before is None else _beside(before, one)
            block += row is None and (before is None or not _touch(before, line, pitch))
            found.append(Placed(line, number, block, row=row))
            before = line
    return _with_rights(_without_false_cells(found))


def _beside(before: Line, line: Line) -> tuple[Line, str | None]:
    """Return a line that stands beside the one before it as a part of that one, and what parts the two; else the line, and None."""
    height = before.height
    near = -_SLACK * height < line.left - before.right < _GAP * height
    level = -_SLACK * height < line.low - before.low < 2 * _SLACK * height
    if not (before.is_placed and line.is_placed and near and level and line.height < _SAME_FONT * height):
        return line, None
    raised = line.height * _SAME_FONT < height and _MARK.fullmatch(line.text) is not None
    parted = ON if not raised else RAISED if _MARKED.search(before.text) else LINE
    return replace(line, left=before.left, low=before.low, height=height), parted


def _pitches(pages: Sequence[Sequence[Line]]) -> dict[int, float]:
    """Return the usual distance of the lines of each font (points)."""
    steps: dict[int, list[float]] = defaultdict(list)
    for page in pages:
        for a, b in pairwise(page):
            if _is_below(a, b):
                steps[_font(a)].append(a.low - b.low)
    return {font: quantiles([*many, many[0]], n=4)[0] for font, many in steps.items()}


def _is_below(a: Line, b: Line) -> bool:
    least, most = _TOUCHING
    return (
        a.is_placed
        and b.is_placed
        and _is_one_font(a, b)
        and least * a.height < a.low - b.low < most * a.height
        and abs(a.left - b.left) < _COLUMN * a.height
    )


def _touch(a: Line, b: Line, pitch: dict[int, float]) -> bool:
    return _is_below(a, b) and a.low - b.low < _PITCH * max(pitch.get(_font(a), 0.0), 0.8 * a.height)


def _is_one_font(a: Line, b: Line) -> bool:
    most = _SAME_FONT_CONNECTED if a.mirrored and b.mirrored else _SAME_FONT
    return max(a.height, b.height) < most * min(a.height, b.height)


def _font(line: Line) -> int:
    return round(2 * line.height)


def _with_rights(lines: Sequence[Placed]) -> list[Placed]:
    """Return lines with the end of their column: where those of their block end, or those of the narrowest that begins where it begins."""
    blocks: dict[int, list[Placed]] = defaultdict(list)
    for one in lines:
        blocks[one.block].append(one)
    columns = [_Column.of(many) for many in blocks.values()]
    known: dict[int, set[_Column]] = defaultdict(set)
    for column in columns:
        if column.sure:
            known[column.page].add(column)
            known[_ANY].add(replace(column, page=_ANY, left=round(column.left), right=round(column.right)))
    found = []
    for column, many in zip(columns, blocks.values(), strict=True):
        best = column
        for page in () if column.sure else (column.page, _ANY):
            others = [other for other in known[page] if other.holds(column)]
            best = min(others, key=lambda other: other.right, default=best)
            if best.sure:
                break
        found += [replace(one, right=best.right, sure=best.sure) for one in many]
    return found


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the lines of a block begin and end (points), and whether several of them show it."""

    page: int
    font: int
    height: float
    left: float
    right: float
    sure: bool

    @classmethod
    def of(cls, block: Sequence[Placed]) -> _Column:
        first = block[0]
        left = min(one.line.left for one in block)
        rights = sorted((one.line.right for one in block if not one.line.cells), reverse=True)
        for right in rights[: 1 + int(_ODD * len(rights))]:
            near = sum(right - _RAGGED * (right - left) < other <= right for other in rights)
            if near > 1 and near > _FILLED * (len(block) - 1):
                return cls(first.page, first.font, first.line.height, left, right, sure=True)
        return cls(first.page, first.font, first.line.height, left, max(one.line.right for one in block), sure=False)

    def holds(self, other: _Column) -> bool:
        """Tell whether a block may stand in this column."""
        near = abs(self.left - other.left) < _INDENT * other.height
        return self.font == other.font and near and self.right > other.right - other.height


def _without_false_cells(lines: Sequence[Placed]) -> list[Placed]:
    """Return lines without cells where the gaps are those of a line that was stretched, as the lines around it show."""
    found = list(lines)
    for at, one in enumerate(lines):
        near = [other for other in (*lines[max(0, at - 4) : at], *lines[at + 1 : at + 5]) if other.block == one.block]
        if one.line.even and any(not o.line.cells and abs(o.line.right - one.line.right) < 1 for o in near):
            found[at] = replace(one, line=replace(one.line, cells=(), even=False))
    return found


def links_of(lines: Sequence[Placed]) -> list[str]:
    """Return for each line what parts it from the next; the last is parted."""
    running = _running(lines)
    return [
        *(_link(lines, at, running) for at in range(len(lines) - 1)),
        *([APART] if lines else []),
    ]


def _running(lines: Sequence[Placed]) -> frozenset[int]:
    """Return the fonts whose lines are running text: a good part of their full lines go on with a small letter, or they know none."""
    cased: Counter[int] = Counter()
    small: Counter[int] = Counter()
    other: Counter[int] = Counter()
    for a, b in pairwise(lines):
        if (
            a.block == b.block
            and _is_full(a, b.line)
            and not (_ENDED.search(a.line.text) or a.line.cells or b.line.cells)
        ):
            first = b.line.text[0]
            small[a.font] += first.islower()
            cased[a.font] += first.islower() or first.isupper()
            other[a.font] += first.isalpha() and not (first.islower() or first.isupper())
    return frozenset(
        font
        for font in {*cased, *other}
        if small[font] > _RUNNING * cased[font] or (not cased[font] and other[font] > 1)
    )


def _is_full(a: Placed, b: Line) -> bool:
    """Tell whether the first word of a line would not have fitted into the one before."""
    if not a.line.is_placed or not b.is_placed:
        return False
    if a.line.mirrored:
        return a.line.right - a.line.left > _FULL * (a.right - a.line.left)
    space, slack = 0.2 * a.line.height, _SLACK * a.line.height
    return a.right + 2 * slack > a.line.right > a.right - slack - space - b.word


def _link(lines: Sequence[Placed], at: int, running: frozenset[int]) -> str:
    a, b = lines[at], lines[at + 1]
    if b.row is not None:
        return b.row
    ended, full = _ENDED.search(a.line.text) is not None, _is_full(a, b.line)
    small = b.line.text[0].islower() and not _ITEM.match(b.line.text)
    goes_on = full and ((a.sure and a.font in running) or (small and not ended)) and not _ITEM.match(b.line.text)
    if a.line.cells or b.line.cells:
        return LINE if a.block == b.block else APART
    if a.block == b.block:
        if b.line.left - a.line.left > _INDENT * a.line.height and (ended or not full) and not small:
            return APART
        if goes_on or (bool(a.line.hyphen) and b.line.text[0].isalpha()):
            return ON
        return APART if ended and not _ITEM.match(b.line.text) else LINE
    jumps = b.page == a.page + 1 or (a.page == b.page and not _is_below(a.line, b.line))
    alike = a.line.is_placed and b.line.is_placed and _is_one_font(a.line, b.line)
    return ON if jumps and alike and goes_on and a.sure and not ended else APART
