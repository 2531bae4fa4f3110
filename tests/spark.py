"""A simulator of Spark that runs each task in another process, as an executor does; and packages that pretend to be pyspark."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

EXECUTOR = """
import pickle, sys
slices = pickle.loads(sys.stdin.buffer.read())
sys.stdout.buffer.write(pickle.dumps([[function(item) for item in part] for function, part in map(pickle.loads, slices)]))
"""


class FakeSpark:
    """Do what a Spark session does with a map: send the function and each slice to another process, and collect in order."""

    def __init__(self, parallelism: int = 2) -> None:
        self.sparkContext = self
        self.defaultParallelism = parallelism
        self.jobs: list[int] = []

    def broadcast(self, value: Any) -> SimpleNamespace:
        return SimpleNamespace(value=value)

    def parallelize(self, items: Sequence[Any], number: int) -> FakeRows:
        self.jobs.append(len(items))
        ends = [len(items) * n // number for n in range(number + 1)]
        return FakeRows([items[start:end] for start, end in pairwise(ends)])


class FakeRows:
    """Rows in slices, and what is to be done with each."""

    def __init__(self, slices: Sequence[Sequence[Any]]) -> None:
        self.slices = slices
        self.function: Callable[[Any], Any] | None = None

    def map(self, function: Callable[[Any], Any]) -> FakeRows:
        self.function = function
        return self

    def collect(self) -> list[Any]:
        message = pickle.dumps([pickle.dumps((self.function, part)) for part in self.slices])
        modules = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", EXECUTOR], input=message, capture_output=True, check=True, env=modules
        )
        return [found for part in pickle.loads(done.stdout) for found in part]


PYSPARK = """
__version__ = "0"
class SparkConf:
    def __getattr__(self, name):
        return lambda *_: self
class SparkContext:
    _gateway = None
    def __init__(self, **_):
        raise RuntimeError("An error occurred")
"""
SESSION = """
class SparkSession:
    @staticmethod
    def getActiveSession():
        return None
"""
GATEWAY = """
def launch_gateway(conf, options):
    options["stderr"].write({log!r})
"""
PRETENDED = ("pyspark", "pyspark.sql", "pyspark.java_gateway")


@contextmanager
def pretended_pyspark(folder: Path, monkeypatch: pytest.MonkeyPatch, log: bytes = b"") -> Iterator[None]:
    """Let a package stand in for pyspark whose Java prints something and does not start."""
    package = folder / "pyspark"
    package.mkdir()
    (package / "__init__.py").write_text(PYSPARK)
    (package / "sql.py").write_text(SESSION)
    (package / "java_gateway.py").write_text(GATEWAY.format(log=log))
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(folder))
        for name in PRETENDED:
            patch.delitem(sys.modules, name, raising=False)
        yield
        for name in PRETENDED:
            sys.modules.pop(name, None)  # monkeypatch would put back what was imported here
