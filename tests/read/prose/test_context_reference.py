"""Dates, places and Arabic measured on third-party text, with what was read by hand kept beside the benchmark."""

from __future__ import annotations

import csv
import gzip
import json
import re
from pathlib import Path

import pytest

from undercount.read.prose.dates.phrases import dates
from undercount.read.prose.places.gazetted import words_of
from undercount.read.prose.places.mentions import places
from undercount.read.prose.places.names import Gazetteer
from undercount.read.registers import Registers

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.mark.reference
def test_date_phrases_of_newspapers_are_right(shared: Path) -> None:
    with gzip.open(shared / "text" / "polnear_train.jsonl.gz", "rt", encoding="utf-8") as file:
        articles = {row["id"]: row["text"] for row in map(json.loads, file)}
    with (BENCHMARKS / "date_phrases.csv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file))
    right = 0
    for row in gold:
        published = re.search(r"\d{4}-\d\d-\d\d", row["article"])
        assert published is not None
        found = dates(articles[row["article"]], published[0])
        hit = next((d for d in found if d.span.start <= int(row["position"]) < d.span.end), None)
        right += row["edtf"] == ("-" if hit is None else hit.when.edtf if hit.when is not None else "")
    assert len(gold) == 143
    assert right / len(gold) >= 0.94


@pytest.mark.reference
def test_the_places_of_events_are_found_where_their_names_stand(shared: Path) -> None:
    with gzip.open(
        shared / "text" / "acled_south_southeast_asia_2015_dev.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))[::5]
    gazetteer = Gazetteer.of(Registers())
    named = found = 0
    for row in rows:
        name, text = words_of(row["LOCATION"]), words_of(row["NOTES"])
        if not name or not _has(name, text):
            continue
        named += 1
        found += any(_has(name, words_of(one.span.of(row["NOTES"]))) for one in places(row["NOTES"], gazetteer))
    assert named > 400
    assert found / named >= 0.88


@pytest.mark.reference
def test_numbers_of_arabic_headlines_are_found_and_none_is_invented(shared: Path) -> None:
    from benchmarks.prose_context import headlines, stated

    from undercount.read.prose.arabic.reading import read_arabic
    from undercount.read.text import ItemText

    texts = headlines()
    with (BENCHMARKS / "arabic_headlines.csv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file))
    found = dict.fromkeys(("killed", "injured"), 0)
    wrong = dict.fromkeys(("killed", "injured"), 0)
    for row in gold:
        read = read_arabic(ItemText(texts[row["incident"], row["source"]][0], "address/1"))
        for column, acts in (("killed", ("killing", "summary-killing")), ("injured", ("injury",))):
            said = stated(read, acts)
            found[column] += bool(row[column]) and said == int(row[column])
            wrong[column] += said is not None and str(said) != row[column]
    assert wrong == {"killed": 0, "injured": 0}
    assert found["killed"] >= 40
    assert found["injured"] >= 15


def _has(words: tuple[str, ...], some: tuple[str, ...]) -> bool:
    return any(some[i : i + len(words)] == words for i in range(len(some) - len(words) + 1))
