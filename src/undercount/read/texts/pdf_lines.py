"""The lines of a PDF's page: what each says, where it stands, and where cells of a table begin in it."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field, replace

import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""Left, low, right, high (points from the lower left corner)."""

TAKEN_HYPHEN = "\ufffe"
"""What stands in PDFium's text for a hyphen at the end of a line; the line end behind it is left out."""

_LINE = re.compile(rf"[^\r\n{TAKEN_HYPHEN}]+{TAKEN_HYPHEN}?")
_HYPHEN = re.compile(rf"(?<=[^\W\d_])(?:{TAKEN_HYPHEN}|[-\u2010\u00ad]$)|{TAKEN_HYPHEN}$")
_SPACES = re.compile(r"\s+")
_CELL_GAP = 1.2
"""From how much space on (heights of the line) words are in two cells; those of a line that was stretched seldom are."""
_EVEN = 0.6
_SCALED = 0.4
"""By what factor the size of a font and the height of its letters differ, unless the page is scaled."""
_CONNECTED = re.compile("(?:[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[.!:;,])+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page as it is seen.

    Args:
        text: Its characters, without white space around them, and without a hyphen at their end.
        start: Where it begins in the page's text as PDFium gives it (code points).
        left: The side on which it begins (points); lines from right to left are mirrored, so that they too begin at the lesser side.
        right: The side on which it ends.
        low: Its lower edge.
        height: Its height, which follows from its font.
        word: The width of its first word.
        cells: Positions in ``text`` of the white space that may part two cells of a table.
        even: Whether all its spaces are as wide, as in a line that was stretched to the width of its column.
        mirrored: Whether it is written from right to left.
        hyphen: The hyphen behind its last word, which is not in ``text``; empty where there is none.
    """

    text: str
    start: int
    left: float = 0.0
    right: float = 0.0
    low: float = 0.0
    height: float = 0.0
    word: float = 0.0
    cells: tuple[int, ...] = ()
    even: bool = False
    mirrored: bool = False
    hyphen: str = ""

    @property
    def is_placed(self) -> bool:
        """Tell whether it is known where the line stands."""
        return self.height > 0


def lines_of(page: pypdfium2.PdfTextPage) -> list[Line]:
    """Return the lines of a page in the order in which PDFium reads them."""
    raw = page.get_text_range()
    boxes = Boxes(page, raw)
    found = []
    for match in _LINE.finditer(raw):
        said = match[0].strip()
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        hyphen = _HYPHEN.search(said)
        mark = "" if hyphen is None else hyphen[0].replace(TAKEN_HYPHEN, "-")
        said = said[: len(said) - len(mark)]
        if said:
            found.append(_placed(Line(_in_order(said, start, boxes), start, hyphen=mark), boxes))
    return found


@dataclass(frozen=True, slots=True)
class Boxes:
    """Where the characters of a page stand.

    Args:
        page: The page.
        raw: Its text as PDFium gives it.
    """

    page: pypdfium2.PdfTextPage
    raw: str
    _is_plain: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_is_plain", all(char <= "\uffff" for char in self.raw))

    def around(self, at: int, *, loose: bool = False) -> Box | None:
        """Return the rectangle around a character of the text, or None where it has none.

        Args:
            at: Its position (code points).
            loose: Whether the rectangle is as high as the font, and not as the letter.
        """
        index = self._index(at)
        if index < 0:
            return None
        left, low, right, high = self.page.get_charbox(index, loose=loose)
        return (left, low, right, high) if right > left and high > low else None

    def size(self, at: int) -> float:
        """Return the size of a character's font as the page names it, which is not that in points where the page is scaled."""
        return float(pdfium.FPDFText_GetFontSize(self.page.raw, self._index(at)))

    def _index(self, at: int) -> int:
        unit = at if self._is_plain else len(self.raw[:at].encode("utf-16-le")) // 2
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self.page.raw, ctypes.c_int(unit)))


def _in_order(said: str, start: int, boxes: Boxes) -> str:
    """Return a line in which no word stands backwards, as PDFium gives those from right to left that are stored in the order of reading."""
    if said.isascii():
        return said

    def righted(match: re.Match[str]) -> str:
        seen = [boxes.around(start + at) for at in range(*match.span())]
        letters = [box[0] for char, box in zip(match[0], seen, strict=True) if box is not None and char.isalpha()]
        if len(letters) < 2 or letters[0] > letters[-1]:
            return match[0]
        back = [*zip(match[0], seen, strict=True)][::-1]
        if all(box is not None for box in seen):  # signs for vowels have no place of their own
            back.sort(key=lambda one: -one[1][0] if one[1] else 0.0)
        return "".join(char for char, _ in back)

    return _CONNECTED.sub(righted, said)


def _placed(line: Line, boxes: Boxes) -> Line:
    spaces = [match.span() for match in _SPACES.finditer(line.text)]
    last = len(line.text) - 1
    mirrored = _is_right_to_left(line.text)
    ends = [0, last // 2, last]
    if mirrored and spaces:
        ends = [*range(spaces[0][0]), *range(spaces[-1][1], last + 1)]
    known = [box for at in dict.fromkeys(ends) if (box := boxes.around(line.start + at, loose=True)) is not None]
    if not known:
        return line
    left, right = min(box[0] for box in known), max(box[2] for box in known)
    heights, lows = sorted(box[3] - box[1] for box in known), sorted(box[1] for box in known)
    here = replace(line, low=lows[len(lows) // 2], height=heights[len(heights) // 2])
    if mirrored:
        size = boxes.size(line.start)
        height = size if _SCALED * here.height < size < here.height / _SCALED else here.height
        return replace(here, left=-right, right=-left, height=height, mirrored=True)
    first = boxes.around(line.start + (spaces[0][0] - 1 if spaces else last), loose=True) or known[0]
    gaps = _gaps(line, spaces, boxes)
    wide = {at: gap for at, gap in gaps.items() if gap > _CELL_GAP * here.height}
    even = bool(wide) and min(gaps.values()) > _EVEN * max(gaps.values())
    return replace(here, left=left, right=right, word=first[2] - known[0][0], cells=tuple(wide), even=even)


def _is_right_to_left(text: str) -> bool:
    """Tell whether most letters of a text are written from right to left."""
    return not text.isascii() and 2 * len(_RIGHT_TO_LEFT.findall(text)) > sum(not char.isspace() for char in text)


def _gaps(line: Line, spaces: list[tuple[int, int]], boxes: Boxes) -> dict[int, float]:
    """Return how wide the white space at each position of a line is (points)."""
    found = {}
    for start, end in spaces:
        before, after = boxes.around(line.start + start - 1), boxes.around(line.start + end)
        found[start] = after[0] - before[2] if before is not None and after is not None else 0.0
    return found
