"""One release of a list, column by column, with what its cells say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from undercount.counted import counted
from undercount.errors import ReadError
from undercount.link.names import Name, normalise, parse
from undercount.link.releases.cells import UNKNOWN, age_years, birth_year, is_masked, plain_id, sex_of
from undercount.link.releases.columns import Roles

Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
Small = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Release:
    """A release of a list: its rows in the file's order. Places count from 0 and index every sequence here.

    Args:
        file: Its name, for messages.
        rows: The number of each row as a spreadsheet shows it.
        columns: The cells of each column without blanks around them.
        roles: Which columns hold what.
        written: The name of each row as it is written, with single spaces.
        letters: The name of each row as :func:`undercount.link.names.normalise` has it, without spaces.
        ids: The id of each row in one spelling; empty where there is none to be trusted.
        sexes: As :func:`undercount.link.releases.cells.sex_of` has it.
        births: Years of birth, or UNKNOWN.
        ages: Completed years, or UNKNOWN.
    """

    file: str
    rows: tuple[int, ...]
    columns: Mapping[str, Sequence[str]]
    roles: Roles
    written: tuple[str, ...]
    letters: tuple[str, ...]
    ids: tuple[str, ...]
    sexes: Small
    births: Small
    ages: Small
    _parsed: dict[int, Name] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, file: str, rows: Sequence[int], columns: Mapping[str, Sequence[str]], roles: Roles) -> Release:
        """Return a release with what its cells say.

        Args:
            file: Its name, for messages.
            rows: The number of each row as a spreadsheet shows it.
            columns: The cells of each column, one for each row.
            roles: Which columns hold what; of the names those by which releases are compared.

        Raises:
            ReadError: If no row has a name.
        """
        written = tuple(
            " ".join(" ".join(cells).split()) for cells in zip(*(columns[n] for n in roles.names), strict=True)
        )
        letters = _letters(written)
        if not any(letters):
            raise ReadError(
                f"a release must name persons; {', '.join(roles.names)} of {file} holds no name in any row: say with --name which column "
                "has the names"
            )
        return cls(
            file,
            tuple(rows),
            columns,
            roles,
            written,
            letters,
            tuple(plain_id(text) for text in columns[roles.id]) if roles.id else ("",) * len(rows),
            _numbers([sex_of(text) for text in columns[roles.sex]] if roles.sex else (), len(rows)),
            _numbers([birth_year(text) for text in columns[roles.birth]] if roles.birth else (), len(rows)),
            _numbers([age_years(text) for text in columns[roles.age]] if roles.age else (), len(rows)),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def parsed(self, places: Iterable[int]) -> list[Name]:
        """Return the names of some rows, parsed; what was parsed once is kept."""
        found = []
        for place in places:
            name = self._parsed.get(place)
            if name is None:
                name = self._parsed[place] = parse(self.written[place])
            found.append(name)
        return found

    def notes(self) -> list[str]:
        """Return a sentence for everything in the cells that was not understood."""
        said = []
        if self.roles.id:
            masked = sum(is_masked(text) for text in self.columns[self.roles.id])
            without = sum(not found for found in self.ids) - masked
            if masked or without:
                said.append(
                    f"{self.file}: {masked:,} ids are masked and {without:,} are missing or placeholders; these rows have no id."
                )
        for column, numbers, what in (
            (self.roles.birth, self.births, "a year of birth"),
            (self.roles.age, self.ages, "an age"),
            (self.roles.sex, self.sexes, "a sex"),
        ):
            if column and (unread := sum(map(bool, np.array(self.columns[column], dtype=object)[numbers == UNKNOWN]))):
                said.append(
                    f"{self.file}: {counted(unread, 'cell')} of {column!r} cannot be read as {what}, which is taken as unknown."
                )
        if nameless := sum(not text for text in self.letters):
            said.append(
                f"{self.file}: {counted(nameless, 'row')} without a name; such a row is found again by its id or by all its cells."
            )
        return said


def _letters(written: Sequence[str]) -> tuple[str, ...]:
    """Return names in one spelling without spaces, and nothing for what is no name, such as "unknown".

    What stands once and has three words or more is taken for a name without a closer look.
    """
    spelt = [normalise(name).replace(" ", "") for name in written]
    times = Counter(spelt)
    doubtful = {text for text, name in zip(spelt, written, strict=True) if times[text] > 1 or name.count(" ") < 2}
    seen: dict[str, bool] = {}
    for text, name in zip(spelt, written, strict=True):
        if text in doubtful and text not in seen:
            seen[text] = _is_name(parse(name))
    return tuple(text if seen.get(text, True) else "" for text in spelt)


def _is_name(name: Name) -> bool:
    return name.arabic is not None or name.latin is not None


def _numbers(values: Sequence[int], size: int) -> Small:
    return np.array(values, dtype=np.int16) if len(values) else np.full(size, UNKNOWN, dtype=np.int16)
