"""A lack of memory is one sentence, told before anything waits for ever."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from undercount.errors import LinkError
from undercount.study import room
from undercount.study.room import enough_memory, fits, need_libraries, need_room

from .lists_made import Linked, three
from .support import AT

LITTLE_MEMORY = f"""
import resource, sys
room = int(sys.argv.pop(1)) * 10**6
resource.setrlimit(resource.RLIMIT_AS, (room, room))
import undercount.cli.console as console
from undercount.cli import main
console.now = lambda: {AT!r}
sys.argv[0] = "undercount"
main()
"""
"""The command where it may have so much memory as its first argument says (MB)."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A study that is linked."""
    made = Linked(tmp_path_factory.mktemp("room"))
    made.declare(*three())
    made.link()
    return made


def _said(limit: int, *words: object) -> tuple[int, str]:
    """Run the command; longer than it may take where it waits for ever is an error."""
    done = subprocess.run(
        [sys.executable, "-c", LITTLE_MEMORY, str(limit), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to a limit of its address space")
@pytest.mark.parametrize("limit", [400, 700, 900, 1300])
def test_too_little_memory_ends_at_once_with_one_sentence_and_changes_nothing(study: Linked, limit: int) -> None:
    before = _files(study.root)
    status, told = _said(limit, "link", study.root)
    assert status == 1
    assert told.count("\n") == 1
    found = re.fullmatch(
        r"Error: linking .*takes about (\S+) GB of memory.* than the (\S+) GB that ulimit -v allows: .+\n", told
    )
    assert found is not None, told
    assert float(found[1]) > float(found[2]) == pytest.approx(limit / 1000, abs=0.006)
    assert "raise that limit, link fewer records with where in a [[list]]" in told
    assert _files(study.root) == before


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to a limit of its address space")
def test_what_is_asked_for_is_what_there_is() -> None:
    program = "import sys; from undercount.study.room import fits; print([fits(gb) for gb in (0.1, 0.3, 0.6)])"
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000)); {program}"
    told = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, check=True).stdout
    assert told == "[True, True, False]\n"
    assert not fits(10.0**9)


def test_more_records_need_more_and_the_sentence_says_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(room, "fits", lambda gigabytes: asked.append(gigabytes))
    for records in (0, 700, 20_000, 1_000_000, 10_000_000):
        with pytest.raises(LinkError, match=rf"linking {records:,} records takes about \d+\.\d+ GB"):
            need_room(records)
    assert asked == sorted(set(asked))
    with pytest.raises(LinkError, match=r"linking takes about \d\.\d+ GB"):
        need_libraries()


def test_where_there_is_no_limit_nothing_is_refused_beforehand() -> None:
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
    need_libraries()
    need_room(100_000)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ImportError("x.so: failed to map segment from shared object"),
        OSError(12, "Cannot allocate memory"),
        RuntimeError("can't start new thread"),
    ],
)
def test_a_lack_of_memory_is_one_sentence_wherever_it_shows(error: Exception) -> None:
    told = r"503 records need more than this machine has free of its \d.* \(about 0\.3 GB is usual for so many, .*\): .*before stays"
    with pytest.raises(LinkError, match=told), enough_memory("503 records", 503):
        raise error


@pytest.mark.parametrize(
    "error", [ImportError("No module named 'x'"), OSError(28, "No space left on device"), LinkError("no memory of it")]
)
def test_another_lack_is_not_called_one_of_memory(error: Exception) -> None:
    with pytest.raises(type(error), match=re.escape(str(error))), enough_memory("503 records"):
        raise error
