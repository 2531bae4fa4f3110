"""The options that say where a command's work on many parts is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from undercount.engine import Engine

Command = TypeVar("Command", bound=Callable[..., Any])
_NAMES = ("local", "spark")
"""The engines, written here once more so that a command's help loads nothing; a test compares them."""


def engine_options(command: Command) -> Command:
    """Give a command the options ``--engine`` and ``--master``."""
    master = click.option(
        "--master",
        default=None,
        metavar="ADDRESS",
        help="Spark's master, such as spark://host:7077; by default local[*], a Spark on this machine alone.",
    )
    engine = click.option(
        "--engine",
        type=click.Choice(_NAMES),
        default="local",
        help="Where the work is done: on the cores of this machine (the default), or as tasks of Apache Spark; the results are the same.",
    )
    return engine(master(command))


def engine_of(name: str, master: str | None) -> Engine:
    """Return what the options ask for.

    Raises:
        click.UsageError: If a master is named for work that is done here.
    """
    from undercount.engine import Engine

    if name != "spark" and master is not None:
        raise click.UsageError(
            "--master says where Spark is, and the work is done on this machine: give --engine spark too, or leave --master out"
        )
    return Engine(name=name, master=master or Engine().master)
