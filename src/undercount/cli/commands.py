"""The commands, and what becomes of an error: one sentence and an exit status."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

import click

from undercount import __version__
from undercount.cli.plain import plain
from undercount.errors import UndercountError

COMMANDS = {
    "new": "Make a study: a folder with commented settings, registers and mappings.",
    "add": "Capture files byte for byte, with who published them and when.",
    "read": "Turn captured items into claims, and report what could not be read.",
    "build": "Compute everything: tables, figures and the site.",
    "figure": "Show one figure, unfolded to its claims.",
    "queue": "Show which proposed claims wait for a person, the likeliest to be wrong first.",
    "judge": "Record a person's decision on a claim, or on two records or incidents that may be one.",
    "estimate": "Estimate from a table of capture histories what the lists missed.",
    "link": "Find which records of several lists are one person, and how sure that is.",
    "evaluate": "Score how prose is read, or how lists are linked, by what is known otherwise.",
    "releases": "Compare releases of one list: what was added, removed, corrected, merged and split.",
    "verify": "Re-hash, re-prove and re-check everything; facts or a clear failure.",
    "export": "Write the claims as CSV, XLSX, GeoJSON or in UCDP's columns.",
    "demo": "Build the built-in example and say where to look.",
}
"""The commands in the order in which a user meets them, each with its one line of help."""


class _Lazy(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"undercount.cli.{cmd_name}").command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " See `undercount --help`."
            ctx.fail(f"there is no command {name!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="undercount")
def cli() -> None:
    """Turn contradictory reports of harm into figures that can be opened.

    Start with `undercount demo`, or make a study with `undercount new FOLDER`.
    """


def run() -> int:
    """Run the command that the arguments name, and return the exit status.

    Raises:
        BrokenPipeError: If who reads the output stopped reading it.
        KeyboardInterrupt: If the user stopped it.
    """
    try:
        _hear_notes()
        result = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except BrokenPipeError:
        raise
    except SystemExit as end:
        if type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):  # so click marks a closed pipe
            raise BrokenPipeError from None
        return end.code if isinstance(end.code, int) else 1
    except UndercountError as error:
        return say(f"Error: {error}")
    except OSError as error:
        return say(f"Error: {system_sentence(error)}")
    return result if isinstance(result, int) else 0


def say(sentence: str, *, status: int = 1) -> int:
    """Print one sentence on the error stream, on one line whatever names and values it holds; return the status."""
    try:
        click.echo(plain(sentence), err=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return status


def _hear_notes() -> None:
    """Print what the program logs as a note on the error stream."""
    import logging

    class OneLine(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return plain(f"Note: {record.getMessage()}")

    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    log = logging.getLogger("undercount")
    log.handlers[:] = [handler]
    log.propagate = False


def system_sentence(error: OSError) -> str:
    """Put what the system refused into one sentence."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"the disk is full{where}: free some space and run the command again; nothing is half-written"
    return f"{error.strerror or error}{where}: check the path and its permissions, then run the command again"
