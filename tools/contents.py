"""Write the table of contents of ``docs/`` from the first heading of every page."""

from __future__ import annotations

from pathlib import Path


def contents(folder: Path, under: str) -> str:
    """Return a list of links to the pages of one folder of the documents, in order of their file names."""
    pages = sorted((folder / under).glob("*.md"))
    return "\n".join(f"- [{heading(page)}]({under}/{page.name})" for page in pages) or "- (nothing yet)"


def heading(page: Path) -> str:
    """Return the first heading of a page."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line.removeprefix("# ").strip()
    raise ValueError(f"{page} has no heading: its first line must begin with '# '")
