"""Many names read at once are what each is by itself: parts, keys, frequencies and what is compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.link.names import (
    Frequencies,
    Name,
    Names,
    compare_many,
    encode,
    key_many,
    keys,
    parse,
    parse_many,
    table,
)
from undercount.link.names.comparison import LEAST_LOGIT, given_differ
from undercount.link.names.table import placed_words
from undercount.link.synthetic import Design, Hand, ListDesign, generate

_ARABIC = """كريم كريمة سالم حمد محمد النجار ال عبد عبدال الرحمن الله اله عبدالله الدين نورالدين نور ابو أبو ام بن بنت ابن زوجة حرم ابوزرقة
الاسلام الزهراء مصطفى على موسى هللا االنجار مـحمد أحمد اٴحمد احٔمد ء رب النبي الحاج د مجهول لا يوجد غير معروف المعروف ب محمدعلي هـ
طفل الطفل امرأة جثة من النقيب الملازم أول رائد اسم"""
_LATIN = """Karim Salem al Al el-Din Din deen allah Abd abdul Abdel Abd. abed rahman Rahman al-Rahman an Najjar an-Najjar ad ed d'Arc Daoud
Abu abu abou-Zarqa Umm bin ibn of Bint Mhd. Moh. AlNajjar AbuZarqa Nasruddin Saifullah islam al-Islam haq zahra Is'haq O'Neil Dr. Sheikh
unknown known no name aka née wife son ash Shami ul ra'as ar as sami at Tamimi e z zz Zuhair -x x- om ben Ömer Çelik José ﬁras
child Captain lt First woman male Mother baby al-Hajj Hajj Raed from boy unnamed"""
_MARKS = ["(", ")", ",", "/", "-", "'", '"', "12", "٣", ".", ";", "\x00", "\u200f"]
WORDS = [*_ARABIC.split(), *_LATIN.split(), *_MARKS]
PLAIN = st.lists(st.sampled_from(_ARABIC.split()), max_size=7) | st.lists(st.sampled_from(_LATIN.split()), max_size=7)
TEXTS = (PLAIN | st.lists(st.sampled_from(WORDS), max_size=7)).map(" ".join)
ROWS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=30)


def read(rows: Sequence[tuple[str, ...]]) -> Names:
    """Return names read at once, each text by its number."""
    columns = []
    for column in zip(*rows, strict=True):
        texts = list(dict.fromkeys(text for text in column if text))
        codes = [texts.index(text) if text else -1 for text in column]
        columns.append((np.array(codes, dtype=np.int32), texts))
    return parse_many(columns, len(rows))


def agree(names: Names, alone: list[Name]) -> None:
    """Check that names read at once have the words that they have alone, part by part."""
    for at, name in enumerate(alone):
        for parts, script in ((name.arabic, names.arabic), (name.latin, names.latin)):
            words, shape = ([], (0,) * 5) if parts is None else placed_words(parts)
            row = script.rows[at]
            assert [script.words[word] for word in row[: row[-1]]] == words, name.text
            assert tuple(row[-5:]) == tuple(map(int, shape)), name.text


@given(ROWS)
def test_names_are_read_at_once_as_they_are_alone(rows: list[tuple[str, ...]]) -> None:
    names, alone = read(rows), [parse(*row) for row in rows]
    agree(names, alone)
    assert list(names) == alone
    assert names.has_arabic.tolist() == [name.arabic is not None for name in alone]
    assert names.has_latin.tolist() == [name.latin is not None for name in alone]


@given(ROWS)
def test_many_texts_are_read_some_at_a_time(rows: list[tuple[str, ...]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_AT_ONCE", 3)
        names = read(rows)
    agree(names, [parse(*row) for row in rows])


@given(ROWS)
def test_what_follows_from_names_is_the_same(rows: list[tuple[str, ...]]) -> None:
    names, alone = read(rows), [parse(*row) for row in rows]
    place, number = key_many(names)
    mine = [set(number[place == at].tolist()) for at in range(len(rows))]
    theirs = [keys(name) for name in alone]
    assert [len(one) for one in mine] == [len(one) for one in theirs]
    for a in range(len(rows)):
        for b in range(a):
            assert len(mine[a] & mine[b]) == len(theirs[a] & theirs[b])
    learnt = Frequencies.learn(names)
    assert learnt == Frequencies.learn(alone)
    left, right = (grid.ravel() for grid in np.indices((len(rows), len(rows))))
    fast, slow = encode(names, learnt), encode(alone, learnt)
    one, other = compare_many(fast, fast, left, right), compare_many(slow, slow, left, right)
    assert np.array_equal(one.scores, other.scores)
    assert np.array_equal(one.levels, other.levels)


def test_invented_lists_are_read_at_once_as_one_by_one() -> None:
    hand = Hand(
        systems={"press": 2, "english": 1, "french": 1}, loose=0.2, spelling=0.3, typing=0.1, scanning=0.1, abbreviated=0.1,
        kunya_only=0.05, family_first=0.1, husbands_name=0.2, drops={"father": 0.2, "grandfather": 0.4},
    )  # fmt: skip
    drawn = generate(Design(persons=1500, lists=(ListDesign("A", 1.0, hand=hand),)), seed=2).lists["A"]
    rows = [(a or "", b or "") for a, b in zip(drawn["name_ar"].tolist(), drawn["name_en"].tolist(), strict=True)]
    agree(read(rows), [parse(*row) for row in rows])


@given(ROWS)
def test_given_names_that_surely_differ_score_lowest(rows: list[tuple[str, ...]]) -> None:
    names = encode(read(rows))
    left, right = (grid.ravel() for grid in np.indices((len(rows), len(rows))))
    far = given_differ(names, names, left, right)
    scores = compare_many(names, names, left, right).scores[far].astype(np.float64)
    assert (scores <= 1 / (1 + np.exp(-LEAST_LOGIT)) + 1e-6).all()
