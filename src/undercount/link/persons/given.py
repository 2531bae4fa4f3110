"""Tell two given names from one that somebody wrote wrongly, shortly or in another script.

Brothers and sisters who die together have everything in common but this, so where given names are two, the records are two persons,
whatever else agrees. Lists that hold no relatives cannot teach that. On invented lists whose truth is known, of pairs whose given names
differ, 220 of 261 true ones are slips by this rule, and 4,027 of 74,109 of the others.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undercount.link.names import Encoded
from undercount.link.names.symbols import costs
from undercount.link.persons.given_kernel import other_names

Rows = npt.NDArray[np.int64]


def are_two_names(names: Encoded, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
    """Return whether the given names of pairs are two.

    They are not where a side has none, both are one common name, one is how the other begins (up to three letters: an initial, an
    abbreviation), or a slip makes one of the other in a script that both have or across: two slips where both have five letters and more.
    Two common names are two, however near they are.

    Args:
        names: The names.
        left: The place of each pair's first name.
        right: That of its second.
    """
    found = np.zeros(len(left), dtype=np.bool_)
    other_names(names.joined, names.joined, left, right, costs(), found)
    return found
