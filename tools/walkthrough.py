"""Run the Python of a walk-through, and write what it prints below it: ``python -m tools.walkthrough docs/how-to/estimate.md mse``.

The second argument is the folder with the files that some blocks need (``with-files``); without it those blocks are left as they
are. A test runs the same blocks and compares.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BLOCK = re.compile(
    r"^```python(?P<files> with-files)?\n(?P<code>.*?)^```\n(?:\n```text\n(?P<answer>.*?)^```\n)?",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """Hold a piece of a page's Python with what it prints.

    Args:
        code: The Python.
        answer: What the page says that it prints.
        line: The page's line where it begins.
        needs_files: Whether it reads files that are not part of the project.
    """

    code: str
    answer: str
    line: int
    needs_files: bool

    @classmethod
    def of(cls, found: re.Match[str]) -> Block:
        """Return the block that was found in a page."""
        line = found.string.count("\n", 0, found.start()) + 1
        return cls(found["code"], found["answer"] or "", line, bool(found["files"]))

    def printed(self, names: dict[str, Any]) -> str:
        """Run the block with what earlier blocks defined, and return what it prints."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile("\n" * self.line + self.code, "<walk-through>", "exec"), names)
        return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def blocks(page: str) -> Iterator[Block]:
    """Yield a page's Python from top to bottom."""
    yield from (Block.of(found) for found in BLOCK.finditer(page))


def written(page: str, *, files: bool) -> str:
    """Return a page with what its Python prints now."""
    names: dict[str, Any] = {}

    def answered(found: re.Match[str]) -> str:
        block = Block.of(found)
        if block.needs_files and not files:
            return found[0]
        answer = block.printed(names)
        head = f"```python{found['files'] or ''}\n{block.code}```\n"
        return f"{head}\n```text\n{answer}```\n" if answer else head

    return BLOCK.sub(answered, page)


def main(page: Path, folder: Path | None) -> None:
    """Write a page anew."""
    text = page.read_text(encoding="utf-8")
    target = None if folder is None else folder.resolve()
    with tempfile.TemporaryDirectory() as aside, contextlib.chdir(aside):
        if target is not None:
            Path("mse").symlink_to(target)
        new = written(text, files=target is not None)
    page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
