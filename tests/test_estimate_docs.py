"""The walk-through of the estimators is run as it stands: its Python, its command, its answers; and its prose says no other numbers."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import pytest
from tools.estimators import names_told
from tools.walkthrough import Block, blocks

from .test_tutorial import STEP, do, plain

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "how-to" / "estimate.md"
WRITE = "see why, then python -m tools.walkthrough docs/how-to/estimate.md ../shared/data/mse"

FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)")


def page() -> list[Block]:
    """Return the page's Python from top to bottom."""
    return list(blocks(PAGE.read_text(encoding="utf-8")))


def follow(block: Block, names: dict[str, Any]) -> None:
    """Run one block and compare what it prints with what the page says."""
    printed = block.printed(names)
    assert plain(printed) == plain(block.answer), f"the block in line {block.line} prints something else: {WRITE}"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the page's own blocks define, after all of them printed what the page says."""
    found: dict[str, Any] = {}
    with contextlib.chdir(tmp_path_factory.mktemp("estimate")):
        for block in page():
            if not block.needs_files:
                follow(block, found)
        assert Path("kosovo-xi.svg").read_text(encoding="utf-8").startswith("<svg")
    return found


def test_every_block_of_python_is_found() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(page()) == text.count("```python")
    assert sum(bool(block.answer) for block in page()) == text.count("```text\n")
    assert sum(block.answer.count("\n") for block in page()) > 100


def test_the_walk_through_prints_what_the_page_says(names: dict[str, Any]) -> None:
    assert names["kosovo"].documented == 4400


@pytest.mark.reference
def test_the_blocks_that_need_files_print_what_the_page_says(
    names: dict[str, Any], shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mse").symlink_to(shared / "mse")
    monkeypatch.chdir(tmp_path)
    held = dict(names)
    done = [block for block in page() if block.needs_files]
    for block in done:
        follow(block, held)
    assert len(done) >= 4


def test_the_command_prints_what_the_page_says(tmp_path: Path) -> None:
    steps = list(STEP.finditer(PAGE.read_text(encoding="utf-8")))
    assert sum(do(step, tmp_path) for step in steps) > 15


def test_every_number_of_the_prose_stands_in_a_block() -> None:
    text = PAGE.read_text(encoding="utf-8")
    said = set(NUMBER.findall("\n".join(FENCED.findall(text))))
    prose = NUMBER.findall(FENCED.sub("", text))
    written = {f"{int(number):,}" for number in re.findall(r"\d{4,}", "\n".join(FENCED.findall(text)))}
    assert prose
    assert [number for number in prose if number not in said | written] == []


@pytest.mark.reference
def test_the_typed_tables_are_those_of_the_files(names: dict[str, Any], shared: Path) -> None:
    files = {
        "kosovo": "kosovo",
        "uk": "uk_2013_5list",
        "older": "new_orleans_5list_sparsemse2019",
        "newer": "new_orleans_5list_msepkg2026",
        "korea": "korea_palembang",
        "peru": "peru_trc2003_3list_total",
        "gaza": "gaza_2023_24_3list_total",
    }
    typed = {name: (names[name].patterns.tolist(), names[name].counts.tolist()) for name in files}
    read = {
        name: names["uc"].CaptureHistories.from_counts(_rows(shared / "mse" / f"{file}.csv"))
        for name, file in files.items()
    }
    assert typed == {name: (one.patterns.tolist(), one.counts.tolist()) for name, one in read.items()}


def _rows(path: Path) -> list[dict[str, str]]:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]


def test_every_public_name_is_in_the_reference() -> None:
    import undercount.count

    page = (ROOT / "docs" / "reference" / "estimators.md").read_text(encoding="utf-8")
    assert sorted(names_told()) == sorted(undercount.count.__all__)
    assert [name for name in undercount.count.__all__ if f"`{name}`" not in page] == []
    assert [name for name in undercount.count.METHODS if f"`{name}`" not in page] == []
    assert [name for name in undercount.count.pictures.__all__ if name[0].islower() and f"`{name}`" not in page] == []


def test_every_field_of_the_json_is_in_the_reference() -> None:
    import undercount.count as uc

    table = uc.CaptureHistories.from_counts({"A": [1, 0, 1], "B": [0, 1, 1], "count": [30, 20, 10]})
    page = (ROOT / "docs" / "reference" / "estimators.md").read_text(encoding="utf-8")
    fields = re.findall(
        r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$",
        page.partition("## Fields of the JSON")[2].partition("\n## ")[0],
        re.MULTILINE,
    )
    assert fields == list(uc.chapman(table).as_json())
