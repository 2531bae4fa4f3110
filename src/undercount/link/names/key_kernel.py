"""Number the keys of names for blocking. Compiled; :func:`undercount.link.names.skeletons.keys` says what they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled
from undercount.link.names.layout import ALIASES, HAS_GIVEN, HAS_KUNYA, NAMED
from undercount.link.names.symbols import MOST_WORDS

# Of one name: the given name with each further word, the first with the last of these, a kunya; in two scripts.
MOST_KEYS = 2 * (MOST_WORDS + 2)


@compiled
def keys_of(row: Any, sounds: Any, umm: Any, size: Any, found: Any, count: Any) -> Any:
    """Add the keys of one name in one script to those found so far, each once, and return how many there are."""
    named, given = row[NAMED], row[HAS_GIVEN]
    last = named + row[ALIASES]
    for at in range(given, last):
        if given > 0:
            count = added(found, count, sounds[row[0]] * size + sounds[row[at]])
    if given > 0 and last == given:
        count = added(found, count, 4 * size * size + sounds[row[0]])
    if last - given > 1:
        count = added(found, count, (size + sounds[row[given]]) * size + sounds[row[last - 1]])
    if row[HAS_KUNYA] > 0:
        kunya = row[last]
        count = added(found, count, (2 + umm[kunya]) * size * size + sounds[kunya])
    return count


@compiled
def added(found: Any, count: Any, key: Any) -> Any:
    """Add a key that is not there yet, and return how many there are."""
    for at in range(count):
        if found[at] == key:
            return count
    found[count] = key
    return count + 1


@compiled
def write_keys(
    arabic: Any, sounds: Any, umm: Any, latin: Any, sounds_too: Any, umm_too: Any, size: Any, rows: Any, keys: Any
) -> Any:
    """Write the place and each key of every name, and return how many there are."""
    found = np.empty(MOST_KEYS, np.int64)
    total = 0
    for name in range(len(arabic)):
        count = keys_of(arabic[name], sounds, umm, size, found, 0)
        count = keys_of(latin[name], sounds_too, umm_too, size, found, count)
        for at in range(count):
            rows[total] = name
            keys[total] = found[at]
            total += 1
    return total
