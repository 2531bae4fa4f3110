"""Type the commands of a walk-through, and write what they answer below them: ``python -m tools.console docs/how-to/link.md``.

An answer that ends in ``…`` keeps as many lines before it; any other in which ``…`` stands for what is left out is kept as it is. A test
types the same commands and compares.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from tests.test_tutorial import STEP, do, run, typed


def written(page: str, folder: Path) -> str:
    """Return a page with what its commands answer now.

    Args:
        page: The page.
        folder: Where its files are written and its commands are typed.
    """

    def done(step: re.Match[str]) -> str:
        if step["console"] is None:
            do(step, folder)
            return step[0]
        answers = ((one, run(one.command, folder)) for one in typed(step["console"]))
        said = [f"$ {one.command}\n{_answer(one.answer, _bare(now))}" for one, now in answers]
        return f"```console\n{''.join(said)}```"

    return STEP.sub(done, page)


def _answer(before: str, now: str) -> str:
    """Return what the page says below a command: the answer, or its beginning where the page left out the rest."""
    if "…" not in before:
        return now
    head = before.splitlines()[:-1]
    if not before.endswith("…\n") or not head or any("…" in line for line in head):
        return before
    return "\n".join([*now.splitlines()[: len(head)], "…"]) + "\n"


def _bare(answer: str) -> str:
    lines = [line.rstrip() for line in answer.replace("\r", "").splitlines()]
    return "".join(f"{line}\n" for line in lines).lstrip("\n")


if __name__ == "__main__":
    path = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as aside:
        path.write_text(written(path.read_text(encoding="utf-8"), Path(aside)), encoding="utf-8")
