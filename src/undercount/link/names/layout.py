"""Where things stand in the arrays that the kernels read and write."""

from __future__ import annotations

from undercount.link.names.symbols import LETTERS, LONGEST, MOST_WORDS

# Levels, and the parts that have one.
MISSING, DIFFERENT, MOVED, CLOSE, VARIANT, SAME = range(6)
GIVEN, FATHER, GRANDFATHER, FAMILY, KUNYA = range(5)
# In which script a pair was compared.
NEITHER, ARABIC, LATIN, BOTH, ACROSS = range(5)
# Columns of the table of words after the letters; from the last one on as many as a spelling may stand for.
LENGTH, HEAD, HAS_ARTICLE, TAIL, KNOWN, FINE, COARSE, TELLS, TELLS_FAMILY, MEANT = range(LONGEST, LONGEST + 10)
# So many common names that a word may be stand there, -1 for none.
MOST_MEANT = 3
# Columns of the table of names after the words.
HAS_GIVEN, NAMED, ALIASES, HAS_KUNYA, ALL = range(MOST_WORDS, MOST_WORDS + 5)
# Columns of the costs after those of one letter for another.
MORE_WITHIN, MORE_ACROSS = len(LETTERS), len(LETTERS) + 1
# Places in the array of weights, which ``comparison.Weights`` names.
(
    GIVEN_DIFFERS,
    FATHER_DIFFERS,
    FAMILY_DIFFERS,
    FAMILY_AS_FATHER,
    GENERATION_MISSING,
    GENERATION_EXTRA,
    PER_LETTER,
    PER_LETTER_ACROSS,
    PARTICLE,
    ARTICLE,
    ENDING,
    TURNED,
    BETTER_SCRIPT,
    FAMILY_MOST,
    FAMILY_SHARE,
    KUNYA_MOST,
    KUNYA_DIFFERS,
) = range(17)
