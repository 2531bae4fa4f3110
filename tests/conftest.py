"""Fixtures for all tests: where the third-party data is, if it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("undercount", deadline=None)
settings.load_profile("undercount")

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of third-party reference data, or skip the test where it is not there."""
    data = SHARED / "data"
    if not data.is_dir():
        pytest.skip(f"the reference data is not there: {data}")
    return data
