"""What was compiled is kept only as long as nothing that it is made of has changed."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import undercount.count.estimators as package
from undercount.compiled import compiled, sources

ROOT = Path(package.__file__).parent
KERNEL_FILES = sorted(
    path for path in ROOT.rglob("*.py") if "compiled import compiled" in path.read_text(encoding="utf-8")
)


def kernels(path: Path) -> list[ast.FunctionDef]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return [
        node
        for node in body
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(mark, ast.Name) and mark.id == "compiled" for mark in node.decorator_list)
    ]


def module(path: Path) -> str:
    return ".".join((package.__name__, *path.relative_to(ROOT).with_suffix("").parts))


@pytest.mark.parametrize("path", KERNEL_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_kernels_use_no_name_that_the_digest_would_miss(path: Path) -> None:
    """A kernel reads modules of numpy and math, other kernels, numbers and words: nothing else of ours."""
    known = vars(import_module(module(path)))
    for kernel in kernels(path):
        names = {node.id for part in kernel.body for node in ast.walk(part) if isinstance(node, ast.Name)}
        for name in names & known.keys():
            value = known[name]
            ours = str(getattr(value, "__module__", None) or getattr(value, "__name__", ""))
            assert (
                hasattr(value, "py_func") or isinstance(value, int | float | str) or not ours.startswith("undercount")
            ), f"{kernel.name} uses {name}"


def digest(folder: Path, *, callee: str = "x + 1", constant: float = 2.0, beside: str = "x") -> str:
    """Write and run a file with a kernel, one with a kernel that calls it, and one with a kernel that it does not call."""
    inner, beside_it = (
        f"@compiled\ndef inner(x):\n    return {callee}\n",
        f"@compiled\ndef other(x):\n    return {beside}\n",
    )
    outer = "@compiled\ndef outer(x):\n    return inner(x) * CONSTANT\n"
    known: dict[str, Any] = {"compiled": compiled, "__name__": "written", "CONSTANT": constant}
    for name, text in {"inner": inner, "beside": beside_it, "outer": outer}.items():
        path = folder / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        exec(compile(text, path, "exec"), known)
    assert known["outer"](1.0) == eval(callee, {"x": 1.0}) * constant
    return sources(known["outer"].py_func)


def test_a_changed_callee_or_constant_changes_the_digest_and_the_number(tmp_path: Path) -> None:
    first = digest(tmp_path)
    assert digest(tmp_path) == first
    assert digest(tmp_path, callee="x + 3") != first
    assert digest(tmp_path, constant=5.0) != first


def test_a_kernel_that_is_not_called_leaves_the_digest_as_it_is(tmp_path: Path) -> None:
    assert digest(tmp_path, beside="x * 7") == digest(tmp_path)
