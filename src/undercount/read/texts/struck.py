"""What a document strikes out: said once and taken back, so it is no word of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import lxml.html

_TAGS = frozenset(("del", "s", "strike"))
_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_SHOWN = 40


def without_struck(root: lxml.html.HtmlElement) -> list[str]:
    """Take out of a page what it strikes out, by an element for it or by a style of the element's own; return the words.

    Args:
        root: The page, which is changed.
    """
    found: list[str] = []
    for element in [one for one in root.iter() if _is_struck(one)]:
        if element.getparent() is None or not any(one is root for one in element.iterancestors()):
            continue  # the page itself, or within what was taken out already
        words = " ".join(element.text_content().split())
        found += [words] if words else []
        element.drop_tree()
    return found


def _is_struck(element: lxml.html.HtmlElement) -> bool:
    return isinstance(element.tag, str) and (
        element.tag in _TAGS or _STYLE.search(element.get("style") or "") is not None
    )


def struck_note(struck: Sequence[str]) -> str:
    """Return a sentence on what was taken out, or nothing."""
    if not struck:
        return ""
    first = struck[0] if len(struck[0]) <= _SHOWN else f"{struck[0][:_SHOWN].rsplit(' ', 1)[0]} …"
    places = "in 1 place" if len(struck) == 1 else f"in {len(struck):,} places, first"
    return f"what it strikes out is left out: {places} “{first}”"
