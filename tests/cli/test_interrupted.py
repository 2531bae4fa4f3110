"""Ctrl-C at any moment: nothing acknowledged is lost, every command works, and the next run gives what an undisturbed one gives."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from undercount.errors import StudyError
from undercount.study.build import build
from undercount.study.layout import Layout
from undercount.study.opened import Opened
from undercount.study.reading import read
from undercount.study.verify import verify
from undercount.study.work import BUILD, unfinished

from ..study.support import AT, quiet
from .support import BY, READY, Bench, no_trace_of_unfinished_work

STEPS = {
    "add": ["add", "study", "new.txt", "list.csv", "--by", BY],
    "read": ["read", "study", "--by", BY],
    "build": ["build", "study", "--keys", "keys", "--by", BY],
}
ORDER = list(STEPS)
MOMENTS = 3


def furnished(folder: Path, pattern: Path) -> Bench:
    bench = Bench(Path(shutil.copytree(pattern, folder)))
    bench.write("new.txt", "At least 5 died, the council said.")
    bench.write("list.csv", "date,dead\n2016-12-13,3\n2016-12-14,many\n")
    return bench


def undisturbed(bench: Bench, step: str, *, site: bool) -> None:
    """Take a step here and now: what the command does, without starting a process."""
    if step == "add":
        bench.add("new.txt", "list.csv")
    elif step == "read":
        read(bench.root, at=AT, by=BY, report=quiet)
    else:
        build(bench.root, at=AT, by=BY, keys=bench.folder / "keys", with_site=site, report=quiet)


def hashes(bench: Bench) -> dict[str, str]:
    """Return the hash of every file of the study but the mark of who holds a lock."""
    files = (p for p in sorted(bench.root.rglob("*")) if p.is_file() and p.name not in ("lock", "writer"))
    return {p.relative_to(bench.root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def interrupted(bench: Bench, step: str, after: float) -> tuple[int, str]:
    """Run a command, send it an interrupt some seconds after it began, and return its status and what it said of it."""
    with bench.start(*STEPS[step], program=READY) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        return process.returncode, err


@pytest.mark.parametrize("step", ORDER)
def test_an_interrupt_loses_nothing_and_the_next_run_is_as_if_there_had_been_none(
    pattern: Path, tmp_path: Path, step: str
) -> None:
    rng = random.Random(f"interrupt {step}")
    timed = furnished(tmp_path / "timed", pattern)
    for earlier in ORDER[: ORDER.index(step)]:
        undisturbed(timed, earlier, site=False)
    start = time.monotonic()
    assert timed.run(*STEPS[step], program=READY).status == 0
    whole = time.monotonic() - start
    for later in ORDER[ORDER.index(step) + 1 :]:
        undisturbed(timed, later, site=False)
    expected = hashes(timed)
    for moment in range(MOMENTS):
        bench = furnished(tmp_path / f"moment-{moment}", pattern)
        for earlier in ORDER[: ORDER.index(step)]:
            undisturbed(bench, earlier, site=False)
        before = bench.leaves()
        status, err = interrupted(bench, step, rng.uniform(0, 0.8) * whole)
        assert status in (0, 130), err
        said = "" if status == 0 else "Stopped. What was acknowledged is kept; nothing is half-written."
        assert err.strip() == said
        assert bench.leaves()[: len(before)] == before
        if status == 0:
            assert len(bench.leaves()) > len(before)
        assert Opened.open(bench.root).figure("killed").body["low"] in (232, 235)
        _verify_or_say_that_the_build_is_unfinished(bench)
        for again in ORDER[ORDER.index(step) :]:
            undisturbed(bench, again, site=step == "build")
        no_trace_of_unfinished_work(bench.root)
        assert hashes(bench) == expected
        assert verify(bench.root, report=quiet).figures == 1


def _verify_or_say_that_the_build_is_unfinished(bench: Bench) -> None:
    if unfinished(Layout(bench.root)) != BUILD:
        bench.verified()
        return
    with pytest.raises(StudyError, match=r"was stopped before its end.*run `undercount build"):
        bench.verified()


def test_a_build_that_was_stopped_is_no_tampering_and_says_what_to_do(bench: Bench) -> None:
    (bench.root / "build/.unfinished").write_text("build", encoding="utf-8")
    (bench.root / "build/figures/killed.json").write_text("{", encoding="utf-8")
    with pytest.raises(StudyError, match=r"was stopped before its end.*run `undercount build"):
        bench.verified()
    bench.build_here()
    assert bench.verified().figures == 1


def test_what_was_read_since_the_last_build_is_no_tampering_and_a_forged_figure_is_still_found(bench: Bench) -> None:
    bench.write("list.csv", "date,dead\n2016-12-13,3\n2016-12-14,many\n")
    bench.add("list.csv")
    assert bench.run("read", "study").status == 0
    assert any("were read since the last build" in note for note in bench.verified().notes)
    path = bench.root / "build/figures/killed.json"
    path.write_bytes(path.read_bytes().replace(b"232", b"233"))
    said = bench.run("verify", "study")
    assert said.status == 1
    assert "killed.json was altered after it was built" in said.err
