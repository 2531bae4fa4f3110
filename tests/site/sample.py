"""Make a built study for the site's tests: an invented town, small by default, with as many incidents as a test wants."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]

EN = """Briefing by the Observer Office, Port Selim, 13 December 2031.

The office has confirmed that at least 82 civilians, including 11 women and 13 children, were killed
in four neighbourhoods of the eastern districts.
The office said that its count was conservative.

Asked about the west of the town, the spokesman gave no figure. A second briefing is expected on Friday.
"""

AR = """بيان مستشفى الرحمة، ميناء سليم، ١٤ كانون الأول ٢٠٣١

استقبل المستشفى بين الأول والرابع عشر من الشهر جثامين 20 مدنياً على الأقل قُتلوا على يد جماعة مسلحة أخرى في الأحياء الشرقية.
وقال الطبيب المناوب إن قسم الإسعاف قُصف مرتين في اليوم نفسه.
"""

PAPER = """The Harbour Gazette, 14 December 2031.

“At least 82 civilians” were killed, the Observer Office said yesterday. <b>Residents</b> & relatives were not reachable.
"""

COMMISSION = (
    "Report of the Commission.\n\n"
    + "The commission worked for two years and heard many people. " * 80
    + "\n\nThe commission concludes that "
    + "between 1,100 and 1,300 civilians were killed in the whole town in December; this count is complete.\n\n"
    + "In the western districts at least 150 of them died. "
    + "\n\nThe annexes list the hearings. " * 90
)

DENIAL = """Statement of the General Staff, 15 December 2031. No civilian was killed in the western districts. Operations were precise."""

PLACES = [
    ("port-selim", None, "city", "Port Selim", "ميناء سليم", 10.50, 120.50),
    ("east", "port-selim", "district", "Eastern districts", "الأحياء الشرقية", 10.51, 120.56),
    ("west", "port-selim", "district", "Western districts", "الأحياء الغربية", 10.51, 120.44),
    ("north", "port-selim", "district", "Northern districts", "الأحياء الشمالية", 10.57, 120.50),
    ("fish-market", "east", "neighbourhood", "Fish Market", "سوق السمك", 10.505, 120.555),
]
ACTORS = [
    ("army", None, "General Staff forces", "قوات هيئة الأركان"),
    ("brigade", "army", "Seventh Brigade", "اللواء السابع"),
    ("front", None, "Harbour Front", "جبهة المرفأ"),
]
SOURCES = [
    ("observer", "un", None, "Observer Office", "مكتب المراقبين"),
    ("rahma", "hospital", None, "Rahma Hospital", "مستشفى الرحمة"),
    ("gazette", "newspaper", None, "The Harbour Gazette", "جريدة المرفأ"),
    ("commission", "un", "observer", "Commission of Inquiry", "لجنة التحقيق"),
    ("staff", "party", None, "General Staff", "هيئة الأركان"),
    ("monitor", "ngo", None, "Coast Monitor", "مرصد الساحل"),
]
LABELS = {
    "act": {"killing": ("killing", "قتل"), "injury": ("injury", "إصابة"), "attack": ("attack", "هجوم")},
    "unit": {"person": ("persons", "أشخاص"), "facility": ("facilities", "منشآت"), "attack": ("attacks", "هجمات")},
    "status": {"civilian": ("civilian", "مدني")},
    "sex": {"female": ("female", "أنثى"), "male": ("male", "ذكر")},
    "age": {"child": ("child", "طفل"), "adult": ("adult", "بالغ")},
    "target": {"hospital": ("hospital", "مستشفى")},
    "qualifier": {
        "at-least": ("at least", "على الأقل"),
        "between": ("between", "بين"),
        "exactly": ("exactly", "بالضبط"),
    },
    "grade": {"fair": ("fair", "مقبول"), "good": ("good", "جيد")},
}

CLAIM_COLUMNS = {
    "claim": "VARCHAR",
    "item": "VARCHAR",
    "row": "BIGINT",
    "locator": "VARCHAR",
    "quote": "VARCHAR",
    "speaker": "VARCHAR",
    "carrier": "VARCHAR",
    "origin": "VARCHAR",
    "stance": "VARCHAR",
    "act": "VARCHAR",
    "unit": "VARCHAR",
    "low": "BIGINT",
    "best": "BIGINT",
    "high": "BIGINT",
    "qualifier": "VARCHAR",
    "phrase": "VARCHAR",
    "edtf": "VARCHAR",
    "start": "BIGINT",
    "end": "BIGINT",
    "time_certain": "BOOLEAN",
    "places": "VARCHAR[]",
    "place_text": "VARCHAR",
    "actors": "VARCHAR[]",
    "sex": "VARCHAR",
    "age": "VARCHAR",
    "status": "VARCHAR",
    "cells": "BIGINT",
    "targets": "VARCHAR[]",
    "covers": "VARCHAR",
    "incident": "VARCHAR",
    "list": "VARCHAR",
    "person": "VARCHAR",
    "assurance": "VARCHAR",
    "basis": "VARCHAR",
    "grade": "VARCHAR",
    "note": "VARCHAR",
    "published": "VARCHAR",
    "reader": "VARCHAR",
    "standing": "VARCHAR",
    "lat": "DOUBLE",
    "lon": "DOUBLE",
}
INCIDENT_COLUMNS = {
    "incident": "VARCHAR",
    "list": "VARCHAR",
    "title": "VARCHAR",
    "edtf": "VARCHAR",
    "start": "BIGINT",
    "end": "BIGINT",
    "time_precision": "VARCHAR",
    "places": "VARCHAR[]",
    "place_text": "VARCHAR",
    "place_precision": "VARCHAR",
    "lat": "DOUBLE",
    "lon": "DOUBLE",
    "actors": "VARCHAR[]",
    "acts": "VARCHAR[]",
    "note": "VARCHAR",
    "item": "VARCHAR",
    "row": "BIGINT",
    "reader": "VARCHAR",
}

DAY = 86_400
START = 1_956_528_000  # 2032-01-01
"""The first second of the monitor's table."""


def words(en: str, ar: str) -> dict[str, str]:
    return {"en": en, "ar": ar}


def claim_id(name: str) -> str:
    return "claim:" + sha256(name.encode()).hexdigest()[:24]


def item_id(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@dataclass
class Sample:
    """What a built study holds, so that a test can change it before it is written."""

    claims: list[Row] = field(default_factory=list)
    derived: list[Row] = field(default_factory=list)
    incidents: list[Row] = field(default_factory=list)
    figures: list[Row] = field(default_factory=list)
    publication: Row = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the built files and return the folder."""
        for name, text in self.texts.items():
            _put(folder / name, text.encode())
        for figure in self.figures:
            _put(folder / "figures" / f"{figure['name']}.json", _json(figure))
        _put(folder / "publication.json", _json(self.publication))
        table(folder / "tables" / "coded" / "claims.parquet", self.claims, CLAIM_COLUMNS)
        if self.derived:
            table(folder / "tables" / "monitor-1" / "claims.parquet", self.derived, CLAIM_COLUMNS)
        if self.incidents:
            table(folder / "tables" / "monitor-1" / "incidents.parquet", self.incidents, INCIDENT_COLUMNS)
        return folder


def sample(incidents: int = 40, *, fictional: bool = True) -> Sample:
    """Return an invented study."""
    made = Sample()
    items = _items(made)
    made.claims = _claims(items)
    made.derived, made.incidents = _monitor(incidents)
    by_name = {claim["note"] or claim["claim"]: claim for claim in made.claims}
    made.figures = _figures(made, by_name)
    made.publication = _publication(made, items, fictional)
    return made


def _items(made: Sample) -> dict[str, Row]:
    items: dict[str, Row] = {}
    rows = [
        ("briefing.txt", EN, "observer", "2031-12-13"),
        ("rahma.txt", AR, "rahma", "2031-12-14"),
        ("gazette.txt", PAPER, "gazette", "2031-12-14"),
        ("commission.txt", COMMISSION, "commission", "2032-06-01"),
        ("denial.txt", DENIAL, "staff", "2031-12-15"),
        ("briefing-draft.txt", EN[:120], "observer", "2031-12-12"),
    ]
    for entry, (name, text, carrier, published) in enumerate(rows):
        sha = item_id(text)
        made.texts[f"texts/{sha}.txt"] = text
        items[name] = {
            "sha256": sha,
            "name": name,
            "media_type": "text/plain",
            "bytes": len(text.encode()),
            "carrier": carrier,
            "published": published,
            "entry": entry,
            "text": f"texts/{sha}.txt",
            "supersedes": None,
        }
    items["briefing.txt"]["supersedes"] = items["briefing-draft.txt"]["sha256"]
    items["monitor.csv"] = {
        "sha256": item_id("monitor"),
        "name": "monitor.csv",
        "media_type": "text/csv",
        "bytes": 1_234_567,
        "carrier": "monitor",
        "published": "2033-01-01",
        "entry": len(rows),
        "text": None,
        "supersedes": None,
    }
    return items


def _claim(item: Row, quote: str, name: str, **values: Any) -> Row:
    row: Row = {
        "claim": claim_id(name),
        "item": item["sha256"],
        "row": None,
        "quote": quote,
        "speaker": item["carrier"],
        "carrier": item["carrier"],
        "origin": values.get("speaker", item["carrier"]),
        "stance": "affirms",
        "act": "killing",
        "unit": "person",
        "low": None,
        "best": None,
        "high": None,
        "qualifier": "at-least",
        "phrase": quote[:20],
        "edtf": "2031-12-10/2031-12-13",
        "start": START - 22 * DAY,
        "end": START - 18 * DAY,
        "time_certain": True,
        "places": ["east"],
        "place_text": "",
        "actors": None,
        "sex": "",
        "age": "",
        "status": "civilian",
        "cells": 1,
        "targets": None,
        "covers": "within",
        "incident": "",
        "list": None,
        "person": None,
        "assurance": "",
        "basis": "",
        "grade": "fair",
        "note": name,
        "published": item["published"],
        "reader": "sheet@1",
        "standing": "coded",
        "lat": None,
        "lon": None,
    }
    row |= values
    position = next(
        (t.find(quote) for t in (EN, AR, PAPER, COMMISSION, DENIAL) if quote and item_id(t) == item["sha256"]), -1
    )
    row["locator"] = json.dumps(
        [{"type": "TextQuoteSelector", "exact": quote}]
        + ([{"type": "TextPositionSelector", "start": position, "end": position + len(quote)}] if position >= 0 else [])
    )
    return row


def _claims(items: dict[str, Row]) -> list[Row]:
    en, ar, paper = items["briefing.txt"], items["rahma.txt"], items["gazette.txt"]
    commission, denial = items["commission.txt"], items["denial.txt"]
    return [
        _claim(en, "at least 82 civilians", "un82", low=82, actors=["army", "brigade"], assurance="confirmed"),
        _claim(
            en, "including 11 women", "un11", best=11, qualifier="exactly", sex="female", age="adult", actors=["army"]
        ),
        _claim(en, "13 children", "un13", best=13, qualifier="exactly", age="child", actors=["army"]),
        _claim(ar, "جثامين 20 مدنياً على الأقل", "rahma20", low=20, actors=["front"], grade="good"),
        _claim(
            paper, "“At least 82 civilians” were killed", "gazette82", low=82, speaker="observer", origin="observer"
        ),
        _claim(
            commission,
            "between 1,100 and 1,300 civilians were killed in the whole town in December",
            "town1300",
            low=1100,
            high=1300,
            qualifier="between",
            covers="whole",
            places=["port-selim"],
            edtf="2031-12",
        ),
        _claim(
            commission,
            "In the western districts at least 150 of them died.",
            "west150",
            low=150,
            places=["west"],
            edtf="2031-12",
        ),
        _claim(
            denial,
            "No civilian was killed in the western districts.",
            "denial",
            stance="denies",
            qualifier="exactly",
            places=["west"],
            covers="whole",
            edtf="2031-12",
        ),
        _claim(
            ar,
            "قسم الإسعاف قُصف مرتين في اليوم نفسه",
            "tap",
            act="attack",
            unit="attack",
            best=2,
            qualifier="exactly",
            targets=["hospital"],
            edtf="2031-12-14~",
        ),
        _claim(en, "words that are not in the document", "lost", standing="proposed", grade="", edtf="../2031-12"),
    ]


def _monitor(count: int) -> tuple[list[Row], list[Row]]:
    """Return the monitor's table: one incident and one claim a row, spread over two years and four precisions."""
    claims: list[Row] = []
    incidents: list[Row] = []
    item = {"sha256": item_id("monitor"), "carrier": "monitor", "published": "2033-01-01"}
    places = ["east", "west", "north", "fish-market"]
    precisions = ["exact", "exact", "adm2", "exact", "anywhere"]
    for number in range(count):
        day = (number * 7919) % 730
        start = START + day * DAY
        edtf = duckdb_date(day)
        place, precision = places[number % 4], precisions[number % 5]
        placed = precision == "exact"
        name = f"M{number + 1:05d}"
        low = (number * 31) % 9
        incidents.append(
            {
                "incident": name,
                "list": "monitor",
                "title": f"Shelling reported near depot {number % 97}",
                "edtf": edtf,
                "start": start,
                "end": start + DAY,
                "time_precision": "day",
                "places": None if precision == "anywhere" else [place],
                "place_text": "",
                "place_precision": precision,
                "lat": 10.45 + ((number * 613) % 1400) / 10_000 if placed else None,
                "lon": 120.40 + ((number * 887) % 2000) / 10_000 if placed else None,
                "actors": ["army"] if number % 3 else [],
                "acts": ["killing"] if number % 2 else ["attack"],
                "note": "",
                "item": item["sha256"],
                "row": number + 2,
                "reader": "monitor-1",
            }
        )
        claims.append(
            _claim(
                item,
                f"deaths = {low}",
                f"row {number}",
                low=low,
                best=low + 1,
                high=low + 4,
                qualifier="between",
                note="",
                row=number + 2,
                edtf=edtf,
                start=start,
                end=start + DAY,
                places=incidents[-1]["places"],
                incident=name,
                list="monitor",
                standing="derived",
                reader="monitor-1",
                grade="",
            )
        )
        claims[-1]["locator"] = json.dumps(
            [{"type": "TableCellSelector", "row": number + 2, "columns": ["deaths"], "sheet": ""}]
        )
    return claims, incidents


def duckdb_date(day: int) -> str:
    """Return the date so many days after the start."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(START + day * DAY, UTC).date().isoformat()


def entry(claim: Row, *, role: str = "floor", admitted: bool = True, because: Row | None = None) -> Row:
    """Return a claim as a figure's file holds it."""
    keys = [
        "speaker",
        "carrier",
        "origin",
        "item",
        "quote",
        "stance",
        "act",
        "unit",
        "low",
        "best",
        "high",
        "qualifier",
        "phrase",
        "places",
        "actors",
        "sex",
        "age",
        "status",
        "targets",
        "covers",
        "incident",
        "published",
        "standing",
        "grade",
        "assurance",
    ]
    return {
        "id": claim["claim"],
        "locator": json.loads(claim["locator"]),
        "when": claim["edtf"],
        "admitted": admitted,
        "set_aside_because": because,
        "role": role,
        "inner": claim["covers"] == "whole",
        "scope": {},
        **{key: claim[key] for key in keys},
    }


def term(claim: Row, quantity: int, multiplier: int | str = 1) -> Row:
    return {
        "claim": claim["claim"],
        "speaker": claim["speaker"],
        "origin": claim["origin"],
        "quantity": quantity,
        "multiplier": multiplier,
    }


def figure(name: str, title: tuple[str, str], **values: Any) -> Row:
    return {
        "name": name,
        "title": words(*title),
        "question": words("Civilians killed · Eastern districts · 2031-12", "مدنيون قُتلوا · الأحياء الشرقية · 2031-12"),
        "unit": "person",
        "scope": {"when": "2031-12", "places": ["east"]},
        "method": "bounds",
        "admission": {"rule": "all", "text": words("All claims are admitted.", "تُقبل كل الادعاءات.")},
        "low": 0,
        "high": None,
        "status": "documented",
        "robust": {"1": 0, "2": 0},
        "certificate": {"low": [], "high": None, "words": words("0 = 0", "0 = 0")},
        "conflicts": [],
        "reported_range": None,
        "best_sum": None,
        "estimate": None,
        "groups": [],
        "by": [],
        "claims": [],
        "judged": 1.0,
        "incident_judgements": [],
        "ledger": {"size": 9, "root": "00"},
        "assumptions": [words("Every admitted claim is true.", "كل ادعاء مقبول صحيح.")],
        "left_out": [],
    } | values


def result(method: str, numbers: tuple[float | None, ...], refused: str | None = None, **values: Any) -> Row:
    total, low, high = numbers
    return {
        "method": method,
        "stratum": {},
        "lists": ["morgue", "ngo", "families"],
        "documented": 96,
        "estimate": total,
        "low": low,
        "high": high,
        "level": 0.95,
        "interval": "posterior",
        "diagnosis": {},
        "refused": refused,
        "notes": [],
        "assumptions": ["records are linked without error"],
        "reference": "Author (1999), A paper, A journal 1(2)",
    } | values


REFUSED = "an estimate needs two lists that name somebody; only <families> does: join this stratum with another"


def chain(middle: int, steps: int = 40) -> Row:
    """Return a chain around a total, with a trace that runs up and down."""
    trace = [middle + (7 * step) % 23 - 11 for step in range(steps)]
    return {"low": middle - 6, "median": middle, "high": middle + 6, "trace": trace}


def drawn() -> Row:
    """Return what an estimate's fits look like: a hill, chains of which one stands elsewhere, models with weights, a curve with a gap."""
    points = [
        (0.2, 110.0, 100.0, 130.0),
        (0.5, 120.0, 105.0, 160.0),
        (1.0, 151.0, 110.0, None),
        (5.0, None, None, None),
    ]
    return {
        "spreads": [
            {
                "method": "latent-class",
                "draws": 400,
                "start": 100,
                "step": 20,
                "counts": [40, 180, 120, 40, 0, 12],
                "beyond": 8,
            }
        ],
        "chains": [
            {
                "method": "latent-class",
                "stratum": {"sex": "F"},
                "of": 2,
                "documented": 96,
                "verdict": "disagree",
                "rhat": 1.4712,
                "highest_rhat": 1.01,
                "ess": 17,
                "least_ess": 400,
                "draws": 400,
                "every": 10,
                "places": [[0, 1, 3], [2]],
                "chains": [chain(150), chain(152), chain(230), chain(149)],
            }
        ],
        "weights": [
            {
                "method": "decomposable",
                "stratum": {"sex": "M"},
                "lists": ["morgue", "ngo", "families"],
                "heaviest": [
                    {"model": "[morgue ngo] [families]", "weight": 0.6, "estimate": 140.0},
                    {"model": "[morgue] [<ngo>]", "weight": 0.3, "estimate": None},
                ],
                "others": 0.1,
            }
        ],
        "curve": {
            "lists": ["morgue", "ngo", "families"],
            "documented": 96,
            "points": [dict(zip(("xi", "estimate", "low", "high"), row, strict=True)) for row in points],
            "refused": None,
            "empty": 2,
            "cells": 7,
            "left_out": 1,
        },
    }


def estimate() -> Row:
    """Return an estimate with everything that one can have: a refusal, an open interval, one that is very wide, parts, facts."""
    lists = ("morgue", "ngo", "families")
    histories: list[Row] = [
        {"lists": [name for at, name in enumerate(lists) if number >> at & 1], "persons": 40 // number}
        for number in range(1, 8)
    ]
    return {
        "item": item_id("monitor"),
        "name": "linked & counted.csv",
        "rows": 7,
        "persons": sum(row["persons"] for row in histories),
        "lists": [
            {"list": name, "persons": sum(row["persons"] for row in histories if name in row["lists"]), "alone": 1}
            for name in lists
        ],
        "by": ["sex"],
        "where": {"year": ["2031", "2032"]},
        "level": 0.95,
        "seed": 1,
        "histories": histories,
        "facts": [{"code": "small", "text": "few persons", "grave": True, "lists": [], "stratum": "sex=F"}],
        "recommended": "latent-class",
        "because": "latent-class is put first: it averages",
        "warnings": ["the same records give 140 (chao) to 9,000 (mt): the model is the doubt"],
        "results": [
            result("latent-class", (151.4, 120.0, 210.6), diagnosis={"rhat": 1.00312, "ess": 2345.6}, notes=["a note"]),
            result("chao", (140.0, 110.0, None), diagnosis={"model": "[A][B]"}),
            result("mt", (160.2, 100.0, 90_000.0)),
            result("decomposable", (None, None, None), REFUSED),
        ],
        "strata": [
            result("latent-class", (91.4, 70.0, 120.6), stratum={"sex": "M"}),
            result("latent-class", (None, None, None), REFUSED, stratum={"sex": "F"}),
            result("chao", (80.0, 70.0, None), stratum={"sex": "M"}),
            result("chao", (None, None, None), REFUSED, stratum={"sex": "F"}),
        ],
        "drawn": drawn(),
        "beside": words("These lists name 96 persons.", "تسمّي هذه القوائم 96 من الأشخاص."),
    }


def _figures(made: Sample, c: dict[str, Row]) -> list[Row]:
    un82, rahma20, town, west, denial = c["un82"], c["rahma20"], c["town1300"], c["west150"], c["denial"]
    aside = words("its grade is below fair", "درجته أدنى من مقبول")
    months = [
        {
            "key": {"month": f"2032-{m:02d}"},
            "low": 20 + 7 * m,
            "high": 90 + m if m % 3 else None,
            "status": "documented",
            "robust": {"1": 5},
            "certificate": {"low": [term(un82, 20 + 7 * m)], "high": [term(town, 90 + m)] if m % 3 else None},
        }
        for m in (1, 2, 3, 5, 6, 7, 8, 9)
    ]
    monitor = made.derived
    total = sum(row["low"] for row in monitor)
    return [
        figure(
            "killed-east",
            ("Killed in the eastern districts", "القتلى في الأحياء الشرقية"),
            low=102,
            high=1150,
            robust={"1": 20, "2": 0},
            judged=0.93,
            certificate={
                "low": [term(un82, 82), term(rahma20, 20)],
                "high": [term(town, 1300), term(west, 150, -1)],
                "words": words(
                    "102 = 82 (Observer Office) + 20 (Rahma Hospital)", "102 = 82 (مكتب المراقبين) + 20 (مستشفى الرحمة)"
                ),
            },
            reported_range={"low": 95, "high": 410, "incidents": 12, "claims": 31},
            best_sum={"sum": 133, "claims": 12},
            estimate=estimate(),
            groups=months,
            by=["month"],
            claims=[
                entry(un82),
                entry(rahma20),
                entry(town, role="both"),
                entry(west),
                entry(c["un11"]),
                entry(c["un13"]),
                entry(c["gazette82"], role="repetition"),
                entry(
                    c["lost"],
                    role="none",
                    admitted=False,
                    because=words(
                        "a machine proposed it and no person has accepted it yet", "اقترحته آلة ولم يقبله أحد بعد"
                    ),
                ),
            ],
            left_out=[words("Claims that name no number.", "الادعاءات التي لا تذكر عدداً.")],
        ),
        figure(
            "killed-east-fair",
            ("Killed in the eastern districts, well supported", "القتلى في الأحياء الشرقية، بدرجة جيدة"),
            low=20,
            robust={"1": 0, "2": 0},
            certificate={"low": [term(rahma20, 20)], "high": None},
            admission={
                "rule": "grade ≥ good",
                "text": words(
                    "Only claims graded at least “good” are admitted.", "لا يُقبل إلا ادعاء درجته «جيد» على الأقل."
                ),
            },
            claims=[entry(rahma20), entry(un82, admitted=False, because=aside)],
        ),
        figure(
            "killed-west",
            ("Killed in the western districts", "القتلى في الأحياء الغربية"),
            low=150,
            status="disputed",
            scope={"when": "2031-12", "places": ["west"]},
            certificate={"low": [term(west, 150)], "high": None},
            conflicts=[
                {
                    "claims": [west["claim"], denial["claim"]],
                    "misses_by": 150,
                    "resolutions": [
                        {"without": [denial["claim"]], "low": 150, "high": None},
                        {"without": [west["claim"]], "low": 0, "high": 0},
                    ],
                }
            ],
            claims=[entry(west), entry(denial, role="ceiling")],
        ),
        figure(
            "hospitals",
            ("Hospitals destroyed", "مستشفيات دُمّرت"),
            unit="facility",
            status="none",
            scope={"when": "2031"},
            claims=[entry(c["tap"], role="none")],
            judged=None,
        ),
        figure(
            "monitor",
            ("What the monitor's table adds up to", "حصيلة جدول المرصد"),
            low=total,
            scope={"when": "2032/2033"},
            judged=0.0,
            certificate={"low": [term(row, row["low"]) for row in monitor], "high": None},
            groups=[
                {
                    "key": {"month": f"2032-{m:02d}", "place": p},
                    "low": (m * 7 + k * 5) % 30,
                    "high": None,
                    "status": "documented",
                }
                for m in range(1, 13)
                for k, p in enumerate(("east", "west", "north"))
            ],
            by=["month", "place:district"],
            claims=[entry(row) for row in monitor],
        ),
        figure(
            "by-place",
            ("Killed, by district", "القتلى بحسب الأحياء"),
            low=82,
            high=200,
            robust={"1": 10},
            scope={"when": "2031"},
            certificate={"low": [term(un82, 82)], "high": [term(town, 1300, "2/13")]},
            groups=[
                {"key": {"place": p}, "low": low, "high": high, "status": "documented"}
                for p, low, high in (("east", 82, 160), ("west", 30, None), ("north", 0, 40))
            ],
            by=["place"],
            claims=[entry(un82), entry(town, role="ceiling")],
        ),
    ]


def _publication(made: Sample, items: dict[str, Row], fictional: bool) -> Row:
    rows = list(items.values())
    leaves = [sha256(b"\x00" + row["claim"].encode()).digest() for row in made.claims] + [
        sha256(b"\x00monitor-1").digest()
    ]
    names = [row["claim"] for row in made.claims] + ["monitor-1"]
    root = tree(leaves).hex()
    square = [[[120.38, 10.44], [120.5, 10.44], [120.5, 10.6], [120.38, 10.6], [120.38, 10.44]]]
    return {
        "title": words("Port Selim, winter 2031", "ميناء سليم، شتاء ٢٠٣١"),
        "description": words(
            "What was reported of one winter in an invented port, and what follows from it.",
            "ما أُبلغ عنه في شتاء واحد في ميناء متخيَّل، وما يلزم عنه.",
        ),
        "fictional": fictional,
        "banner": words(
            "Port Selim does not exist. Nobody in these pages lived or died.",
            "ميناء سليم لا وجود له. لم يعش أحد ممن في هذه الصفحات ولم يمت.",
        )
        if fictional
        else None,
        "languages": ["en", "ar"],
        "timezone": "UTC",
        "program_version": "0.1.0",
        "figures": [f["name"] for f in made.figures],
        "labels": {kind: {term: words(*label) for term, label in terms.items()} for kind, terms in LABELS.items()},
        "places": [
            dict(zip(("id", "parent", "kind", "name_en", "name_ar", "lat", "lon"), row, strict=True)) for row in PLACES
        ],
        "actors": [dict(zip(("id", "parent", "name_en", "name_ar"), row, strict=True)) for row in ACTORS],
        "sources": [dict(zip(("id", "kind", "parent", "name_en", "name_ar"), row, strict=True)) for row in SOURCES],
        "agreements": [],
        "facilities": [],
        "items": rows,
        "proofs": {
            name: {
                "index": i,
                "leaf": leaves[i].hex(),
                "path": [h.hex() for h in path(i, leaves)],
                "size": len(leaves),
                "root": root,
            }
            for i, name in enumerate(names)
        },
        "readings": [
            {
                "id": "monitor-1",
                "item": item_id("monitor"),
                "mapping": "monitor.toml",
                "reader": "table@1",
                "rows": len(made.derived) + 2,
                "read": len(made.derived),
                "rejected": 2,
                "entry": 8,
            }
        ],
        "ledger": {"size": len(leaves), "root": root, "checkpoint": f"port-selim\n{len(leaves)}\n{root}\n"},
        "corrections": [
            {
                "when": "2032-02-01",
                "kind": "set-aside",
                "claim": claim_id("lost"),
                "because": "The words are in no document.",
                "by": "a.k.",
                "entry": 7,
            }
        ],
        "truth": {"killed-east": 141, "killed-west": 163, "hospitals": 2} if fictional else None,
        "outlines": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"id": "west"},
                    "geometry": {"type": "Polygon", "coordinates": square},
                }
            ],
        },
    }


def tree(leaves: list[bytes]) -> bytes:
    """Return the root of RFC 9162, section 2.1.1, written from the definition."""
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return sha256(b"\x01" + tree(leaves[:k]) + tree(leaves[k:])).digest()


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """Return the inclusion path of RFC 9162, section 2.1.3.1, written from the definition."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), tree(leaves[k:])]
    return [*path(index - k, leaves[k:]), tree(leaves[:k])]


def _split(n: int) -> int:
    return 1 << (n - 1).bit_length() - 1


def table(target: Path, rows: list[Row], columns: dict[str, str]) -> None:
    """Write rows as Parquet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = target.with_suffix(".jsonl")
    lines.write_text("".join(json.dumps({key: row.get(key) for key in columns}) + "\n" for row in rows), "utf-8")
    with duckdb.connect() as database:
        reader = database.read_json(str(lines), columns=columns, format="newline_delimited")
        reader.write_parquet(str(target))
    lines.unlink()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
