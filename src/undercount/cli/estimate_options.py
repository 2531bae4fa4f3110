"""What the options of `undercount estimate` say together, and which of them contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click


def words(given: Sequence[str]) -> list[str]:
    """Return the words of an option that may be given several times and hold commas."""
    return [word.strip() for text in given for word in text.split(",") if word.strip()]


def refuse_contradictions(
    by: tuple[str, ...], linkage: str, replicates: str, rule: str | None, *, without_refused: bool, no_total: bool
) -> None:
    """Refuse options of which one takes away what the other asks for.

    Raises:
        click.UsageError: If two contradict each other, or one says how to do what is not asked for.
    """
    if rule is not None and not replicates:
        raise click.UsageError(
            "--rule says how imputations are combined, and no column of imputations is named: name it with --replicates, or leave "
            "--rule out"
        )
    if rule == "verdata" and linkage:
        raise click.UsageError(
            "--rule verdata combines the imputations of one linkage, and --linkage names several: give --rule mixture, or one linkage"
        )
    if no_total and not words(by):
        raise click.UsageError(
            "--no-total leaves out the total of parts, and nothing is parted: name columns with --by, or leave --no-total out"
        )
    if no_total and without_refused and not (linkage or replicates):
        raise click.UsageError(
            "--without-refused says how the total is made, and --no-total leaves it out: give one of the two"
        )


def refuse_one_part(engine: str, by: tuple[str, ...], linkage: str, replicates: str) -> None:
    """Refuse Spark for a table that nothing parts: one table is one piece of work.

    Raises:
        click.UsageError: If there is nothing that could be done at once.
    """
    if engine == "spark" and not (words(by) or linkage or replicates):
        raise click.UsageError(
            "--engine spark works on parts at once, and nothing is parted: name columns with --by, --linkage or --replicates, or leave "
            "--engine out"
        )


def refuse_twice(meanings: Mapping[str, Sequence[str]]) -> None:
    """Refuse a column that two options name.

    Args:
        meanings: The columns that each option names.

    Raises:
        CountError: If one is named by two options.
    """
    from undercount.errors import CountError

    said: dict[str, str] = {}
    for option, columns in meanings.items():
        for column in filter(None, columns):
            if said.setdefault(column, option) != option:
                raise CountError(
                    f"a column has one meaning; {column!r} is named by {said[column]} and by {option}: name it once"
                )


_MOST_NAMED = 20
"""How many strata are named one by one."""


def not_done(undone: Mapping[str, tuple[str, ...]]) -> str:
    """Return in one sentence what was not done when a person stopped the work.

    Args:
        undone: The strata that were not estimated, by method; one without a name is the whole table.
    """
    by_strata: dict[tuple[str, ...], list[str]] = {}
    for method, strata in undone.items():
        by_strata.setdefault(strata, []).append(method)
    parts = []
    for strata, methods in by_strata.items():
        shown = "; ".join(name for name in strata[:_MOST_NAMED] if name)
        more = f" and {len(strata) - _MOST_NAMED} more" if len(strata) > _MOST_NAMED else ""
        parts.append(f"by {', '.join(methods)}: {shown}{more}" if shown else f"by {', '.join(methods)}")
    return f"Stopped. What was finished is printed; not estimated were, {', and '.join(parts)}."
