"""The documents that are generated: the command reference names every command and option, and nothing is out of date."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]


def command_tree() -> Iterator[tuple[str, click.Command]]:
    """Yield every command that a user can call, with its full name."""
    from undercount.cli import cli

    def walk(name: str, command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command]]:
        yield name, command
        if isinstance(command, click.Group):
            for part in command.list_commands(context):
                child = command.get_command(context, part)
                if child is not None and not child.hidden:
                    yield from walk(f"{name} {part}", child, click.Context(child, info_name=part, parent=context))

    yield from walk("undercount", cli, click.Context(cli, info_name="undercount"))


def test_every_command_and_option_is_explained() -> None:
    silent = []
    for name, command in command_tree():
        if not command.help:
            silent.append(name)
        options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
        silent += [f"{name} {one.opts[0]}" for one in options if not one.help]
    assert silent == []


def test_every_command_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (undercount.*)$", text, re.MULTILINE)
    assert headings == [name for name, _ in command_tree()]


def documents() -> list[Path]:
    """Return every page that a reader may open."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_link_to_a_file_leads_to_one() -> None:
    broken = []
    for page in documents():
        links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        files = [link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]
        broken += [f"{page.relative_to(ROOT)}: {file}" for file in files if not (page.parent / file).exists()]
    assert broken == []


def test_generated_documents_are_up_to_date() -> None:
    generated = [page for page in documents() if "[[[cog" in page.read_text(encoding="utf-8")]
    assert generated
    command = [sys.executable, "-m", "cogapp", "--check", "-I", ".", *map(str, generated)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run make docs: {done.stdout}{done.stderr}"
