"""Shelf: the items of a study, found as a claim sheet names them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from undercount.read.claim_row import SheetItem
from undercount.read.text import ItemText
from undercount.record import Item
from undercount.study.opened import Opened


class Shelf:
    """The items of a study as a claim sheet names them: by path or by SHA-256."""

    def __init__(self, opened: Opened, text: Callable[[Item], ItemText | str]) -> None:
        self._text = text
        self._items = opened.items
        self._newest = {i.name: sha for sha, i in opened.items.items() if opened.state.items[sha].superseded_by is None}
        self._old = {i.name: sha for sha, i in opened.items.items()}

    def find(self, given: str) -> SheetItem | None:
        """Return the item that a path or hash names; None if none does, or several do.

        A path names the item of that name, else the one item whose name ends in it, else the one of that file name; of several versions
        the one that nothing supersedes.
        """
        sha = (
            given.lower()
            if given.lower() in self._items
            else self._by_name(given.replace("\\", "/").removeprefix("./"))
        )
        if sha is None:
            return None
        item = self._items[sha]
        text = self._text(item)
        if isinstance(text, str):
            return SheetItem(sha, item.name, item.carrier, item.published, None, text)
        return SheetItem(sha, item.name, item.carrier, item.published, text)

    def _by_name(self, path: str) -> str | None:
        for names in (self._newest, self._old):
            if path in names:
                return names[path]
        last = PurePosixPath(path).name
        ending = [sha for n, sha in self._newest.items() if n.endswith(f"/{path}") or path.endswith(f"/{n}")]
        named = [sha for n, sha in self._newest.items() if PurePosixPath(n).name == last]
        for found in (ending, named):
            if len(found) == 1:
                return found[0]
        return None
