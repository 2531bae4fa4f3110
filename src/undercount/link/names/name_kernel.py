"""How much two names speak for one person, as numbers: their words aligned, script by script. Compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from undercount.compiled import compiled
from undercount.link.names.layout import (
    ACROSS,
    ALIASES,
    ALL,
    ARABIC,
    BETTER_SCRIPT,
    BOTH,
    CLOSE,
    DIFFERENT,
    FAMILY,
    FAMILY_AS_FATHER,
    FAMILY_DIFFERS,
    FAMILY_MOST,
    FAMILY_SHARE,
    FATHER,
    FATHER_DIFFERS,
    GENERATION_EXTRA,
    GENERATION_MISSING,
    GIVEN,
    GIVEN_DIFFERS,
    GRANDFATHER,
    HAS_GIVEN,
    HAS_KUNYA,
    KUNYA,
    KUNYA_DIFFERS,
    KUNYA_MOST,
    LENGTH,
    MISSING,
    MOVED,
    NAMED,
    NEITHER,
    PER_LETTER,
    PER_LETTER_ACROSS,
    TELLS,
    TELLS_FAMILY,
    TURNED,
)
from undercount.link.names.symbols import LONGEST, MOST_WORDS
from undercount.link.names.word_kernel import (
    FAR,
    NEAR,
    SLOTS,
    SPELLING,
    far_by_sounds,
    level_of,
    looked_up,
    other_names,
)

ROOM = LONGEST + 2
THOUSANDTH: Any = np.float32(0.001)


@compiled
def told(ta: Any, x: Any, tb: Any, y: Any, column: Any, across: bool) -> Any:
    """Return what sharing a name tells: of two spellings in one script the rarer counts, for slips are rare; across scripts both do.

    With an initial no more is shared than the letter.
    """
    one, other = np.float32(ta[x, column]) * THOUSANDTH, np.float32(tb[y, column]) * THOUSANDTH
    if ta[x, LENGTH] == 1 or tb[y, LENGTH] == 1:
        return min(one, other)
    return (one + other) * np.float32(0.5) if across else max(one, other)


@compiled
def gain(tells: Any, apart: Any, lasts: Any, across: bool, weights: Any) -> Any:
    """Return what two words after the given names say for one person (nats): what sharing the name tells, less what their distance costs.

    ``lasts`` is how many of the two are family names.
    """
    if lasts > 0:
        tells = min(tells * weights[FAMILY_SHARE], weights[FAMILY_MOST])
    value = tells - weights[PER_LETTER_ACROSS if across else PER_LETTER] * apart
    value = max(value, -weights[FAMILY_DIFFERS if lasts == 2 else FATHER_DIFFERS])
    return value - weights[FAMILY_AS_FATHER] if lasts == 1 else value


@compiled
def word_at(at: Any, named: Any, turned: bool) -> Any:
    """Return where the word is kept that stands at a place of a name: turned, the last of its named words comes first."""
    if not turned or at >= named:
        return at
    return named - 1 if at == 0 else at - 1


@compiled
def aligned(
    ta: Any,
    na: Any,
    i: Any,
    tb: Any,
    nb: Any,
    j: Any,
    turn: Any,
    across: bool,
    weights: Any,
    apart: Any,
    best: Any,
    step: Any,
) -> Any:
    """Return what the words after the given names say for one person (nats), aligned in order; ``step`` gets how.

    ``turn`` is 1 where the first name is read with its last word first, 2 where the second is.
    """
    all_a, all_b = np.int64(na[i, NAMED]), np.int64(nb[j, NAMED])
    first_a, first_b = np.int64(na[i, HAS_GIVEN]), np.int64(nb[j, HAS_GIVEN])
    named_a, named_b = all_a - first_a, all_b - first_b
    size_a, size_b = named_a + na[i, ALIASES], named_b + nb[j, ALIASES]
    skip_a = weights[GENERATION_MISSING if named_a > named_b else GENERATION_EXTRA]
    skip_b = weights[GENERATION_MISSING if named_b > named_a else GENERATION_EXTRA]
    none = np.float32(0.0)
    best[0, 0] = none
    for q in range(size_b):
        best[0, q + 1] = best[0, q] - (skip_b if q < named_b else none)
    for p in range(size_a):
        best[p + 1, 0] = best[p, 0] - (skip_a if p < named_a else none)
        at = word_at(p + first_a, all_a, turn == 1)
        x = na[i, at]
        for q in range(size_b):
            to = word_at(q + first_b, all_b, turn == 2)
            lasts = (p == named_a - 1) + (q == named_b - 1)
            tells = told(ta, x, tb, nb[j, to], TELLS_FAMILY if lasts > 0 else TELLS, across)
            both = best[p, q] + gain(tells, apart[at, to], lasts, across, weights)
            without_a = best[p, q + 1] - (skip_a if p < named_a else none)
            without_b = best[p + 1, q] - (skip_b if q < named_b else none)
            if both >= without_a and both >= without_b:
                best[p + 1, q + 1], step[p + 1, q + 1] = both, 0
            elif without_a >= without_b:
                best[p + 1, q + 1], step[p + 1, q + 1] = without_a, 1
            else:
                best[p + 1, q + 1], step[p + 1, q + 1] = without_b, 2
    return best[size_a, size_b]


@compiled
def part_of(at: Any, named: Any) -> Any:
    """Return which part the word at a place after the given name is, or -1."""
    if at == named - 1:
        return FAMILY
    return FATHER + at if at < 2 and at < named else -1


@compiled
def trace(na: Any, i: Any, nb: Any, j: Any, turn: Any, apart: Any, step: Any, levels: Any) -> None:
    """Write the levels of father, grandfather and family from the steps of an alignment."""
    all_a, all_b = np.int64(na[i, NAMED]), np.int64(nb[j, NAMED])
    first_a, first_b = np.int64(na[i, HAS_GIVEN]), np.int64(nb[j, HAS_GIVEN])
    named_a, named_b = all_a - first_a, all_b - first_b
    levels[FATHER] = DIFFERENT if named_a > 1 and named_b > 1 else MISSING
    levels[GRANDFATHER] = DIFFERENT if named_a > 2 and named_b > 2 else MISSING
    levels[FAMILY] = DIFFERENT if named_a > 0 and named_b > 0 else MISSING
    p, q = named_a + na[i, ALIASES], named_b + nb[j, ALIASES]
    while p > 0 and q > 0:
        if step[p, q] == 1:
            p -= 1
            continue
        if step[p, q] == 2:
            q -= 1
            continue
        p, q = p - 1, q - 1
        level = level_of(apart[word_at(p + first_a, all_a, turn == 1), word_at(q + first_b, all_b, turn == 2)])
        one, other = part_of(p, named_a), part_of(q, named_b)
        if one == other and one > 0:
            levels[one] = level
        elif level >= CLOSE:
            if one > 0 and levels[one] == DIFFERENT:
                levels[one] = MOVED
            if other > 0 and levels[other] == DIFFERENT:
                levels[other] = MOVED


@compiled
def whole(
    ta: Any,
    na: Any,
    i: Any,
    tb: Any,
    nb: Any,
    j: Any,
    turn: Any,
    across: bool,
    weights: Any,
    apart: Any,
    best: Any,
    step: Any,
    levels: Any,
) -> Any:
    """Return what two names say for one person (nats): a given name that differs decides."""
    total = aligned(ta, na, i, tb, nb, j, turn, across, weights, apart, best, step)
    trace(na, i, nb, j, turn, apart, step, levels)
    levels[GIVEN] = MISSING
    if na[i, HAS_GIVEN] == 0 or nb[j, HAS_GIVEN] == 0:
        return total
    at, to = word_at(0, na[i, NAMED], turn == 1), word_at(0, nb[j, NAMED], turn == 2)
    levels[GIVEN] = level_of(apart[at, to])
    if levels[GIVEN] == DIFFERENT:
        return np.float32(0.3) * min(total, np.float32(10.0)) - weights[GIVEN_DIFFERS]
    tells = told(ta, na[i, at], tb, nb[j, to], TELLS, across)
    return total + tells - weights[PER_LETTER_ACROSS if across else PER_LETTER] * apart[at, to]


@compiled
def measured(
    ta: Any, na: Any, i: Any, tb: Any, nb: Any, j: Any, way: Any, settled: bool, tables: Any, memory: Any, apart: Any
) -> bool:
    """Write how far apart each word of a name is from each of another; kunyas stand last and are compared with each other alone.

    Where it is ``settled`` that the given names differ in one script, stop and return False if they do in the other.
    """
    costs, weights, room = tables
    given = na[i, HAS_GIVEN] > 0 and nb[j, HAS_GIVEN] > 0
    kunya_a, kunya_b = na[i, ALL] - na[i, HAS_KUNYA], nb[j, ALL] - nb[j, HAS_KUNYA]
    for p in range(na[i, ALL]):
        x = np.int64(na[i, p])
        for q in range(nb[j, ALL]):
            if (p >= kunya_a) == (q >= kunya_b):
                apart[p, q] = looked_up(ta, x, tb, np.int64(nb[j, q]), way >= 2, costs, weights, room, memory, way)
                if settled and given and apart[0, 0] > NEAR:
                    return False
    return True


@compiled
def script_score(
    ta: Any,
    na: Any,
    i: Any,
    tb: Any,
    nb: Any,
    j: Any,
    across: bool,
    weights: Any,
    apart: Any,
    best: Any,
    step: Any,
    levels: Any,
) -> Any:
    """Return what two measured names say in one script or across two, in the order as written or with a family name put first."""
    a, b = na[i, NAMED], nb[j, NAMED]
    value = np.float32(0.0)
    for turn in range(3):
        if turn > 0 and (apart[a - 1, 0] if turn == 1 else apart[0, b - 1]) > SPELLING:
            continue
        found = whole(ta, na, i, tb, nb, j, turn, across, weights, apart, best, step, levels[1])
        found -= weights[TURNED] if turn > 0 else np.float32(0.0)
        if turn == 0 or found > value:
            value = found
            for part in range(4):
                levels[0, part] = levels[1, part]
        if turn == 0 and (levels[0, GIVEN] != DIFFERENT or a < 2 or b < 2):
            break
    levels[0, KUNYA] = MISSING
    if na[i, HAS_KUNYA] and nb[j, HAS_KUNYA]:
        p, q = na[i, ALL] - 1, nb[j, ALL] - 1
        levels[0, KUNYA] = level_of(apart[p, q])
        tells = told(ta, na[i, p], tb, nb[j, q], TELLS, across)
        value += min(weights[KUNYA_MOST], tells) if apart[p, q] <= NEAR else -weights[KUNYA_DIFFERS]
    return value


@compiled
def pair_scores(left: Any, right: Any, rows: Any, to: Any, costs: Any, weights: Any, results: Any) -> None:
    """Write what each pair of rows says for one person (nats), its levels, and in which scripts it was compared.

    ``left`` and ``right`` are each the words and the names of both scripts (``encoding.Joined``).
    """
    values, levels, scripts = results
    room, apart = np.empty((3, ROOM), np.float32), np.full((MOST_WORDS, MOST_WORDS), FAR, np.float32)
    best, step = (
        np.empty((MOST_WORDS + 1, MOST_WORDS + 1), np.float32),
        np.empty((MOST_WORDS + 1, MOST_WORDS + 1), np.int8),
    )
    now = np.empty((2, 5), np.int8)
    memory = np.full((4, SLOTS, 2), -1, np.int64)
    tables = (costs, weights, room)
    # Choosing one of several arrays for each pair would cost more than most comparisons do.
    ta, na, tb, nb = left[0], left[1], right[0], right[1]
    size, size_too = len(na) // 2, len(nb) // 2
    for pair in range(len(rows)):
        value, script = np.float32(0.0), NEITHER
        for way in range(4):
            # In Arabic, in Latin letters; where neither is on both sides, from the one to the other.
            if way >= 2 and script != NEITHER:
                break
            i = rows[pair] + (size if way % 2 else 0)
            j = to[pair] + (size_too if way == 1 or way == 2 else 0)
            if na[i, ALL] == 0 or nb[j, ALL] == 0:
                continue
            settled = script == ARABIC and now[0, GIVEN] == DIFFERENT
            if not measured(ta, na, i, tb, nb, j, way, settled, tables, memory, apart):
                script = BOTH
                continue
            found = script_score(ta, na, i, tb, nb, j, way >= 2, weights, apart, best, step, now)
            if script == NEITHER:
                value, script = found, ACROSS if way >= 2 else way + 1
                for part in range(5):
                    levels[pair, part] = now[0, part]
                continue
            script = BOTH
            value = weights[BETTER_SCRIPT] * max(value, found) + (np.float32(1.0) - weights[BETTER_SCRIPT]) * min(
                value, found
            )
            for part in range(5):
                levels[pair, part] = max(levels[pair, part], now[0, part])
        values[pair] = value
        scripts[pair] = script


@compiled
def no_spelling(la: Any, coarse: Any, fine: Any, lb: Any, coarse_too: Any, fine_too: Any, odd: bool) -> bool:
    """Return whether two words of one script are further apart than two spellings, by the least that their differences can cost.

    Two letters more cost 0.6 at least, another consonant 0.45 in Arabic, and 0.6 in Latin letters unless it is ``odd``, which only ch and v
    are; of a distance of words three quarters count at least, and 10 by the letters of both if that is more.
    """
    if abs(la - lb) >= 2 or (fine != fine_too and la + lb <= 12):
        return True
    return coarse != coarse_too and not odd


@compiled
def words_far(
    short: Any, long: Any, x: Any, short_too: Any, long_too: Any, y: Any, way: Any, limit: Any, tables: Any, memory: Any
) -> bool:
    """Return whether two words are further apart than a limit, by what is kept of them shortly where that will do."""
    la, lb = short[x, 0], short_too[y, 0]
    if short[x, 1] < 0 or short[x, 1] != short_too[y, 1]:
        # Two common names are never one, however they are spelt.
        if other_names(short, x, short_too, y, 5):
            return True
        if far_by_sounds(la, short[x, 2], short[x, 3], lb, short_too[y, 2], short_too[y, 3], way >= 2):
            return True
        odd = short[x, 4] > 0 or short_too[y, 4] > 0
        # Of words that are longer than what is kept of them nothing is concluded.
        within = way < 2 and min(la, lb) >= 2 and max(la, lb) < LONGEST and limit <= SPELLING
        if within and no_spelling(la, short[x, 2], short[x, 3], lb, short_too[y, 2], short_too[y, 3], odd):
            return True
    costs, weights, room = tables
    return bool(looked_up(long, x, long_too, y, way >= 2, costs, weights, room, memory, way) > limit)


@compiled
def given_far(left: Any, i: Any, right: Any, j: Any, way: Any, tables: Any, memory: Any) -> bool:
    """Return whether the given names of two names in one script or across two are far apart, whichever word comes first."""
    long, short, names = left[0], left[2], left[3]
    long_too, short_too, names_too = right[0], right[2], right[3]
    if names[i, 0] < 0 or names_too[j, 0] < 0 or (names[i, 2] > 0 and names_too[j, 2] > 0):
        return False
    x, y = np.int64(names[i, 0]), np.int64(names_too[j, 0])
    if not words_far(short, long, x, short_too, long_too, y, way, NEAR, tables, memory):
        return False
    last, last_too = np.int64(names[i, 1]), np.int64(names_too[j, 1])
    if last < 0 or last_too < 0:
        return True
    if not words_far(short, long, last, short_too, long_too, y, way, SPELLING, tables, memory):
        return False
    return words_far(short, long, x, short_too, long_too, last_too, way, SPELLING, tables, memory)


@compiled
def far_pairs(left: Any, right: Any, rows: Any, to: Any, costs: Any, weights: Any, far: Any) -> None:
    """Write whether the given names of each pair are far apart in every script in which the pair would be compared.

    ``left`` and ``right`` are each the words and the names of both scripts (``encoding.Joined``).
    """
    room = np.empty((3, ROOM), np.float32)
    memory = np.full((4, SLOTS, 2), -1, np.int64)
    tables = (costs, weights, room)
    names, names_too = left[3], right[3]
    size, size_too = len(names) // 2, len(names_too) // 2
    for pair in range(len(rows)):
        compared, all_far = False, True
        for way in range(4):
            if (way >= 2 and compared) or not all_far:
                break
            i = rows[pair] + (size if way % 2 else 0)
            j = to[pair] + (size_too if way == 1 or way == 2 else 0)
            if names[i, 3] == 0 or names_too[j, 3] == 0:
                continue
            compared = True
            all_far = given_far(left, i, right, j, way, tables, memory)
        far[pair] = compared and all_far
