"""What the lines of a PDF's pages belong to: lines of one paragraph are joined, paragraphs, headings and rows of a table stay apart.

Only white space is written, and hyphens that divide a word at a line's end are taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from undercount.read.texts.pdf_columns import APART, LINE, ON, Placed, edges_of, in_columns, links_of
from undercount.read.texts.pdf_lines import Line
from undercount.read.texts.pdf_words import is_divided, words_of

END = f"{APART}\f"
"""What ends a page, where no paragraph runs on to the next."""


@dataclass
class Laid:
    """The text of a page.

    Args:
        text: Its characters, with what ends the page.
        origins: For each character its position in the page's text as PDFium gives it; -1 for what was written here.
    """

    text: str = ""
    origins: list[int] = field(default_factory=list)

    def write(self, text: str, start: int = -1) -> None:
        """Add characters, which begin at a position of the page's own text or are written here."""
        self.text += text
        self.origins += [-1] * len(text) if start < 0 else range(start, start + len(text))


def laid_out(pages: Sequence[Sequence[Line]]) -> list[Laid]:
    """Return the text of each page.

    A line at the head or foot that recurs on other pages stands behind the paragraph with which its page begins, so that a sentence that
    runs over two pages is whole.

    Args:
        pages: The lines of each page, in the order in which they are read.
    """
    edges = edges_of(pages)
    placed = in_columns([[one for at, one in enumerate(page) if at not in edges[n]] for n, page in enumerate(pages)])
    links = links_of(placed)
    words = words_of([one.line for one in placed])
    found, first = [], 0
    for number, page in enumerate(pages):
        last = first
        while last < len(placed) and placed[last].page == number:
            last += 1
        edge = [page[at] for at in sorted(edges[number])]
        if edge and first and links[first - 1] == ON and APART not in links[first : last - 1]:
            links[last - 1] = APART  # the head and foot of a page stand on it, though a paragraph fills it
        begun = bool(first) and links[first - 1] == ON
        found.append(_page(placed[first:last], links[first:last], edge, begun, words))
        first = last
    return found


def _page(
    body: Sequence[Placed], links: Sequence[str], edge: Sequence[Line], begun: bool, words: frozenset[str]
) -> Laid:
    laid = Laid()
    waiting = bool(edge)
    if waiting and not begun:
        _write_lines(laid, edge)
        laid.write(APART if body else "")
        waiting = False
    for at, (one, link) in enumerate(zip(body, links, strict=True)):
        _write_line(laid, one.line)
        following = body[at + 1].line if at + 1 < len(body) else None
        kept = following is None or link != ON or not is_divided(one.line, following, words)
        laid.write(one.line.hyphen if kept else "", one.line.start + len(one.line.text))
        if following is not None:
            laid.write("" if link == ON and one.line.hyphen else link)
        if waiting and link == APART:
            laid.write("" if following is not None else APART)
            _write_lines(laid, edge)
            laid.write(APART if following is not None else "")
            waiting = False
    laid.write("\f" if links and links[-1] == ON else END)
    return laid


def _write_lines(laid: Laid, lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        laid.write(LINE if number else "")
        _write_line(laid, line)
        laid.write(line.hyphen, line.start + len(line.text))


def _write_line(laid: Laid, line: Line) -> None:
    """Write a line, with a tab where a cell of a table begins."""
    last = 0
    for at in (*line.cells, len(line.text)):
        part = line.text[last:at]
        laid.write(part.strip(), line.start + last + len(part) - len(part.lstrip()))
        laid.write("\t" if at < len(line.text) else "")
        last = at
