"""One small study for all tests of the command; each test works on a copy of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .support import Bench, made


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the study that is copied."""
    return made(tmp_path_factory.mktemp("pattern")).folder


@pytest.fixture
def bench(pattern: Path, tmp_path: Path) -> Bench:
    """A fresh copy of the study, and the files that it was made of."""
    return Bench(Path(shutil.copytree(pattern, tmp_path / "bench")))
