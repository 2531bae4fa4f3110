"""The page on synthetic lists prints what it says, and says everything that can be set."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from tools.walkthrough import blocks

from undercount.link.synthetic import FIELDS, Design, Hand, ListDesign
from undercount.link.synthetic.common import families
from undercount.link.synthetic.romanise import SYSTEMS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "synthetic.md").read_text(encoding="utf-8")


def test_the_example_prints_what_the_page_says() -> None:
    found: dict[str, Any] = {}
    run = list(blocks(PAGE))
    assert len(run) == 1
    assert run[0].printed(found).strip() == run[0].answer.strip()
    assert len(found["drawn"].histories) == 8


def test_every_setting_field_and_system_is_on_the_page() -> None:
    for kind in (Design, ListDesign, Hand):
        for field in dataclasses.fields(kind):
            assert f"\n| `{field.name}` | " in PAGE, field.name
    assert all(f"`{name}`" in PAGE for name in FIELDS)
    assert all(f"\n| `{name}` | " in PAGE for name in SYSTEMS)
    assert f"{len(families())} family names" in PAGE
