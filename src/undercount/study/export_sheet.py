"""The claim sheet as an export: the hand-coded claims in the columns that a person fills and the reader reads."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from undercount.counted import counted
from undercount.read.claim_row import READER
from undercount.read.claim_sheet import COLUMNS, EXTRA_COLUMNS
from undercount.read.rejects import as_meant, harmless
from undercount.record import Claim
from undercount.study.export_aside import (
    is_kept_back,
    judged_sentence,
    kept_back_sentence,
    readings_from_tables,
    redacted,
    rejected_sentence,
    withdrawn_sentence,
)
from undercount.study.export_csv import write_rows
from undercount.study.export_proposed import judged_in, sheet_sentences, with_note
from undercount.study.opened import Opened
from undercount.study.rows import Row, plain
from undercount.study.shelf import Shelf

SHEET = (*COLUMNS, *EXTRA_COLUMNS)
"""The columns of the sheet that is written."""

Cell = str | int | None

LONGEST = 32_767
"""The most characters that a cell of an XLSX workbook holds."""

_WIDTHS = {"item": 36, "quote": 60, "note": 40, "assurance": 20, "when": 22, "place": 22, "actor": 18, "phrase": 20}
_NUMBERS = ("low", "best", "high")
_EXACT_IN_XLSX = 10**15
_NO_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A claim sheet that is ready to be written.

    Args:
        form: ``csv`` or ``xlsx``.
        table: The rows below the header.
        sentences: What to tell the user.
    """

    form: str
    table: Sequence[Sequence[Cell]]
    sentences: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many claims there are."""
        return len(self.table)

    def write(self, file: BinaryIO) -> None:
        """Write the sheet."""
        if self.form == "csv":
            write_rows(file, SHEET, self.table, mark=True)
        else:
            _write_xlsx(self.table, file)


def sheet_of(opened: Opened, form: str) -> Sheet:
    """Return the claim sheet of all hand-coded claims that stand, as coded, and of all proposals that a person accepted, as judged.

    Args:
        opened: The study.
        form: ``csv`` or ``xlsx``.
    """
    kept_back = redacted(opened)
    names = item_cells(opened)
    why_not: Counter[str] = Counter()
    ids: list[str] = []
    table: list[list[Cell]] = []
    changed = 0
    for state in opened.state.standing_claims():
        claim = Claim.from_json(state.body)
        if claim.standing != "coded":
            continue
        row = claim_cells(claim, names.get(claim.passage.item, claim.passage.item))
        if is_kept_back((state.id, claim.passage.item, claim.incident, claim.person), kept_back):
            why_not["redacted"] += 1
        elif form == "xlsx" and not all(_fits_xlsx(cell) for cell in row):
            why_not["xlsx"] += 1
        else:
            ids.append(state.id)
            table.append(row)
            changed += _comes_back_otherwise(opened, claim)
    judged = judged_in(opened)
    accepted = []
    for read in judged.rows:
        cells = row_cells(with_note(read, opened), names.get(read.item, read.item))
        if is_kept_back((read.claim, read.item, read.incident, read.person), kept_back):
            why_not["redacted"] += 1
        elif form == "xlsx" and not all(_fits_xlsx(cell) for cell in cells):
            why_not["xlsx"] += 1
        else:
            accepted.append(read)
            table.append(cells)
    lines = [*sheet_sentences(accepted), *judged.sentences(), *_sentences(opened, why_not, ids, changed)]
    return Sheet(form, table, tuple(lines))


def claim_cells(claim: Claim, item: str) -> list[Cell]:
    """Return a claim as the cells of its row, each harmless in a spreadsheet.

    Args:
        claim: The claim.
        item: What names its document.
    """
    given = claim.as_json()
    given |= {"item": item, "when": claim.when.edtf}
    joined = {"place": claim.places, "actor": claim.actors, "target": claim.targets}
    given |= {column: "; ".join(nodes) for column, nodes in joined.items()}
    return [_cell(given[column]) for column in SHEET]


def row_cells(row: Row, item: str) -> list[Cell]:
    """Return a claim as it was judged as the cells of its row, each harmless in a spreadsheet.

    Args:
        row: The claim.
        item: What names its document.
    """
    given = {**plain(row), "item": item, "when": row.edtf}
    joined = {"place": row.places, "actor": row.actors, "target": row.targets}
    given |= {column: "; ".join(nodes or ()) for column, nodes in joined.items()}
    return [_cell(given[column]) for column in SHEET]


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, int):
        return value
    return harmless(str(value))


def item_cells(opened: Opened) -> dict[str, str]:
    """Return for each item what names it on a sheet: its name where the reader finds it by that alone, else its SHA-256."""
    shelf = Shelf(opened, lambda _: "")
    count = Counter(item.name for item in opened.items.values())
    found = {}
    for sha, item in opened.items.items():
        hit = shelf.find(as_meant(harmless(item.name).strip()))
        clear = count[item.name] == 1 and hit is not None and hit.sha256 == sha
        found[sha] = item.name if clear else sha
    return found


def _fits_xlsx(cell: Cell) -> bool:
    return not isinstance(cell, str) or (len(cell) <= LONGEST and _NO_XML.search(cell) is None)


def _comes_back_otherwise(opened: Opened, claim: Claim) -> bool:
    """Tell whether the reader would give the claim another id: another reader made it, or its document is described anew."""
    item = opened.items.get(claim.passage.item)
    return claim.reader != READER or item is None or item.published != claim.published


def _sentences(opened: Opened, why_not: Counter[str], ids: Sequence[str], changed: int) -> list[str]:
    lines = _derived_sentence(opened) + withdrawn_sentence(opened) + rejected_sentence(opened)
    lines += kept_back_sentence(why_not["redacted"], "claim")
    if why_not["xlsx"]:
        told = counted(why_not["xlsx"], "claim")
        lines.append(f"Not in the file: {told} with more text or other characters than an XLSX cell holds: use csv.")
    if changed:
        told = counted(changed, "claim")
        lines.append(
            f"{told} would come back with another id: the document's day of publication was changed, or an older version of the "
            "program read the sheet."
        )
    lines += judged_sentence(opened, ids, "the file has the claims as they were coded")
    zone = opened.settings.timezone
    if ids and zone != "UTC":
        lines.append(f"Days are meant in {zone}: a study that reads the file needs the same timezone in study.toml.")
    return lines


def _derived_sentence(opened: Opened) -> list[str]:
    readings = readings_from_tables(opened)
    if not readings:
        return []
    claims = counted(sum(int(r["claims"]) for r in readings), "claim")
    tables = [opened.items[r["item"]].name for r in readings]
    shown = ", ".join(tables[:3]) + (f" and {len(tables) - 3} more" if len(tables) > 3 else "")
    instead = "the tables with their mappings, the Parquet files in build/tables, or --format geojson or ucdp for their incidents"
    return [f"Not in the file: {claims} read from tables by a mapping ({shown}): take {instead}."]


def _write_xlsx(table: Sequence[Sequence[Cell]], file: BinaryIO) -> None:
    """Write a workbook whose text cells stay text whatever stands in them; made in memory, the same bytes every time."""
    import xlsxwriter

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001 - a fixed day, so that the bytes do not change
    sheet = book.add_worksheet("claims")
    bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    text = book.add_format({"num_format": "@", "valign": "top"})
    wrapped = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    count = book.add_format({"num_format": "0", "valign": "top"})
    formats = [count if column in _NUMBERS else wrapped if column in ("quote", "note") else text for column in SHEET]
    for at, column in enumerate(SHEET):
        sheet.set_column(at, at, _WIDTHS.get(column, 12), formats[at])
        sheet.write_string(0, at, column, bold)
    sheet.freeze_panes(1, 0)
    for row, cells in enumerate(table, start=1):
        for at, cell in enumerate(cells):
            if isinstance(cell, int) and cell < _EXACT_IN_XLSX:
                sheet.write_number(row, at, cell, formats[at])
            elif cell is not None and cell != "":
                sheet.write_string(row, at, str(cell), formats[at])
    book.close()
    file.write(packed.getvalue())
