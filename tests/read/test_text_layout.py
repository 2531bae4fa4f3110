"""A PDF's lines are joined into the paragraphs that they are; its headings, rows, items and columns stay apart."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

import pytest

from undercount.read.text import EARLIER_METHODS, text_of
from undercount.read.texts import pdf as pdf_module
from undercount.read.texts.pdf import pdf_region

from .texts_made import pdf
from .typeset import Sheet, bound, set_lines, wrapped

_REPORT = """
The observers wrote down that at least 214 residents were killed in the northern valley between 1 March and 30 June 2021,
which is a rise of 12 per cent over the year before. Of these, 61 were women and 48 were children.

On 4 July, riders came to the village of Ostrel and shot 23 farmers, the mayor told the observers. Eleven others were
taken away and have not been heard of since. The army said that it had killed 17 riders when it followed them.

In the town of Karbeth a bomb killed six soldiers and four passers-by at a bridge on 19 July; 31 people were hurt, as
the governor said.

The observers could not confirm that 50 prisoners had died in the fort of Karbeth, which the Ministry of Order denied.

Five nurses were led away; three came back. At least seven clinics were burnt.
"""
REPORT = tuple(" ".join(paragraph.split()) for paragraph in _REPORT.split("\n\n"))


def text(sheets: Sequence[Sheet]) -> str:
    return text_of(bound(sheets), name="a.pdf").text


def paragraphs(found: str) -> list[str]:
    """Return what is parted by blank lines, where a page that ends within a paragraph parts nothing."""
    return [part.replace("\f", " ").strip() for part in re.split(r"\n\n\f?", found) if part.strip()]


@pytest.mark.parametrize("width", [26, 34, 45, 60, 80])
@pytest.mark.parametrize("columns", [(40,), (40, 320), (40, 230, 420)], ids=["one column", "two", "three"])
@pytest.mark.parametrize("low", [100, 560], ids=["long pages", "short pages"])
def test_every_paragraph_is_whole(width: int, columns: tuple[int, ...], low: int) -> None:
    sheets = set_lines(wrapped(REPORT, width), columns, 740, low)
    assert paragraphs(text(sheets)) == list(REPORT)


@pytest.mark.parametrize("width", [34, 60])
def test_paragraphs_that_only_their_first_lines_part_are_apart(width: int) -> None:
    sheet, y = Sheet(), 740
    for paragraph in REPORT:
        for line in textwrap.wrap(paragraph, width, initial_indent="  ", break_on_hyphens=False):
            sheet.line(line.strip(), 52 if line[0] == " " else 40, y)
            y -= 12
    assert paragraphs(text([sheet])) == list(REPORT)


@pytest.mark.parametrize("width", [24, 34, 60])
def test_lines_that_are_stretched_to_the_width_are_no_rows_of_cells(width: int) -> None:
    sheet, y = Sheet(), 760
    lines = wrapped(REPORT, width)
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line and following:
            sheet.stretched(line, 40, y, 6 * width)
        elif line:
            sheet.line(line, 40, y)
        y -= 12
    found = text([sheet])
    assert "\t" not in found
    assert paragraphs(found) == list(REPORT)


def test_headings_rows_and_lists_stay_as_they_are() -> None:
    sheet, y = Sheet(), 700
    sheet.line("Protection of residents", 40, 750, 20)
    sheet.line("Valley of the north", 40, 722)
    for line in wrapped(REPORT[:2], 70):
        sheet.line(line, 40, y)
        y -= 12 if line else 6
    y -= 20
    for n in range(1, 13):
        for x, cell in ((40, f"Valley {n}"), (200, f"{7 * n}"), (260, f"{9 * n}")):
            sheet.line(cell, x, y)
        y -= 12
    y -= 20
    notes = [
        "2 May",
        "Karbeth: 3 killed",
        "Ostrel: 12 hurt, 2 dead",
        "Mirlow: one man shot dead by masked riders",
        "Three dead in Sal",
    ]
    for line in notes:
        sheet.line(line, 40, y)
        y -= 12
    found = text([sheet])
    assert paragraphs(found)[:4] == ["Protection of residents", "Valley of the north", *REPORT[:2]]
    assert [f"Valley {n}\t{7 * n}\t{9 * n}" for n in range(1, 13)] == paragraphs(found)[4].split("\n")
    assert found.endswith("\n\n" + "\n".join(notes) + "\n\n\f")


def test_a_head_and_a_foot_do_not_cut_a_sentence_that_runs_over_two_pages() -> None:
    sheets = set_lines(wrapped(REPORT, 60), [40], 740, 690)
    assert len(sheets) > 2
    for n, sheet in enumerate(sheets, start=1):
        sheet.line("Observers of the valley, report of 2021", 40, 775, 8)
        sheet.line(f"page {n}", 280, 40, 8)
    data = bound(sheets)
    found = text_of(data, name="a.pdf")
    heads = [f"Observers of the valley, report of 2021\npage {n}" for n in range(1, len(sheets) + 1)]
    read = paragraphs(found.text)
    assert [one for one in read if one not in heads] == list(REPORT)
    assert [one for one in read if one in heads] == heads
    for n, head in enumerate(heads, start=1):
        assert found.page_of(found.text.index(head)) == n
    at = found.text.index("page 2")
    region = pdf_region(data, found, at, at + 6)
    assert region is not None
    assert region.page == 2
    assert region.x == pytest.approx(280, abs=2)
    assert region.y < 50


def test_what_stands_alike_on_two_pages_and_is_no_head_is_left_where_it_is() -> None:
    lines = wrapped([REPORT[0]] * 6, 60)
    assert paragraphs(text(set_lines(lines, [40], 740, 650))) == [REPORT[0]] * 6


def test_hyphens_at_the_end_of_lines_go_where_they_only_divide() -> None:
    sheet, y = Sheet(), 700
    lines = (
        "Riders came to the valley at night and shot 23 vil-",
        "lagers of Ostrel, among them four passers-by and two",
        "nurses; 14 residents were hurt in the north-western pas-",
        "sage. The villagers buried them on Monday near a bridge",
        "that was closed, and the mayor, a 61-year-old former of-",
        "ficer, named the killers, the well-known Al-",
        "Karbeth, who is a friend of the army and of the north-",
        "western riders.",
    )
    for line in lines:
        sheet.line(line, 40, y)
        y -= 12
    found = " ".join(text([sheet]).split())
    assert "shot 23 villagers of Ostrel, among them four passers-by" in found
    assert "north-western passage. The villagers" in found
    assert "a 61-year-old former officer, named the killers, the well-known Al-Karbeth" in found
    assert "of the north-western riders." in found
    whole = Sheet()
    whole.line("The mayor spoke of a house-to-", 40, 700)
    whole.line("house search by long-", 40, 688)
    whole.line("established riders, who hurt two chil-", 40, 676)
    whole.line("dren in the government-", 40, 664)
    whole.line("held valley.", 40, 652)
    said = "house-to-house search by long-established riders, who hurt two children in the government-held valley."
    assert said in text([whole])


def test_the_mark_of_a_footnote_cuts_no_sentence_and_begins_none() -> None:
    sheet = Sheet()
    sheet.line("The riders shot 23 farmers and hurt 41 others.", 40, 700)
    sheet.line("1", 40 + 6 * 46, 704, 6)
    sheet.line("Of those", 40 + 6 * 46 + 7, 700)
    sheet.line("who died, nine were women who had come from the village", 40, 688)
    sheet.line("of Ostrel on 4 July and had stayed there.", 40, 676)
    sheet.line("1 Talks with 52 witnesses.", 40, 600, 7)
    said, note = paragraphs(text([sheet]))
    assert said.startswith(
        "The riders shot 23 farmers and hurt 41 others.1 Of those who died, nine were women who had come from"
    )
    assert said.endswith("from the village of Ostrel on 4 July and had stayed there.")
    assert note == "1 Talks with 52 witnesses."


def test_what_was_quoted_by_the_earlier_method_is_found_by_it() -> None:
    sheets = set_lines(wrapped(REPORT, 34), (40, 320), 740, 650)
    data = bound(sheets)
    earlier, now = (text_of(data, name="a.pdf", method=method) for method in (pdf_module.EARLIER, ""))
    assert pdf_module.EARLIER in EARLIER_METHODS
    assert (earlier.method, now.method) == (pdf_module.EARLIER, pdf_module.METHOD)
    assert text_of(data, name="a.pdf", method=now.method) == now
    lines = [line for line in wrapped(REPORT, 34) if line]
    assert [line for line in re.split("[\n\f]+", earlier.text) if line] == lines
    assert earlier.text.count("\n\f") == len(sheets) == len(earlier.pages)
    assert earlier.text.split() == now.text.split()
    for words in ("214 residents", "Eleven", "governor", "clinics"):
        regions = [
            pdf_region(data, one, one.text.index(words), one.text.index(words) + len(words)) for one in (earlier, now)
        ]
        assert regions[0] is not None
        assert regions[0] == regions[1]
    one = text_of(pdf(["At least 82", None, "third"]), name="a.pdf", method=pdf_module.EARLIER)
    assert one.text == "At least 82\n\f\n\fthird\n\f"


ARABIC = (
    "قال متحدث باسم الدفاع المدني إن ثلاثة وعشرين مدنيا قتلوا في غارة استهدفت سوقا في المدينة يوم الثلاثاء، بينهم سبعة فتيان وأربع نساء.",
    "وأصيب خمسون آخرون بجروح، وفق ما أفاد مستشفى المدينة الذي نقلوا إليه ليلا في سيارات مدنية كانت تقف قرب الساحة.",
)


@pytest.mark.parametrize("as_read", [True, False], ids=["as it is read", "as it is seen"])
def test_lines_from_right_to_left_are_in_order_and_joined(as_read: bool) -> None:
    sheet, y = Sheet(), 700
    for line in wrapped(ARABIC, 40):
        sheet.arabic(line, 500, y, as_read=as_read)
        y -= 12 if line else 6
    data = bound([sheet])
    found = text_of(data, name="a.pdf")
    assert paragraphs(found.text) == list(ARABIC)
    at = found.text.index("ثلاثة")
    region = pdf_region(data, found, at, at + 5)
    assert region is not None
    assert region.x + region.width == pytest.approx(500 - 6 * at, abs=2)
    assert region.width == pytest.approx(30, abs=3)
    assert found.language == "ar"
