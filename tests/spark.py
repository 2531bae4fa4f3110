"""A simulator of Spark that runs each task in another process, as an executor does."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

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
        self.slices: list[Sequence[Any]] = []
        self.function: Callable[[Any], Any] | None = None

    def broadcast(self, value: Any) -> SimpleNamespace:
        return SimpleNamespace(value=value)

    def parallelize(self, items: Sequence[Any], number: int) -> FakeSpark:
        ends = [len(items) * n // number for n in range(number + 1)]
        self.slices = [items[start:end] for start, end in pairwise(ends)]
        return self

    def map(self, function: Callable[[Any], Any]) -> FakeSpark:
        self.function = function
        return self

    def collect(self) -> list[Any]:
        message = pickle.dumps([pickle.dumps((self.function, part)) for part in self.slices])
        modules = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", EXECUTOR], input=message, capture_output=True, check=True, env=modules
        )
        return [found for part in pickle.loads(done.stdout) for found in part]
