"""Where the words of a claim stand today that was read in a text taken by an earlier method: the same words, with other white space."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from undercount.study.positions import start_of
from undercount.study.rows import Row


def moved_fields(fields: Iterable[Mapping[str, Any]], row: Row, texts: Path) -> list[dict[str, Any]]:
    """Return the fields of a claim with their positions in today's text; those that stand outside its passage are left out.

    Args:
        fields: Each with ``start`` and ``end`` in the earlier text.
        row: The claim, whose quote is that of the earlier text.
        texts: The folder of today's texts.
    """
    file = texts / f"{row.item}.txt"
    text = file.read_bytes().decode("utf-8") if file.is_file() else ""
    begin = start_of(json.loads(row.locator))
    found = re.search(r"\s+".join(re.escape(word) for word in row.quote.split()), text)
    if found is None:
        return []
    seen = [at for at in range(found.start(), found.end()) if not text[at].isspace()]
    before = [0]
    for char in row.quote:
        before.append(before[-1] + (not char.isspace()))
    moved = []
    for one in fields:
        start, end = int(one["start"]) - begin, int(one["end"]) - begin
        if 0 <= start < end <= len(row.quote):
            moved.append({**one, "start": seen[before[start]], "end": seen[before[end] - 1] + 1})
    return moved
