"""Facts about a table of capture histories, and how they are printed."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

MOST_STRATA_SHOWN = 12
"""If more facts than this are about strata, those of one kind are printed as one line."""
_WIDTH = 140


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold one fact about a table.

    Args:
        code: A short name, such as ``empty-pair``.
        text: The fact in one sentence, with what to do where something can be done.
        grave: Whether an estimate that ignores it should not be believed.
        lists: The lists that it is about.
        stratum: The stratum that it is about, in words; empty for the whole table.
    """

    code: str
    text: str
    grave: bool
    lists: tuple[str, ...] = ()
    stratum: str = ""


class Facts(tuple[Fact, ...]):
    """Hold facts, the gravest first; printed, one stands under the other, and a notebook shows a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        if not self:
            return (
                "nothing in the table speaks against an estimate; whether the lists depend on each other among those on no list, "
                "no table can say"
            )
        width = max(len(fact.code) for fact in self)
        indent = " " * (width + 9)
        lines = (f"{weight:<7}{code:<{width}}  {text}" for weight, code, text in self._rows())
        return "\n".join(
            textwrap.fill(line, _WIDTH, subsequent_indent=indent, break_on_hyphens=False) for line in lines
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{weight}</td><td>{escape(code)}</td><td style='text-align:left'>{escape(text)}</td></tr>"
            for weight, code, text in self._rows()
        )
        return f"<table>{rows}</table>" if self else f"<p>{escape(str(self))}</p>"

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        """Yield weight, code and text of each line; many strata with one kind of fact share a line."""
        strata = Counter(code for code, stratum in {(fact.code, fact.stratum) for fact in self} if stratum)
        short = sum(1 for fact in self if fact.stratum) > MOST_STRATA_SHOWN
        told = set()
        for fact in self:
            text = f"({fact.stratum}) {fact.text}" if fact.stratum else fact.text
            if short and fact.stratum and strata[fact.code] > 1:
                if fact.code in told:
                    continue
                told.add(fact.code)
                text = f"in {strata[fact.code]:,} strata, such as {text}"
            yield "grave" if fact.grave else "note", fact.code, text
