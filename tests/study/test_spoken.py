"""A figure's estimate speaks of the settings of ``study.toml``, and of no function or argument of a library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from undercount.errors import ReadError

from .test_estimate import ASKED, TABLE, figure, small

PYTHON = re.compile(r"\((?:drop_list|keep_lists|join_lists|merge\)|without_refused=|lists=|most_)|latent_class")


def texts(value: Any) -> Iterator[str]:
    """Yield every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def test_a_refusal_in_a_figure_names_the_setting_that_helps(tmp_path: Path) -> None:
    made = small(
        tmp_path, 'table = "capture.csv", lists = ["A", "B", "C"], merge = true, by = ["year"], method = ["chao"]'
    )
    found = figure(made)["estimate"]
    (total,) = found["results"]
    assert "1 of 2 was refused, 2017" in total["refused"]
    assert "(the setting without_refused = true)" in total["refused"]
    assert [text for text in texts(dict(found)) if PYTHON.search(text)] == []
    made.ask(
        f'{ASKED}table = "capture.csv", lists = ["A", "B", "C"], merge = true, by = ["year"], method = ["chao"], without_refused = true }}'
    )
    assert figure(made)["estimate"]["results"][0]["refused"] is None


def test_a_fact_of_a_figure_names_the_setting_that_helps(tmp_path: Path) -> None:
    empty = TABLE.replace("A,B,C,sex", "A,B,C,D,sex").replace(",F,", ",0,F,").replace(",M,", ",0,M,")
    made = small(tmp_path, 'table = "capture.csv", lists = ["A", "B", "D"], merge = true, method = ["chao"]', empty)
    found = figure(made)["estimate"]
    assert any("(name the others with the setting lists)" in fact["text"] for fact in found["facts"])
    assert "(name the others with the setting lists)" in found["results"][0]["refused"]
    assert [text for text in texts(dict(found)) if PYTHON.search(text)] == []


def test_what_is_wrong_with_the_table_is_told_with_the_setting_that_mends_it(tmp_path: Path) -> None:
    made = small(tmp_path, 'table = "capture.csv", lists = ["A", "B", "C"], method = ["chao"]')
    with pytest.raises(ReadError, match=r"strata \(the setting by\).*added up \(the setting merge = true\)"):
        made.build()
