"""The walk-through of reading reports is done as it stands: its file is written, its commands typed, its answers compared."""

from __future__ import annotations

from pathlib import Path

from .test_tutorial import STEP, do

PAGE = Path(__file__).resolve().parents[1] / "docs" / "how-to" / "read-reports.md"


def test_the_walk_through_of_reading_can_be_followed(tmp_path: Path) -> None:
    """Where this fails for a reason: ``python -m tools.console docs/how-to/read-reports.md``, and blocks with … by hand."""
    page = PAGE.read_text(encoding="utf-8")
    steps = list(STEP.finditer(page))
    assert sum(bool(step["console"]) for step in steps) == page.count("```console\n"), "every block is run"
    assert sum(do(step, tmp_path) for step in steps) > 40
