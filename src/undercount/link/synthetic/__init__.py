"""Synthetic lists of the dead with a known truth: to test linkage and estimation, and to measure them at any size.

No name, date or number here comes from a list of real people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from undercount.lazy import lazily

if TYPE_CHECKING:
    from undercount.link.synthetic.design import FIELDS, Design, DesignError, Hand, ListDesign
    from undercount.link.synthetic.files import write
    from undercount.link.synthetic.lists import BLOCK, Columns, SyntheticLists, chunks, generate

_WHERE = {
    "BLOCK": "lists",
    "Columns": "lists",
    "Design": "design",
    "DesignError": "design",
    "FIELDS": "design",
    "Hand": "design",
    "ListDesign": "design",
    "SyntheticLists": "lists",
    "chunks": "lists",
    "generate": "lists",
    "write": "files",
}

__all__ = [
    "BLOCK",
    "FIELDS",
    "Columns",
    "Design",
    "DesignError",
    "Hand",
    "ListDesign",
    "SyntheticLists",
    "chunks",
    "generate",
    "write",
]

__getattr__ = lazily(__name__, _WHERE)
