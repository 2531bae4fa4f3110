from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.link.persons import Linkage, chunks, columns, kinds, link
from undercount.link.persons.columns import Column, kept
from undercount.link.persons.kinds import patterned

from .conftest import World
from .test_scale import same


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=5), max_size=8), st.integers(0, 60)
)
def test_a_column_is_the_same_on_disk_and_in_memory(parts: list[list[tuple[int, int]]], long: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "LONG", long)
        column = Column(np.zeros((0, 2), dtype=np.int16))
        for part in parts:
            column.add(np.array(part, dtype=np.int16).reshape(-1, 2))
        whole = column.whole()
    assert whole.dtype == np.int16
    assert whole.tolist() == [list(row) for part in parts for row in part]


def test_a_long_column_is_mapped_and_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "LONG", 100)
    whole = kept([np.arange(40.0), np.arange(40.0, 50.0)], np.zeros(0))
    assert isinstance(base_of(whole), np.memmap)
    assert whole.tolist() == list(range(50))
    assert base_of(kept([np.arange(3.0)], np.zeros(0))) is None


def base_of(array: np.ndarray) -> Any:
    return array.base


def test_links_are_the_same_where_pairs_are_kept_on_disk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Linkage = link(world.lists)
    monkeypatch.setattr(columns, "LONG", 500)
    monkeypatch.setattr(kinds, "_CHUNK", 1000)
    monkeypatch.setattr(chunks, "row_chunks", lambda prepared, _: [(at, at + 97) for at in range(0, len(prepared) - 97, 97)]
                        + [(len(prepared) // 97 * 97 if len(prepared) % 97 else len(prepared) - 97, len(prepared))])  # fmt: skip
    on_disk = link(world.lists)
    assert isinstance(base_of(on_disk.candidates.left), np.memmap)
    same(on_disk, whole)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 1)), max_size=30), st.integers(1, 7))
def test_kinds_are_numbered_in_the_order_in_which_they_come(rows: list[tuple[int, int, int]], chunk: int) -> None:
    levels = np.array(rows, dtype=np.int8).reshape(-1, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "_CHUNK", chunk)
        found, at = patterned(levels[:, :2], levels[:, 2:])
    assert [tuple(row) for row in found.tolist()] == list(dict.fromkeys(rows))
    assert [tuple(found[number].tolist()) for number in at] == rows
