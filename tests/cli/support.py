"""Run the command as a person does, in a process of its own, on a copy of one small study."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

from undercount.cli.commands import run
from undercount.ledger import Ledger
from undercount.study.add import Addition, add
from undercount.study.build import build
from undercount.study.verify import Verified, verify

from ..study.support import AT, Small, quiet

BY = "tester"
_RUN = f"""
import sys
import undercount.cli.console as console
from undercount.cli import main
console.now = lambda: {AT!r}
sys.argv[0] = "undercount"
"""
PLAIN = _RUN + "main()"
"""The command, with the tests' own clock."""

READY = _RUN + "print('ready', flush=True)\nmain()"
"""The command, which says when it begins."""

LITTLE_ROOM = f"""
import resource, sys
sys.dont_write_bytecode = True
room = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
{PLAIN}"""
"""The command on a disk on which no file can grow beyond the bytes that its first argument says."""


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which nothing of the user's is touched."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "LC_ALL": "C.UTF-8",
    }


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


@dataclass
class Bench:
    """A folder with a study, its keys and the files that it was made of."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "study"

    def start(self, *words: Any, program: str = PLAIN, **more: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", program, *map(str, words)],
            cwd=self.folder,
            env=environment(self.folder),
            stdin=subprocess.DEVNULL,
            stdout=more.get("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *words: Any, program: str = PLAIN, **more: Any) -> Said:
        with self.start(*words, program=program, **more) as process:
            out, err = process.communicate(timeout=120)
            return Said(process.returncode, out or "", err)

    def here(self, *words: str) -> Said:
        """Run the command in this process: what it says and its status are the same, and many bad inputs take less time."""
        out, err, before = TextIOWrapper(BytesIO(), encoding="utf-8"), StringIO(), sys.argv
        sys.argv = ["undercount", *words]
        try:
            with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
                status = run()
        finally:
            sys.argv = before
        out.seek(0)
        return Said(status, out.read(), err.getvalue())

    def add(self, *names: str) -> None:
        """Capture files without starting a process."""
        add(self.root, [Addition(self.folder / name, name=name) for name in names], at=AT, by=BY, report=quiet)

    def build_here(self) -> None:
        """Build without starting a process."""
        build(self.root, at=AT, by=BY, keys=self.folder / "keys", with_site=False, report=quiet)

    def build(self) -> Said:
        return self.run("build", "study", "--keys", "keys", "--no-site")

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def leaves(self) -> list[str]:
        return [entry.leaf.hex() for entry in Ledger.open(self.root / "ledger").entries()]

    def verified(self) -> Verified:
        return verify(self.root, report=quiet)


def refused(said: Said, *words: str, status: int = 1) -> None:
    """Check that a command ended with one sentence that names what it must, and nothing else."""
    assert "Traceback" not in said.err
    assert said.status == status, said
    lines = said.err.splitlines()
    assert len(lines) == 1, said.err
    assert lines[0].startswith("Error: ")
    for word in words:
        assert word in lines[0], (word, lines[0])


def no_trace_of_unfinished_work(root: Path) -> None:
    """Check that no half-made file is left."""
    left = [
        path
        for path in root.rglob("*")
        if path.name.startswith((".reading-", ".making"))
        or path.name.endswith(".new")
        or path.parent.name == "incoming"
    ]
    assert left == []


def made(folder: Path) -> Bench:
    """Make a study with two documents, a claim sheet, a table with a mapping, and a figure, all read and built."""
    small = Small(folder)
    small.places(("city", ""), ("east", "city"), ("west", "city"))
    small.actors(("side-a", ""), ("side-b", ""))
    small.sources("un", "monitor", "paper")
    small.document("un.txt", "Side A killed at least 82 civilians in the east.", carrier="un", published="2016-12-13")
    small.document("list.txt", "At least 150 died in the west. Dozens were hurt.", carrier="monitor")
    row = {"act": "killing", "unit": "person"}
    small.sheet(
        [
            {**row, "item": "un.txt", "quote": "at least 82 civilians", "low": 82, "place": "east", "when": "2016-12"},
            {**row, "item": "list.txt", "quote": "At least 150 died", "low": 150, "place": "west"},
        ]
    )
    (small.layout.mappings / "list.toml").write_text(MAPPING, encoding="utf-8")
    small.ask('name = "killed"\nunit = "person"\nact = "killing"\nplace = "city"')
    small.build()
    return Bench(folder)


MAPPING = """
format = 1
name = "list"
columns = ["date", "dead"]
[source]
speaker = "monitor"
[when]
start = { column = "date" }
[[claim]]
part = "killed"
act = "killing"
unit = "person"
low = { column = "dead" }
"""
