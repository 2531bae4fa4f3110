"""Write the command reference from the commands themselves, so that it cannot say anything else.

``docs/reference/commands.md`` calls :func:`reference` through cog; ``make docs`` writes the page, ``make check`` and a test
fail where it differs.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

WIDTH = 100


def reference(root: click.Command, name: str = "undercount") -> str:
    """Return the reference for a command and all commands below it, in Markdown."""
    return "\n".join(section for context in contexts(root, name) for section in sections(context))


def contexts(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Yield the context of a command, then of each command below it that is not hidden, depth first."""
    context = click.Context(command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH)
    yield context
    if isinstance(command, click.Group):
        for part in command.list_commands(context):
            child = command.get_command(context, part)
            if child is not None and not child.hidden:
                yield from contexts(child, part, context)


def sections(context: click.Context) -> Iterator[str]:
    """Yield what the reference says of one command: its name, its words, how to call it, and what it takes."""
    command = context.command
    yield f"## {context.command_path}\n"
    if command.help:
        yield plain(command.help) + "\n"
    yield f"```\n{usage(context)}\n```\n"
    if isinstance(command, click.Group):
        yield table(("command", "what it does"), command_rows(command, context))
    rows = [row for row in map(parameter_row, command.params) if row]
    if rows:
        yield table(("option", "what it means"), rows)


def plain(help_text: str) -> str:
    """Return a help text as Markdown: without its indentation and the marks that click reads as layout."""
    text = inspect.cleandoc(help_text).partition("\f")[0].strip()
    lines = text.splitlines()
    out: list[str] = []
    kept = False  # inside a paragraph that click leaves as it is
    for line in lines:
        if line.strip() == "\b":
            kept = True
            out.append("```text")
            continue
        if kept and not line.strip():
            out.append("```")
            kept = False
        out.append(line)
    return "\n".join([*out, "```"] if kept else out)


def usage(context: click.Context) -> str:
    """Return the line that shows how to call a command."""
    pieces = context.command.collect_usage_pieces(context)
    return " ".join([context.command_path, *pieces])


def command_rows(group: click.Group, context: click.Context) -> list[tuple[str, str]]:
    """Return a row for each command of a group."""
    found = ((part, group.get_command(context, part)) for part in group.list_commands(context))
    return [
        (f"[`{part}`](#{context.command_path.replace(' ', '-')}-{part})", first_sentence(child))
        for part, child in found
        if child is not None and not child.hidden
    ]


def first_sentence(command: click.Command) -> str:
    """Return the first sentence of a command's help, or of its short help where it has no other."""
    text = " ".join(inspect.cleandoc(command.help or command.short_help or "").partition("\n\n")[0].split())
    return text.partition(". ")[0].rstrip(".") + "." if text else ""


def parameter_row(parameter: click.Parameter) -> tuple[str, str] | None:
    """Return the row for an option; arguments are told in the words of their command, as click's own help does."""
    if not isinstance(parameter, click.Option) or parameter.hidden:
        return None
    names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
    if not parameter.is_flag and not parameter.count:
        names += f" `{value_shown(parameter)}`"
    words = [parameter.help or ""]
    if parameter.multiple:
        words.append("May be given several times.")
    if parameter.required:
        words.append("Required.")
    if shows_default(parameter):
        words.append(f"Default: `{parameter.default}`.")
    return names, " ".join(" ".join(words).split())


def value_shown(option: click.Option) -> str:
    """Return how the value of an option is shown: its choices, or the name of its type."""
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "|".join(str(choice) for choice in option.type.choices)
    return option.type.name.upper()


def shows_default(option: click.Option) -> bool:
    """Say whether the default of an option is a value that a reader can use."""
    return not option.is_flag and isinstance(option.default, str | int | float) and option.default != ""


def table(header: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped."""
    lines = [header, ("---", "---"), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
