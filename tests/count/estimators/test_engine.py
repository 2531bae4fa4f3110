"""Strata as tasks of Spark: a simulator runs each task in another process, as an executor does."""

from __future__ import annotations

import pickle
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.spark import FakeRows, FakeSpark, pretended_pyspark
from undercount.count.estimators.engine import Engine, estimate_each, kept_engine, packed
from undercount.count.estimators.strata import by_stratum, by_stratum_each
from undercount.count.estimators.versions import estimate_versions
from undercount.errors import CountError

from .toys import table, toy

PLACES = table(
    ("x", "A", 30), ("x", "AB", 9), ("x", "BC", 7), ("x", "C", 5),
    ("y", "A", 12), ("y", "B", 31), ("y", "AB", 9), ("y", "ABC", 2), ("y", "C", 3),
    ("z", "C", 8),
)  # fmt: skip


def test_spark_gives_the_same_bits_as_this_machine() -> None:
    here = by_stratum(PLACES, toy)
    there = by_stratum(PLACES, toy, engine="spark", session=FakeSpark())
    assert [part.as_json() for part in here.estimates] == [part.as_json() for part in there.estimates]
    assert [part is None for part in there.draws] == [False, False, True]
    for mine, other in zip(here.draws, there.draws, strict=True):
        assert (mine is None) == (other is None)
        assert mine is None or other is None or np.array_equal(mine, other)


def test_what_spark_returns_is_checked_and_closed() -> None:
    there = by_stratum(PLACES, toy, engine="spark", session=FakeSpark())
    with pytest.raises(TypeError):
        there.estimates[0].diagnosis["new"] = 1  # type: ignore[index]
    assert "only 'C' does" in (there.of("z").refused or "")


def test_what_an_estimator_refuses_of_its_caller_is_raised_from_spark_too() -> None:
    with pytest.raises(CountError, match="the factor is above 1"):
        by_stratum(PLACES, toy, engine="spark", session=FakeSpark(), factor=-1)


def test_workers_without_the_program_are_one_sentence() -> None:
    class Bare(FakeSpark):
        def parallelize(self, items: Any, number: int) -> FakeRows:
            raise RuntimeError("worker: ModuleNotFoundError: No module named 'undercount'")

    with pytest.raises(CountError, match="one has none: install it there"):
        by_stratum(PLACES, toy, engine="spark", session=Bare())


def test_without_pyspark_one_sentence_says_what_to_do() -> None:
    assert find_spec("pyspark") is None, "this test is for a machine without pyspark, as the tests' own environment is"
    with pytest.raises(CountError, match=r"only where pyspark is installed; it is not: install it"):
        by_stratum(PLACES, "chao", engine="spark")


def test_a_master_that_does_not_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (
        pretended_pyspark(tmp_path, monkeypatch),
        pytest.raises(CountError, match=r"'spark://127\.0\.0\.1:1' did not answer \(connection refused\)"),
    ):
        by_stratum(PLACES, "chao", engine="spark", master="spark://127.0.0.1:1")


def test_methods_and_versions_share_a_session() -> None:
    fake = FakeSpark(1)
    with kept_engine(Engine(name="spark", session=fake)) as place:
        there = by_stratum_each(PLACES, ["chao", "chapman"], place=place)
        versions = estimate_versions([PLACES, PLACES], "chao", place=place)
    assert fake.jobs == [3, 3, 4, 2]
    here = by_stratum_each(PLACES, ["chao", "chapman"])
    assert [one.as_json() for name in here for one in here[name].estimates] == [
        one.as_json() for name in there for one in there[name].estimates
    ]
    assert [one.as_json() for one in versions[1].estimates] == [one.as_json() for one in here["chao"].estimates]


def test_no_strata_are_no_work() -> None:
    assert estimate_each(lambda item: item, [], engine="spark", session=FakeSpark()) == ()
    assert estimate_each(lambda item: item, []) == ()


def test_a_bug_in_an_estimator_is_not_hidden() -> None:
    def bug(item: int) -> Any:
        raise ZeroDivisionError(item)

    with pytest.raises(ZeroDivisionError):
        estimate_each(bug, [1, 2, 3], cores=2)


def test_read_only_mappings_travel() -> None:
    found = by_stratum(PLACES, toy).estimates[0]
    again = pickle.loads(packed(found))
    assert dict(again.diagnosis) == dict(found.diagnosis)
