"""What a person sees at a terminal, and what a program gets through a pipe."""

from __future__ import annotations

import json
import re
import signal
import sys
from io import StringIO
from pathlib import Path

import pexpect

from .support import PLAIN, Bench, environment

_AT_ONCE = PLAIN.replace("main()", "console._PATIENCE = 0\nmain()")
"""The command, which shows its progress bar from the first step: how fast the machine is makes no difference."""

_STAYS = PLAIN.replace(
    "main()",
    "import time\nstart = console.Progress.start\n"
    "console.Progress.start = lambda bar: (start(bar), bar.refresh(), time.sleep(90))\n"
    "console._PATIENCE = 0\nmain()",
)
"""The command, which stays at its first step until it is interrupted."""

_STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def at_terminal(bench: Bench, *words: str, columns: int = 80, program: str = PLAIN) -> tuple[int, str]:
    """Run a command at a terminal of some columns; return its status and everything that the terminal got."""
    shown = StringIO()
    child = pexpect.spawn(
        sys.executable,
        ["-c", program, *words],
        cwd=str(bench.folder),
        env={**environment(bench.folder), "TERM": "xterm-256color"},
        dimensions=(40, columns),
        encoding="utf-8",
        timeout=120,
    )
    child.logfile_read = shown
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, shown.getvalue()


def lines_of(shown: str) -> list[str]:
    """Return the lines as a person sees them, without colours."""
    return [_STYLE.sub("", line).rstrip() for line in shown.replace("\r\n", "\n").split("\n")]


def test_the_figures_are_a_table_that_fits_80_columns(bench: Bench) -> None:
    status, shown = at_terminal(bench, "figure", "study")
    lines = lines_of(shown)
    assert status == 0
    assert max(map(len, lines)) <= 80
    (row,) = [line for line in lines if line.startswith("killed ")]
    assert re.search(r"\bperson\b.*\b232\b.*\b82\b.*\bdocumented\b.*\b100%", row)


def test_a_figure_is_unfolded_to_its_claims(bench: Bench) -> None:
    status, shown = at_terminal(bench, "figure", "study", "killed")
    lines = lines_of(shown)
    assert status == 0
    assert max(map(len, lines)) <= 80
    text = " ".join(" ".join(lines).split())
    assert "232 = 150 (monitor) + 82 (un)" in text
    assert "at least 82 civilians" in text
    assert "At least 150 died" in text


def test_a_narrow_terminal_breaks_no_number(bench: Bench) -> None:
    status, shown = at_terminal(bench, "figure", "study", columns=66)
    assert status == 0
    assert re.search(r"\b232\b.*\b82\b", "\n".join(lines_of(shown)))


def test_a_figure_is_json_through_a_pipe_and_where_it_is_asked_for(bench: Bench) -> None:
    piped = bench.run("figure", "study", "killed")
    figure = json.loads(piped.out)
    assert (figure["name"], figure["low"], figure["high"]) == ("killed", 232, None)
    assert [one["name"] for one in json.loads(bench.run("figure", "study").out)] == ["killed"]
    _, shown = at_terminal(bench, "figure", "study", "killed", "--json")
    assert json.loads(_STYLE.sub("", shown)) == figure


def test_nothing_that_a_pipe_gets_is_coloured(bench: Bench) -> None:
    for words in (
        ["build", "study", "--keys", "keys"],
        ["read", "study"],
        ["verify", "study"],
        ["add", "study", "un.txt"],
    ):
        said = bench.run(*words)
        assert (said.status, said.err) == (0, "")
        assert "\x1b" not in said.out


def test_verify_prints_facts_and_marks_what_is_only_a_note(bench: Bench) -> None:
    bench.write("new.txt", "New.")
    bench.add("new.txt")
    status, shown = at_terminal(bench, "verify", "study")
    lines = [line for line in lines_of(shown) if line]
    assert status == 0
    assert any(line.startswith("✓ The ledger's") for line in lines)
    assert any(line.startswith("Note: ") for line in lines)
    assert not any(line.startswith("✓ Note") for line in lines)


def test_long_work_shows_how_far_it_is_and_takes_it_away_at_its_end(tmp_path: Path) -> None:
    status, shown = at_terminal(Bench(tmp_path), "demo", program=_AT_ONCE)
    assert status == 0
    assert re.search(r"[━╺╸─].*\d+/\d+", _STYLE.sub("", shown)), "a bar with how much is done and how much there is"
    assert "\x1b[2K" in shown, "which is taken away at the end"


def test_names_and_quotes_do_not_steer_the_terminal(bench: Bench) -> None:
    evil = "at least 7 died\x1b]0;pwned\x07\x1b[2J [bold]here[/bold] :skull:"
    bench.write("evil\x1b[31m.txt", evil)
    rows = f'evil\x1b[31m.txt,"{evil}",killing,person,7,un\n'
    bench.write("evil.claims.csv", "item,quote,act,unit,low,speaker\n" + rows)
    for words in (
        ["add", "study", "evil\x1b[31m.txt", "evil.claims.csv"],
        ["read", "study"],
        ["figure", "study", "killed"],
    ):
        _, shown = at_terminal(bench, *words, columns=200)
        assert "\x1b]0;" not in shown
        assert "\x1b[2J" not in shown
        assert "\x1b[31m.txt" not in shown
    assert "[bold]here[/bold] :skull:" in _STYLE.sub("", shown)


def test_ctrl_c_at_the_terminal(bench: Bench) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-c", _STAYS, "demo"],
        cwd=str(bench.folder),
        env={**environment(bench.folder), "TERM": "xterm"},
        encoding="utf-8",
        timeout=60,
    )
    child.expect(r"\d/\d")
    child.sendintr()
    child.expect("Stopped. What was acknowledged is kept; nothing is half-written.")
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, child.signalstatus) in ((130, None), (None, signal.SIGINT))


def test_a_terminal_that_knows_no_arabic_and_no_tick_gets_escapes(bench: Bench) -> None:
    said = bench.run("verify", "study", program="import sys\nsys.stdout.reconfigure(encoding='ascii')\n" + PLAIN)
    assert (said.status, said.err) == (0, "")
    assert "\\u2713 The ledger's" in said.out
