"""A long text: the progress moves piece by piece, and Ctrl-C in the midst of it leaves nothing half-read."""

from __future__ import annotations

import sys
from io import StringIO

import pexpect
import pytest

from undercount.study.opened import Opened

from .support import PLAIN, Bench, environment

LINE = "The council said that at least {n} farmers were killed near the mill. Rain fell on the roads.\n"
_PIECES = PLAIN.replace(
    "main()",
    "console._PATIENCE = 0.0\nfrom undercount.read.prose import reader\nreader.LONGEST = 3_000\nmain()",
)
"""The command, with pieces that are short enough for a test and a progress bar from the start."""


@pytest.fixture
def long(bench: Bench) -> Bench:
    """The study with a text of some forty pieces."""
    bench.edit("study.toml", 'prose = "none"', 'prose = "patterns"')
    bench.write("long.txt", "".join(LINE.format(n=n) for n in range(100, 1_300)))
    bench.add("long.txt")
    return bench


def reading(bench: Bench, shown: StringIO) -> pexpect.spawn[str]:
    child = pexpect.spawn(
        sys.executable,
        ["-c", _PIECES, "read", "study"],
        cwd=str(bench.folder),
        env={**environment(bench.folder), "TERM": "xterm-256color"},
        dimensions=(40, 100),
        encoding="utf-8",
        timeout=240,
    )
    child.logfile_read = shown
    return child


def test_ctrl_c_amid_a_long_text_says_so_and_the_next_run_reads_it_whole(long: Bench) -> None:
    before = long.leaves()
    shown = StringIO()
    child = reading(long, shown)
    child.expect(r"pieces of a long text.* [1-9][0-9]*/[34][0-9]")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert "Stopped. What was acknowledged is kept; nothing is half-written." in shown.getvalue()
    assert "Traceback" not in shown.getvalue()
    assert long.leaves()[: len(before)] == before
    assert not Opened.open(long.root).proposals
    written = [path.read_text(encoding="utf-8") for path in (long.root / "build").rglob("proposals.jsonl")]
    assert not [text for text in written if "farmers" in text], (
        "other documents are read whole, and this one not at all"
    )
    again = reading(long, StringIO())
    again.expect(pexpect.EOF)
    again.close()
    assert again.exitstatus == 0
    assert sum("farmers" in row.quote for row in Opened.open(long.root).rows()) == 1_200
