"""Passages: exactly where in an item, as selectors of the W3C Web Annotation Data Model.

References:
    Sanderson, Ciccarese and Young (2017), Web Annotation Data Model, W3C Recommendation, section 4.2. Table cells, page regions and media
    time follow RFC 7111 (text/csv fragments), RFC 8118 (PDF fragments) and Media Fragments URI 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from undercount.errors import RecordError


@dataclass(frozen=True, slots=True)
class TextQuote:
    """The words themselves, with what stands before and after where that is needed to tell them apart."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class TextPosition:
    """The span of Unicode code points ``start`` to ``end`` (half-open) in the item's text as a named method extracts it."""

    start: int
    end: int
    method: str


@dataclass(frozen=True, slots=True)
class TableCell:
    """A row of a table (as a spreadsheet numbers it: the header is row 1) and the columns in it, by name."""

    row: int
    columns: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class PageRegion:
    """A page (from 1) and a rectangle on it in points from the lower left corner, or the whole page if it has no size."""

    page: int
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class MediaTime:
    """A span of a recording (seconds from its begin, half-open)."""

    start: float
    end: float


Selector = TextQuote | TextPosition | TableCell | PageRegion | MediaTime

_TYPES: dict[str, type[Selector]] = {
    "TextQuoteSelector": TextQuote,
    "TextPositionSelector": TextPosition,
    "TableCellSelector": TableCell,
    "PageRegionSelector": PageRegion,
    "MediaTimeSelector": MediaTime,
}
_NAMES = {cls: name for name, cls in _TYPES.items()}


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in which item: the item's hash and the selectors that agree on one place."""

    item: str
    selectors: tuple[Selector, ...] = ()

    def as_json(self) -> list[dict[str, Any]]:
        """Return the selectors as plain values, each with its ``type``; fractions are text, since a record holds whole numbers only."""
        return [{"type": _NAMES[type(s)], **_plain(s)} for s in self.selectors]

    @classmethod
    def from_json(cls, item: str, value: list[dict[str, Any]]) -> Passage:
        """Read what :meth:`as_json` wrote.

        Raises:
            RecordError: If a selector is of no known type.
        """
        return cls(item, tuple(_selector(row) for row in value))


def _plain(selector: Selector) -> dict[str, Any]:
    if isinstance(selector, PageRegion) and not (selector.width or selector.height):
        return {"page": selector.page}
    return {name: _written(value) for name, value in asdict(selector).items()}


def _written(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, float) else value


def _read(cls: type[Selector], name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    is_fraction = cls in (PageRegion, MediaTime) and name != "page"
    return float(value) if is_fraction and name in cls.__dataclass_fields__ else value


def _selector(row: Mapping[str, Any]) -> Selector:
    kind = _TYPES.get(str(row.get("type")))
    if kind is None:
        raise RecordError(
            f"a selector must be of a known type; {row.get('type')!r} is none: use one of {', '.join(_TYPES)}"
        )
    fields: dict[str, Any] = {k: _read(kind, k, v) for k, v in row.items() if k != "type"}
    return kind(**fields)
