"""PDFs of several pages and columns, set here in Courier, whose letters are all 0.6 of its size wide; Arabic ones stand for Latin ones."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDE, HIGH = 600, 800
"""A page (points)."""


_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءئؤأإآ،."
"""Letters that a second font gives as A, B, C and so on."""


_MEANING = (
    "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
    f"{len(_ARABIC)} beginbfchar "
    + " ".join(f"<{65 + at:02X}> <{ord(letter):04X}>" for at, letter in enumerate(_ARABIC))
    + " endbfchar endcmap end"
)


@dataclass
class Sheet:
    """A page that is being set."""

    ops: list[str] = field(default_factory=list)

    def line(self, text: str, x: float, y: float, size: float = 10) -> None:
        """Set a line."""
        said = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.ops.append(f"BT /F1 {size} Tf {x} {y} Td ({said}) Tj ET")

    def arabic(self, text: str, right: float, y: float, size: float = 10, *, as_read: bool = False) -> None:
        """Set a line of Arabic letters from the right: each word as it is seen, or letter by letter as it is read, as browsers do."""
        step = 0.6 * size
        for word in text.split():
            codes = [f"<{65 + _ARABIC.index(letter):02x}>" for letter in word]
            left = right - step * (1 if as_read else len(codes))
            shown = " 1200 ".join(codes) if as_read else " ".join(reversed(codes))
            self.ops.append(f"BT /F2 {size} Tf {left:.2f} {y} Td [{shown}] TJ ET")
            right -= step * (len(codes) + 1)

    def stretched(self, text: str, x: float, y: float, width: float, size: float = 10) -> None:
        """Set a line whose spaces are widened until it is as wide as its column."""
        words = text.split()
        gap = (width - 0.6 * size * sum(map(len, words))) / max(1, len(words) - 1)
        for word in words:
            self.line(word, round(x, 2), y, size)
            x += 0.6 * size * len(word) + gap


def set_lines(lines: Iterable[str], columns: Sequence[float], top: float, low: float, step: float = 12) -> list[Sheet]:
    """Return pages of lines, filled column by column from the top down; an empty line is a gap of half a step."""
    sheets, column, y = [Sheet()], 0, top
    for text in lines:
        if not text:
            y -= 0.5 * step
            continue
        if y < low:
            column, y = column + 1, top
            if column == len(columns):
                column = 0
                sheets.append(Sheet())
        sheets[-1].line(text, columns[column], y)
        y -= step
    return sheets


def wrapped(paragraphs: Sequence[str], width: int) -> list[str]:
    """Return the lines of paragraphs, broken at a width (characters), an empty one between two of them."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += ["", *textwrap.wrap(paragraph, width, break_on_hyphens=False)]
    return lines[1:]


def bound(sheets: Sequence[Sheet]) -> bytes:
    """Return the pages as a PDF."""
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(sheets)))
    out = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        f"2 0 obj<</Type/Pages/Kids[{kids}]/Count {len(sheets)}>>endobj".encode(),
        b"3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Courier>>endobj",
        b"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Courier/ToUnicode 5 0 R>>endobj",
        f"5 0 obj<</Length {len(_MEANING)}>>stream\n{_MEANING}\nendstream endobj".encode(),
    ]
    for n, sheet in enumerate(sheets):
        ops = "\n".join(sheet.ops)
        page = f"/MediaBox[0 0 {WIDE} {HIGH}]/Contents {11 + 2 * n} 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>"
        out += [
            f"{10 + 2 * n} 0 obj<</Type/Page/Parent 2 0 R{page}>>endobj".encode(),
            f"{11 + 2 * n} 0 obj<</Length {len(ops)}>>stream\n{ops}\nendstream endobj".encode(),
        ]
    return b"%PDF-1.4\n" + b"\n".join(out) + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
