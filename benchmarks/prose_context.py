"""Dates, places and Arabic in prose: ``python -m benchmarks.prose_context`` measures the rules on text that they were not written for.

**Date phrases**: words for a date in newspaper articles, drawn at random from all words for days, weeks, months and years (PolNeAR,
train; published on the day that its id names) and read by hand: ``date_phrases.csv`` has the article, the position and the date, empty
where the words name none that can be resolved, ``-`` where they are no date. Of the first reading 136 of 143 were right (0.95); four of
the seven errors were then corrected in the rules.

**Days of events** (ACLED notes, rows dated to the day): each phrase that names one day, against the day of the event, with the note taken
as published one and six days later. A phrase can be the date of something else that the note tells, so this is a lower bound.

**The date of a claim**: of the first word of harm or protest in a note (ACLED), of each in an assessment (Airwars), of the first in a
news wire (MUC-4, events with one date): how often a day is given and it is the event's, and how often the interval given holds it.

**Places**: whether the place of the event, where its name stands in the text at all, is among the places found; the world's list only, no
register. *Chosen* is whether it is among those given to the first word of harm.

**Arabic**: headlines in Arabic, as they stand in the addresses of reports on harm in Syria. Read by hand: 120 of those that have a digit
or a word of harm (``arabic_headlines.csv`` has incident, number of the source, and the number killed and injured that the headline
states, empty where it states none). Beside it, over all headlines: how often a number read lies within the least and most of the
incident, which a headline on several incidents need not.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import duckdb

from undercount.read.prose.arabic.reading import read_arabic
from undercount.read.prose.dates.belonging import when_of
from undercount.read.prose.dates.phrases import dates
from undercount.read.prose.places.belonging import places_of
from undercount.read.prose.places.gazetted import words_of
from undercount.read.prose.places.mentions import places
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.proposal import Found, Located, Span
from undercount.read.prose.words import Document, Sentence
from undercount.read.registers import Registers
from undercount.read.text import ItemText
from undercount.record import When

SHARED = Path(os.environ.get("UNDERCOUNT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
TEXT, EVENTS = SHARED / "data" / "text", SHARED / "data" / "events"
HERE = Path(__file__).parent
HARM = re.compile(
    r"\b(?:killed|injured|wounded|dead|died|murdered|assassinated|shot|attack(?:ed)?|clash(?:ed|es)?|protest(?:ed)?|staged|demonstrat\w+|"
    r"arrested|blast|exploded|torched|vandali[sz]ed|rall(?:y|ied)|strike|held)\b",
    re.IGNORECASE,
)
DEAD = re.compile(r"\b(?:killed|injured|died|wounded|murdered|assassinated|dead)\b", re.IGNORECASE)
DAY = 86_400
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
Case = tuple[str, date, str, list[Span]]
"""A text, the day of its event, its publication, and words of harm in it."""


def document(text: str, published: str) -> Document:
    """Return a text with its sentences, cut at full stops before capitals and at line ends."""
    found = re.finditer(r"\S.*?(?:[.!?](?=\s+[\"“\[(]?[A-Z])|\n|$)", text, re.DOTALL)
    return Document(text, tuple(Sentence((), m.start(), m.end()) for m in found), "en", "patterns", published)


def notes() -> list[dict[str, str]]:
    """Return ACLED's notes."""
    with gzip.open(TEXT / "acled_south_southeast_asia_2015_dev.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(name: str) -> Iterator[dict[str, object]]:
    """Yield the objects of a file of JSON lines."""
    data = (TEXT / name).read_bytes()
    for line in (gzip.decompress(data) if name.endswith("gz") else data).decode("utf-8").splitlines():
        if line:
            yield json.loads(line)


def phrases() -> None:
    """Print how many date phrases of newspaper articles are right."""
    articles = {str(row["id"]): str(row["text"]) for row in lines("polnear_train.jsonl.gz")}
    with (HERE / "date_phrases.csv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file))
    right = resolved = exact = 0
    for row in gold:
        text, at = articles[row["article"]], int(row["position"])
        published = re.search(r"\d{4}-\d\d-\d\d", row["article"])
        found = dates(text, published[0] if published else "")
        hit = next((d for d in found if d.span.start <= at < d.span.end), None)
        said = "-" if hit is None else hit.when.edtf if hit.when is not None else ""
        right += said == row["edtf"]
        if row["edtf"] not in ("", "-"):
            resolved += 1
            exact += said == row["edtf"]
    print(
        f"date phrases of newspapers: {share(right, len(gold))} right; of those that name a date {share(exact, resolved)}"
    )


def share(some: int, all_: int) -> str:
    """Return "3/4 (0.75)"."""
    return f"{some:,}/{all_:,} ({some / all_:.2f})"


def holds(when: When, day: date) -> bool:
    """Tell whether an interval holds a day."""
    second = (day - date(1970, 1, 1)).days * DAY
    return (when.start is None or when.start < second + DAY) and (when.end is None or when.end > second)


def is_day(when: When) -> bool:
    """Tell whether an interval is one day or less."""
    days = when.days()
    return days is not None and days <= 1


def event_days(rows: list[dict[str, str]]) -> None:
    """Print how many phrases that name one day name the day of the event."""
    for later in (1, 6):
        count: Counter[str] = Counter()
        started = time.process_time()
        for row in rows:
            day = datetime.strptime(row["EVENT_DATE"], "%d-%B-%Y").date()  # noqa: DTZ007
            for one in dates(row["NOTES"], (day + timedelta(days=later)).isoformat()):
                if one.when is None or not is_day(one.when):
                    continue
                kind = (
                    "weekday"
                    if one.rule.startswith("weekday")
                    else "calendar"
                    if "month" in one.rule or "digits" in one.rule
                    else "other"
                )
                count[kind] += 1
                count[f"{kind}-right"] += holds(one.when, day)
        spent = (time.process_time() - started) / len(rows)
        shown = ", ".join(
            f"{k} {count[k + '-right']}/{count[k]} ({count[k + '-right'] / count[k]:.2f})"
            for k in ("weekday", "calendar")
        )
        print(f"ACLED, published {later} day(s) later: {shown}; {spent * 1000:.2f} ms a note")


def acled_cases(rows: list[dict[str, str]]) -> Iterator[Case]:
    """Yield the first word of harm of each note."""
    for row in rows:
        day = datetime.strptime(row["EVENT_DATE"], "%d-%B-%Y").date()  # noqa: DTZ007
        found = HARM.search(row["NOTES"])
        if found is not None:
            yield row["NOTES"], day, (day + timedelta(days=1)).isoformat(), [Span(*found.span())]


def airwars_cases() -> Iterator[Case]:
    """Yield the words of harm of each assessment; it is taken as published 200 days after the event."""
    for row in lines("airwars_gaza_dev.jsonl.gz"):
        if row["incident_date"] and not row["incident_date_end"]:
            day, text = date.fromisoformat(str(row["incident_date"])), str(row["text"])
            yield text, day, (day + timedelta(days=200)).isoformat(), [Span(*m.span()) for m in DEAD.finditer(text)]


def muc_day(text: object) -> date | None:
    """Return the day of "- 08 JAN 90", or None where it is no one day."""
    found = re.fullmatch(r"\s*-?\s*(\d\d?) ([A-Z]{3}) (\d\d)\s*", str(text or ""))
    try:
        return None if found is None else date(1900 + int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def muc_cases() -> Iterator[Case]:
    """Yield the first word of harm of each wire whose events have one date."""
    days: dict[str, set[str]] = {}
    for row in lines("muc4_casualty_fills_dev.jsonl"):
        days.setdefault(str(row["doc_id"]), set()).add(str(row["incident_date"] or ""))
    for row in lines("muc4_dev.jsonl.gz"):
        said = days.get(str(row["id"]), set())
        event = muc_day(next(iter(said))) if len(said) == 1 else None
        published, text = muc_day(row["dateline"]), str(row["text"])
        found = DEAD.search(text)
        if event is not None and published is not None and found is not None:
            yield text, event, published.isoformat(), [Span(*found.span())]


def claim_dates(name: str, cases: Iterator[Case]) -> None:
    """Print which date is given to words of harm."""
    count: Counter[str] = Counter()
    for text, day, published, triggers in cases:
        whole, found = document(text, published), dates(text, published)
        for trigger in triggers:
            given = when_of(trigger, found, whole)
            count["all"] += 1
            if given is None or given.when is None:
                count["unresolved"] += 1
                continue
            kind = "publication" if given.rule == "published" else "day" if is_day(given.when) else "interval"
            count[kind] += 1
            count[f"{kind}-right"] += holds(given.when, day)
    print(
        f"date of a claim, {name}: {count['all']} words of harm; a day for {count['day']}, right {count['day-right']} "
        f"({count['day-right'] / count['day']:.2f}); an interval for {count['interval']}, holds the day {count['interval-right']}; "
        f'only "up to the publication" for {count["publication"]}; unresolved {count["unresolved"]}'
    )


def has(words: tuple[str, ...], some: tuple[str, ...]) -> bool:
    """Tell whether some words hold others in their order."""
    return any(some[i : i + len(words)] == words for i in range(len(some) - len(words) + 1))


def place_table(rows: list[dict[str, str]], gazetteer: Gazetteer) -> None:
    """Print how many places of events are found where their names stand in the text."""
    count: Counter[str] = Counter()
    started = time.process_time()
    found_of: list[tuple[dict[str, str], tuple[Located, ...]]] = [
        (row, places(row["NOTES"], gazetteer)) for row in rows
    ]
    spent = (time.process_time() - started) / len(rows)
    for row, found in found_of:
        text = words_of(row["NOTES"])
        spans = [words_of(one.span.of(row["NOTES"])) for one in found]
        for column in ("LOCATION", "ADMIN3", "ADMIN2", "ADMIN1"):
            name = words_of(row[column])
            if name and has(name, text):
                count[column] += 1
                count[f"{column}-found"] += any(has(name, span) for span in spans)
        trigger, name = HARM.search(row["NOTES"]), words_of(row["LOCATION"])
        if trigger is not None and name and has(name, text):
            given = places_of(Span(*trigger.span()), found, document(row["NOTES"], ""))
            count["chosen"] += 1
            count["chosen-right"] += any(has(name, words_of(one.span.of(row["NOTES"]))) for one in given)
    for column in ("LOCATION", "ADMIN3", "ADMIN2", "ADMIN1"):
        print(
            f"ACLED {column} where its name stands in the note: found {share(count[column + '-found'], count[column])}"
        )
    print(
        f"ACLED LOCATION chosen for the first word of harm: {share(count['chosen-right'], count['chosen'])}; {spent * 1000:.2f} ms a note"
    )


KINDS = ("the", "neighbourhood", "neighborhood", "city", "camp", "refugee", "strip", "area", "street", "hospital")


def airwars_places(gazetteer: Gazetteer) -> None:
    """Print how many innermost places of assessments are found where their names stand in the text."""
    total = right = 0
    for row in lines("airwars_gaza_dev.jsonl.gz"):
        parts = [words_of(p) for p in str(row["location"] or "").split(",") if re.search("[A-Za-z]", p)]
        names = [tuple(w for w in part if w not in KINDS) for part in parts]
        names = [name for name in names if name and name != ("gaza",)]
        text = str(row["text"])
        if names and has(names[0], words_of(text)):
            total += 1
            right += any(has(names[0], words_of(one.span.of(text))) for one in places(text, gazetteer))
    print(f"Airwars innermost place where its name stands in the text: found {right}/{total} ({right / total:.2f})")


ARABIC = re.compile("[\u0621-\u064a]{2,}")


def headlines() -> dict[tuple[str, str], tuple[str, float | None, float | None]]:
    """Return the Arabic headlines by incident and source, each with the incident's least and most killed."""
    query = (
        f"SELECT s.code, s.\"order\", s.url, i.civ_killed_min, i.civ_killed_max FROM '{EVENTS / 'airwars_syria_sources.parquet'}' s "
        f"JOIN '{EVENTS / 'airwars_syria_incidents.parquet'}' i USING (code) ORDER BY 1, 2"
    )
    found = {}
    seen = set()
    for code, order, url, least, most in duckdb.connect().execute(query).fetchall():
        slug = max(unquote(url or "").split("?")[0].split("/"), key=lambda part: len(ARABIC.findall(part)))
        if len(ARABIC.findall(slug)) < 5:
            continue
        text = re.sub(r"[-_]+", " ", re.sub(r"\.html?$", "", slug)).strip()
        text = re.sub(r"^\d{6,}\s*|\s*\d{4,}$", "", text)
        if text not in seen:
            seen.add(text)
            found[code, str(order)] = (text, least, most)
    return found


def stated(found: Found, acts: tuple[str, ...]) -> int | None:
    """Return the number that the proposals of some acts state together, parts left out, or None where they state none."""
    numbers = [
        p.quantity.best if p.quantity.best is not None else p.quantity.low
        for p in found.proposals
        if p.act in acts and p.part_of is None
    ]
    known = [n for n in numbers if n is not None]
    return sum(known) if known else None


def arabic() -> None:
    """Print what the Arabic reader finds in headlines."""
    texts = headlines()
    with (HERE / "arabic_headlines.csv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file))
    killing = ("killing", "summary-killing")
    for column, acts in (("killed", killing), ("injured", ("injury",))):
        right = wrong = total = invented = 0
        for row in gold:
            said = stated(read_arabic(ItemText(texts[row["incident"], row["source"]][0], "address/1")), acts)
            wanted = int(row[column]) if row[column] else None
            total += wanted is not None
            right += wanted is not None and said == wanted
            wrong += wanted is not None and said not in (None, wanted)
            invented += wanted is None and said is not None
        print(
            f"Arabic headlines read by hand, {column}: {right} of {total} numbers found, {wrong} wrong; "
            f"{invented} of {len(gold) - total} others gave a number"
        )
    count: Counter[str] = Counter()
    started = time.process_time()
    for text, least, most in texts.values():
        said = stated(read_arabic(ItemText(text, "address/1")), killing)
        if said is not None and least is not None and most is not None:
            count["numbered"] += 1
            count["within"] += least <= said <= most
            count["below"] += said < least
    spent = (time.process_time() - started) / len(texts)
    print(
        f"all {len(texts):,} Arabic headlines: {count['numbered']:,} state a number killed; {count['within']:,} within the "
        f"incident's least and most, {count['below']:,} below, the rest above; {spent * 1000:.2f} ms a headline"
    )


def main() -> int:
    """Print every table."""
    if not TEXT.is_dir():
        print(f"the reference data is not there: {TEXT}", file=sys.stderr)
        return 1
    rows = notes()
    exact = [row for row in rows if row["TIME_PRECISION"] == "1"]
    gazetteer = Gazetteer.of(Registers())
    steps: list[Callable[[], None]] = [
        phrases,
        lambda: event_days(exact),
        lambda: claim_dates("ACLED", acled_cases(exact)),
        lambda: claim_dates("Airwars", airwars_cases()),
        lambda: claim_dates("MUC-4", muc_cases()),
        lambda: place_table(rows, gazetteer),
        lambda: airwars_places(gazetteer),
        arabic,
    ]
    for step in steps:
        step()
    return 0


if __name__ == "__main__":
    sys.exit(main())
