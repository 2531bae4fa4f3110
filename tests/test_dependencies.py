"""What the project depends on: locked by hash, explained, permissively licensed; and what it installs itself."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]


def project() -> dict[str, object]:
    """Return pyproject.toml as a table."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def declared(group: str) -> list[Requirement]:
    """Return the requirements of the package itself ("run"), of working on it ("dev") or of an extra."""
    table = project()
    part, name = ("project", "dependencies") if group == "run" else ("dependency-groups", group)
    holder = table[part]
    assert isinstance(holder, dict)
    if name not in holder:
        holder = table["project"]["optional-dependencies"]  # type: ignore[index]
    return [Requirement(line) for line in holder[name]]


def locked(file: str) -> dict[str, set[Version]]:
    """Return the versions that a lock allows, by canonical name; one name has several where they differ by Python version."""
    versions: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE):
        versions.setdefault(canonicalize_name(name), set()).add(Version(version))
    return versions


@pytest.mark.parametrize(
    ("file", "groups"),
    [
        ("requirements.lock", ["run", "dev"]),
        ("requirements-run.lock", ["run"]),
        ("requirements-extras.lock", ["run", "nlp", "web", "ocr", "covariates"]),
    ],
    ids=["all", "run", "extras"],
)
def test_the_lock_answers_to_the_project_file(file: str, groups: list[str]) -> None:
    versions = locked(file)
    for requirement in [one for group in groups for one in declared(group)]:
        found = versions.get(canonicalize_name(requirement.name), set())
        assert found, f"{requirement.name} is not in {file}: run make lock"
        assert all(version in requirement.specifier for version in found), (
            f"{requirement} is not met by {file}: run make lock"
        )


def test_the_locks_agree_with_one_another() -> None:
    everything = locked("requirements.lock")
    for file in ("requirements-run.lock", "requirements-extras.lock", "requirements-tools.lock"):
        shared_names = locked(file).keys() & everything.keys()
        assert {name: locked(file)[name] for name in shared_names} == {name: everything[name] for name in shared_names}
    assert locked("requirements-run.lock").keys() <= locked("requirements-extras.lock").keys() <= everything.keys()


def test_the_lock_of_spark_answers_to_the_extra() -> None:
    (requirement,) = declared("spark")
    versions = locked("requirements-spark.lock")
    assert versions.keys() == {"pyspark", "py4j"}
    assert all(version in requirement.specifier for version in versions["pyspark"]), "run make lock"
    assert versions.keys().isdisjoint(locked("requirements.lock")), (
        "what only Spark needs is fetched by make spark alone"
    )


@pytest.mark.parametrize(
    "file",
    [
        "requirements.lock",
        "requirements-run.lock",
        "requirements-extras.lock",
        "requirements-spark.lock",
        "requirements-tools.lock",
    ],
)
def test_the_lock_holds_only_versions_with_hashes(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[\w.-]+==)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    assert entries[0] == ""
    pinned = re.compile(r"[\w.-]+==[\w.+!]+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n")
    assert [entry.splitlines()[0] for entry in entries[1:] if not pinned.fullmatch(entry)] == []


def test_each_dependency_is_given_with_its_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    given = {canonicalize_name(name) for name in re.findall(r"^\| `([\w.-]+)` \|", text, re.MULTILINE)}
    wanted = {canonicalize_name(one.name) for group in ("run", "dev", "spark") for one in declared(group)}
    assert given == wanted | {"uv", "hatchling", "editables"}


def test_no_dependency_is_copyleft() -> None:
    strict = []
    for name in locked("requirements.lock"):
        try:
            about = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform or Python version
        said = [line for key in ("License-Expression", "License") for line in about.get_all(key) or []]
        said += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
        licence = "; ".join(text.partition("\n")[0] for text in said)
        free = [one for one in licence.split(" OR ") if not re.search(r"\b[AL]?GPL|General Public License", one)]
        if not free or not licence:
            strict.append(f"{name}: {licence}")
    assert strict == []


def test_what_is_shipped_of_others_is_named_with_its_licence() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    shipped = [path.parent for path in (ROOT / "src").rglob("vendor/*/*")]
    assert shipped
    for folder in set(shipped):
        assert (folder / "LICENSE").is_file()
        assert f"- {folder.name}:" in notice


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    listed = subprocess.run(["git", "ls-files", "-z", "src"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    wanted = {name.removeprefix("src/") for name in listed.split("\0") if name and (ROOT / name).is_file()}
    held = set(zipfile.ZipFile(wheel).namelist())
    assert wanted <= held, sorted(wanted - held)
    assert any(name.endswith("licenses/LICENSE") for name in held)
