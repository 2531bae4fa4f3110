"""A picture as SVG: the same bytes every time, text that stays text, and words for a reader who cannot see it."""

from __future__ import annotations

import hashlib
import io
import re
from html import escape
from typing import TYPE_CHECKING, Any

from undercount.count.pictures import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def as_svg(figure: Figure, *, title: str | None = None, description: str | None = None) -> str:
    """Return a figure as one SVG element that can be put into a page.

    Args:
        figure: The figure.
        title: The accessible title; None for the picture's own.
        description: What the picture shows in words; None for the picture's own.

    Returns:
        The element, without XML declaration or document type, with ``<title>`` and ``<desc>`` first and ``role="img"``. The same picture
        gives the same bytes: no date, no random name.
    """
    import matplotlib

    settings: Any = matplotlib.rcParams
    said = [str(axes.get_label()).partition("\n") for axes in figure.axes]
    first = "; ".join(title for title, end, _ in said if end)
    rest = " ".join(described for _, _, described in said if described)
    body = io.StringIO()
    with style.own_style():
        settings.update({"svg.fonttype": "none", "svg.hashsalt": "undercount"})
        figure.savefig(body, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawn = body.getvalue()
    drawn = re.sub(r"\s*<metadata>.*?</metadata>", "", drawn[drawn.index("<svg") :], flags=re.DOTALL)
    return _named(drawn, title or first or "Figure", description or rest)


def _named(drawn: str, title: str, description: str) -> str:
    """Return the element with its accessible name, under ids that no other picture of the page has."""
    name = "p" + hashlib.sha256(f"{title}\n{description}\n{drawn}".encode()).hexdigest()[:12]
    drawn = drawn.replace(">*{", f">#{name} *{{")
    drawn = re.sub(r'(\bid="|xlink:href="#|url\(#)', rf"\g<1>{name}-", drawn)
    head, _, tail = drawn.partition(">")
    labelled = f"{name}-title {name}-desc" if description else f"{name}-title"
    described = f'\n <desc id="{name}-desc">{escape(description, quote=False)}</desc>' if description else ""
    opening = f'{head} id="{name}" role="img" aria-labelledby="{labelled}">'
    return f'{opening}\n <title id="{name}-title">{escape(title, quote=False)}</title>{described}{tail}'
