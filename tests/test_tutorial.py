"""The tutorial is run as it stands: its files are written, its commands typed at a terminal, its answers compared."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pexpect

TUTORIAL = Path(__file__).resolve().parents[1] / "docs" / "tutorial.md"
COLUMNS = 100
"""How wide the terminal is in which the tutorial was written."""

STEP = re.compile(
    r"""
    (?:^Save\ this\ as\ `(?P<file>[^`]+)`:\n\n```\w+\n(?P<text>.*?)^```$)
    | (?:^In\ `(?P<edited>[^`]+)`,\ replace\ `(?P<old>[^`]+)`\ with\ `(?P<new>[^`]+)`\.)
    | (?:^In\ `(?P<cut>[^`]+)`,\ replace\ everything\ from\ the\ line\ `(?P<line>[^`]+)`\ on\ with:\n\n```\w+\n(?P<rest>.*?)^```$)
    | (?:^```console\n(?P<console>.*?)^```$)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

LOOK = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""What a terminal takes as colour and movement, and does not show."""


@dataclass(frozen=True)
class Typed:
    """A command with the answer that the page prints."""

    command: str
    answer: str


def typed(console: str) -> Iterator[Typed]:
    """Yield the commands of a block, each with what is printed below it."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, answer = part.partition("\n")
        yield Typed(command, answer)


def plain(text: str) -> str:
    """Return text without byte order mark, blank lines, and blanks that only arrange it."""
    lines = (" ".join(line.split()) for line in text.replace("\ufeff", "").splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def pattern(answer: str) -> re.Pattern[str]:
    """Return what an answer must look like: ``…`` alone on a line stands for any lines, within a line for any text."""
    parts = []
    for line in plain(answer).splitlines():
        parts.append(r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + r"\n")
    return re.compile("".join(parts))


def run(command: str, folder: Path) -> str:
    """Type a command at a terminal of the tutorial's width; return what it printed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {"PATH": path, "TERM": "xterm", "LANG": "C.UTF-8", "HOME": str(folder)}
    terminal = pexpect.spawn(
        "/bin/sh",
        ["-c", f"{command} 2> errors"],
        cwd=str(folder),
        env={**given, "UNDERCOUNT_KEYS": str(folder / "keys")},
        dimensions=(60, COLUMNS),
        timeout=120,
    )
    printed: str = terminal.read().decode("utf-8")
    terminal.close()
    assert terminal.exitstatus == 0, f"$ {command}\n{printed}\n{(folder / 'errors').read_text(encoding='utf-8')}"
    return LOOK.sub("", printed)


def do(step: re.Match[str], folder: Path) -> int:
    """Do what one step of the tutorial says; return how many lines of answers were compared."""
    if step["file"]:
        (folder / step["file"]).parent.mkdir(parents=True, exist_ok=True)
        (folder / step["file"]).write_text(step["text"], encoding="utf-8")
    elif step["edited"]:
        path = folder / step["edited"]
        text = path.read_text(encoding="utf-8")
        assert text.count(step["old"]) == 1
        path.write_text(text.replace(step["old"], step["new"]), encoding="utf-8")
    elif step["cut"]:
        path = folder / step["cut"]
        head, found, _ = path.read_text(encoding="utf-8").partition(f"\n{step['line']}\n")
        assert found
        path.write_text(f"{head}\n{step['rest']}", encoding="utf-8")
    else:
        return sum(compare(one, folder) for one in typed(step["console"]))
    return 0


def compare(one: Typed, folder: Path) -> int:
    """Run one command and compare; return how many lines were compared."""
    printed = plain(run(one.command, folder))
    assert pattern(one.answer).fullmatch(printed), f"$ {one.command}\nthe page says:\n{one.answer}\nit says:\n{printed}"
    return sum(line.strip() not in ("", "…") for line in one.answer.splitlines())


def test_the_tutorial_can_be_followed(tmp_path: Path) -> None:
    page = TUTORIAL.read_text(encoding="utf-8")
    steps = list(STEP.finditer(page))
    assert sum(bool(step["console"]) for step in steps) == page.count("```console\n"), "every block is run"
    assert sum(step["console"] is None for step in steps) == page.count("Save this as") + page.count("replace "), (
        "every file is written"
    )
    compared = sum(do(step, tmp_path) for step in steps)
    assert compared > 60
    site = (tmp_path / "marsa" / "build" / "site" / "en" / "index.html").read_text(encoding="utf-8")
    assert "Civilians killed in Marsa" in site
