"""The rule on skips, tried on a small suite of its own: what continuous integration accepts and what fails it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = """
import pytest

def test_passes():
    pass

@pytest.mark.skip(reason="no time today")
def test_by_mark():
    pass

def test_by_fixture(shared):
    pass

@pytest.mark.reference
def test_by_hand():
    pytest.skip("the table is not there")

@pytest.mark.xfail(reason="known to fail")
def test_expected_failure():
    raise AssertionError
"""
WHOLE_FILE = "import pytest\n\npytest.importorskip('no_such_module_at_all')\n"


def run_suite(folder: Path, text: str, *, ci: bool, data: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a small suite, beside one test that passes, under this project's conftest.py."""
    tests = folder / "tests"
    tests.mkdir()
    shutil.copy(Path(__file__).with_name("conftest.py"), tests)
    (tests / "test_suite.py").write_text(text, encoding="utf-8")
    (tests / "test_beside.py").write_text("def test_beside(): pass\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = reference: data\n", encoding="utf-8")
    if data:
        (folder / "shared" / "data").mkdir(parents=True)
    env = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST")}
    env |= {"UNDERCOUNT_SHARED": str(folder / "shared")} | ({"CI": "true"} if ci else {})
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist", "tests"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_a_skip_is_only_a_skip_on_a_persons_machine(tmp_path: Path) -> None:
    done = run_suite(tmp_path, SUITE, ci=False, data=False)
    assert done.returncode == 0, done.stdout
    assert "2 passed, 3 skipped, 1 xfailed" in done.stdout


def test_every_skip_fails_where_ci_is_true_and_the_data_is_there(tmp_path: Path) -> None:
    done = run_suite(tmp_path, SUITE, ci=True, data=True)
    assert done.returncode == 1, done.stdout
    assert "which fails where CI=true: Skipped: no time today" in done.stdout
    assert "which fails where CI=true: Skipped: the table is not there" in done.stdout
    assert "1 failed, 3 passed, 1 xfailed, 1 error" in done.stdout


def test_a_skip_for_missing_data_is_accepted_where_ci_is_true(tmp_path: Path) -> None:
    done = run_suite(tmp_path, SUITE, ci=True, data=False)
    assert "2 passed, 2 skipped, 1 xfailed, 1 error" in done.stdout
    assert "no time today" in done.stdout


@pytest.mark.parametrize(("ci", "status"), [(False, 0), (True, 2)])
def test_a_file_skipped_whole_fails_where_ci_is_true(tmp_path: Path, ci: bool, status: int) -> None:
    done = run_suite(tmp_path, WHOLE_FILE, ci=ci)
    assert done.returncode == status, done.stdout
