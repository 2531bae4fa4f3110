"""The score of attributions: against counts worked out by hand, a naive way to match, and files that are none."""

from __future__ import annotations

import gzip
import json
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import ReadError
from undercount.read.prose.analysis.parse import installed_pipeline
from undercount.read.prose.measure.attribution import (
    MEASURES,
    is_attributed,
    matched,
    read_articles,
    scored_attributions,
)

TEXT = "The UN said that six people died. Omar Haddad said that two shops burned. It rained."


def _piece(words: str) -> list[dict[str, list[list[int]]]]:
    start = TEXT.index(words)
    return [{"spans": [[start, start + len(words)]]}] if words else []


def _row(*marked: tuple[str, str, str]) -> dict[str, object]:
    parts = ("content", "source", "cue")
    one = [{part: _piece(words) for part, words in zip(parts, words, strict=True)} for words in marked]
    return {"id": "a", "text": TEXT, "attributions": one}


def _written(folder: Path, *rows: object) -> Path:
    path = folder / "corpus.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_the_scores_are_those_counted_by_hand(tmp_path: Path) -> None:
    marked = (("six people died", "The UN", "said"), ("two shops burned", "", "said"), ("It rained", "", ""))
    path = _written(tmp_path, _row(*marked))
    assert is_attributed(path)
    seen: list[tuple[int, int]] = []
    result = scored_attributions(read_articles(path), installed_pipeline(), lambda *at: seen.append(at))
    found = {(one.measure, one.part): (one.right, one.of) for one in result.scores}
    assert found["content", "all"] == (2, 3)
    assert found["content precision", "all"] == (2, 2)
    # Ours hold "that" too, which these marks leave out.
    assert found["content same", "all"] == (0, 3)
    # Of the second the corpus names nobody, and we name Omar Haddad.
    assert found["source", "all"] == (1, 2)
    assert found["source", "nobody is named"] == (0, 1)
    assert found["source", "somebody is named"] == (1, 1)
    assert {measure for measure, _ in found} == set(MEASURES)
    assert result.rules == (("say/clause", 2, 2),)
    assert seen[-1] == (1, 1)
    assert all(one.interval[0] <= (one.share or 0) <= one.interval[1] for one in result.scores)


@pytest.mark.parametrize(
    ("row", "reason"),
    [("not json", "row 1 of corpus.jsonl"), ('{"text": "x"}', "KeyError"), ("", "has none")],
)
def test_what_is_no_corpus_is_refused_in_one_sentence(tmp_path: Path, row: str, reason: str) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text(row, encoding="utf-8")
    assert not is_attributed(path)
    with pytest.raises(ReadError, match=reason) as error:
        read_articles(path)
    assert "\n" not in str(error.value)


def test_a_span_behind_the_text_is_refused(tmp_path: Path) -> None:
    row = {"id": "a", "text": "short", "attributions": [{"content": [{"spans": [[0, 99]]}]}]}
    with pytest.raises(ReadError, match="behind the text"):
        read_articles(_written(tmp_path, row))


_SETS = st.lists(st.frozensets(st.integers(0, 6), min_size=1), max_size=4)


@given(_SETS, _SETS)
def test_pairs_are_one_to_one_and_the_best_pair_is_among_them(
    theirs: list[frozenset[int]], mine: list[frozenset[int]]
) -> None:
    pairs = matched(theirs, mine)
    assert len(set(pairs.values())) == len(pairs)
    shares = {(g, m): 2 * len(a & b) / (len(a) + len(b)) for g, a in enumerate(theirs) for m, b in enumerate(mine)}
    assert all(shares[pair] >= 0.5 for pair in pairs.items())
    best = max(shares.values(), default=0)
    assert best < 0.5 or any(shares[pair] == best for pair in pairs.items())
    # The greedy way finds at least half as many pairs as any other.
    longer, shorter = max(len(theirs), len(mine)), min(len(theirs), len(mine))
    swapped = len(theirs) > len(mine)
    most = max(
        sum(shares[(b, a) if swapped else (a, b)] >= 0.5 for a, b in enumerate(order))
        for order in permutations(range(longer), shorter)
    )
    assert 2 * len(pairs) >= most
