"""What holds for the project as a whole: its layers, its weight and its words."""

from __future__ import annotations

import ast
import re
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "undercount"
HEAVY = (
    "babel",
    "cryptography",
    "duckdb",
    "highspy",
    "jinja2",
    "lxml",
    "numpy",
    "pypdfium2",
    "python_calamine",
    "rich",
    "xlsxwriter",
)

# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|farm|tmp|root)" + r"/[\w.]")
REGISTRY = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + "js", r"deb\.debian" + r"\.org")))
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "handler", "handlers", "process"}


def tracked_files() -> list[Path]:
    """Return every file under version control that is there and is text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8192]]


def places_where(pattern: re.Pattern[str]) -> list[str]:
    """Return file:line of every tracked line that the pattern matches."""
    found = []
    for path in tracked_files():
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        found += [f"{path.relative_to(ROOT)}:{row}" for row, line in enumerate(lines, 1) if pattern.search(line)]
    return found


def run_python(code: str) -> str:
    """Run code in a new interpreter and return what it prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


# --- layers and weight


def test_imports_point_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True, no_logo=True)
    assert status == 0, capsys.readouterr().out


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = "import sys, undercount; print(*[name for name in sys.modules if name.startswith('undercount.')])"
    assert run_python(code).split() == []


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"]])
def test_the_command_line_starts_without_a_heavy_module(arguments: list[str]) -> None:
    code = f"""
import contextlib, io, sys
from undercount.cli import main
sys.argv = ["undercount", *{arguments!r}]
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    try:
        main()
    except SystemExit:
        pass
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    loaded = set(run_python(code).split())
    assert "undercount" in loaded
    assert loaded.isdisjoint(HEAVY), sorted(loaded.intersection(HEAVY))


def processor_seconds(*arguments: str) -> float:
    """Return the median processor time of seven runs of the interpreter, which other work on the machine hardly changes."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return statistics.median(once() for _ in range(7))


@pytest.mark.parametrize(
    ("arguments", "limit"),
    [
        (["-c", "import undercount"], 0.06),
        (["-c", "import sys; from undercount.cli import main; sys.argv = ['undercount', '--help']; main()"], 0.2),
    ],
    ids=["import", "help"],
)
def test_starting_is_quick(arguments: list[str], limit: float) -> None:
    # Three tries, and a slower machine has its own measure: the time that the bare interpreter takes there.
    seconds = []
    for _ in range(3):
        bare = processor_seconds("-c", "pass")
        seconds.append(processor_seconds(*arguments) - bare)
        if seconds[-1] <= limit * max(1.0, bare / 0.02):
            return
    pytest.fail(f"{arguments} takes {seconds} s of processor time more than bare Python; at most {limit} s is allowed")


# --- words


def test_no_file_names_a_path_of_one_machine() -> None:
    assert places_where(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    assert places_where(REGISTRY) == []


def parsed_modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of the package with its syntax tree."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE.parent).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def words(name: str) -> set[str]:
    """Split a name in snake_case or CamelCase into its words."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_names_say_what_a_thing_is() -> None:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    empty = []
    for module, tree in parsed_modules():
        names = [node.name for node in ast.walk(tree) if isinstance(node, definitions)]
        empty += [f"{module}: {name}" for name in [Path(module).stem, *names] if words(name) & EMPTY_NAMES]
    assert empty == []


def undocumented(tree: ast.Module | ast.ClassDef, where: str) -> Iterator[str]:
    """Yield the public names of a module or class that have no docstring."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if ast.get_docstring(node) is None:
                yield f"{where}.{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node, f"{where}.{node.name}")


def test_every_public_name_has_a_docstring() -> None:
    missing = [module for module, tree in parsed_modules() if ast.get_docstring(tree) is None]
    missing += [name for module, tree in parsed_modules() for name in undocumented(tree, module)]
    assert missing == []
