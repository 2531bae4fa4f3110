"""The command line: one command per step of a study.

Everything is imported when it is needed, so that ``undercount --help`` answers at once and a Ctrl-C is heard from the start.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from undercount.cli.commands import cli

__all__ = ["cli", "main"]


def __getattr__(name: str) -> Any:
    """Give the group of commands, ``cli``, when it is asked for."""
    if name != "cli":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from undercount.cli.commands import cli

    return cli


def main() -> None:
    """Run the command line; an error of the data or the machine is one sentence and exit status 1.

    Who reads the output may stop reading it (``undercount figure … | head``): that is no error.
    """
    stop = _Stop()
    try:
        stop.hear()
        _need_streams()
        status = _run()
        stop.end()
    except BaseException as error:
        if not (stop.heard or isinstance(error, KeyboardInterrupt)):
            raise
        stop.end()
        sys.stderr.write("Stopped. What was acknowledged is kept; nothing is half-written.\n")
        status = 130
    _end(status)


def _end(status: int) -> NoReturn:
    """End with a status; after a Ctrl-C without waiting for threads that still estimate what nobody waits for."""
    import threading

    if status == 130 and threading.active_count() > 1:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        os._exit(status)
    sys.exit(status)


class _Stop:
    """Remembers a Ctrl-C: a library that is stopped while it is imported or works may raise an error of its own."""

    heard = False

    def hear(self) -> None:
        """Listen, unless the caller wants Ctrl-C ignored."""
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._raise)

    def end(self) -> None:
        """Listen no more: what was asked for is done, or is being given up."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _raise(self, number: int, _frame: FrameType | None) -> None:
        self.heard = True
        if _is_loading(_COMPILED):
            import threading

            again = threading.Timer(_AGAIN, os.kill, (os.getpid(), number))
            again.daemon = True
            again.start()
            return
        raise KeyboardInterrupt


_COMPILED = ("duckdb", "_duckdb")
"""Modules of which an interrupted import ends the process itself: their compiled code takes no exception from Python there."""
_AGAIN = 0.1


def _is_loading(names: Iterable[str]) -> bool:
    """Tell whether one of some modules is being imported just now."""
    specs = (getattr(sys.modules.get(name), "__spec__", None) for name in names)
    return any(getattr(spec, "_initializing", False) for spec in specs)


def _run() -> int:
    from undercount.cli.commands import run, say, system_sentence

    try:
        status = run()
        if status == 0:
            sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        return say(f"Error: {system_sentence(error)}")
    if status != 0:
        _drop_rest()
    return status


def _drop_rest() -> None:
    """Write what was said before a failure, if it can be written; the failure itself was told."""
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()


def _drop_output() -> None:
    """Let what is still to be written go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _need_streams() -> None:
    """Open what the caller closed of input, output and errors, lest a file of the study take its place.

    A character that the terminal's encoding lacks is shown as an escape.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            mode = "r" if number == 0 else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
