"""Write the table of contents of ``docs/`` from the first heading of every page."""

from __future__ import annotations

from pathlib import Path


def contents(folder: Path, under: str) -> str:
    """Return a list of links to the pages of one part of the documents: the page of its name, then its folder's."""
    pages = [*folder.glob(f"{under}.md"), *sorted((folder / under).glob("*.md"))]
    links = [f"- [{heading(page)}]({page.relative_to(folder).as_posix()})" for page in pages]
    return "\n".join(links) or "- (nothing yet)"


def heading(page: Path) -> str:
    """Return the first heading of a page."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line.removeprefix("# ").strip()
    raise ValueError(f"{page} has no heading: its first line must begin with '# '")
