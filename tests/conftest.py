"""What all tests share: where the third-party data is, and the rule that continuous integration skips nothing else."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
NO_DATA = "the reference data is not there"

# The cores are often shared with other work, so an example is never judged by its seconds. hypothesis chooses its own
# profile, with fixed examples, where it sees that it runs in continuous integration.
if "CI" not in os.environ:
    settings.register_profile("here", deadline=None)
    settings.load_profile("here")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of third-party reference data, or skip the test where it is not there."""
    data = SHARED / "data"
    if not data.is_dir():
        pytest.skip(f"{NO_DATA}: {data}")
    return data


def skip_is_refused(reason: str, *, for_data: bool) -> bool:
    """Say whether a skip counts as a failure: in continuous integration all do, but for reference data that is not there."""
    if os.environ.get("CI", "").lower() not in {"1", "true"}:
        return False
    data_is_missing = not (SHARED / "data").is_dir()
    return not (data_is_missing and (for_data or NO_DATA in reason))


def _refuse(report: pytest.TestReport | pytest.CollectReport, *, for_data: bool) -> None:
    """Turn a refused skip into a failure that names its reason."""
    if report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if skip_is_refused(reason, for_data=for_data):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, which fails where CI=true: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Refuse the skip of a single test."""
    report = yield
    _refuse(report, for_data=item.get_closest_marker("reference") is not None)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse the skip of a whole file, as ``pytest.importorskip`` makes it."""
    report = yield
    _refuse(report, for_data=False)
    return report
