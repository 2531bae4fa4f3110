"""Items to claims: tables by mapping, claim sheets, registers, and the text of documents.

The names here are what the layers above use. They are loaded when they are first asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undercount.lazy import lazily

if TYPE_CHECKING:
    from undercount.read.cells import row_cells
    from undercount.read.claim_sheet import SheetItem, SheetReading, is_claim_sheet, read_claim_sheet
    from undercount.read.mapping import Mapping
    from undercount.read.mapping_file import load_mapping, parse_mapping, ready_mapping, ready_mappings
    from undercount.read.recognise import column_names, recognise, suggest_mapping
    from undercount.read.registers import Registers, read_registers
    from undercount.read.rejects import Reject, as_meant, harmless, write_rejects
    from undercount.read.report import ReadingReport, RuleCount
    from undercount.read.table import read_table
    from undercount.read.text import ItemText, text_of
    from undercount.read.texts.published import Published, published_of

_WHERE = {
    "ItemText": "text",
    "Mapping": "mapping",
    "Published": "texts.published",
    "ReadingReport": "report",
    "Registers": "registers",
    "Reject": "rejects",
    "RuleCount": "report",
    "SheetItem": "claim_sheet",
    "SheetReading": "claim_sheet",
    "as_meant": "rejects",
    "column_names": "recognise",
    "harmless": "rejects",
    "is_claim_sheet": "claim_sheet",
    "load_mapping": "mapping_file",
    "parse_mapping": "mapping_file",
    "published_of": "texts.published",
    "read_claim_sheet": "claim_sheet",
    "read_registers": "registers",
    "read_table": "table",
    "ready_mapping": "mapping_file",
    "ready_mappings": "mapping_file",
    "recognise": "recognise",
    "row_cells": "cells",
    "suggest_mapping": "recognise",
    "text_of": "text",
    "write_rejects": "rejects",
}

__all__ = [
    "ItemText",
    "Mapping",
    "Published",
    "ReadingReport",
    "Registers",
    "Reject",
    "RuleCount",
    "SheetItem",
    "SheetReading",
    "as_meant",
    "column_names",
    "harmless",
    "is_claim_sheet",
    "load_mapping",
    "parse_mapping",
    "published_of",
    "read_claim_sheet",
    "read_registers",
    "read_table",
    "ready_mapping",
    "ready_mappings",
    "recognise",
    "row_cells",
    "suggest_mapping",
    "text_of",
    "write_rejects",
]

__getattr__ = lazily(__name__, _WHERE)
